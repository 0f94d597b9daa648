"""评分表: where a rubric that judges have filled in stands in a sheet, whoever laid it out.

A header names the clauses (编号, 考核内容 or 评分标准) and what is given for them (得分, 扣分, 自评分 …), in one row
or two; the units may stand side by side. What each row is about is :mod:`.clauses`; what it gives, :mod:`.score_row`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from kaohe_xl.base.grid import Grid
from kaohe_xl.base.text import fold
from kaohe_xl.returns.names.name_lookup import NameLookup


class ScoreColumn(Enum):
    """What a column of a 评分表 holds."""

    NUMBER = "编号"
    CONTENT = "考核内容"
    STANDARD = "评分标准"
    FULL_MARK = "标准分"
    SELF = "自评分"
    SCORE = "得分"
    REVIEWED = "复核分"
    FINAL = "终审分"
    DEDUCTION = "扣分"
    REASON = "扣分原因"
    SITUATION = "扣分情况"  # a reason, or the figure itself
    EVIDENCE = "佐证材料"
    REMARK = "备注"
    REVIEWER = "审核人"
    UNIT = "单位名称"


# headings as offices write them; folded, without brackets and numbers
HEADINGS: Mapping[ScoreColumn, tuple[str, ...]] = {
    ScoreColumn.NUMBER: ("编号", "序号", "指标编号", "项目编号", "条款"),
    ScoreColumn.CONTENT: (
        *(
            "考核内容",
            "考核项目",
            "考核指标",
            "考核要点",
            "考核事项",
            "指标",
            "指标名称",
            "项目",
            "项目名称",
            "内容",
            "任务",
        ),
        *(
            "考核内容及要求",
            "目标要求",
            "目标任务",
            "工作内容",
            "工作任务",
            "考评内容",
            "考评项目",
            "一级指标",
            "二级指标",
        ),
        *("三级指标", "考核内容及目标要求", "评价指标", "评价内容", "检查内容", "检查项目", "类别"),
    ),
    ScoreColumn.STANDARD: (
        *(
            "评分标准",
            "评分细则",
            "评分办法",
            "计分办法",
            "计分标准",
            "考核标准",
            "考核办法",
            "考核细则",
            "扣分标准",
            "打分标准",
        ),
        *("考评标准", "考评办法", "评价标准", "评分依据", "考核评分标准", "评分标准及办法", "考核评分办法", "评分说明"),
    ),
    ScoreColumn.FULL_MARK: (
        "标准分",
        "分值",
        "满分",
        "应得分",
        "基本分",
        "标准分值",
        "基础分",
        "满分值",
        "权重分",
        "分数",
        "总分值",
    ),
    ScoreColumn.SELF: (
        "自评分",
        "自评得分",
        "自评",
        "自查得分",
        "自查分",
        "自评分数",
        "单位自评",
        "单位自评分",
        "自评分值",
    ),
    ScoreColumn.SCORE: (
        *(
            "得分",
            "实得分",
            "考核得分",
            "评分",
            "考评得分",
            "评定得分",
            "实际得分",
            "打分",
            "评定分",
            "初评分",
            "初评得分",
        ),
        *(
            "初评",
            "考核分",
            "考核评分",
            "最后得分",
            "评价得分",
            "检查得分",
            "评分人评分",
            "部门评分",
            "得分情况",
            "实得分数",
        ),
    ),
    ScoreColumn.REVIEWED: ("复核分", "复核得分", "复评分", "复评得分", "复核", "复评", "复审得分", "复审分"),
    ScoreColumn.FINAL: (
        "终审分",
        "终审得分",
        "终审",
        "审定分",
        "审定得分",
        "核定得分",
        "核定分",
        "最终得分",
        "终评分",
        "终评得分",
    ),
    ScoreColumn.DEDUCTION: (
        "扣分",
        "减分",
        "扣减分",
        "扣分值",
        "扣分数",
        "扣减分值",
        "应扣分",
        "实扣分",
        "扣减",
        "失分",
    ),
    ScoreColumn.REASON: (
        "扣分原因",
        "扣分理由",
        "扣分说明",
        "扣分依据",
        "失分原因",
        "原因",
        "扣减原因",
        "减分原因",
        "评分理由",
        "得分说明",
    ),
    ScoreColumn.SITUATION: ("扣分情况", "扣减情况", "减分情况", "考核情况", "检查情况"),
    ScoreColumn.EVIDENCE: ("佐证材料", "佐证", "印证材料", "证明材料", "支撑材料", "佐证资料"),
    ScoreColumn.REMARK: ("备注", "说明", "备注说明"),
    ScoreColumn.REVIEWER: ("审核人", "审核意见", "复核人", "审核", "审核签字", "分管领导审核"),
    ScoreColumn.UNIT: ("单位名称", "被考核单位", "考核对象", "单位", "社区", "乡镇", "镇街", "部门"),
}
_PARTS = {spelling: part for part, spellings in HEADINGS.items() for spelling in spellings}
_IDENTITY = frozenset((ScoreColumn.NUMBER, ScoreColumn.CONTENT, ScoreColumn.STANDARD))
STAGES = (ScoreColumn.SELF, ScoreColumn.SCORE, ScoreColumn.REVIEWED, ScoreColumn.FINAL)  # the last one filled in counts
GIVEN = frozenset((*STAGES, ScoreColumn.DEDUCTION))
_AROUND = re.compile(r"\([^()]*\)|[:*★☆]|^[0-9]+[.、]")
_LONGEST_HEADING = 20
_WIDEST = 500  # columns; a merge may cover a whole row


@dataclass(frozen=True)
class ScoreColumns:
    """The columns about one unit; ``unit``: its name where the columns stand under it, else the whole table's."""

    unit: str
    parts: Mapping[ScoreColumn, tuple[int, ...]]


