"""Figures: what every data item came to in every period, why a value is there or not, and which cells it came from.

The data of the calculation. Tidy records become figures in :mod:`kaohe_xl.scoring.data_preparation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.value_columns import TextColumn, Truth, ValueColumn
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.subordinates import sub_rows

Objects = npt.NDArray[Any]  # object array, one entry per unit
_NONE: Objects = np.zeros(0, dtype=object)
# missing beats 不适用: that speaks for its own item and its own period only
_ABSENCES = (State.UNRETURNED, State.INVALID, State.BLANK, State.NOT_APPLICABLE)


class Sources(Sequence[tuple[Place, ...]]):
    """The cells that each unit's value came from; made only when somebody asks, for one unit at a time."""

    def __init__(self, cells: Sequence[tuple[str, str, str] | None], more: Mapping[int, tuple[Place, ...]]) -> None:
        self._cells = cells
        self._more = more

    def __len__(self) -> int:
        return len(self._cells)

    @overload
    def __getitem__(self, row: int) -> tuple[Place, ...]: ...
    @overload
    def __getitem__(self, row: slice) -> list[tuple[Place, ...]]: ...
    def __getitem__(self, row: int | slice) -> tuple[Place, ...] | list[tuple[Place, ...]]:
        if isinstance(row, slice):
            return [self.of(each) for each in range(*row.indices(len(self)))]
        return self.of(row)

    def of(self, row: int) -> tuple[Place, ...]:
        if row in self._more:
            return self._more[row]
        cell = self._cells[row]
        return () if cell is None else (Place(*cell),)

    def with_first(self, row: int, place: Place) -> Sources:
        """The same, with one more cell in front for one unit (a 核定值)."""
        return Joined([self], more={row: (place, *self.of(row))})


class Joined(Sources):
    """Cells of several figures put together; ``chosen[k][row]``: does figure k count for the unit?"""

    def __init__(
        self,
        parts: Sequence[Sources],
        chosen: Sequence[BoolArray] | None = None,
        more: Mapping[int, tuple[Place, ...]] | None = None,
    ) -> None:
        super().__init__((), more or {})
        self._size = len(parts[0]) if parts else 0
        self._parts = parts
        self._chosen = chosen

    def __len__(self) -> int:
        return self._size

    def of(self, row: int) -> tuple[Place, ...]:
        if row in self._more:
            return self._more[row]
        return tuple(
            place
            for number, part in enumerate(self._parts)
            if self._chosen is None or self._chosen[number][row]
            for place in part.of(row)
        )


@dataclass(frozen=True)
class Judgement:
    """What one judge gave for a 评定, and why."""

    judge: str
    raw: str
    value: Value
    reason: str = ""

    @property
    def words(self) -> str:
        return f"{self.judge}：{self.reason}" if self.judge else self.reason


@dataclass(frozen=True)
class FigureColumn:
    """One data item in one period, for all units in scheme order."""

    item: m.DataItem
    values: Objects
    states: Objects  # of State
    sources: Sources
    raw: Objects  # as typed
    approved: Mapping[int, m.ApprovedValue] = field(default_factory=dict)
    reported: Mapping[int, Value] = field(default_factory=dict)  # what stood there before 核定
    exact: Exact | None = None  # the column, where it was computed rather than read
    judgements: Mapping[int, tuple[Judgement, ...]] = field(default_factory=dict)  # of a 评定: who gave what, and why

    def reason(self, row: int) -> str:
        """What the judges wrote beside a unit's figure; each named where they are several."""
        given = [each for each in self.judgements.get(row, ()) if each.reason]
        return (
            "；".join(each.words for each in given) if len(self.item.owners) > 1 else "；".join(g.reason for g in given)
        )

    @cached_property
    def ok(self) -> BoolArray:
        return self.is_state(State.REPORTED, State.DEFAULT, State.DERIVED)

    def is_state(self, *states: State) -> BoolArray:
        return np.asarray(np.logical_or.reduce([self.states == state for state in states]), dtype=np.bool_)

    def column(self) -> ValueColumn:
        return self._column

    def bare(self) -> FigureColumn:
        """The same without what was typed and where: a tree and a status need no more, and it is little to send."""
        column = self.column()
        values = column.value if isinstance(column, TextColumn) else _NONE
        exact = column if isinstance(column, Exact) else None
        return FigureColumn(self.item, values, self.states, Sources((), {}), _NONE, exact=exact)

    @cached_property
    def _column(self) -> ValueColumn:
        if not self.item.type.is_numeric:
            texts = np.array([value if isinstance(value, str) else "" for value in self.values], dtype=object)
            return TextColumn(np.where(self.ok, texts, ""), self.ok)
        if self.exact is not None:
            return self.exact.masked(self.ok)
        return Exact.of(value if isinstance(value, Fraction) else None for value in self.values).masked(self.ok)


