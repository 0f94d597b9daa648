"""Everything that a tree may refer to in one period, as intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.bounds.item_spans import ItemSpans, SpanFigures, known
from kaohe_xl.bounds.open_scores import NOTHING, OpenScores
from kaohe_xl.bounds.span import Span, SpanColumn, rows_of
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.subordinates import sub_rows
from kaohe_xl.scoring.score import UnitSource


@dataclass(frozen=True, kw_only=True)
class UnitSpans(ItemSpans):
    """Everything that a tree may refer to; what rests on no open figure is asked of ``exact``."""

    figures: SpanFigures
    exact: UnitSource
    kept_out: tuple[BoolArray, BoolArray]  # by a veto: may be, surely is
    before: SpanFigures | None = None
    scores: Mapping[str, Span]
    indicator: m.Indicator | None = None
    opened: OpenScores = NOTHING  # scores that are open whatever the figures are
    lower: UnitSpans | None = None  # the same period as far as it is worked out: what sub-units may score

    def subordinates(self) -> tuple[ItemSpans, Sequence[Sequence[int]]]:
        return self.lower or self, sub_rows(self.scheme)

    @property
    def scopes(self) -> npt.NDArray[np.intp]:
        return self.exact.scope_ids

    @property
    def comparable(self) -> tuple[BoolArray, BoolArray]:
        return ~self.kept_out[1], ~self.kept_out[0]

    def score_of(self, key: str) -> Span:
        if key in self.scores:
            return self.scores[key]
        children = self.scheme.indicators[key].children if key in self.scheme.indicators else ()
        return sum_of([self.score_of(child).fill(0) for child in children], self.size)

    def given(self, quantity: t.Quantity) -> SpanColumn:
        if quantity is t.Quantity.UNITS:
            can, sure = self.comparable
            most = [int((can & (self.scopes == scope)).sum()) for scope in self.scopes]
            least = [int((sure & (self.scopes == scope)).sum()) for scope in self.scopes]
            every = rows_of(True, self.size)
            return Span(Exact.of(least), Exact.of(most), every, every)
        if self.indicator is not None:
            if quantity is t.Quantity.CHILDREN:
                return sum_of([self.score_of(c).fill(0) for c in self.indicator.children], self.size)
            if quantity is t.Quantity.PARENT_SCORE and self.indicator.parent:
                return self.score_of(self.indicator.parent)
        column = replace(self.exact, indicator=self.indicator).given(quantity)
        assert isinstance(column, Exact)
        return Span.known(column)

    def past(self, last_year: bool, node: t.Item | t.Given) -> SpanColumn:
        if not last_year and isinstance(node, t.Item):
            return self.before.items[node.name].column if self.before else Span.missing(self.size)
        column = self.exact.past(last_year, node)
        return known(column)


def sum_of(columns: Sequence[Span], size: int) -> Span:
    result = Span.full(0, size)
    for column in columns:
        result = result + column
    return result
