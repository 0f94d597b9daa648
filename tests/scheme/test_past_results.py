"""Last year's scored workbook as 历年结果."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.pipeline import locate, run
from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme.past_results import past_results, with_past
from kaohe_xl.scheme.read import read_scheme
from tests.support import markdown

SAMPLES = Path(__file__).parent.parent.parent / "sample_workbooks"

SCORED = """
## 考核设置
| 设置 | 值 |
| 年度 | 2021 |
## 排名
| 某县考核排名 |
| 全年　总分排名（镇） |
| 名次 | 单位名称 | 总分 | 等次 | 否决 | 备注 |
| 1 | 甲镇 | 95.5 | 优秀 | | |
| — | 乙镇 | 80 | | 弄虚作假 | |
| |
| 全年　经济线排名（镇） |
| 名次 | 单位名称 | 得分 | 备注 |
| 1 | 乙镇 | 60 | |
| |
| 半年　总分排名（镇） |
| 名次 | 单位名称 | 总分 | 备注 |
| 1 | 乙镇 | 99 | |
## 奖励金额
| 单位名称 | 奖惩 | 类型 | 金额 |
| 甲镇 | 一等奖 | 奖励 | 3000 |
| 甲镇 | 先进称号 | 奖励 | |
"""
SCHEME = """
## 考核设置
| 设置 | 值 |
| 年度 | 2022 |
## 考核对象
| 单位名称 | 别名 |
| 新甲镇 | 甲镇 |
| 乙镇 | |
## 填报项
| 数据项 |
| 得数 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 |
| 1 | 100 | 直接评分 | 得数 |
## 历年结果
| 年度 | 单位 | 名次 |
| 2021 | 乙镇 | 7 |
| 注：以县委文件为准，不含当年新设单位。 |
"""


def test_only_the_final_tables_count_with_their_basis() -> None:
    past = past_results(markdown.book(SCORED))
    assert [(one.scope, one.unit, one.rank, one.score) for one in past] == [
        ("总分", "甲镇", 1, Fraction("95.5")),
        ("总分", "乙镇", None, Fraction(80)),
        ("经济线", "乙镇", 1, Fraction(60)),
    ]
    assert (past[0].grade, past[0].handling, past[1].vetoes) == ("优秀", "一等奖；先进称号", "弄虚作假")


def test_what_the_sheet_says_wins_and_a_renamed_unit_is_known_by_its_alias() -> None:
    scheme = with_past(markdown.scheme(SCHEME), past_results(markdown.book(SCORED)))
    assert {(one.scope, one.unit): one.rank for one in scheme.past_results} == {
        ("总分", "乙镇"): 7,
        ("总分", "新甲镇"): 1,
        ("经济线", "乙镇"): 1,
    }


def test_the_rows_are_in_the_workbook_that_goes_into_the_output() -> None:
    scheme = with_past(markdown.scheme(SCHEME), past_results(markdown.book(SCORED)))
    again, findings = read_scheme(scheme.book)
    assert again is not None, findings
    # the sheet had no 范围 column: it gets one, or what a line gave could not be told from the total
    told = [(one.scope, one.unit, one.rank, one.handling) for one in again.past_results]
    assert told == [("总分", "乙镇", 7, ""), ("总分", "新甲镇", 1, "一等奖；先进称号"), ("经济线", "乙镇", 1, "")]


def test_a_run_reads_its_own_output_of_last_year(tmp_path: Path) -> None:
    before, now = tmp_path / "2021", tmp_path / "2022"
    sample = next(SAMPLES.glob("S1-*"))
    for folder in (before, now):
        shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("结果"))
    job, _ = locate(before)
    assert job is not None
    report = run(job, ReadOptions(jobs=1))
    assert report.output is not None
    assert report.assessment is not None
    past = past_results(read_book(report.output))
    final = report.assessment.final
    expected = {unit: final.rank("总分", row) for row, unit in enumerate(report.assessment.scheme.unit_names)}
    assert {one.unit: one.rank for one in past if one.scope == "总分"} == expected
