"""Writes scheme workbooks that look like a clerk's own: titles, notes, merged cells, A4 landscape.

    write_scheme(path, [Sheet("考核设置", ("设置", "值"), [("年度", 2022)]), …])

A row is a sequence in header order or a mapping by column name; None, str, int, float, Decimal, date or Percent.
In the `merge_repeats` columns of a sheet that has 编号, None continues the row above and is merged with it;
"" is a blank of its own. 标准分 never runs on into the next 编号.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell import Cell as XlCell
    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Percent:
    """A ratio shown with the sign: Percent(0.3) is the number 0.3, printed 30%."""

    value: float | Decimal | int


Cell = str | int | float | Decimal | dt.date | Percent | None
Row = Sequence[Cell] | Mapping[str, Cell]


@dataclass(frozen=True)
class Sheet:
    name: str
    header: Sequence[str]
    rows: Sequence[Row]
    title: str | None = None
    notes: Sequence[str] = ()
    merge_repeats: Sequence[str] = ("编号", "项目", "考核内容", "标准分")
    widths: Mapping[str, float] | None = None  # by column name, in characters; the rest are computed


MIN_WIDTH, MAX_WIDTH = 6.0, 44.0
LINE_HEIGHT = 15.0
CENTERED_WIDTH = 12
# One clerk's palette for all samples
HEAD_FILL = PatternFill("solid", start_color="DDEBF7")
THIN = Border(*[Side(style="thin", color="808080")] * 4)
FONT, BOLD, TITLE = Font("宋体", size=10), Font("宋体", size=10, bold=True), Font("宋体", size=16, bold=True)
TEXT_COLUMNS = frozenset(("编号", "基准", "分值", "依据"))  # 7.10 or =0 typed into such a cell must stay as typed
EPOCH = (2022, 1, 1, 0, 0, 0)  # the same data must give the same bytes, so that git shows real changes only


def write_scheme(path: Path, sheets: Sequence[Sheet]) -> None:
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    book.properties.creator = "考核办"
    buffer = BytesIO()
    book.save(buffer)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stable_zip(buffer.getvalue()))


def text_width(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _write_sheet(ws: Worksheet, sheet: Sheet) -> None:
    head = 2 if sheet.title else 1
    columns = len(sheet.header)
    grid = [_as_list(row, sheet) for row in sheet.rows]
    widths = _widths(sheet, grid)
    for i, width in enumerate(widths, start=1):
        ws.column_dimensions[get_column_letter(i)].width = width
    if sheet.title:
        _title(ws, sheet.title, columns)
    for i, name in enumerate(sheet.header, start=1):
        _style(ws.cell(head, i, name), BOLD, center=True).fill = HEAD_FILL
    ws.row_dimensions[head].height = LINE_HEIGHT * max(map(_lines, sheet.header, widths)) + 6
    centered = _centered(grid, columns)
    for r, row in enumerate(grid, start=head + 1):
        for c, value in enumerate(row, start=1):
            _put(ws.cell(r, c), value, sheet.header[c - 1], center=centered[c - 1])
    spans = _merges(sheet, grid)
    for c, first, last in spans:
        ws.merge_cells(start_row=head + 1 + first, end_row=head + 1 + last, start_column=c + 1, end_column=c + 1)
    for r, height in enumerate(_heights(grid, widths, spans), start=head + 1):
        ws.row_dimensions[r].height = height
    _notes(ws, sheet.notes, head + len(grid) + 2, widths)
    _page(ws, head, head + len(grid) + 1 + len(sheet.notes), columns)


def _as_list(row: Row, sheet: Sheet) -> list[Cell]:
    if isinstance(row, Mapping):
        unknown = set(row) - set(sheet.header)
        assert not unknown, f"{sheet.name}: no such columns {unknown}"
        return [row.get(name) for name in sheet.header]
    assert len(row) <= len(sheet.header), f"{sheet.name}: row longer than the header: {row}"
    return [*row, *[None] * (len(sheet.header) - len(row))]


def _centered(grid: list[list[Cell]], columns: int) -> list[bool]:
    """One alignment for the whole column, or a list of names looks ragged."""
    return [all(text_width(_shown(row[c])) <= CENTERED_WIDTH for row in grid) for c in range(columns)]


def _put(cell: XlCell, value: Cell, column: str, *, center: bool) -> None:
    _style(cell, FONT, center=center)
    if value is None or value == "":
        return
    if isinstance(value, Percent):
        cell.value = float(value.value)
        cell.number_format = "0%" if float(value.value) * 100 % 1 == 0 else "0.0#%"
    elif isinstance(value, dt.date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str):
        cell.value = value
        cell.data_type = "s"  # "=0" is a target, not a formula
        if value.startswith("="):
            cell.quotePrefix = True
    else:
        cell.value = value
        if column == "金额":
            cell.number_format = "#,##0.##" if value % 1 else "#,##0"
    if column in TEXT_COLUMNS and isinstance(value, str):
        cell.number_format = "@"


def _style(cell: XlCell, font: Font, *, center: bool) -> XlCell:
    cell.font, cell.border = font, THIN
    cell.alignment = Alignment(horizontal="center" if center else "left", vertical="center", wrap_text=True)
    return cell


def _shown(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Percent):
        return f"{float(value.value):.1%}"
    return str(value)


def _widths(sheet: Sheet, grid: list[list[Cell]]) -> list[float]:
    given = sheet.widths or {}
    widths = []
    for c, name in enumerate(sheet.header):
        texts = [line for row in grid for line in _shown(row[c]).split("\n")]
        longest = max([text_width(t) for t in texts], default=0)
        # two lines of a long sentence read better than one endless line
        wanted = longest if longest <= 24 else max(24, longest * 0.55)
        widths.append(given.get(name, min(MAX_WIDTH, max(MIN_WIDTH, text_width(name) + 2, wanted + 2))))
    return widths


def _lines(text: str, width: float) -> int:
    # a Chinese character does not split, so a column of odd width holds a little less than its width
    usable = max(2.0, width - 1)
    return sum(max(1, -int(-text_width(part) // usable)) for part in text.split("\n"))


def _merges(sheet: Sheet, grid: list[list[Cell]]) -> list[tuple[int, int, int]]:
    """(column, first row, last row), rows counted in the grid."""
    if "编号" not in sheet.header:
        return []
    number = list(sheet.header).index("编号")
    spans = []
    for name in sheet.merge_repeats:
        if name not in sheet.header:
            continue
        c, first = list(sheet.header).index(name), 0
        for r in range(1, len(grid) + 1):
            # full marks belong to one indicator: they never run on into the next 编号
            new_indicator = r < len(grid) and name == "标准分" and grid[r][number] is not None
            if r == len(grid) or grid[r][c] is not None or new_indicator:
                if r - first > 1 and grid[first][c] not in (None, ""):
                    spans.append((c, first, r - 1))
                first = r
    return spans


def _heights(grid: list[list[Cell]], widths: list[float], spans: list[tuple[int, int, int]]) -> list[float]:
    merged = {(c, first) for c, first, _ in spans}
    heights = [
        LINE_HEIGHT * max([_lines(_shown(v), widths[c]) for c, v in enumerate(row) if (c, r) not in merged]) + 4
        for r, row in enumerate(grid)
    ]
    for c, first, last in spans:  # a merged cell needs its lines too; Excel does not fit rows to merged cells
        need = LINE_HEIGHT * _lines(_shown(grid[first][c]), widths[c]) + 4
        short = need - sum(heights[first : last + 1])
        for r in range(first, last + 1):
            heights[r] += max(0.0, short) / (last - first + 1)
    return heights


def _title(ws: Worksheet, title: str, columns: int) -> None:
    cell = ws.cell(1, 1, title)
    cell.font, cell.alignment = TITLE, Alignment(horizontal="center", vertical="center", wrap_text=True)
    if columns > 1:
        ws.merge_cells(start_row=1, end_row=1, start_column=1, end_column=columns)
    ws.row_dimensions[1].height = 32


def _notes(ws: Worksheet, notes: Sequence[str], row: int, widths: list[float]) -> None:
    for r, note in enumerate(notes, start=row):
        cell = ws.cell(r, 1, note)
        cell.font, cell.alignment = FONT, Alignment(wrap_text=True, vertical="center")
        if len(widths) > 1:
            ws.merge_cells(start_row=r, end_row=r, start_column=1, end_column=len(widths))
        ws.row_dimensions[r].height = LINE_HEIGHT * _lines(note, sum(widths)) + 3


def _page(ws: Worksheet, head: int, last: int, columns: int) -> None:
    # freeze 编号 with the header only where the table is wide enough to scroll sideways
    ws.freeze_panes = ws.cell(head + 1, 2 if columns > 4 else 1)
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", "9"  # A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_options.horizontalCentered = True
    ws.print_title_rows = f"1:{head}"
    ws.print_area = f"A1:{get_column_letter(columns)}{last}"
    ws.page_margins.left = ws.page_margins.right = 0.4
    ws.page_margins.top, ws.page_margins.bottom, ws.page_margins.footer = 0.6, 0.75, 0.35
    ws.oddFooter.center.text = "第 &P 页 共 &N 页"


def stable_zip(content: bytes) -> bytes:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2022-01-01T00:00:00Z", data)
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()
