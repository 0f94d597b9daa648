"""Cells: what one holds and shows, and a sheet's rows of them, made when somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from functools import cached_property
from typing import overload

from kaohe_xl.base.exact import as_fraction, decimal_text
from kaohe_xl.base.number_format import is_percent, is_plain
from kaohe_xl.base.place import Place, cell_name
from kaohe_xl.base.rendering import render
from kaohe_xl.base.text import is_blank, trim

CellValue = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it holds, how it is shown, and where it stands."""

    value: CellValue
    place: Place
    number_format: str = "General"  # empty: not known (of an .xlsb, where its styles cannot be read)
    problem: str = ""  # why there is no value though something stands there: #DIV/0!, a formula without a cached value

    @property
    def blank(self) -> bool:
        return not self.problem and (self.value is None or (isinstance(self.value, str) and is_blank(self.value)))

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    @property
    def shown_as_percent(self) -> bool:
        return self.is_number and is_percent(self.number_format)

    @property
    def text(self) -> str:
        """As a person reads it in the sheet: percents with their sign, dates as 2022-10-31, no trailing .0."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        if isinstance(value, int | float):
            number = as_fraction(value)
            if self.shown_as_percent:
                return f"{decimal_text(number * 100)}%"
            shown = None if is_plain(self.number_format) else render(number, self.number_format, whole=True)
            return shown or decimal_text(number, most=12)
        return trim(value) if isinstance(value, str) else str(value)

    @property
    def number(self) -> Fraction | None:
        """The number in a numeric cell, exactly as its decimal digits say; None in any other cell."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return None
        return as_fraction(self.value)


@dataclass(frozen=True)
class PlainCells:
    """A sheet's cells as plain values, rows by columns from A1; blank = None or empty text. Positions are 1-based."""

    rows: Sequence[Sequence[CellValue]]
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    problems: Mapping[tuple[int, int], str] = field(default_factory=dict)
    other_format: str = "General"  # of all cells not in ``formats``


class PlainRows(Sequence[Sequence[Cell]]):
    """Rows that are kept as plain values: loaded when first looked at, and a row's cells made when it is.

    A thousand returned files have half a million cells, of which a few are looked at. Blank cells at the end of a row
    and blank rows at the end of the sheet are cut; whole floats are integers.
    """

    def __init__(self, load: Callable[[], PlainCells], file: str, sheet: str) -> None:
        self._load = load
        self._place = Place(file, sheet)
        self._made: dict[int, list[Cell]] = {}

    @cached_property
    def _plain(self) -> PlainCells:
        return self._load()

    @cached_property
    def _length(self) -> int:
        plain = self._plain
        length = len(plain.rows)
        while length and not self._width(length):
            length -= 1
        return length

    def _width(self, row: int) -> int:
        values, problems = self._plain.rows[row - 1], self._plain.problems
        width = len(values)
        while width and values[width - 1] in (None, "") and (row, width) not in problems:
            width -= 1
        return width

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, index: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._length))]
        row = index + 1 if index >= 0 else self._length + index + 1
        if not 1 <= row <= self._length:
            raise IndexError(index)
        made = self._made.get(row)
        if made is None:
            made = self._made[row] = self._make(row)
        return made

    @property
    def plain(self) -> PlainCells:
        """The cells as they came: blanks at the ends are not cut."""
        return self._plain

    def _make(self, row: int) -> list[Cell]:
        return [self._one(row, column) for column in range(1, self._width(row) + 1)]

    def cell(self, row: int, column: int) -> Cell | None:
        """One cell (1-based), without making its row; None outside the filled area."""
        made = self._made.get(row)
        if made is not None:
            return made[column - 1] if 1 <= column <= len(made) else None
        return self._one(row, column) if 1 <= row <= self._length and 1 <= column <= self._width(row) else None

    def _one(self, row: int, column: int) -> Cell:
        plain = self._plain
        value = plain.rows[row - 1][column - 1]
        if value == "":
            value = None
        elif type(value) is float and value.is_integer():
            value = int(value)
        place = Place(self._place.file, self._place.sheet, cell_name(row, column))
        code = plain.formats.get((row, column), plain.other_format) if plain.formats else plain.other_format
        problem = plain.problems.get((row, column), "") if plain.problems else ""
        return Cell(None if problem else value, place, code, problem)
