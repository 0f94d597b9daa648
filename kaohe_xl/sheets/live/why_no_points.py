"""The word that a formula gives where there are no points: what is missing beats 不适用."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.tidy import State
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.guard import Guard

NOT_APPLICABLE, LACKING, INVALID, UNRETURNED = (
    State.NOT_APPLICABLE.value,
    State.BLANK.value,
    State.INVALID.value,
    State.UNRETURNED.value,
)


def why_no_points(items: Sequence[tuple[str, t.ValueType]], about: str, may_fail: bool) -> str:
    """The word for a clause that came to nothing: what is missing beats 不适用, and that beats what cannot be computed.

    ``about``: is one of the items that the rule is about 不适用? ``may_fail``: although every item has its value.
    """
    if not items:
        return f'"{INVALID}"'
    if len(items) == 1:
        lacking = f'IF({all_present(items).text},"{INVALID}","{LACKING}")' if may_fail else f'"{LACKING}"'
        return f'IF({about},"{NOT_APPLICABLE}",{lacking})'
    there = ",".join(f'OR({all_present([item]).text},{item[0]}="{NOT_APPLICABLE}")' for item in items)
    return f'IF(AND({there}),IF({about},"{NOT_APPLICABLE}","{INVALID}"),"{LACKING}")'


def unless_owed(known: str, why: str) -> str:
    """``why``, but 缺数据 where another period or a sub-unit owes a figure."""
    return f'IF({known},{why},"{LACKING}")' if known else why


def all_present(items: Sequence[tuple[str, t.ValueType]]) -> Guard:
    """Every item has a value."""
    numbers = tuple(cell for cell, kind in items if kind.is_numeric)
    yes_no = tuple(cell for cell, kind in items if kind is t.ValueType.YES_NO)
    texts = tuple(cell for cell, kind in items if not kind.is_numeric and kind is not t.ValueType.YES_NO)
    return Guard(numbers=numbers, yes_no=yes_no, texts=texts)
