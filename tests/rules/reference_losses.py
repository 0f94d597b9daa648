"""Methods that take points away, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor

from hypothesis import strategies as st

from tests.rules.reference import (
    Case,
    Draw,
    Row,
    base_of,
    case_points,
    decimal,
    each,
    figure,
    number_item,
    pick,
    shown,
    steps,
)
from tests.rules.reference_gains import meets

F = Fraction
FIRST_DAY = date(1899, 12, 30)


def miss(draw: Draw) -> Case:
    points = figure(draw, 0, 30)
    cells, expected, item, second, marks, texts = meets(draw, F(0), points)
    cells["分值"] = decimal(points)
    return Case(cells, expected, item, second, marks, texts=texts)


def case_loss(draw: Draw) -> Case:
    item, points = number_item(draw), figure(draw, 0, 5)
    by, base = steps(draw, item), pick(draw, None, base_of(draw, item, 0, 30))
    text, rule = case_points(draw, item, points, by, base or F(0))
    cells = {"数据项": item, "分值": text, **by.cells}
    if base is not None:
        cells["基准"] = f">{shown(base, item)}"
    return Case(cells, each(rule), item, marks=[base or F(0)], step=by.size)


def shortfall(draw: Draw) -> Case:
    item = number_item(draw)
    by, down = steps(draw, item), pick(draw, True, False)
    unit = F(1, 100) if item == "率" else F(1)
    if pick(draw, True, False):
        points, base = figure(draw, 0, 5), base_of(draw, item)
        sign = pick(draw, ">=", ">") if down else pick(draw, "<=", "<")
        cells = {"数据项": item, "分值": decimal(points), "基准": f"{sign}{shown(base, item)}", **by.cells}
        side = 1 if down else -1
        return Case(
            cells, each(lambda x: points * by.count(max(side * (base - x), F(0)))), item, marks=[base], step=by.size
        )
    starts = sorted(draw(st.sets(st.integers(0, 100), min_size=2, max_size=3)), reverse=down)
    rates = [figure(draw, 0, 3) for _ in starts]
    edges = [F(start) * unit for start in starts]
    text = "; ".join(f"{shown(edge, item)}:{decimal(rate)}" for edge, rate in zip(edges, rates, strict=True))
    cells = {"数据项": item, "分值": text, **by.cells}
    if pick(draw, True, False):
        cells["基准"] = f"{'>=' if down else '<='}{shown(edges[0], item)}"
    side = 1 if down else -1

    def rule(x: Fraction) -> Fraction:
        """Like a tax table on the number of steps."""
        left = by.count(max(side * (edges[0] - x), F(0)))
        points = F(0)
        for position, rate in enumerate(rates):
            last = position == len(rates) - 1
            width = left if last else abs(edges[position + 1] - edges[position]) / by.size
            here = min(left, width)
            points += here * rate
            left -= here
        return points

    return Case(cells, each(rule), item, marks=edges, step=by.size)


def late(draw: Draw) -> Case:
    points, by = figure(draw, 0, 5), steps(draw, "日")
    base, deadline = draw(st.integers(44000, 45500)), draw(st.integers(44000, 45500))
    day = FIRST_DAY + timedelta(days=base)
    text = pick(draw, f"<={day.isoformat()}", day.isoformat(), f"<={day.year}年{day.month}月{day.day}日")
    cells = {"数据项": "日", "分值": decimal(points), "基准": text, **by.cells}

    def expected(rows: list[Row]) -> list[Fraction | None]:
        found: list[Fraction | None] = []
        for row in rows:
            done = row.x if isinstance(row.x, Fraction) else F(deadline) if row.returned else None
            found.append(None if done is None else points * by.count(max(done - base, F(0))))
        return found

    return Case(cells, expected, "日", marks=[F(base)], step=by.size, deadline=deadline)


def rising_loss(draw: Draw) -> Case:
    figures = [figure(draw, 0, 10) for _ in range(draw(st.integers(1, 5)))]
    item = pick(draw, "件", "数")
    cells = {"数据项": item, "分值": ",".join(decimal(each_one) for each_one in figures)}

    def rule(x: Fraction) -> Fraction | None:
        if x != floor(x):
            return None
        return sum((figures[min(n, len(figures) - 1)] for n in range(max(int(x), 0))), F(0))

    return Case(cells, each(rule), item, marks=[F(0), F(len(figures))])


def deviation(draw: Draw) -> Case:
    item, points = number_item(draw), figure(draw, 0, 5)
    by, base = steps(draw, item), base_of(draw, item)
    cells = {"数据项": item, "分值": decimal(points), "基准": shown(base, item), **by.cells}
    return Case(cells, each(lambda x: points * by.count(abs(x - base))), item, marks=[base], step=by.size)


def formula_loss(draw: Draw) -> Case:
    base, rate = figure(draw, 0, 50), figure(draw, 0, 5)
    cells = {"数据项": "", "基准": f"({decimal(base)}－数)×{decimal(rate)}"}
    return Case(cells, each(lambda x: max((base - x) * rate, F(0))), "数", marks=[base], step=F(1, 200))


def zeroing(draw: Draw) -> Case:
    """1 = zeroed, 0 = not."""
    base = F(draw(st.integers(0, 5)))
    form = pick(draw, "any", "yes", "whole")

    def truth(met: list[bool | None]) -> Fraction | None:
        """Any of them: one known yes settles it."""
        if any(one is True for one in met):
            return F(1)
        return None if any(one is None for one in met) else F(0)

    def over(value: Fraction | str | None) -> bool | None:
        return value > base if isinstance(value, Fraction) else None

    if form == "yes":
        yes = lambda value: None if value is None else value == "是"  # noqa: E731
        return Case(
            {"数据项": "甲、乙", "基准": "是"},
            lambda rows: [truth([yes(row.x), yes(row.second)]) for row in rows],
            "甲",
            "乙",
            texts=("是", "否"),
        )
    if form == "any":
        return Case(
            {"数据项": "件、任务", "基准": f">{decimal(base)}"},
            lambda rows: [truth([over(row.x), over(row.second)]) for row in rows],
            "件",
            "任务",
            [base],
        )

    def both(row: Row) -> Fraction | None:
        """Both of them: one known no settles it."""
        met = [over(row.x), None if row.second is None else row.second == "否"]
        if any(one is False for one in met):
            return F(0)
        return None if any(one is None for one in met) else F(1)

    text = f"件>{decimal(base)} 且 甲=否"
    return Case({"数据项": "", "基准": text}, lambda rows: [both(row) for row in rows], "件", "甲", [base])
