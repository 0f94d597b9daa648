"""评分细则, second step: blocks → indicators with their clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe_xl.base.grid import Cell, Row
from kaohe_xl.base.text import did_you_mean, narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.rules.fields import Context, FieldError, Targets, condition_of, plain_number, specs
from kaohe_xl.rules.formula_gain import FormulaGain
from kaohe_xl.rules.formula_loss import FormulaLoss
from kaohe_xl.rules.judged_score import Assessed, JudgedDeduction, JudgedScore, stated_range
from kaohe_xl.rules.read import read_rule
from kaohe_xl.rules.registry import BY_NAME
from kaohe_xl.scheme import judges, numbering, shared_caps
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.blocks import IndicatorRows
from kaohe_xl.scheme.cells import CellReader, empty, first_of
from kaohe_xl.scheme.periods import read_periods
from kaohe_xl.scheme.read_back import read_back
from kaohe_xl.scheme.sentences import disagreements


@dataclass(frozen=True)
class RubricContext:
    """What the rubric may refer to."""

    names: ExpressionNames
    groups: tuple[str, ...]
    lines: tuple[m.Line, ...]
    calendar: m.Calendar


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
        clause = _clause(key, block, row, full_mark, around, reader)
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
    if filled[0].text in _NO_FLOOR:
        return None
    try:
        return plain_number(filled[0].text, filled[0])
    except FieldError as error:
        reader.bad(filled[0], "下限", error.problem, "填一个数，或 不限")
        return t.ZERO


_NO_FLOOR = ("不限", "无", "不封底")


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


# -- one clause --------------------------------------------------------------------------------------------------------


def _clause(
    key: str, block: IndicatorRows, row: Row, full_mark: t.Number | None, around: RubricContext, reader: CellReader
) -> m.Clause | None:
    kind = first_of(BY_NAME, row.text("计分方式"))
    if kind is None:
        near = did_you_mean(row.text("计分方式"), BY_NAME)
        reader.bad(row["计分方式"], "计分方式", "没有这种计分方式", near or "见《计分方式》一页，或用下拉框选择")
        return None
    if kind is JudgedScore and _judged_by_deduction(block, row):
        kind = JudgedDeduction
    groups = reader.known(row, "适用分组", around.groups, "分组")
    judged = _judged(block, row, kind) if issubclass(kind, Assessed) and row["数据项"].blank else ""
    context = Context(
        names=around.names,
        groups=around.groups,
        full_mark=full_mark,
        clause_groups=groups,
        judged=(t.Item(judged),) if judged else (),
        told=_continued_text(row),
        floor=_least(block),
    )
    rule = _rule(kind, row, context, reader)
    on_total = _on_total(row, block, full_mark, reader)
    cap = reader.parsed(row, "上限", lambda cell: plain_number(cell.text, cell)) if kind.caps_points else None
    factor = reader.parsed(row, "倍数", lambda cell: _factor(cell, context))
    periods = read_periods(row, "适用期次", around.calendar, reader)
    if rule is None:
        return None
    _compare_with_sentence(key, block, kind, row, full_mark, around.names, reader)
    _read_back(key, block, row, rule, cap, full_mark, on_total=on_total, reader=reader)
    return m.Clause(
        key=key,
        indicator=block.key,
        text=_continued_text(row),
        rule=rule,
        cap=cap,
        factor=factor,
        exclusive=row.text("互斥"),
        pool=shared_caps.read_pool(row["合计上限"], reader),
        on_total=on_total,
        groups=groups or _target_groups(rule),
        periods=periods or tuple(leaf.name for leaf in around.calendar.leaves),
        note=row.text("备注"),
        place=row["计分方式"].place,
        panel=judges.panel_of(_scorer_cell(block, row), _line_of(block, around), reader) if judged else None,
        judged=judged,
    )


def _judged(block: IndicatorRows, row: Row, kind: type[Rule]) -> str:
    """The item of a 评定: named after its 编号, and numbered where several rows of it are judged."""
    rows = [each for each in block.rows if _is_judged(each)]
    number = f"#{rows.index(row) + 1}" if len(rows) > 1 else ""
    return judges.judged_name(f"{block.key}{number}", kind.effect)


def _is_judged(row: Row) -> bool:
    kind = first_of(BY_NAME, row.text("计分方式"))
    return kind is not None and issubclass(kind, Assessed) and row["数据项"].blank


def _judged_by_deduction(block: IndicatorRows, row: Row) -> bool:
    """Is the figure of a 评定 what it takes away? Beside rows that only take away, or 扣… straight from the total."""
    if row.text("计入") == "总分":
        stated = stated_range(_continued_text(row))
        return stated is not None and stated[0]
    others = {first_of(BY_NAME, other.text("计分方式")) for other in block.rows if not other["计分方式"].blank}
    effects = {kind.effect for kind in others if kind is not None and kind is not JudgedScore}
    starts_from_zero = any(row.text("起点") in ("零", "0", "零分") for row in block.rows)
    return Effect.TAKES in effects and Effect.GIVES not in effects and not starts_from_zero


def _least(block: IndicatorRows) -> Fraction | None:
    """下限 of the block as far as a judge may go; mistakes in it are told where the indicator is read."""
    filled = next((row["下限"] for row in block.rows if not empty(row["下限"])), None)
    if filled is None:
        return Fraction(0)
    if filled.text in _NO_FLOOR:
        return None
    try:
        return plain_number(filled.text).value
    except FieldError:
        return Fraction(0)


def _scorer_cell(block: IndicatorRows, row: Row) -> Cell:
    """评分人 of a row, through merged cells and the blank rows of its 编号."""
    position = row.columns.get("评分人")
    if not position:
        return row["评分人"]
    rows = [*reversed(block.rows[: block.rows.index(row) + 1])] if row in block.rows else [row]
    cells = (each.grid.merged_from(each.number, position) for each in rows)
    return next((cell for cell in cells if not cell.blank), row["评分人"])


def _line_of(block: IndicatorRows, around: RubricContext) -> m.Line:
    """The block's 考核线; the first where it names none or none that exists, which is told elsewhere."""
    named = {line.name: line for line in around.lines}
    found = first_of(named, block.line.text) if block.line is not None else None
    return found or around.lines[0]


