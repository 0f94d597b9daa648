"""The fast path: python-calamine. It gives values; number formats and error cells it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kaohe_xl.grid import Book, Cell, CellValue, Grid, Merge
from kaohe_xl.place import Place


def read_fast(data: bytes, name: str) -> Book:
    """Read any workbook that calamine knows (.xlsx .xlsm .xlsb .xls .ods).

    Raises:
        python_calamine.CalamineError; a panic inside it is a BaseException.
    """
    with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
        grids = []
        for index, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(index)
            place = Place(name, meta.name)
            rows = [
                [Cell(_plain(value), place.at(row, column), "") for column, value in enumerate(_trimmed(values), 1)]
                for row, values in enumerate(sheet.to_python(skip_empty_area=False), 1)
            ]
            while rows and not rows[-1]:
                rows.pop()
            merges = [Merge(r1 + 1, c1 + 1, r2 + 1, c2 + 1) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()]
            grids.append(Grid(name, meta.name, rows, merges, hidden=meta.visible != SheetVisibleEnum.Visible))
        return Book(name, grids)


def _trimmed(values: Sequence[object]) -> Sequence[object]:
    end = len(values)
    while end and values[end - 1] == "":
        end -= 1
    return values[:end]


def _plain(value: object) -> CellValue:
    """calamine's empty cell is an empty text; a duration is its number of days; whole floats are integers."""
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value  # type: ignore[return-value]
