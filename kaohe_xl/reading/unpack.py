"""From a reading process's reply to a Book; sheets stay encoded until somebody looks at their cells."""

from __future__ import annotations

from functools import partial
from typing import Any

from kaohe_xl.base.cells import PlainCells, PlainRows
from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.reading.packed import Rows, decode_beside, decode_head


def unpack(reply: bytes, name: str) -> tuple[dict[str, Any], Book]:
    """The head of a reply, and its sheets as the book ``name``.

    Raises:
        ValueError, KeyError, TypeError: not a reply (a cache entry may be anything).
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
    rows, (formats, problems, known) = Rows(packed), decode_beside(beside)
    return PlainCells(rows, formats, problems, "General" if known else "", rows.lines, beside)
