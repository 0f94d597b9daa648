"""Small sums that S3, S6 and S7 share: tables of sample data, and what a clause gives or takes.

A clause amount is None when its value is missing; an indicator with a missing amount scores 0.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.independent.common import NOT_APPLICABLE, Value, rnd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.independent.common import UnitData

Amount = Fraction | None


def read_value(token: str) -> Value:
    """`.` blank, `/` not applicable, `95.5%` a ratio, `2021-12-20` a day, 是/否, else a number."""
    if token == ".":
        return None
    if token == "/":
        return NOT_APPLICABLE
    if token in ("是", "否"):
        return token
    if token.endswith("%"):
        return Fraction(token[:-1]) / 100
    if token.count("-") == 2:
        return dt.date.fromisoformat(token)
    return Fraction(token)


def read_table(units: Sequence[str], lines: str) -> dict[str, UnitData]:
    """One line per data item: its name, then one value per unit in the order of `units`."""
    table: dict[str, UnitData] = {unit: {} for unit in units}
    for line in lines.strip().splitlines():
        name, *tokens = line.split()
        assert len(tokens) == len(units), f"{name}: {len(tokens)} values for {len(units)} units"
        for unit, token in zip(units, tokens, strict=True):
            table[unit][name] = read_value(token)
    return table


def number(data: UnitData, item: str) -> Fraction | None:
    value = data.get(item)
    assert value is None or isinstance(value, Fraction), f"{item}: {value!r}"
    return value


def take(full: float | str, *amounts: Amount) -> Fraction:
    """Full marks less what the clauses take, never below 0."""
    marks = Fraction(full)
    if any(a is None for a in amounts):
        return Fraction(0)
    left = marks - sum((a for a in amounts if a is not None), Fraction(0))
    return rnd(max(Fraction(0), min(marks, left)))


def give(full: float | str, *amounts: Amount) -> Fraction:
    """What the clauses give, from 0 up to full marks."""
    marks = Fraction(full)
    if any(a is None for a in amounts):
        return Fraction(0)
    return rnd(max(Fraction(0), min(marks, sum((a for a in amounts if a is not None), Fraction(0)))))


def each(x: Fraction | None, rate: float | str) -> Amount:
    return None if x is None else x * Fraction(rate)


def short_of(x: Fraction | None, base: str, step: str, rate: str) -> Amount:
    """`rate` for each `step` by which x falls short of `base`."""
    return None if x is None else max(Fraction(0), Fraction(base) - x) / Fraction(step) * Fraction(rate)


def beyond(x: Fraction | None, base: str, step: str, rate: str) -> Amount:
    return None if x is None else max(Fraction(0), x - Fraction(base)) / Fraction(step) * Fraction(rate)


def ratio(x: Fraction | None, base: Fraction | str, full: float | str) -> Amount:
    """Full marks once x reaches `base`, in proportion below, nothing for x ≤ 0."""
    if x is None:
        return None
    return Fraction(full) * max(Fraction(0), min(Fraction(1), x / Fraction(base)))


def if_true(conditions: Sequence[bool | None], amount: float | str) -> Amount:
    """The amount if all hold; a condition that cannot be known makes it missing."""
    if any(c is None for c in conditions):
        return None
    return Fraction(amount) if all(conditions) else Fraction(0)


def at_least(x: Fraction | None, base: str) -> bool | None:
    return None if x is None else x >= Fraction(base)


def is_yes(value: Value) -> bool | None:
    return None if value is None else value == "是"


def is_no(value: Value) -> bool | None:
    return None if value is None else value == "否"


def stepwise(cases: Fraction | None, steps: Sequence[str]) -> Amount:
    """The n-th case costs the n-th figure, the last one repeating."""
    if cases is None:
        return None
    figures = [Fraction(s) for s in steps]
    return sum((figures[min(i, len(figures) - 1)] for i in range(int(cases))), Fraction(0))


def linear(x: Fraction | None, low: tuple[str, str], high: tuple[str, str]) -> Amount:
    """A straight line between two (value, marks) points, flat outside."""
    if x is None:
        return None
    (x0, y0), (x1, y1) = ((Fraction(a), Fraction(b)) for a, b in (low, high))
    if x <= x0:
        return y0
    if x >= x1:
        return y1
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def places_from_bottom(ranks: dict[str, int | None]) -> dict[str, int]:
    """Units counted from the bottom as ranks are from the top: the last share 1, ties use up places."""
    known = {u: r for u, r in ranks.items() if r is not None}
    return {u: 1 + sum(other > r for other in known.values()) for u, r in known.items()}
