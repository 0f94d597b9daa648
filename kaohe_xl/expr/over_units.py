"""Figures of several units, or of several periods, as one: statistics, places, runs, what sub-units come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray
from kaohe_xl.expr import tree as t


def run_lengths(holds: Sequence[BoolArray], inside: int, run: t.Run) -> npt.NDArray[np.intp]:
    """Length of the longest (or the last) of the runs that stand at the leaves from ``inside`` on, for every unit."""
    length = np.zeros(len(holds[0]), dtype=np.intp)
    longest = length
    for position, here in enumerate(holds):
        length = np.where(here, length + 1, 0)
        if position >= inside:
            longest = np.maximum(longest, length)
    return longest if run is t.Run.LONGEST else length


def _some(values: Sequence[Any], how: Callable[[Sequence[Fraction]], Fraction]) -> Fraction | None:
    return how(values) if values else None


OVER_SUBS: dict[t.OverSubs, Callable[[Sequence[Any]], Fraction | None]] = {
    t.OverSubs.COUNT: lambda values: Fraction(sum(bool(value) for value in values)),
    t.OverSubs.SUM: lambda values: sum(values, Fraction(0)),
    t.OverSubs.MEAN: lambda values: _some(values, _mean),
    t.OverSubs.MAX: lambda values: _some(values, max),
    t.OverSubs.MIN: lambda values: _some(values, min),
}
"""Of the figures that exist; a unit without sub-units has no mean, greatest or least."""


def write_statistic(
    statistic: t.Statistic,
    pool: Sequence[Fraction],
    values: Sequence[Fraction | None],
    members: npt.NDArray[np.intp],
    results: list[Fraction | None],
) -> None:
    """Write the statistic of one scope's ``pool`` into the rows of its members."""
    if statistic in (t.Statistic.RANK, t.Statistic.RANK_ASCENDING):
        ordered = sorted(pool, reverse=statistic is t.Statistic.RANK)
        place: dict[Fraction, int] = {}
        for position, value in enumerate(ordered, start=1):
            place.setdefault(value, position)
        for member in members:
            own = values[member]
            if own is not None:
                better = place.get(own)
                results[member] = Fraction(_place_outside(own, ordered, statistic) if better is None else better)
        return
    common = _COMMON[statistic](pool)
    for member in members:
        results[member] = common


def _place_outside(own: Fraction, ordered: Sequence[Fraction], statistic: t.Statistic) -> int:
    """Place that a unit outside the comparison set would take in it."""
    if statistic is t.Statistic.RANK:
        return 1 + sum(value > own for value in ordered)
    return 1 + sum(value < own for value in ordered)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


_COMMON: dict[t.Statistic, Callable[[Sequence[Fraction]], Fraction]] = {
    t.Statistic.MAX: max,
    t.Statistic.MIN: min,
    t.Statistic.MEAN: _mean,
}
