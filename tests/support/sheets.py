"""A sheet as data, read as a person reads it: header, rows by column name, texts as shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.sheets.model import Out, Sheet


def shown(cell: Out | None) -> str:
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    return decimal_text(value, most=10) if isinstance(value, Fraction) else str(value)


def rows(sheet: Sheet, header: str) -> Iterator[dict[str, Out]]:
    """Rows below the header row that starts with ``header``, up to the next row without a first cell."""
    start = next(n for n, row in enumerate(sheet.cells) if row and shown(row[0]) == header)
    names = [shown(cell) for cell in sheet.cells[start]]
    for row in sheet.cells[start + 1 :]:
        if not shown(row[0]):
            return
        yield {name: cell or Out() for name, cell in zip(names, row, strict=False) if name}


def texts(sheet: Sheet) -> list[str]:
    """Every text of the sheet, row by row."""
    return [shown(cell) for row in sheet.cells for cell in row if shown(cell)]
