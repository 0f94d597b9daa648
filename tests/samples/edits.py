"""What people do to a form beside filling it in: sheets renamed, rows inserted, tables moved or turned round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from kaohe_xl.forms.blanks import Blank
from tests.samples.habits import Typed
from tests.samples.paper import SHEET, Edit, header_row

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def renamed(title: str) -> Edit:
    """The sheet has another name."""

    def edit(book: Workbook, blank: Blank) -> None:
        book[SHEET].title = title

    return edit


def without(*prefixes: str) -> Edit:
    """Sheets were deleted (the hidden one too, if it is named)."""

    def edit(book: Workbook, blank: Blank) -> None:
        for name in [n for n in book.sheetnames if n.startswith(prefixes)]:
            del book[name]

    return edit


def moved(rows: int, columns: int) -> Edit:
    """The whole form stands further down and to the right."""

    def edit(book: Workbook, blank: Blank) -> None:
        insert(book[SHEET], 1, rows, 1, columns)

    return edit


def titled(text: str) -> Edit:
    """One more title row above everything."""

    def edit(book: Workbook, blank: Blank) -> None:
        insert(book[SHEET], 1, 1, 1, 0)
        book[SHEET].cell(1, 1).value = text

    return edit


def with_column(heading: str, before: str, texts: Callable[[int, str], Typed]) -> Edit:
    """A column was inserted before another; ``texts`` gives its cells from the row's number and its first cell."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        header = header_row(sheet)
        column = next(c for c in range(1, sheet.max_column + 1) if sheet.cell(header, c).value == before)
        names = {item.name for item in blank.items} | {unit.name for unit in blank.units}
        rows = [row for row in range(header + 1, sheet.max_row + 1) if sheet.cell(row, column).value in names]
        firsts = [str(sheet.cell(row, column).value) for row in rows]
        insert(sheet, 1, 0, column, 1)
        sheet.cell(header, column).value = heading
        for number, (row, first) in enumerate(zip(rows, firsts, strict=True), 1):
            sheet.cell(row, column).value = texts(number, first)

    return edit


def hidden_rows(*items: str) -> Edit:
    """Rows (or the columns of a matrix) were hidden, with what is in them."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        for row in sheet.iter_rows(min_row=header_row(sheet)):
            for cell in row:
                if cell.value in items and blank.by_department:
                    sheet.column_dimensions[cell.column_letter].hidden = True
                elif cell.value in items:
                    sheet.row_dimensions[cell.row].hidden = True

    return edit


def merged_with_next(*items: str) -> Edit:
    """The value's cell is merged with the one beside it (说明)."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        for row in [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value in items]:
            sheet.cell(row, 4).value = None
            sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=4)

    return edit


def remark(item: str, text: str) -> Edit:
    """A word of explanation in 备注, where it belongs."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == item)
        sheet.cell(row, 5).value = text

    return edit


def extra_rows(*rows: tuple[str, str, Typed]) -> Edit:
    """Items that were never asked for, added below the last: name, measure, value."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        last = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == blank.items[-1].name)
        insert(sheet, last + 1, len(rows), 1, 0)
        for row, cells in enumerate(rows, last + 1):
            for column, text in enumerate(cells, 1):
                sheet.cell(row, column).value = text

    return edit


def total_row(label: str = "合计") -> Edit:
    """Sums below the units of a matrix."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        header = header_row(sheet)
        last = max(r for r in range(header, sheet.max_row + 1) if sheet.cell(r, 1).value == blank.units[-1].name)
        insert(sheet, last + 1, 1, 1, 0)
        sheet.cell(last + 1, 1).value = label
        for column in range(2, len(blank.items) + 2):
            figures = [sheet.cell(r, column).value for r in range(header + 1, last + 1)]
            if figures and all(isinstance(figure, int) for figure in figures if figure is not None):
                sheet.cell(last + 1, column).value = sum(f for f in figures if isinstance(f, int))

    return edit


def named_rows(names: Mapping[str, str]) -> Edit:
    """Units of a matrix written by other names."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        for row in range(header_row(sheet) + 1, sheet.max_row + 1):
            cell = sheet.cell(row, 1)
            cell.value = names.get(str(cell.value), cell.value)

    return edit


