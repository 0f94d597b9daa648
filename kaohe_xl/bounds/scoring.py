"""Bounds of clauses, indicators and lines in one period: :mod:`kaohe_xl.scoring.score` again, on intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.bounds.clause_spans import ClauseSpan, bound_clause, excluded, pool_name, share_caps, shared_exclusives
from kaohe_xl.bounds.evaluate import SpanEvaluator
from kaohe_xl.bounds.span import Span, rows_of
from kaohe_xl.bounds.unit_spans import UnitSpans, sum_of
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scheme.references import in_order


@dataclass(frozen=True)
class PeriodSpans:
    """What the rubric may give in one period."""

    clauses: Mapping[str, ClauseSpan]
    indicators: Mapping[str, Span]
    lines: Mapping[str, Span]
    on_total: Span


def bound_period(source: UnitSpans) -> PeriodSpans:
    """Bounds of all indicators that have clauses in the source's period."""
    scheme, period, size = source.scheme, source.exact.figures.period, source.size
    scores: dict[str, Span] = {}
    dropped: dict[str, tuple[BoolArray, BoolArray]] = {}
    absent: dict[str, BoolArray] = {}
    source = replace(source, scores=scores)
    clauses: dict[str, ClauseSpan] = {}
    raw: dict[str, ClauseSpan] = {}
    ordered = [i for i in in_order(scheme.indicators) if any(period in clause.periods for clause in i.clauses)]
    shared = shared_exclusives(ordered, period)
    for indicator in ordered:
        evaluate = SpanEvaluator(replace(source, indicator=indicator))
        own = [bound_clause(clause, evaluate, source) for clause in indicator.clauses if period in clause.periods]
        raw |= {each.clause.key: each for each in own}
        capped = {each.clause.key: each for each in excluded(own, shared)}
        share_caps(capped, raw, source)  # over several indicators: when all are known
        clauses |= capped
        own = list(capped.values())
        scores[indicator.key], absent[indicator.key], dropped[indicator.key] = _indicator(indicator, own, source)
    joint = share_caps(clauses, raw, source)
    for indicator in ordered:
        own = [clauses[c.key] for c in indicator.clauses if c.key in clauses]
        if any(each.clause.pool is not None for each in own):
            scores[indicator.key], absent[indicator.key], dropped[indicator.key] = _indicator(indicator, own, source)
    lines = {line.name: _line(line, scores, absent, dropped, source) for line in scheme.lines}
    digits = scheme.settings.digits
    alone = [each for each in clauses.values() if each.clause.on_total and pool_name(each.clause) not in joint]
    on_total = sum_of([*(each.points.round(digits) for each in alone), *joint.values()], size)
    return PeriodSpans(clauses, dict(scores), lines, on_total)


def _indicator(
    indicator: m.Indicator, clauses: Sequence[ClauseSpan], source: UnitSpans
) -> tuple[Span, BoolArray, tuple[BoolArray, BoolArray]]:
    scheme, size = source.scheme, source.size
    digits = scheme.settings.digits
    zero = Span.full(0, size)
    own = [c for c in clauses if not c.clause.on_total] or list(clauses)
    if indicator.on_total:
        value = sum_of([c.points.round(digits) for c in clauses], size)
    else:
        start = indicator.full_mark if indicator.from_full and indicator.full_mark is not None else 0
        value = Span.full(start, size) + sum_of([c.points for c in own], size)
        if indicator.full_mark is not None:
            value = value.minimum(Span.full(indicator.full_mark, size))
        if indicator.floor is not None:
            value = value.maximum(SpanEvaluator(source).number(indicator.floor))
        can, sure = _any([c.missing for c in own])
        value = value.either(~sure, value.minimum(zero), can)
        can, sure = _any([c.zeroing for c in own])
        value = value.either(~sure, zero, can)
    absent = np.logical_and.reduce([c.absent for c in own])
    na_can = np.logical_and.reduce([c.dropped[0] | c.absent for c in own]) & ~absent
    na_sure = np.logical_and.reduce([c.dropped[1] | c.absent for c in own]) & ~absent
    value = value.round(digits).with_presence(~absent & ~na_sure, ~absent & ~na_can)
    exact = source.exact.scores.get(indicator.key) if source.exact.scores else None
    approved = _approved(indicator, source)
    if approved and exact is not None:
        rows = rows_of(False, size)
        rows[list(approved)] = True
        value = Span.known(exact).where(rows, value)
        na_can, na_sure, absent = na_can & ~rows, na_sure & ~rows, absent & ~rows
        for row, change in approved.items():
            na_can[row] = na_sure[row] = change.value is None or isinstance(change.value, str)
    for each in source.opened.of(indicator.key, source.exact.figures.period):
        rows = rows_of(each.row is None, size)
        if each.row is not None:
            rows[each.row] = True
        rows = rows & ~absent
        more = Span(Exact.full(each.low, size), Exact.full(each.high, size), rows, rows)
        value = value.hull(more).where(rows, value)
        na_sure = na_sure & ~rows
    if not indicator.on_total:
        value = _not_applicable(indicator, value, (na_can, na_sure), source)
    return value, absent, (na_can, na_sure)


