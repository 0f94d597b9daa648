"""Where something stands: a file, a sheet, a cell. Every finding and every value carries one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_LETTERS = 26


@lru_cache(maxsize=1 << 14)
def column_letter(column: int) -> str:
    """Excel's letter for a 1-based column number: 1 → A, 27 → AA."""
    if column < 1:
        raise ValueError(f"column numbers start at 1, got {column}")
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """A1 name of a 1-based row and column."""
    return f"{column_letter(column)}{row}"


def position_of(cell: str) -> tuple[int, int]:
    """1-based (row, column) of an A1 name; (0, 0) for what is none."""
    letters = cell.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or letters == cell:
        return 0, 0
    column = 0
    for letter in letters.upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]), column


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a workbook; any part may be empty when it is not known or does not apply."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def at(self, row: int, column: int) -> Place:
        """The same sheet, another cell (1-based)."""
        return Place(self.file, self.sheet, cell_name(row, column))

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


NOWHERE = Place()
