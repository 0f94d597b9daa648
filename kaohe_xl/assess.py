"""The whole calculation, in the order that the contract states; every stage is a pure function called once here.

values → 核定 → vetoes on data → indicators → lines → period totals → combined periods → 全年 clauses → other vetoes →
rank on the rounded score → shifts → grades → consequences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaohe_xl.exact import BoolArray, Exact, total
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Column, Evaluator, TextColumn, Truth
from kaohe_xl.figures import Figures
from kaohe_xl.finding import Finding
from kaohe_xl.gathering import build_figures
from kaohe_xl.grade import grade_units
from kaohe_xl.rank import Key, Ranking, rank_units
from kaohe_xl.scheme import model as m
from kaohe_xl.score import PeriodScore, UnitSource, score_period
from kaohe_xl.veto import Consequences, Fallen, carried_up, consequences, evaluate_vetoes, evaluated_in

OVERALL = m.SINGLE_LINE


@dataclass(frozen=True)
class Scope:
    """Units that are ranked together."""

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class PeriodResult:
    """Everything about one period. Columns have one row per unit, in scheme order."""

    period: m.Period
    figures: Figures
    source: UnitSource  # what the rubric's trees were evaluated on, to explain them again
    score: PeriodScore | None  # what the rubric gives in this very period; None for a mere combination
    indicators: Mapping[str, Exact]  # combined over the periods below
    lines: Mapping[str, Exact]  # combined; missing for units outside the line
    on_total: Exact  # 计入=总分 clauses of this very period
    combined: Exact | None  # the children, put together and rounded; None for a leaf
    total: Exact  # rounded; missing = 待定
    fallen: Fallen
    consequences: tuple[Consequences, ...]
    taking_part: BoolArray  # units that get a rank
    rankings: Mapping[str, tuple[Ranking, ...]]  # basis → one per scope

    def ranking_of(self, basis: str, row: int) -> Ranking | None:
        """The ranking that a unit stands in."""
        return next((r for r in self.rankings.get(basis, ()) if row in r.members), None)

    def rank(self, basis: str, row: int) -> int | None:
        ranking = self.ranking_of(basis, row)
        return ranking.ranks[row] if ranking else None


@dataclass(frozen=True)
class Assessment:
    """The scored assessment, up to grades; :mod:`kaohe_xl.reward` adds the consequences."""

    scheme: m.Scheme
    tidy: pd.DataFrame
    periods: Mapping[str, PeriodResult]
    scopes: tuple[Scope, ...]
    grades: tuple[str | None, ...]

    @property
    def final(self) -> PeriodResult:
        return self.periods[self.scheme.calendar.root.name]


def assess(scheme: m.Scheme, tidy: pd.DataFrame) -> tuple[Assessment, list[Finding]]:
    """Score and rank. ``tidy``: columns :data:`kaohe_xl.tidy.COLUMNS`. Findings are about values, never fatal."""
    figures, findings = build_figures(scheme, tidy)
    scopes = ranking_scopes(scheme)
    results: dict[str, PeriodResult] = {}
    for period in scheme.calendar.periods:
        results[period.name], found = _period_result(scheme, period, figures, scopes, results)
        findings.extend(found)
    final = results[scheme.calendar.root.name]
    grades, found = grade_units(scheme, final.rankings.get(OVERALL, ()), final.consequences)
    findings.extend(found)
    return Assessment(scheme, tidy, results, scopes, grades), findings


def ranking_scopes(scheme: m.Scheme) -> tuple[Scope, ...]:
    """Units scored on the same 考核线 together, else by 分组; 排名范围 overrides. Named by the 分组 they share."""
    keys: dict[tuple[str, ...], list[int]] = {}
    for row, unit in enumerate(scheme.units):
        if scheme.settings.rank_within == "全体":
            key: tuple[str, ...] = ()
        elif scheme.settings.rank_within == "分组":
            key = (unit.group,)
        else:
            key = tuple(line.name for line in scheme.lines_of(unit.group))
        keys.setdefault(key, []).append(row)
    scopes = []
    for members in keys.values():
        groups = dict.fromkeys(scheme.units[row].group for row in members)
        name = "全体" if len(keys) == 1 else "、".join(group for group in groups if group) or "其它"
        scopes.append(Scope(name, tuple(members)))
    return tuple(scopes)


def _period_result(
    scheme: m.Scheme,
    period: m.Period,
    figures: Mapping[str, Figures],
    scopes: tuple[Scope, ...],
    below: Mapping[str, PeriodResult],
) -> tuple[PeriodResult, list[Finding]]:
    size = len(scheme.units)
    source = _source(scheme, period, figures, scopes)
    looked_at = [veto for veto in scheme.vetoes if evaluated_in(veto, period.name, scheme.calendar)]
    on_data = [veto for veto in looked_at if veto.on_data]
    fallen, findings = evaluate_vetoes(scheme, on_data, Evaluator(source), source.figures)
    _carry_up(scheme, period, below, fallen)
    kept_out = np.array([consequences(scheme, fallen, row).unranked for row in range(size)], dtype=np.bool_)
    source = replace(source, in_comparison=~kept_out)
    score, found = score_period(source)
    findings.extend(found)
    has_rubric = bool(score.indicators)
    children = [below[child.name] for child in scheme.calendar.children(period.name)]
    lines = _combined_lines(scheme, period, children, score)
    indicators = _combined_indicators(scheme, period, children, score)
    combined = _combine(scheme, period, [child.total for child in children]) if children else None
    result = PeriodResult(
        period=period,
        figures=source.figures,
        source=source,
        score=score if has_rubric or not children else None,
        indicators=indicators,
        lines=lines,
        on_total=score.on_total,
        combined=combined,
        total=_total(scheme, score, combined, source.figures),
        fallen=fallen,
        consequences=tuple(consequences(scheme, fallen, row) for row in range(size)),
        taking_part=np.ones(size, dtype=np.bool_),
        rankings={},
    )
    on_scores = [veto for veto in looked_at if not veto.on_data]
    result = _ranked(_zeroed(result), scheme, scopes)
    if on_scores:
        evaluate = Evaluator(result_source(result, scheme, scopes))
        more, found = evaluate_vetoes(scheme, on_scores, evaluate, source.figures)
        findings.extend(found)
        for name, rows in more.items():
            fallen[name] = fallen[name] | rows if name in fallen else rows
        told = tuple(consequences(scheme, fallen, row) for row in range(size))
        result = _ranked(_zeroed(replace(result, fallen=fallen, consequences=told)), scheme, scopes)
    return result, findings


def _source(
    scheme: m.Scheme, period: m.Period, figures: Mapping[str, Figures], scopes: tuple[Scope, ...]
) -> UnitSource:
    before = scheme.calendar.before(period.name)
    return UnitSource(
        scheme,
        figures[period.name],
        scope_ids=scope_ids(scopes, len(scheme.units)),
        in_comparison=np.ones(len(scheme.units), dtype=np.bool_),
        before=figures[before.name] if before else None,
        scores={},
    )


def scope_ids(scopes: Sequence[Scope], size: int) -> npt.NDArray[np.intp]:
    """Number of each unit's scope."""
    ids = np.zeros(size, dtype=np.intp)
    for number, scope in enumerate(scopes):
        ids[list(scope.members)] = number
    return ids


