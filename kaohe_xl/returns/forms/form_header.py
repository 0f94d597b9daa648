"""The fields around a form's table: 填报单位 期次 填报人 填报时间 版本号, beside, behind or below their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from kaohe_xl.base.cells import Cell, CellValue
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.text import fold, tidy
from kaohe_xl.returns.forms.layout import Header
from kaohe_xl.returns.values.dates import read_day
from kaohe_xl.returns.values.numerals import take_numeral
from kaohe_xl.returns.values.unclear import UnclearError
from kaohe_xl.returns.values.units import parse_unit

UNIT, DEPARTMENT, PERIOD, FILLED_BY, FILLED_AT, VERSION, PHONE = (
    "单位", "部门", "期次", "填报人", "填报时间", "版本号", "电话",
)  # fmt: skip
LABELS: Mapping[str, tuple[str, ...]] = {
    UNIT: (
        *("填报单位", "报送单位", "上报单位", "被考核单位", "被考评单位", "被评单位", "受评单位", "考核单位"),
        *("申诉单位", "申请单位", "单位名称", "单位全称", "考核对象", "单位"),
    ),
    DEPARTMENT: ("填报部门", "评分部门", "评分单位", "考评部门", "报送部门", "考核部门", "部门"),
    PERIOD: ("考核期次", "填报期次", "填报期", "考核期", "所属期", "期次", "时段"),
    FILLED_BY: ("填报人", "填表人", "评分人", "考评人", "打分人", "评委", "经办人"),
    FILLED_AT: (
        *("填报时间", "填报日期", "填表时间", "填表日期", "评分日期", "评分时间", "打分日期"),
        *("上报时间", "上报日期", "报送时间", "报送日期", "申诉时间", "申诉日期"),
    ),
    VERSION: ("版本号", "版本", "报送版本"),
    PHONE: ("联系电话", "电话", "手机"),
}
_NAMES = {spelling: name for name, spellings in LABELS.items() for spelling in spellings}
_OTHERS = ("审核人", "负责人", "单位负责人", "分管领导", "盖章", "公章", "签字")  # end a value, mean nothing here
_SPELLED = "|".join(sorted((*_NAMES, *_OTHERS), key=len, reverse=True))
_LABELLED = re.compile(rf"(?:^|(?<=[\s(;,]))({_SPELLED})\s*(?:\([^()]*\))?\s*:")
_VERSION = re.compile(r"^(?:第|v|ver|version|r)?\.?\s*([0-9]+(?:\.[0-9]+)?|[一二三四五六七八九十]+)\s*(?:版|稿|次)?$")
_FOOT_ROWS = 12
_FAR = 8  # columns between a label and its value


@dataclass(frozen=True)
class Fields:
    """What stands around the table, as cells; the first of each name counts."""

    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, name: str) -> Cell | None:
        return self.cells.get(name)

    @property
    def version(self) -> Fraction | None:
        """版本号 as a number: 2, V2, 第二版."""
        cell = self.cells.get(VERSION)
        if cell is None or cell.blank:
            return None
        if cell.number is not None:
            return cell.number
        match = _VERSION.match(fold(cell.text))
        numeral = take_numeral(match[1]) if match else None
        return numeral.value if numeral and not numeral.rest else None

    @property
    def filled_at(self) -> date | None:
        """填报时间, if it is a date; an unreadable one is as good as none."""
        cell = self.cells.get(FILLED_AT)
        if cell is None or cell.blank:
            return None
        if isinstance(cell.value, datetime):
            return cell.value.date()
        if isinstance(cell.value, date):
            return cell.value
        if not isinstance(cell.value, str):
            return None
        try:
            day = read_day(tidy(cell.value))
        except UnclearError:
            return None
        return day.value if day else None


def read_fields(grid: Grid, headers: list[Header], last: int = 0) -> Fields:
    """Fields above the first table and in the last rows of the sheet.

    ``last``: the last row of the table; an item may be called 填报日期, and is no field of the form.
    """
    first = headers[0].row if headers else len(grid.rows) + 1
    rows = [
        *range(1, first),
        *range(max(first + 1, last + 1, len(grid.rows) - _FOOT_ROWS + 1), len(grid.rows) + 1),
    ]
    found: dict[str, Cell] = {}
    plain = grid.values
    for row in rows:
        for name, cell in _in_row(grid, row, plain[row - 1]):
            if not cell.blank and not (name == UNIT and is_measure(cell)):
                found.setdefault(name, cell)
    return Fields(found)


def table_end(grid: Grid, headers: list[Header], answered: int) -> int:
    """The last row of the table: ``answered``, and what stands right below it like one more item.

    An item that the scheme does not know may be called 填报日期, too. A foot has a blank row above it, colons or
    several labels in a row, or names somebody (填报人, 审核人) beside the date.
    """
    header = next((each for each in reversed(headers) if each.row < answered), None)
    column = header.column("数据项") if header else None
    end = answered
    while column is not None and end < len(grid.rows) and _like_an_item(grid, end + 1, column):
        end += 1
    below = grid.cell(end + 1, column).text if column is not None and end < len(grid.rows) else ""
    while column is not None and end > answered and _is_somebody(below) and _named(grid.cell(end, column).text):
        end -= 1
    return end


def _like_an_item(grid: Grid, row: int, column: int) -> bool:
    label = fold(grid.cell(row, column).text)
    alone = sum(1 for _ in _in_row(grid, row, grid.values[row - 1])) < 2
    return bool(label) and ":" not in label and not _is_somebody(label) and alone


def _is_somebody(label: str) -> bool:
    word = fold(label).rstrip(":")
    return word in _OTHERS or _NAMES.get(word) in (FILLED_BY, PHONE)


def fields_in(grid: Grid, first: int, last: int) -> Iterator[tuple[str, Cell]]:
    """What would speak for the whole form if it stood elsewhere: the label as it is written, and the cell."""
    for row in range(first, last + 1):
        plain = grid.values[row - 1]
        for name, cell in _in_row(grid, row, plain):
            if not cell.blank and name in (UNIT, PERIOD, FILLED_AT, VERSION):
                yield next((text for text in map(str, plain) if _named(text) == name), name), cell


def labelled(grid: Grid, row: int, name: str) -> Iterator[Cell]:
    """Cells of a row that stand beside or behind a label of this name."""
    return (cell for found, cell in _in_row(grid, row, grid.values[row - 1]) if found == name and not cell.blank)


def is_measure(cell: Cell) -> bool:
    """单位：万元 above a table says how it counts, not who reports."""
    text = fold(cell.text).strip("()、,")
    return bool(text) and all(parse_unit(part).known for part in re.split(r"[、,/]", text))


def names_a_field(text: str) -> bool:
    """Could a text be the label of a field, or hold one?"""
    return _named(text) is not None or _LABELLED.search(tidy(text)) is not None


def _named(text: str) -> str | None:
    return _NAMES.get(re.sub(r"\(.*\)$", "", fold(text)).rstrip(":"))


def _in_row(grid: Grid, row: int, plain: Sequence[CellValue]) -> Iterator[tuple[str, Cell]]:
    for column, value in enumerate(plain, 1):
        if not isinstance(value, str) or not value:
            continue
        cell = grid.cell(row, column)
        name = _named(value)
        if name is not None:
            yield name, _beside(grid, row, column)
            continue
        yield from _inside(grid, row, column, cell)


def _inside(grid: Grid, row: int, column: int, cell: Cell) -> Iterator[tuple[str, Cell]]:
    """单位：东风镇　期次：上半年 in one cell; what follows the last label may stand in the next cell."""
    text = tidy(str(cell.value))
    labels = list(_LABELLED.finditer(text))
    for label, after in zip(labels, [*labels[1:], None], strict=False):
        name = _NAMES.get(label[1])
        value = text[label.end() : after.start() if after else len(text)].strip(" ,;()")
        if name is None:
            continue
        yield name, Cell(value, cell.place) if value or after else _beside(grid, row, column)


def _beside(grid: Grid, row: int, column: int) -> Cell:
    """The next filled cell to the right, unless that is a label itself."""
    for other in range(column + 1, min(column + _FAR, len(grid.rows[row - 1])) + 1):
        cell = grid.cell(row, other)
        if not cell.blank:
            text = fold(cell.text).rstrip(":")
            is_label = isinstance(cell.value, str) and (text in _NAMES or bool(_LABELLED.match(tidy(cell.value))))
            return Cell(None, cell.place) if is_label else cell
    return Cell(None, grid.place(row, column + 1))
