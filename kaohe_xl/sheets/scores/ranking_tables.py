"""One table of 排名: its columns, its live ranks, and the words beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from kaohe_xl.base.place import cell_name, column_letter
from kaohe_xl.expr.cells import rounded
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.tables import PERIODS
from kaohe_xl.scoring.assess import OVERALL, PeriodResult
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.sheets.live.formula_text import number_text
from kaohe_xl.sheets.live.formulas import OUT_OF_SCOPE, Formulas
from kaohe_xl.sheets.live.layout import CHECK, DETAIL, RANKING, ROW
from kaohe_xl.sheets.live.plan import PENDING, Plan
from kaohe_xl.sheets.model import Out, Style
from kaohe_xl.sheets.refs import cell_at, fixed_at

STALE = "已变动，请重新评分"
SAME = "一致"
STATUS = fixed_at(CHECK, 3, 2)  # the one cell that tells whether everything agrees
UNRANKED = "不排名"
LAST_PERIOD, LAST_YEAR, MOVED = "上期名次", "上年名次", "变化"


@dataclass(frozen=True)
class RankingTable:
    """A table on the sheet: rows 1-based, ranked units first; columns of 名次 and the score."""

    period: str
    basis: str
    ranking: Ranking
    order: tuple[int, ...]  # units, top to bottom
    ranked: int  # how many of them have a rank
    first_row: int
    rank_column: int
    score_column: int
    base_column: int = 0  # 原名次, where vetoes moved somebody

    @cached_property
    def positions(self) -> Mapping[int, int]:
        """Unit → how many stand above it."""
        return {unit: position for position, unit in enumerate(self.order)}

    def row_of(self, unit: int) -> int:
        return self.first_row + self.positions[unit]

    def rank_cell(self, unit: int) -> str:
        return cell_at(RANKING, self.row_of(unit), self.rank_column)

    def score_cell(self, unit: int) -> str:
        return cell_at(RANKING, self.row_of(unit), self.score_column)


class RankingTableMaker:
    """What the tables of 排名 hold."""

    def __init__(self, plan: Plan, formulas: Formulas, placed: Sequence[RankingTable]) -> None:
        """``placed``: the tables so far, in which the rank of the period before stands."""
        self.plan, self.formulas, self.placed = plan, formulas, placed
        self.layout, self.scheme = plan.layout, plan.scheme
        self.assessment = plan.layout.assessment
        self.digits = self.scheme.settings.digits

    def wanted(self) -> list[tuple[PeriodResult, str, Ranking]]:
        """Final overall tables, final lines, then the same for every other period from the top down."""
        calendar = self.scheme.calendar
        names = [period.name for period in calendar.periods]
        ordered = sorted(names, key=lambda name: (calendar.level(name), names.index(name)))
        found = []
        for name in ordered:
            result = self.assessment.periods[name]
            for basis, rankings in result.rankings.items():
                if name == calendar.root.name or basis == OVERALL or basis in result.lines:
                    found += [(result, basis, ranking) for ranking in rankings if ranking.members]
        return found

    def columns(self, result: PeriodResult, basis: str, ranking: Ranking) -> list[str]:
        columns = ["名次", "单位名称"] + (["分组"] if self.scheme.groups else [])
        columns.append("总分" if basis == OVERALL else "得分")
        columns += [before, MOVED] if (before := self._before(result, basis, ranking)) else []
        if basis != OVERALL:
            return [*columns, "备注"]
        final = result.period.name == self.scheme.calendar.root.name
        columns += ["等次"] if self.scheme.grades and final else []
        columns += ["否决"] if self.scheme.vetoes else []
        columns += ["原名次", "核对"] if ranking.moved else []
        return [*columns, *(title for title, _, _ in self._more(result, ranking)), "备注"]

    def _more(self, result: PeriodResult, ranking: Ranking) -> list[tuple[str, str, str]]:
        """(title, kind, key) of a column per 考核线 or 期次, and of what breaks ties."""
        found = []
        if self.plan.shows_lines:
            inside = [line for line in self.scheme.lines if any(result.lines[line.name].ok[r] for r in ranking.members)]
            found += [(line.name, "line", line.name) for line in inside]
        found += [(child.name, "child", child.name) for child in self.scheme.calendar.children(result.period.name)]
        shown = {title for title, _, _ in found}
        for name in self._breaks(result, ranking):
            if name not in shown:
                found.append((f"比较：{name}", "break", name))
        return found

    def _breaks(self, result: PeriodResult, ranking: Ranking) -> list[str]:
        """并列比较 in turn, without what none of the table's units is scored on."""
        found = []
        for name in self.scheme.settings.tie_breaks:
            column = result.lines.get(name, result.indicators.get(name))
            if column is not None and any(column.ok[unit] for unit in ranking.members):
                found.append(name)
        return found

    def name(self, result: PeriodResult, basis: str, ranking: Ranking) -> str:
        several = len(self.scheme.calendar.periods) > 1
        scope = f"（{ranking.scope}）" if len(self.assessment.scopes) > 1 else ""
        what = "总分排名" if basis == OVERALL else f"{basis}排名"
        return f"{result.period.name}　{what}{scope}" if several else f"{what}{scope}"

    def cell(self, placed: RankingTable, result: PeriodResult, columns: Sequence[str], at: int, unit: int) -> Out:
        row = placed.row_of(unit)
        match columns[at]:
            case "名次":
                return self._rank(placed, result, columns, unit)
            case "单位名称":
                return Out(self.scheme.units[unit].name, Style.NAME)
            case "分组":
                return Out(self.scheme.units[unit].group, Style.CENTER)
            case "总分" | "得分" if at + 1 == placed.score_column:
                return self._score(placed, result, unit)
            case "上期名次" | "上年名次":
                return self._rank_before(placed, result, unit)
            case "变化":
                return self._moved(placed, result, columns, unit)
            case "等次":
                return Out(self.assessment.grades[unit] or "", Style.CENTER)
            case "否决":
                return Out("、".join(result.consequences[unit].names))
            case "备注":
                return Out(self._remark(placed, result, unit))
            case "原名次":
                return self._base_rank(placed, columns, unit)
            case "核对":
                known = placed.ranking.base_ranks[unit]
                if known is None:
                    return Out(None, Style.CENTER)
                base = cell_name(row, placed.base_column)
                return Out(SAME, Style.CENTER, formula=f'IF({base}={known},"{SAME}","{STALE}")')
        return self._extra(placed, result, columns[at], unit)

    def _score(self, placed: RankingTable, result: PeriodResult, unit: int) -> Out:
        if placed.basis == OVERALL:
            value, reference = result.total[unit], self.plan.cell(placed.period, unit, "total")
            return Out(PENDING if value is None else value, Style.TOTAL_SCORE, formula=reference)
        return self._basis(result, placed.basis, unit, Style.TOTAL_SCORE)

    def _basis(self, result: PeriodResult, basis: str, unit: int, style: Style) -> Out:
        """The score of a line or an indicator in a period."""
        if basis in result.lines:
            value = result.lines[basis][unit]
            formula = self.plan.line_cell(result.period.name, unit, basis)
        else:
            value = result.indicators[basis][unit]
            formula = self._indicator(result.period.name, basis, unit)
        return Out(OUT_OF_SCOPE if value is None else value, style, formula=formula if value is not None else "")

    def _indicator(self, period: str, key: str, unit: int) -> str:
        """得分[编号] of a period: its own cell, or its children's put together."""
        if key in self.layout.score(period).indicators:
            column = self.layout.detail_columns["indicator", key]
            return self.layout.at(DETAIL, column).replace(ROW, str(self.layout.row(period, unit)))
        children = self.scheme.calendar.children(period)
        parts = [self._indicator(child.name, key, unit) for child in children]
        combine = self.scheme.calendar.by_name[period].combine
        if combine is m.Combine.WEIGHTED:
            weights = [
                self.formulas.parameters.in_column(PERIODS, child.place, "权重")
                or number_text(child.weight or Fraction(0))
                for child in children
            ]
            parts = [f"{part}*{weight}" for part, weight in zip(parts, weights, strict=True)]
        value = "+".join(parts)
        return rounded(f"({value})/{len(parts)}" if combine is m.Combine.MEAN else value, self.digits)

    def _extra(self, placed: RankingTable, result: PeriodResult, title: str, unit: int) -> Out:
        kind, key = next((k, key) for t, k, key in self._more(result, placed.ranking) if t == title)
        if kind == "child":
            value = self.assessment.periods[key].total[unit]
            return Out(PENDING if value is None else value, Style.SCORE, formula=self.plan.cell(key, unit, "total"))
        return self._basis(result, key, unit, Style.SCORE)

    # -- ranks --------------------------------------------------------------------------------------------------------

    def _rank(self, placed: RankingTable, result: PeriodResult, columns: Sequence[str], unit: int) -> Out:
        rank = placed.ranking.ranks[unit]
        if rank is None:
            return Out(UNRANKED, Style.ABSENT)
        if placed.ranking.moved:  # settled for all units at once: a value, checked beside it
            return Out(Fraction(rank), Style.WHOLE)
        return Out(Fraction(rank), Style.WHOLE, formula=self._rank_formula(placed, columns, unit))

    def _base_rank(self, placed: RankingTable, columns: Sequence[str], unit: int) -> Out:
        base = placed.ranking.base_ranks[unit]
        if base is None:
            return Out(None, Style.WHOLE)
        return Out(Fraction(base), Style.WHOLE, formula=self._rank_formula(placed, columns, unit))

    # -- the period or the year before ---------------------------------------------------------------------------------

    def _before(self, result: PeriodResult, basis: str, ranking: Ranking) -> str:
        """Heading of the rank that the units had before; empty where nobody is known to have had one."""
        before = self.scheme.calendar.before(result.period.name)
        if before is not None:
            known = self.assessment.periods[before.name].rankings.get(basis, ())
            return LAST_PERIOD if any(set(each.ranked) & set(ranking.members) for each in known) else ""
        return LAST_YEAR if any(self._last_year(result, basis, unit) for unit in ranking.members) else ""

    def _last_year(self, result: PeriodResult, basis: str, unit: int) -> int | None:
        """Rank of 历年结果, which tells of whole years."""
        year, name = self.scheme.settings.year, self.scheme.units[unit].name
        if year is None or result.period.name != self.scheme.calendar.root.name:
            return None
        past = (one for one in self.scheme.past_results if (one.year, one.unit, one.scope) == (year - 1, name, basis))
        return next((one.rank for one in past), None)

    def _rank_before(self, placed: RankingTable, result: PeriodResult, unit: int) -> Out:
        before = self.scheme.calendar.before(result.period.name)
        rank, formula = self._last_year(result, placed.basis, unit), ""
        if before is not None:
            mine = (t for t in self.placed if (t.period, t.basis) == (before.name, placed.basis) and unit in t.order)
            table = next(mine, None)
            rank = table.ranking.ranks[unit] if table else None
            formula = cell_name(table.row_of(unit), table.rank_column) if table and rank is not None else ""
        return Out("—", Style.ABSENT) if rank is None else Out(Fraction(rank), Style.WHOLE, formula=formula)

    def _moved(self, placed: RankingTable, result: PeriodResult, columns: Sequence[str], unit: int) -> Out:
        """↑2: how much better the rank is than before, live as both ranks are."""
        before, rank = self._rank_before(placed, result, unit).value, placed.ranking.ranks[unit]
        if rank is None or not isinstance(before, Fraction):
            return Out("—", Style.ABSENT)
        row, old = placed.row_of(unit), int(before)
        then = cell_name(row, columns.index(MOVED))
        now = cell_name(row, placed.rank_column)
        words = f'IF({then}={now},"持平",IF({then}>{now},"↑"&({then}-{now}),"↓"&({now}-{then})))'
        told = "持平" if old == rank else f"↑{old - rank}" if old > rank else f"↓{rank - old}"
        return Out(told, Style.CENTER, formula=words)

    def _rank_formula(self, placed: RankingTable, columns: Sequence[str], unit: int) -> str:
        """1 + how many are better: by score, on equal scores by the next figure of 并列比较."""
        keys = [placed.score_column]
        if placed.basis == OVERALL:
            result = self.assessment.periods[placed.period]
            titles = [n if n in columns else f"比较：{n}" for n in self._breaks(result, placed.ranking)]
            keys += [columns.index(title) + 1 for title in titles]
        row, last = placed.row_of(unit), placed.first_row + placed.ranked - 1
        letters = [column_letter(key) for key in keys]
        every = [f"${letter}${placed.first_row}:${letter}${last}" for letter in letters]
        own = [f"${letter}{row}" for letter in letters]
        better = []
        for depth in range(len(keys)):
            equal = [f"({every[level]}={own[level]})" for level in range(depth)]
            better.append("*".join([*equal, f"({every[depth]}>{own[depth]})"]))
        count = "+".join(better)
        if self.scheme.settings.ties is m.Ties.LEAVE_PLACES:
            return f"1+SUMPRODUCT({count if len(better) > 1 else count + '*1'})"
        alike = ",".join(f"{area},{area}" for area in every)
        several = "COUNTIFS" if len(every) > 1 else "COUNTIF"
        return f"1+ROUND(SUMPRODUCT(({count})/{several}({alike})),0)"

    def _remark(self, placed: RankingTable, result: PeriodResult, unit: int) -> str:
        told, ranking = result.consequences[unit], placed.ranking
        notes = []
        if result.figures.unreturned[unit]:
            notes.append("未报")
        if told.unranked:
            notes.append("不参与排名")
        if placed.basis == OVERALL:
            notes += ["总分计零"] if told.zero_total else []
            notes += ["取消奖励"] if told.no_reward else []
            notes += ["取消评优"] if told.no_honour and not told.no_reward else []
            notes += [f"等次不高于{told.grade_cap}"] if told.grade_cap else []
            if unit in ranking.moved:
                move = ranking.moved[unit]
                notes += [f"名次后移{move.shift}位"] if move.shift else []
                named = told.moves.bottom
                notes += [f"列入倒数{named}名"] if named else ["没有交表，排在最后"] if move.bottom else []
        rank = ranking.ranks[unit]
        if rank is not None and list(ranking.ranks.values()).count(rank) > 1:
            notes.append("并列")
        return "；".join(notes)
