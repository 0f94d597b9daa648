"""得分[编号], 子项合计 and 上级得分: scored in an order in which each is known, whatever the order of the rows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.scheme.references import in_order, rings
from tests.support import markdown as md
from tests.support.engine import evaluate

HEAD = """
## 考核设置
| 设置 | 值 |
| 年度 | 2022 |
## 考核对象
| 单位名称 | 分组 |
| 东风镇 | 镇 |
| 朝阳镇 | 街道 |
## 填报项
| 数据项 | 类型 |
| 差错例数 | 整数 |
## 评分细则
| 编号 | 考核线 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 互斥 | 适用期次 |
"""
LEAF = "| {key} | | 10 | 每例扣分 | 差错例数 | | 1 | | |\n"
CASES = {unit: {"差错例数": Fraction(2)} for unit in ("东风镇", "朝阳镇")}


def row(key: str, formula: str) -> str:
    return f"| {key} | | 100 | 公式得分 | | {formula} | | | |\n"


def scores(text: str) -> dict[str, str]:
    result, _ = evaluate(md.scheme(text), {"2022年": CASES})
    found: dict[str, str] = result["indicators"]["2022年"]["东风镇"]
    return found


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_scores_on_scores_do_not_depend_on_the_order_of_rows(data: st.DataObject) -> None:
    """A random tower: each 编号 is its predecessors' scores plus one; rows are shuffled."""
    size = data.draw(st.integers(2, 7))
    uses = [data.draw(st.lists(st.integers(0, i - 1), max_size=3, unique=True)) if i else [] for i in range(size)]
    expected: list[int] = []
    for own in uses:
        expected.append(min(100, 1 + sum(expected[i] for i in own)))
    rows = [row(f"项{i}", "+".join(["1", *(f"得分[项{j}]" for j in own)])) for i, own in enumerate(uses)]
    table = "".join(data.draw(st.permutations(rows)))
    scheme = md.scheme(HEAD + table + LEAF.format(key="99"))
    assert rings(scheme.indicators) == []
    order = [indicator.key for indicator in in_order(scheme.indicators)]
    assert all(order.index(f"项{j}") < order.index(f"项{i}") for i, own in enumerate(uses) for j in own)
    found = scores(HEAD + table + LEAF.format(key="99"))
    assert {f"项{i}": f"{value}.00" for i, value in enumerate(expected)}.items() <= found.items()


def test_a_child_may_look_at_its_parent_and_a_parent_at_its_children() -> None:
    assert scores(HEAD + LEAF.format(key="1") + row("1.1", "得分[1]÷2")) == {"1": "8.00", "1.1": "4.00"}
    assert scores(HEAD + LEAF.format(key="1") + row("1.1", "上级得分÷2")) == {"1": "8.00", "1.1": "4.00"}
    text = HEAD + "| 1 | | 300 | 首位折算 | 子项合计 | | 300 | | |\n" + LEAF.format(key="1.1") + LEAF.format(key="1.2")
    assert scores(text) == {"1": "300.00", "1.1": "8.00", "1.2": "8.00"}


def test_a_heading_means_the_sum_of_what_stands_below_it() -> None:
    text = HEAD + "| 1 | | 20 | | | | | | |\n" + LEAF.format(key="1.1") + LEAF.format(key="1.2") + row("2", "得分[1]+1")
    assert scores(text)["2"] == "17.00"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (row("1", "得分[2]") + row("2", "得分[1]"), [("S309", "A2"), ("S309", "A3")]),
        (row("1", "得分[1]+1"), [("S309", "A2")]),
        (
            LEAF.format(key="1") + row("1.1", "得分[2]") + row("2", "得分[1.1]+得分[1]"),
            [("S309", "A3"), ("S309", "A4")],
        ),
        ("| 1 | | 20 | | | | | | |\n" + row("1.1", "上级得分÷2") + LEAF.format(key="1.2"), [("S309", "A3")]),
    ],
)
def test_rings_are_found_where_they_are(rows: str, told: list[tuple[str, str]]) -> None:
    text = HEAD.replace("| 编号 | 考核线 | 标准分 |", "| 编号 | 考核线 | 标准分 |") + rows + LEAF.format(key="99")
    scheme, findings = md.read(text.replace("| 1 | | 20 |", "| 1 | | 110 |"))
    assert scheme is None
    assert [(code, cell.removeprefix("评分细则!")) for code, cell in md.told(findings)] == told


def test_scores_that_are_not_known_then() -> None:
    periods = "## 考核期\n| 期次 | 上级期次 |\n| 半年 | 全年 |\n| 年终 | 全年 |\n"
    yearly = LEAF.format(key="1") + "| 2 | | 10 | 公式得分 | | 得分[1] | | | 全年 |\n"
    scheme, findings = md.read(HEAD.replace("## 填报项", periods + "## 填报项") + yearly)
    assert scheme is None
    assert md.told(findings) == [("S325", "评分细则!D3")]
    assert "在“全年”计分，用到的编号 1 在这一期却没有得分" in findings[0].text
    rivals = (
        "| 1 | | 10 | 每例扣分 | 差错例数 | | 1 | 同一件事 | |\n| 2 | | 10 | 每例扣分 | 差错例数 | | 2 | 同一件事 | |\n"
    )
    scheme, findings = md.read(HEAD + rivals + row("3", "得分[1]+1"))
    assert scheme is None
    assert md.told(findings) == [("S326", "评分细则!D4")]
    lines = "## 考核线\n| 考核线 |\n| 党政线 |\n| 业务线 |\n"
    named = LEAF.format(key="1").replace("| 1 | |", "| 1 | 党政线 |", 1) + row("2", "得分[党政线]").replace(
        "| 2 | |", "| 2 | 业务线 |"
    )
    scheme, findings = md.read(HEAD.replace("## 填报项", lines + "## 填报项") + named)
    assert scheme is None
    assert md.told(findings) == [("S321", "评分细则!D3")]
