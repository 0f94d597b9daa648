"""The score of one period: clauses → indicators → lines, all units at once.

The effective tree of a clause (``Clause.tree``) is the one place where 倍数 and 上限 meet a rule's own amount; the
sheets write the same tree as a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.exact import BoolArray, Exact, total
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Column, Evaluator, Truth
from kaohe_xl.expr.parse import serial
from kaohe_xl.figures import Figures, ItemSource
from kaohe_xl.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.place import NOWHERE
from kaohe_xl.rules.base import Effect
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.tidy import State


class Standing(Enum):
    """How a clause or an indicator stands for one unit."""

    SCORED = "计分"
    ABSENT = "不在范围"  # 适用分组 leaves the unit out
    NOT_APPLICABLE = "不适用"
    MISSING = "缺数据"
    INVALID = "无效"
    ZEROED = "清零"
    VERIFIED = "核定"


Standings = npt.NDArray[Any]  # object array of Standing


def standing_in(standings: Standings, *among: Standing) -> BoolArray:
    """Rows whose standing is one of those named."""
    return np.asarray(np.logical_or.reduce([standings == each for each in among]), dtype=np.bool_)


@dataclass(frozen=True)
class ClauseScore:
    """One clause for all units. ``points`` are signed, 0 where it does not count; ``raw`` before 互斥."""

    clause: m.Clause
    points: Exact
    raw: Exact
    standing: Standings


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator for all units; ``score`` is rounded, missing where ``standing`` is ABSENT or NOT_APPLICABLE."""

    indicator: m.Indicator
    score: Exact
    before_rounding: Exact
    standing: Standings
    verified: Mapping[int, m.Verified]


@dataclass(frozen=True)
class LineScore:
    """One line: the sum of its indicators, the printed 折算 adjustment, and the score (missing where out of scope)."""

    line: m.Line
    score: Exact
    adjustment: Exact


@dataclass(frozen=True)
class PeriodScore:
    """What the rubric gives in one period, before periods are combined."""

    figures: Figures
    clauses: Mapping[str, ClauseScore]
    indicators: Mapping[str, IndicatorScore]
    lines: Mapping[str, LineScore]
    on_total: Exact  # sum of the period's 计入=总分 clauses
    source: UnitSource | None = None  # what it was scored on: the sheets evaluate their helper cells on the same


@dataclass(frozen=True)
class UnitSource(ItemSource):
    """Everything a tree may refer to while one indicator of one period is scored."""

    scope_ids: npt.NDArray[np.intp] = None  # type: ignore[assignment]
    in_comparison: BoolArray = None  # type: ignore[assignment]
    before: Figures | None = None
    scores: Mapping[str, Exact] = None  # type: ignore[assignment]
    indicator: m.Indicator | None = None

    @property
    def scopes(self) -> npt.NDArray[np.intp]:
        return self.scope_ids

    @property
    def comparable(self) -> BoolArray:
        return self.in_comparison

    @cached_property
    def _group_column(self) -> npt.NDArray[Any]:
        return np.array([unit.group for unit in self.scheme.units], dtype=object)

    @property
    def groups(self) -> npt.NDArray[Any]:
        return self._group_column

    def score_of(self, key: str) -> Exact:
        if key in self.scores:
            return self.scores[key]
        children = self.scheme.indicators[key].children if key in self.scheme.indicators else ()
        return total([self.score_of(child).fill(0) for child in children], self.size)

    def given(self, quantity: t.Quantity) -> Column:
        if quantity is t.Quantity.DEADLINE:
            deadline = self.scheme.calendar.by_name[self.figures.period].deadline
            return Exact.full(serial(deadline), self.size) if deadline else Exact.missing(self.size)
        if quantity is t.Quantity.UNITS:
            counts = [int((self.in_comparison & (self.scope_ids == scope)).sum()) for scope in self.scope_ids]
            return Exact.of(counts)
        if self.indicator is not None:
            if quantity is t.Quantity.CHILDREN:
                return total([self.score_of(c).fill(0) for c in self.indicator.children], self.size)
            if quantity is t.Quantity.FULL_MARK and self.indicator.full_mark is not None:
                return Exact.full(self.indicator.full_mark, self.size)
            if quantity is t.Quantity.PARENT_SCORE and self.indicator.parent:
                return self.score_of(self.indicator.parent)
        return Exact.missing(self.size)

    def past(self, last_year: bool, node: t.Item | t.Given) -> Column:
        if not last_year and isinstance(node, t.Item):
            return self.before.column(node.name) if self.before else Exact.missing(self.size)
        return Exact.missing(self.size)


