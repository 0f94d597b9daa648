"""Forms that are alike: of the same form from another unit, only what was filled in is looked at.

Where the tables of a file have been looked for and found (:mod:`kaohe_xl.returns.extract`), and nothing about it was
odd, the form is remembered: every cell that was not filled in as it is, and which cells were. A later file that agrees
in every cell that was not filled in, and whose filled-in texts are no headings, names or labels, would be understood
the same way; so it is, at a fraction of the cost. In doubt nothing is recalled and the tables are looked for again. A
row that came as the very same bytes as a row of an earlier file is not even decoded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kaohe_xl.base.cells import Cell, PlainCells
from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.base.place import cell_name, position_of
from kaohe_xl.base.text import fold, is_blank
from kaohe_xl.reading.packed import RowsAsCame
from kaohe_xl.reading.row_pattern import RowPattern, reaches, rows_as_came
from kaohe_xl.returns.answers import Answers
from kaohe_xl.returns.extract import Extracted, may_hold_data
from kaohe_xl.returns.forms.form_header import DEPARTMENT, UNIT, Fields, is_measure, names_a_field
from kaohe_xl.returns.forms.layout import Shape
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.returns.values.quantity import is_plain_figure
from kaohe_xl.returns.values.understood import Reading
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme.model import OWN_UNIT, DataItem

_MOST_FORMS, _MOST_READINGS, _MOST_ROWS, _MOST_TEXTS = 32, 3_000, 1_000, 50_000
Position = tuple[int, int]  # row, column; 0-based
FilledFigures = dict[
    object, dict[object, Reading]
]  # by what decides how they are read: type, measure, range; by what stands


@dataclass(frozen=True)
class _Slot:
    """A cell to be filled in, and what has been read in its like so far: by how it came, and its number format if any.

    Only usual figures: a finding names its place.
    """

    at: Position
    item: DataItem
    must_be_filled: bool  # beside a note that means something only if it is blank
    same: dict[object, Reading]  # shared by all items of its kind


_Readings = tuple[()] | tuple[Reading]  # of a row


@dataclass(frozen=True)
class _FormRow:
    """A row of a form: what stands in it, and where it is filled in."""

    pattern: RowPattern
    open: Sequence[int]  # 0-based columns that are filled in
    fields: Sequence[tuple[str, Position]]
    slot: _Slot | None  # a form has one column to be filled in


@dataclass(eq=False)
class EmptyForm:
    """A form with nothing filled in."""

    sheet: str
    merges: Sequence[Merge]
    rows: Sequence[_FormRow]
    other_format: str  # of cells without a format of their own
    fields: Sequence[tuple[str, Position]]
    items: tuple[str, ...]
    sheets: tuple[str, ...]
    cells: tuple[str, ...]
    seen: dict[bytes, list[dict[bytes, _Readings]]] = field(default_factory=dict)  # by formats; row; the row as it came

    def rows_seen(self, formats: bytes) -> list[dict[bytes, _Readings]]:
        """Of every row, what was read in it where the sheet had these number formats."""
        if formats not in self.seen:
            if len(self.seen) >= _MOST_FORMS:
                self.seen.clear()
            self.seen[formats] = [{} for _ in self.rows]
        return self.seen[formats]


@dataclass(frozen=True)
class RepeatedForm:
    """A file whose form is known: what was filled in."""

    form: EmptyForm
    grid: Grid
    fields: Fields
    readings: Sequence[Reading]
    usual: bool  # every item has a value, and nothing is to be told

    def answers(self, period: str, unit: str) -> Answers:
        form = self.form
        files = (self.grid.file,) * len(form.items)
        return Answers(period, unit, unit, form.items, self.readings, files, form.sheets, form.cells, self.usual)


# -- recalling --------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class FilledText:
    """What a text that was filled in could be taken for."""

    known: NameLookup
    _seen: dict[str, bool] = field(default_factory=dict)

    def plain(self, text: str) -> bool:
        """A text that nobody would take for a part of the form."""
        found = self._seen.get(text)
        if found is None:
            meaning = self.known.meaning_of(text)
            found = not (meaning.heading or meaning.item or meaning.unit or names_a_field(text) or is_blank(text))
            if len(self._seen) < _MOST_TEXTS:
                self._seen[text] = found
        return found

    def fits(self, name: str, cell: Cell) -> bool:
        """Is this what a field of the form should hold, and nothing that could be part of the form itself?"""
        if cell.blank:
            return False
        if name != UNIT:
            return not isinstance(cell.value, str) or self.plain(cell.value)
        known = self.known
        if not isinstance(cell.value, str) or known.unit(cell.text) is None or known.department(cell.text) is not None:
            return False
        meaning = known.meaning_of(cell.value)
        return not (meaning.heading or meaning.item or names_a_field(cell.value) or is_measure(cell))


@dataclass(eq=False)
class Forms:
    """The forms that have been understood so far."""

    known: NameLookup
    _kept: list[EmptyForm] = field(default_factory=list)
    _figures: FilledFigures = field(default_factory=dict)

    @cached_property
    def _words(self) -> FilledText:
        return FilledText(self.known)

    def recall(self, book: Book) -> RepeatedForm | None:
        """The form of a file if it is known and filled in in the usual way."""
        grid = _only_sheet(book) if self._kept else None
        plain = grid.plain if grid is not None else None
        if grid is None or plain is None or plain.problems:
            return None
        return next((a for form in reversed(self._kept) if (a := self._filled_in(form, grid, plain)) is not None), None)

    def remember(self, book: Book, sheets: Sequence[Extracted], fields: Sequence[Fields]) -> None:
        """Keep the form of a file that was understood, if nothing about it was odd."""
        grid = _only_sheet(book) if len(self._kept) < _MOST_FORMS and len(sheets) == 1 else None
        if grid is not None and sheets[0].grid is grid:
            form = _form_of(sheets[0], fields[0], self._words, self._figures)
            if form is not None:
                self._kept.append(form)

    def _filled_in(self, form: EmptyForm, grid: Grid, plain: PlainCells) -> RepeatedForm | None:
        """What was filled in; None if anything else differs, or if it could be taken for a part of the form."""
        if grid.hidden_rows:
            return None
        same = form.sheet == grid.name and form.other_format == plain.other_format and form.merges == list(grid.merges)
        came = rows_as_came(grid)
        if not same or came is None or len(came.rows) != len(form.rows):
            return None
        found: list[Reading] = []
        usual = True
        for row, line, seen in zip(form.rows, came.rows, form.rows_seen(came.beside), strict=True):
            readings = seen.get(line)
            if readings is None:
                readings = self._row(row, line, grid, plain)
                if readings is None:
                    return None
                if readings and not readings[0].usual:
                    usual = False
                elif len(seen) < _MOST_ROWS:
                    seen[line] = readings
            found += readings
        fields = {name: grid.cell(row + 1, column + 1) for name, (row, column) in form.fields}
        return RepeatedForm(form, grid, Fields(fields), found, usual)

    def _row(self, row: _FormRow, line: bytes, grid: Grid, plain: PlainCells) -> _Readings | None:
        """What was filled in in a row that has not been seen before; None if it is another row, or in doubt."""
        filled = row.pattern.filled(line)
        if filled is None:
            return None
        for name, (number, column) in row.fields:
            if not self._words.fits(name, grid.cell(number + 1, column + 1)):
                return None
        slot = row.slot
        if slot is None:
            return ()
        came = filled[row.open.index(slot.at[1])]
        formats = plain.formats
        key = (came, formats.get((slot.at[0] + 1, slot.at[1] + 1), plain.other_format)) if formats else came
        reading = self._read(slot, grid, key)
        return None if reading is None else (reading,)

    def _read(self, slot: _Slot, grid: Grid, key: object) -> Reading | None:
        """One value; None where it could be part of the form, or its being blank means something."""
        if (same := slot.same.get(key)) is not None:
            return Reading(slot.item, same.raw, same.value, same.state)
        cell = grid.cell(slot.at[0] + 1, slot.at[1] + 1)
        if cell.blank and (slot.must_be_filled or cell.value is not None):
            return None
        if isinstance(cell.value, str) and not self._words.plain(cell.value):
            return None
        year = self.known.scheme.settings.year
        reading = read_value(cell, slot.item, (year,) if year else ())
        plain = reading.usual and (not isinstance(cell.value, str) or is_plain_figure(cell.value))
        if plain and len(slot.same) < _MOST_READINGS:
            slot.same[key] = reading
        return reading


def _only_sheet(book: Book) -> Grid | None:
    """The one sheet with anything in it that may be data; none if there are several, or it is hidden."""
    grids = [grid for grid in book.grids if may_hold_data(grid)]
    if len(grids) > 1:
        grids = [grid for grid in grids if len(grid.rows)]
    return grids[0] if len(grids) == 1 and not grids[0].hidden else None


# -- remembering ------------------------------------------------------------------------------------------------------


def _form_of(sheet: Extracted, fields: Fields, words: FilledText, figures: FilledFigures) -> EmptyForm | None:
    plain = sheet.grid.plain
    headers = sheet.headers
    came = rows_as_came(sheet.grid)
    if plain is None or came is None or not came.rows or plain.problems or sheet.findings:
        return None
    if len(headers) != 1 or headers[0].shape is not Shape.FORM:
        return None
    if DEPARTMENT in fields.cells or UNIT not in fields.cells or len(headers[0].columns["填报值"]) != 1:
        return None
    open_fields = dict(_open_fields(sheet.grid, fields))
    if open_fields.keys() != fields.cells.keys() or not all(words.fits(n, c) for n, c in fields.cells.items()):
        return None
    slots = sorted(_slots(sheet, words, figures), key=lambda slot: slot.at)
    items = tuple(slot.item.name for slot in slots)
    if len(slots) != len(sheet.entries) or len(set(items)) != len(items) or len({s.at for s in slots}) != len(slots):
        return None
    filled = [*open_fields.values(), *(slot.at for slot in slots)]
    if not all(reaches(came.rows[row], column) for row, column in filled):
        return None  # a row that ends before the cell that was left blank in it
    return EmptyForm(
        sheet.grid.name,
        list(sheet.grid.merges),
        list(_form_rows(came, open_fields, slots)),
        plain.other_format,
        list(open_fields.items()),
        items,
        (sheet.grid.name,) * len(items),
        tuple(cell_name(slot.at[0] + 1, slot.at[1] + 1) for slot in slots),
    )


def _form_rows(came: RowsAsCame, fields: Mapping[str, Position], slots: Sequence[_Slot]) -> Iterator[_FormRow]:
    by_row = {slot.at[0]: slot for slot in slots}
    for number, line in enumerate(came.rows):
        own = [(name, at) for name, at in fields.items() if at[0] == number]
        slot = by_row.get(number)
        columns = sorted({column for _, (_, column) in own} | ({slot.at[1]} if slot is not None else set()))
        yield _FormRow(RowPattern.with_holes(line, columns), columns, own, slot)


def _open_fields(grid: Grid, fields: Fields) -> Iterator[tuple[str, Position]]:
    """Fields that have a cell for themselves."""
    for name, cell in fields.cells.items():
        row, column = position_of(cell.place.cell)
        if row and grid.cell(row, column) == cell and grid.head_of(row, column) == (row, column):
            yield name, (row - 1, column - 1)


def _slots(sheet: Extracted, words: FilledText, figures: FilledFigures) -> Iterator[_Slot]:
    """The cells that answer for the items and could not be taken for anything else."""
    header, grid = sheet.headers[0], sheet.grid
    notes = header.columns.get("说明", ())
    for entry in sheet.entries:
        row, column = position_of(entry.cell.place.cell)
        own = column == header.columns["填报值"][0] and grid.head_of(row, column) == (row, column)
        in_text = isinstance(entry.cell.value, str) and not entry.cell.blank
        if in_text and not words.plain(str(entry.cell.value)):
            own = False
        if own and entry.unit is None and entry.period is None and OWN_UNIT in entry.item.owners:
            beside = (value for value in grid.values[row - 1] if isinstance(value, str) and value != entry.cell.value)
            if any(names_a_field(text) for text in beside):
                continue  # an item that is called 填报人
            told = [cell for place in notes if not (cell := grid.cell(row, place)).blank]
            noted = any(fold(cell.text) != fold(entry.item.note) for cell in told)
            kind = (entry.item.type, entry.item.measure, entry.item.low, entry.item.high)
            yield _Slot((row - 1, column - 1), entry.item, noted, figures.setdefault(kind, {}))