@dataclass(frozen=True)
class ScoreTable:
    """A header and the rows below it, 1-based."""

    grid: Grid
    row: int
    last_row: int
    shared: Mapping[ScoreColumn, tuple[int, ...]]  # columns that name the clause
    about: tuple[ScoreColumns, ...]
    first_row: int = 0  # of the header

    def column(self, part: ScoreColumn) -> int | None:
        return next(iter(self.shared.get(part, ())), None)


def part_of(text: str) -> ScoreColumn | None:
    """What a heading says stands below it."""
    if not text or len(text) > _LONGEST_HEADING:
        return None
    return _PARTS.get(_AROUND.sub("", fold(text)))


@dataclass
class _Heading:
    row: int
    shared: dict[ScoreColumn, list[int]] = field(default_factory=dict)
    by_unit: dict[str, dict[ScoreColumn, list[int]]] = field(default_factory=dict)
    first_row: int = 0

    @property
    def complete(self) -> bool:
        given = any((GIVEN | {ScoreColumn.SITUATION}) & parts.keys() for parts in self.by_unit.values())
        return bool(_IDENTITY & self.shared.keys()) and given


def find_score_tables(grid: Grid, known: NameLookup) -> list[ScoreTable]:
    """Every 评分表 of a sheet; a header that is repeated on a further page begins another."""
    found: list[_Heading] = []
    above: dict[int, str] = {}
    for row in range(1, len(grid.rows) + 1):
        here = _labels(grid, row)
        heading = _heading(row, here, above, known)
        if heading.complete:
            if found and found[-1].row == row - 1 and heading.first_row == row - 1:
                found[-1] = heading  # the second row of a header of two says it more exactly
            else:
                found.append(heading)
        above = here
    ends = [*(heading.first_row - 1 for heading in found[1:]), len(grid.rows)]
    return [_table(grid, heading, end) for heading, end in zip(found, ends, strict=False)]


def _labels(grid: Grid, row: int) -> dict[int, str]:
    """Texts of a row by column, each also under the merged block that covers it."""
    across = (merge.last_column for merge in grid.merges if merge.first_row <= row <= merge.last_row)
    width = min(max(len(grid.rows[row - 1]), max(across, default=0)), _WIDEST)
    labels = {column: grid.merged_from(row, column) for column in range(1, width + 1)}
    return {column: cell.value for column, cell in labels.items() if isinstance(cell.value, str) and not cell.blank}


def _heading(row: int, here: Mapping[int, str], above: Mapping[int, str], known: NameLookup) -> _Heading:
    """The row as a header, together with the one above where that names what this one leaves blank."""
    heading = _Heading(row, first_row=row)
    own = {column: part_of(text) for column, text in here.items()}
    if not any(part is not None for part in own.values()):
        return heading
    for column in sorted(here.keys() | above.keys()):
        part = own.get(column)
        over = above.get(column, "")
        unit = known.unit(here.get(column, "")) or ""
        unit_above = known.unit(over) or ""
        if part is None and not here.get(column) and part_of(over) in _LABELS_OF_ROWS:
            part, heading.first_row = part_of(over), row - 1
        if part is None and unit:
            heading.by_unit.setdefault(unit, {}).setdefault(ScoreColumn.SCORE, []).append(column)
        elif part in _LABELS_OF_ROWS:
            heading.shared.setdefault(part, []).append(column)
        elif part is not None:
            if unit_above:
                heading.first_row = row - 1
            heading.by_unit.setdefault(unit_above, {}).setdefault(part, []).append(column)
    return heading


_LABELS_OF_ROWS = frozenset(
    (ScoreColumn.NUMBER, ScoreColumn.CONTENT, ScoreColumn.STANDARD, ScoreColumn.FULL_MARK, ScoreColumn.UNIT)
)


def _table(grid: Grid, heading: _Heading, last_row: int) -> ScoreTable:
    common = heading.by_unit.get("", {})
    named = {unit: parts for unit, parts in heading.by_unit.items() if unit}
    about = [ScoreColumns(unit, _frozen(parts)) for unit, parts in (named or {"": common}).items()]
    return ScoreTable(grid, heading.row, last_row, _frozen(heading.shared), tuple(about), heading.first_row)


def _frozen(parts: Mapping[ScoreColumn, list[int]]) -> dict[ScoreColumn, tuple[int, ...]]:
    return {part: tuple(columns) for part, columns in parts.items()}


def rows_of(table: ScoreTable) -> Iterator[int]:
    """Rows below the header that hold anything."""
    plain = table.grid.values
    for row in range(table.row + 1, table.last_row + 1):
        if any(value not in (None, "") for value in plain[row - 1]):
            yield row
