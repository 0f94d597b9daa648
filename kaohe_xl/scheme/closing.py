"""收表 = 已截止, said on the command line: it goes into the scheme, so that a result says so when read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.base.table import Table
from kaohe_xl.base.text import fold
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.settings import SETTINGS
from kaohe_xl.scheme.tables import SETTINGS as SPEC


def with_returns_closed(scheme: m.Scheme) -> m.Scheme:
    """The scheme with 收表 = 已截止, also in the copy of its sheet 考核设置 that goes into the result."""
    if scheme.settings.collection is m.Collection.CLOSED:
        return scheme
    settings = replace(scheme.settings, collection=m.Collection.CLOSED)
    return replace(scheme, settings=settings, book=_written(scheme.book))


def _written(book: Book) -> Book:
    grid = book.find(SPEC.sheet)
    table = SPEC.table_in(grid)
    if grid is None or table is None:
        return book
    changed = _with_row(grid, table)
    return replace(book, grids=[changed if each is grid else each for each in book.grids])


def _with_row(grid: Grid, table: Table) -> Grid:
    """The value in the row of 收表, else in a blank row of the table, else in a new one between it and its notes."""
    name = SETTINGS["collection"].name
    spelled = {fold(each) for each in (name, *SETTINGS["collection"].also)}
    known = [row.number for row in table if fold(row.text("设置")) in spelled]
    within = range(table.header_row + 1, table.last_row + 1)
    free = [number for number in within if all(cell.blank for cell in grid.rows[number - 1])]
    number, rows, merges = table.last_row + 1, list(grid.rows), list(grid.merges)
    if known or free:
        number = (known or free)[0]
    else:
        rows.insert(number - 1, [])
        merges = [_below(merge, number) for merge in merges]
    rows[number - 1] = _row(grid, table, rows[number - 1], number, name)
    return replace(grid, rows=rows, merges=merges)


def _below(merge: Merge, number: int) -> Merge:
    """A merged block after a row was put in at ``number``."""
    if merge.first_row < number:
        return merge
    return replace(merge, first_row=merge.first_row + 1, last_row=merge.last_row + 1)


def _row(grid: Grid, table: Table, row: Sequence[Cell], number: int, name: str) -> list[Cell]:
    values = {table.columns["设置"]: name, table.columns["值"]: m.Collection.CLOSED.value}
    width = max(len(row), *values)
    cells = [row[c - 1] if c <= len(row) else Cell(None, grid.place(number, c)) for c in range(1, width + 1)]
    for column, value in values.items():
        cells[column - 1] = Cell(value, grid.place(number, column))
    return cells
