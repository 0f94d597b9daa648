"""The cells that `kaohe run` wrote, for those who are to write the same ones: values, formulas with their values."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*><f( t="array"[^>]*)?[^>]*>([^<]*)</f>')
_SHEET = re.compile(r'<sheet name="([^"]*)" sheetId="\d+"[^>]* r:id="rId(\d+)"')


class Formula(NamedTuple):
    """A formula without its =, the value it had, and whether it stands in braces."""

    text: str
    value: object
    array: bool


Rows = list[list[object]]


def keep_cells(results: Path, target: Path) -> int:
    """Put the cells of every workbook below ``results`` into ``target``, a file a workbook; how many there are."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.pickle"):
        old.unlink()
    count = 0
    for number, path in enumerate(sorted(results.rglob("*.xlsx"))):
        with (target / f"{number:05}.pickle").open("wb") as file:
            for name, rows in _sheets(path):
                count += sum(value != "" for row in rows for value in row)
                pickle.dump((name, rows), file, pickle.HIGHEST_PROTOCOL)
    return count


def workbooks(kept: Path) -> Iterator[Iterator[tuple[str, Rows]]]:
    """The workbooks that were kept, each as its sheets, one at a time."""
    for path in sorted(kept.glob("*.pickle")):
        yield _kept_sheets(path)


def _kept_sheets(path: Path) -> Iterator[tuple[str, Rows]]:
    with path.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)


def _sheets(path: Path) -> Iterator[tuple[str, Rows]]:
    book = CalamineWorkbook.from_path(str(path))
    with ZipFile(path) as package:
        numbers = {unescape(name): int(k) for name, k in _SHEET.findall(package.read("xl/workbook.xml").decode())}
        for name in book.sheet_names:
            rows: Rows = [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            text = package.read(f"xl/worksheets/sheet{numbers[name]}.xml").decode()
            for letters, row, array, formula in _CELL.findall(text):
                cells, column = rows[int(row) - 1], _column(letters)
                cells[column] = Formula(unescape(formula), cells[column], bool(array))
            yield name, rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
