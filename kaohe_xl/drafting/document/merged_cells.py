"""A table of a document by position, whatever is merged in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kaohe_xl.reading.docx import WordTable


@dataclass(eq=False)
class MergedCells:
    """A table by position (0-based), each cell with the head of its merged block."""

    table: WordTable

    @cached_property
    def heads(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row - 1, column - 1): (top - 1, left - 1)
            for top, left, below, right in self.table.merges
            for row in range(top, below + 1)
            for column in range(left, right + 1)
        }

    @cached_property
    def width(self) -> int:
        return max((len(row) for row in self.table.rows), default=0)

    @property
    def height(self) -> int:
        return len(self.table.rows)

    def head(self, row: int, column: int) -> tuple[int, int]:
        return self.heads.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """Of the cell or of the block that covers it."""
        r, c = self.head(row, column)
        cells = self.table.rows[r]
        return cells[c].strip() if c < len(cells) else ""

    def tall(self, row: int, column: int) -> bool:
        """Does the cell's block go on in another row?"""
        head = self.head(row, column)
        return any(self.head(other, column) == head for other in (row - 1, row + 1) if 0 <= other < self.height)
