"""Rows as they came from a reading process: told apart, and matched against a form's row, without being decoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaohe_xl.base.grid import Grid
from kaohe_xl.reading.packed import Rows, RowsAsCame
from kaohe_xl.reading.row_encoding import BETWEEN_CELLS

_HOLE = b"\0"  # stands in no cell as it comes


def rows_as_came(grid: Grid) -> RowsAsCame | None:
    """None: the sheet came from no reading process."""
    rows = grid.plain.rows if grid.plain is not None else None
    return rows.as_came() if isinstance(rows, Rows) else None


def reaches(row: bytes, column: int) -> bool:
    """Does the row have a cell, if only a blank one, in this column (from 0 on)?"""
    return row.count(BETWEEN_CELLS) >= column


@dataclass(frozen=True)
class RowPattern:
    """A row of a form with holes where it is filled in."""

    parts: Sequence[bytes]  # as they came: what stands before, between and after the holes

    @classmethod
    def with_holes(cls, row: bytes, columns: Sequence[int]) -> RowPattern:
        """``columns``: rising, from 0 on."""
        cells = row.split(BETWEEN_CELLS)
        for column in columns:
            cells[column] = _HOLE
        return cls(BETWEEN_CELLS.join(cells).split(_HOLE))

    def filled(self, row: bytes) -> Sequence[bytes] | None:
        """The cells in the holes, as they came; None if another cell differs."""
        parts = self.parts
        if len(parts) == 1:
            return () if row == parts[0] else None
        first, last = parts[0], parts[-1]
        if not row.startswith(first) or not row.endswith(last) or len(row) < len(first) + len(last):
            return None
        rest = row[len(first) : len(row) - len(last)]
        found: list[bytes] = []
        for part in parts[1:-1]:
            came, part_came, rest = rest.partition(part)
            if not part_came or BETWEEN_CELLS in came:
                return None
            found.append(came)
        found.append(rest)
        return None if BETWEEN_CELLS in rest else found
