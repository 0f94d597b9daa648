"""Bounds of every period: vetoes, totals, places. The order is that of :mod:`kaohe_xl.scoring.assess.run`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from kaohe_xl.bounds.evaluate import SpanEvaluator
from kaohe_xl.bounds.item_spans import SpanFigures
from kaohe_xl.bounds.open_scores import NOTHING, OpenScores
from kaohe_xl.bounds.period_bounds import FallenSpans, MaySurely, PeriodBounds, effect
from kaohe_xl.bounds.placed import placed
from kaohe_xl.bounds.result_spans import ResultSpans, result_spans
from kaohe_xl.bounds.scoring import PeriodSpans, bound_period
from kaohe_xl.bounds.span import Span, rows_of
from kaohe_xl.bounds.unit_spans import UnitSpans, sum_of
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scheme.subordinates import depth
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.scoring.veto import evaluated_in


def bound_periods(
    assessment: Assessment, figures: Mapping[str, SpanFigures], opened: OpenScores = NOTHING
) -> dict[str, PeriodBounds]:
    """Bounds of every period, children before their parents."""
    found: dict[str, PeriodBounds] = {}
    for period in assessment.scheme.calendar.periods:
        lower, passes = None, depth(assessment.scheme) or 0
        for last in range(passes + 1):
            bounds = _bound(assessment, period, figures, found, lower, opened)
            if last < passes:
                lower = result_spans(assessment, bounds, None, below=found)
        found[period.name] = bounds
    return found


def _bound(
    assessment: Assessment,
    period: m.Period,
    figures: Mapping[str, SpanFigures],
    below: Mapping[str, PeriodBounds],
    lower: ResultSpans | None,
    opened: OpenScores,
) -> PeriodBounds:
    scheme, result = assessment.scheme, assessment.periods[period.name]
    size = len(scheme.units)
    off = rows_of(False, size)
    before = scheme.calendar.before(period.name)
    names, inside = leaves_until(scheme.calendar, period.name)
    exact_scores = {k: v.score for k, v in result.score.indicators.items()} if result.score is not None else {}
    source = UnitSpans(
        scheme,
        figures[period.name].items,
        figures=figures[period.name],
        exact=replace(result.source, scores=exact_scores),
        kept_out=(off, off),
        before=figures[before.name] if before is not None else None,
        scores={},
        opened=opened,
        lower=lower,
        leaves=tuple(replace(below[name].source, leaves=(), lower=None) for name in names),
        inside=inside,
    )
    looked_at = [veto for veto in scheme.vetoes if evaluated_in(veto, period.name, scheme.calendar)]
    fallen = _vetoes(scheme, [veto for veto in looked_at if veto.on_data], SpanEvaluator(source))
    for veto in scheme.vetoes:
        if not veto.periods:
            for child in scheme.calendar.children(period.name):
                _fall(fallen, veto.name, below[child.name].fallen.get(veto.name))
    _contest(fallen, opened)
    source = replace(source, kept_out=effect(scheme, fallen, m.Consequence.UNRANKED, size))
    spans = bound_period(source)
    children = [below[child.name] for child in scheme.calendar.children(period.name)]
    lines = {}
    for line in scheme.lines:
        own = spans.lines[line.name]
        if children:
            own = _combine(scheme, period, [child.lines[line.name] for child in children]) + own.fill(0)
        lines[line.name] = own
    indicators = {}
    for key in scheme.indicators:
        if key in spans.indicators:
            indicators[key] = spans.indicators[key]
        elif children and all(key in child.indicators for child in children):
            indicators[key] = _combine(scheme, period, [child.indicators[key] for child in children])
    bounds = PeriodBounds(
        result, figures[period.name], source, spans, indicators, lines, Span.full(0, size), fallen, (off, off)
    )
    total = _total(scheme, period, spans, children, figures[period.name])
    on_scores = [veto for veto in looked_at if not veto.on_data]
    bounds = placed(assessment, replace(bounds, total=_zeroed(scheme, total, fallen)))
    if on_scores:
        earlier = below[before.name] if before is not None else None
        more = _vetoes(scheme, on_scores, SpanEvaluator(result_spans(assessment, bounds, earlier, (), below, lower)))
        fallen = dict(fallen)
        for name, pair in more.items():
            _fall(fallen, name, pair)
        _contest(fallen, opened)
        bounds = replace(bounds, fallen=fallen, total=_zeroed(scheme, bounds.total, fallen))
        bounds = placed(assessment, bounds)
    return bounds


def _fall(fallen: FallenSpans, name: str, pair: MaySurely | None) -> None:
    if pair is not None:
        old = fallen.get(name)
        fallen[name] = pair if old is None else (old[0] | pair[0], old[1] | pair[1])


def _contest(fallen: FallenSpans, opened: OpenScores) -> None:
    """A veto that a unit appeals against may not stand."""
    for name, rows in opened.vetoes.items():
        if name in fallen:
            can, sure = fallen[name]
            sure = sure.copy()
            sure[list(rows)] = False
            fallen[name] = (can, sure)


def _vetoes(scheme: m.Scheme, vetoes: Sequence[m.Veto], evaluate: SpanEvaluator) -> FallenSpans:
    groups = np.array([unit.group for unit in scheme.units], dtype=object).astype(str)
    holds: FallenSpans = {}
    for veto in vetoes:
        truth = evaluate.truth(veto.condition)
        here = np.isin(groups, list(veto.unit_groups)) if veto.unit_groups else rows_of(True, len(groups))
        holds[veto.name] = (truth.yes & here, truth.surely & here)
    fallen: FallenSpans = {}
    for veto in vetoes:
        can, sure = holds[veto.name]
        if veto.group:
            peers = [other for other in vetoes if other.group == veto.group]
            needed = max(peer.needed for peer in peers)
            can = can & (np.sum([holds[peer.name][0] for peer in peers], axis=0) >= needed)
            sure = sure & (np.sum([holds[peer.name][1] for peer in peers], axis=0) >= needed)
        fallen[veto.name] = (can, sure)
    return fallen


def _combine(scheme: m.Scheme, period: m.Period, columns: Sequence[Span]) -> Span:
    size = len(scheme.units)
    children = scheme.calendar.children(period.name)
    if period.combine is m.Combine.WEIGHTED:
        columns = [
            column * Span.full(child.weight or Fraction(0), size)
            for column, child in zip(columns, children, strict=True)
        ]
    value = sum_of(columns, size)
    if period.combine is m.Combine.MEAN:
        value = value / Span.full(len(columns), size)
    return value.round(scheme.settings.digits)


def _total(
    scheme: m.Scheme, period: m.Period, spans: PeriodSpans, children: Sequence[PeriodBounds], figures: SpanFigures
) -> Span:
    size = len(scheme.units)
    parts = [spans.lines[line.name].fill(0) * Span.full(line.weight, size) for line in scheme.lines]
    value = sum_of(parts, size) + spans.on_total
    if children:
        value = value + _combine(scheme, period, [child.total for child in children])
    value = value.round(scheme.settings.digits)
    if scheme.settings.unreturned is m.Unreturned.PENDING:
        value = value.with_presence(~figures.unreturned[1], ~figures.unreturned[0])
    return value


def _zeroed(scheme: m.Scheme, total: Span, fallen: FallenSpans) -> Span:
    can, sure = effect(scheme, fallen, m.Consequence.ZERO_TOTAL, len(total))
    zero = Span.full(0, len(total))
    return total.either(~sure, zero, can).with_presence(total.may, total.must)
