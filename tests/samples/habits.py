"""How people type figures: each habit turns a value into what stands in the cell. What it does not concern stays plain.

A habit never changes what is meant: reading the cell back must give the very value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.scheme.model import DataItem

Value = Fraction | dt.date | str
Typed = str | int | float | dt.date
Habit = Callable[[Value, DataItem], Typed]

_WIDE = str.maketrans("0123456789.%,-/", "０１２３４５６７８９．％，－／")
_TICKS = {"是": "√", "否": "×"}
_HAVING = {"是": "有", "否": "无"}


def plain(value: Value, item: DataItem) -> Typed:
    """As asked: a number, a date, a word."""
    if not isinstance(value, Fraction):
        return value
    return int(value) if value.denominator == 1 else float(value)


def digits(value: Fraction, item: DataItem) -> str:
    """The figure in letters: 3, 7.5, 94.25%."""
    if item.type is ValueType.PERCENT:
        return f"{decimal_text(value * 100, most=10)}%"
    return decimal_text(value, most=10)


def as_text(value: Value, item: DataItem) -> Typed:
    """Numbers kept as text (a column formatted as text): '3, '95%."""
    return digits(value, item) if isinstance(value, Fraction) else value


def full_width(value: Value, item: DataItem) -> Typed:
    """３, ９４．２５％: typed with a Chinese input method."""
    return digits(value, item).translate(_WIDE) if isinstance(value, Fraction) else value


def with_measure(value: Value, item: DataItem) -> Typed:
    """3例, 1,250.5万元, 95％."""
    if not isinstance(value, Fraction):
        return value
    if item.type is ValueType.PERCENT:
        return digits(value, item).replace("%", "％")
    return f"{digits(value, item)}{item.measure}"


def thousands(value: Value, item: DataItem) -> Typed:
    """1,200.50."""
    if not isinstance(value, Fraction) or item.type is ValueType.PERCENT or (value * 100).denominator != 1:
        return as_text(value, item)
    return f"{int(value):,}" if item.type is ValueType.INTEGER else f"{float(value):,.2f}"


def points(value: Value, item: DataItem) -> Typed:
    """95 where 95% is meant, in a cell that is not a percent; 0.5 would be in doubt and keeps its sign."""
    if isinstance(value, Fraction) and item.type is ValueType.PERCENT and value * 100 > 2:
        return decimal_text(value * 100, most=10)
    return plain(value, item)


def ticks(value: Value, item: DataItem) -> Typed:
    """√ and ×."""
    return _TICKS.get(value, value) if isinstance(value, str) else plain(value, item)


def having(value: Value, item: DataItem) -> Typed:
    """有 and 无; 无 also for no case at all."""
    if isinstance(value, str):
        return _HAVING.get(value, value)
    return "无" if value == 0 and item.type is ValueType.INTEGER else plain(value, item)


def dotted_day(value: Value, item: DataItem) -> Typed:
    """2022.6.30."""
    return f"{value.year}.{value.month}.{value.day}" if isinstance(value, dt.date) else plain(value, item)


def chinese_day(value: Value, item: DataItem) -> Typed:
    """2022年6月30日."""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, dt.date) else plain(value, item)


def slashed_day(value: Value, item: DataItem) -> Typed:
    """2022/6/30 as text."""
    return f"{value.year}/{value.month}/{value.day}" if isinstance(value, dt.date) else plain(value, item)


def eight_digits(value: Value, item: DataItem) -> Typed:
    """20220630."""
    return f"{value:%Y%m%d}" if isinstance(value, dt.date) else plain(value, item)


def mixed(*habits: Habit) -> Habit:
    """Several people typed: each item by one habit, always the same."""

    def by_item(value: Value, item: DataItem) -> Typed:
        return habits[sum(map(ord, item.name)) % len(habits)](value, item)

    return by_item


def either(*habits: Habit) -> Habit:
    """The first habit that concerns a value: one for dates, one for yes and no, one for figures."""

    def by_value(value: Value, item: DataItem) -> Typed:
        return next(
            (typed for habit in habits if (typed := habit(value, item)) != plain(value, item)), plain(value, item)
        )

    return by_value
