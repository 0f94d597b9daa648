"""What every data item of a period may come to, and the source of trees over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.bounds.span import Span, SpanColumn, TextSpan, TruthSpan, rows_of
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.value_columns import TextColumn, ValueColumn
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.subordinates import sub_rows
from kaohe_xl.scoring.figures import attribute_column


@dataclass(frozen=True)
class ItemSpan:
    """One data item in one period: its column of intervals, and where it may be (surely is) 不适用 or blank."""

    column: Span | TextSpan
    open: BoolArray
    dropped: tuple[BoolArray, BoolArray]
    blank: tuple[BoolArray, BoolArray]
    refusable: BoolArray | None = None  # rows that may count as not returned


@dataclass(frozen=True)
class SpanFigures:
    """All data items of one period."""

    items: Mapping[str, ItemSpan]
    unreturned: tuple[BoolArray, BoolArray]
    silent: tuple[BoolArray, BoolArray]


def known(column: ValueColumn) -> Span | TextSpan:
    if isinstance(column, Exact):
        return Span.known(column)
    assert isinstance(column, TextColumn)
    return TextSpan(column.value, rows_of(False, len(column.ok)), column.ok, column.ok)


def attribute(scheme: m.Scheme, name: str) -> Span | TextSpan:
    return known(attribute_column(scheme, name))


@dataclass(frozen=True)
class ItemSpans:
    """The least that a tree over data items and attributes needs."""

    scheme: m.Scheme
    items: Mapping[str, ItemSpan]
    leaves: tuple[ItemSpans, ...] = field(default=(), kw_only=True)  # as kaohe_xl.scoring.figures.ItemSource has them
    inside: int | None = field(default=None, kw_only=True)

    @property
    def size(self) -> int:
        return len(self.scheme.units)

    @property
    def groups(self) -> npt.NDArray[Any]:
        return np.array([unit.group for unit in self.scheme.units], dtype=object)

    @property
    def scopes(self) -> npt.NDArray[np.intp]:
        return np.zeros(self.size, dtype=np.intp)

    @property
    def comparable(self) -> tuple[BoolArray, BoolArray]:
        every = rows_of(True, self.size)
        return every, every

    def item(self, name: str) -> SpanColumn:
        return self.items[name].column

    def blank(self, name: str) -> tuple[BoolArray, BoolArray]:
        return self.items[name].blank

    def dropped(self, name: str) -> tuple[BoolArray, BoolArray]:
        return self.items[name].dropped

    def attribute(self, name: str) -> SpanColumn:
        return attribute(self.scheme, name)

    def given(self, quantity: t.Quantity) -> SpanColumn:
        return Span.missing(self.size)

    def score_of(self, key: str) -> Span:
        return Span.missing(self.size)

    def veto_of(self, name: str) -> TruthSpan:
        off = rows_of(False, self.size)
        return TruthSpan(off, off, ~off)

    def past(self, last_year: bool, node: t.Item | t.Given) -> SpanColumn:
        return Span.missing(self.size)

    def leaf_sources(self) -> tuple[Sequence[ItemSpans], int]:
        if self.inside is None:
            return (*self.leaves, self), len(self.leaves)
        return self.leaves, self.inside

    def subordinates(self) -> tuple[ItemSpans, Sequence[Sequence[int]]]:
        return self, sub_rows(self.scheme)
