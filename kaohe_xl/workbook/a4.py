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
_SLACK = 0.96  # columns come out a little wider in one program than in another


@dataclass(frozen=True)
class PageLayout:
    """``fits``: leave the scale to the program, one page wide. ``breaks``: before these 0-based rows."""

    fits: bool
    scale: int  # percent
    repeats: bool  # the first columns stand on every page
    breaks: list[int]


def page_layout(sheet: Sheet, widths: Sequence[float], heights: Sequence[float]) -> PageLayout:
    """Scale and page breaks. Excel forgets manual breaks when it is told to fit, so with breaks the scale is set."""
    width, height = (_LONG, _SHORT) if sheet.landscape else (_SHORT, _LONG)
    room = (width - 2 * SIDE * _INCH) * _SLACK
    points = [(each + 0.65) * POINTS_PER_CHARACTER for each in widths]
    scale = min(100, int(100 * room / max(1.0, sum(points))))
    side_by_side = scale < _SMALLEST
    if side_by_side:
        scale = _widest_scale(points, sheet.frozen[1], room)
    tall = (height - (TOP + BOTTOM) * _INCH) * _SLACK * 100 / scale
    breaks = sorted({*sheet.page_breaks, *_between(sheet, heights, tall)})
    return PageLayout(not side_by_side and not breaks, scale, side_by_side, breaks)


def _widest_scale(points: Sequence[float], repeated: int, room: float) -> int:
    """The largest scale that needs no more pages side by side than the smallest readable one does."""
    pages = _pages(points, repeated, room * 100 / _SMALLEST)
    scale = 100
    while scale > _SMALLEST and _pages(points, repeated, room * 100 / scale) > pages:
        scale -= 1
    return scale


def _pages(points: Sequence[float], repeated: int, room: float) -> int:
    start = sum(points[:repeated])
    pages, used = 1, start
    for width in points[repeated:]:
        if used + width > room and used > start:
            pages, used = pages + 1, start
        used += width
    return pages


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
