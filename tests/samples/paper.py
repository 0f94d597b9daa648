"""One form on its way back: a blank, filled in from a sample's data as somebody would, and then meddled with."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kaohe_xl.forms.blanks import Blank
from kaohe_xl.scheme.model import DataItem
from tests.independent.common import Data
from tests.samples.habits import Habit, Typed, Value, plain

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, FINGERPRINT, RUBRIC = "填报表", "_指纹", "评分细则"
PEOPLE = ("赵敏", "钱向东", "孙丽", "李文静", "周国强", "吴佳", "郑海燕", "王磊", "冯涛", "陈思思", "褚建平", "卫红")
Edit = Callable[["Workbook", Blank], None]


@dataclass(frozen=True)
class Paper:
    """How the form of one filler and period comes back. What is not said is done as the form asks."""

    filler: str
    period: str
    path: str = ""  # below 收表/; a/b.zip/c.xlsx = c.xlsx in a bundle
    habit: Habit = plain
    cells: Mapping[str | tuple[str, str], Typed] = field(default_factory=dict)  # item, or (unit, item) → what is typed
    changes: Mapping[str, Value | None] = field(default_factory=dict)  # item → another value: an older version
    name: str = ""  # typed over the filler's name
    filled_at: Typed | None = None
    version: Typed | None = None
    edits: Sequence[Edit] = ()


def fill(book: Workbook, blank: Blank, data: Data, paper: Paper) -> None:
    """Fill in a blank form (opened by openpyxl) from the sample's data, then apply the paper's edits."""
    sheet = book[SHEET]
    head = {sheet.cell(row, 1).value: row for row in range(1, 12)}
    number = zlib.crc32(f"{blank.filler}{blank.period}".encode())
    who = next(row for name, row in head.items() if name in ("填报单位", "填报部门"))
    if paper.name:
        sheet.cell(who, 2).value = paper.name
    sheet.cell(head["填报人"], 2).value = PEOPLE[number % len(PEOPLE)]
    sheet.cell(head["联系电话"], 2).value = f"内线{6000 + number % 1000}"
    sheet.cell(head["填报时间"], 2).value = paper.filled_at or _some_day_before(blank.deadline, number)
    if paper.version is not None:
        sheet.cell(head["版本号"], 2).value = paper.version
    given = data.get(blank.period, {})
    if blank.by_department:
        _fill_matrix(sheet, blank, given, paper)
    else:
        _fill_list(sheet, blank, given.get(blank.filler, {}) | dict(paper.changes), paper)
    for edit in paper.edits:
        edit(book, blank)


def _some_day_before(deadline: dt.date | None, number: int) -> dt.date:
    assert deadline is not None, "without a deadline nobody could tell who is late"
    return deadline - dt.timedelta(days=1 + number % 6)


def _fill_list(sheet: Worksheet, blank: Blank, values: Mapping[str, Value | None], paper: Paper) -> None:
    items = {item.name: item for item in blank.items}
    for row in range(header_row(sheet) + 1, sheet.max_row + 1):
        item = items.get(str(sheet.cell(row, 1).value))
        if item is not None:
            _type(sheet, row, 3, item, values.get(item.name), paper, item.name)


def _fill_matrix(sheet: Worksheet, blank: Blank, given: Mapping[str, Mapping[str, Value | None]], paper: Paper) -> None:
    header = header_row(sheet)
    rows = {sheet.cell(row, 1).value: row for row in range(header + 1, sheet.max_row + 1)}
    for column, item in enumerate(blank.items, 2):
        assert sheet.cell(header, column).value == item.name
        for unit in blank.units:
            if blank.asks(unit.name, item.name):
                value = given.get(unit.name, {}).get(item.name)
                _type(sheet, rows[unit.name], column, item, value, paper, (unit.name, item.name))


def _type(
    sheet: Worksheet,
    row: int,
    column: int,
    item: DataItem,
    value: Value | None,
    paper: Paper,
    key: str | tuple[str, str],
) -> None:
    typed = paper.cells.get(key)
    if typed is None and value is not None:
        typed = paper.habit(value, item)
    if typed is not None:
        sheet.cell(row, column).value = typed


def header_row(sheet: Worksheet) -> int:
    """Row of the table's header, wherever it is by now."""
    wanted = ("数据项", "单位名称")
    return next(row[0].row for row in sheet.iter_rows() if any(cell.value in wanted for cell in row))