def upside_down(book: Workbook, blank: Blank) -> None:
    """The units of a matrix in the opposite order."""
    sheet = book[SHEET]
    names = {unit.name for unit in blank.units}
    rows = [r for r in range(header_row(sheet), sheet.max_row + 1) if sheet.cell(r, 1).value in names]
    width = len(blank.items) + 1
    values = [[sheet.cell(row, column).value for column in range(1, width + 1)] for row in rows]
    for row, typed in zip(rows, reversed(values), strict=True):
        for column, value in enumerate(typed, 1):
            sheet.cell(row, column).value = value


def grouped(*groups: tuple[str, int]) -> Edit:
    """A header of two rows: group headings over so many items each, 单位名称 merged over both rows."""

    def edit(book: Workbook, blank: Blank) -> None:
        sheet = book[SHEET]
        header = header_row(sheet)
        insert(sheet, header, 1, 1, 0)
        sheet.cell(header, 1).value, sheet.cell(header + 1, 1).value = "单位名称", None
        sheet.merge_cells(start_row=header, end_row=header + 1, start_column=1, end_column=1)
        column = 2
        for text, width in groups:
            sheet.cell(header, column).value = text
            sheet.merge_cells(start_row=header, end_row=header, start_column=column, end_column=column + width - 1)
            column += width

    return edit


def on_its_side(book: Workbook, blank: Blank) -> None:
    """A matrix typed anew the other way round: a row for each item, a column for each unit."""
    sheet = book[SHEET]
    header = header_row(sheet)
    rows = {sheet.cell(r, 1).value: r for r in range(header + 1, sheet.max_row + 1)}
    values = {
        (unit.name, item.name): sheet.cell(rows[unit.name], column)
        for column, item in enumerate(blank.items, 2)
        for unit in blank.units
    }
    turned = book.create_sheet("横表", 1)
    for row in range(1, 8):
        for column in (1, 2):
            turned.cell(row, column).value = sheet.cell(row, column).value
            turned.cell(row, column).number_format = sheet.cell(row, column).number_format
    turned.cell(9, 1).value = "数据项"
    for column, unit in enumerate(blank.units, 2):
        turned.cell(9, column).value = unit.name
    for row, item in enumerate(blank.items, 10):
        turned.cell(row, 1).value = item.name
        for column, unit in enumerate(blank.units, 2):
            source = values[unit.name, item.name]
            turned.cell(row, column).value = source.value
            turned.cell(row, column).number_format = source.number_format
    del book[SHEET]
    turned.title = SHEET


def insert(sheet: Worksheet, row: int, rows: int, column: int, columns: int) -> None:
    """Rows before ``row`` and columns before ``column``, as Excel does it: merged cells and sizes go along."""
    merges = [CellRange(each.coord) for each in sheet.merged_cells.ranges]
    for each in merges:
        sheet.unmerge_cells(each.coord)
    heights = {r: d.height for r, d in sheet.row_dimensions.items() if d.height}
    widths = {c: sheet.column_dimensions[get_column_letter(c)].width for c in range(1, sheet.max_column + 1)}
    area = CellRange(min_row=row, min_col=column, max_row=sheet.max_row, max_col=sheet.max_column)
    sheet.move_range(area, rows=rows, cols=columns)
    for each in merges:
        down, right = rows if each.min_row >= row else 0, columns if each.min_col >= column else 0
        # a merged cell that reaches across the place of insertion grows
        grow_down = rows if each.min_row < row <= each.max_row else 0
        grow_right = columns if each.min_col < column <= each.max_col else 0
        each.shift(col_shift=right, row_shift=down)
        each.expand(right=grow_right, down=grow_down)
        sheet.merge_cells(each.coord)
    for r in sorted(heights, reverse=True):
        sheet.row_dimensions[r + rows if r >= row else r].height = heights[r]
    for c in sorted(widths, reverse=True):
        sheet.column_dimensions[get_column_letter(c + columns if c >= column else c)].width = widths[c]
    # their formulas name the cells as they were
    sheet.data_validations.dataValidation = []
