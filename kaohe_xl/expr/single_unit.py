"""One unit's figures out of whole columns: what an explanation looks at, at a cost that does not grow with the units.

Trees are built anew each time a rule explains itself. Evaluated on all units they would cost units² in time and
memory; here everything is cut down to one row first, and only statistics over the units look at all of them, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.value_columns import Source, TextColumn, Truth, ValueColumn


def cut(column: ValueColumn, row: int) -> ValueColumn:
    """The same column with only the given row."""
    if isinstance(column, Exact):
        return column.take([row])
    kind = Truth if isinstance(column, Truth) else TextColumn
    return kind(column.value[[row]], column.ok[[row]])


@dataclass
class AllUnitsSource:
    """A source over all units, its columns kept once computed."""

    source: Source
    _columns: dict[tuple[str, object], ValueColumn] = field(default_factory=dict)
    _blanks: dict[str, BoolArray] = field(default_factory=dict)
    _dropped: dict[str, BoolArray] = field(default_factory=dict)

    def column(self, kind: str, name: object, make: Callable[[], ValueColumn]) -> ValueColumn:
        key = (kind, name)
        if key not in self._columns:
            self._columns[key] = make()
        return self._columns[key]

    def blank(self, name: str) -> BoolArray:
        if name not in self._blanks:
            self._blanks[name] = self.source.blank(name)
        return self._blanks[name]

    def dropped(self, name: str) -> BoolArray:
        if name not in self._dropped:
            self._dropped[name] = self.source.dropped(name)
        return self._dropped[name]

    def across(self, node: t.Across | t.Streak | t.OfSubs) -> ValueColumn:
        """The statistic (over units, leaves, sub-units) for all units; equal nodes count as one, whoever built them."""
        return self.column("across", repr(node), lambda: Evaluator(self.source)(node))

    def evaluator(self, row: int) -> Evaluator:
        """Evaluates trees for one unit; every column has exactly one row."""
        return _RowEvaluator(_Row(self, row))


@dataclass(frozen=True)
class _Row:
    """One row of a whole, as a source."""

    whole: AllUnitsSource
    row: int

    @property
    def size(self) -> int:
        return 1

    @property
    def groups(self) -> npt.NDArray[Any]:
        groups: npt.NDArray[Any] = self.whole.source.groups[[self.row]]
        return groups

    @property
    def scopes(self) -> npt.NDArray[np.intp]:
        return np.asarray(self.whole.source.scopes[[self.row]], dtype=np.intp)

    @property
    def comparable(self) -> BoolArray:
        return np.asarray(self.whole.source.comparable[[self.row]], dtype=np.bool_)

    def item(self, name: str) -> ValueColumn:
        return self._cut("item", name, lambda: self.whole.source.item(name))

    def blank(self, name: str) -> BoolArray:
        return np.asarray(self.whole.blank(name)[[self.row]], dtype=np.bool_)

    def dropped(self, name: str) -> BoolArray:
        return np.asarray(self.whole.dropped(name)[[self.row]], dtype=np.bool_)

    def attribute(self, name: str) -> ValueColumn:
        return self._cut("attribute", name, lambda: self.whole.source.attribute(name))

    def given(self, quantity: t.Quantity) -> ValueColumn:
        return self._cut("given", quantity, lambda: self.whole.source.given(quantity))

    def score_of(self, key: str) -> Exact:
        column = self._cut("score", key, lambda: self.whole.source.score_of(key))
        assert isinstance(column, Exact)
        return column

    def veto_of(self, name: str) -> Truth:
        column = self._cut("veto", name, lambda: self.whole.source.veto_of(name))
        assert isinstance(column, Truth)
        return column

    def past(self, last_year: bool, node: t.Item | t.Given) -> ValueColumn:
        return self._cut("past", (last_year, repr(node)), lambda: self.whole.source.past(last_year, node))

    def leaf_sources(self) -> tuple[Sequence[Source], int]:
        raise NotImplementedError("asked of all units at once")

    def subordinates(self) -> tuple[Source, Sequence[Sequence[int]]]:
        raise NotImplementedError("asked of all units at once")

    def _cut(self, kind: str, name: object, make: Callable[[], ValueColumn]) -> ValueColumn:
        return cut(self.whole.column(kind, name, make), self.row)


class _RowEvaluator(Evaluator):
    """Only statistics over the units leave the row."""

    def _across_all(self, node: t.Across | t.Streak | t.OfSubs) -> ValueColumn:
        source = self.source
        assert isinstance(source, _Row)
        return cut(source.whole.across(node), source.row)

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Evaluator, Any], ValueColumn]]] = {
        **Evaluator._METHODS,
        t.Across: _across_all,  # type: ignore[dict-item]
        t.Streak: _across_all,  # type: ignore[dict-item]
        t.OfSubs: _across_all,  # type: ignore[dict-item]
    }
