"""From a reading process's reply, or from sheets read here, to a Book. A reply stays encoded until looked at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from kaohe_xl.base.cells import PlainCells, PlainRows
from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.reading.packed import PackedSheet, Rows, cleaned_text, decode_beside, decode_head, plain_value, tidy_cells


def unpack(reply: bytes, name: str) -> tuple[dict[str, Any], Book]:
    """The head of a reply, and its sheets as the book ``name``.

    Raises:
        ValueError, KeyError, TypeError: not what :func:`kaohe_xl.reading.packed.encode` makes.
    """
    head, bodies = decode_head(reply)
    grids = []
    start = 0
    for about in head["sheets"]:
        middle = start + int(about["rows"])
        end = middle + int(about["beside"])
        if end > len(bodies):
            raise ValueError("a sheet is cut off")
        grids.append(_grid(name, about, bytes(bodies[start:middle]), bytes(bodies[middle:end])))
        start = end
    return head, Book(name, grids)


def _grid(file: str, about: dict[str, Any], packed: bytes, beside: bytes) -> Grid:
    merges = [Merge(*block) for block in about.get("merges", ())]
    widths = {int(column): float(width) for column, width in about.get("widths", ())}
    rows = PlainRows(partial(_plain, packed, beside), file, about["name"])
    hidden_rows = frozenset(map(int, about.get("hidden_rows", ())))
    return Grid(file, about["name"], rows, merges, widths, bool(about["hidden"]), hidden_rows)


def _plain(packed: bytes, beside: bytes) -> PlainCells:
    formats, problems, known = decode_beside(beside)
    return PlainCells(Rows(packed, beside), formats, problems, "General" if known else "")


def book_of(sheets: Iterable[PackedSheet], name: str) -> Book:
    """Sheets that were read in this process, as the book ``name``: what a reply with them would be unpacked to."""
    return Book(name, [_own_grid(name, sheet) for sheet in sheets])


def _own_grid(file: str, sheet: PackedSheet) -> Grid:
    tidy_cells(sheet)
    rows = [[plain_value(value) for value in row] for row in sheet.rows]
    cells = PlainCells(rows, sheet.formats, sheet.problems, "General" if sheet.formats_known else "")
    title = cleaned_text(sheet.name)
    merges, hidden_rows = [Merge(*block) for block in sheet.merges], frozenset(sheet.hidden_rows)
    return Grid(
        file, title, PlainRows(partial(_as_given, cells), file, title), merges, sheet.widths, sheet.hidden, hidden_rows
    )


def _as_given(cells: PlainCells) -> PlainCells:
    return cells
