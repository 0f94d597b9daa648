"""The nodes of an expression. Rule kinds build trees out of them with ordinary operators; so does the parser.

A tree is read in two ways: :mod:`kaohe_xl.expr.evaluate` computes exact columns from it, :mod:`kaohe_xl.expr.excel`
writes it as a formula. A figure and its live formula therefore cannot disagree in meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from kaohe_xl.base.place import Place
from kaohe_xl.expr.words import Function as Function
from kaohe_xl.expr.words import OverSubs as OverSubs
from kaohe_xl.expr.words import Quantity as Quantity
from kaohe_xl.expr.words import Run as Run
from kaohe_xl.expr.words import Statistic as Statistic
from kaohe_xl.expr.words import ValueType as ValueType

_FIELD_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _field_names(kind: type[Any]) -> tuple[str, ...]:
    """Trees are walked over and over; the fields of a class are the same each time."""
    known = _FIELD_NAMES.get(kind)
    if known is None:
        known = _FIELD_NAMES[kind] = tuple(each.name for each in fields(kind))
    return known


class Node:
    """Base of all nodes. Compared by identity: the same text in two cells is two nodes."""

    __slots__ = ()

    def children(self) -> Iterator[Node]:
        """Nodes directly below."""
        for name in _field_names(type(self)):
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                for part in value:
                    if isinstance(part, Node):
                        yield part
                    elif isinstance(part, tuple):
                        yield from (leaf for leaf in part if isinstance(leaf, Node))

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children():
            yield from child.walk()

    def walk_own(self) -> Iterator[Node]:
        """The same without what is asked of sub-units: the figures of the unit itself."""
        yield self
        if not isinstance(self, OfSubs):
            for child in self.children():
                yield from child.walk_own()

    def walk_now(self) -> Iterator[Node]:
        """The same without what is asked of other periods in a row: the unit itself in the period that is scored."""
        yield self
        if not isinstance(self, OfSubs | Streak):
            for child in self.children():
                yield from child.walk_now()

    def __add__(self, other: Node | int) -> Node:
        return Arithmetic("+", self, as_node(other))

    def __sub__(self, other: Node | int) -> Node:
        return Arithmetic("-", self, as_node(other))

    def __mul__(self, other: Node | int) -> Node:
        return Arithmetic("*", self, as_node(other))

    def __truediv__(self, other: Node | int) -> Node:
        return Arithmetic("/", self, as_node(other))

    def __neg__(self) -> Node:
        return Arithmetic("-", Number(Fraction(0)), self)


@dataclass(frozen=True, eq=False, slots=True)
class Number(Node):
    """A literal. ``percent``: it was written with %. ``cell``: the rubric cell that holds exactly this number."""

    value: Fraction
    percent: bool = False
    date: bool = False
    cell: Place | None = None


@dataclass(frozen=True, eq=False, slots=True)
class TextLiteral(Node):
    """A text literal."""

    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Item(Node):
    """The value of a data item (数据项) in the period that is scored."""

    name: str
    type: ValueType = ValueType.NUMBER


@dataclass(frozen=True, eq=False, slots=True)
class Attribute(Node):
    """An attribute column of 考核对象."""

    name: str
    type: ValueType = ValueType.NUMBER


@dataclass(frozen=True, eq=False, slots=True)
class Given(Node):
    """A figure of the calculation: 总分, 名次, 标准分, …"""

    quantity: Quantity


@dataclass(frozen=True, eq=False, slots=True)
class ScoreOf(Node):
    """得分[编号] or 得分[考核线]: the rounded score of another indicator or line in the same period."""

    key: str


@dataclass(frozen=True, eq=False, slots=True)
class VetoOf(Node):
    """否决[名]: whether the named veto fell."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Past(Node):
    """上期[x] (the period before, same level) or 上年[x] (last year's data or result)."""

    last_year: bool
    item: Item | Given


@dataclass(frozen=True, eq=False, slots=True)
class Arithmetic(Node):
    op: str  # + - * /
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True)
class Compare(Node):
    op: str  # >= <= > < = <>
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True)
class Logic(Node):
    """All (且) or any (或) of the parts hold. ``strict``: not known as soon as one part is not known."""

    every: bool
    parts: tuple[Node, ...]
    strict: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Listed(Node):
    """One condition for each of several items: all (``every``) or any hold. One that is 不适用 is struck off.

    Not known where every item is struck off, and where one is missing: always for all of them, for any of them unless
    another one holds.
    """

    every: bool
    parts: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Applying(Node):
    """The condition; it does not hold where nothing but 不适用 keeps it from being known."""

    condition: Node


@dataclass(frozen=True, eq=False, slots=True)
class Not(Node):
    part: Node


@dataclass(frozen=True, eq=False, slots=True)
class Call(Node):
    function: Function
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class If(Node):
    """如果(condition, then, otherwise)."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, eq=False, slots=True)
class Choose(Node):
    """The figure at a whole-numbered place (1 = first); beyond the end the last one."""

    place: Node
    figures: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Across(Node):
    """A statistic of ``part`` over the comparison set, narrowed to ``groups`` (适用分组) when given."""

    statistic: Statistic
    part: Node
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Streak(Node):
    """In how many leaf periods in a row the condition holds.

    A run is counted from the year's first leaf on. LONGEST: of the runs that stand at the leaves of the period that is
    scored, the longest (in a leaf: the run up to it). CURRENT: the run that still stands at its last leaf.
    """

    run: Run
    condition: Node


@dataclass(frozen=True, eq=False, slots=True)
class OfSubs(Node):
    """What the figures of a unit's sub-units come to; COUNT: how many of them a condition holds for.

    Sub-units without the figure (no place, no score, 不适用) do not count; a missing data item makes the
    whole unknown.
    """

    over: OverSubs
    part: Node


@dataclass(frozen=True, eq=False, slots=True)
class ByGroup(Node):
    """Another node for each 分组; ``otherwise`` for groups not named (None = no value there)."""

    cases: tuple[tuple[str, Node], ...]
    otherwise: Node | None


@dataclass(frozen=True, eq=False, slots=True)
class IfBlank(Node):
    """The item, or ``fallback`` where a returned form left it blank (an unreturned form stays missing)."""

    item: Item
    fallback: Node


@dataclass(frozen=True, eq=False, slots=True)
class Valid(Node):
    """The value where the condition holds; elsewhere no value at all (an input outside its range is never clamped)."""

    value: Node
    condition: Node


@dataclass(frozen=True, eq=False, slots=True)
class Needs(Node):
    """The value, but none where ``item`` has none: what is missing must not be made up for by the other units."""

    value: Node
    item: Node


def as_node(value: Node | int | Fraction) -> Node:
    """A literal from a number, a node as it is."""
    return value if isinstance(value, Node) else Number(Fraction(value))


ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


def larger(*nodes: Node) -> Node:
    return Call(Function.MAX, nodes)


def smaller(*nodes: Node) -> Node:
    return Call(Function.MIN, nodes)


def at_least_zero(node: Node) -> Node:
    return larger(node, ZERO)


def both(*nodes: Node) -> Node:
    return nodes[0] if len(nodes) == 1 else Logic(True, nodes)


def compare(left: Node, op: str, right: Node | int) -> Node:
    return Compare(op, left, as_node(right))
