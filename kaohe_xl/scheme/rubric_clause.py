"""One row of 评分细则 → a clause: its 计分方式 with what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.rules.declared import Context, FieldError, specs
from kaohe_xl.rules.fields import Targets, condition_of, plain_number
from kaohe_xl.rules.formula_gain import FormulaGain
from kaohe_xl.rules.formula_loss import FormulaLoss
from kaohe_xl.rules.judged_score import Assessed, JudgedDeduction, JudgedScore, stated_range
from kaohe_xl.rules.read import read_rule
from kaohe_xl.rules.registry import BY_NAME
from kaohe_xl.scheme import judges, shared_caps
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.blocks import IndicatorRows
from kaohe_xl.scheme.cells import CellReader, empty, first_of
from kaohe_xl.scheme.read_back import read_back
from kaohe_xl.scheme.row_fields import read_periods
from kaohe_xl.scheme.sentences import disagreements


@dataclass(frozen=True)
class RubricContext:
    """What the rubric may refer to."""

    names: ExpressionNames
    groups: tuple[str, ...]
    lines: tuple[m.Line, ...]
    calendar: m.Calendar


NO_FLOOR = ("不限", "无", "不封底")


@dataclass(frozen=True)
class ClauseRow:
    """A row with a 计分方式. ``full_mark``: 标准分 of its 编号, None where there is none or it is no figure."""

    key: str
    block: IndicatorRows
    row: Row
    full_mark: t.Number | None

    @property
    def mark(self) -> Fraction | None:
        return self.full_mark.value if self.full_mark is not None else None

    @property
    def text(self) -> str:
        """评分标准, through merged cells."""
        position = self.row.columns.get("评分标准")
        return self.row.grid.merged_from(self.row.number, position).text if position else ""


def read_clause(clause: ClauseRow, around: RubricContext, reader: CellReader) -> m.Clause | None:
    """The clause; None where the row cannot be read, which is reported."""
    block, row = clause.block, clause.row
    kind = first_of(BY_NAME, row.text("计分方式"))
    if kind is None:
        near = did_you_mean(row.text("计分方式"), BY_NAME)
        reader.bad(row["计分方式"], "计分方式", "没有这种计分方式", near or "见《计分方式》一页，或用下拉框选择")
        return None
    if kind is JudgedScore and _judged_by_deduction(clause):
        kind = JudgedDeduction
    groups = reader.known(row, "适用分组", around.groups, "分组")
    judged = _judged(block, row, kind) if issubclass(kind, Assessed) and row["数据项"].blank else ""
    context = Context(
        names=around.names,
        groups=around.groups,
        full_mark=clause.full_mark,
        clause_groups=groups,
        judged=(t.Item(judged),) if judged else (),
        told=clause.text,
        floor=_least(block),
    )
    rule = _rule(kind, row, context, reader)
    on_total = _on_total(clause, reader)
    cap = reader.parsed(row, "上限", lambda cell: plain_number(cell.text, cell)) if kind.caps_points else None
    factor = reader.parsed(row, "倍数", lambda cell: _factor(cell, context))
    periods = read_periods(row, "适用期次", around.calendar, reader)
    if rule is None:
        return None
    _compare_with_sentence(clause, kind, around.names, reader)
    if not on_total:
        _read_back(clause, rule, cap, reader)
    return m.Clause(
        key=clause.key,
        indicator=block.key,
        text=clause.text,
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


def _judged_by_deduction(clause: ClauseRow) -> bool:
    """Is the figure of a 评定 what it takes away? Beside rows that only take away, or 扣… straight from the total."""
    block = clause.block
    if clause.row.text("计入") == "总分":
        stated = stated_range(clause.text)
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
    if filled.text in NO_FLOOR:
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


def _compare_with_sentence(clause: ClauseRow, kind: type[Rule], names: ExpressionNames, reader: CellReader) -> None:
    """Figures of the columns that the sentence has otherwise."""
    key, text = clause.key, clause.text
    cells = [(column, clause.row[column]) for column in _STATED if column != "基准" or kind not in _COMPUTED]
    for found in disagreements(text, cells, clause.mark, names, clause.block.title):
        figures = "、".join(found.figures)
        reader.report("S317", found.cell.place, key=key, column=found.column, figures=figures, text=text)


def _read_back(clause: ClauseRow, rule: Rule, cap: t.Node | None, reader: CellReader) -> None:
    """The sentence of an 编号 that has one row, read by the drafting grammar and held against its columns."""
    row, text, mark = clause.row, clause.text, clause.mark
    alone = len([each for each in clause.block.rows if not each["计分方式"].blank]) == 1
    plain = all(row[column].blank for column in ("倍数", "互斥", "合计上限", "下限", "起点"))
    if not (alone and plain and text) or mark is None:
        return
    found = read_back(text, rule, cap, mark, clause.block.title)
    if found is not None:
        details = {"value": found.value, "by_words": found.by_words, "by_columns": found.by_columns}
        reader.report("S820", row["计分方式"].place, key=clause.key, text=text, **details)


def _target_groups(rule: Rule) -> tuple[str, ...]:
    """Groups named by a 基准 that has no figure for the others: the clause does not exist for those."""
    for attribute in specs(type(rule)):
        value = getattr(rule, attribute)
        if isinstance(value, Targets) and value.cases and value.otherwise is None:
            return tuple(group for group, _ in value.cases)
    return ()


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


def _on_total(clause: ClauseRow, reader: CellReader) -> bool:
    row, block = clause.row, clause.block
    word = row.text("计入")
    if word not in ("", "总分", "本项"):
        reader.bad(row["计入"], "计入", "只能是 总分 或空", "加减在总分上的填 总分，其余留空")
    if word != "总分" and clause.full_mark is None and block.full_mark.blank:
        reader.report("S305", block.full_mark.place, key=block.key)
    return word == "总分"


def _factor(cell: Cell, context: Context) -> tuple[t.Node, Fraction]:
    """倍数: 未如实上报=是:2."""
    head, colon, times = narrow(cell.text).rpartition(":")
    if not colon:
        raise FieldError(f"“{cell.text}”不是倍数", "写成 条件:倍数，例如 未如实上报=是:2")
    return condition_of(head, context), plain_number(times).value
