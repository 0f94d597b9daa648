"""Methods that compare units with each other, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from hypothesis import strategies as st

from tests.rules.reference import GROUPS, Case, Draw, Expected, Row, decimal, figure, number_item, pick

F = Fraction


def among(groups: tuple[str, ...], rule: Callable[[Fraction, list[Fraction]], Fraction | None]) -> Expected:
    """``rule`` of a unit's value and the values it is compared with: same scope, comparable, in the clause's groups."""

    def expected(rows: Sequence[Row]) -> list[Fraction | None]:
        found: list[Fraction | None] = []
        for row in rows:
            pool = [
                other.x
                for other in rows
                if other.scope == row.scope
                and other.comparable
                and isinstance(other.x, Fraction)
                and (not groups or other.group in groups)
            ]
            found.append(rule(row.x, pool) if isinstance(row.x, Fraction) and pool else None)
        return found

    return expected


def _around(draw: Draw) -> tuple[str, Fraction, tuple[str, ...]]:
    return number_item(draw), figure(draw, 1, 100), pick(draw, (), GROUPS[:1], GROUPS[:2])


def best(draw: Draw) -> Case:
    item, points, groups = _around(draw)

    def rule(x: Fraction, pool: list[Fraction]) -> Fraction:
        return points * max(x, F(0)) / max(pool) if max(pool) > 0 else F(0)

    return Case(
        {"数据项": item, "分值": decimal(points)}, among(groups, rule), item, marks=_level(draw, item), groups=groups
    )


def least(draw: Draw) -> Case:
    item, points, groups = _around(draw)

    def rule(x: Fraction, pool: list[Fraction]) -> Fraction:
        return points if x <= 0 else points * max(min(pool), F(0)) / x

    def always(rows: Sequence[Row]) -> list[Fraction | None]:
        """A value of 0 or below has full marks, whoever else there is."""
        compared = among(groups, rule)(rows)
        full = [isinstance(row.x, Fraction) and row.x <= 0 for row in rows]
        return [points if known else value for known, value in zip(full, compared, strict=True)]

    return Case({"数据项": item, "分值": decimal(points)}, always, item, marks=_level(draw, item), groups=groups)


def mean(draw: Draw) -> Case:
    item, points, groups = _around(draw)
    cap = pick(draw, None, points + 2)
    cells = {"数据项": item, "分值": decimal(points), **({"上限": decimal(cap)} if cap else {})}

    def rule(x: Fraction, pool: list[Fraction]) -> Fraction | None:
        average = sum(pool, F(0)) / len(pool)
        return min(points * x / average, cap or points) if average else None

    return Case(cells, among(groups, rule), item, marks=_level(draw, item), groups=groups)


def spread(draw: Draw) -> Case:
    item, points, groups = _around(draw)
    low = pick(draw, F(0), F(1), points / 2)
    cells = {"数据项": item, "分值": decimal(points), **({"下限": decimal(low)} if low else {})}

    def rule(x: Fraction, pool: list[Fraction]) -> Fraction:
        width = max(pool) - min(pool)
        return points if width == 0 else low + (points - low) * (x - min(pool)) / width

    return Case(cells, among(groups, rule), item, marks=_level(draw, item), groups=groups)


def by_rank(draw: Draw) -> Case:
    item, points, groups = _around(draw)
    small = pick(draw, "", "越小越好", "升序", "越大越好")
    figures = [figure(draw, -20, 60) for _ in range(draw(st.integers(2, 6)))]  # the last ones may lose
    down = pick(draw, None, F(1, 2), F(3))
    cells = {"数据项": item, "分值": ",".join(map(decimal, figures)) if down is None else decimal(points)}
    if down is not None:
        cells["每"] = decimal(down)
    if small:
        cells["基准"] = small

    def rule(x: Fraction, pool: list[Fraction]) -> Fraction:
        ahead = [other for other in pool if (other < x if small in ("越小越好", "升序") else other > x)]
        place = 1 + len(ahead)
        if down is None:
            return figures[min(place, len(figures)) - 1]
        return max(points - (place - 1) * down, F(0))

    return Case(cells, among(groups, rule), item, marks=_level(draw, item), groups=groups)


def _level(draw: Draw, item: str) -> list[Fraction]:
    """Sometimes all values on one side of 0, sometimes all alike."""
    mark = F(draw(st.integers(0, 30)))
    return [mark / 100 if item == "率" else mark]
