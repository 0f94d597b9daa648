"""A workbook as sheets of cells, with their merged blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kaohe_xl.base.cells import Cell, CellValue, PlainCells, PlainRows
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import fold

_BIG_MERGE, _MANY_MERGED = 5_000, 1_000_000  # cells


@dataclass(frozen=True)
class Merge:
    """A merged block, 1-based and inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def area(self) -> int:
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of cells; ``rows[0][0]`` is A1. Rows may be of different lengths."""

    file: str
    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[Merge] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()  # hidden by hand or by a filter; 1-based

    def place(self, row: int, column: int) -> Place:
        return Place(self.file, self.name).at(row, column)

    def cell(self, row: int, column: int) -> Cell:
        """1-based; a cell outside the filled area is blank."""
        if isinstance(self.rows, PlainRows):
            return self.rows.cell(row, column) or Cell(None, self.place(row, column))
        if 1 <= row <= len(self.rows):
            cells = self.rows[row - 1]
            if 1 <= column <= len(cells):
                return cells[column - 1]
        return Cell(None, self.place(row, column))

    @property
    def values(self) -> Sequence[Sequence[CellValue]]:
        """Plain values of all rows, without making their cells; blank = None or empty text."""
        if isinstance(self.rows, PlainRows):
            return self.rows.plain.rows
        return [[cell.value for cell in row] for row in self.rows]

    @property
    def plain(self) -> PlainCells | None:
        """The same with formats and problems, where the sheet is kept as plain values."""
        return self.rows.plain if isinstance(self.rows, PlainRows) else None

    @cached_property
    def _merge_heads(self) -> tuple[dict[tuple[int, int], tuple[int, int]], list[Merge]]:
        """Head by covered cell; blocks too big to be laid out cell by cell (a whole column, say) stand apart."""
        heads: dict[tuple[int, int], tuple[int, int]] = {}
        big = []
        for merge in self.merges:
            if merge.area > _BIG_MERGE or len(heads) > _MANY_MERGED:
                big.append(merge)
                continue
            for row in range(merge.first_row, merge.last_row + 1):
                for column in range(merge.first_column, merge.last_column + 1):
                    heads[row, column] = (merge.first_row, merge.first_column)
        return heads, big

    def head_of(self, row: int, column: int) -> tuple[int, int]:
        """Position of the cell itself, or of the top left cell of the merged block that covers it."""
        if not self.merges:
            return row, column
        heads, big = self._merge_heads
        if (row, column) in heads:
            return heads[row, column]
        for merge in big:
            if merge.first_row <= row <= merge.last_row and merge.first_column <= column <= merge.last_column:
                return merge.first_row, merge.first_column
        return row, column

    def merged_from(self, row: int, column: int) -> Cell:
        """The cell itself, or the top left cell of the merged block that covers it."""
        return self.cell(*self.head_of(row, column))


@dataclass(frozen=True)
class Book:
    """A workbook as grids, in sheet order."""

    file: str
    grids: Sequence[Grid]

    def __repr__(self) -> str:
        return f"<Book {self.file}，{len(self.grids)} 张表>"

    def find(self, name: str) -> Grid | None:
        """By name, trimmed and with full and half width folded."""
        return next((grid for grid in self.grids if fold(grid.name) == fold(name)), None)

    def starting_with(self, prefix: str) -> list[Grid]:
        return [grid for grid in self.grids if fold(grid.name).startswith(fold(prefix))]
