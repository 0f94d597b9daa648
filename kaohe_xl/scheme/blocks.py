"""评分细则, first step: rows → blocks, one for each 编号, through merged cells, headings and rows that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row, Table
from kaohe_xl.base.text import fold
from kaohe_xl.scheme import numbering, tables
from kaohe_xl.scheme.cells import CellReader, is_total


@dataclass
class IndicatorRows:
    """The rows of one 编号."""

    key: str
    line: Cell | None  # where its 考核线 is written, possibly rows above
    section: str
    title: str
    number: Cell
    full_mark: Cell
    sheet: str
    rows: list[Row] = field(default_factory=list)
    repeated: bool = False  # its 编号 was there before: read for its mistakes only


def rubric_grids(book: Book) -> list[Grid]:
    return book.starting_with(tables.RUBRIC.sheet)


def read_blocks(book: Book, reader: CellReader) -> list[IndicatorRows]:
    """All blocks of all rubric sheets, in order; an 编号 that comes back after another is a duplicate."""
    grids = rubric_grids(book)
    if not grids and book.find(tables.REWARDS.sheet) is None:  # a scheme that only pays needs no rubric
        reader.no_sheet(book, tables.RUBRIC)
    blocks: list[IndicatorRows] = []
    seen: dict[str, Place] = {}
    for grid in grids:
        spec = tables.RUBRIC
        candidate = spec.table_in(grid)
        table = reader.checked(candidate, spec, grid.name, Place(book.file, grid.name))
        found_here = _sheet_blocks(table, reader) if table else []
        for block in found_here:
            block.repeated = not reader.unique(seen, block.key, block.number, "编号", _why_twice(block.number))
        blocks.extend(found_here)
    return blocks


def _why_twice(number: Cell) -> str:
    """Excel turns 1.10 into 1.1."""
    typed = number.is_number and not isinstance(number.value, int)
    how = "；若原想写 1.10，先把编号一列设成文本格式再写" if typed else ""
    return f"改成不重复的编号；若与上面是同一项，把几行排在一起，编号只写在第一行{how}"


def _sheet_blocks(table: Table, reader: CellReader) -> list[IndicatorRows]:
    blocks: list[IndicatorRows] = []
    carried: dict[str, Cell | None] = {"项目": None, "考核线": None}
    for row in table:
        if _adds_up(row):
            continue
        number = _continued(table, row, "编号")
        if isinstance(number.value, date):
            reader.bad(number, "编号", "Excel 把它当成了日期", "把编号一列设成文本格式，再重新写")
        for column in carried:
            cell = _continued(table, row, column)
            if not cell.blank:
                carried[column] = cell
        if _starts(number, row, blocks):
            title = _continued(table, row, "考核内容").text
            mark = _continued(table, row, "标准分")
            section = carried["项目"].text if carried["项目"] else ""
            blocks.append(IndicatorRows(number.text, carried["考核线"], section, title, number, mark, table.grid.name))
        if blocks:
            blocks[-1].rows.append(row)
            _check_mark(table, row, blocks[-1], reader)
        else:
            expected = "第一行要有编号；下面同一项的几行可以不写"
            reader.report("S104", row["编号"].place, column="编号", expected=expected)
    for block, key in zip(blocks, numbering.resolve([block.key for block in blocks]), strict=True):
        block.key = key
    return blocks


def _adds_up(row: Row) -> bool:
    """A row that only adds up the marks (合计 100)."""
    return row["计分方式"].blank and any(is_total(row.text(column)) for column in ("编号", "项目", "考核内容"))


def _starts(number: Cell, row: Row, blocks: Sequence[IndicatorRows]) -> bool:
    """Does a new 编号 begin? Not where it is blank, merged with the row above, or the same written again."""
    if number.blank or number.place.cell != row["编号"].place.cell:
        return False
    return not blocks or fold(number.text) != fold(blocks[-1].number.text)


def _check_mark(table: Table, row: Row, block: IndicatorRows, reader: CellReader) -> None:
    """A further row of an indicator with another 标准分: its own 编号 was forgotten."""
    mark = _continued(table, row, "标准分")
    if not mark.blank and mark.text != block.full_mark.text:
        reader.report("S311", mark.place, key=block.number.text, mark=mark.text, first=block.full_mark.text or "没有填")


def _continued(table: Table, row: Row, column: str) -> Cell:
    """The cell, or the head of the vertically merged block that covers it."""
    position = table.columns.get(column)
    return table.grid.merged_from(row.number, position) if position else row[column]


def indicator_names(blocks: Sequence[IndicatorRows]) -> dict[str, str]:
    """Folded spelling → 编号: the 编号 itself, and 2.3.3.1 for 二.3.⑶.①."""
    return numbering.spellings(block.key for block in blocks)
