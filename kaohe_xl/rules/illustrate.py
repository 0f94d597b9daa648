"""A worked example, worked out: read, evaluated and explained as in a real assessment, on a handful of units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import BoolArray, Exact, decimal_text
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.text import split_list
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.expr.parse import ExpressionNames, serial
from kaohe_xl.expr.value_columns import TextColumn, Truth, ValueColumn
from kaohe_xl.rules.base import Effect, Example, Problem, Rule
from kaohe_xl.rules.declared import Context
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.rules.figure_words import FigureWords
from kaohe_xl.rules.read import read_rule

DIGITS = 2
OTHER_GROUP = "一般乡镇"
_JUDGED = "评定"  # what an example without a data item is about


@dataclass(frozen=True)
class Units:
    """Values of some units, as a source for trees. Every list has one entry per unit; an empty text is a blank cell."""

    types: Mapping[str, t.ValueType]
    values: Mapping[str, Sequence[Fraction | str | None]]
    group_of: Sequence[str]
    quantities: Mapping[t.Quantity, Fraction] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.group_of)

    @property
    def groups(self) -> Any:
        return np.array(self.group_of, dtype=object)

    @property
    def scopes(self) -> Any:
        return np.zeros(self.size, dtype=np.intp)

    @property
    def comparable(self) -> BoolArray:
        return np.ones(self.size, dtype=np.bool_)

    def item(self, name: str) -> ValueColumn:
        values = self.values[name]
        if self.types[name].is_numeric:
            return Exact.of([value if isinstance(value, Fraction) else None for value in values])
        texts = np.array([value or "" for value in values], dtype=object)
        return TextColumn(texts, np.array([bool(value) for value in values], dtype=np.bool_))

    def blank(self, name: str) -> BoolArray:
        return np.array([value is None for value in self.values[name]], dtype=np.bool_)

    def dropped(self, name: str) -> BoolArray:
        return np.zeros(self.size, dtype=np.bool_)

    def attribute(self, name: str) -> ValueColumn:
        return self.item(name)

    def given(self, quantity: t.Quantity) -> ValueColumn:
        value = self.quantities.get(quantity)
        return Exact.missing(self.size) if value is None else Exact.full(value, self.size)

    def score_of(self, key: str) -> Exact:
        return Exact.missing(self.size)

    def veto_of(self, name: str) -> Truth:
        off = np.zeros(self.size, dtype=np.bool_)
        return Truth(off, off)

    def past(self, last_year: bool, node: t.Item | t.Given) -> ValueColumn:
        return Exact.missing(self.size)

    def leaf_sources(self) -> tuple[Sequence[Units], int]:
        return (self,), 0

    def subordinates(self) -> tuple[Units, Sequence[Sequence[int]]]:
        return self, [()] * self.size


def type_of(texts: Sequence[str], accepts: Sequence[t.ValueType]) -> t.ValueType:
    """The item type that these shown values have."""
    shown = [text for text in texts if text]
    if not shown:
        return accepts[0]
    if any(text.endswith("%") for text in shown):
        return t.ValueType.PERCENT
    if all(text in ("是", "否") for text in shown):
        return t.ValueType.YES_NO
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in shown):
        return t.ValueType.DATE
    if all(re.fullmatch(r"-?\d+", text) for text in shown):
        return t.ValueType.INTEGER
    return t.ValueType.NUMBER if all(re.fullmatch(r"-?[\d.]+", text) for text in shown) else t.ValueType.TEXT


def value_of(text: str, kind: t.ValueType) -> Fraction | str | None:
    """A shown value as the calculation holds it."""
    if not text:
        return None
    if kind is t.ValueType.DATE:
        return Fraction(serial(date.fromisoformat(text)))
    return plain_number(text).value if kind.is_numeric else text


def units_of(kind: type[Rule], example: Example) -> Units:
    """The example's unit first, then the others."""
    names = split_list(example.cells.get("数据项", "")) or [_JUDGED]
    shown = example.x if isinstance(example.x, dict) else {names[0]: example.x}
    columns = {name: [text, *example.others] for name, text in shown.items()}
    types = {name: type_of(texts, kind.accepts) for name, texts in columns.items()}
    values = {name: [value_of(text, types[name]) for text in texts] for name, texts in columns.items()}
    groups = [example.group or OTHER_GROUP, *(OTHER_GROUP for _ in example.others)]
    given = {quantity: Fraction(serial(date.fromisoformat(text))) for quantity, text in example.given.items()}
    return Units(types, values, groups, given)


def context_of(units: Units, cells: Mapping[str, str]) -> Context:
    """What surrounds the example's row."""
    mark = cells.get("标准分")
    return Context(
        names=ExpressionNames(items=units.types),
        groups=tuple(dict.fromkeys((*units.group_of, OTHER_GROUP))),
        full_mark=plain_number(mark) if mark else None,
        judged=(t.Item(_JUDGED),),
    )


def rule_of(kind: type[Rule], cells: Mapping[str, str], context: Context) -> tuple[Rule | None, list[Problem]]:
    """Read the row."""
    return read_rule(kind, {header: Cell(text, NOWHERE) for header, text in cells.items()}, context)


@dataclass(frozen=True)
class ExampleOutcome:
    """What came out: 6.67, 缺数据, 清零; and why."""

    points: str
    why: str


def work_out(kind: type[Rule], example: Example) -> ExampleOutcome:
    """Read the example's row, evaluate it and say why.

    Raises:
        ValueError: the example's row cannot be read (a programmer's mistake in the rule's file).
    """
    units = units_of(kind, example)
    rule, problems = rule_of(kind, example.cells, context_of(units, example.cells))
    if rule is None:
        raise ValueError(f"{kind.name}: {problems}")
    evaluator = Evaluator(units)
    why = FigureWords(evaluator, dict.fromkeys(units.types, example.measure)).sentence(rule.sentence(), row=0)
    if kind.effect is Effect.ZEROES:
        return ExampleOutcome("清零" if evaluator.truth(rule.amount()).value[0] else "不清零", why)
    amount = evaluator.number(rule.amount())
    if kind.caps_points and "上限" in example.cells:
        amount = amount.minimum(Exact.full(plain_number(example.cells["上限"]).value, units.size))
    points = amount.round(DIGITS)[0]
    return ExampleOutcome(MISSING if points is None else decimal_text(points), why)
