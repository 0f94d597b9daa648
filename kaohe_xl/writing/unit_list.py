"""The list of units that stands beside a text to draft from: names, and whatever columns it has about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row, find_table
from kaohe_xl.base.text import fold
from kaohe_xl.drafting.draft import SchemeRow, Value
from kaohe_xl.messages import finding
from kaohe_xl.reading.read import UnreadableError, read_book
from kaohe_xl.scheme.tables import UNITS

_NAME = "单位名称"
_ALSO = ("镇街", "乡镇", "镇", "街道", "社区", "村", "村居", "部门", "科室", "单位全称")
_LONGEST_NAME = 20
_NO_NAME = re.compile(r"[。；;：:]|^(?:注|说明|备注|合计|小计|总计|共)")
_SAYS_NOTHING = re.compile(r"序号|编号|备注|说明")


def read_units(path: Path) -> tuple[list[SchemeRow], list[Finding]]:
    """Rows of 考核对象: below a header 单位名称 (or the like) in any sheet, else the first column of the first sheet.

    Other columns of the list come along (分组, 邮箱, 书记, 任务数); a row that cannot be a unit is told.
    """
    try:
        book = read_book(path)
    except UnreadableError as error:
        return [], [error.finding]
    found = _under_header(book) or _first_column(book)
    rows: dict[str, SchemeRow] = {}
    findings = []
    for name, row in found:
        if name.text.isdigit():
            continue
        if len(name.text) > _LONGEST_NAME or _NO_NAME.search(name.text):
            findings.append(finding("R188", name.place, text=name.text))
        else:
            rows.setdefault(name.text, {_NAME: name.text, **row})
    return (list(rows.values()), findings) if rows else ([], [*findings, finding("R186", Place(path.name))])


def _under_header(book: Book) -> Sequence[tuple[Cell, SchemeRow]]:
    spelled = {**dict.fromkeys(map(fold, _ALSO), _NAME), **UNITS.folded_aliases}
    for grid in book.grids:
        table = find_table(grid, UNITS.columns, UNITS.needed, spelled)
        if table is not None and _NAME in table.columns:
            columns = {**table.unknown, **table.columns}
            others = [name for name in columns if name != _NAME and not _SAYS_NOTHING.search(name)]
            rows = (Row(grid, number, columns) for number in range(table.header_row + 1, len(grid.rows) + 1))
            return [(row[_NAME], {name: _value(row[name]) for name in others}) for row in rows if not row[_NAME].blank]
    return []


def _first_column(book: Book) -> Iterator[tuple[Cell, SchemeRow]]:
    """Cells of the first column that hold something."""
    for row in book.grids[0].rows if book.grids else ():
        if len(row) and not row[0].blank:
            yield row[0], {}


def _value(cell: Cell) -> Value:
    """A figure stays one, exactly; a percent is written as it is shown."""
    number = cell.number
    return cell.text if number is None or cell.shown_as_percent else number