def _carry_up(scheme: m.Scheme, period: m.Period, below: Mapping[str, PeriodResult], fallen: Fallen) -> None:
    for veto in scheme.vetoes:
        carried = carried_up(
            veto, {name: result.fallen for name, result in below.items()}, period.name, scheme.calendar
        )
        if carried is not None:
            fallen[veto.name] = fallen[veto.name] | carried if veto.name in fallen else carried


# -- totals ----------------------------------------------------------------------------------------------------------


def _combine(scheme: m.Scheme, period: m.Period, columns: Sequence[Exact]) -> Exact:
    """Children put together by the parent's 汇总方式, rounded. Missing if any child is."""
    size = len(scheme.units)
    children = scheme.calendar.children(period.name)
    if period.combine is m.Combine.WEIGHTED:
        weights = [child.weight or Fraction(0) for child in children]
        columns = [column * Exact.full(weight, size) for column, weight in zip(columns, weights, strict=True)]
    value = total(columns, size)
    if period.combine is m.Combine.MEAN:
        value = value / Exact.full(len(columns), size)
    return value.round(scheme.settings.digits)


def _total(scheme: m.Scheme, score: PeriodScore, combined: Exact | None, figures: Figures) -> Exact:
    size = len(scheme.units)
    value = total([weighted_line(scheme, line, score.lines[line.name].score) for line in scheme.lines], size)
    value = value + score.on_total
    if combined is not None:
        value = value + combined
    if scheme.settings.unreturned is m.Unreturned.PENDING:
        value = value.masked(~figures.unreturned)
    return value


def weighted_line(scheme: m.Scheme, line: m.Line, score: Exact) -> Exact:
    """What a line adds to the total: itself, or its rounded weighted part (a printed figure)."""
    if line.weight in (0, 1):
        return score.fill(0) * Exact.full(line.weight, len(score))
    return (score.fill(0) * Exact.full(line.weight, len(score))).round(scheme.settings.digits)


def _combined_lines(
    scheme: m.Scheme, period: m.Period, children: Sequence[PeriodResult], score: PeriodScore
) -> dict[str, Exact]:
    lines = {}
    for line in scheme.lines:
        own = score.lines[line.name].score
        if children:
            parts = _combine(scheme, period, [child.lines[line.name] for child in children])
            own = parts + own.fill(0)
        lines[line.name] = own
    return lines


