"""How a sheet lies on A4: widths that suit the page, the scale, pages side by side, breaks that split no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.base.text import display_width
from kaohe_xl.sheets.model import Sheet, Style
from kaohe_xl.writing.measure import POINTS_PER_CHARACTER
from kaohe_xl.writing.styles import style_formats

SIDE, TOP, BOTTOM = 0.45, 0.6, 0.7  # margins in inches
_LONG, _SHORT = 841.9, 595.3  # A4 in points
_INCH = 72
_SMALLEST = 60  # percent; smaller print cannot be read: the sheet goes over several pages side by side
_WIDTH_SLACK = 0.84  # columns come out up to a sixth wider where the workbook's font has to be replaced
_HEIGHT_SLACK = 0.97
_STRETCH = 1.35
_MOST_BREAKS = 1000  # Excel takes 1,023
_COLUMN = 16.0  # characters: a column of text is not made narrower than this to fit the page
_HEADINGS = frozenset((Style.TITLE, Style.SUBTITLE, Style.HEAD, Style.NOTE, Style.STALE, Style.SIGN))
_ONE_LINE = {style: style_formats(2)[style].size for style in (Style.TITLE, Style.SIGN)}


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
    together = dict(sheet.blocks)
    # a fixed scale leaves room for fonts that stand in: where that makes print too small, the program fits it itself
    if sheet.kept_at_end and (side_by_side or scale >= _SMALLEST):
        together[len(heights) - sheet.kept_at_end] = len(heights) - 1
    cared = bool(together or sheet.page_breaks)
    rows = _page_starts(sheet, together, heights, tall) if cared else []
    one_page = sum(heights) <= tall * _WIDTH_SLACK  # also at the larger scale that the program finds
    return PageLayout(not side_by_side and (one_page or not cared), scale, side_by_side, rows, columns)


def fitted(sheet: Sheet, widths: Sequence[float]) -> list[float]:
    """Widths that suit the page: a narrow table is widened towards it, long texts wrap before they make print small,
    and the title stands on one line."""
    return _titled(sheet, _squeezed(sheet, _stretched(sheet, widths)))


def _stretched(sheet: Sheet, widths: Sequence[float]) -> list[float]:
    """A table narrower than the page is widened towards it; columns that the sheet asks for stay as they are."""
    free = [column for column in range(len(widths)) if column not in sheet.widths]
    spare = _room(sheet) - sum(_points(width) for width in widths)
    own = sum(_points(widths[column]) for column in free)
    if spare <= 0 or not own or not sheet.fills_page:
        return list(widths)
    factor = min(_STRETCH, 1 + spare / own)
    return [width * factor if column in free else width for column, width in enumerate(widths)]


def _squeezed(sheet: Sheet, widths: Sequence[float]) -> list[float]:
    """Wide columns become narrower, the widest most; as they were if the sheet would not fit one page all the same."""
    room = _room(sheet) * 100
    over = sum(_points(width) for width in widths) - room / _SMALLEST
    loose = sum(max(0.0, width - _COLUMN) for width in widths) * POINTS_PER_CHARACTER
    if over <= 0 or sum(_points(width) for width in widths) - loose > room / (_SMALLEST * _WIDTH_SLACK):
        return list(widths)
    kept = 1 - min(1.0, over / loose) if loose else 1.0
    return [_COLUMN + (width - _COLUMN) * kept if width > _COLUMN else width for width in widths]


def _titled(sheet: Sheet, widths: Sequence[float]) -> list[float]:
    """A table of few columns is as wide as its title and the line to sign."""
    if not sheet.header_rows:  # the title of a letter may wrap
        return list(widths)
    last_columns = {(m.first_row, m.first_column): m.last_column for m in sheet.merges}
    for number, row in ((1, sheet.cells[0]), (len(sheet.cells), sheet.cells[-1])):
        column, cell = next(((c, cell) for c, cell in enumerate(row, 1) if cell is not None), (0, None))
        last = last_columns.get((number, column), 0)
        if cell is None or cell.style not in _ONE_LINE or not last:  # what is not merged runs on
            continue
        needed = display_width(str(cell.value)) * _ONE_LINE[cell.style] / 2 / POINTS_PER_CHARACTER + 2
        needed = min(needed, _room(sheet) / POINTS_PER_CHARACTER - len(widths))
        factor = max(1.0, needed / sum(widths[column - 1 : last]))
        widths = [width * factor if column <= c <= last else width for c, width in enumerate(widths, 1)]
    return list(widths)


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


def _page_starts(sheet: Sheet, together: Mapping[int, int], heights: Sequence[float], tall: float) -> list[int]:
    """Rows that start a page; ``together``: first → last row of what is not split. What is taller than a page is."""
    forced = set(sheet.page_breaks)
    body = sheet.header_first + sheet.header_rows
    header = sum(heights[sheet.header_first : body])
    last = max((row for row in range(len(heights)) if _tells(sheet, row)), default=0)
    together = {last: len(heights) - 1, **together}  # the line to sign stands below something
    starts: list[int] = []
    used, filled = 0.0, False
    for row, height in enumerate(heights):
        again = header if row >= body else 0.0
        whole = sum(heights[row : together.get(row, row) + 1])
        if whole > tall - again:  # fits on no page: it begins where it stands, and the pages after are full
            whole = height
        if row and (row in forced or (used + whole > tall and filled)):
            starts.append(row)
            used, filled = again, False
        used += height
        filled = filled or _tells(sheet, row)
    return starts if len(starts) <= _MOST_BREAKS else sorted(forced)[:_MOST_BREAKS]


def _tells(sheet: Sheet, row: int) -> bool:
    """Is there anything in the row but titles and headings? A page with nothing else is not begun."""
    cells = sheet.cells[row] if row < len(sheet.cells) else ()
    return any(cell is not None and cell.style not in _HEADINGS for cell in cells)
