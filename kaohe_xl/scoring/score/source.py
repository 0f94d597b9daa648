"""Everything that a tree may refer to while one indicator of one period is scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact, total
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.names import ExpressionNames, serial
from kaohe_xl.expr.value_columns import ValueColumn
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.subordinates import sub_rows
from kaohe_xl.scoring.figures import Figures, ItemSource


@dataclass(frozen=True, kw_only=True)
class UnitSource(ItemSource):
    """Everything a tree may refer to while one indicator of one period is scored."""

    scope_ids: npt.NDArray[np.intp]
    in_comparison: BoolArray
    before: Figures | None = None
    scores: Mapping[str, Exact]
    indicator: m.Indicator | None = None
    lower: UnitSource | None = None  # the same period as far as it is worked out: what sub-units scored

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

    @cached_property
    def _units(self) -> tuple[m.Unit, ...]:
        """The units without the cells where they stand: most of what it costs to send them."""
        return tuple(replace(unit, place=NOWHERE) for unit in self.scheme.units)

    def bare(self, keys: Iterable[str]) -> UnitSource:
        """What scoring these indicators needs, as long as they rest on no others' scores; small, and can be pickled."""
        wanted = set(keys)
        indicators = {key: each for key, each in self.scheme.indicators.items() if key in wanted or not each.scored}
        clauses = [clause for each in indicators.values() for clause in each.clauses]
        names = list(dict.fromkeys(name for clause in clauses for name in clause.item_names))
        scheme = replace(
            self.scheme,
            units=self._units,
            items={},
            indicators=indicators,
            vetoes=(),
            grades=(),
            rewards=(),
            names=ExpressionNames(attributes=self.scheme.names.attributes),
            book=Book("", ()),
        )
        before = None if self.before is None else self.before.bare(names)
        return replace(
            self, scheme=scheme, figures=self.figures.bare(names), before=before, scores={}, leaves=(), lower=None
        )

    def subordinates(self) -> tuple[ItemSource, Sequence[Sequence[int]]]:
        return self.lower or self, sub_rows(self.scheme)

    def score_of(self, key: str) -> Exact:
        if key in self.scores:
            return self.scores[key]
        children = self.scheme.indicators[key].children if key in self.scheme.indicators else ()
        return total([self.score_of(child).fill(0) for child in children], self.size)

    def given(self, quantity: t.Quantity) -> ValueColumn:
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

    def past(self, last_year: bool, node: t.Item | t.Given) -> ValueColumn:
        """上期[数据项] of the previous period; 上年[…] from 历年结果. The scheme check stops others."""
        if not last_year and isinstance(node, t.Item):
            return self.before.column(node.name) if self.before else Exact.missing(self.size)
        if isinstance(node, t.Item):
            found = _of_last_year(self.scheme, node.name)
            return Exact.of(past.score if past is not None else None for past in found)
        return _last_year(self.scheme, node.quantity) if last_year else Exact.missing(self.size)


def _of_last_year(scheme: m.Scheme, scope: str) -> list[m.PastResult | None]:
    """What 历年结果 says of each unit in the year before."""
    year = scheme.settings.year
    found: dict[str, m.PastResult] = {}
    for past in scheme.past_results:
        if year is not None and past.year == year - 1 and past.scope == scope:
            found[past.unit] = past
    return [found.get(name) for name in scheme.unit_names]


def _last_year(scheme: m.Scheme, quantity: t.Quantity) -> Exact:
    """总分 or 名次 of each unit in the year before, as 历年结果 has it."""
    results = _of_last_year(scheme, m.SINGLE_LINE)
    if quantity is t.Quantity.TOTAL:
        return Exact.of(past.score if past is not None else None for past in results)
    if quantity is t.Quantity.RANK:
        return Exact.of(past.rank if past is not None else None for past in results)
    return Exact.missing(len(results))
