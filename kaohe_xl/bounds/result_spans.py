"""A period's bounds as the source of conditions in 一票否决 and 奖惩."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from kaohe_xl.base.exact import Exact
from kaohe_xl.bounds.period_bounds import MaySurely, PeriodBounds
from kaohe_xl.bounds.span import Span, SpanColumn, TextSpan, TruthSpan, rows_of
from kaohe_xl.bounds.unit_spans import UnitSpans
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scoring.assess import OVERALL, Assessment


@dataclass(frozen=True, kw_only=True)
class ResultSpans(UnitSpans):
    """A period's bounds as the source of conditions in 一票否决 and 奖惩."""

    bounds: PeriodBounds
    grades: tuple[frozenset[str | None], ...] = ()
    earlier: PeriodBounds | None = None

    @property
    def comparable(self) -> MaySurely:
        return self.bounds.taking_part

    def given(self, quantity: t.Quantity) -> SpanColumn:
        if quantity is t.Quantity.TOTAL:
            return self.bounds.total
        if quantity is t.Quantity.RANK:
            return _rank_span(self.bounds, self.size)
        if quantity is t.Quantity.RANK_FROM_LAST:
            return _from_last(self.bounds, self.size)
        if quantity is t.Quantity.GRADE:
            options = self.grades or (frozenset({None}),) * self.size
            value = np.array([max((g or "" for g in each), default="") for each in options], dtype=object)
            free = np.array([len(each - {None}) > 1 for each in options], dtype=np.bool_)
            may = np.array([bool(each - {None}) for each in options], dtype=np.bool_)
            return TextSpan(value, free, may, may & np.array([None not in each for each in options], dtype=np.bool_))
        return super().given(quantity)

    def score_of(self, key: str) -> Span:
        if key in self.bounds.lines:
            return self.bounds.lines[key]
        if key in self.bounds.indicators:
            return self.bounds.indicators[key]
        return super().score_of(key)

    def veto_of(self, name: str) -> TruthSpan:
        can, sure = rows_of(False, self.size), rows_of(False, self.size)
        for veto in self.scheme.vetoes:
            if name in (veto.name, veto.group) and veto.name in self.bounds.fallen:
                can = can | self.bounds.fallen[veto.name][0]
                sure = sure | self.bounds.fallen[veto.name][1]
        return TruthSpan(can, ~sure, rows_of(False, self.size))

    def past(self, last_year: bool, node: t.Item | t.Given) -> SpanColumn:
        if last_year or isinstance(node, t.Item):
            return super().past(last_year, node)
        if self.earlier is not None and node.quantity is t.Quantity.TOTAL:
            return self.earlier.total
        if self.earlier is not None and node.quantity is t.Quantity.RANK:
            return _rank_span(self.earlier, self.size)
        return Span.missing(self.size)


def _rank_span(bounds: PeriodBounds, size: int) -> Span:
    spans = bounds.places.get(OVERALL, {})
    places = [spans.get(row) for row in range(size)]
    return Span(
        Exact.of(place.best if place else 0 for place in places),
        Exact.of(place.worst if place else 0 for place in places),
        np.array([place is not None and place.may for place in places], dtype=np.bool_),
        np.array([place is not None and place.certain for place in places], dtype=np.bool_),
    )


def _from_last(bounds: PeriodBounds, size: int) -> Span:
    """Wide: a unit with another in a worse place is not last, and no more than all others are worse."""
    places = bounds.places.get(OVERALL, {})
    ranks = _rank_span(bounds, size)
    lows, highs = [1] * size, [1] * size
    for group in bounds.contenders.get(OVERALL, ()):
        rows = [each.row for each in group if places[each.row].may]
        for row in rows:
            own, others = places[row], [places[each] for each in rows if each != row]
            lows[row] = 1 + sum(each.certain and each.best > own.worst for each in others)
            highs[row] = 1 + sum(each.worst > own.best for each in others)
    return Span(Exact.of(lows), Exact.of(highs), ranks.may, ranks.must)


def result_spans(
    assessment: Assessment,
    bounds: PeriodBounds,
    earlier: PeriodBounds | None,
    grades: tuple[frozenset[str | None], ...] = (),
    below: Mapping[str, PeriodBounds] | None = None,
    lower: ResultSpans | None = None,
) -> ResultSpans:
    own, done = bounds.source, below or {}
    names, inside = leaves_until(assessment.scheme.calendar, bounds.result.period.name)
    known = [done.get(name) for name in names]
    pairs = zip(known, [None, *known], strict=False)
    leaves = tuple(replace(result_spans(assessment, one, then), leaves=()) for one, then in pairs if one is not None)
    return ResultSpans(
        own.scheme,
        own.items,
        figures=own.figures,
        exact=own.exact,
        kept_out=own.kept_out,
        before=own.before,
        scores={},
        lower=lower,
        bounds=bounds,
        grades=grades,
        earlier=earlier,
        leaves=leaves,
        inside=inside,
    )
