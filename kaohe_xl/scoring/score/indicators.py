"""Indicators and lines: what their clauses add up to, clamped, rounded, approved, scaled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import Exact, total
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.score.model import ClauseScore, IndicatorScore, LineScore, ScoreStatus, ScoreStatuses, status_in
from kaohe_xl.scoring.score.source import UnitSource


def rounded_points(score: ClauseScore, scheme: m.Scheme) -> Exact:
    """A 计入=总分 clause is a printed row of the total, so it is rounded on its own."""
    return score.points.round(scheme.settings.digits)


def score_indicator(indicator: m.Indicator, clauses: Sequence[ClauseScore], source: UnitSource) -> IndicatorScore:
    digits = source.scheme.settings.digits
    size = source.size
    own = [c for c in clauses if not c.clause.on_total] or list(clauses)
    if indicator.on_total:
        value = total([rounded_points(c, source.scheme) for c in clauses], size)
    else:
        value = _clamped(indicator, own, source)
        missing = np.logical_or.reduce([status_in(c.status, ScoreStatus.MISSING, ScoreStatus.INVALID) for c in own])
        value = value.minimum(Exact.full(0, size)).where(missing, value)
        zeroed = np.logical_or.reduce([c.status == ScoreStatus.ZEROED for c in own])
        value = Exact.full(0, size).where(zeroed, value)
    status = _status(own)
    exists = ~status_in(status, ScoreStatus.ABSENT, ScoreStatus.NOT_APPLICABLE)
    value = value.masked(exists)
    approved = _approved_scores(indicator, source)
    rounded = value.round(digits)
    if approved:
        rounded, status = _with_approved(rounded, status, approved, digits)
    if not indicator.on_total:
        rounded = _not_applicable(indicator, rounded, status, source)
    return IndicatorScore(indicator, rounded, value, status, approved)


def _clamped(indicator: m.Indicator, own: Sequence[ClauseScore], source: UnitSource) -> Exact:
    size = source.size
    start = indicator.full_mark if indicator.from_full and indicator.full_mark is not None else Fraction(0)
    value = Exact.full(start, size) + total([c.points for c in own], size)
    if indicator.full_mark is not None:
        value = value.minimum(Exact.full(indicator.full_mark, size))
    if indicator.floor is not None:
        value = value.maximum(Evaluator(source).number(indicator.floor))
    return value


def _status(own: Sequence[ClauseScore]) -> ScoreStatuses:
    """ABSENT or NOT_APPLICABLE only if all clauses are; otherwise the worst of what the clauses say."""
    size = len(own[0].status)
    status = np.full(size, ScoreStatus.SCORED, dtype=object)
    for state in (ScoreStatus.MISSING, ScoreStatus.INVALID, ScoreStatus.ZEROED):
        for clause in own:
            status[clause.status == state] = state
    dropped = np.logical_and.reduce([status_in(c.status, ScoreStatus.ABSENT, ScoreStatus.NOT_APPLICABLE) for c in own])
    absent = np.logical_and.reduce([c.status == ScoreStatus.ABSENT for c in own])
    status[dropped] = ScoreStatus.NOT_APPLICABLE
    status[absent] = ScoreStatus.ABSENT
    return status


def _approved_scores(indicator: m.Indicator, source: UnitSource) -> dict[int, m.ApprovedValue]:
    if not source.scheme.settings.approved_first or not source.scheme.approved:
        return {}
    position = {name: row for row, name in enumerate(source.scheme.unit_names)}
    return {
        position[change.unit]: change
        for change in source.scheme.approved
        if change.is_score and change.key == indicator.key and change.period == source.figures.period
    }


def _with_approved(
    score: Exact, status: ScoreStatuses, approved: Mapping[int, m.ApprovedValue], digits: int
) -> tuple[Exact, ScoreStatuses]:
    values = list(score.to_list())
    status = status.copy()
    for row, change in approved.items():
        applies = isinstance(change.value, Fraction)
        values[row] = change.value if isinstance(change.value, Fraction) else None
        status[row] = ScoreStatus.APPROVED if applies else ScoreStatus.NOT_APPLICABLE
    return Exact.of(values).round(digits), status


def _not_applicable(indicator: m.Indicator, score: Exact, status: ScoreStatuses, source: UnitSource) -> Exact:
    """不适用处理 other than 剔除折算 (which the line does) puts a figure in place."""
    rows = status == ScoreStatus.NOT_APPLICABLE
    handling = source.scheme.settings.not_applicable
    if not rows.any() or handling is m.NotApplicable.SCALE:
        return score
    if handling is m.NotApplicable.FULL:
        return Exact.full(indicator.full_mark or 0, source.size).where(rows, score)
    if handling is m.NotApplicable.ZERO:
        return Exact.full(0, source.size).where(rows, score)
    values = score.to_list()
    means: dict[object, Fraction] = {}
    for scope in np.unique(source.scopes):
        peers = np.flatnonzero((source.scopes == scope) & source.comparable & score.ok)
        pool = [value for peer in peers if (value := values[peer]) is not None]
        means[scope] = sum(pool, Fraction(0)) / len(pool) if pool else Fraction(0)
    return Exact.of(means[scope] for scope in source.scopes).round(source.scheme.settings.digits).where(rows, score)


def score_line(line: m.Line, indicators: Mapping[str, IndicatorScore], source: UnitSource) -> LineScore:
    scheme, size = source.scheme, source.size
    members = [indicators[i.key] for i in top_scored(scheme, line.name) if i.key in indicators]
    raw = total([member.score.fill(0) for member in members], size)
    full, dropped = Exact.full(0, size), Exact.full(0, size)
    scaled = scheme.settings.not_applicable is m.NotApplicable.SCALE
    for member in members:
        mark = Exact.full(member.indicator.full_mark or 0, size)
        nothing = Exact.full(0, size)
        full = full + nothing.where(member.status == ScoreStatus.ABSENT, mark)
        if scaled:
            dropped = dropped + mark.where(member.status == ScoreStatus.NOT_APPLICABLE, nothing)
    adjustment = (raw * dropped / (full - dropped)).fill(0).round(scheme.settings.digits)
    in_line = np.array([not line.groups or unit.group in line.groups for unit in scheme.units], dtype=np.bool_)
    return LineScore(line, (raw + adjustment).masked(in_line), adjustment)
