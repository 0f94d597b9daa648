"""Live formulas against the exact engine: every method, boundary-heavy values, recalculated by LibreOffice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.place import Place, cell_name, column_letter
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.excel import NoFormula, formula, rounded
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.expr.parse import parse_expression
from kaohe_xl.expr.value_columns import Truth
from kaohe_xl.rules.read import read_rule
from kaohe_xl.rules.registry import BY_NAME
from tests.rules import reference as r
from tests.rules.test_exact import CASES, NAMES, assessed, context
from tests.support.libreoffice import Office
from tests.support.random_cases import tries

DRAWS = tries(3, 12)  # columns of 100 rows for every method
COLUMNS = {"group": "B", "scope": "C", "comparable": "D", "deadline": "E", "result": "H"}
ITEM_COLUMNS = "FG"
EXPRESSIONS = (
    "取整(数×任务÷3)",
    "进一(数÷7)＋舍去(任务÷3)",
    "绝对值(数－任务)",
    "平均(数,任务,3)",
    "合计(数,任务)÷2－最大(数,任务,0)×最小(数,1)",
    "如果(数>5 且 任务>5, 1, 如果(数<0 或 任务<0, 2, 3))",
    "如果(非(数>=任务), 数×2, -数)",
    "如果(任务=0, 100%, 数÷任务)",
    "数÷(任务－数)",
    "2－(3－数)－(-任务)",
    "全体平均(数)－全体最小(任务)",
    "全体最大(数÷任务)",
    "组内名次(数－任务)",
    "组内名次(最大(数,0))",
    "全体平均(如果(数>任务, 数, 任务))",
    # on the half of a hundredth, and equal to what they are compared with, but for the noise of binary fractions
    "数×1.005－任务×0.335",
    "(数－任务)÷200×3",
    "组内名次(数×0.1＋任务×0.2)",
    "如果(数×0.1＋任务×0.2>0.3, 1, 0)",
)


@dataclass(frozen=True)
class Column:
    """One case in the sheet: a tree, its rows, and what the exact engine says."""

    title: str
    tree: t.Node
    case: r.Case
    rows: Sequence[r.Row]
    typed: bool
    first: int  # its first row in the sheet
    expected: Sequence[object]


@dataclass
class Sheet:
    """Cells of one case. ``first`` … ``last`` are its rows."""

    case: r.Case
    typed_in: bool
    first: int
    params: dict[Place, str] = field(default_factory=dict)

    def _column(self, name: str) -> str:
        return ITEM_COLUMNS[[self.case.item, self.case.second].index(name)]

    def _range(self, column: str) -> str:
        return f"${column}${self.first}:${column}${self.first + r.ROWS - 1}"

    def item(self, name: str) -> str:
        return f"${self._column(name)}{{r}}"

    def item_range(self, name: str) -> str:
        return self._range(self._column(name))

    def attribute(self, name: str) -> str:
        raise NoFormula(name)

    attribute_range = score_of = score_range = attribute

    def given(self, quantity: t.Quantity) -> str:
        assert quantity is t.Quantity.DEADLINE
        return f"${COLUMNS['deadline']}{{r}}"

    def given_range(self, quantity: t.Quantity) -> str:
        return self._range(COLUMNS["deadline"])

    def group(self) -> str:
        return f"${COLUMNS['group']}{{r}}"

    def group_range(self) -> str:
        return self._range(COLUMNS["group"])

    def scope(self) -> str | None:
        return f"${COLUMNS['scope']}{{r}}"

    def scope_range(self) -> str:
        return self._range(COLUMNS["scope"])

    def comparable_range(self) -> str | None:
        return self._range(COLUMNS["comparable"])

    def statistic(self, node: t.Across) -> str | None:
        return None

    def param(self, place: Place) -> str | None:
        return self.params.get(place)

    def typed(self, name: str) -> bool:
        return self.typed_in


def number_cells(cells: dict[str, str], row: int) -> tuple[dict[str, Cell], dict[Place, str], dict[str, float]]:
    """The rubric row as cells: plain figures become numbers with a place of their own, the way a clerk types them."""
    made: dict[str, Cell] = {}
    params: dict[Place, str] = {}
    values: dict[str, float] = {}
    for column, (header, text) in enumerate(cells.items(), start=1):
        bare = text.rstrip("%")
        if header in ("数据项", "基准", "取整") or not bare.replace(".", "", 1).isdigit():
            made[header] = Cell(text, Place("方案.xlsx", "评分细则").at(row, column))
            continue
        value = float(Fraction(bare) / (100 if text.endswith("%") else 1))
        place = Place("方案.xlsx", "评分细则").at(row, column)
        made[header] = Cell(value, place, "0.00%" if text.endswith("%") else "General")
        params[place] = f"评分细则!${column_letter(column)}${row}"
        values[cell_name(row, column)] = value
    return made, params, values


def outcome(tree: t.Node, case: r.Case, rows: list[r.Row]) -> list[object]:
    value = Evaluator(assessed(case, rows))(tree)
    if isinstance(value, Truth):
        return [bool(v) if ok else MISSING for v, ok in zip(value.value, value.ok, strict=True)]
    return [MISSING if v is None else v for v in value.round(2).to_list()]


def typed_values(rows: list[r.Row]) -> list[r.Row]:
    """Every number as a decimal of at most 6 places, as somebody types it."""
    for row in rows:
        row.x = r.half_up(row.x, 6) if isinstance(row.x, Fraction) else row.x
        row.second = r.half_up(row.second, 6) if isinstance(row.second, Fraction) else row.second
    return rows


class Book:
    """The workbook being put together."""

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.params: dict[str, float] = {}
        self.sheets: list[Sheet] = []

    def method(self, name: str, case: r.Case, seed: int) -> None:
        number = len(self.columns) + 1
        cells, params, values = number_cells(case.cells, number)
        rule, problems = read_rule(BY_NAME[name], cells, context(case))
        assert rule is not None, (case.cells, problems)
        self.params |= values
        self._add(f"{name} {case.cells}", rule.amount(), case, seed, params)

    def expression(self, text: str, seed: int) -> None:
        case = r.Case({}, lambda rows: [], "数", "任务", [Fraction(0), Fraction(5)])
        self._add(text, parse_expression(text, NAMES), case, seed, {})

    def _add(self, title: str, tree: t.Node, case: r.Case, seed: int, params: dict[Place, str]) -> None:
        typed = seed % 2 == 0
        rows = r.draw_rows(case, seed)
        rows = typed_values(rows) if typed else rows
        first = len(self.columns) * r.ROWS + 1
        self.sheets.append(Sheet(case, typed, first, params))
        self.columns.append(Column(title, tree, case, rows, typed, first, outcome(tree, case, rows)))

    def write(self, path: Path) -> None:
        with xlsxwriter.Workbook(str(path)) as book:
            data, rubric = book.add_worksheet("数据"), book.add_worksheet("评分细则")
            for place, value in self.params.items():
                rubric.write_number(place, value)
            for column, sheet in zip(self.columns, self.sheets, strict=True):
                written = formula(column.tree, sheet)
                if not isinstance(column.expected[0], bool) and not _is_truth(column.expected):
                    written = written.map(lambda text: rounded(text, 2))
                for position, row in enumerate(column.rows):
                    number = column.first + position
                    _write_row(data, number, row, column.case)
                    text = "=" + written.guarded().replace("{r}", str(number))
                    place = f"{COLUMNS['result']}{number}"
                    if written.array:
                        data.write_array_formula(f"{place}:{place}", f"{{{text}}}", None, "")
                    else:
                        data.write_formula(place, text, None, "")


def _is_truth(expected: Sequence[object]) -> bool:
    return any(isinstance(value, bool) for value in expected)


def _write_row(sheet: Any, number: int, row: r.Row, case: r.Case) -> None:
    sheet.write_string(f"{COLUMNS['group']}{number}", row.group)
    sheet.write_string(f"{COLUMNS['scope']}{number}", f"第{row.scope}组")
    sheet.write_string(f"{COLUMNS['comparable']}{number}", "是" if row.comparable else "否")
    sheet.write_number(f"{COLUMNS['deadline']}{number}", case.deadline)
    for column, value in zip(ITEM_COLUMNS, (row.x, row.second), strict=True):
        place = f"{column}{number}"
        if value is None:
            sheet.write_string(place, MISSING if row.returned else "未报")
        elif isinstance(value, str):
            sheet.write_string(place, value)
        elif 10**12 % value.denominator == 0:
            sheet.write_number(place, float(value))
        else:  # a derived item: the sheet divides, with all its binary noise
            sheet.write_formula(place, f"={value.numerator}/{value.denominator}", None, "")


def drawn(make: Callable[[r.Draw], r.Case], count: int) -> Iterator[r.Case]:
    """``count`` cases, the same in every run."""
    found: list[r.Case] = []

    @settings(
        max_examples=count * 3,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        found.append(make(data.draw))

    collect()
    yield from found[-count:]  # the first ones are the simplest


@pytest.mark.libreoffice
def test_live_formulas_equal_the_exact_engine(soffice: Office, tmp_path: Path) -> None:
    book = Book()
    rng = Random(2022)
    for name, make in CASES.items():
        for case in drawn(make, DRAWS):
            book.method(name, case, rng.randrange(10**6))
    for text in EXPRESSIONS:
        for _ in range(2):
            book.expression(text, rng.randrange(10**6))
    path = tmp_path / "公式.xlsx"
    book.write(path)
    sheet = openpyxl.load_workbook(soffice.recalculate(path), read_only=True, data_only=True)["数据"]
    values = [row[0] for row in sheet.iter_rows(min_col=8, max_col=8, values_only=True)]
    wrong = []
    for column in book.columns:
        for position, expected in enumerate(column.expected):
            shown = values[column.first - 1 + position]
            if not _same(shown, expected):
                wrong.append((column.title, column.rows[position], f"表里 {shown}", f"精确 {expected}"))
    assert not wrong, f"{len(wrong)} of {len(values)} differ, first: {wrong[:5]}"
    assert len(values) >= len(BY_NAME) * DRAWS * r.ROWS


def _same(shown: object, expected: object) -> bool:
    if isinstance(expected, Fraction):
        return isinstance(shown, int | float) and not isinstance(shown, bool) and Fraction(repr(shown)) == expected
    return shown == expected
