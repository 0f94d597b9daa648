"""The cells of a sheet as the XML of its rows, made in one pass: the part of writing that grows with the units."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from html import escape
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from typing import Any, cast

from xlsxwriter.worksheet import Worksheet

from kaohe_xl.base.grid import Merge
from kaohe_xl.base.place import column_letter
from kaohe_xl.sheets.model import Out, Plain, Sheet, Style

_LONGEST_TEXT = 32_767
_IN_MEMORY = 1 << 20  # characters of a sheet's XML; more goes to a temporary file
_CHUNK = 1 << 16
_EPOCH = date(1899, 12, 30)
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")

CellStyle = tuple[Style, str, bool]  # style, number format, unlocked
WrittenNumber = int | str
RowSpan = tuple[int, int, Out]  # 0-based columns (first, and the one after the last), and what stands in each


class Strings(dict[str, int]):
    """Number of each text in the workbook's table of texts."""

    def __init__(self, number: Callable[[str], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, text: str) -> int:
        self[text] = number = self._number(fitting(text))
        return number


class RawWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows are XML already; xlsxwriter does all that stands around them.

    Its own way of writing a cell (a call, a tuple in a table, XML at the end) takes five times as long and keeps every
    cell in memory.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.written = False
        self._xml = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115

    def fill(self, sheet: Sheet, heights: Sequence[float], style_numbers: Mapping[CellStyle, int]) -> None:
        """Take the cells and merged blocks of ``sheet``; ``heights`` of its rows in points."""
        self.sheet = sheet
        self.take(rows_xml(sheet, heights, style_numbers, self.strings()), sheet.merges, size_of(sheet))

    def take(self, rows: Iterable[str], merges: Sequence[Merge], size: tuple[int, int]) -> None:
        """Take rows that are XML already. ``size``: how many rows and columns there are."""
        self._xml.writelines(rows)
        blocks = ((m.first_row - 1, m.first_column - 1, m.last_row - 1, m.last_column - 1) for m in merges)
        self.merge.extend(block for block in blocks if block[:2] != block[2:])
        for corner in ((0, 0), (size[0] - 1, size[1] - 1)):
            self._check_dimensions(*corner)

    def strings(self) -> Strings:
        """The workbook's table of texts."""
        return Strings(self.str_table._get_shared_string_index)

    def _write_sheet_data(self) -> None:
        self.written = True
        self.fh.write("<sheetData>")
        self._xml.seek(0)
        shutil.copyfileobj(self._xml, self.fh, _CHUNK)
        self._xml.close()
        self.fh.write("</sheetData>")

    def _get_range_data(self, first_row: int, first_column: int, last_row: int, last_column: int) -> list[Any]:
        """Values that a chart keeps with it."""
        assert self.sheet is not None
        found: list[Any] = []
        for row in self.sheet.cells[first_row : last_row + 1]:
            for cell in row[first_column : last_column + 1]:
                value = cell.value if cell is not None else None
                found.append(_double(value) if isinstance(value, Fraction | int) else value)
        return found


def size_of(sheet: Sheet) -> tuple[int, int]:
    """How many rows and columns there are."""
    return len(sheet.cells), max((len(row) for row in sheet.cells), default=0)


def rows_xml(
    sheet: Sheet,
    heights: Sequence[float],
    style_numbers: Mapping[CellStyle, WrittenNumber],
    strings: Mapping[str, WrittenNumber],
) -> Iterator[str]:
    """XML of every row. Cells that a merged block hides keep its style, so that borders go all the way round.

    ``style_numbers``, ``strings``: numbers of styles and texts in the workbook's tables, or what stands for them.
    """
    width = max([size_of(sheet)[1], *(merge.last_column for merge in sheet.merges)])
    letters = [column_letter(column) for column in range(1, width + 1)]
    hidden = _hidden(sheet)
    for number, (cells, height) in enumerate(zip(sheet.cells, heights, strict=True), start=1):
        row: Sequence[Out | None] = _with_hidden(cells, width, hidden[number]) if number in hidden else cells
        pixels = int(height * 4 / 3 + 0.5)
        parts = [f'<row r="{number}" ht="{pixels * 0.75:.16g}" customHeight="1">']
        for letter, cell in zip(letters, row):  # noqa: B905 - a short row ends early
            if cell is None:
                continue
            value, style_number = cell.value, style_numbers[cell.style, cell.number_format, cell.unlocked]
            if cell.formula:
                parts.append(_formula_xml(f"{letter}{number}", style_number, cell))
            elif value is None:
                parts.append(f'<c r="{letter}{number}" s="{style_number}"/>')
            elif type(value) is not str:
                parts.append(_number_xml(f"{letter}{number}", style_number, value))
            elif value[:3] == "<r>":  # the table of texts would take it for markup
                parts.append(_inline_xml(f"{letter}{number}", style_number, value))
            else:
                parts.append(f'<c r="{letter}{number}" s="{style_number}" t="s"><v>{strings[value]}</v></c>')
        parts.append("</row>")
        yield "".join(parts)


def _with_hidden(cells: Sequence[Out | None], width: int, spans: Sequence[RowSpan]) -> list[Out | None]:
    row = [*cells, *[None] * (width - len(cells))]
    for first, end, blank in spans:
        row[first:end] = [blank] * (end - first)
    return row


def _hidden(sheet: Sheet) -> Mapping[int, list[RowSpan]]:
    """What merged blocks hide, by 1-based row: blanks with the block's style.

    Raises:
        ValueError: two blocks overlap; Excel would call the file broken.
    """
    found: dict[int, list[RowSpan]] = {}
    for merge in sheet.merges:
        head = sheet.cells[merge.first_row - 1][merge.first_column - 1] or Out()
        blank = Out(None, head.style, number_format=head.number_format, unlocked=head.unlocked)
        for row in range(merge.first_row, merge.last_row + 1):
            first = merge.first_column - (row != merge.first_row)
            if first < merge.last_column:
                found.setdefault(row, []).append((first, merge.last_column, blank))
    for row, spans in found.items():
        spans.sort(key=lambda span: span[0])
        if any(end > first for (_, end, _), (first, _, _) in pairwise(spans)):
            raise ValueError(f"{sheet.name}: merged blocks overlap in row {row}")
    return found


def _number_xml(name: str, style_number: WrittenNumber, value: Plain) -> str:
    """A cell with a number, a date or a truth."""
    if isinstance(value, bool):
        return f'<c r="{name}" s="{style_number}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{name}" s="{style_number}"><v>{_serial(value):.16G}</v></c>'
    return f'<c r="{name}" s="{style_number}"><v>{_double(cast("Fraction | int", value)):.16G}</v></c>'


def _inline_xml(name: str, style_number: WrittenNumber, text: str) -> str:
    return (
        f'<c r="{name}" s="{style_number}" t="inlineStr"><is><t xml:space="preserve">{_xml(fitting(text))}</t></is></c>'
    )


def fitting(text: str) -> str:
    """A cell holds 32,767 characters; a longer text is cut where it can be seen."""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 5] + "…（略）"


