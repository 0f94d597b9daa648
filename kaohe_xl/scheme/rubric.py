"""评分细则, second step: blocks → indicators with their clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect
from kaohe_xl.rules.declared import FieldError, specs
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import numbering, shared_caps
from kaohe_xl.scheme.blocks import IndicatorRows
from kaohe_xl.scheme.cells import CellReader, empty, first_of
from kaohe_xl.scheme.rubric_clause import NO_FLOOR, ClauseRow, RubricContext, read_clause


def build_indicators(
    blocks: Sequence[IndicatorRows], around: RubricContext, reader: CellReader
) -> dict[str, m.Indicator]:
    """Blocks → indicators, with parents and children linked."""
    keys = [block.key for block in blocks]
    parents = {key: numbering.parent_of(key, keys) for key in keys}
    children: dict[str, list[str]] = {}
    for key, parent in parents.items():
        if parent:
            children.setdefault(parent, []).append(key)
    indicators = {}
    for block in blocks:
        indicator = _indicator(block, tuple(children.get(block.key, ())), around, reader)
        if block.repeated:
            continue
        indicators[block.key] = replace(indicator, parent=parents[block.key])
    return shared_caps.settle_pools(indicators, reader)


def _indicator(
    block: IndicatorRows, children: tuple[str, ...], around: RubricContext, reader: CellReader
) -> m.Indicator:
    full_mark = _full_mark(block, reader)
    clauses = []
    rule_rows = [row for row in block.rows if not row["计分方式"].blank]
    for position, row in enumerate(rule_rows, start=1):
        key = block.key if len(rule_rows) == 1 else f"{block.key}#{position}"
        clause = read_clause(ClauseRow(key, block, row, full_mark), around, reader)
        if clause is not None:
            clauses.append(clause)
        else:
            reader.unread.add(block.key)
    if not rule_rows and not children:
        reader.report("S301", block.number.place, key=block.key)
    for row in block.rows:
        _check_ruleless(block, row, bool(rule_rows), reader)
    own_floor = any("下限" in {s.header for s in specs(type(c.rule)).values()} for c in clauses)
    return m.Indicator(
        key=block.key,
        line=_line(block, around, reader),
        every_line=block.line is None and len(around.lines) > 1,
        section=block.section,
        title=block.title,
        full_mark=full_mark.value if full_mark else None,
        full_mark_place=block.full_mark.place,
        floor=t.ZERO if own_floor else _floor(block, reader),
        from_full=_start(block, clauses, reader),
        clauses=tuple(clauses),
        children=children,
        sheet=block.sheet,
        place=block.number.place,
    )


def _check_ruleless(block: IndicatorRows, row: Row, ruled: bool, reader: CellReader) -> None:
    """A row that looks like a rule but has no 计分方式: forgotten, or hidden by a merged cell."""
    if not row["计分方式"].blank:
        return
    filled = [column for column in ("数据项", "基准", "分值") if not row[column].blank]
    if filled:
        reader.report("S312", row["计分方式"].place, key=block.key, filled="、".join(filled))
    elif ruled and not row["评分标准"].blank:
        reader.report("S302", row["评分标准"].place, key=block.key, text=row.text("评分标准"))


def _full_mark(block: IndicatorRows, reader: CellReader) -> t.Number | None:
    if block.full_mark.blank:
        return None
    if block.full_mark.problem:
        return None
    try:
        mark = plain_number(block.full_mark.text, block.full_mark)
    except FieldError as error:
        reader.bad(block.full_mark, "标准分", error.problem, error.remedy)
        return None
    if mark.value < 0:
        reader.bad(block.full_mark, "标准分", "不能小于 0", "填正数；直接减总分的，标准分留空，在计入一列填 总分")
    return mark


def _line(block: IndicatorRows, around: RubricContext, reader: CellReader) -> str:
    named = {line.name: line for line in around.lines}
    if block.line is None:
        if len(named) > 1 and not all(row.text("计入") == "总分" for row in block.rows if not row["计分方式"].blank):
            reader.report("S303", block.number.place, key=block.key, lines="、".join(named))
        return next(iter(named))
    line = first_of(named, block.line.text)
    if line is None:
        hint = did_you_mean(block.line.text, named) or "先在考核线工作表登记"
        reader.bad(block.line, "考核线", "没有这条考核线", hint)
        return next(iter(named))
    return line.name


def _floor(block: IndicatorRows, reader: CellReader) -> t.Node | None:
    """下限 of the indicator, filled in any of its rows; 不限 lets it go below zero."""
    filled = [row["下限"] for row in block.rows if not empty(row["下限"])]
    for other in filled[1:]:
        if other.text != filled[0].text:
            problem = f"与同一编号的 {filled[0].place.cell} 不一致"
            reader.bad(other, "下限", problem, "一个编号只有一个下限，写在一行即可")
    if not filled:
        return t.ZERO
    if filled[0].text in NO_FLOOR:
        return None
    try:
        return plain_number(filled[0].text, filled[0])
    except FieldError as error:
        reader.bad(filled[0], "下限", error.problem, "填一个数，或 不限")
        return t.ZERO


def _start(block: IndicatorRows, clauses: Sequence[m.Clause], reader: CellReader) -> bool:
    """Does the indicator start from full marks? Said by 起点, else by what its clauses do."""
    said: list[tuple[bool, Cell]] = []
    for row in block.rows:
        cell = row["起点"]
        if empty(cell):
            continue
        if cell.text not in _STARTS_FROM:
            reader.bad(cell, "起点", "只能是 满分 或 零", "填 满分 或 零")
        elif said and said[0][0] != _STARTS_FROM[cell.text]:
            problem = f"与同一编号的 {said[0][1].place.cell} 不一致"
            reader.bad(cell, "起点", problem, "一个编号只有一个起点，写在一行即可")
        else:
            said.append((_STARTS_FROM[cell.text], cell))
    if said:
        return said[0][0]
    own = {clause.effect for clause in clauses if not clause.on_total}
    if Effect.GIVES in own and Effect.TAKES in own:
        reader.report("S304", block.number.place, key=block.key)
    return bool(own) and Effect.GIVES not in own and not block.full_mark.blank


_STARTS_FROM = {"满分": True, "标准分": True, "零": False, "0": False, "零分": False}
