"""The one writer: sheets as data → an .xlsx that prints on A4, put in place in one step.

Texts are always written as strings and formulas only where a sheet says so: nothing that came in a returned file can
turn into a formula, a link or a macro.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from kaohe_xl.base.contract_words import OFFICE
from kaohe_xl.base.files import draft_beside
from kaohe_xl.sheets.model import ColourScale, Out, Sheet, Style, Validation, Workbook
from kaohe_xl.sheets.sheet_parts import MOST_LINKS
from kaohe_xl.writing import styles
from kaohe_xl.writing.a4 import BOTTOM, SIDE, TOP, PageLayout
from kaohe_xl.writing.charts import add_chart
from kaohe_xl.writing.measure import shown
from kaohe_xl.writing.prepared_sheet import PreparedSheet, SheetFrame, laid_out, numbered
from kaohe_xl.writing.rows import CellStyle, RawWorksheet, fitting
from kaohe_xl.writing.styles import StyleFormat

Apart = Mapping[str, Callable[[], PreparedSheet]]
FOOTER = "&C第 &P 页 共 &N 页"
_A4 = 9
_FORGOTTEN = 12 * 3600  # seconds after which the lock file of an open one was left behind by a crash


def write_workbook(
    book: Workbook,
    path: Path,
    apart: Apart = MappingProxyType({}),
    before: Callable[[Path], None] = lambda path: None,
) -> Path:
    """Write ``book`` and return where it is.

    Args:
        apart: sheets of it, by name, that are made ready somewhere else.
        before: called with the path that is to be replaced, when all is written and nothing is replaced yet.

    The file appears whole or not at all. If ``path`` is open in a spreadsheet program, the first of ``名称(2).xlsx``,
    ``名称(3).xlsx`` … that is not is written instead: the caller compares and says so.

    Raises:
        OSError: the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft_beside(path) as draft:
        _written(book, draft, apart)
        return _move_there(draft, path, before)


def _written(book: Workbook, draft: Path, apart: Apart) -> None:
    """xlsxwriter tells of a full disk in its own words; it is an OSError like any other."""
    try:
        _write(book, draft, apart)
    except FileCreateError as error:
        told = error.args[0] if error.args else None
        raise told if isinstance(told, OSError) else OSError(errno.EIO, str(error), str(draft)) from error


def _move_there(draft: Path, path: Path, before: Callable[[Path], None]) -> Path:
    target, number = path, 1
    while not _replaced(target, draft, before):  # the same name each time, as long as the file is open: (2), (2), (2)
        number += 1
        target = path.with_name(f"{path.stem}({number}){path.suffix}")
    return target


def _replaced(target: Path, draft: Path, before: Callable[[Path], None]) -> bool:
    """Put the draft there; False if what is there is open in another program."""
    if open_elsewhere(target):
        return False
    before(target)
    try:
        draft.replace(target)
    except PermissionError:  # Windows: a program holds it open
        if not target.exists():
            raise
        return False
    return True


def open_elsewhere(path: Path) -> bool:
    """Excel, LibreOffice and WPS each leave a small file beside one that is open; a crash leaves it there for good.

    On Windows the file itself cannot be replaced while it is open, so a lock file says nothing there.
    """
    return sys.platform != "win32" and path.exists() and has_lock_file(path)


def has_lock_file(path: Path) -> bool:
    """Does such a file lie beside it, on any system, and not forgotten by a crash?"""
    lock_files = (f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}")
    return any(_is_fresh(path.with_name(lock_file)) for lock_file in lock_files)


def _is_fresh(lock_file: Path) -> bool:
    try:
        return time.time() - lock_file.stat().st_mtime < _FORGOTTEN
    except OSError:
        return False


def _write(book: Workbook, target: Path, apart: Apart) -> None:
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(styles.DEFAULT_FONT),
        "default_column_width": styles.DEFAULT_COLUMN,
        "default_row_height": styles.DEFAULT_ROW,
        "in_memory": True,  # its temporary files get the line ends of the system: Windows would write other bytes
    }
    with xlsxwriter.Workbook(str(target), options) as output:
        style_numbers = StyleNumbers(output, styles.style_formats(book.digits))
        output.set_properties({"title": book.title, "author": OFFICE, "created": _time_stamp()})
        pages: list[tuple[Sheet, RawWorksheet]] = [
            (sheet, output.add_worksheet(sheet.name, RawWorksheet)) for sheet in book.sheets
        ]
        for sheet, page in pages:
            if sheet.name not in apart:
                laid = laid_out(sheet, style_numbers.formats)
                page.fill(sheet, laid.heights, style_numbers)
                _furnish(laid, page, output, style_numbers.formats)
        for page in (page for sheet, page in pages if sheet.name in apart):  # last: the others need not wait for them
            ready = apart[page.name]()
            page.take(numbered(ready, style_numbers, page.strings()), ready.laid.sheet.merges, ready.size)
            _furnish(ready.laid, page, output, style_numbers.formats)
        for name, reference in book.names.items():
            output.define_name(name, f"={reference}")
        first = next((page for sheet, page in pages if not sheet.hidden), None)
        if first is not None:
            first.activate()
            first.set_first_sheet()
    if not all(page.written for _, page in pages):
        raise RuntimeError(f"xlsxwriter {xlsxwriter.__version__} does not ask for the rows of a sheet as it used to")


