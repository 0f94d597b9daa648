"""What conditions in 一票否决 and 奖惩 may refer to: the finished figures of a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kaohe_xl.base.exact import Exact
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.value_columns import TextColumn, Truth, ValueColumn
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scoring.assess.model import OVERALL, PeriodResult, Scope, scope_ids
from kaohe_xl.scoring.score import UnitSource


@dataclass(frozen=True, kw_only=True)
class ResultSource(UnitSource):
    """A period's result as the source of conditions in 一票否决 and 奖惩."""

    result: PeriodResult
    grades: tuple[str | None, ...] = ()
    earlier: PeriodResult | None = None  # the previous period of the same level

    def past(self, last_year: bool, node: t.Item | t.Given) -> ValueColumn:
        """上期[总分] and 上期[名次] too, now that there are results."""
        if last_year or isinstance(node, t.Item):
            return super().past(last_year, node)
        if self.earlier is not None and node.quantity is t.Quantity.TOTAL:
            return self.earlier.total
        if self.earlier is not None and node.quantity is t.Quantity.RANK:
            earlier = self.earlier
            return Exact.of(earlier.rank(OVERALL, row) for row in range(self.size))
        return Exact.missing(self.size)

    def given(self, quantity: t.Quantity) -> ValueColumn:
        if quantity is t.Quantity.TOTAL:
            return self.result.total
        if quantity is t.Quantity.RANK:
            return Exact.of(self.result.rank(OVERALL, row) for row in range(self.size))
        if quantity is t.Quantity.RANK_FROM_LAST:
            return Exact.of(self.result.rank_from_last(OVERALL, row) for row in range(self.size))
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
    result: PeriodResult,
    scheme: m.Scheme,
    scopes: Sequence[Scope],
    grades: tuple[str | None, ...] = (),
    earlier: PeriodResult | None = None,
    results: Mapping[str, PeriodResult] | None = None,
    lower: ResultSource | None = None,
) -> ResultSource:
    """A source over the finished figures of a period.

    ``earlier``: the period before it, for 上期[…]. ``results``: the periods that are worked out, for runs over them.
    ``lower``: where sub-units' results stand; without it, here.
    """
    leaves, inside = leaves_until(scheme.calendar, result.period.name)
    done = results or {}
    known = [done.get(name) for name in leaves]
    before = [None, *known]
    found = [
        replace(result_source(one, scheme, scopes, earlier=then), leaves=())
        for one, then in zip(known, before, strict=False)
        if one is not None
    ]
    return ResultSource(
        scheme,
        result.figures,
        scope_ids=scope_ids(scopes, len(scheme.units)),
        in_comparison=result.taking_part,
        before=result.source.before,
        scores={},
        result=result,
        grades=grades,
        earlier=earlier,
        lower=lower,
        leaves=tuple(found),
        inside=inside,
    )
