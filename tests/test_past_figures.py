"""上期[…] and 上年[…]: the period before, and 历年结果; what there is nothing of is a mistake of the scheme."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.support import markdown as md
from tests.support.engine import evaluate

TEXT = """
## 考核设置
| 设置 | 值 |
| 年度 | 2022 |
## 考核对象
| 单位名称 |
| 东风镇 |
| 朝阳镇 |
| 新城镇 |
## 考核期
| 期次 | 上级期次 |
| 1月 | 全年 |
| 2月 | 全年 |
| 3月 | 全年 |
## 填报项
| 数据项 | 类型 |
| 差错例数 | 整数 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 适用期次 |
| 1 | 10 | 每例扣分 | 差错例数 | | 1 | 月 |
| 2 | 5 | 不达标扣分 | 差错例数 | <=上期[差错例数] | 5 | 2月、3月 |
## 奖惩
| 奖惩 | 类型 | 期次 | 条件 |
| 进步 | 通报表扬 | 月 | 总分>上期[总分] |
| 名次上升 | 通报表扬 | 月 | 名次<上期[名次] |
| 比去年好 | 通报表扬 | 全年 | 总分>上年[总分] 且 名次<上年[名次] |
## 历年结果
| 年度 | 单位 | 得分 | 名次 |
| 2021 | 东风镇 | 30 | 3 |
| 2021 | 朝阳镇 | 39 | 1 |
"""


def data(**cases: tuple[int, int, int]) -> dict[str, Any]:
    months = ("1月", "2月", "3月")
    return {
        month: {unit: {"差错例数": Fraction(counts[number])} for unit, counts in cases.items()}
        for number, month in enumerate(months)
    }


def test_the_previous_period_and_the_year_before() -> None:
    result, findings = evaluate(md.scheme(TEXT), data(东风镇=(0, 1, 0), 朝阳镇=(2, 0, 3), 新城镇=(1, 1, 1)))
    assert {month: result["totals"][month] for month in ("1月", "2月", "3月")} == {
        "1月": {"东风镇": "10.00", "朝阳镇": "8.00", "新城镇": "9.00"},
        "2月": {"东风镇": "9.00", "朝阳镇": "15.00", "新城镇": "14.00"},
        "3月": {"东风镇": "15.00", "朝阳镇": "7.00", "新城镇": "14.00"},
    }
    given = [(p["reward"], p["period"], p["unit"]) for p in result["payments"]]
    assert given == [
        ("进步", "2月", "朝阳镇"),
        ("进步", "2月", "新城镇"),
        ("进步", "3月", "东风镇"),
        ("名次上升", "2月", "朝阳镇"),
        ("名次上升", "3月", "东风镇"),
        ("比去年好", "全年", "东风镇"),
    ]
    lacking = {(each.unit, each.period, each.details["item"]) for each in findings if each.code == "R202"}
    assert ("新城镇", "全年", "总分、上年[总分]、名次、上年[名次]") in {
        (unit, when, "、".join(dict.fromkeys(item.split("、")))) for unit, when, item in lacking
    }
    assert {when for _, when, _ in lacking} == {"1月", "全年"}, "the first month has no month before"


@pytest.mark.parametrize(
    ("old", "new", "code", "cell"),
    [
        ("<=上期[差错例数]", "<=上年[差错例数]", "S323", "评分细则!C3"),
        ("<=上期[差错例数]", "<=上期[总分]", "S323", "评分细则!C3"),
        ("总分>上期[总分] |", "总分>上年[差错例数] |", "S323", "奖惩!A2"),
        ("总分>上期[总分] |", "总分>上期[截止日期] |", "S323", "奖惩!A2"),
    ],
)
def test_figures_that_nobody_has_are_a_mistake_of_the_scheme(old: str, new: str, code: str, cell: str) -> None:
    scheme, findings = md.read(TEXT.replace(old, new))
    assert scheme is None
    assert md.told(findings) == [(code, cell)]


def test_a_missing_year_is_pointed_out() -> None:
    scheme, findings = md.read(TEXT.replace("| 2021 |", "| 2020 |"))
    assert scheme is not None
    assert set(md.told(findings)) == {("S324", "奖惩!A4")}


def test_a_veto_cannot_look_at_grades() -> None:
    text = TEXT + "## 等次\n| 等次 | 最低分 |\n| 优秀 | 40 |\n| 合格 | |\n"
    scheme, findings = md.read(text + "## 一票否决\n| 否决项 | 条件 | 后果 |\n| 差 | 等次=合格 | 取消奖励 |\n")
    assert scheme is None
    assert ("S322", "一票否决!A2") in md.told(findings)