def _formula_xml(name: str, style_number: WrittenNumber, cell: Out) -> str:
    """A live formula and its cached result."""
    value = cell.value
    kind, cached = "", ""
    if isinstance(value, bool):
        kind, cached = ' t="b"', str(int(value))
    elif isinstance(value, str):
        kind = "" if not value and not cell.array else ' t="e"' if value in _ERRORS else ' t="str"'
        cached = _xml(value)
    elif isinstance(value, date):
        cached = f"{_serial(value):.16G}"
    elif value is not None:
        cached = repr(_double(value)).removesuffix(".0")
    elif cell.array:
        kind = ' t="str"'
    entered = f' t="array" ref="{name}"' if cell.array else ""
    return f'<c r="{name}" s="{style_number}"{kind}><f{entered}>{_xml(cell.formula)}</f><v>{cached}</v></c>'


def _xml(text: str) -> str:
    """As XML, characters that it cannot hold as Excel writes them: _x0001_."""
    return escape(_CONTROL.sub(_escaped, text), quote=False)


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    return f"_x{ord(text):04X}_" if len(text) == 1 else f"_x005F{text}"


def _serial(value: date) -> float:
    """Excel's number of a day, and of the time in it."""
    if isinstance(value, datetime):
        past = value.replace(tzinfo=None) - datetime(_EPOCH.year, _EPOCH.month, _EPOCH.day)
        return past.days + past.seconds / 86_400 + past.microseconds / 86_400_000_000
    return (value - _EPOCH).days


def _double(value: int | Fraction) -> float:
    """The double nearest to an exact value."""
    return value.numerator / value.denominator
