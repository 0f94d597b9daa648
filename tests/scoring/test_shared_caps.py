"""合计上限: one cap shared by rows of several 编号, exact, explained, and live in the workbook."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kaohe_xl
from kaohe_xl.bounds import doubt_of
from kaohe_xl.scoring.assess import assess
from tests.support import markdown
from tests.support.engine import evaluate, tidy_of
from tests.support.libreoffice import Office

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 加分封顶 |
| 年度 | 2026 |
| 收表 | 已截止 |
## 考核对象
| 单位名称 |
| 东风镇 |
| 朝阳镇 |
## 填报项
| 数据项 | 类型 |
| 表彰 | 整数 |
| 经验 | 数值 |
| 试点 | 整数 |
| 投诉 | 整数 |
## 评分细则
| 编号 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 分值 | 计入 | 合计上限 |
| 1 | 投诉 | 10 | 每件扣1分 | 每例扣分 | 投诉 | 1 | | |
| 2.1 | 表彰 | | 每项加2分 | 每例得分 | 表彰 | 2 | 总分 | 加分:6 |
| 2.2 | 经验 | | 每篇加1.5分 | 每例得分 | 经验 | 1.5 | 总分 | 加分 |
| 3 | 试点 | | 每个加3分 | 每例得分 | 试点 | 3 | 总分 | 加分 |
"""


def total(scheme: str, **figures: Fraction | int) -> dict[str, object]:
    items = {"表彰": 0, "经验": 0, "试点": 0, "投诉": 0} | figures
    data = {"2026年": {"东风镇": {name: Fraction(value) for name, value in items.items()}, "朝阳镇": {}}}
    return evaluate(markdown.scheme(scheme), data)[0]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 5), st.integers(0, 800), st.integers(0, 3))
def test_together_they_never_give_more(awards: int, reports: int, pilots: int) -> None:
    found = total(SCHEME, 表彰=awards, 经验=Fraction(reports, 100), 试点=pilots)
    left, points = Fraction(6), {}
    for key, raw in (
        ("2.1", awards * Fraction(2)),
        ("2.2", Fraction(reports, 100) * Fraction(3, 2)),
        ("3", pilots * 3),
    ):
        rounded = Fraction((raw * 100 + Fraction(1, 2)).__floor__(), 100)
        points[key] = min(rounded, left)
        left -= points[key]
    shown = found["indicators"]["2026年"]["东风镇"]  # type: ignore[index]
    assert {key: Fraction(shown[key]) for key in points} == points
    assert Fraction(found["totals"]["2026年"]["东风镇"]) == 10 + sum(points.values())  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("| 总分 | 加分 |", "| 总分 | 加分:5 |"), "S791"),
        (("| 投诉 | 1 | | |", "| 投诉 | 1 | | 加分 |"), "S792"),
        (("加分:6", "加分"), "S794"),
        (("加分:6", "加分:-1"), "S105"),
    ],
)
def test_a_group_that_contradicts_itself_is_told(change: tuple[str, str], code: str) -> None:
    scheme, findings = markdown.read(SCHEME.replace(*change))
    assert scheme is None
    assert code in [each.code for each in findings]


@pytest.mark.libreoffice
def test_it_is_explained_and_live(tmp_path: Path, soffice: Office) -> None:
    data = (
        "## 填报数据\n| 单位名称 | 表彰 | 经验 | 试点 | 投诉 |\n| 东风镇 | 2 | 1 | 1 | 3 |\n| 朝阳镇 | 1 | 0 | 3 | 0 |"
    )
    path = markdown.write(SCHEME + data, tmp_path / "方案.xlsx")
    result = kaohe_xl.run(path)
    assert result.output is not None
    rows = result.deductions
    told = list(rows[(rows["单位名称"] == "东风镇") & (rows["编号"] == "3")]["规则说明"])
    assert "应得3分，“加分”合起来以6分为限，计0.5分" in told[0]
    fresh, cached = (
        openpyxl.load_workbook(p, data_only=True) for p in (soffice.recalculate(result.output), result.output)
    )
    for sheet in ("计分过程", "得分明细", "得分汇总", "排名"):
        for one, other in zip(cached[sheet].iter_rows(), fresh[sheet].iter_rows(), strict=True):
            assert [cell.value or None for cell in one] == [cell.value or None for cell in other]


def test_what_rests_on_a_capped_score_sees_it_capped() -> None:
    """Two rows of one 编号 share 6 points; 得分[1] is what is left of 12, not what the rows come to."""
    scheme = markdown.scheme(
        """
## 考核设置
| 设置 | 值 |
| 考核名称 | 加分封顶 |
| 年度 | 2026 |
## 考核对象
| 单位名称 |
| 东风镇 |
## 填报项
| 数据项 | 类型 |
| 表彰 | 整数 |
| 经验 | 整数 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 合计上限 |
| 1 | 10 | 每例得分 | 表彰 | | 2 | 加分:6 |
| | | 每例得分 | 经验 | | 2 | 加分 |
| 2 | 10 | 公式得分 | | 得分[1] | | |
"""
    )
    period = scheme.calendar.root.name
    result, _ = evaluate(scheme, {period: {"东风镇": {"表彰": Fraction(3), "经验": Fraction(3)}}})
    assert result["indicators"][period]["东风镇"] == {"1": "6.00", "2": "6.00"}
    figures = {period: {"东风镇": {"表彰": Fraction(3), "经验": Fraction(3)}}}
    one = doubt_of(assess(scheme, tidy_of(scheme, figures))[0]).units[0]
    assert (one.low, one.high) == (12, 12)