def _time_stamp() -> datetime:
    """Now, or what SOURCE_DATE_EPOCH says: then the same result is the same file."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


class StyleNumbers(dict[CellStyle, int]):
    """Number of each style in the workbook's table; made when it is asked for first."""

    def __init__(self, output: Any, formats: Mapping[Style, StyleFormat]) -> None:
        super().__init__()
        self.formats = formats
        self._output = output

    def __missing__(self, key: CellStyle) -> int:
        style, number_format, unlocked = key
        made = self._output.add_format(self.formats[style].properties(number_format, unlocked))
        number: int = made._get_xf_index()
        self[key] = number
        return number


def _furnish(laid: SheetFrame, page: RawWorksheet, output: Any, formats: Mapping[Style, StyleFormat]) -> None:
    """All that stands around the rows of a sheet."""
    sheet = laid.sheet
    for column, width in enumerate(laid.widths):
        page.set_column(column, column, width)
    if sheet.charts or any(cell.comment for _, _, cell in laid.told):
        for row, height in enumerate(laid.heights):  # where these stand is reckoned from the rows above
            page.set_row(row, height)
    _add_links_and_comments(laid.told, page, formats)
    for heat in sheet.heats:
        _add_heat(page, output, heat[0], heat[1:])
    for chart in sheet.charts:
        add_chart(output, page, chart, laid.widths)
    for validation in sheet.validations:
        _add_validation(page, validation)
    _set_page(sheet, page, laid.page)


def _add_links_and_comments(
    told: Sequence[tuple[int, int, Out]], page: RawWorksheet, formats: Mapping[Style, StyleFormat]
) -> None:
    """A sheet with more links than Excel takes has none, rather than some here and none there."""
    linked = sum(1 for _, _, cell in told if cell.link) <= MOST_LINKS
    for row, column, cell in told:
        if cell.link and linked:
            page.write_url(row, column, cell.link, string=fitting(shown(cell, formats)))
        if cell.comment:
            lines = cell.comment.count("\n") + len(cell.comment) // 16 + 2
            size = {"width": 240, "height": 18 * lines, "font_size": 9}
            page.write_comment(row, column, fitting(cell.comment), size)


def _add_validation(page: Any, allowed: Validation) -> None:
    """Excel shows at most 255 characters of a prompt and 255 of an error."""
    block = (allowed.first_row, allowed.first_column, allowed.last_row, allowed.last_column)
    options: dict[str, Any] = {"validate": "any", "input_title": "填写要求", "input_message": _cut(allowed.prompt, 255)}
    if allowed.choices or allowed.source:
        options |= {"validate": "list", "source": f"={allowed.source}" if allowed.source else list(allowed.choices)}
    elif allowed.formula:
        options |= {"validate": "custom", "value": f"={allowed.formula}"}
    if allowed.error:
        options |= {"error_title": "填得不对", "error_message": _cut(allowed.error, 255), "error_type": "stop"}
    else:  # the choices are only suggestions
        options["show_error"] = False
    page.data_validation(*block, options)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _add_heat(page: Any, output: Any, heat: ColourScale, block: tuple[int, int, int, int]) -> None:
    """``block``: first row and column, last row and column, from 0 on."""
    if heat is ColourScale.BARS:
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": styles.BAR_COLOUR, "data_bar_2010": True}
        page.conditional_format(*block, {**bar, "min_type": "num", "min_value": 0})
    elif heat is ColourScale.SCALE:
        low, middle, high = styles.SCALE
        scale = {"type": "3_color_scale", "min_color": low, "mid_color": middle, "max_color": high}
        page.conditional_format(*block, scale)
    elif heat is ColourScale.MARKS:
        low, middle, high = styles.SCALE
        full = f"=${xl_col_to_name(block[1])}${block[0] - 1}"
        ends = {"min_type": "num", "min_value": 0, "mid_type": "formula", "max_type": "formula"}
        values = {"mid_value": f"{full}*0.8", "max_value": full}
        colours = {"min_color": low, "mid_color": middle, "max_color": high}
        page.conditional_format(*block, {"type": "3_color_scale", **ends, **values, **colours})
    else:
        for place, colour in enumerate(styles.MEDALS, start=1):
            medal = output.add_format({"bg_color": colour, "bold": True})
            page.conditional_format(*block, {"type": "cell", "criteria": "==", "value": place, "format": medal})


def _set_page(sheet: Sheet, page: Any, layout: PageLayout) -> None:
    page.set_paper(_A4)
    if sheet.landscape:
        page.set_landscape()
    page.set_margins(left=SIDE, right=SIDE, top=TOP, bottom=BOTTOM)
    page.set_footer(FOOTER, {"margin": 0.3})
    page.center_horizontally()
    page.hide_gridlines(2)
    if sheet.header_rows:
        page.repeat_rows(sheet.header_first, sheet.header_first + sheet.header_rows - 1)
    if layout.fits:
        page.fit_to_pages(1, 0)
    else:
        page.set_print_scale(layout.scale)
    if layout.repeats and sheet.frozen[1]:
        page.repeat_columns(0, sheet.frozen[1] - 1)
    if layout.row_breaks:
        page.set_h_pagebreaks(layout.row_breaks)
    if layout.column_breaks:
        page.set_v_pagebreaks(layout.column_breaks)
    if any(sheet.frozen):
        page.freeze_panes(*sheet.frozen)
    if sheet.protected:
        page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    if sheet.hidden:
        page.hide()
    if sheet.tab:
        page.set_tab_color(sheet.tab)