def _combined_indicators(
    scheme: m.Scheme, period: m.Period, children: Sequence[PeriodResult], score: PeriodScore
) -> dict[str, Exact]:
    """得分[编号] of a period: its own score, or else its children's put together."""
    found = {}
    for key in scheme.indicators:
        if key in score.indicators:
            found[key] = score.indicators[key].score
        elif children and all(key in child.indicators for child in children):
            found[key] = _combine(scheme, period, [child.indicators[key] for child in children])
    return found


def _zeroed(result: PeriodResult) -> PeriodResult:
    """总分计零."""
    zero = np.array([told.zero_total for told in result.consequences], dtype=np.bool_)
    return replace(result, total=Exact.full(0, len(zero)).where(zero & result.total.ok, result.total))


# -- ranks -----------------------------------------------------------------------------------------------------------


def _ranked(result: PeriodResult, scheme: m.Scheme, scopes: tuple[Scope, ...]) -> PeriodResult:
    taking_part = result.total.ok & np.array([not told.unranked for told in result.consequences], dtype=np.bool_)
    if scheme.settings.unreturned is not m.Unreturned.ZERO:
        taking_part &= ~result.figures.unreturned
    result = replace(result, taking_part=taking_part)
    rankings: dict[str, tuple[Ranking, ...]] = {}
    if scheme.indicators:
        rankings[OVERALL] = tuple(_overall(result, scheme, scope) for scope in scopes)
    for line in scheme.lines if len(scheme.lines) > 1 or scheme.lines[0].name != OVERALL else ():
        rankings[line.name] = tuple(
            ranking
            for scope in scopes
            if (ranking := _plain(result, scheme, line.name, scope, result.lines[line.name])).members
        )
    for key in dict.fromkeys(reward.basis for reward in scheme.rewards):
        if key in result.indicators:
            rankings[key] = tuple(_plain(result, scheme, key, scope, result.indicators[key]) for scope in scopes)
    return replace(result, rankings=rankings)


def _overall(result: PeriodResult, scheme: m.Scheme, scope: Scope) -> Ranking:
    """By total, then by 并列比较 in turn; moved by vetoes."""
    breaks = [
        column.fill(0)
        for name in scheme.settings.tie_breaks
        if (column := result.lines.get(name, result.indicators.get(name))) is not None
    ]
    keys: dict[int, Key | None] = {}
    for row in scope.members:
        value = result.total[row] if result.taking_part[row] else None
        keys[row] = None if value is None else (value, *(b[row] or Fraction(0) for b in breaks))
    moves = {row: result.consequences[row].moves for row in scope.members}
    return rank_units(OVERALL, scope.name, scope.members, keys, scheme.settings.ties, moves)


def _plain(result: PeriodResult, scheme: m.Scheme, basis: str, scope: Scope, column: Exact) -> Ranking:
    members = [row for row in scope.members if column.ok[row]]
    values = {row: column[row] for row in members}
    keys: dict[int, Key | None] = {
        row: (value,) if value is not None and result.taking_part[row] else None for row, value in values.items()
    }
    return rank_units(basis, scope.name, members, keys, scheme.settings.ties)


# -- what conditions after the ranking may refer to ------------------------------------------------------------------


@dataclass(frozen=True)
class ResultSource(UnitSource):
    """A period's result as the source of conditions in 一票否决 and 奖惩."""

    result: PeriodResult = None  # type: ignore[assignment]
    grades: tuple[str | None, ...] = ()

    def given(self, quantity: t.Quantity) -> Column:
        if quantity is t.Quantity.TOTAL:
            return self.result.total
        if quantity is t.Quantity.RANK:
            return Exact.of(self.result.rank(OVERALL, row) for row in range(self.size))
        if quantity is t.Quantity.GRADE:
            texts = [grade or "" for grade in self.grades] or [""] * self.size
            return TextColumn(np.array(texts, dtype=object), np.array([bool(text) for text in texts], dtype=np.bool_))
        return super().given(quantity)

    def score_of(self, key: str) -> Exact:
        if key in self.result.lines:
            return self.result.lines[key]
        if key in self.result.indicators:
            return self.result.indicators[key]
        return super().score_of(key)

    def veto_of(self, name: str) -> Truth:
        """Whether the named veto, or any veto of the named 否决组, fell."""
        known = np.ones(self.size, dtype=np.bool_)
        fell = [
            self.result.fallen[veto.name]
            for veto in self.scheme.vetoes
            if name in (veto.name, veto.group) and veto.name in self.result.fallen
        ]
        return Truth(np.logical_or.reduce(fell) if fell else ~known, known)


def result_source(
    result: PeriodResult, scheme: m.Scheme, scopes: Sequence[Scope], grades: tuple[str | None, ...] = ()
) -> ResultSource:
    """A source over the finished figures of a period."""
    return ResultSource(
        scheme,
        result.figures,
        scope_ids=scope_ids(scopes, len(scheme.units)),
        in_comparison=result.taking_part,
        scores={},
        result=result,
        grades=grades,
    )
