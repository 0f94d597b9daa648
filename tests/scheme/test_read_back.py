"""check reads 评分标准 by the drafting grammar: a row that does something else than its words say is pointed out."""

from __future__ import annotations

import pytest

from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme.read import read_scheme
from tests.support import markdown
from tests.support.engine import folder_of
from tests.test_samples import SCHEMES

SCHEME = """
## 考核设置
| 设置 | 值 |
| 年度 | 2026 |
## 考核对象
| 单位名称 |
| 东风镇 |
## 填报项
| 数据项 | 类型 |
| 办证率 | 百分比 |
| 投诉 | 整数 |
## 评分细则
| 编号 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 每 | 分值 | 上限 |
| 1 | 10 | {words} | {columns} |
"""
RIGHT = [
    ("办证率低于85%，每低1个百分点扣1分", "差额扣分 | 办证率 | >=85% | 1 | 1 | "),
    ("办证率达到85%得满分，每低1个百分点扣1分", "差额扣分 | 办证率 | >=85% | | 1 | "),
    ("办证率95%以上得10分，90%—95%得6分，90%以下不得分", "分档得分 | 办证率 | >=95%:10; >=90%:6 | | | "),
    ("投诉每件扣2分，最多扣6分", "每例扣分 | 投诉 | | | 2 | 6"),
    ("请按文件精神认真落实", "每例扣分 | 投诉 | | | 2 | 6"),
]
WRONG = [
    ("办证率低于85%，每低1个百分点扣1分", "差额扣分 | 办证率 | >=80% | 1 | 1 | ", "84%"),
    ("办证率低于85%，每低1个百分点扣1分", "差额扣分 | 办证率 | >=85% | 2 | 1 | ", "84%"),
    ("办证率95%以上得10分，90%—95%得6分，90%以下不得分", "分档得分 | 办证率 | >=95%:10; >90%:6 | | | ", "90%"),
    ("投诉每件扣2分，最多扣6分", "每例扣分 | 投诉 | | | 2 | ", "4"),
    ("投诉每件扣2分，最多扣6分", "每例得分 | 投诉 | | | 2 | 6", "0"),
]


def told(words: str, columns: str) -> list[str]:
    _, findings = markdown.read(SCHEME.format(words=words, columns=columns))
    return [each.text for each in findings if each.code == "S820"]


@pytest.mark.parametrize(("words", "columns"), RIGHT)
def test_words_and_columns_that_agree_or_say_nothing(words: str, columns: str) -> None:
    assert told(words, columns) == []


@pytest.mark.parametrize(("words", "columns", "value"), WRONG)
def test_both_readings_of_a_row_that_disagrees(words: str, columns: str, value: str) -> None:
    (text,) = told(words, columns)
    assert "照字面" in text
    assert "按各列算得" in text
    assert f" {value} 应得" in text


@pytest.mark.parametrize("name", SCHEMES)
def test_no_false_alarm_in_the_samples(name: str) -> None:
    _, findings = read_scheme(read_book(folder_of(name) / "方案.xlsx"))
    assert [each.text for each in findings if each.code == "S820"] == []
