"""Between a tree and a workbook: where its figures stand, and the formula that comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from kaohe_xl.base.place import Place
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.guard import MISSING, Guard

# Excel takes 8192 characters and 64 levels; the rest is left for rounding, caps and the row numbers
_LONGEST, _DEEPEST = 7000, 55


class NoFormula(Exception):  # noqa: N818 - says what it is: there is no formula
    """This tree cannot stand as a live formula (it looks at another period, at ranks, at vetoes): write its value."""


class Cells(Protocol):
    """Where the figures of a tree stand in the workbook.

    References may contain ``{r}`` for the number of the unit's row; it is filled in with ``str.replace``. Ranges cover
    all units, in the same order and of the same length. A method may raise :class:`NoFormula` for what has no cell.
    """

    def item(self, name: str) -> str: ...
    def attribute(self, name: str) -> str: ...
    def given(self, quantity: t.Quantity) -> str: ...
    def score_of(self, key: str) -> str: ...
    def group(self) -> str:
        """The unit's 分组."""
        ...

    def item_range(self, name: str) -> str: ...
    def attribute_range(self, name: str) -> str: ...
    def given_range(self, quantity: t.Quantity) -> str: ...
    def score_range(self, key: str) -> str: ...
    def group_range(self) -> str: ...
    def scope(self) -> str | None:
        """The cell that tells which units this one is ranked with; None when all units are ranked together."""
        ...

    def scope_range(self) -> str: ...
    def comparable_range(self) -> str | None:
        """是 where the unit counts when units are compared; None when every unit does."""
        ...

    def statistic(self, node: t.Across) -> str | None:
        """A helper cell that holds this statistic for the unit (its own ``formula``); None: written out in place."""
        ...

    def streak(self, node: t.Streak, every: bool) -> tuple[str, str]:
        """Helper cells (``every``: ranges): the run's length if what is not known does not hold, and if it does."""
        ...

    def over_subs(self, node: t.OfSubs, every: bool) -> str | None:
        """A helper cell (``every``: a range) that holds what sub-units' figures come to; None: written in place."""
        ...

    def below(self) -> str:
        """Which rows of the ranges are the unit's sub-units: a product of 0 and 1."""
        ...

    def param(self, place: Place) -> str | None:
        """Reference of the rubric cell that holds exactly this number; None: the number is written out."""
        ...

    def typed(self, name: str) -> bool:
        """The item's cell holds a typed value, not a calculation: it can be compared without rounding."""
        ...


@dataclass(frozen=True)
class Formula:
    """A formula without its '='. ``array``: it has to be entered as an array formula (Ctrl+Shift+Enter)."""

    text: str
    guard: Guard
    array: bool

    def guarded(self, otherwise: str = MISSING) -> str:
        """The formula, or the word ``otherwise`` where its value does not exist."""
        question = self.guard.text
        return f"IF({question},{self.text},{quoted(otherwise)})" if question else self.text

    def map(self, change: Callable[[str], str]) -> Formula:
        """The same with its text changed, e.g. rounded."""
        return replace(self, text=change(self.text))


def rounded(text: str, digits: int) -> str:
    """Half-up rounding for print; the inner ROUND takes away the noise of binary fractions first."""
    return f"ROUND(ROUND({text},10),{digits})"


def quoted(text: str) -> str:
    """A text literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def too_large(text: str) -> bool:
    """Beyond what Excel opens."""
    return len(text) > _LONGEST or _nesting(text) > _DEEPEST


def _nesting(text: str) -> int:
    """How deep functions stand inside functions."""
    depth = deepest = 0
    opened: list[bool] = []
    for before, character in pairwise(f" {text}"):
        if character == "(":
            opened.append(before.isalpha())
            depth += opened[-1]
            deepest = max(deepest, depth)
        elif character == ")" and opened:
            depth -= opened.pop()
    return deepest
