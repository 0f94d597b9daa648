"""Workbooks as Markdown tables inside a test.

A cell is text; digits are a number ('3 is the text), 95%% a percent-formatted 0.95, @2022-06-30 a date, ?95 a number of
unknown format (what the fast reader gives), #DIV/0! an error cell, !公式 a formula without a result, ^ and < are merged
with the cell above and to the left. Rows may stand outside a table: every line is a row.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.base.place import Place
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.scheme import model as m

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def cell(text: str, place: Place) -> Cell:
    """One cell in the notation above."""
    if text == "" or text in ("^", "<"):
        return Cell(None, place)
    if text.startswith("'"):
        return Cell(text[1:], place)
    if text.startswith("@"):
        return Cell(datetime.fromisoformat(text[1:]), place, "yyyy-mm-dd")
    if text.startswith("?"):
        return Cell(_number(text[1:]), place, "")
    if text.endswith("%%"):
        return Cell(float(Fraction(text[:-2]) / 100), place, "0.00%")
    if re.fullmatch(r"#[A-Z/0-9]+[!?]", text):
        return Cell(None, place, problem=text)
    if text.startswith("!"):
        return Cell(None, place, problem="公式没有计算结果")
    return Cell(_number(text) if _NUMBER.fullmatch(text) else text.replace("\\n", "\n"), place)


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def grid(text: str, sheet: str = "填报表", file: str = "来件.xlsx", *, hidden: bool = False) -> Grid:
    """A sheet from lines ``| a | b |``; a dashed line is skipped, an empty line is an empty row."""
    lines = [line.strip() for line in text.strip("\n").split("\n")]
    lines = [line for line in lines if not re.fullmatch(r"\|[-| :]+\|", line) or "-" not in line]
    typed = [[part.strip() for part in line.strip("|").split("|")] if line else [] for line in lines]
    place = Place(file, sheet)
    rows = [[cell(part, place.at(r, c)) for c, part in enumerate(row, 1)] for r, row in enumerate(typed, 1)]
    return Grid(file, sheet, rows, _merges(typed), hidden=hidden)


def _merges(typed: list[list[str]]) -> list[Merge]:
    def covered(r: int, c: int) -> str:
        return typed[r][c] if r < len(typed) and c < len(typed[r]) else ""

    merges = []
    for r, row in enumerate(typed):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            right, down = c, r
            while covered(r, right + 1) == "<":
                right += 1
            while covered(down + 1, c) == "^":
                down += 1
            if (right, down) != (c, r):
                merges.append(Merge(r + 1, c + 1, down + 1, right + 1))
    return merges


def book(file: str, *grids: Grid) -> Book:
    """The grids as one workbook called ``file``."""
    renamed = [
        Grid(file, g.name, [[_in_file(c, file) for c in row] for row in g.rows], g.merges, g.widths, g.hidden)
        for g in grids
    ]
    return Book(file, renamed)


def _in_file(old: Cell, file: str) -> Cell:
    return Cell(old.value, Place(file, old.place.sheet, old.place.cell), old.number_format, old.problem)


# -- a small assessment -----------------------------------------------------------------------------------------------

RATE = m.DataItem("完成率", t.ValueType.PERCENT, "%", required=True, low=Fraction(0), high=Fraction(1))
CASES = m.DataItem("投诉例数", t.ValueType.INTEGER, "例", required=True, low=Fraction(0), high=Fraction(500))
MONEY = m.DataItem("投入经费", t.ValueType.NUMBER, "万元", required=True)
PLAN = m.DataItem("方案印发日期", t.ValueType.DATE)
BOARD = m.DataItem("设立专栏", t.ValueType.YES_NO, required=True)
OTHER = m.DataItem("其他情况", t.ValueType.TEXT)
CHECK = m.DataItem("抽查得分", t.ValueType.NUMBER, "分", owners=("监测科",), required=True, high=Fraction(100))
VISITS = m.DataItem("越级信访例数", t.ValueType.INTEGER, "例", owners=("信访科", "监测科"), low=Fraction(0))
DERIVED = m.DataItem(
    "人均投入",
    t.ValueType.NUMBER,
    "万元",
    formula=t.Item("投入经费") / t.Attribute("人口数", t.ValueType.NUMBER),
)
ITEMS = (RATE, CASES, MONEY, PLAN, BOARD, OTHER, CHECK, VISITS, DERIVED)

UNITS = (
    m.Unit("东风镇", aliases=("东风",), group="镇", email="dongfeng@example.com"),
    m.Unit("朝阳镇", aliases=("朝阳",), group="镇", email="chaoyang@example.com"),
    m.Unit("新城街道", aliases=("新城街办",), group="街道"),
)


def make_scheme(
    items: tuple[m.DataItem, ...] = ITEMS,
    units: tuple[m.Unit, ...] = UNITS,
    leaves: tuple[str, ...] = ("上半年", "下半年"),
    deadline: date | None = date(2022, 7, 5),
    data: Book | None = None,
    **more: object,
) -> m.Scheme:
    """Two half years under 全年, three units, items of every type; clauses only where a test adds them."""
    periods = tuple(m.Period(name, "全年" if len(leaves) > 1 else "", deadline=deadline) for name in leaves)
    if len(leaves) > 1:
        periods = (*periods, m.Period("全年"))
    names = ExpressionNames(items={i.name: i.type for i in items}, attributes={"人口数": t.ValueType.NUMBER})
    return m.Scheme(
        settings=m.Settings(title="2022年镇街考核", year=2022, office="县考核办"),
        units=units,
        lines=(m.Line("总分"),),
        calendar=m.Calendar(periods),
        items={item.name: item for item in items},
        indicators={},
        names=names,
        book=data or Book("方案.xlsx", ()),
        **more,  # type: ignore[arg-type]
    )
