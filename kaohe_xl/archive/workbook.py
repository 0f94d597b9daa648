"""What stands in the cells of a result workbook, and where two of them differ: in a value or in a formula."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from kaohe_xl.reading.limits import Refused, third_party

_NOTHING = "（空）"
WorkbookCells = dict[str, dict[str, Any]]  # sheet → cell → what stands in it
_MADE = "docProps/"  # who made the workbook and when; no cell is in it


@dataclass(frozen=True)
class CellDifference:
    """One cell in which two workbooks differ. ``cell``: 排名!C5, or a sheet's name."""

    cell: str
    before: str
    now: str


def differences(before: bytes, now: bytes) -> Iterator[CellDifference]:
    """Cells of two workbooks that differ in what they show or in their formula.

    Raises:
        ValueError: one of them is no workbook.
    """
    if _same_parts(before, now):  # the rule, and parsing both of them twice is most of what verifying takes
        return
    for formulas in (True, False):
        old, new = cells_of(before, formulas), cells_of(now, formulas)
        for sheet in old.keys() | new.keys():
            if sheet not in old or sheet not in new:
                if formulas:
                    there = ("有这张表", "没有这张表")
                    yield CellDifference(sheet, *(there if sheet in old else there[::-1]))
                continue
            mine, theirs = ({at: _text(each) for at, each in book[sheet].items()} for book in (old, new))
            for at in sorted(mine.keys() | theirs.keys()):
                if mine.get(at) != theirs.get(at):
                    yield CellDifference(f"{sheet}!{at}", mine.get(at, _NOTHING), theirs.get(at, _NOTHING))


def _same_parts(before: bytes, now: bytes) -> bool:
    """Byte for byte the same but for the date, so that nothing in a cell can differ."""
    try:
        with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(now)) as other:
            names, others = one.namelist(), other.namelist()
            if names != others or len(set(names)) < len(names):
                return False
            return all(one.read(each) == other.read(each) for each in names if not each.startswith(_MADE))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):  # read below, and told
        return False


def cells_of(data: bytes, formulas: bool) -> WorkbookCells:
    """All cells that are not empty: with ``formulas`` the formula where there is one, else the value that it shows.

    Raises:
        ValueError: it is no workbook.
    """
    try:
        with third_party():
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas)
            return {
                sheet.title: {
                    cell.coordinate: cell.value
                    for row in sheet.iter_rows()
                    for cell in row
                    if cell.value not in (None, "")
                }
                for sheet in book.worksheets
            }
    except Refused as refused:
        raise ValueError(refused.details["problem"]) from refused


def _text(value: object) -> str:
    if isinstance(value, ArrayFormula):
        return f"{value.text}（{value.ref}）"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