@dataclass(frozen=True)
class Figures:
    """All data items of one period."""

    period: str
    size: int
    items: Mapping[str, FigureColumn]
    unreturned: BoolArray  # units that returned none of their own forms, in any of the leaf periods
    silent: BoolArray  # units of which nothing at all came in, in all of the leaf periods

    def column(self, name: str) -> ValueColumn:
        return self.items[name].column()

    def bare(self, names: Iterable[str]) -> Figures:
        """Some of the items, without what was typed and where."""
        return replace(self, items={name: self.items[name].bare() for name in names})


def absence(states: Sequence[State]) -> State:
    """Why a value put together from others is not there, when these are the reasons why they are not."""
    return next((state for state in _ABSENCES if state in states), State.UNRETURNED)


def worst_absence(parts: Sequence[FigureColumn]) -> Objects:
    """:func:`absence` of several figures for every unit at once."""
    size = len(parts[0].states)
    result = np.full(size, State.UNRETURNED, dtype=object)
    for state in reversed(_ABSENCES):
        for part in parts:
            result[part.states == state] = state
    return result


@dataclass(frozen=True)
class ItemSource:
    """The least that a tree over data items and attributes needs; the scorer's source builds on it."""

    scheme: m.Scheme
    figures: Figures
    leaves: tuple[ItemSource, ...] = field(default=(), kw_only=True)  # of the year, up to this period; without itself
    inside: int | None = field(default=None, kw_only=True)  # the first of them that belongs to it; None: it is a leaf

    @property
    def size(self) -> int:
        return self.figures.size

    @property
    def groups(self) -> Objects:
        return np.array([unit.group for unit in self.scheme.units], dtype=object)

    @property
    def scopes(self) -> npt.NDArray[np.intp]:
        return np.zeros(self.size, dtype=np.intp)

    @property
    def comparable(self) -> BoolArray:
        return np.ones(self.size, dtype=np.bool_)

    def item(self, name: str) -> ValueColumn:
        return self.figures.column(name)

    def blank(self, name: str) -> BoolArray:
        return self.figures.items[name].is_state(State.BLANK)

    def dropped(self, name: str) -> BoolArray:
        return self.figures.items[name].is_state(State.NOT_APPLICABLE)

    def attribute(self, name: str) -> ValueColumn:
        return attribute_column(self.scheme, name)

    def given(self, quantity: t.Quantity) -> ValueColumn:
        return Exact.missing(self.size)

    def score_of(self, key: str) -> Exact:
        return Exact.missing(self.size)

    def veto_of(self, name: str) -> Truth:
        off = np.zeros(self.size, dtype=np.bool_)
        return Truth(off, off)

    def past(self, last_year: bool, node: t.Item | t.Given) -> ValueColumn:
        return Exact.missing(self.size)

    def leaf_sources(self) -> tuple[Sequence[ItemSource], int]:
        if self.inside is None:
            return (*self.leaves, self), len(self.leaves)
        return self.leaves, self.inside

    def subordinates(self) -> tuple[ItemSource, Sequence[Sequence[int]]]:
        return self, sub_rows(self.scheme)


def attribute_column(scheme: m.Scheme, name: str) -> ValueColumn:
    """A column of 考核对象 as numbers or texts, by its type in the scheme."""
    if scheme.names.attributes[name].is_numeric:
        values = [unit.attributes.get(name) for unit in scheme.units]
        return Exact.of(value if isinstance(value, Fraction) else None for value in values)
    builtin = {"分组": lambda u: u.group, "上级单位": lambda u: u.parent}.get(name)
    texts = [builtin(u) if builtin else u.attributes.get(name) or "" for u in scheme.units]
    return TextColumn(np.array(texts, dtype=object), np.array([bool(text) for text in texts], dtype=np.bool_))