def clause_tree(clause: m.Clause) -> t.Node:
    return clause.tree


def items_of(clause: m.Clause) -> tuple[str, ...]:
    return clause.item_names


def scoring_order(scheme: m.Scheme) -> list[m.Indicator]:
    """Indicators so that 得分[…] and 子项合计 find theirs done. The scheme check has ruled out rings."""
    done: dict[str, m.Indicator] = {}

    def visit(key: str) -> None:
        if key in done or key not in scheme.indicators:
            return
        indicator = scheme.indicators[key]
        for child in indicator.children:
            visit(child)
        for clause in indicator.clauses:
            for node in clause.nodes:
                if isinstance(node, t.ScoreOf):
                    visit(node.key)
        done[key] = indicator

    for key in scheme.indicators:
        visit(key)
    return list(done.values())


def score_period(source: UnitSource) -> tuple[PeriodScore, list[Finding]]:
    """Score every indicator that has clauses in the source's period."""
    scheme, period = source.scheme, source.figures.period
    findings: list[Finding] = []
    scores: dict[str, Exact] = {}
    source = replace(source, scores=scores)
    clauses: dict[str, ClauseScore] = {}
    indicators: dict[str, IndicatorScore] = {}
    ordered = [i for i in scoring_order(scheme) if any(period in clause.periods for clause in i.clauses)]
    for indicator in ordered:
        own = [clause for clause in indicator.clauses if period in clause.periods]
        evaluate = Evaluator(replace(source, indicator=indicator))
        for clause in own:
            clauses[clause.key] = _score_clause(clause, evaluate, source, findings)
        _exclude(clauses, [clause.key for clause in own])
        indicators[indicator.key] = _score_indicator(indicator, [clauses[c.key] for c in own], source)
        scores[indicator.key] = indicators[indicator.key].score
    _exclude(clauses, list(clauses))
    for indicator in ordered:
        own_scores = [clauses[c.key] for c in indicator.clauses if period in c.periods]
        indicators[indicator.key] = _score_indicator(indicator, own_scores, source)
    lines = {line.name: _score_line(line, indicators, source) for line in scheme.lines}
    on_total = total([_rounded(c, scheme) for c in clauses.values() if c.clause.on_total], source.size)
    in_order = {key: clauses[key] for clause in scheme.clauses if (key := clause.key) in clauses}
    by_sheet = {key: indicators[key] for key in scheme.indicators if key in indicators}
    return PeriodScore(source.figures, in_order, by_sheet, lines, on_total, source), findings


def _rounded(score: ClauseScore, scheme: m.Scheme) -> Exact:
    """A 计入=总分 clause is a printed row of the total, so it is rounded on its own."""
    return score.points.round(scheme.settings.digits)


# -- clauses ---------------------------------------------------------------------------------------------------------


def _score_clause(clause: m.Clause, evaluate: Evaluator, source: UnitSource, findings: list[Finding]) -> ClauseScore:
    size = source.size
    column = evaluate(clause.tree)
    needed = [source.figures.items[name] for name in clause.item_names]
    standing = np.full(size, Standing.SCORED, dtype=object)
    standing[~column.ok] = Standing.MISSING
    _mark_invalid(clause, column, evaluate, source, standing, findings)
    for figure in needed:
        standing[figure.is_state(State.NOT_APPLICABLE)] = Standing.NOT_APPLICABLE
    standing[~_concerned(clause, source)] = Standing.ABSENT
    if isinstance(column, Truth):
        fell = column.value & (standing == Standing.SCORED)
        standing[fell] = Standing.ZEROED
        points = Exact.full(0, size)
    else:
        assert isinstance(column, Exact)
        points = column.masked(standing == Standing.SCORED).fill(0)
        points = -points if clause.effect is Effect.TAKES else points
    _report_missing(clause, source, standing, findings)
    return ClauseScore(clause, points, points, standing)


def _concerned(clause: m.Clause, source: UnitSource) -> BoolArray:
    """Units for which the clause exists: inside its 适用分组, and scored on its indicator's line."""
    concerned = np.ones(source.size, dtype=np.bool_)
    line = next(line for line in source.scheme.lines if line.name == source.scheme.indicators[clause.indicator].line)
    for groups in (clause.groups, line.groups):
        if groups:
            concerned &= np.isin(source.groups.astype(str), list(groups))
    return concerned


