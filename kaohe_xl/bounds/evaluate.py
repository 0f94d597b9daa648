"""The bounds of a tree: a node is the hull of all that it may be. What is asked of several units or periods at once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.bounds.evaluate_units import UnitSpanEvaluator
from kaohe_xl.bounds.span import Span, SpanColumn, TextSpan, TruthSpan, rows_of
from kaohe_xl.bounds.span_source import SpanSource
from kaohe_xl.bounds.span_statistics import bounds_over_subs, common_bounds, place_bounds
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.over_units import run_lengths


class SpanEvaluator(UnitSpanEvaluator):
    """Bounds trees on one source, each node once."""

    def _across(self, node: t.Across) -> Span:
        span = self.number(node.part)
        can, sure = self.source.comparable
        may, must = can & span.may, sure & span.must
        if node.groups:
            inside = np.isin(self.source.groups.astype(str), list(node.groups))
            may, must = may & inside, must & inside
        size = self.source.size
        lows, highs = span.low.to_list(), span.high.to_list()
        found: list[tuple[Fraction, Fraction, bool, bool] | None] = [None] * size
        for scope in np.unique(self.source.scopes):
            members = [int(row) for row in np.flatnonzero(self.source.scopes == scope)]
            pool = [(lows[m] or Fraction(0), highs[m] or Fraction(0), bool(must[m]), m) for m in members if may[m]]
            if not pool:
                continue
            present = any(sure for _, _, sure, _ in pool)
            if node.statistic in (t.Statistic.RANK, t.Statistic.RANK_ASCENDING):
                for m in members:
                    if span.may[m]:
                        least, most = place_bounds(node.statistic, pool, lows[m], highs[m], m)
                        alone = bool(must[m]) or present
                        found[m] = (least, most, True, bool(span.must[m]) and alone)
                continue
            least, most = common_bounds(node.statistic, pool)
            for m in members:
                found[m] = (least, most, True, present)
        low = Exact.of(each[0] if each else Fraction(0) for each in found)
        high = Exact.of(each[1] if each else Fraction(0) for each in found)
        return Span(
            low,
            high,
            np.array([each is not None for each in found], dtype=np.bool_),
            np.array([each is not None and each[3] for each in found], dtype=np.bool_),
        )

    def on(self, source: SpanSource) -> SpanEvaluator:
        return self if source is self.source else SpanEvaluator(source)

    def _streak(self, node: t.Streak) -> Span:
        leaves, inside = self.source.leaf_sources()
        truths = [self.on(leaf).truth(node.condition) for leaf in leaves]
        least = run_lengths([each.surely for each in truths], inside, node.run)
        most = run_lengths([each.yes | each.unknown for each in truths], inside, node.run)
        same = np.asarray(least == most, dtype=np.bool_)
        never_unknown = ~np.logical_or.reduce([each.unknown for each in truths])
        decided = np.logical_and.reduce(
            [each.yes.astype(int) + each.no + each.unknown == 1 for each in truths]
        )  # nothing open: known just where what is unknown does not matter
        low, high = Exact.of(int(each) for each in least), Exact.of(int(each) for each in most)
        return Span(low, high, ~decided | same, never_unknown | same)

    def _of_subs(self, node: t.OfSubs) -> Span:
        source, below = self.source.subordinates()
        column = self.on(source)(node.part)
        assert not isinstance(column, TextSpan)
        can_lack, sure_lack = _lacking(node.part, source)
        size = self.source.size
        found: list[tuple[Fraction, Fraction, bool, bool]] = []
        if isinstance(column, TruthSpan):
            surely, possibly = column.surely, column.yes
            for rows in below:
                least, most = sum(bool(surely[r]) for r in rows), sum(bool(possibly[r]) for r in rows)
                found.append((Fraction(least), Fraction(most), True, True))
            lost_can, lost_sure = column.unknown & can_lack, column.unknown & ~column.yes & ~column.no & sure_lack
        else:
            lows, highs = column.low.to_list(), column.high.to_list()
            for rows in below:
                pool = [(lows[r] or Fraction(0), highs[r] or Fraction(0), bool(column.must[r]), r) for r in rows]
                found.append(bounds_over_subs(node.over, [each for each in pool if column.may[each[3]]]))
            lost_can, lost_sure = ~column.must & can_lack, ~column.may & sure_lack
        can = [any(lost_can[r] for r in rows) for rows in below]
        sure = [any(lost_sure[r] for r in rows) for rows in below]
        return Span(
            Exact.of(each[0] for each in found),
            Exact.of(each[1] for each in found),
            np.array([found[k][2] and not sure[k] for k in range(size)], dtype=np.bool_),
            np.array([found[k][3] and not can[k] for k in range(size)], dtype=np.bool_),
        )

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Any, Any], SpanColumn]]] = {
        **UnitSpanEvaluator._METHODS,
        t.Across: _across,
        t.Streak: _streak,
        t.OfSubs: _of_subs,
    }


def _lacking(node: t.Node, source: SpanSource) -> tuple[BoolArray, BoolArray]:
    """Rows in which a data item that the node asks of the unit itself may be, and surely is, missing."""
    can, sure = rows_of(False, source.size), rows_of(False, source.size)
    for name in {part.name for part in node.walk_own() if isinstance(part, t.Item)}:
        item, (may_drop, sure_drop) = source.item(name), source.dropped(name)
        assert not isinstance(item, TruthSpan)
        can, sure = can | (~item.must & ~sure_drop), sure | (~item.may & ~may_drop)
    return can, sure
