"""What one clause gives or takes, for the schemes whose data may say 不适用 (S1, S4, S9).

A clause is its signed points, None when its value is missing, or "不适用" when it drops out.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.independent.common import NOT_APPLICABLE, Value, rnd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Clause = Fraction | str | None
Score = Fraction | str  # "不适用"

F = Fraction
ZERO = Fraction(0)


def over(value: Value, points: Callable[[Fraction], Fraction]) -> Clause:
    """The points of a number; missing and not applicable pass through."""
    if value is None or value == NOT_APPLICABLE:
        return value  # type: ignore[return-value]
    assert isinstance(value, Fraction), value
    return points(value)


def lose_each(value: Value, rate: str) -> Clause:
    return over(value, lambda x: -x * F(rate))


def lose_short(value: Value, target: str, step: str, rate: str) -> Clause:
    """`rate` for each `step` below the target, in proportion."""
    return over(value, lambda x: -max(ZERO, F(target) - x) / F(step) * F(rate))


def lose_below(value: Value, target: str, points: str) -> Clause:
    """A fixed loss once the value is below the target."""
    return over(value, lambda x: -F(points) if x < F(target) else ZERO)


def lose_judged(value: Value) -> Clause:
    """The assessors' own figure is what is lost."""
    return over(value, lambda x: -x)


def if_answer(value: Value, answer: str, points: str) -> Clause:
    """Points (negative = lost) if the answer is this one."""
    if value is None or value == NOT_APPLICABLE:
        return value  # type: ignore[return-value]
    assert value in ("是", "否"), value
    return F(points) if value == answer else ZERO


def lose_no(value: Value, points: str) -> Clause:
    return if_answer(value, "否", "-" + points)


def settle(full: str, start: str, *clauses: Clause, floor: Fraction | None = ZERO) -> Score:
    """Start plus clauses, between floor (None = may go below zero) and full marks. Missing never earns."""
    real = [c for c in clauses if c != NOT_APPLICABLE]
    if not real:
        return NOT_APPLICABLE
    score = F(start) + sum((c for c in real if isinstance(c, Fraction)), ZERO)
    score = min(F(full), score)
    if floor is not None:
        score = max(floor, score)
    if None in real:
        score = min(ZERO, score)
    return rnd(score)


def line_total(scores: Mapping[str, Score], full: Mapping[str, Fraction]) -> Fraction:
    """The sum, scaled up for the indicators that do not apply (剔除折算)."""
    earned = sum((s for s in scores.values() if isinstance(s, Fraction)), ZERO)
    whole = sum((full[no] for no in scores), ZERO)
    excluded = sum((full[no] for no, s in scores.items() if s == NOT_APPLICABLE), ZERO)
    if excluded == 0 or excluded == whole:
        return earned
    return earned + rnd(earned * whole / (whole - excluded) - earned)
