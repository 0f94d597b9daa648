"""The table of a 申诉表, ours or a unit's own: found by its headings, in Excel or Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.table import Table, find_table, spans
from kaohe_xl.base.text import fold
from kaohe_xl.forms.fingerprint import APPEAL, SHEET, Fingerprint

WORD = "申诉"
UNIT, PERIOD, KEY, TITLE, STATED, REQUESTED, REASON, EVIDENCE = (
    "单位", "期次", "编号", "考核内容", "现得分", "请求得分", "申诉理由", "佐证材料",
)  # fmt: skip
NAMES = (UNIT, PERIOD, KEY, TITLE, STATED, REQUESTED, REASON, EVIDENCE)
_OTHERS = {
    UNIT: ("单位名称", "申诉单位", "申请单位", "镇街", "考核对象"),
    PERIOD: ("考核期", "考核期次", "月份", "季度"),
    KEY: ("指标编号", "考核编号", "条款编号", "条款", "申诉编号", "细则编号"),
    TITLE: ("项目", "考核项目", "申诉项目", "申诉事项", "申诉内容", "指标", "指标名称", "考核指标", "扣分项目"),
    STATED: ("得分", "原得分", "考核得分", "公示得分", "公布得分", "实得分", "现得分(公示)"),
    REQUESTED: ("申请得分", "申诉得分", "应得分", "要求得分", "建议得分", "请求改为", "应得"),
    REASON: ("理由", "申诉原因", "申诉理由和事实", "事实和理由", "申诉说明", "原因", "情况说明"),
    EVIDENCE: ("佐证", "证明材料", "附件", "证据", "佐证材料名称"),
}
_ALIASES = {fold(other): name for name, others in _OTHERS.items() for other in others}
_SUBSTANCE = (KEY, TITLE, REASON, REQUESTED)
_FOOT = (
    "注",
    "说明",
    "备注",
    "申诉单位",
    "单位负责人",
    "负责人",
    "联系人",
    "受理",
    "盖章",
    "签字",
    "考核办意见",
    "以下",
)
_TELLING = frozenset(
    fold(name)
    for name in (*_OTHERS[REQUESTED], REQUESTED, REASON, *(n for names in _OTHERS.values() for n in names if WORD in n))
    if name not in ("应得分", "应得", "建议得分", "申诉单位")
)
_TITLE = re.compile(r"申诉(?:表|书|申请|登记|汇总|清单)")


@dataclass(frozen=True)
class AppealTable:
    """Where the appeals of a sheet stand."""

    grid: Grid
    table: Table

    @property
    def rows(self) -> Iterator[int]:
        """Numbers of the rows that say something; signatures and notes below are none."""
        for number in range(self.table.header_row + 1, len(self.grid.rows) + 1):
            # a formula of ours that has not been worked out says nothing
            if any(self.cell(number, name).text for name in _SUBSTANCE) and not self._is_foot(number):
                yield number

    def cell(self, row: int, name: str) -> Cell:
        """A cell under a heading; 编号 and 单位 go on over merged rows."""
        column = self.table.columns.get(name)
        if column is None:
            return Cell(None, self.grid.place(row, 1))
        joined = name in (UNIT, PERIOD, KEY, TITLE)
        return self.grid.merged_from(row, column) if joined else self.grid.cell(row, column)

    def _is_foot(self, row: int) -> bool:
        columns = self.table.columns.values()
        filled = [self.grid.cell(row, column) for column in columns if not self.grid.cell(row, column).blank]
        if len(filled) != 1:
            return not filled
        text = fold(filled[0].text)
        return (
            spans(self.grid, row, self.table.columns)
            or text.startswith(_FOOT)
            or any(word in text for word in ("(签字)", "(盖章)", "年月日"))
        )


def is_appeal(book: Book) -> bool:
    """Is a returned workbook a 申诉表? Ours says so itself; another has a table of reasons and the word on it."""
    fingerprint = fingerprint_of(book)
    if fingerprint is not None:
        return fingerprint.kind == APPEAL
    return any(_says_so(grid) for grid in book.grids if not grid.hidden)


def fingerprint_of(book: Book) -> Fingerprint | None:
    grid = book.find(SHEET)
    return Fingerprint.read(grid)[0] if grid is not None else None


def table_in(grid: Grid) -> AppealTable | None:
    """The table of a sheet that has reasons, and says what they are about."""
    table = find_table(grid, NAMES, (REASON,), _ALIASES)
    if table is None or REASON not in table.columns or not {KEY, TITLE} & {*table.columns}:
        return None
    return AppealTable(grid, table)


def _says_so(grid: Grid) -> bool:
    """A heading that only appeals have, or a title over the table; a form about 申诉件数 is none of it."""
    found = table_in(grid)
    if found is None:
        return False
    header = found.table.header_row
    headings = {fold(grid.cell(header, column).text) for column in found.table.columns.values()}
    if headings & _TELLING:
        return True
    above = (value for row in grid.values[: header - 1] for value in row if isinstance(value, str))
    return any(_TITLE.search(fold(value)) for value in (grid.name, *above))
