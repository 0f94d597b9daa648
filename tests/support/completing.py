"""A drafted 方案.xlsx completed by hand: what the clerk types, as data, done to the workbook and counted cell by cell.

A Markdown file says it, one ``## sheet`` after the other, cells written as in :mod:`tests.support.tables`. A table
headed 行 | 列 | 值 changes cells: 行 are words that all stand in the row and in no other (``2.2 漏报例数``); a column
that the sheet does not have yet is headed, which is a cell more. A table headed 删去 names rows to take out, each
counted by what stands in it. Under any other heading are rows to add. ``## 样例的数据项`` and ``## 样例的编号`` are no
sheets: they say what the sample calls a drafted item and how it numbers an indicator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from kaohe_xl.base.place import NOWHERE
from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.columns import KEPT
from tests.support.tables import cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FOR_PEOPLE = ("说明", "备注")
_SECTION = re.compile(r"^## *(.+?) *$", re.MULTILINE)
Line = tuple[str, ...]


@dataclass(frozen=True)
class Completion:
    """By sheet: (行, 列, 值), rows to take out, rows to add; drafted item and 编号 → the sample's."""

    changes: dict[str, list[Line]] = field(default_factory=dict)
    removed: dict[str, list[Line]] = field(default_factory=dict)
    added: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)


def read_completion(text: str) -> Completion:
    """What a Markdown file says."""
    found = Completion()
    told = {"样例的数据项": found.names, "样例的编号": found.numbers}
    parts = _SECTION.split(text)
    for sheet, body in zip(parts[1::2], parts[2::2], strict=True):
        for head, *rows in _tables(body):
            if sheet in told:
                told[sheet].update((mine, theirs) for mine, theirs in rows)
            elif head == ("行", "列", "值"):
                found.changes.setdefault(sheet, []).extend(rows)
            elif head == ("删去",):
                found.removed.setdefault(sheet, []).extend(rows)
            else:
                found.added.setdefault(sheet, []).extend(dict(zip(head, row, strict=True)) for row in rows)
    return found


def _tables(body: str) -> Iterator[list[Line]]:
    for block in re.split(r"\n\s*\n", body):
        lines = [line.strip() for line in block.splitlines() if line.strip().startswith("|")]
        if lines:
            yield [
                tuple(part.strip() for part in line[1:-1].split("|")) for line in lines if not set(line) <= set("|-: ")
            ]


def cells_of(path: Path) -> int:
    """Cells of a scheme that say something to the program: below the headings, without what is told to people.

    Nor is 历年结果 counted, which is nobody's rules: see :func:`paste_history`.
    """
    book = read_book(path)
    counted = [spec for spec in tables.ALL if spec is not tables.PAST_RESULTS]
    grids = [(spec, grid) for spec in counted for grid in book.starting_with(spec.sheet)]
    return sum(
        not row[column].blank
        for spec, grid in grids
        for row in spec.table_in(grid) or ()
        for column in row.columns
        if column not in (*_FOR_PEOPLE, *KEPT)
    )


def complete(path: Path, completion: Completion) -> dict[str, int]:
    """Do it all to the workbook, and say how many cells that took in each sheet."""
    book = load_workbook(path)
    typed = {}
    for name in dict.fromkeys((*completion.changes, *completion.removed, *completion.added)):
        sheet = _Sheet(book[name], name)
        changed = sheet.change(completion.changes.get(name, ()))
        removed = sheet.take_out(completion.removed.get(name, ()))
        typed[name] = changed + removed + sum(sheet.add(row) for row in completion.added.get(name, ()))
    book.save(path)
    return typed


def paste_history(path: Path, source: Path) -> None:
    """What happened in earlier years, pasted as a whole from where it stands: figures, as the returned files are."""
    name = tables.PAST_RESULTS.sheet
    old = load_workbook(source)
    if name in old.sheetnames:
        book = load_workbook(path)
        book.remove(book[name])
        sheet = book.create_sheet(name)
        for row in old[name].iter_rows(values_only=True):
            if any(row[1:]):  # no title, no note
                sheet.append(row)
        book.save(path)


class _Sheet:
    """One sheet under the clerk's hands; rows are found in it as it was drafted."""

    def __init__(self, sheet: Worksheet, name: str) -> None:
        self.sheet = sheet
        spec = tables.spec_of(name)
        assert spec is not None, name
        first = spec.columns[0]
        self.header = next(row[0].row for row in sheet.iter_rows() if row[0].value == first and row[1].value)
        for merged in list(sheet.merged_cells.ranges):
            if merged.min_row > self.header:  # the note below, which makes room
                sheet.unmerge_cells(str(merged))
        self.columns = {str(each.value): each.column for each in sheet[self.header] if each.value is not None}

    def _texts(self, row: int) -> list[str]:
        return ["" if each.value is None else str(each.value) for each in self.sheet[row]]

    def _filled(self) -> list[int]:
        """Rows of the table; the note below it stands alone in its row."""
        rows = range(self.header + 1, self.sheet.max_row + 1)
        return [row for row in rows if sum(map(bool, self._texts(row))) > 1]

    def _row(self, words: str) -> int:
        found = [row for row in self._filled() if set(words.split()) <= set(self._texts(row))]
        assert len(found) == 1, f"{self.sheet.title}：“{words}” stands in {len(found)} rows"
        return found[0]

    def _type(self, row: int, column: str, text: str) -> None:
        value = cell(text, NOWHERE)
        place = self.sheet.cell(row, self.columns[column])
        place.value = value.value  # type: ignore[assignment]
        if value.number_format != "General":
            place.number_format = value.number_format

    def change(self, lines: Sequence[Line]) -> int:
        """Cells typed over, headings of new columns among them."""
        changes = [(self._row(words), column, text) for words, column, text in lines]
        typed = 0
        for row, column, text in changes:
            if column not in self.columns:
                self.columns[column] = max(self.columns.values()) + 1
                self.sheet.cell(self.header, self.columns[column]).value = column
                typed += 1
            before = self._texts(row)
            self._type(row, column, text)
            assert before != self._texts(row), f"{self.sheet.title}：“{column}” of row {row} says “{text}” already"
        return typed + len(changes)

    def take_out(self, lines: Sequence[Line]) -> int:
        """Rows deleted, last first."""
        rows = sorted((self._row(words) for (words,) in lines), reverse=True)
        drafted = [column for name, column in self.columns.items() if name not in (*_FOR_PEOPLE, *KEPT)]
        cells = sum(self.sheet.cell(row, column).value is not None for row in rows for column in drafted)
        for row in rows:
            self._shift(row + 1, -1)
        return cells

    def add(self, told: Mapping[str, str]) -> int:
        """A row below the last of the same 编号 (or whatever the first column is), else below the table."""
        filled = self._filled()
        first = next(iter(told.values()))
        same = [row for row in filled if self._texts(row)[0] == first.removeprefix("'")]
        row = max(same or filled, default=self.header) + 1
        if any(self._texts(row)):
            self._shift(row, 1)
        for column, text in told.items():
            self._type(row, column, text)
        return sum(map(bool, told.values()))

    def _shift(self, row: int, by: int) -> None:
        corner = self.sheet.cell(self.sheet.max_row, self.sheet.max_column).coordinate
        self.sheet.move_range(f"A{row}:{corner}", rows=by)
