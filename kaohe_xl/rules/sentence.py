"""A sentence as a tree: text, figures that differ from unit to unit, and words that depend on a condition.

A rule kind says why it gave its points as such a tree, as its amount is one (:mod:`kaohe_xl.expr.tree`), whose nodes
the sentence names. :mod:`kaohe_xl.rules.figure_words` fills it in, for one unit or for many at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import Target
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.lists import TRUE

_FALSE = t.Not(TRUE)
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "为", "<>": "不是"}


@dataclass(frozen=True)
class ValueOf:
    """The value with its unit: 92.3%, 3例, 2022-10-31, 是; where there is none, the word for that (未报, 缺数据)."""

    node: t.Node


@dataclass(frozen=True)
class FigureOf:
    """A plain figure: 2.7."""

    node: t.Node


@dataclass(frozen=True)
class DistanceOf:
    """A distance in the unit of ``like``: 2.7个百分点, 3例, 4天. ``one``: the word for a 1 without a unit, if not 1."""

    node: t.Node
    like: t.Node
    one: str = ""


@dataclass(frozen=True)
class Choice:
    """The words of the first case whose condition holds, else ``otherwise``; a condition not known does not hold."""

    cases: tuple[tuple[t.Node, SentenceTree], ...]
    otherwise: SentenceTree


SentencePart = str | ValueOf | FigureOf | DistanceOf | Choice
SentenceTree = tuple[SentencePart, ...]


def words(*parts: SentencePart | SentenceTree) -> SentenceTree:
    """One part after the other."""
    return tuple(leaf for part in parts for leaf in (part if isinstance(part, tuple) else (part,)))


def joined(separator: str, sentences: Iterable[SentencePart | SentenceTree]) -> SentenceTree:
    """Several with a separator between them."""
    return words(*(leaf for each in sentences for leaf in (separator, *words(each))))[1:]


def choose(
    *cases: tuple[t.Node, SentencePart | SentenceTree], otherwise: SentencePart | SentenceTree = ""
) -> SentenceTree:
    """(condition, words) for each case, tried in turn."""
    return (Choice(tuple((condition, words(told)) for condition, told in cases), words(otherwise)),)


def has_value(node: t.Node) -> t.Node:
    """The condition that there is a value: where there is one, it equals itself."""
    return t.Compare("=", node, node)


def name_of(node: t.Node) -> str:
    """What a figure is called in the scheme; empty for one that has no name of its own."""
    match node:
        case t.Item() | t.Attribute():
            return node.name
        case t.Given():
            return node.quantity.value
        case t.ScoreOf():
            return f"得分[{node.key}]"
        case t.Past():
            return f"{'上年' if node.last_year else '上期'}[{name_of(node.item)}]"
        case _:
            return ""


def by_name(nodes: Iterable[t.Node]) -> dict[str, t.Node]:
    """Each figure once."""
    return {name_of(node): node for node in nodes}


def named_values(nodes: Iterable[t.Node]) -> SentenceTree:
    """Each value with its name: 泄密0件，失密2件."""
    return joined("，", (words(name_of(node), ValueOf(node)) for node in nodes))


def requirement(targets: Targets) -> SentenceTree:
    """What holds for the unit: ≥95%, ≥任务数（1200万元）; groups may differ."""
    rest = _target(targets.otherwise) if targets.otherwise else words("（本分组没有基准）")
    cases = ((_in_group(group), _target(target)) for group, target in targets.cases)
    return choose(*cases, otherwise=rest) if targets.per_group else rest


def _in_group(group: str) -> t.Node:
    return t.ByGroup(((group, TRUE),), _FALSE)


def _target(target: Target) -> SentenceTree:
    return joined("且", (words(_SIGNS[operator], _named(node)) for operator, node in target.parts))


def _named(node: t.Node) -> SentenceTree:
    name = name_of(node)
    return words(name, "（", ValueOf(node), "）") if name else words(ValueOf(node))
