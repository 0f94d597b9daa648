"""Several judges of one 评定: their figures as one, and who of them is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from kaohe_xl.scheme import model as m


def trimmed_mean(values: Sequence[Fraction]) -> Fraction:
    """Mean without one highest and one lowest; of fewer than three values, the plain mean."""
    kept = sorted(values)[1:-1] if len(values) > 2 else values
    return mean(kept)


def mean(values: Sequence[Fraction]) -> Fraction:
    return total(values) / len(values)


def total(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


MERGE: dict[m.Several, Callable[[Sequence[Fraction]], Fraction]] = {
    m.Several.MEAN: mean,
    m.Several.TRIMMED: trimmed_mean,
    m.Several.MAX: max,
    m.Several.MIN: min,
    m.Several.SUM: total,
}


def missing_judges(item: m.DataItem, given: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Judges of a panel who gave no figure; none where the figure is nobody's of the panel (填报数据 has it whole)."""
    if not item.judged or len(item.owners) < 2 or not given.keys() & set(item.owners):
        return ()
    return tuple(owner for owner in item.owners if owner not in given)


def weighted(item: m.DataItem, given: Mapping[str, Fraction]) -> Fraction | None:
    """Σ weight × figure; None while a judge is missing, for the shares of the others say nothing about theirs."""
    if any(owner not in given for owner in item.weights):
        return None
    return total([share * given[owner] for owner, share in item.weights.items()])
