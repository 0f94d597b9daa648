"""What every rule kind is: typed fields read from a rubric row, a tree for its points, and one for the words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from kaohe_xl.expr import tree as t
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import items
from kaohe_xl.rules.sentence import SentenceTree


class Effect(Enum):
    """What a clause does to its indicator."""

    GIVES = "得分"
    TAKES = "扣分"
    ZEROES = "清零"


@dataclass(frozen=True)
class Problem:
    """What is wrong in one column of a rubric row."""

    header: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Example:
    """A worked example: rubric cells, the input, the points. Printed in the docs and run as a test.

    ``x``: the item's value as it is shown (92.3%, 3, 是, 2022-10-31; empty = left blank), or one per item.
    ``others``: the values of the units it is compared with. ``points``: rounded to 2 decimals; 缺数据 = no value.
    ``measure``: 计量单位 of the items.
    """

    cells: dict[str, str]
    x: str | dict[str, str]
    points: str
    note: str = ""
    others: tuple[str, ...] = ()
    measure: str = ""
    group: str = ""
    given: dict[t.Quantity, str] = field(default_factory=dict)


NUMERIC = (t.ValueType.NUMBER, t.ValueType.PERCENT, t.ValueType.INTEGER)
ANY = tuple(t.ValueType)


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A rule kind; subclasses add fields with :func:`kaohe_xl.rules.declared.column`."""

    name: ClassVar[str]
    effect: ClassVar[Effect]
    summary: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]]
    # 上限 usually caps the clause's points; kinds that read the column themselves say so
    caps_points: ClassVar[bool] = True

    needs_item: ClassVar[bool] = True
    # item types that the kind can work with, and whether it takes more than one item
    accepts: ClassVar[tuple[t.ValueType, ...]] = NUMERIC
    several: ClassVar[bool] = False

    items: tuple[t.Node, ...] = column("数据项", items, default=(), help="一个数据项；能填几个的，用、分开")

    @property
    def x(self) -> t.Node:
        """The (first) data item."""
        return self.items[0]

    @property
    def stated(self) -> tuple[t.Number, ...]:
        """The figures of 分值, where it is one for each step or for all."""
        points = getattr(self, "points", None)
        return (points,) if isinstance(points, t.Number) else ()

    @abstractmethod
    def amount(self) -> t.Node:
        """Points given or taken, never negative for a taking kind; a condition (truth) for a ZEROES kind."""

    @abstractmethod
    def sentence(self) -> SentenceTree:
        """Why this many points, in Chinese, up to but not including the final 得/扣 N 分."""

    def problems(self) -> Iterator[Problem]:
        """What is wrong between columns that each can be read."""
        yield from ()
