"""Two result workbooks cell by cell: values and formulas. At most one line a cell; the sheets by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula

_NOTHING = "（空）"


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
    for formulas in (True, False):
        old, new = _cells(before, formulas), _cells(now, formulas)
        for sheet in old.keys() | new.keys():
            if sheet not in old or sheet not in new:
                if formulas:
                    there = ("有这张表", "没有这张表")
                    yield CellDifference(sheet, *(there if sheet in old else there[::-1]))
                continue
            mine, theirs = old[sheet], new[sheet]
            for at in sorted(mine.keys() | theirs.keys()):
                if mine.get(at) != theirs.get(at):
                    yield CellDifference(f"{sheet}!{at}", mine.get(at, _NOTHING), theirs.get(at, _NOTHING))


def _cells(data: bytes, formulas: bool) -> dict[str, dict[str, str]]:
    """Sheet → cell → formula, or the value where ``formulas`` is False (of formula cells only)."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas)
        return {
            sheet.title: {
                cell.coordinate: _text(cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value not in (None, "")
            }
            for sheet in book.worksheets
        }
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, TypeError) as error:
        raise ValueError(str(error)) from error


def _text(value: object) -> str:
    if isinstance(value, ArrayFormula):
        return f"{value.text}（{value.ref}）"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
