"""What the form's own head says is the head; below the table's header there are only items. Names that were mangled."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from urllib.parse import quote

import pytest

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.place import Place
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme.model import DataItem, Unit
from tests.support.arrivals import arrived, codes, outcome, returned, values
from tests.support.tables import BOARD, CASES, RATE, grid, make_scheme

OWN_VISITS = DataItem("越级信访例数", ValueType.INTEGER, "例")
NAMES = [
    "报送日期", "填报日期", "上报时间", "填报时间", "填表日期", "期次", "版本号", "单位", "单位名称",
    "部门", "联系电话", "填报人",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("last", [False, True])
def test_an_item_may_be_called_like_a_field(name: str, last: bool) -> None:
    kind = ValueType.DATE if name[-2:] in ("日期", "时间") else ValueType.TEXT
    value = "@2022-09-30" if kind is ValueType.DATE else "第三稿"
    own = DataItem(name, type=kind)
    items = (RATE, CASES, own) if last else (own, RATE, CASES)
    lines = {RATE.name: "95%", CASES.name: "3", name: value}
    table = "\n".join(f"| {item.name} | {lines[item.name]} |" for item in items)
    form = f"| 填报单位 | 东风镇 |\n| 期次 | 上半年 |\n| 填报时间 | @2022-06-30 |\n| 数据项 | 填报值 |\n{table}"
    found = returned(make_scheme(items), arrived("东风镇.xlsx", form))
    assert outcome(found).outcome.value == "采用"
    assert outcome(found).filled_at == datetime(2022, 6, 30)
    assert outcome(found).period == "上半年"
    assert outcome(found).filler == "东风镇"
    got = values(found)
    assert got["东风镇", CASES.name] == 3
    assert got["东风镇", name] == ("第三稿" if kind is ValueType.TEXT else Fraction(44834))


MEASURES = ["村", "单位", "镇", "街道", "社区", "项目", "名称", "指标", "季度", "数据"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("measures_first", [False, True])
@pytest.mark.parametrize("listed", [False, True])
def test_a_measure_may_be_a_word_of_headings(measure: str, measures_first: bool, listed: bool) -> None:
    """每村扣1分 is counted in 村: its row is no header of a table of units, and nothing below it is lost."""
    odd = DataItem("记载本不规范数", ValueType.INTEGER, measure)
    rows = [("完成率", "%", "95%"), (odd.name, measure, "2"), ("投诉例数", "例", "3"), ("越级信访例数", "例", "1")]
    names = ("计量单位", "数据项", "填报值") if measures_first else ("数据项", "计量单位", "填报值")
    lines = [(row[1], row[0], row[2]) if measures_first else row for row in [(names[1], names[0], names[2]), *rows]]
    lines[0] = names
    who = [("单位名称", *["东风镇"] * len(rows))[at] if listed else "" for at in range(len(lines))]
    table = "\n".join(f"| {unit} | {' | '.join(line)} |" for unit, line in zip(who, lines, strict=True))
    form = f"| 填报单位 | 东风镇 |\n| 期次 | 上半年 |\n{table}"
    got = values(returned(make_scheme((RATE, odd, CASES, OWN_VISITS)), arrived("东风镇.xlsx", form)))
    assert {name: got["东风镇", name] for name in (odd.name, CASES.name, OWN_VISITS.name)} == {
        odd.name: 2,
        CASES.name: 3,
        OWN_VISITS.name: 1,
    }


def test_the_foot_of_a_form_still_speaks() -> None:
    form = "| 填报单位 | 东风镇 |\n| 期次 | 上半年 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |\n| |\n"
    form += "| 填报时间 | @2022-06-30 |"
    found = returned(make_scheme((CASES,)), arrived("a.xlsx", form))
    assert outcome(found).filled_at == datetime(2022, 6, 30)


HEAD = "| 填报单位 | 东风镇 |\n| 期次 | 上半年 |\n| 填报时间 | @2022-06-30 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |\n"


@pytest.mark.parametrize(
    ("below", "day"),
    [
        ("| 报送日期 | @2022-09-30 |", None),  # an item of another year's form
        ("| 填报时间 | @2022-09-30 |", None),
        ("| 上报时间 | @2022-09-30 |\n| 说明材料 | 有 |", None),
        ("| 版本号 | 第三稿 |\n| 填报日期 | @2022-09-30 |", None),
        ("| |\n| 填报时间 | @2022-06-29 |", 29),
        ("| 填报人 | 李四 |\n| 填报时间 | @2022-06-29 |", 29),
        ("| 填报时间 | @2022-06-29 |\n| 填报人 | 李四 |", 29),
        ("| 填报时间： | @2022-06-29 |", 29),
        ("| 填报人：李四　填报时间：2022-06-29 |", 29),
        ("| 填报人 | 李四 | 填报时间 | @2022-06-29 |", 29),
    ],
)
def test_below_the_last_item_only_a_foot_speaks_for_the_form(below: str, day: int | None) -> None:
    headless = HEAD.replace("| 填报时间 | @2022-06-30 |\n", "")
    found = returned(make_scheme((CASES,)), arrived("东风镇.xlsx", headless + below))
    assert outcome(found).filled_at == (datetime(2022, 6, day) if day else None)
    assert ("F201" in codes(found)) == (day is None)
    assert outcome(found).period == "上半年"
    with_head = returned(make_scheme((CASES,)), arrived("东风镇.xlsx", HEAD + below))
    assert outcome(with_head).filled_at == datetime(2022, 6, 30)


@pytest.mark.parametrize("typed", ["1.2万", "3千", "1万", "2百万", "0.5万", "１.２万"])
def test_a_rate_has_no_thousands(typed: str) -> None:
    reading = read_value(Cell(typed, Place("a", "b", "C1")), RATE)
    assert reading.value is None
    assert [found.code for found in reading.findings] == ["F106"]


@pytest.mark.parametrize(
    "mangle",
    [
        lambda name: name.encode("gb18030").decode("cp437"),
        lambda name: name.encode("gb18030").decode("latin-1"),
        lambda name: name.encode("utf-8").decode("latin-1"),
        lambda name: name.encode("utf-8").decode("cp437"),
        lambda name: quote(name),
        lambda name: quote(name.encode("gb18030")),
        lambda name: "新东风" + quote("（东风镇）"),
    ],
)
def test_a_mangled_name_is_put_right_where_that_gives_a_known_unit(mangle: object) -> None:
    name = mangle("东风镇")  # type: ignore[operator]
    form = "| 期次 | 上半年 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |"
    found = returned(make_scheme((CASES,)), arrived(f"{name}.xlsx", form))
    assert values(found) == {("东风镇", CASES.name): 3}


@pytest.mark.parametrize("taken_for", ["latin-1", "cp437", "gb18030"])
def test_a_name_in_big5_is_put_right(taken_for: str) -> None:
    name = "太平山".encode("big5").decode(taken_for)
    assert "太平山" not in name
    form = "| 期次 | 上半年 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |"
    found = returned(make_scheme((CASES,), units=(Unit("太平山"), Unit("中山"))), arrived(f"{name}.xlsx", form))
    assert values(found) == {("太平山", CASES.name): 3}


def test_a_name_that_gives_nobody_stays_nobody() -> None:
    form = "| 期次 | 上半年 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |"
    for name in ("ïîïîïî", "%E4%B8", "50%完成", "ÿþ"):
        found = returned(make_scheme((CASES,)), arrived(f"{name}.xlsx", form))
        assert outcome(found).outcome.value == "拒收"


QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
MONTHS = tuple(f"{month}月" for month in range(1, 13))


@pytest.mark.parametrize(
    ("leaves", "sheet", "period"),
    [
        (QUARTERS, "第一季度", "第一季度"),
        (QUARTERS, "一季度", "第一季度"),
        (QUARTERS, "2022年第三季度", "第三季度"),
        (QUARTERS, "四季度（修改）", "第四季度"),
        (QUARTERS, "Q2", None),
        (MONTHS, "1月", "1月"),
        (MONTHS, "11月", "11月"),
        (MONTHS, "11月份", "11月"),
        (MONTHS, "2022.1月", "1月"),
        (MONTHS, "Sheet1", None),
    ],
)
def test_sheets_by_quarter_and_month(leaves: tuple[str, ...], sheet: str, period: str | None) -> None:
    form = grid("| 填报单位 | 东风镇 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |", sheet)
    found = returned(make_scheme((CASES,), leaves=leaves), arrived("a.xlsx", form))
    assert outcome(found).period == (period or "")
    assert (codes(found) == ["D519"]) == (period is None)


@pytest.mark.parametrize("sheet", ["下半年", "2022年下半年", "下半年报表"])
def test_a_sheet_may_bear_the_name_of_its_period(sheet: str) -> None:
    form = grid("| 填报单位 | 东风镇 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |", sheet)
    found = returned(make_scheme((CASES,)), arrived("a.xlsx", form))
    assert values(found, period="下半年") == {("东风镇", CASES.name): 3}


def test_hidden_rows_that_count_are_named() -> None:
    form = "| 填报单位 | 东风镇 |\n| 期次 | 上半年 |\n| 数据项 | 填报值 |\n| 投诉例数 | 3 |\n| 设立专栏 | 是 |"
    made = grid(form)
    hidden = type(made)(made.file, made.name, made.rows, hidden_rows=frozenset((4,)))
    arrival = arrived("a.xlsx", form)
    assert arrival.book is not None
    arrival.book.grids[:] = [hidden]  # type: ignore[index]
    found = returned(make_scheme((CASES, BOARD)), arrival)
    assert codes(found) == ["F211"]
    assert "投诉例数" in found.findings[0].text
    assert values(found)["东风镇", CASES.name] == 3