_STATED = ("基准", "每", "分值", "上限")
_COMPUTED = (FormulaGain, FormulaLoss)  # a formula's constants are rarely told in words


def _compare_with_sentence(
    key: str,
    block: IndicatorRows,
    kind: type[Rule],
    row: Row,
    full_mark: t.Number | None,
    names: ExpressionNames,
    reader: CellReader,
) -> None:
    cells = [(column, row[column]) for column in _STATED if column != "基准" or kind not in _COMPUTED]
    mark = full_mark.value if full_mark is not None else None
    for found in disagreements(_continued_text(row), cells, mark, names, block.title):
        figures = "、".join(found.figures)
        reader.report(
            "S317", found.cell.place, key=key, column=found.column, figures=figures, text=_continued_text(row)
        )


def _read_back(
    key: str,
    block: IndicatorRows,
    row: Row,
    rule: Rule,
    cap: t.Node | None,
    full_mark: t.Number | None,
    *,
    on_total: bool,
    reader: CellReader,
) -> None:
    """The sentence of an 编号 that has one row, read by the drafting grammar and held against its columns."""
    alone = len([each for each in block.rows if not each["计分方式"].blank]) == 1
    plain = all(row[column].blank for column in ("倍数", "互斥", "合计上限", "下限", "起点"))
    text = _continued_text(row)
    if not (alone and plain and text) or on_total or full_mark is None:
        return
    found = read_back(text, rule, cap, full_mark.value, block.title)
    if found is not None:
        details = {"value": found.value, "by_words": found.by_words, "by_columns": found.by_columns}
        reader.report("S820", row["计分方式"].place, key=key, text=text, **details)


def _target_groups(rule: Rule) -> tuple[str, ...]:
    """Groups named by a 基准 that has no figure for the others: the clause does not exist for those."""
    for attribute in specs(type(rule)):
        value = getattr(rule, attribute)
        if isinstance(value, Targets) and value.cases and value.otherwise is None:
            return tuple(group for group, _ in value.cases)
    return ()


def _continued_text(row: Row) -> str:
    position = row.columns.get("评分标准")
    return row.grid.merged_from(row.number, position).text if position else ""


def _rule(kind: type[Rule], row: Row, context: Context, reader: CellReader) -> Rule | None:
    headers = [spec.header for spec in specs(kind).values()]
    rule, problems = read_rule(kind, {header: row[header] for header in headers}, context)
    for problem in problems:
        place = row[problem.header].place
        if row[problem.header].problem:
            continue  # reported where the table was found
        reader.report(
            "S201", place, kind=kind.name, column=problem.header, problem=problem.problem, remedy=problem.remedy
        )
    unused = [header for header in _RULE_COLUMNS if header not in headers]
    unused += [] if kind.caps_points else [header for header in ("上限",) if header not in headers]
    unused += ["上限", "倍数", "互斥", "计入"] if kind.effect is Effect.ZEROES else []
    for header in dict.fromkeys(unused):
        if not row[header].blank:
            reader.report("S202", row[header].place, kind=kind.name, column=header, value=row.text(header))
    return rule


_RULE_COLUMNS = ("基准", "每", "取整", "分值")


def _on_total(row: Row, block: IndicatorRows, full_mark: t.Number | None, reader: CellReader) -> bool:
    word = row.text("计入")
    if word not in ("", "总分", "本项"):
        reader.bad(row["计入"], "计入", "只能是 总分 或空", "加减在总分上的填 总分，其余留空")
    if word != "总分" and full_mark is None and block.full_mark.blank:
        reader.report("S305", block.full_mark.place, key=block.key)
    return word == "总分"


def _factor(cell: Cell, context: Context) -> tuple[t.Node, Fraction]:
    """倍数: 未如实上报=是:2."""
    head, colon, times = narrow(cell.text).rpartition(":")
    if not colon:
        raise FieldError(f"“{cell.text}”不是倍数", "写成 条件:倍数，例如 未如实上报=是:2")
    return condition_of(head, context), plain_number(times).value
