"""The table in a sheet: found by its header row wherever that starts, columns by name in any order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import fold


@dataclass(frozen=True)
class Row:
    """One row of a table; cells by column name. A declared column that the sheet lacks reads as blank.

    To ask for one that nobody declared and that the sheet has not is a slip of the program: a KeyError.
    """

    grid: Grid
    number: int
    columns: Mapping[str, int]
    declared: Collection[str] = ()

    def __getitem__(self, column: str) -> Cell:
        if column not in self.columns and column not in self.declared:
            raise KeyError(f"{self.grid.name} has no column {column}")
        return self.added(column)

    def added(self, column: str) -> Cell:
        """The cell of a column that an author may have added, here or only in another sheet."""
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
    declared: Collection[str]  # every name that a column may have, whether or not it is there

    def __iter__(self) -> Iterator[Row]:
        """Rows with something in a known column, from below the header to the first note row or the end."""
        for number in range(self.header_row + 1, self.last_row + 1):
            row = Row(self.grid, number, {**self.unknown, **self.columns}, self.declared)
            if any(not self.grid.cell(number, column).blank for column in self.columns.values()):
                yield row

    def below_notes(self, needed: Sequence[str]) -> Iterator[Row]:
        """Rows beneath the notes that look like rows of the table: ``needed`` is filled in, and one column more.

        What only signs the sheet (制表人：…) is none.
        """
        for number in range(self.last_row + 1, len(self.grid.rows) + 1):
            row = Row(self.grid, number, self.columns, self.declared)
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
    return Table(grid, header, columns, others, _end_of_table(grid, header, columns), frozenset(names))


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
