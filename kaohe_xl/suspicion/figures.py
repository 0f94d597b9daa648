"""Single figures: one that jumps beyond what the others do, and a rate that disagrees with its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import permutations
from math import sqrt
from statistics import median

import numpy as np

from kaohe_xl.base.decimals import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.suspicion.forms import PeriodForms
from kaohe_xl.suspicion.shown_figures import shown

_LEAST_UNITS = 5
_FAR = 8.0  # so many times the usual spread of what the units' figures did
_LEAST_AGREEING, _AGREEING = 4, 0.7
_CLOSE = 0.0051  # a rate and its parts, of 1: rounding to whole percents and a little


def jumps(
    items: Mapping[str, m.DataItem], now: PeriodForms, before: Mapping[str, Mapping[str, Fraction]], when: str
) -> Iterator[Finding]:
    """Figures that moved since ``before`` (item → unit → figure) beyond what the other units' did."""
    for name, old in before.items():
        item = items.get(name)
        if item is None:
            continue
        new = {unit: form.numbers(items).get(name) for unit, form in now.items()}
        pairs = {unit: (old[unit], value) for unit, value in new.items() if value is not None and unit in old}
        if len(pairs) < _LEAST_UNITS or any(min(pair) < 0 for pair in pairs.values()):
            continue
        moved = {unit: _move(item, *pair) for unit, pair in pairs.items()}
        usual = median(moved.values())
        spread = 1.4826 * median(abs(each - usual) for each in moved.values())
        common = median(now for _, now in pairs.values())
        if not common:
            continue  # what happens to a unit now and then
        for unit, each in moved.items():
            first, second = pairs[unit]
            if second == common:
                continue  # as with the others
            if abs(each - usual) <= _FAR * max(spread, _least_spread(item, pairs)) or not _large(item, first, second):
                continue
            form = now[unit]
            others = "、".join(
                f"{other} {shown(item, pairs[other][0])}→{shown(item, pairs[other][1])}"
                for other in list(pairs)[:4]
                if other != unit
            )
            yield finding(
                "D774",
                form.places[name],
                unit=unit,
                period=form.period,
                name=unit,
                item=name,
                when=when,
                before=shown(item, first),
                now=shown(item, second),
                others=others,
            )


def _move(item: m.DataItem, before: Fraction, now: Fraction) -> float:
    """A difference of roots: large figures vary more than small ones; of percents the difference itself."""
    if item.type is ValueType.PERCENT:
        return float(now - before)
    return sqrt(now) - sqrt(before)


def _least_spread(item: m.DataItem, pairs: Mapping[str, tuple[Fraction, Fraction]]) -> float:
    if item.type is ValueType.PERCENT:
        return 0.02
    usual = median(float(max(pair)) for pair in pairs.values())
    return 0.35 if item.type is ValueType.INTEGER and usual < 100 else max(0.02 * sqrt(usual), 1e-9)


def _large(item: m.DataItem, before: Fraction, now: Fraction) -> bool:
    """Enough to be told: threefold, or a third, of more than a handful; a fifth of all for a percent."""
    if item.type is ValueType.PERCENT:
        return abs(now - before) >= Fraction(1, 5)
    low, high = min(before, now), max(before, now)
    return high >= 10 and high >= 3 * low


def rates(items: Mapping[str, m.DataItem], now: PeriodForms) -> Iterator[Finding]:
    """A percent that for most units is one figure divided by another, and for this one is not."""
    units = list(now)
    figures = {unit: form.numbers(items) for unit, form in now.items()}
    names = list(dict.fromkeys(name for own in figures.values() for name in own))
    table = {name: np.array([float(figures[u].get(name, Fraction(0))) for u in units]) for name in names}
    there = {name: np.array([name in figures[u] for u in units]) for name in names}
    parts = [name for name in names if items[name].type in (ValueType.INTEGER, ValueType.NUMBER)]
    for rate in (name for name in names if items[name].type is ValueType.PERCENT):
        found = _parts_of(rate, parts, table, there)
        if found is None:
            continue
        top, bottom = found
        whole = there[rate] & there[top] & there[bottom] & (table[bottom] > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = whole & (np.abs(table[rate] - table[top] / table[bottom]) > 2 * _CLOSE)
        for row in np.flatnonzero(off):
            unit = units[int(row)]
            own = figures[unit]
            quotient = own[top] / own[bottom] * 100
            yield finding(
                "D775",
                now[unit].places[rate],
                unit=unit,
                period=now[unit].period,
                name=unit,
                item=rate,
                given=shown(items[rate], own[rate]),
                top=top,
                above=shown(items[top], own[top]),
                bottom=bottom,
                below=shown(items[bottom], own[bottom]),
                quotient=f"{decimal_text(quotient, most=2)}%",
            )


def _parts_of(
    rate: str, parts: list[str], table: Mapping[str, np.ndarray], there: Mapping[str, np.ndarray]
) -> tuple[str, str] | None:
    """The two figures whose quotient the rate is for most units: not by being 1 or 0 throughout."""
    best: tuple[float, tuple[str, str]] | None = None
    for top, bottom in permutations(parts, 2):
        whole = there[rate] & there[top] & there[bottom] & (table[bottom] > 0)
        telling = whole & (table[rate] > 0) & (table[rate] < 1)
        if telling.sum() < _LEAST_AGREEING:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            close = whole & (np.abs(table[rate] - table[top] / table[bottom]) <= _CLOSE)
        share = float(close.sum() / whole.sum())
        if (close & telling).sum() >= _LEAST_AGREEING and share >= _AGREEING and (best is None or share > best[0]):
            best = share, (top, bottom)
    return best[1] if best is not None else None