def _mark_invalid(
    clause: m.Clause,
    column: Column,
    evaluate: Evaluator,
    source: UnitSource,
    standing: Standings,
    findings: list[Finding],
) -> None:
    """Values outside what the rule allows, and figures that cannot be computed, are named one by one."""
    present = np.ones(source.size, dtype=np.bool_)
    for name in clause.item_names:
        figure = source.figures.items[name]
        present &= figure.ok
    in_group = _concerned(clause, source)
    for node in clause.tree.walk():
        if isinstance(node, t.Valid):
            outside = evaluate.truth(node.condition)
            for row in np.flatnonzero(present & in_group & outside.ok & ~outside.value):
                standing[row] = Standing.INVALID
                findings.append(_about(clause, source, int(row), "F603"))
    for row in np.flatnonzero(present & in_group & ~column.ok & (standing == Standing.MISSING)):
        standing[row] = Standing.INVALID
        findings.append(_about(clause, source, int(row), "F604"))


def _about(clause: m.Clause, source: UnitSource, row: int, code: str) -> Finding:
    """A finding about the value that a clause used, at the cell it came from."""
    names = clause.item_names
    figures = [source.figures.items[name] for name in names]
    places = [place for figure in figures for place in figure.sources[row]]
    raw = "；".join(f"{f.item.name}={f.raw[row] or f.values[row]}" for f in figures)
    unit = source.scheme.units[row].name
    return finding(
        code,
        places[0] if places else NOWHERE,
        unit=unit,
        period=source.figures.period,
        name=unit,
        key=clause.indicator,
        value=raw,
        rule=clause.text or clause.rule.name,
    )


def _report_missing(clause: m.Clause, source: UnitSource, standing: Standings, findings: list[Finding]) -> None:
    for row in np.flatnonzero(standing == Standing.MISSING):
        absent = [
            figure for name in clause.item_names if not (figure := source.figures.items[name]).states[row].has_value
        ]
        if source.figures.unreturned[row] and all(f.states[row] is State.UNRETURNED for f in absent):
            continue  # said once for the whole form, not for each of its items
        unit = source.scheme.units[row].name
        place = next((p for figure in absent for p in figure.sources[row] if p != NOWHERE), NOWHERE)
        names = "、".join(figure.item.name for figure in absent) or "、".join(clause.item_names)
        findings.append(
            finding(
                "F605",
                place,
                unit=unit,
                period=source.figures.period,
                name=unit,
                item=names,
                key=clause.indicator,
                effect="不计分" if clause.on_total else "该项计零",
            )
        )


def _exclude(clauses: dict[str, ClauseScore], keys: Sequence[str]) -> None:
    """互斥: of the clauses with one mark only the largest counts, the first on a tie (就高不就低)."""
    marks: dict[str, list[str]] = {}
    for key in keys:
        mark = clauses[key].clause.exclusive
        if mark:
            marks.setdefault(mark, []).append(key)
    for members in marks.values():
        for position, key in enumerate(members):
            own = abs(clauses[key].raw)
            counts = np.ones(len(own), dtype=np.bool_)
            for other_position, other in enumerate(members):
                rival = abs(clauses[other].raw)
                if other_position < position:
                    counts &= rival.less(own)
                elif other_position > position:
                    counts &= ~own.less(rival)
            raw = clauses[key].raw
            clauses[key] = replace(clauses[key], points=raw.where(counts, Exact.full(0, len(own))))


# -- indicators and lines --------------------------------------------------------------------------------------------


def _score_indicator(indicator: m.Indicator, clauses: Sequence[ClauseScore], source: UnitSource) -> IndicatorScore:
    digits = source.scheme.settings.digits
    size = source.size
    own = [c for c in clauses if not c.clause.on_total] or list(clauses)
    if indicator.on_total:
        value = total([_rounded(c, source.scheme) for c in clauses], size)
    else:
        value = _clamped(indicator, own, source)
        missing = np.logical_or.reduce([standing_in(c.standing, Standing.MISSING, Standing.INVALID) for c in own])
        value = value.minimum(Exact.full(0, size)).where(missing, value)
        zeroed = np.logical_or.reduce([c.standing == Standing.ZEROED for c in own])
        value = Exact.full(0, size).where(zeroed, value)
    standing = _standing(own)
    exists = ~standing_in(standing, Standing.ABSENT, Standing.NOT_APPLICABLE)
    value = value.masked(exists)
    verified = _verified_scores(indicator, source)
    rounded = value.round(digits)
    if verified:
        rounded, standing = _with_verified(rounded, standing, verified, digits)
    if not indicator.on_total:
        rounded = _not_applicable(indicator, rounded, standing, source)
    return IndicatorScore(indicator, rounded, value, standing, verified)


