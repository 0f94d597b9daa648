"""What the tool is measured against, each a process of its own: the floor, and what a user would write today.

python -m benchmarks.rivals floor FOLDER      bare python-calamine read + bare xlsxwriter write of the output
python -m benchmarks.rivals read FOLDER       bare python-calamine read only
python -m benchmarks.rivals openpyxl FOLDER   openpyxl read → pandas → openpyxl write of the same cells
python -m benchmarks.rivals openpyxl-read FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

Sheets = list[tuple[str, list[list[object]]]]


def returns(folder: Path) -> list[Path]:
    return sorted((folder / "收表").glob("*.xlsx"))


def scored(folder: Path) -> Path:
    """The workbook that `kaohe run` wrote: its cells are what the rivals write."""
    return next((folder / "结果").glob("*-评分结果.xlsx"))


def calamine_cells(path: Path) -> Sheets:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]


def read_all(folder: Path) -> Iterator[Sheets]:
    for path in returns(folder):
        yield calamine_cells(path)


def write_xlsxwriter(path: Path, sheets: Sheets) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(number, column, value)


def floor(folder: Path, cells: Sheets) -> None:
    for _ in read_all(folder):
        pass
    write_xlsxwriter(folder / "floor.xlsx", cells)


def openpyxl_read(folder: Path) -> list[list[object]]:
    from openpyxl import load_workbook

    rows: list[list[object]] = []
    for path in returns(folder):
        book = load_workbook(path, data_only=True)
        for sheet in book.worksheets:
            rows.extend([path.name, *row] for row in sheet.iter_rows(values_only=True))
    return rows


def openpyxl_whole(folder: Path, cells: Sheets) -> None:
    import pandas as pd
    from openpyxl import Workbook

    table = pd.DataFrame(openpyxl_read(folder))
    table.groupby(0).size()
    book = Workbook()
    for name, rows in cells:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    book.save(folder / "openpyxl.xlsx")


def main() -> None:
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what == "read":
        for _ in read_all(folder):
            pass
    elif what == "openpyxl-read":
        openpyxl_read(folder)
    else:
        cells = calamine_cells(scored(folder))
        {"floor": floor, "openpyxl": openpyxl_whole}[what](folder, cells)


if __name__ == "__main__":
    main()
