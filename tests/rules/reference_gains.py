"""Methods that give points, worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from tests.rules.reference import (
    GROUPS,
    HOLDS,
    Case,
    Draw,
    Expected,
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

F = Fraction


def meets(
    draw: Draw, points: Fraction, failing: Fraction
) -> tuple[dict[str, str], Expected, str, str, list[Fraction], tuple]:
    """基准 of 达标得分 and 不达标扣分 in its forms; points where it is met, ``failing`` where not."""
    form = pick(draw, "one", "range", "groups", "two items", "yes", "item")
    item = number_item(draw)
    base, other = base_of(draw, item), base_of(draw, item)
    sign = pick(draw, ">=", "<=", ">", "<", "=", "<>")
    holds = HOLDS[sign]
    if form == "yes":
        wanted = pick(draw, "是", "否")

        def both(rows: list[Row]) -> list[Fraction | None]:
            found: list[Fraction | None] = []
            for row in rows:
                known = row.x is not None and row.second is not None
                met = row.x == wanted and row.second == wanted
                found.append((points if met else failing) if known else None)
            return found

        return {"数据项": "甲、乙", "基准": wanted}, both, "甲", "乙", [F(0)], ("是", "否")
    if form == "groups":
        cells = {
            "数据项": item,
            "基准": f"{GROUPS[0]}:{sign}{shown(base, item)}; {GROUPS[1]}:{sign}{shown(other, item)}",
        }

        def by_group(rows: list[Row]) -> list[Fraction | None]:
            bases = {GROUPS[0]: base, GROUPS[1]: other}
            found: list[Fraction | None] = []
            for row in rows:
                known = isinstance(row.x, Fraction) and row.group in bases
                found.append((points if holds(row.x, bases[row.group]) else failing) if known else None)
            return found

        return cells, by_group, item, "", [base, other], ()
    if form in ("two items", "item"):
        name = "任务" if item != "率" else ""
        text = f"{sign}任务" if form == "item" and name else f"{sign}{shown(base, item)}"
        against_item = form == "item" and bool(name)
        cells = {"数据项": item if against_item else f"{item}、{item}", "基准": text}

        def two(rows: list[Row]) -> list[Fraction | None]:
            found: list[Fraction | None] = []
            for row in rows:
                if not isinstance(row.x, Fraction) or (against_item and not isinstance(row.second, Fraction)):
                    found.append(None)
                else:
                    found.append(points if holds(row.x, row.second if against_item else base) else failing)
            return found

        return cells, two, item, name, [base], ()
    if form == "range":
        low, high = sorted((base, other))
        cells = {"数据项": item, "基准": f">={shown(low, item)} 且 <{shown(high, item)}"}
        return cells, each(lambda x: points if low <= x < high else failing), item, "", [low, high], ()
    cells = {"数据项": item, "基准": f"{sign}{shown(base, item)}"}
    return cells, each(lambda x: points if holds(x, base) else failing), item, "", [base], ()


def meet(draw: Draw) -> Case:
    points = figure(draw, 0, 30)
    cells, expected, item, second, marks, texts = meets(draw, points, F(0))
    cells["分值"] = decimal(points)
    return Case(cells, expected, item, second, marks, texts=texts)


def ratio(draw: Draw) -> Case:
    item, points = number_item(draw), figure(draw, 0, 30)
    base, sign = abs(base_of(draw, item)), pick(draw, ">=", ">", "<=", "<")
    cap = pick(draw, None, F(1), F(6, 5), F(2), F(9, 10))
    cells = {"数据项": item, "分值": decimal(points), "基准": f"{sign}{shown(base, item)}"}
    if cap is not None:
        cells["上限"] = f"{decimal(cap * 100)}%"
    against_item = item != "率" and pick(draw, True, False)
    if against_item:
        cells["基准"] = f"{sign}任务"
    most = cap or F(1)

    def share(x: Fraction, b: Fraction) -> Fraction:
        if b <= 0:  # no proportion: full marks when met
            return min(most, F(1)) if HOLDS[sign](x, b) else F(0)
        if sign in (">=", ">"):
            return F(0) if x <= 0 else min(most, x / b)
        return most if x <= 0 else min(most, b / x)

    def expected(rows: list[Row]) -> list[Fraction | None]:
        found: list[Fraction | None] = []
        for row in rows:
            b = row.second if against_item else base
            known = isinstance(row.x, Fraction) and isinstance(b, Fraction)
            found.append(points * share(row.x, b) if known else None)
        return found

    return Case(cells, expected, item, "任务" if against_item else "", [base, base * 2])


def case_gain(draw: Draw) -> Case:
    item, points = number_item(draw), figure(draw, 0, 5)
    by = steps(draw, item)
    text, rule = case_points(draw, item, points, by, F(0))
    return Case({"数据项": item, "分值": text, **by.cells}, each(rule), item, marks=[F(0)], step=by.size)


def excess_gain(draw: Draw) -> Case:
    item, points = number_item(draw), figure(draw, 0, 5)
    by, base, sign = steps(draw, item), base_of(draw, item), pick(draw, ">=", "<=", ">", "<")
    cells = {"数据项": item, "分值": decimal(points), "基准": f"{sign}{shown(base, item)}", **by.cells}
    side = 1 if sign in (">=", ">") else -1
    return Case(
        cells, each(lambda x: points * by.count(max(side * (x - base), F(0)))), item, marks=[base], step=by.size
    )


def direct_score(draw: Draw) -> Case:
    full = figure(draw, 1, 30)
    cap = pick(draw, None, figure(draw, 1, 30))
    most = full if cap is None else cap
    cells = {"数据项": "数", **({"上限": decimal(cap)} if cap is not None else {})}
    expected = each(lambda x: x if 0 <= x <= most else None)
    return Case(cells, expected, "数", marks=[F(0), most], step=F(1, 200), full_mark=full)


def assessed(draw: Draw) -> Case:
    full = figure(draw, 1, 30)
    cap = pick(draw, None, figure(draw, 1, 30))
    most = full if cap is None else cap
    low, high = sorted((figure(draw, 0, 20), figure(draw, 0, 20)))
    bounded = pick(draw, True, False)
    cells = {"数据项": "数", **({"上限": decimal(cap)} if cap is not None else {})}
    cells |= {"基准": f"{decimal(low)}~{decimal(high)}"} if bounded else {}

    def by_hand(x: F) -> F | None:
        return x if 0 <= x <= most and (not bounded or x == 0 or low <= x <= high) else None

    marks = [F(0), most, *([low, high] if bounded else [])]
    return Case(cells, each(by_hand), "数", marks=marks, step=F(1, 200), full_mark=full)


def plus_minus(draw: Draw) -> Case:
    item = number_item(draw)
    by, base, points = steps(draw, item), base_of(draw, item), figure(draw, 5, 20)
    up, down = figure(draw, 0, 3), figure(draw, 0, 3)
    if pick(draw, True, False):
        up = down = max(up, F(1, 10))
        text = f"{decimal(points)}±{decimal(up)}"
    else:
        down = max(down, F(1, 10))
        text = f"{decimal(points)};+{decimal(up)};-{decimal(down)}"
    low = pick(draw, F(0), F(2))
    cap = pick(draw, None, points + 3)
    cells = {"数据项": item, "基准": shown(base, item), "分值": text, **by.cells}
    if low:
        cells["下限"] = decimal(low)
    if cap is not None:
        cells["上限"] = decimal(cap)

    def rule(x: Fraction) -> Fraction:
        moved = up * by.count(x - base) if x > base else -down * by.count(base - x)
        score = points + moved if cap is None else min(points + moved, cap)
        return max(score, low)

    return Case(cells, each(rule), item, marks=[base], step=by.size)


def efficacy(draw: Draw) -> Case:
    item = number_item(draw)
    count = draw(st.integers(2, 4))
    xs = sorted(draw(st.lists(st.integers(-20, 100), min_size=count, max_size=count, unique=True)))
    ys = [figure(draw, -5, 40) for _ in xs]
    if len(set(ys)) == 1:
        ys[0] += 1
    points = [(F(x) * (F(1, 100) if item == "率" else 1), y) for x, y in zip(xs, ys, strict=True)]

    def rule(x: Fraction) -> Fraction:
        if x <= points[0][0]:
            return points[0][1]
        for (x0, y0), (x1, y1) in pairwise(points):
            if x <= x1:
                return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        return points[-1][1]

    order = points if pick(draw, True, False) else points[::-1]
    cells = {"数据项": item, "基准": "; ".join(f"{shown(x, item)}:{decimal(y)}" for x, y in order)}
    return Case(cells, each(rule), item, marks=[x for x, _ in points])


def band_gain(draw: Draw) -> Case:
    item, by = number_item(draw), None
    by = steps(draw, item)
    ends = sorted(draw(st.sets(st.integers(1, 30), min_size=1, max_size=3)))
    rates = [figure(draw, 0, 3) for _ in ends]
    rest = pick(draw, None, figure(draw, 0, 2))
    start = pick(draw, None, base_of(draw, item))
    text = "; ".join(f"{end}:{decimal(rate)}" for end, rate in zip(ends, rates, strict=True))
    cells = {"数据项": item, "分值": text if rest is None else f"{text}; 其余:{decimal(rest)}", **by.cells}
    if start is not None:
        cells["基准"] = f">{shown(start, item)}"

    def rule(x: Fraction) -> Fraction:
        left, before, points = by.count(x - (start or 0)), 0, F(0)
        left = max(left, F(0))
        for end, rate in zip(ends, rates, strict=True):
            here = min(left, F(end - before))
            points += here * rate
            left, before = left - here, end
        return points + left * (rest or 0)

    return Case(cells, each(rule), item, marks=[start or F(0)], step=by.size)


def tiers(draw: Draw) -> Case:
    item = number_item(draw)
    sign = pick(draw, ">=", ">", "<=", "<")
    bases = sorted({base_of(draw, item) for _ in range(3)}, reverse=sign in (">=", ">"))
    pairs = [(base, figure(draw, 0, 20)) for base in bases]
    rest = pick(draw, None, figure(draw, 0, 3))
    text = "; ".join(f"{sign}{shown(base, item)}:{decimal(points)}" for base, points in pairs)
    cells = {"数据项": item, "基准": text if rest is None else f"{text}; 其它:{decimal(rest)}"}
    holds = HOLDS[sign]

    def rule(x: Fraction) -> Fraction:
        return next((points for base, points in pairs if holds(x, base)), rest or F(0))

    return Case(cells, each(rule), item, marks=bases)


def judged(draw: Draw) -> Case:
    low = figure(draw, 0, 10)
    high = low + figure(draw, 0, 10)
    cells = {"数据项": "数", "基准": f"{decimal(low)}~{decimal(high)}"}
    return Case(
        cells, each(lambda x: x if x == 0 or low <= x <= high else None), "数", marks=[low, high], step=F(1, 200)
    )


def formula_gain(draw: Draw) -> Case:
    factor, most = figure(draw, 1, 20), figure(draw, 1, 20)
    text = f"如果(数>{decimal(most)}, {decimal(most)}, 数÷任务×{decimal(factor)})"
    cells = {"数据项": "", "基准": text}

    def expected(rows: list[Row]) -> list[Fraction | None]:
        found: list[Fraction | None] = []
        for row in rows:
            if not isinstance(row.x, Fraction):
                found.append(None)
            elif row.x > most:
                found.append(most)
            elif not isinstance(row.second, Fraction) or row.second == 0:
                found.append(None)
            else:
                found.append(row.x / row.second * factor)
        return found

    return Case(cells, expected, "数", "任务", [most, F(0)])
