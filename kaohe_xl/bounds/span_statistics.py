"""Bounds of what is asked of several units: places, means, greatest and least, sums."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.expr import tree as t

ComparedSpans = Sequence[tuple[Fraction, Fraction, bool, int]]


def place_bounds(
    statistic: t.Statistic, pool: ComparedSpans, low: Fraction | None, high: Fraction | None, row: int
) -> tuple[Fraction, Fraction]:
    """Best and worst place of a unit among the others."""
    assert low is not None
    assert high is not None
    if statistic is t.Statistic.RANK_ASCENDING:
        pool = [(-b, -a, sure, m) for a, b, sure, m in pool]
        low, high = -high, -low
    best = 1 + sum(sure and a > high for a, _, sure, m in pool if m != row)
    worst = 1 + sum(b > low for _, b, _, m in pool if m != row)
    return Fraction(best), Fraction(worst)


def common_bounds(statistic: t.Statistic, pool: ComparedSpans) -> tuple[Fraction, Fraction]:
    lows, highs = [a for a, _, _, _ in pool], [b for _, b, _, _ in pool]
    sure = [(a, b) for a, b, must, _ in pool if must]
    if statistic is t.Statistic.MAX:
        return max((a for a, _ in sure), default=min(lows)), max(highs)
    if statistic is t.Statistic.MIN:
        return min(lows), min((b for _, b in sure), default=max(highs))
    extra = [(a, b) for a, b, must, _ in pool if not must]
    least = _least_mean([a for a, _ in sure], sorted(a for a, _ in extra))
    most = -_least_mean([-b for _, b in sure], sorted(-b for _, b in extra))
    return least, most


def bounds_over_subs(over: t.OverSubs, pool: ComparedSpans) -> tuple[Fraction, Fraction, bool, bool]:
    """Bounds over sub-units that may have the figure; may there be, and is there surely, a value?"""
    if over is t.OverSubs.SUM:
        least = sum((a if sure else min(a, Fraction(0)) for a, _, sure, _ in pool), Fraction(0))
        most = sum((b if sure else max(b, Fraction(0)) for _, b, sure, _ in pool), Fraction(0))
        return least, most, True, True
    if not pool:
        return Fraction(0), Fraction(0), False, False
    statistic = {t.OverSubs.MEAN: t.Statistic.MEAN, t.OverSubs.MAX: t.Statistic.MAX, t.OverSubs.MIN: t.Statistic.MIN}
    return *common_bounds(statistic[over], pool), True, any(sure for _, _, sure, _ in pool)


def _least_mean(sure: Sequence[Fraction], extra: Sequence[Fraction]) -> Fraction:
    """The least mean of all of ``sure`` and any of ``extra`` (rising)."""
    count, whole = len(sure), sum(sure, Fraction(0))
    for value in extra:
        if count and value * count >= whole:
            break
        whole, count = whole + value, count + 1
    return whole / count
