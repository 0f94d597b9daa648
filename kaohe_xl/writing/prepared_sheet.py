"""A sheet made ready for writing: laid out, and, where another process does it, with rows that are XML already.

That process does not know which numbers the workbook gives to texts and styles: it leaves placeholders,
which are filled in when the sheet is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple, TypeVar

from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.writing.a4 import PageLayout, fitted, page_layout
from kaohe_xl.writing.measure import column_widths, row_heights
from kaohe_xl.writing.rows import CellStyle, WrittenNumber, rows_xml, size_of
from kaohe_xl.writing.styles import StyleFormat, style_formats

_PLACEHOLDER = "\x01"  # no XML holds it
_TOGETHER = 1000  # rows
K = TypeVar("K")


class SheetFrame(NamedTuple):
    """A sheet, and what stands around its rows."""

    sheet: Sheet
    widths: Sequence[float]  # characters
    heights: Sequence[float]  # points
    page: PageLayout
    told: Sequence[tuple[int, int, Out]]  # cells with a link or a comment: 0-based row, column


class PreparedSheet(NamedTuple):
    """A sheet whose rows are XML. Neither pickle nor memory has to hold its cells."""

    laid: SheetFrame  # its sheet has no cells
    size: tuple[int, int]
    rows: Sequence[str]
    styles: Sequence[CellStyle]
    texts: Sequence[str]


def laid_out(sheet: Sheet, known: Mapping[Style, StyleFormat]) -> SheetFrame:
    widths = fitted(sheet, column_widths(sheet, known))
    told = [
        (row, column, cell)
        for row, cells in enumerate(sheet.cells)
        for column, cell in enumerate(cells)
        if cell is not None and (cell.link or cell.comment)
    ]
    heights = row_heights(sheet, widths, known)
    return SheetFrame(sheet, widths, heights, page_layout(sheet, widths, heights), told)


def make_ready(sheet: Sheet, digits: int) -> PreparedSheet:
    """``digits``: decimals of SCORE cells. A sheet with charts keeps its cells for them and cannot be made ready."""
    assert not sheet.charts
    laid = laid_out(sheet, style_formats(digits))
    style_numbers, strings = _Placeholders[CellStyle]("s"), _Placeholders[str]("t")
    xml = rows_xml(sheet, laid.heights, style_numbers, strings)
    rows = []
    while together := "".join(islice(xml, _TOGETHER)):
        rows.append(together)
    without = laid._replace(sheet=replace(sheet, cells=()))
    return PreparedSheet(without, size_of(sheet), rows, tuple(style_numbers), tuple(strings))


def numbered(
    ready: PreparedSheet, style_numbers: Mapping[CellStyle, WrittenNumber], strings: Mapping[str, WrittenNumber]
) -> Iterator[str]:
    """The XML with the numbers of styles and texts in the workbook's tables."""
    numbers = {f"s{number}": str(style_numbers[style]) for number, style in enumerate(ready.styles)}
    numbers |= {f"t{number}": str(strings[text]) for number, text in enumerate(ready.texts)}
    for rows in ready.rows:
        parts = rows.split(_PLACEHOLDER)  # every other part is a placeholder
        parts[1::2] = map(numbers.__getitem__, parts[1::2])
        yield "".join(parts)


class _Placeholders(dict[K, str]):
    """A placeholder for each key, in the order in which they are met."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, key: K) -> str:
        self[key] = placeholder = f"{_PLACEHOLDER}{self._kind}{len(self)}{_PLACEHOLDER}"
        return placeholder
