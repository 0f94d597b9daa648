"""The methods a second time, in plain Python over Fractions: what a careful person would work out by hand, row by row.

Nothing here imports the engine's arithmetic. A :class:`Case` is a rubric row as texts, and a function from rows of
values to points (None = no value).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from random import Random

from hypothesis import strategies as st

F = Fraction
ZERO, ONE, TWENTY = F(0), F(1), F(20)
ROWS = 100
GROUPS = ("驻地镇", "山区镇", "平原镇")
HOLDS = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "<>": operator.ne,
}
# the same few items in every case, so that the grammar is built once
ITEMS = ("率", "数", "件", "日", "甲", "乙", "任务", "评语")
Draw = Callable[[st.SearchStrategy], object]


@dataclass
class Row:
    """One unit: its value, another item's value, where it stands among the others."""

    x: Fraction | str | None
    second: Fraction | str | None = None
    group: str = GROUPS[0]
    scope: int = 0
    comparable: bool = True
    returned: bool = True


Expected = Callable[[Sequence[Row]], list[Fraction | None]]


@dataclass
class Case:
    """A rubric row, what it should give, and values near which the rows are drawn."""

    cells: dict[str, str]
    expected: Expected
    item: str = "数"
    second: str = ""
    marks: Sequence[Fraction] = (ZERO,)
    step: Fraction = ONE
    groups: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    full_mark: Fraction = TWENTY
    deadline: int = 45000


def each(rule: Callable[[Fraction], Fraction | None]) -> Expected:
    """A rule that looks at one unit's number only."""
    return lambda rows: [rule(row.x) if isinstance(row.x, Fraction) else None for row in rows]


# -- drawing ----------------------------------------------------------------------------------------------------------


def figure(draw: Draw, low: int, high: int, digits: int = 2) -> Fraction:
    """A decimal with at most ``digits`` decimals."""
    scale = 10 ** draw(st.integers(0, digits))
    return F(draw(st.integers(low * scale, high * scale)), scale)


def pick(draw: Draw, *choices):
    return draw(st.sampled_from(choices))


def decimal(value: Fraction) -> str:
    """Plain decimal text of a finite decimal."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    whole, rest = divmod(value, 1)
    digits = ""
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
        assert len(digits) < 12, "not a finite decimal"
    return f"{sign}{whole}{'.' + digits if digits else ''}"


def shown(value: Fraction, item: str) -> str:
    """As a clerk writes it for this item."""
    return f"{decimal(value * 100)}%" if item == "率" else decimal(value)


def unit_of(item: str) -> Fraction:
    return F(1, 100) if item == "率" else F(1)


def near(rng: Random, case: Case) -> Fraction | None:
    """Mostly values on an edge: a mark, whole steps away from it, a half at the rounding digit, 0, and below."""
    unit = unit_of(case.item)
    mark = rng.choice(list(case.marks))
    kind = rng.randrange(12)
    if kind == 0:
        return None
    if kind <= 2:
        value = mark
    elif kind <= 4:
        value = mark + rng.randint(-12, 12) * case.step
    elif kind == 5:
        value = mark + F(rng.randint(-40, 40), 2) * case.step
    elif kind == 6:
        value = mark + F(rng.randint(-999, 999), 1000) * unit
    elif kind == 7:
        value = F(rng.randint(-20, 60), 200) * unit  # halves at the second decimal
    elif kind == 8:
        value = F(0)
    elif kind == 9:
        value = -F(rng.randint(0, 3000), 100) * unit
    elif kind == 10:
        value = F(rng.randint(-50, 200), rng.randint(1, 60)) * unit  # a derived ratio
    else:
        value = F(rng.randint(0, 20000), 100) * unit
    return F(floor(value)) if case.item in ("件", "日") else value


def draw_rows(case: Case, seed: int) -> list[Row]:
    """A column of rows; in some columns all values are alike, none is above 0, or nobody can be compared with."""
    rng = Random(seed)
    mood = rng.choice(("mixed", "mixed", "mixed", "alike", "below", "alone"))
    rows = []
    for _ in range(ROWS):
        x = rng.choice((*case.texts, None)) if case.texts else near(rng, case)
        if case.second in ("甲", "乙"):
            second: Fraction | str | None = rng.choice(("是", "否", None))
        elif case.texts:
            second = rng.choice((*case.texts, None))
        else:
            second = near(rng, case) if case.second else None
        if isinstance(x, Fraction) and mood == "alike":
            x = case.marks[0]
        if isinstance(x, Fraction) and mood == "below":
            x = -abs(x)
        scope = rng.randrange(2)
        comparable = rng.random() > 0.15 and not (mood == "alone" and scope == 0)
        returned = rng.random() > 0.3
        rows.append(Row(x, second, rng.choice(GROUPS), scope, comparable, returned))
    return rows


# -- arithmetic that several methods share ----------------------------------------------------------------------------


def whole(count: Fraction, rounding: str) -> Fraction:
    """取整."""
    if rounding == "进一":
        return F(-floor(-count))
    return F(floor(count)) if rounding == "舍去" else count


def half_up(value: Fraction, digits: int = 2) -> Fraction:
    scaled = floor(abs(value) * 10**digits + F(1, 2))
    return F(scaled if value >= 0 else -scaled, 10**digits)


@dataclass
class Steps:
    """每 and 取整 of a case."""

    per: Fraction
    size: Fraction  # per in the unit of the item
    rounding: str
    cells: dict[str, str]

    def count(self, distance: Fraction) -> Fraction:
        return whole(distance / self.size, self.rounding)


def steps(draw: Draw, item: str) -> Steps:
    per = pick(draw, None, F(1), F(2), F(3), F(1, 2), F(3, 10), F(7))
    rounding = pick(draw, "", "按比例", "进一", "舍去")
    cells = {"取整": rounding} if rounding else {}
    if per is not None:
        cells["每"] = decimal(per)
    return Steps(per or F(1), (per or F(1)) * unit_of(item), rounding, cells)


def case_points(
    draw: Draw, item: str, points: Fraction, by: Steps, start: Fraction
) -> tuple[str, Callable[[Fraction], Fraction]]:
    """分值 of a kind with points for every case, with up to two figures for what goes beyond: 0.5; >5:1; >10:2."""
    unit = F(1, 100) if item == "率" else F(1)
    ends = sorted(draw(st.sets(st.integers(1, 40), max_size=2)))
    rates = [points, *(figure(draw, 0, 3) for _ in ends)]
    edges = [start, *(start + end * unit for end in ends)]
    told = [f">{shown(edge, item)}:{decimal(rate)}" for edge, rate in zip(edges[1:], rates[1:], strict=True)]

    def rule(x: Fraction) -> Fraction:
        found = F(0)
        for position, rate in enumerate(rates):
            top = x if position == len(ends) else min(x, edges[position + 1])
            found += rate * by.count(max(top - edges[position], F(0)))
        return found

    return "; ".join([decimal(points), *told]), rule


def number_item(draw: Draw) -> str:
    return pick(draw, "率", "数", "件")


def base_of(draw: Draw, item: str, low: int = -5, high: int = 100) -> Fraction:
    if item == "件":
        return F(draw(st.integers(low, high)))
    return figure(draw, low, high) * unit_of(item)
