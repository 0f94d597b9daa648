"""What expressions are about: every name of the scheme, dates as numbers, and what a mistake in one is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property, partial

from kaohe_xl.base.text import fold
from kaohe_xl.expr import tree as t
from kaohe_xl.parallel.executor import fields_of

_NEVER = r"(?!)"
_EPOCH = date(1899, 12, 30)
YES, NO = "是", "否"


def serial(day: date) -> int:
    """Excel's number of a day, so that a date compares as a number here and in the workbook."""
    return (day - _EPOCH).days


def day_of(value: Fraction) -> date:
    """The date of an Excel serial."""
    return date.fromordinal(_EPOCH.toordinal() + int(value))


class ExpressionError(Exception):
    """A mistake in an expression. Turned into a finding with sheet and cell by whoever reads the cell."""

    def __init__(self, text: str, position: int, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.text = text
        self.position = position
        self.problem = problem
        self.hint = hint


@dataclass(frozen=True)
class ExpressionNames:
    """Every name that an expression of this scheme may use."""

    items: Mapping[str, t.ValueType] = field(default_factory=dict)
    attributes: Mapping[str, t.ValueType] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)  # folded 编号 → 编号
    lines: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()

    def __getstate__(self) -> dict[str, object]:
        """What goes to another process; the pattern is made again there if somebody needs it."""
        return fields_of(self)

    @cached_property
    def known(self) -> dict[str, Callable[[], t.Node]]:
        """Folded name → maker of its node. Items come before attributes, both before the calculation's own figures."""
        table: dict[str, Callable[[], t.Node]] = {}
        for quantity in t.Quantity:
            table[fold(quantity.value)] = _maker(t.Given, quantity)
        for name, kind in self.attributes.items():
            table[fold(name)] = _maker(t.Attribute, name, kind)
        for name, kind in self.items.items():
            table[fold(name)] = _maker(t.Item, name, kind)
        return table

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the names, the longest first."""
        names = "|".join(_loosely(name) for name in sorted(self.known, key=len, reverse=True))
        return re.compile(rf"(?i:{names})(?![^\W且或非])" if names else _NEVER)


def _loosely(name: str) -> str:
    """Pattern of a folded name, in whatever case, with stray spaces between its characters: 完 成 率."""
    return r"\s*".join(re.escape(character) for character in name)


def _maker(kind: Callable[..., t.Node], *arguments: object) -> Callable[[], t.Node]:
    return partial(kind, *arguments)
