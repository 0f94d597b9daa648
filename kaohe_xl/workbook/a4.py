"""How a sheet lies on A4: the scale, pages side by side where it is too wide, breaks that split no table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaohe_xl.sheets.model import Sheet
from kaohe_xl.workbook.measure import POINTS_PER_CHARACTER

SIDE, TOP, BOTTOM = 0.45, 0.6, 0.7  # margins in inches
_LONG, _SHORT = 841.9, 595.3  # A4 in points
_INCH = 72
_SMALLEST = 60  # percent; smaller print cannot be read: the sheet goes over several pages side by side
_WIDTH_SLACK = 0.84  # columns come out up to a sixth wider where the workbook's font has to be replaced
_HEIGHT_SLACK = 0.97
_STRETCH = 1.35


@dataclass(frozen=True)
class PageLayout:
    """``fits``: leave the scale to the program, one page wide. Breaks: before these 0-based rows and columns."""

    fits: bool
    scale: int  # percent
    repeats: bool  # the first columns stand on every page
    row_breaks: list[int]
    column_breaks: list[int]


def page_layout(sheet: Sheet, widths: Sequence[float], heights: Sequence[float]) -> PageLayout:
    """Scale and page breaks. Excel forgets manual breaks when it is told to fit, so with breaks the scale is set."""
    room = _room(sheet)
    points = [_points(each) for each in widths]
    scale = min(100, int(100 * room / max(1.0, sum(points))))
    side_by_side = scale < _SMALLEST * _WIDTH_SLACK  # to fit one page, the program finds the very scale itself
    columns: list[int] = []
    if side_by_side:
        scale = _widest_scale(sheet, points, room)
        columns = _cuts(sheet, points, room * 100 / scale)
    height = _SHORT if sheet.landscape else _LONG
    tall = (height - (TOP + BOTTOM) * _INCH) * _HEIGHT_SLACK * 100 / scale
    rows = sorted({*sheet.page_breaks, *_between(sheet, heights, tall)})
    return PageLayout(not side_by_side and not rows, scale, side_by_side, rows, columns)


def stretched(sheet: Sheet, widths: Sequence[float]) -> list[float]:
    """A table narrower than the page is widened towards it; columns that the sheet asks for stay as they are."""
    free = [column for column in range(len(widths)) if column not in sheet.widths]
    spare = _room(sheet) - sum(_points(width) for width in widths)
    own = sum(_points(widths[column]) for column in free)
    if spare <= 0 or not own or not sheet.fills_page:
        return list(widths)
    factor = min(_STRETCH, 1 + spare / own)
    return [width * factor if column in free else width for column, width in enumerate(widths)]


def _room(sheet: Sheet) -> float:
    """Points that columns may take side by side at full size."""
    return ((_LONG if sheet.landscape else _SHORT) - 2 * SIDE * _INCH) * _WIDTH_SLACK


def _points(width: float) -> float:
    return (width + 0.65) * POINTS_PER_CHARACTER


def _widest_scale(sheet: Sheet, points: Sequence[float], room: float) -> int:
    """The largest scale that needs no more pages side by side than the smallest readable one does."""
    pages = len(_cuts(sheet, points, room * 100 / _SMALLEST))
    scale = 100
    while scale > _SMALLEST and len(_cuts(sheet, points, room * 100 / scale)) > pages:
        scale -= 1
    return scale


def _cuts(sheet: Sheet, points: Sequence[float], room: float) -> list[int]:
    """Columns that start a new page when each page takes ``room`` points, the frozen columns among them."""
    repeated = sheet.frozen[1]
    start = sum(points[:repeated])
    used = start
    cuts = []
    last_of = dict(sheet.column_groups)
    column = repeated
    while column < len(points):
        last = last_of.get(column, column)
        group = sum(points[column : last + 1])
        if start + group > room:  # too wide to be kept together
            last, group = column, points[column]
        if used + group > room and used > start:
            cuts.append(column)
            used = start
        used += group
        column = last + 1
    return cuts


def _between(sheet: Sheet, heights: Sequence[float], tall: float) -> list[int]:
    """Breaks before blocks that would not end on the page they start on. A block taller than a page is split."""
    breaks: list[int] = []
    header = sum(heights[sheet.header_first : sheet.header_first + sheet.header_rows])
    page_start = 0
    forced = set(sheet.page_breaks)
    for first, last in sheet.blocks:
        page_start = max([page_start, *(row for row in forced if row <= first)])
        used = sum(heights[page_start:first]) + (header if page_start else 0)
        block = sum(heights[first : last + 1])
        if first > page_start and used % tall + block > tall:
            breaks.append(first)
            page_start = first
    return breaks
