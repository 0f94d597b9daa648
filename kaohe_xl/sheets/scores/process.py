"""计分过程: one column per clause, its signed points as a live formula over 采用数据; then what formulas share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text, total
from kaohe_xl.base.tidy import State
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.over_units import run_lengths
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.score import ClauseScore, ScoreStatus
from kaohe_xl.sheets.live.formulas import OUT_OF_SCOPE, Formulas
from kaohe_xl.sheets.live.helper_columns import HelperColumn
from kaohe_xl.sheets.live.layout import PROCESS, Layout
from kaohe_xl.sheets.live.plan import marks_below
from kaohe_xl.sheets.live.row_template import Template
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, has_scores
from kaohe_xl.sheets.scores.unit_rows import AlignedTable, SheetRow, aligned_sheet, keys_of, live
from kaohe_xl.sheets.sheet_parts import own_link

_NOTE = (
    "逐条计分：得分为正，扣分为负，未取整；缺数据、无效、不适用、清零的写明；“—”表示该条不适用于这个单位或这一期。"
    "编号后带“就高”的一列是同一互斥组里取最大一条的结果。"
)


@dataclass(frozen=True)
class _ProcessColumn:
    """A column's three heads, its title, and its cells."""

    above: tuple[str, str, str]
    title: Out
    cells: list[Out]


def process_sheet(layout: Layout, formulas: Formulas) -> Sheet:
    """Rows as in 采用数据 and 得分明细."""
    columns: list[_ProcessColumn] = []
    for clause in layout.scored_clauses:
        columns.append(_clause_column(layout, formulas, clause))
        if clause.settled_late:
            columns.append(_final_column(layout, formulas, clause))
    columns += [_helper_column(layout, formulas, helper) for helper in layout.helpers]
    columns += [_raw_column(layout, formulas, indicator) for indicator in layout.averaged]
    columns += [_veto_column(layout, formulas, veto) for veto in layout.data_vetoes]
    heads: list[SheetRow] = [[Out(column.above[row], Style.HEAD) for column in columns] for row in range(3)]
    titles: SheetRow = [column.title for column in columns]
    body = [[*keys_of(layout, *key), *(c.cells[at] for c in columns)] for at, key in enumerate(layout.rows)]
    table = AlignedTable(("项目", "评分标准", "计分方式"), heads, titles, body)
    return aligned_sheet(layout, PROCESS, _NOTE, table, "#A5A5A5")


def _clause_column(layout: Layout, formulas: Formulas, clause: m.Clause) -> _ProcessColumn:
    templates = _templates(layout, clause.periods, lambda period: formulas.clause(clause, period))
    cells = _clause_cells(layout, clause, templates, raw=True)
    indicator = layout.scheme.indicators[clause.indicator]
    title = Out(clause.key, Style.HEAD, link=own_link(clause.place))
    above = (marks_below(indicator.section), clause.text or indicator.title, clause.rule.name)
    return _ProcessColumn(above, title, cells)


def _final_column(layout: Layout, formulas: Formulas, clause: m.Clause) -> _ProcessColumn:
    templates = _templates(layout, clause.periods, lambda period: formulas.final(clause, period))
    cells = _clause_cells(layout, clause, templates, raw=False)
    if clause.pool is not None and clause.pool.cap is not None:
        most = f"合起来最多{decimal_text(clause.pool.cap.value, most=4)}分"
        return _ProcessColumn(("", f"合计上限：{clause.pool.name}", most), Out(f"{clause.key} 计入", Style.HEAD), cells)
    return _ProcessColumn(("", f"互斥：{clause.exclusive}", "就高不就低"), Out(f"{clause.key} 就高", Style.HEAD), cells)


def _clause_cells(
    layout: Layout, clause: m.Clause, templates: Mapping[str, Template | None], *, raw: bool
) -> list[Out]:
    """``raw``: before 互斥 and 合计上限."""
    cells = []
    for period, unit in layout.rows:
        score = layout.score(period).clauses.get(clause.key)
        if score is None or score.status[unit] is ScoreStatus.ABSENT:
            cells.append(Out(OUT_OF_SCOPE, Style.ABSENT))
            continue
        value, style = _shown(score, unit, raw)
        cells.append(live(value, style, templates.get(period), layout.row(period, unit)))
    return cells


def _shown(score: ClauseScore, unit: int, raw: bool) -> tuple[Fraction | str | None, Style]:
    status = score.status[unit]
    if status is ScoreStatus.SCORED:
        return (score.raw if raw else score.points).to_list()[unit], Style.POINTS
    return status.value, Style.BAD if status is ScoreStatus.ZEROED else Style.ABSENT


def _templates(
    layout: Layout, periods: tuple[str, ...], make: Callable[[str], Template | None]
) -> Mapping[str, Template | None]:
    return {period: make(period) for period in layout.periods if period in periods} if layout.live else {}


