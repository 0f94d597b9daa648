"""The exact path of .xlsx: openpyxl. It knows merges, widths and every cell's format, and is slow."""

from __future__ import annotations

import warnings
from datetime import date, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kaohe_xl.reading.limits import Limits, Refused, third_party
from kaohe_xl.reading.ooxml import IMPOSSIBLE_DATE, WorkbookParts
from kaohe_xl.reading.package import Package, refuse_doctypes
from kaohe_xl.reading.packed import PackedSheet, Position, from_cells
from kaohe_xl.reading.rich_text import Runs
from kaohe_xl.reading.sheet_metadata import SheetScan, check_cells, scan_sheet

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


def read_exact(data: bytes, package: Package, inside: WorkbookParts, limits: Limits) -> list[PackedSheet]:
    """Read an .xlsx or .xlsm with everything a cell's value may depend on. Formulas give their cached value only.

    Raises:
        Refused: too big or broken.
    """
    from openpyxl import load_workbook  # a tenth of a second that most reading processes never need

    refuse_doctypes(package)
    scans = {
        part.name: scan_sheet(part.path, package.read(part.path), inside.formats, limits, closely=True)
        for part in inside.sheets
    }
    check_cells(sum(scan.cells for scan in scans.values()), limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of charts and validations that it drops: we want values
        with third_party():
            workbook = load_workbook(BytesIO(data), data_only=True, keep_links=False, rich_text=True)
    sheets = [_sheet(sheet, scans[sheet.title], limits) for sheet in workbook.worksheets if sheet.title in scans]
    if len(sheets) < len(scans):
        raise Refused("D105", problem=f"{len(scans)} 张工作表只读出 {len(sheets)} 张")
    return sheets


def _sheet(sheet: Worksheet, scan: SheetScan, limits: Limits) -> PackedSheet:
    cells: dict[Position, Any] = {}
    problems = dict(scan.problems)
    # the cells that exist, not the rectangle up to the farthest one, which may be the whole sheet
    for position, found in sheet._cells.items():
        if found.data_type == "e" and found.value is not None:
            problems.setdefault(position, IMPOSSIBLE_DATE)  # a true error cell is in the scan already
        if position in problems:
            cells[position] = None
        elif found.value is not None:
            value, rich, problem = _rich_text(found)
            cells[position] = value
            if rich:
                scan.formats[position] = rich
            if problem:
                problems[position] = problem
    if scan.cells and not sheet._cells:
        raise Refused(
            "D105", problem=f"工作表“{sheet.title[:31]}”的内容读不出来"
        )  # as openpyxl does under a foreign namespace
    widths = {
        dimension.min: float(dimension.width)
        for dimension in sheet.column_dimensions.values()
        if dimension.customWidth and dimension.min
    }
    rows = from_cells(cells, limits)
    hidden, rows_hidden = sheet.sheet_state != "visible", scan.hidden_rows
    return PackedSheet(
        sheet.title, rows, hidden, scan.merges, scan.formats, problems, widths=widths, hidden_rows=rows_hidden
    )


def _rich_text(cell: Cell | MergedCell) -> tuple[object, str, str]:
    """A cell's value without what is struck through or raised; see :meth:`Runs.result`."""
    struck_cell = bool(cell.font is not None and cell.font.strike)
    runs = Runs()
    if isinstance(cell.value, list):  # CellRichText
        for part in cell.value:
            font = getattr(part, "font", None)
            struck = bool(font.strike) if font is not None else struck_cell
            runs.add(str(part), struck=struck, raised=getattr(font, "vertAlign", None) == "superscript")
        return runs.result()
    if struck_cell:
        runs.add(str(cell.value), struck=True)
        return runs.result()
    return _plain(cell.value), "", ""


def _plain(value: object) -> object:
    """A cell's value without openpyxl's own classes."""
    return value if isinstance(value, str | int | float | date | time | timedelta) else str(value)