def _any(pairs: Sequence[tuple[BoolArray, BoolArray]]) -> tuple[BoolArray, BoolArray]:
    return np.logical_or.reduce([p[0] for p in pairs]), np.logical_or.reduce([p[1] for p in pairs])


def _approved(indicator: m.Indicator, source: UnitSpans) -> dict[int, m.ApprovedValue]:
    if not source.scheme.settings.approved_first:
        return {}
    position = {name: row for row, name in enumerate(source.scheme.unit_names)}
    return {
        position[change.unit]: change
        for change in source.scheme.approved
        if change.is_score and change.key == indicator.key and change.period == source.exact.figures.period
    }


def _not_applicable(
    indicator: m.Indicator, value: Span, dropped: tuple[BoolArray, BoolArray], source: UnitSpans
) -> Span:
    can, sure = dropped
    handling, size = source.scheme.settings.not_applicable, source.size
    if not can.any() or handling is m.NotApplicable.SCALE:
        return value
    if handling is m.NotApplicable.FULL:
        instead = Span.full(indicator.full_mark or 0, size)
    elif handling is m.NotApplicable.ZERO:
        instead = Span.full(0, size)
    else:
        node = t.Across(t.Statistic.MEAN, t.ScoreOf(indicator.key))
        scored = replace(source, scores={**source.scores, indicator.key: value})
        instead = SpanEvaluator(scored).number(node).fill(0).round(source.scheme.settings.digits)
    return value.either(~sure, instead, can)


def _line(
    line: m.Line,
    scores: Mapping[str, Span],
    absent: Mapping[str, BoolArray],
    dropped: Mapping[str, tuple[BoolArray, BoolArray]],
    source: UnitSpans,
) -> Span:
    scheme, size = source.scheme, source.size
    digits = scheme.settings.digits
    members = [i for i in top_scored(scheme, line.name) if i.key in scores]
    raw = sum_of([scores[i.key].fill(0) for i in members], size)
    in_line = np.array([not line.groups or unit.group in line.groups for unit in scheme.units], dtype=np.bool_)
    if scheme.settings.not_applicable is m.NotApplicable.SCALE and any(dropped[i.key][0].any() for i in members):
        zero, full, least, most = (Exact.full(0, size) for _ in range(4))
        for i in members:
            mark = Exact.full(i.full_mark or 0, size)
            full = full + zero.where(absent[i.key], mark)
            least = least + mark.where(dropped[i.key][1], zero)
            most = most + mark.where(dropped[i.key][0], zero)
        every = rows_of(True, size)
        gone, whole = Span(least, most, every, every), Span(full, full, every, every)
        adjustment = (raw * (gone / (whole - gone))).fill(0).round(digits)
        scaled = raw + adjustment
        if all(i.full_mark is not None for i in members):
            scaled = scaled.minimum(whole.maximum(Span.full(0, size)))
        raw = scaled.where(np.logical_or.reduce([dropped[i.key][0] for i in members]), raw)
    return raw.with_presence(in_line, in_line)