# -- what formulas share ----------------------------------------------------------------------------------------------


def _helper_column(layout: Layout, formulas: Formulas, helper: HelperColumn) -> _ProcessColumn:
    shared = helper.streak is not None or helper.indicator is None  # of use where nothing is scored, too
    values = {
        p: _helper_values(layout, helper, p) if shared or layout.score(p).indicators else None for p in layout.periods
    }
    templates = _templates(layout, layout.periods, lambda period: formulas.helper(helper, period))
    cells = []
    for period, unit in layout.rows:
        column = values[period]
        if column is None:
            cells.append(Out(OUT_OF_SCOPE, Style.ABSENT))
            continue
        value = column[unit]
        shown = State.BLANK.value if value is None else value
        cells.append(live(shown, Style.POINTS, templates.get(period), layout.row(period, unit)))
    kind, short = _helper_heads(helper)
    return _ProcessColumn((kind, helper.title, ""), Out(short, Style.HEAD), cells)


def _helper_heads(helper: HelperColumn) -> tuple[str, str]:
    if helper.streak is not None:
        return "连续的期数", f"{helper.streak.run.value}{'（至多）' if helper.most else ''}"
    match helper.statistic:
        case t.Across():
            return "比较用数", helper.statistic.statistic.value
        case t.OfSubs():
            return "下级的数", helper.statistic.over.value
        case _:
            return "合计", helper.title


def _helper_values(layout: Layout, helper: HelperColumn, period: str) -> list[Fraction | None]:
    """What a helper column holds in a period, from the exact engine."""
    source = layout.score(period).source
    assert source is not None
    if helper.streak is not None:
        leaves, inside = source.leaf_sources()
        truths = [Evaluator(leaf).truth(helper.streak.condition) for leaf in leaves]
        holds = [each.value | ~each.ok if helper.most else each.value & each.ok for each in truths]
        return [Fraction(int(each)) for each in run_lengths(holds, inside, helper.streak.run)]
    if helper.statistic is not None:
        return Evaluator(replace(source, indicator=helper.indicator)).number(helper.statistic).to_list()
    assert helper.indicator is not None
    below = [source.score_of(child).fill(0) for child in helper.indicator.children]
    return total(below, len(layout.scheme.units)).to_list()


def _raw_column(layout: Layout, formulas: Formulas, indicator: m.Indicator) -> _ProcessColumn:
    """An indicator's score before 组平均 stands in for 不适用: what the mean is taken over."""
    cells = []
    for period, unit in layout.rows:
        score = layout.score(period).indicators.get(indicator.key)
        if score is None or score.status[unit] is ScoreStatus.ABSENT:
            cells.append(Out(OUT_OF_SCOPE, Style.ABSENT))
            continue
        dropped = score.status[unit] is ScoreStatus.NOT_APPLICABLE
        value = ScoreStatus.NOT_APPLICABLE.value if dropped else score.score.to_list()[unit]
        template = formulas.raw_score(score, period, unit) if layout.live else None
        cells.append(live(value, Style.POINTS, template, layout.row(period, unit)))
    return _ProcessColumn(("合计", f"{indicator.title} 原分", ""), Out(f"{indicator.key} 原分", Style.HEAD), cells)


def veto_words(layout: Layout, veto: m.Veto) -> dict[str, list[str]]:
    """Period → for each unit whether the veto's condition holds: 是, 否, 缺数据, or — where it is not asked.

    Whether the veto falls may depend on others of its 否决组.
    """
    found = {}
    for period in layout.periods:
        source = layout.score(period).source
        truth = Evaluator(source).truth(veto.condition) if source is not None else None
        words = []
        for unit, told in enumerate(layout.scheme.units):
            if truth is None or (veto.unit_groups and told.group not in veto.unit_groups):
                words.append(OUT_OF_SCOPE)
            else:
                words.append(("是" if truth.value[unit] else "否") if truth.ok[unit] else State.BLANK.value)
        found[period] = words
    return found


def _veto_column(layout: Layout, formulas: Formulas, veto: m.Veto) -> _ProcessColumn:
    templates = _templates(layout, layout.periods, lambda period: formulas.veto(veto, period))
    words = veto_words(layout, veto)
    cells = []
    for period, unit in layout.rows:
        word = words[period][unit]
        if word == OUT_OF_SCOPE:
            cells.append(Out(word, Style.ABSENT))
        else:
            style = Style.BAD if word == "是" else Style.CENTER
            cells.append(live(word, style, templates.get(period), layout.row(period, unit)))
    return _ProcessColumn(("一票否决", f"条件成立：{veto.name}", ""), Out(veto.name, Style.HEAD), cells)


PROCESS_SHEET = ResultSheet(
    name=PROCESS,
    says="每条规则得扣多少分；公式",
    make=lambda scored: process_sheet(scored.layout, scored.formulas),
    when=has_scores,
    by_unit=True,
)
