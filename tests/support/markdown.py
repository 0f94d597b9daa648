"""A whole workbook as Markdown inside a test: ``## sheet``, then its rows; nothing is read from disk unless asked.

Cells are written as in :mod:`tests.support.tables` (95%% is a percent cell, @2022-06-30 a date, #REF! an error), and
``~`` is merged with the cell above. Title lines above a table and notes below it are rows of one cell.

    ## 考核对象
    | 2022年考核对象 |
    | 单位名称 | 分组 |
    |---|---|
    | 东风镇 | 镇 |
    | 注：按行政区划排列。 |
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import openpyxl

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.read import read_scheme
from tests.support.tables import grid

FILE = "方案.xlsx"
_HEADING = re.compile(r"^\s*##\s*(.+?)\s*$", re.MULTILINE)
_MERGED_ABOVE = re.compile(r"\|\s*~\s*(?=\|)")


def book(text: str, file: str = FILE) -> Book:
    """All sheets of the text, in order."""
    parts = _HEADING.split(text)
    return Book(file, [_sheet(name, rows, file) for name, rows in zip(parts[1::2], parts[2::2], strict=True)])


def _sheet(name: str, rows: str, file: str) -> Grid:
    lines = [line.strip() for line in rows.strip().split("\n")]
    return grid("\n".join(_MERGED_ABOVE.sub("| ^ ", line) for line in lines), sheet=name, file=file)


def read(text: str) -> tuple[Scheme | None, list[Finding]]:
    """The scheme that the text says, and all findings."""
    return read_scheme(book(text))


def scheme(text: str) -> Scheme:
    """A scheme that has to be without errors."""
    found, findings = read(text)
    assert found is not None, "\n".join(str(finding) for finding in findings)
    return found


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    """(code, sheet!cell) of each finding, in order: what a test compares."""
    return [(each.code, f"{each.place.sheet}!{each.place.cell}".strip("!")) for each in findings]


def write(text: str, path: Path) -> Path:
    """The same workbook as a real .xlsx, written by openpyxl."""
    output = openpyxl.Workbook()
    output.remove(output.worksheets[0])
    for sheet in book(text).grids:
        page = output.create_sheet(sheet.name)
        for cells in sheet.rows:
            for cell in cells:
                if cell.value is not None:
                    page[cell.place.cell] = _plain(cell.value)
                    page[cell.place.cell].number_format = cell.number_format
        for merge in sheet.merges:
            page.merge_cells(None, merge.first_row, merge.first_column, merge.last_row, merge.last_column)
    path.parent.mkdir(parents=True, exist_ok=True)
    output.save(path)
    return path


def _plain(value: object) -> str | int | float | bool | date | datetime:
    assert isinstance(value, str | int | float | bool | date | datetime)
    return value