def _clamped(indicator: m.Indicator, own: Sequence[ClauseScore], source: UnitSource) -> Exact:
    size = source.size
    start = indicator.full_mark if indicator.from_full and indicator.full_mark is not None else Fraction(0)
    value = Exact.full(start, size) + total([c.points for c in own], size)
    if indicator.full_mark is not None:
        value = value.minimum(Exact.full(indicator.full_mark, size))
    if indicator.floor is not None:
        value = value.maximum(Evaluator(source).number(indicator.floor))
    return value


def _standing(own: Sequence[ClauseScore]) -> Standings:
    """ABSENT or NOT_APPLICABLE only if all clauses are; otherwise the worst of what the clauses say."""
    size = len(own[0].standing)
    standing = np.full(size, Standing.SCORED, dtype=object)
    for state in (Standing.MISSING, Standing.INVALID, Standing.ZEROED):
        for clause in own:
            standing[clause.standing == state] = state
    dropped = np.logical_and.reduce([standing_in(c.standing, Standing.ABSENT, Standing.NOT_APPLICABLE) for c in own])
    absent = np.logical_and.reduce([c.standing == Standing.ABSENT for c in own])
    standing[dropped] = Standing.NOT_APPLICABLE
    standing[absent] = Standing.ABSENT
    return standing


def _verified_scores(indicator: m.Indicator, source: UnitSource) -> dict[int, m.Verified]:
    if not source.scheme.settings.verified_first:
        return {}
    position = {name: row for row, name in enumerate(source.scheme.unit_names)}
    return {
        position[change.unit]: change
        for change in source.scheme.verified
        if change.is_score and change.key == indicator.key and change.period == source.figures.period
    }


def _with_verified(
    score: Exact, standing: Standings, verified: Mapping[int, m.Verified], digits: int
) -> tuple[Exact, Standings]:
    values = score.to_list()
    standing = standing.copy()
    for row, change in verified.items():
        applies = isinstance(change.value, Fraction)
        values[row] = change.value if isinstance(change.value, Fraction) else None
        standing[row] = Standing.VERIFIED if applies else Standing.NOT_APPLICABLE
    return Exact.of(values).round(digits), standing


def _not_applicable(indicator: m.Indicator, score: Exact, standing: Standings, source: UnitSource) -> Exact:
    """不适用处理 other than 剔除折算 (which the line does) puts a figure in place."""
    rows = standing == Standing.NOT_APPLICABLE
    handling = source.scheme.settings.not_applicable
    if not rows.any() or handling is m.NotApplicable.SCALE:
        return score
    if handling is m.NotApplicable.FULL:
        return Exact.full(indicator.full_mark or 0, source.size).where(rows, score)
    if handling is m.NotApplicable.ZERO:
        return Exact.full(0, source.size).where(rows, score)
    values = score.to_list()
    means = []
    for row in range(source.size):
        peers = np.flatnonzero((source.scopes == source.scopes[row]) & source.comparable & score.ok)
        pool = [value for peer in peers if (value := values[peer]) is not None]
        means.append(sum(pool, Fraction(0)) / len(pool) if pool else Fraction(0))
    return Exact.of(means).round(source.scheme.settings.digits).where(rows, score)


def _score_line(line: m.Line, indicators: Mapping[str, IndicatorScore], source: UnitSource) -> LineScore:
    scheme, size = source.scheme, source.size
    members = [indicators[i.key] for i in top_scored(scheme, line.name) if i.key in indicators]
    raw = total([member.score.fill(0) for member in members], size)
    full, dropped = Exact.full(0, size), Exact.full(0, size)
    scaled = scheme.settings.not_applicable is m.NotApplicable.SCALE
    for member in members:
        mark = Exact.full(member.indicator.full_mark or 0, size)
        nothing = Exact.full(0, size)
        full = full + nothing.where(member.standing == Standing.ABSENT, mark)
        if scaled:
            dropped = dropped + mark.where(member.standing == Standing.NOT_APPLICABLE, nothing)
    adjustment = (raw * dropped / (full - dropped)).fill(0).round(scheme.settings.digits)
    in_line = np.array([not line.groups or unit.group in line.groups for unit in scheme.units], dtype=np.bool_)
    return LineScore(line, (raw + adjustment).masked(in_line), adjustment)


def existing_marks(score: PeriodScore, row: int) -> Iterator[m.Indicator]:
    """Indicators that exist for a unit in the period."""
    for indicator in score.indicators.values():
        if indicator.standing[row] is not Standing.ABSENT:
            yield indicator.indicator
