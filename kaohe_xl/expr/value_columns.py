"""What a tree comes to, and what it is asked of: columns over the units of one period."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.expr import tree as t


@dataclass(frozen=True)
class Truth:
    """A column of yes and no; ``ok`` is False where it cannot be known."""

    value: BoolArray
    ok: BoolArray


@dataclass(frozen=True)
class TextColumn:
    """A column of texts (object array of str); ``ok`` is False where there is none."""

    value: npt.NDArray[Any]
    ok: BoolArray


ValueColumn = Exact | Truth | TextColumn


AskedColumn = TypeVar("AskedColumn", covariant=True)


class AskedSource(Protocol[AskedColumn]):
    """What is asked by name: items, attributes, figures of the calculation, scores, vetoes, other years."""

    def item(self, name: str) -> AskedColumn: ...
    def attribute(self, name: str) -> AskedColumn: ...
    def given(self, quantity: t.Quantity) -> AskedColumn: ...
    def score_of(self, key: str) -> AskedColumn: ...
    def veto_of(self, name: str) -> AskedColumn: ...
    def past(self, last_year: bool, node: t.Item | t.Given) -> AskedColumn: ...


def asked(node: t.Node, source: AskedSource[AskedColumn]) -> AskedColumn:
    """What the source says of a leaf that names something; values and bounds ask alike."""
    match node:
        case t.Item():
            return source.item(node.name)
        case t.Attribute():
            return source.attribute(node.name)
        case t.Given():
            return source.given(node.quantity)
        case t.ScoreOf():
            return source.score_of(node.key)
        case t.VetoOf():
            return source.veto_of(node.name)
        case t.Past():
            return source.past(node.last_year, node.item)
    raise TypeError(f"{node} names nothing")


ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


class Source(AskedSource[ValueColumn], Protocol):
    """What a tree is evaluated on: the units of one period, in scheme order."""

    @property
    def size(self) -> int: ...
    @property
    def groups(self) -> npt.NDArray[Any]:
        """分组 of each unit (object array of str)."""
        ...

    @property
    def scopes(self) -> npt.NDArray[np.intp]:
        """Number of the ranking scope of each unit."""
        ...

    @property
    def comparable(self) -> BoolArray:
        """Units that count when units are compared (no data veto)."""
        ...

    def blank(self, name: str) -> BoolArray:
        """Rows where a form came back with this item left blank."""
        ...

    def dropped(self, name: str) -> BoolArray:
        """Rows where the item is 不适用."""
        ...

    def score_of(self, key: str) -> Exact: ...
    def veto_of(self, name: str) -> Truth: ...
    def leaf_sources(self) -> tuple[Sequence[Source], int]:
        """The year's leaf periods up to the last one of this period; the position of the first that belongs to it."""
        ...

    def subordinates(self) -> tuple[Source, Sequence[Sequence[int]]]:
        """What the figures of sub-units are asked of, and the rows of each unit's sub-units."""
        ...
