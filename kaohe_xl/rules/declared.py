"""How the rubric's cells become the typed fields of a rule kind.

A rule kind declares ``points: t.Node = column("分值", number)``; reading a row calls the parser on that cell and
collects every :class:`FieldError` as a finding with the cell's place. Parsers never guess: what they cannot read is an
error. The parsers: :mod:`kaohe_xl.rules.fields`, :mod:`kaohe_xl.rules.lists`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from kaohe_xl.base.cells import Cell
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import ExpressionNames

T = TypeVar("T")


class FieldError(Exception):
    """A cell of a rule that cannot be read: what is wrong, and what to write instead."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Context:
    """What a parser may need to know besides the cell."""

    names: ExpressionNames
    groups: tuple[str, ...] = ()
    full_mark: t.Number | None = None
    x: t.Node | None = None  # the rule's (first) data item
    items: tuple[t.Node, ...] = ()  # all of them
    clause_groups: tuple[str, ...] = ()  # 适用分组 of the clause: cross-unit kinds compare only these
    judged: tuple[t.Node, ...] = ()  # the figure that a 评定 of this row stands for
    told: str = ""  # 评分标准
    floor: Fraction | None = Fraction(0)  # 下限 of the indicator; None = 不限


Parser = Callable[[Cell, Context], Any]
REQUIRED: Any = object()


@dataclass(frozen=True)
class ColumnSpec:
    """A declared field: the rubric column it reads, how, and what stands when the cell is blank."""

    header: str
    parse: Parser
    default: Any
    help: str


def column(header: str, parse: Callable[[Cell, Context], T], default: Any = REQUIRED, help: str = "") -> T:  # noqa: A002
    """Declare a field of a rule kind. ``default``: a value, or a function of the context; REQUIRED = must be filled."""
    field: T = dataclasses.field(metadata={"column": ColumnSpec(header, parse, default, help)})
    return field


def from_context(pick: Callable[[Context], T]) -> T:
    """Declare a field that no column of its own gives: it is taken from what stands around the row."""
    field: T = dataclasses.field(metadata={"context": pick})
    return field


def around(kind: type) -> Mapping[str, Callable[[Context], Any]]:
    """Attribute name → how it is taken from the context."""
    return {f.name: f.metadata["context"] for f in dataclasses.fields(kind) if "context" in f.metadata}


def specs(kind: type) -> Mapping[str, ColumnSpec]:
    """Attribute name → declared column, in order."""
    return {f.name: f.metadata["column"] for f in dataclasses.fields(kind) if "column" in f.metadata}
