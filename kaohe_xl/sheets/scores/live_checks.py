"""What 校验 asks, each a live formula: nothing changed in the scheme, sums, ranks, vetoes, money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.place import column_letter
from kaohe_xl.base.sheet_names import PAID
from kaohe_xl.base.tidy import State
from kaohe_xl.reward import Payment
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL
from kaohe_xl.sheets.live.formula_text import sum_of
from kaohe_xl.sheets.live.layout import DETAIL, PROCESS, RANKING, REPORTED, ROW, SUMMARY, Layout
from kaohe_xl.sheets.live.plan import Plan, PlanColumn, PlanTable, line_of
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.refs import quoted_sheet, range_at
from kaohe_xl.sheets.scores.process import veto_words
from kaohe_xl.sheets.scores.ranking_tables import STALE, RankingTable
from kaohe_xl.sheets.scores.reported import cells_of_unreturned
from kaohe_xl.sheets.scores.rewards import AMOUNT

_WRONG = "不一致"


@dataclass(frozen=True)
class Check:
    """A row: ``wanted`` and ``found`` are values or formulas; ``holds`` is a formula over {c} and {d}."""

    name: str
    text: str
    wanted: Out
    found: Out
    holds: str = "ROUND({c}-{d},6)=0"
    otherwise: str = STALE


def scheme_checks(changes: Mapping[str, str]) -> list[Check]:
    """``changes``: scheme sheet → formula that counts the cells that differ from what was scored."""
    text = "方案与评分时相同（公式直接引用的数除外），改动几处"
    nothing = Out(0, Style.WHOLE)
    return [Check(name, text, nothing, Out(0, Style.WHOLE, formula=formula)) for name, formula in changes.items()]


def result_checks(plan: Plan, tables: Sequence[RankingTable]) -> list[Check]:
    """Checks of scores and ranks."""
    return [*_sum_checks(plan), *_rank_checks(plan, tables), *_veto_checks(plan), *_return_checks(plan.layout)]


def _sum_checks(plan: Plan) -> list[Check]:
    """What 得分明细 adds up to is what 得分汇总 shows, period by period."""
    found = []
    for period in dict.fromkeys(table.period for table in plan.tables):
        members = [member for line in plan.scheme.lines for member in plan.members(line.name, period)]
        shown = [(t, part) for t in plan.tables if t.period == period for part in _summed_parts(t)]
        if not members or not shown:
            continue
        columns = [plan.layout.detail_columns["indicator", member.key] for member in members]
        first, last = plan.layout.first_row(period), plan.layout.last_row(period)
        blocks = [_block(run, first, last) for run in plan.layout.runs(DETAIL, columns)]
        blocks += [_column(table, part) for table, part in shown if part.kind == "scaled"]
        sums = [(table, part) for table, part in shown if part.kind != "scaled"]
        value = sum((figure for table, part in sums for figure in _figures(plan, table, part)), Fraction(0))
        wanted = Out(value, Style.SCORE, formula=sum_of(blocks))
        areas = [_column(table, part) for table, part in sums]
        text = f"{period}：得分明细各项合计＝得分汇总各项合计"
        found.append(Check("得分合计", text, wanted, Out(value, Style.SCORE, formula=sum_of(areas))))
    return found


def _summed_parts(table: PlanTable) -> list[PlanColumn]:
    """Columns that hold the scores: sections, and lines without any (with their 折算, which is no score)."""
    divided = {line_of(part) for part in table.parts if part.kind == "section"}
    found = [part for part in table.parts if part.kind == "section"]
    return found + [p for p in table.parts if p.kind in ("line", "scaled") and p.key not in divided]


def _figures(plan: Plan, table: PlanTable, part: PlanColumn) -> list[Fraction]:
    values = plan.values(table.period, part)
    return [value for unit in table.units if (value := values[unit]) is not None]


def _block(run: str, first: int, last: int) -> str:
    """得分明细!C7:E7 over all units of a period."""
    start, _, end = run.partition(":")
    end = end or start.rpartition("!")[2]
    return f"{start.replace(ROW, str(first))}:{end.replace(ROW, str(last))}"


def _column(table: PlanTable, part: PlanColumn) -> str:
    column = table.column(part.kind, part.key)
    assert column is not None
    return range_at(SUMMARY, table.first_row, column, table.last_row, column)


def _rank_checks(plan: Plan, tables: Sequence[RankingTable]) -> list[Check]:
    found = []
    finals = [t for t in tables if t.basis == OVERALL and t.period == plan.scheme.calendar.root.name]
    names = "+".join(f"COUNTA({_down(table, 2, len(table.order))})" for table in finals) or "0"
    count = Fraction(len(plan.scheme.units))
    wanted, shown = Out(count, Style.WHOLE), Out(count, Style.WHOLE, formula=names)
    found.append(Check("单位个数", "考核对象都在排名里，一个不少", wanted, shown, otherwise=_WRONG))
    for table in tables:
        if not table.ranked:
            continue
        ranks = _down(table, table.base_column or table.rank_column, table.ranked)
        scores = _down(table, table.score_column, table.ranked)
        # nobody with fewer points stands as high or higher
        below = f'COUNTIFS({scores},"<"&{scores},{ranks},"<="&{ranks})'
        formula = f"SUMPRODUCT(({below}=0)*1)"
        scope = f"（{table.ranking.scope}）" if len(plan.layout.assessment.scopes) > 1 else ""
        text = f"{table.period} {table.basis}{scope}：名次与得分相符的单位数"
        ranked = Fraction(table.ranked)
        found.append(
            Check("名次", text, Out(ranked, Style.WHOLE), Out(ranked, Style.WHOLE, formula=formula), otherwise=_WRONG)
        )
    return found


def _down(table: RankingTable, column: int, rows: int) -> str:
    return range_at(RANKING, table.first_row, column, table.first_row + rows - 1, column)


def _veto_checks(plan: Plan) -> list[Check]:
    """The conditions of vetoes are live; what follows from them is not."""
    layout = plan.layout
    found = []
    for veto in layout.data_vetoes:
        letter = column_letter(layout.process_columns["veto", veto.name])
        first, last = layout.rows[0], layout.rows[-1]
        area = f"{quoted_sheet(PROCESS)}!${letter}${layout.row(*first)}:${letter}${layout.row(*last)}"
        words = veto_words(layout, veto)
        where = [layout.row(period, unit) for period, unit in layout.rows if words[period][unit] == "是"]
        count, positions = Fraction(len(where)), sum(row * row for row in where)
        holds = f'SUMPRODUCT(({area}="是")*ROW({area})*ROW({area}))={positions}'
        text = f"条件成立的单位（期次）数：{veto.name}"
        shown = Out(count, Style.WHOLE, formula=f'COUNTIF({area},"是")')
        found.append(Check("一票否决", text, Out(count, Style.WHOLE), shown, holds))
    return found


def _return_checks(layout: Layout) -> list[Check]:
    """A unit that returned nothing is left out by value: a figure typed in for it needs a new run."""
    if layout.scheme.settings.unreturned is m.Unreturned.ZERO:
        return []
    found = []
    word = State.UNRETURNED.value
    for (period, unit), cells in cells_of_unreturned(layout).items():
        row = layout.reported_row(period, unit)
        count = Fraction(sum(cell is not None and cell.value == word for cell in cells))
        formula = f'COUNTIF({range_at(REPORTED, row, 1, row, len(cells))},"{word}")'
        text = f"{layout.scheme.units[unit].name} {period}没有报：填报数据中写“{word}”的格数"
        shown = Out(count, Style.WHOLE, formula=formula)
        found.append(Check("缺报", text, Out(count, Style.WHOLE), shown))
    return found


def money_checks(scheme: m.Scheme, payments: Sequence[Payment], sheets: Sequence[Sheet]) -> list[Check]:
    """What 奖励金额 pays is what was settled, and within the budget."""
    sheet = next((each for each in sheets if each.name == PAID), None)
    head = (
        next(
            ((r, c) for r, row in enumerate(sheet.cells) for c, cell in enumerate(row) if _is_head(cell, AMOUNT)), None
        )
        if sheet is not None
        else None
    )
    if head is None or not payments:
        return []
    row, column = head[0] + 2, head[1] + 1
    area = range_at(PAID, row, column, row + len(payments) - 1, column)
    amounts = [payment.amount for payment in payments if payment.amount is not None]
    whole, given = sum(amounts, Fraction(0)), sum((a for a in amounts if a > 0), Fraction(0))
    wanted, shown = Out(whole, Style.MONEY), Out(whole, Style.MONEY, formula=f"SUM({area})")
    found = [Check("奖惩金额", "各笔金额合计", wanted, shown, otherwise=_WRONG)]
    if scheme.settings.budget is not None:
        shown = Out(given, Style.MONEY, formula=f'SUMIF({area},">0")')
        within = "{d}<={c}"
        found.append(
            Check(
                "预算", "奖励、补贴合计不超过预算", Out(scheme.settings.budget, Style.MONEY), shown, within, "超出预算"
            )
        )
    return found


def _is_head(cell: Out | None, text: str) -> bool:
    return cell is not None and cell.style is Style.HEAD and cell.value == text
