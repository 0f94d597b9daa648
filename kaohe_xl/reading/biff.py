"""Workbooks of Excel 97–2003 and WPS .et (BIFF in an OLE file) by xlrd, which knows formats, merges and error cells."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kaohe_xl.base.number_format import alters_text
from kaohe_xl.reading.limits import Limits, Refused, third_party
from kaohe_xl.reading.ooxml import GENERAL, IMPOSSIBLE_DATE, date_problem, is_date_format
from kaohe_xl.reading.packed import PackedSheet, Position, from_cells
from kaohe_xl.reading.rich_text import STRUCK, Runs

_SUPERSCRIPT = 1

if TYPE_CHECKING:
    from xlrd.book import Book as XlrdBook
    from xlrd.sheet import Cell as XlrdCell
    from xlrd.sheet import Sheet as XlrdSheet


def read_xls(data: bytes, limits: Limits) -> list[PackedSheet]:
    """The sheets of an .xls with number formats, merges and errors.

    Raises:
        Refused: too big or broken.
    """
    try:
        book = _opened(data)
    except Refused:
        with _counting_texts():  # as LibreOffice does, whatever the file says of how many there are
            book = _opened(data)
    if book.nsheets > limits.sheets:
        raise Refused("D106", what="工作表", found=f"{book.nsheets} 张", limit=f"{limits.sheets} 张")
    return [_sheet(book, book.sheet_by_index(index), limits) for index in range(book.nsheets)]


def _opened(data: bytes) -> XlrdBook:
    import xlrd

    with third_party():
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=False
        )


@contextmanager
def _counting_texts() -> Iterator[None]:
    """The table of shared texts has as many as can be read from it: the largest number that xlrd takes."""
    from xlrd import book as module

    unpack = module.unpack_SST_table

    def all_of_them(parts: Sequence[bytes], said: int) -> Any:
        def fits(count: int) -> bool:
            try:
                unpack(parts, count)
            except Exception:  # noqa: BLE001 - xlrd stumbles over the end in various ways
                return False
            return True

        few, many = 0, max(1, sum(map(len, parts)) // 3)  # a text takes three bytes at least
        while few < many:
            middle = (few + many + 1) // 2
            few, many = (middle, many) if fits(middle) else (few, middle - 1)
        return unpack(parts, few)

    module.unpack_SST_table = all_of_them
    try:
        yield
    finally:
        module.unpack_SST_table = unpack


def _sheet(book: XlrdBook, sheet: XlrdSheet, limits: Limits) -> PackedSheet:
    import xlrd

    cells: dict[Position, Any] = {}
    formats: dict[Position, str] = {}
    problems: dict[Position, str] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            position = (row + 1, column + 1)
            if cell.ctype == xlrd.XL_CELL_ERROR:
                cells[position] = None
                problems[position] = xlrd.error_text_from_code.get(cell.value, "#VALUE!")
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                cells[position] = bool(cell.value)
            elif cell.ctype == xlrd.XL_CELL_TEXT:
                runs = _runs(book, sheet, row, column, cell)
                cells[position], rich, problem = runs.result()
                if rich or alters_text(code := _format(book, cell)):
                    formats[position] = rich or code
                if problem:
                    problems[position] = problem
            elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                code = _format(book, cell)
                if code != GENERAL:
                    formats[position] = code
                cells[position], problem = _number(cell.value, code, book.datemode)
                if problem:
                    problems[position] = problem
                elif _font(book, cell).struck_out:
                    cells[position], problems[position] = None, f"{STRUCK}{cell.value:g}"
    merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    hidden_rows = [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden]
    rows = from_cells(cells, limits)
    return PackedSheet(sheet.name, rows, bool(sheet.visibility), merges, formats, problems, hidden_rows=hidden_rows)


def _runs(book: XlrdBook, sheet: XlrdSheet, row: int, column: int, cell: XlrdCell) -> Runs:
    """The parts of a text by their fonts."""
    runs, text, font = Runs(), cell.value, _font(book, cell)
    start = 0
    for offset, number in [*sheet.rich_text_runlist_map.get((row, column), []), (len(text), None)]:
        runs.add(text[start:offset], struck=bool(font.struck_out), raised=font.escapement == _SUPERSCRIPT)
        start, font = offset, book.font_list[number] if number is not None and number < len(book.font_list) else font
    return runs


def _font(book: XlrdBook, cell: XlrdCell) -> Any:
    found = book.xf_list[cell.xf_index].font_index if (cell.xf_index or 0) < len(book.xf_list) else 0
    return book.font_list[found if found < len(book.font_list) else 0]


def _format(book: XlrdBook, cell: XlrdCell) -> str:
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return GENERAL
    found = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(found.format_str) if found is not None and found.format_str else GENERAL


def _number(value: float, code: str, datemode: int) -> tuple[object, str]:
    """A number or, under a date format, the date or time of day that it stands for; and what is wrong with it."""
    import xlrd

    if not is_date_format(code):
        return value, ""
    problem = date_problem(repr(value))
    if problem:
        return None, problem
    try:
        moment: datetime = xlrd.xldate_as_datetime(value, datemode)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return None, IMPOSSIBLE_DATE
    return (moment.time() if value < 1 else moment), ""
