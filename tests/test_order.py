"""The order of units, clauses, data items, sheets and files decides nothing: a list re-sorted, a row moved.

Only what the contract says is left to the order of the sheet may differ: a cent of 得分分配 between units with equal
scores.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.table import Table, find_table
from kaohe_xl.reading.read import read_book
from kaohe_xl.reward import settle
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.blocks import read_blocks
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.model import Pay, Scheme
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scoring.assess import assess
from tests.support import markdown as md
from tests.support.engine import Data, as_result, evaluate, folder_of, tidy_of
from tests.support.random_cases import tries
from tests.test_samples import SCHEMES, differences

EXAMPLES = tries(2, 3)
WHOLE_ROWS = (tables.UNITS, tables.ITEMS, tables.LINES, tables.VETOES, tables.APPROVED, tables.PAST_RESULTS)
# what belongs to the indicator rather than to the clause stays where it is
OF_THE_BLOCK = ("编号", "考核线", "项目", "考核内容", "标准分")


@cache
def book_of(name: str) -> Book:
    return read_book(folder_of(name) / "方案.xlsx")


@cache
def scheme_of(name: str) -> Scheme:
    return read(book_of(name))


def read(book: Book) -> Scheme:
    scheme, findings = read_scheme(book)
    assert scheme is not None, [str(found) for found in findings]
    return scheme


# -- shuffling --------------------------------------------------------------------------------------------------------


def shuffled(book: Book, rng: random.Random) -> Book:
    """The same scheme with rows and sheets in another order."""
    grids = [_shuffled_grid(book, grid, rng) for grid in book.grids]
    rng.shuffle(grids)
    return Book(book.file, grids)


def _shuffled_grid(book: Book, grid: Grid, rng: random.Random) -> Grid:
    for spec in WHOLE_ROWS:
        if grid.name == spec.sheet:
            table = _table(grid, spec)
            rows = [row.number for row in table]
            return _permuted(grid, rows, list(range(1, 40)), rng)
    if not grid.name.startswith(tables.RUBRIC.sheet):
        return grid
    table = _table(grid, tables.RUBRIC)
    columns = [column for name, column in table.columns.items() if name not in OF_THE_BLOCK]
    for block in read_blocks(Book(book.file, [grid]), CellReader()):
        grid = _permuted(grid, [row.number for row in block.rows], columns, rng)
    return grid


def _table(grid: Grid, spec: tables.TableSpec) -> Table:
    table = find_table(grid, spec.columns, spec.needed, spec.folded_aliases)
    assert table is not None
    return table


def _permuted(grid: Grid, rows: Sequence[int], columns: Sequence[int], rng: random.Random) -> Grid:
    """Cells of these rows and columns, moved to other rows; nothing merged may stand in the way."""
    assert not any(
        merge.first_row <= row <= merge.last_row and merge.first_column <= column <= merge.last_column
        for merge in grid.merges
        for row in rows
        for column in columns
    )
    source = dict(zip(rows, rng.sample(list(rows), len(rows)), strict=True))
    moved = []
    for number, row in enumerate(grid.rows, start=1):
        old = source.get(number, number)
        width = max(len(row), len(grid.rows[old - 1]))
        cells = [
            _at(grid.cell(old if column in columns else number, column), grid, number, column)
            for column in range(1, width + 1)
        ]
        moved.append(cells)
    return Grid(grid.file, grid.name, moved, grid.merges)


def _at(cell: Cell, grid: Grid, row: int, column: int) -> Cell:
    return Cell(cell.value, grid.place(row, column), cell.number_format, cell.problem)


# -- comparing --------------------------------------------------------------------------------------------------------


def outcome(scheme: Scheme, data: Data, rng: random.Random | None = None) -> dict[str, Any]:
    """The whole result; with a generator, of data that arrives in another order."""
    tidy = tidy_of(scheme, data)
    if rng is not None:
        tidy = tidy.sample(frac=1, random_state=rng.randrange(2**32)).reset_index(drop=True)
    assessment, _ = assess(scheme, tidy)
    payments, _ = settle(assessment)
    result = as_result(assessment, payments)
    result["vetoes"] = {p: {u: sorted(names) for u, names in units.items()} for p, units in result["vetoes"].items()}
    result["payments"] = sorted(result["payments"], key=lambda p: (p["period"], p["reward"], p["to"], p["unit"]))
    return result


def settled(result: dict[str, Any], scheme: Scheme) -> dict[str, Any]:
    """Shares of a pool as a set of amounts by score: the last cent may go to either of two units with equal scores."""
    pools = {reward.name for reward in scheme.rewards if reward.pay is Pay.SHARE}
    shares: dict[Any, list[Fraction]] = {}
    for payment in result["payments"]:
        if payment["reward"] in pools:
            score = result["totals"][payment["period"]][payment["unit"]]
            shares.setdefault((payment["period"], payment["reward"], score), []).append(Fraction(payment["amount"]))
    plain = [payment for payment in result["payments"] if payment["reward"] not in pools]
    return {**result, "payments": plain, "shares": {str(key): sorted(found) for key, found in shares.items()}}


@pytest.mark.parametrize("name", SCHEMES)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_order_of_rows_sheets_and_files_changes_nothing(name: str, seed: int) -> None:
    rng = random.Random(seed)
    module = importlib.import_module(f"tests.independent.{name}")
    data = module.random_data(rng) if rng.random() < 0.75 else module.BASE
    scheme = scheme_of(name)
    other = read(shuffled(book_of(name), rng))
    expected = settled(outcome(scheme, data), scheme)
    assert differences(settled(outcome(other, data, rng), scheme), expected)[:5] == []


def test_shuffling_really_moves_rows() -> None:
    """Else the property above would prove nothing."""
    rng = random.Random(5)
    for name in ("s2", "s4", "s6"):
        other = read(shuffled(book_of(name), rng))
        assert other.unit_names != scheme_of(name).unit_names
        assert sorted(other.unit_names) == sorted(scheme_of(name).unit_names)
        assert list(other.items) != list(scheme_of(name).items)
    texts = [clause.text for clause in read(shuffled(book_of("s4"), rng)).clauses]
    assert texts != [clause.text for clause in scheme_of("s4").clauses]
    assert sorted(texts) == sorted(clause.text for clause in scheme_of("s4").clauses)


TWO_LINES_AND_A_BONUS = """
## 考核设置
| 设置 | 值 |
| 年度 | 2022 |
## 考核对象
| 单位名称 | 分组 |
| 东风镇 | 镇 |
| 财政局 | 部门 |
## 考核线
| 考核线 | 适用分组 |
| 镇线 | 镇 |
| 部门线 | 部门 |
## 填报项
| 数据项 | 类型 |
| 差错例数 | 整数 |
| 获奖 | 是否 |
## 评分细则
| 编号 | 考核线 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 |
| 1 | 镇线 | 10 | 每例扣分 | 差错例数 | | 1 |
| 2 | 部门线 | 10 | 每例扣分 | 差错例数 | | 2 |
## 评分细则-加分
| 编号 | 计分方式 | 数据项 | 基准 | 分值 | 计入 |
| 加1 | 达标得分 | 获奖 | 是 | 3 | 总分 |
"""


def test_points_on_the_total_without_a_line_are_for_units_of_every_line() -> None:
    first, last = "| 镇线 | 镇 |\n", "| 部门线 | 部门 |\n"
    turned = TWO_LINES_AND_A_BONUS.replace(first + last, last + first)
    assert turned != TWO_LINES_AND_A_BONUS
    data = {"2022年": {unit: {"差错例数": Fraction(1), "获奖": "是"} for unit in ("东风镇", "财政局")}}
    for text in (TWO_LINES_AND_A_BONUS, turned):
        result, _ = evaluate(md.scheme(text), data)
        assert result["totals"]["2022年"] == {"东风镇": "12.00", "财政局": "11.00"}
