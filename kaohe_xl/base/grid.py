"""Cells of a sheet, and the table in it: found by its header row wherever that starts, columns by name in any order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from functools import cached_property
from typing import overload

from kaohe_xl.base.exact import as_fraction, decimal_text
from kaohe_xl.base.number_format import is_percent, is_plain
from kaohe_xl.base.place import Place, cell_name
from kaohe_xl.base.rendering import render
from kaohe_xl.base.text import fold, is_blank, trim

_BIG_MERGE, _MANY_MERGED = 5_000, 1_000_000  # cells
CellValue = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it holds, how it is shown, and where it stands."""

    value: CellValue
    place: Place
    number_format: str = "General"  # empty: not known (the fast reader does not give it)
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
class PlainCells:
    """A sheet's cells as plain values, rows by columns from A1; blank = None or empty text. Positions are 1-based."""

    rows: Sequence[Sequence[CellValue]]
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    problems: Mapping[tuple[int, int], str] = field(default_factory=dict)
    other_format: str = "General"  # of all cells not in ``formats``
    lines: Sequence[bytes] = ()  # the rows as they came from a reading process (see rowbytes): same bytes, same cells
    beside: bytes = b""  # formats and problems as they came


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

    def find(self, name: str) -> Grid | None:
        """By name, trimmed and with full and half width folded."""
        return next((grid for grid in self.grids if fold(grid.name) == fold(name)), None)

    def starting_with(self, prefix: str) -> list[Grid]:
        return [grid for grid in self.grids if fold(grid.name).startswith(fold(prefix))]


@dataclass(frozen=True)
class Row:
    """One row of a table; cells by column name. A column that the sheet lacks reads as blank."""

    grid: Grid
    number: int
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> Cell:
        position = self.columns.get(column)
        if position is None:
            return Cell(None, Place(self.grid.file, self.grid.name, f"{self.number}行"))
        return self.grid.cell(self.number, position)

    def text(self, column: str) -> str:
        return self[column].text

    @property
    def place(self) -> Place:
        return self.grid.place(self.number, min(self.columns.values(), default=1))


@dataclass(frozen=True)
class Table:
    """A table in a sheet: its header row, the known columns by position, and the rows below."""

    grid: Grid
    header_row: int
    columns: Mapping[str, int]
    unknown: Mapping[str, int]
    last_row: int

    def __iter__(self) -> Iterator[Row]:
        """Rows with something in a known column, from below the header to the first note row or the end."""
        for number in range(self.header_row + 1, self.last_row + 1):
            row = Row(self.grid, number, {**self.unknown, **self.columns})
            if any(not self.grid.cell(number, column).blank for column in self.columns.values()):
                yield row

    def below_notes(self, needed: Sequence[str]) -> Iterator[Row]:
        """Rows beneath the notes that look like rows of the table: ``needed`` is filled in, and one column more.

        What only signs the sheet (制表人：…) is none.
        """
        for number in range(self.last_row + 1, len(self.grid.rows) + 1):
            row = Row(self.grid, number, self.columns)
            filled = [cell for name in self.columns if not (cell := row[name]).blank]
            signed = any(re.search(r"[:：]|签字|签名|盖章", cell.text) for cell in filled)
            if len(filled) > 1 and not signed and not any(row[name].blank for name in needed):
                yield row


def find_table(
    grid: Grid, names: Sequence[str], needed: Sequence[str], aliases: Mapping[str, str] | None = None
) -> Table | None:
    """The table whose header row names the most of ``names`` (at least all of ``needed``, or failing that, two).

    ``aliases`` maps folded other spellings to a column name. Returns None where no row looks like a header.
    """
    spelled = {fold(name): name for name in names}
    spelled.update(aliases or {})
    best: tuple[int, int, dict[str, int], dict[str, int]] | None = None
    for number in range(1, min(len(grid.rows), 60) + 1):
        known: dict[str, int] = {}
        unknown: dict[str, int] = {}
        for column in range(1, len(grid.rows[number - 1]) + 1):
            title = fold(grid.cell(number, column).text)
            if title in spelled:
                known.setdefault(spelled[title], column)
            elif title:
                unknown.setdefault(grid.cell(number, column).text, column)
        complete = all(name in known for name in needed)
        if (complete or len(known) >= 2) and (best is None or len(known) > best[0]):
            best = (len(known), number, known, unknown)
    if best is None:
        return None
    _, header, columns, others = best
    return Table(grid, header, columns, others, _end_of_table(grid, header, columns))


_NOTE_STARTS = ("注:", "注1", "说明:", "备注:", "填表说明")
_SENTENCE = re.compile(r"[。;；,，:：、]")


def _end_of_table(grid: Grid, header: int, columns: Mapping[str, int]) -> int:
    """Last row before the notes below a table.

    A note fills one cell of its row and starts like one (注：), is merged over several columns of the table, or reads
    as a sentence. A lone short name is a row of the table: nobody is dropped for want of other columns.
    """
    for number in range(header + 1, len(grid.rows) + 1):
        filled = [cell for cell in grid.rows[number - 1] if not cell.blank]
        if len(filled) == 1 and (_reads_as_note(filled[0]) or spans(grid, number, columns)):
            return number - 1
    return len(grid.rows)


def _reads_as_note(cell: Cell) -> bool:
    text = cell.text
    return fold(text).startswith(_NOTE_STARTS) or (len(text) > 24 and bool(_SENTENCE.search(text)))


def spans(grid: Grid, number: int, columns: Mapping[str, int]) -> bool:
    """Is a block merged sideways over two or more of the table's columns in this row?"""
    return any(
        merge.first_row == number
        and sum(merge.first_column <= column <= merge.last_column for column in columns.values()) > 1
        for merge in grid.merges
    )
