"""What the tool is measured against, each a process of its own, on the same files and cells.

    python -m benchmarks.rivals floor FOLDER CELLS          bare calamine read, bare xlsxwriter write, formulas too
    python -m benchmarks.rivals floor-values FOLDER CELLS   the same, but each formula as its value
    python -m benchmarks.rivals openpyxl FOLDER CELLS       openpyxl read → pandas → openpyxl write
    python -m benchmarks.rivals imports FOLDER CELLS        import pandas, openpyxl, xlsxwriter

CELLS is what benchmarks.cells kept. Taking them out of there is no part of the work: the clock stands still meanwhile,
and how long it stood is printed, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cells import Formula, Rows, workbooks


class Clock:
    """Time that is not to be counted."""

    seconds = cpu = 0.0

    def stopped(self, sheets: Iterator[tuple[str, Rows]]) -> Iterator[tuple[str, Rows]]:
        while True:
            began, used = time.perf_counter(), time.process_time()
            found = next(sheets, None)
            self.seconds += time.perf_counter() - began
            self.cpu += time.process_time() - used
            if found is None:
                return
            yield found


def returned(folder: Path) -> list[Path]:
    return sorted((folder / "收表").glob("*.xlsx"))


def read_all(folder: Path) -> Iterator[Sequence[Sequence[object]]]:
    """Every cell of every returned file."""
    from python_calamine import CalamineWorkbook

    for path in returned(folder):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def floor(folder: Path, cells: Path, clock: Clock, formulas: bool = True) -> None:
    import xlsxwriter

    for _ in read_all(folder):
        pass
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    for number, sheets in enumerate(workbooks(cells)):
        with xlsxwriter.Workbook(cells / f"floor{number}.xlsx", options) as book:
            for name, rows in clock.stopped(sheets):
                sheet = book.add_worksheet(name)
                for at, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if value == "":
                            continue
                        if not isinstance(value, Formula):
                            sheet.write(at, column, value)
                        elif not formulas:
                            sheet.write(at, column, value.value)
                        elif value.array:
                            sheet.write_array_formula(at, column, at, column, f"{{={value.text}}}", None, value.value)
                        else:
                            sheet.write_formula(at, column, f"={value.text}", None, value.value)


def openpyxl_read(folder: Path) -> list[list[object]]:
    from openpyxl import load_workbook

    rows: list[list[object]] = []
    for path in returned(folder):
        book = load_workbook(path, data_only=True)
        for sheet in book.worksheets:
            rows.extend([path.name, *row] for row in sheet.iter_rows(values_only=True))
    return rows


def openpyxl_whole(folder: Path, cells: Path, clock: Clock) -> None:
    """What a user would write today, and without any scoring."""
    import pandas as pd
    from openpyxl import Workbook

    table = pd.DataFrame(openpyxl_read(folder))
    table.groupby(0).size()
    for number, sheets in enumerate(workbooks(cells)):
        book = Workbook()
        for name, rows in clock.stopped(sheets):
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append([_for_openpyxl(value) for value in row])
        book.save(cells / f"openpyxl{number}.xlsx")


def _for_openpyxl(value: object) -> object:
    if isinstance(value, Formula):
        return f"={value.text}"
    return None if value == "" else value


def imports() -> None:
    import openpyxl  # noqa: F401
    import pandas as pd  # noqa: F401
    import xlsxwriter  # noqa: F401


def main() -> None:
    what, folder, cells = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    clock = Clock()
    if what == "openpyxl":
        openpyxl_whole(folder, cells, clock)
    elif what == "imports":
        imports()
    else:
        floor(folder, cells, clock, formulas=what == "floor")
    print(json.dumps({"seconds": clock.seconds, "cpu": clock.cpu}))


if __name__ == "__main__":
    main()
