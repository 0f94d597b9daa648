"""How wide a column and how high a row must be so that nothing is cut, reckoned from what the cells will show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.grid import Merge
from kaohe_xl.base.text import display_width
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.writing.styles import GENERAL, StyleFormat

POINTS_PER_CHARACTER = 6.0  # a column's unit: one digit of the default font, 8 pixels
_LEADING = 1.5  # line height by font size, for the tallest of the fonts that may stand in
_LOOSE = 1.08  # digits of a font that stands in are wider than half a Chinese character
_PADDING = 1.4
_NARROWEST, _ROOMY, _WIDEST = 6.0, 26.0, 50.0
_HEAD_ROOM = 10.0
_TALLEST = 409.0
_ENDLESS = 1 << 20  # characters: a cell that is not wrapped has one line
_REMEMBERED = 50_000  # a large workbook holds the same few texts over and over
_WORD = re.compile(r"[!-~]+")
_PIECE = re.compile(r"[!-~]+|.")


def shown(cell: Out, formats: Mapping[Style, StyleFormat]) -> str:
    """The text that a cell will show."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return "2022-10-31"
    number_format = cell.number_format or formats[cell.style].number_format
    return _number(value.numerator, value.denominator, number_format)


@lru_cache(_REMEMBERED)
def _number(numerator: int, denominator: int, number_format: str) -> str:
    value = Fraction(numerator, denominator)
    if number_format == GENERAL:
        return decimal_text(value, most=4)
    if "y" in number_format:
        return "2022-10-31"
    decimals = re.search(r"\.([0#]+)", number_format)
    percent = "%" in number_format
    text = decimal_text(value * (100 if percent else 1), len(decimals[1]) if decimals else 0)
    if "," in number_format:
        text += "," * (len(text.split(".")[0].lstrip("-")) // 3)
    return text + ("%" if percent else "")


def column_widths(sheet: Sheet, formats: Mapping[Style, StyleFormat]) -> list[float]:
    """Width of every column in characters: what the sheet asks for, else what its cells need."""
    count = max((len(row) for row in sheet.cells), default=0)
    free = [column for column in range(count) if column not in sheet.widths]
    covered = _covered(sheet.merges) if free else frozenset()
    wanted = {column: _widest(sheet, column, covered, formats) for column in free}
    return [float(sheet.widths.get(column) or wanted[column]) for column in range(count)]


def _widest(sheet: Sheet, column: int, covered: Set[tuple[int, int]], formats: Mapping[Style, StyleFormat]) -> float:
    """What the cells of a column need; a value that comes again needs no more."""
    seen: set[tuple[Any, ...]] = set()
    wanted = _NARROWEST
    for number, row in enumerate(sheet.cells):
        cell = row[column] if column < len(row) else None
        if cell is None or (number, column) in covered:
            continue
        value = cell.value
        figure = (value.numerator, value.denominator) if isinstance(value, Fraction) else (type(value), value)
        key = (cell.style, cell.number_format, figure)
        if key not in seen:
            seen.add(key)
            wanted = max(wanted, _wanted(cell, formats))
    return wanted


def _wanted(cell: Out, formats: Mapping[Style, StyleFormat]) -> float:
    style_format, text = formats[cell.style], shown(cell, formats)
    if not style_format.border and cell.style is not Style.TITLE:
        return _NARROWEST  # notes and signatures run on or are merged; they do not set a column's width
    return _fitting_width(text, style_format.size, cell.style is Style.HEAD)


@lru_cache(_REMEMBERED)
def _fitting_width(text: str, size: float, head: bool) -> float:
    natural = display_width(text)
    unbreakable = max((len(word) for word in _WORD.findall(text)), default=0)
    if head:
        fits = natural if natural <= _HEAD_ROOM else max(_HEAD_ROOM, natural / 4)
    else:
        fits = natural if natural <= _ROOMY else min(_WIDEST, max(_ROOMY, natural * 0.5))
    needed = max(fits, min(unbreakable, _ROOMY))
    return min(_WIDEST, needed * size / 2 * _LOOSE / POINTS_PER_CHARACTER + _PADDING)


def _covered(merges: Sequence[Merge]) -> set[tuple[int, int]]:
    """0-based cells of merged blocks, their heads included: a merged text does not set one column's width."""
    return {
        (row - 1, column - 1)
        for merge in merges
        for row in range(merge.first_row, merge.last_row + 1)
        for column in range(merge.first_column, merge.last_column + 1)
        if merge.first_column != merge.last_column or row != merge.first_row
    }


def row_heights(sheet: Sheet, widths: Sequence[float], formats: Mapping[Style, StyleFormat]) -> list[float]:
    """Height of every row in points; a block merged over several rows shares out what it needs."""
    merged: dict[int, set[int]] = {}
    for m in sheet.merges:
        for number in range(m.first_row - 1, m.last_row):
            merged.setdefault(number, set()).update(range(m.first_column - 1, m.last_column))
    none: frozenset[int] = frozenset()
    columns = [_ColumnMeasures(width, formats) for width in widths]
    heights = [_row_height(row, merged.get(r, none), columns) for r, row in enumerate(sheet.cells)]
    for m in sheet.merges:
        r, c = m.first_row - 1, m.first_column - 1
        cell = sheet.cells[r][c] if r < len(sheet.cells) and c < len(sheet.cells[r]) else None
        if cell is None:
            continue
        rows = range(r, min(m.last_row, len(heights)))
        short = _height(cell, sum(widths[c : m.last_column]), formats) - sum(heights[row] for row in rows)
        if short > 0:
            for row in rows:
                heights[row] += short / len(rows)
    return [min(_TALLEST, height) for height in heights]


class _ColumnMeasures(dict[Style, tuple[float, int]]):
    """By style: the height of one line, and how many characters surely stand on it, since none is wider than two
    digits. So nearly no text needs to be measured."""

    def __init__(self, width: float, formats: Mapping[Style, StyleFormat]) -> None:
        super().__init__()
        self.width, self.formats = width, formats

    def __missing__(self, style: Style) -> tuple[float, int]:
        style_format = self.formats[style]
        surely = int(_room(self.width, style_format.size) // 2) if style_format.wrap else _ENDLESS
        self[style] = found = (_of_lines(1, style_format), surely)
        return found


def _row_height(row: Sequence[Out | None], merged: Set[int], columns: Sequence[_ColumnMeasures]) -> float:
    """Of the cells that stand alone."""
    tallest = 0.0
    for at, cell in enumerate(row):
        if cell is None or at in merged:
            continue
        value = cell.value
        height, surely = columns[at][cell.style]
        if value is not None and (type(value) is not str or len(value) > surely or "\n" in value) and surely < _ENDLESS:
            height = _height(cell, columns[at].width, columns[at].formats)
        if height > tallest:
            tallest = height
    return tallest or _LEADING * 11


def _height(cell: Out, width: float, formats: Mapping[Style, StyleFormat]) -> float:
    style_format, value = formats[cell.style], cell.value
    lines = 1
    if style_format.wrap and value is not None:
        if type(value) is Fraction:
            number_format = cell.number_format or style_format.number_format
            lines = _number_lines(value.numerator, value.denominator, number_format, width, style_format.size)
        else:
            lines = line_count(value if type(value) is str else shown(cell, formats), width, style_format.size)
    return _of_lines(lines, style_format)


def _of_lines(lines: int, style_format: StyleFormat) -> float:
    return lines * style_format.size * _LEADING + (4 if style_format.border else 3)


@lru_cache(_REMEMBERED)
def _number_lines(numerator: int, denominator: int, number_format: str, width: float, size: float) -> int:
    return line_count(_number(numerator, denominator, number_format), width, size)


@lru_cache(_REMEMBERED)
def _room(width: float, size: float) -> float:
    """Digits of a size that stand side by side in a column of ``width`` characters."""
    return max(2.0, (width - _PADDING) * POINTS_PER_CHARACTER / (size / 2 * _LOOSE) + 0.01)


@lru_cache(_REMEMBERED)
def line_count(text: str, width: float, size: float) -> int:
    """Lines that a wrapped text takes in a column of ``width`` characters at ``size`` points."""
    room = _room(width, size)
    return sum(_wrapped(part, room) for part in text.split("\n"))


def _wrapped(text: str, room: float) -> int:
    """Chinese breaks anywhere, a Latin word or a number only where it has to."""
    lines, used = 1, 0.0
    if display_width(text) <= room:
        return 1
    for piece in _PIECE.findall(text):
        width = float(display_width(piece))
        if used + width <= room:
            used += width
        elif width <= room:
            lines, used = lines + 1, width
        else:
            extra, used = divmod(used + width, room)
            lines += int(extra)
    return lines
