"""Whole forms: two alike beyond chance, all zeros, nothing but blanks, nothing but round numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import log10

import numpy as np

from kaohe_xl.base.finding import Finding
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.suspicion.forms import PeriodForms, ReturnedForm
from kaohe_xl.suspicion.shown_figures import shown, side_by_side

_LEAST = 5  # figures without which a form says too little
_RARE, _RARE_BUT_ONE = 0.5, 1.3  # -log10 of how many pairs would be so alike by chance: in all, in all but one figure
_MOST_PAIRED = 1500  # units of a period that are compared pair by pair
_UNUSUAL = 4.0  # -log10 of how often a form would be so round by chance


@dataclass(frozen=True)
class Likeness:
    """Two units' forms of one period that are the same beyond what chance allows."""

    first: ReturnedForm
    second: ReturnedForm
    same: int
    of: int
    rare: Mapping[str, float]  # figure that is the same → how rare that is


def likenesses(items: Mapping[str, m.DataItem], period: PeriodForms) -> Iterator[Likeness]:
    """Pairs that are the same in every figure, or in all but one of many.

    How telling an agreement is: a figure that many give (0, 100%) says nothing, one that nobody else gives says most.
    """
    forms = list(period.values())
    if len(forms) < 4:
        return
    figures = [form.numbers(items) for form in forms]
    counts: dict[str, Counter[Fraction]] = {}
    for own in figures:
        for name, value in own.items():
            counts.setdefault(name, Counter())[value] += 1
    pairs = log10(len(forms) * (len(forms) - 1) / 2)
    for first, second in _candidates(figures):
        shared = [
            name for name in figures[first] if name in figures[second]
        ]  # a set would be in another order each time
        same = [name for name in shared if figures[first][name] == figures[second][name]]
        other = len(shared) - len(same)
        if len(shared) < _LEAST or other > (1 if len(shared) >= 2 * _LEAST else 0):
            continue
        rare = {name: _rarity(counts[name], figures[first][name]) for name in sorted(same)}
        if sum(rare.values()) - pairs >= (_RARE_BUT_ONE if other else _RARE):
            yield Likeness(forms[first], forms[second], len(same), len(shared), rare)


def told_alike(items: Mapping[str, m.DataItem], found: Iterable[Likeness]) -> Iterator[Finding]:
    """One note for two units, whatever the number of periods."""
    by_pair: dict[tuple[str, str], list[Likeness]] = {}
    for each in found:
        by_pair.setdefault((each.first.unit, each.second.unit), []).append(each)
    for (first, second), own in by_pair.items():
        one = max(own, key=lambda each: sum(each.rare.values()))
        told = sorted(one.rare, key=lambda name: -one.rare[name])
        figures = one.first.numbers(items)
        yield finding(
            "D770",
            one.first.place,
            unit=first,
            period=one.first.period,
            first=first,
            second=second,
            when="、".join(each.first.period for each in own),
            same=one.same,
            of=one.of,
            shown=side_by_side(items, [(name, figures[name]) for name in told]),
        )


def _rarity(count: Counter[Fraction], value: Fraction) -> float:
    """-log10 of how likely another unit is to give the value, by what the units besides these two give.

    A figure that is nobody else's is as likely as one of as many as there are: with few units that is not rare.
    """
    others = count[value] - 2
    return -log10((others + 1) / (count.total() - 2 + 1)) if others + 1 < count.total() - 1 else 0.0


def _candidates(figures: Sequence[Mapping[str, Fraction]]) -> Iterator[tuple[int, int]]:
    """Pairs with much in common; of very many units only those that agree in everything."""
    if len(figures) > _MOST_PAIRED:
        same: dict[tuple[tuple[str, Fraction], ...], list[int]] = {}
        for number, own in enumerate(figures):
            same.setdefault(tuple(sorted(own.items())), []).append(number)
        for group in same.values():
            yield from combinations(group, 2)
        return
    names = sorted({name for own in figures for name in own})
    codes: list[dict[Fraction, int]] = [{} for _ in names]
    table = np.full((len(figures), len(names)), -1, dtype=np.int32)
    for row, own in enumerate(figures):
        for column, name in enumerate(names):
            if name in own:
                table[row, column] = codes[column].setdefault(own[name], len(codes[column]))
    there = table >= 0
    for row in range(len(figures) - 1):
        both = there[row] & there[row + 1 :]
        agree = ((table[row] == table[row + 1 :]) & both).sum(axis=1)
        enough = (agree >= 3) & (agree >= both.sum(axis=1) * 0.5)
        yield from ((row, row + 1 + int(other)) for other in np.flatnonzero(enough))


def empty_or_zero(items: Mapping[str, m.DataItem], period: PeriodForms) -> Iterator[Finding]:
    """A form of nothing but zeros, or of nothing at all, where others' are not."""
    figures = {unit: form.numbers(items) for unit, form in period.items()}
    zeros = [unit for unit, own in figures.items() if len(own) >= _LEAST and not any(own.values())]
    if 0 < len(zeros) <= len(period) * 0.2:
        for unit in zeros:
            yield _told("D771", period[unit], count=len(figures[unit]), items=_names(figures[unit]))
    blank = [unit for unit, form in period.items() if len(form.blank) >= _LEAST and not form.values]
    if 0 < len(blank) <= len(period) * 0.2:
        for unit in blank:
            yield _told("D772", period[unit], count=len(period[unit].blank), items=_names(period[unit].blank))


def round_numbers(items: Mapping[str, m.DataItem], period: PeriodForms) -> Iterator[Finding]:
    """A form of nothing but round numbers where others give odd ones."""
    figures = {
        unit: {name: value for name, value in form.numbers(items).items() if value} for unit, form in period.items()
    }
    share: dict[str, list[bool]] = {}
    for own in figures.values():
        for name, value in own.items():
            share.setdefault(name, []).append(_is_round(items[name], value))
    for unit, own in figures.items():
        told = {name: value for name, value in own.items() if name in share and len(share[name]) >= 4}
        odd = [name for name, value in told.items() if not _is_round(items[name], value)]
        if len(told) < _LEAST or len(odd) > len(told) * 0.1:
            continue
        chance = 0.0
        for name in told.keys() - set(odd):  # of the others, this one left out
            rest = sum(share[name]) - 1
            chance -= log10((rest + 1) / (len(share[name]) + 1))
        if chance - log10(max(len(period), 1)) >= _UNUSUAL:
            words = "、".join(f"{name} {shown(items[name], value)}" for name, value in list(told.items())[:6])
            yield _told("D773", period[unit], count=len(told), items=words)


def _is_round(item: m.DataItem, value: Fraction) -> bool:
    """A whole number of tens (or more), or of five percentage points; small numbers are never round."""
    if item.type is ValueType.PERCENT:
        return value * 20 == int(value * 20)
    return abs(value) >= 10 and value.denominator == 1 and value.numerator % 10 == 0


def _names(names: Sequence[str] | Mapping[str, Fraction]) -> str:
    listed = list(names)
    return "、".join(listed[:5]) + ("等" if len(listed) > 5 else "")


def _told(code: str, form: ReturnedForm, **details: object) -> Finding:
    return finding(code, form.place, unit=form.unit, period=form.period, name=form.unit, **details)
