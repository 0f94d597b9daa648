"""Points lost and gained add up: per indicator, per line and per unit, whatever the data."""

from __future__ import annotations

import importlib
import random
from fractions import Fraction as F
from functools import cache
from typing import Any

import pytest

from kaohe_xl.explain.points_ledger import PointsEntry, PointsLedger, Through
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.assess import Assessment, assess
from kaohe_xl.scoring.score import ScoreStatus
from tests.support import markdown
from tests.support.engine import scheme_of, tidy_of
from tests.support.random_cases import tries

SCORED = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s9")
# tests of one sample run in one process, which reads and assesses it once
BY_SAMPLE = [pytest.param(name, marks=pytest.mark.xdist_group(f"assessed {name}")) for name in SCORED]


sample = scheme_of


@cache
def datasets(name: str) -> list[Any]:
    """The sample's own figures and random ones."""
    module = importlib.import_module(f"tests.independent.{name}")
    return [module.BASE, *(module.random_data(random.Random(seed)) for seed in range(tries(3, 6)))]


@cache
def assessed(name: str) -> list[Assessment]:
    """What each of them comes to."""
    return [assess(sample(name), tidy_of(sample(name), data))[0] for data in datasets(name)]


@pytest.mark.parametrize("name", BY_SAMPLE)
def test_a_units_entries_add_up_to_its_total_minus_full_marks(name: str) -> None:
    closed = 0
    for assessment in assessed(name):
        ledger = PointsLedger(assessment)
        for row in range(len(sample(name).units)):
            balance = ledger.balance(row, ledger.of(row))
            assert balance.total == assessment.final.total[row]
            assert balance.total is None or balance.full + balance.lost == balance.total
            closed += balance.closed
    assert closed > 5


@pytest.mark.parametrize("name", BY_SAMPLE)
def test_an_indicators_entries_add_up_to_its_score_minus_its_full_mark(name: str) -> None:
    for assessment in assessed(name)[:3]:
        ledger = PointsLedger(assessment)
        for row in range(len(sample(name).units)):
            check_indicators(assessment, row, ledger.of(row))


def check_indicators(assessment: Assessment, row: int, entries: list[PointsEntry]) -> None:
    for result in assessment.periods.values():
        for key, own in result.score.indicators.items() if result.score else ():
            inside = [
                entry.points
                for entry in entries
                if (entry.period, entry.indicator) == (result.period.name, own.indicator)
                and not (entry.clauses and entry.clauses[0].on_total)
            ]
            if own.indicator.on_total or own.status[row] is ScoreStatus.ABSENT:
                assert inside == []
            elif result.score and result.score.lines[own.indicator.line].score.ok[row]:
                full = own.indicator.full_mark or F(0)
                assert full + sum(inside) == (own.score[row] or 0), (key, row)


def test_only_indicators_that_a_line_adds_up_touch_the_total() -> None:
    """S5: marks of a part that already count in the heading above, and of lines that are only ranked, count nowhere."""
    scheme, assessment = sample("s5"), assessed("s5")[0]
    counted = {i.key for line in scheme.lines if line.weight for i in top_scored(scheme, line.name)}
    for entry in PointsLedger(assessment).of(3):
        if entry.indicator and not (entry.clauses and entry.clauses[0].on_total):
            assert entry.counted == (entry.indicator.key in counted)
            assert entry.counted or entry.effect == 0


SMALL = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
| 年度 | 2022 |
## 考核对象
| 单位名称 | 分组 |
| 东镇 | 镇 |
| 西镇 | 镇 |
## 填报项
| 数据项 | 类型 | 计量单位 |
| 差错 | 整数 | 例 |
| 完成率 | 百分比 | % |
| 创新 | 整数 | 项 |
| 泄密 | 整数 | 例 |
| 市级表扬 | 是否 | |
| 县级表扬 | 是否 | |
## 评分细则
| 编号 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 每 | 分值 | 上限 | 起点 | 互斥 | 计入 |
| 1 | 登记 | 3 | 差错每例扣2分 | 每例扣分 | 差错 | | 1 | 2 | | | | |
| 2 | 完成 | 10 | 每降1个百分点扣1.115分 | 差额扣分 | 完成率 | >=95% | 1 | 1.115 | | | | |
| 3 | 创新 | 5 | 每项3分 | 每例得分 | 创新 | | 1 | 3 | | | | |
| 4 | 保密 | 2 | 有泄密不得分 | 触发清零 | 泄密 | >0 | | | | 满分 | | |
| 5 | 表扬 | | 市级加3分 | 达标得分 | 市级表扬 | 是 | | 3 | | | 表扬 | 总分 |
| | | | 县级加1分 | 达标得分 | 县级表扬 | 是 | | 1 | | | 表扬 | 总分 |
"""


def entries_of(values: dict[str, Any]) -> dict[tuple[str, Through], F]:
    """(编号, through) → points of the first unit."""
    scheme = markdown.scheme(SMALL)
    base = {"差错": F(0), "完成率": F(1), "创新": F(0), "泄密": F(0), "市级表扬": "否", "县级表扬": "否"}
    period = scheme.calendar.root.name
    data = {period: {"东镇": {**base, **values}, "西镇": base}}
    assessment, _ = assess(scheme, tidy_of(scheme, data))
    ledger = PointsLedger(assessment)
    entries = ledger.of(0)
    assert ledger.balance(0, entries).closed
    return {(entry.indicator.key if entry.indicator else "", entry.through): entry.points for entry in entries}


def test_what_is_deducted_beyond_zero_comes_back_as_an_entry_of_its_own() -> None:
    found = entries_of({"差错": F(2)})
    assert found["1", Through.CLAUSE] == -4
    assert found["1", Through.FLOOR] == 1


def test_rounding_is_an_entry() -> None:
    """7.7 points missing cost 1.115 × 2.7 = 3.0105; the score is 6.99, not 6.9895."""
    found = entries_of({"完成率": F("0.923")})
    assert found["2", Through.CLAUSE] == F("-3.0105")
    assert found["2", Through.ROUNDING] == F("0.0005")


def test_points_above_the_full_mark_are_taken_off_again() -> None:
    found = entries_of({"创新": F(2)})
    assert found["3", Through.CLAUSE] == 1  # 6 of 5
    assert found["3", Through.CAP] == -1


def test_missing_data_costs_the_whole_indicator_in_one_entry() -> None:
    found = entries_of({"完成率": None, "创新": None})
    assert found["2", Through.MISSING] == -10
    assert found["3", Through.MISSING] == -5


def test_an_indicator_that_is_zeroed_costs_what_was_left_of_it() -> None:
    assert entries_of({"泄密": F(1)})["4", Through.ZEROED] == -2


def test_of_two_exclusive_clauses_the_smaller_is_told_with_no_points() -> None:
    scheme = markdown.scheme(SMALL)
    period = scheme.calendar.root.name
    both = {"差错": F(0), "完成率": F(1), "创新": F(0), "泄密": F(0), "市级表扬": "是", "县级表扬": "是"}
    assessment, _ = assess(scheme, tidy_of(scheme, {period: {"东镇": both, "西镇": both}}))
    points = [
        entry.points for entry in PointsLedger(assessment).of(0) if entry.indicator and entry.indicator.key == "5"
    ]
    assert points == [3, 0]
