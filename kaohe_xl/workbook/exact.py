"""The exact path: openpyxl, which knows number formats, merges, error cells and hidden sheets, and is slow."""

from __future__ import annotations

import warnings
from datetime import date, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from openpyxl import load_workbook

from kaohe_xl.grid import Book, Cell, CellValue, Grid, Merge
from kaohe_xl.place import Place
from kaohe_xl.workbook.ooxml import SheetScan, read_part, scan_sheet, sheet_parts

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

UNCACHED = "公式没有计算结果"


def read_exact(data: bytes, name: str) -> Book:
    """Read an .xlsx or .xlsm with everything a cell's value may depend on. Formulas give their cached value only.

    Raises:
        ooxml.PackageError, and whatever openpyxl raises on a broken file.
    """
    with ZipFile(BytesIO(data)) as package:
        scans = {part.name: scan_sheet(read_part(package, part.path)) for part in sheet_parts(package)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of charts and validations that it drops: we want values
        workbook = load_workbook(BytesIO(data), data_only=True, keep_links=False)
    grids = [_grid(sheet, name, scans.get(sheet.title, SheetScan())) for sheet in workbook.worksheets]
    return Book(name, grids)


def _grid(sheet: Worksheet, file: str, scan: SheetScan) -> Grid:
    place = Place(file, sheet.title)
    cells: dict[int, dict[int, Cell]] = {}
    # the cells that exist, not the rectangle up to the farthest one, which may be the whole sheet
    for (row, column), found in sheet._cells.items():
        problem = scan.errors.get((row, column), UNCACHED if (row, column) in scan.uncached else "")
        value = None if problem else _plain(found.value)
        if value is not None or problem:
            cell = Cell(value, place.at(row, column), found.number_format or "General", problem)
            cells.setdefault(row, {})[column] = cell
    merges = [Merge(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges]
    widths = {
        dimension.min: float(dimension.width)
        for dimension in sheet.column_dimensions.values()
        if dimension.customWidth and dimension.min
    }
    return Grid(file, sheet.title, _rows(cells, place), merges, widths, sheet.sheet_state != "visible")


def _plain(value: object) -> CellValue:
    """A cell's value without openpyxl's own classes; a duration is its number of days, as in the file."""
    if value is None or isinstance(value, str | int | float | date | time):
        return value
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    return str(value)


def _rows(cells: dict[int, dict[int, Cell]], place: Place) -> list[list[Cell]]:
    rows = []
    for row in range(1, max(cells, default=0) + 1):
        filled = cells.get(row, {})
        last = max(filled, default=0)
        rows.append([filled.get(column) or Cell(None, place.at(row, column)) for column in range(1, last + 1)])
    return rows
