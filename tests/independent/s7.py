"""S7: responsibility letter of a county's towns: any three of five indicators veto, single management, graded cash."""

from __future__ import annotations

import datetime as dt
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.independent.common import Data, Result, UnitData, competition_ranks, main, payment, text
from tests.independent.marks import (
    Amount,
    beyond,
    each,
    give,
    if_true,
    linear,
    number,
    places_from_bottom,
    ratio,
    read_table,
    stepwise,
    take,
)

if TYPE_CHECKING:
    import random

FOLDER = "S7-县目标责任书"
YEAR, PERIOD, PERIODS = 2021, "年度", ["年度"]
UNITS = [
    "石桥镇",
    "柳林镇",
    "三河镇",
    "东岗乡",
    "西屏乡",
    "大王庄乡",
    "清泉镇",
    "龙潭乡",
    "永丰镇",
    "枣园乡",
    "安乐镇",
    "马家坪乡",
    "新集镇",
    "双塔镇",
]
# Attribute column of 考核对象: 性别比 of the year before, girls = 100
SEX_RATIOS = [108.2, 107.5, 109.1, 106.9, 110.4, 112, 107.7, 108.8, 109.5, 107.1, 111.3, 113.6, 108, 106.4]
LAST_YEAR_SEX_RATIO = {unit: Fraction(str(ratio_)) for unit, ratio_ in zip(UNITS, SEX_RATIOS, strict=True)}
DEADLINE, REPORTS_DUE = dt.date(2021, 12, 31), dt.date(2021, 12, 20)

TABLE = """
政策符合率   97%   95.2% 94%   93%   90%   89.99% 96%   92%   93.4% 91.2% 88%   83.5% 95%   94.1%
统计误差率   1%    2.1%  3%    4.5%  5%    6.2%   1.5%  5.5%  2.8%  3.3%  8%    11%   2%    2.4%
乙类率       0%    0.5%  0%    1.2%  2%    2.6%   0%    0%    0.8%  0%    1.5%  4%    0%    0.1%
乙类例数     0     0     0     0     0     2      0     0     0     0     1     6     0     1
性别比       107.6 107.5 108.9 107   110.1 113.2  107.2 .     109   106.8 111.5 115   107.8 106
人均经费     6.2   5.8   5.5   5.1   4.675 4.7    6     5.4   5.6   5.3   4.67  3.9   5.9   5.75
宣传培训场次 10    8     9     6     4     3      8     5     7     8     2     0     8     6
群众满意率   96%   95%   93.3% 90%   88%   82%    94%   91%   92%   89%   80%   71%   95%   93%
服务覆盖率   99%   96%   95%   92%   90%   87.5%  98%   93%   94%   91%   84%   65%   97%   95.6%
经费增长率   12%   9%    9%    5%    3%    0%     11%   4.2%  6%    6%    -2.5% -8%   10%   7.1%
漏报率       0.5%  1%    2%    3%    5%    5.4%   1%    4%    2.2%  6.1%  5%    9%    1.2%  2%
年报送达日期 2021-12-15 2021-12-20 2021-12-18 2021-12-20 2021-12-21 2021-12-24 2021-12-19 2021-12-20 2021-12-22 . \
2021-12-27 2022-01-10 2021-12-16 2021-12-20
信访起数     0     0     1     0     1     2      0     0     1     0     3     4     0     0
信息采用篇数 12    9     8     6     4     3      10    5     7     6     2     0     11    8
举报查实件数 2     0     1     0     0     3      0     1     0     0     .     1     2     0
大学生人数   3     2     0     1     0     0      4     1     2     1     0     0     3     2
"""
BASE: Data = {PERIOD: read_table(UNITS, TABLE.replace("\\\n", ""))}

# 历年结果 of 2020, best first; those then under single management
LAST_YEAR_ORDER = [0, 6, 12, 1, 13, 2, 8, 3, 9, 7, 4, 5, 10, 11]
MANAGED_LAST_YEAR = ["西屏乡", "安乐镇", "马家坪乡"]
# 核定调整: the office's re-check replaces what the form says
APPROVED = {("永丰镇", "政策符合率"): Fraction("0.898"), ("双塔镇", "乙类例数"): Fraction(0)}


def checked(form: UnitData, unit: str) -> UnitData:
    return {item: APPROVED.get((unit, item), value) for item, value in form.items()}


def policy(rate: Fraction | None) -> Amount:
    """Below 90% each point costs 2, the part below 85% costs 4."""
    if rate is None:
        return None
    upper = max(Fraction(0), Fraction("0.9") - max(rate, Fraction("0.85"))) * 100 * 2
    return upper + max(Fraction(0), Fraction("0.85") - rate) * 100 * 4


def campaigns(times: Fraction | None) -> Amount:
    """The first four 0.75 each, the next four 0.5 each."""
    if times is None:
        return None
    return min(times, Fraction(4)) * Fraction("0.75") + max(Fraction(0), min(times, Fraction(8)) - 4) * Fraction("0.5")


def coverage(rate: Fraction | None) -> Amount:
    """5 at 90%, a quarter more or less for each point, at most 7."""
    if rate is None:
        return None
    return max(Fraction(0), min(Fraction(7), 5 + (rate - Fraction("0.9")) * 100 * Fraction("0.25")))


def omissions(rate: Fraction | None) -> Amount:
    """Half a mark for each half point above 5%, a part counting whole."""
    if rate is None:
        return None
    steps = (rate - Fraction("0.05")) / Fraction("0.005")
    return max(0, steps.__ceil__()) * Fraction("0.5")


def lateness(d: UnitData, returned: bool) -> Amount:
    day = d["年报送达日期"]
    if day is None:
        if not returned:
            return None
        day = DEADLINE
    assert isinstance(day, dt.date)
    return max(0, (day - REPORTS_DUE).days) * Fraction("0.5")


def growth_marks(forms: dict[str, UnitData], unit: str) -> Amount:
    """By rank of growth: 5, 4.5, 4, 3.5, 3, 2.5 and 2 for all places after that."""
    own = number(forms[unit], "经费增长率")
    if own is None:
        return None
    others = [x for form in forms.values() if (x := number(form, "经费增长率")) is not None]
    rank = 1 + sum(x > own for x in others)
    return [Fraction(s) for s in ("5", "4.5", "4", "3.5", "3", "2.5", "2")][min(rank, 7) - 1]


def information_marks(forms: dict[str, UnitData], unit: str) -> Amount:
    """Most articles 3, fewest 0, in proportion between; 3 for all when all are equal."""
    own = number(forms[unit], "信息采用篇数")
    if own is None:
        return None
    known = [x for form in forms.values() if (x := number(form, "信息采用篇数")) is not None]
    low, high = min(known), max(known)
    return Fraction(3) if low == high else 3 * (own - low) / (high - low)


def indicators_of(forms: dict[str, UnitData], unit: str, returned: bool) -> dict[str, Fraction]:
    d = forms[unit]

    def n(item: str) -> Fraction | None:
        return number(d, item)

    second_kind, sex_ratio = n("乙类率"), n("性别比")
    too_many = None if second_kind is None else second_kind > Fraction("0.02")
    not_risen = None if sex_ratio is None else sex_ratio <= LAST_YEAR_SEX_RATIO[unit]
    return {
        "1.1": take(20, policy(n("政策符合率"))),
        "1.2": take(15, beyond(n("统计误差率"), "0.05", "0.01", "3")),
        "1.3": take(10, each(n("乙类例数"), 2), if_true([too_many], 5)),
        "1.4": give(5, if_true([not_risen], 5)),
        "1.5": give(10, ratio(n("人均经费"), "5.5", 10)),
        "2.1": give(5, campaigns(n("宣传培训场次"))),
        "2.2": give(8, linear(n("群众满意率"), ("0.8", "0"), ("0.95", "8"))),
        "2.3": give(7, coverage(n("服务覆盖率"))),
        "2.4": give(5, growth_marks(forms, unit)),
        "3.1": take(5, omissions(n("漏报率"))),
        "3.2": take(3, lateness(d, returned)),
        "3.3": take(4, stepwise(n("信访起数"), ["1", "2", "3"])),
        "3.4": give(3, information_marks(forms, unit)),
    }


def under(x: Fraction | None, limit: str) -> bool:
    return x is not None and x < Fraction(limit)


def over(x: Fraction | None, limit: str) -> bool:
    return x is not None and x > Fraction(limit)


def vetoes_of(d: UnitData, unit: str) -> list[str]:
    """Three of five make the group fall; one of the other three makes single management. Blanks make nothing fall."""
    sex_ratio, cases = number(d, "性别比"), number(d, "乙类例数")
    five = {
        "政策符合率未达标": under(number(d, "政策符合率"), "0.9"),
        "统计误差率超标": over(number(d, "统计误差率"), "0.05"),
        "乙类率超标": over(number(d, "乙类率"), "0.02"),
        "性别比上升": sex_ratio is not None and sex_ratio > LAST_YEAR_SEX_RATIO[unit],
        "人均经费不足": under(number(d, "人均经费"), "4.675"),  # 85% of 5.5
    }
    held = [name for name, holds in five.items() if holds]
    managed = five["政策符合率未达标"] or over(number(d, "漏报率"), "0.05") or (cases is not None and cases >= 1)
    return (held if len(held) >= 3 else []) + (["单列管理"] if managed else [])


def grades_of(
    totals: dict[str, Fraction | None], ranks: dict[str, int | None], vetoes: dict[str, list[str]]
) -> dict[str, Any]:
    """一类: 90 and up, at most 40% of the ranked; 二类: 75 and up; 三类: the rest. Vetoes forbid the better ones."""
    ranked = [u for u in UNITS if ranks[u] is not None]
    room = len(ranked) * 40 // 100
    result: dict[str, str | None] = dict.fromkeys(UNITS)
    for place in sorted({r for u in ranked if (r := ranks[u]) is not None}):
        tied = [u for u in ranked if ranks[u] == place]
        first = [u for u in tied if not vetoes[u] and (totals[u] or 0) >= 90]
        if len(first) > room:
            room = 0  # a tie that does not fit closes the grade: nobody below may stand above those who fell through
        else:
            room -= len(first)
            result.update(dict.fromkeys(first, "一类"))
        for unit in tied:
            if result[unit] is None:
                third = (totals[unit] or 0) < 75 or any(v != "单列管理" for v in vetoes[unit])
                result[unit] = "三类" if third else "二类"
    return result


def places_without(ranks: dict[str, int | None], barred: set[str]) -> dict[str, int | None]:
    """Places counted anew among the units that may have the reward (递补)."""
    return competition_ranks({u: None if r is None or u in barred else Fraction(-r) for u, r in ranks.items()})


def pay(forms: dict[str, UnitData], ranks: dict[str, int | None], vetoes: dict[str, list[str]]) -> list[dict[str, Any]]:
    managed = [u for u in UNITS if "单列管理" in vetoes[u]]
    failed = {u for u in UNITS if any(v != "单列管理" for v in vetoes[u])}
    money, honour = places_without(ranks, failed), places_without(ranks, failed | set(managed))
    bottom = places_from_bottom(ranks)

    def between(places: dict[str, int | None], first: int, last: int) -> list[str]:
        return [u for u in UNITS if (place := places[u]) is not None and first <= place <= last]

    found = [payment(PERIOD, u, "一等奖", Fraction(8000)) for u in between(money, 1, 5)]
    found += [payment(PERIOD, u, "二等奖", Fraction(6000)) for u in between(money, 6, 9)]
    found += [payment(PERIOD, u, "先进集体", None) for u in between(honour, 1, 5)]
    found += [payment(PERIOD, u, "黄牌警告", None) for u in UNITS if bottom.get(u) == 1]
    found += [payment(PERIOD, u, "单列管理", None) for u in managed]
    found += [payment(PERIOD, u, "免职建议", None, "责任人") for u in managed if u in MANAGED_LAST_YEAR]
    for reward, item, each_ in (("举报奖励", "举报查实件数", 500), ("大学生奖励", "大学生人数", 1000)):
        counts = {u: number(forms[u], item) for u in UNITS}
        found += [payment(PERIOD, u, reward, count * each_) for u, count in counts.items() if count]
    return found


def calculate(data: Data) -> Result:
    returned = {u: checked(form, u) for u, form in data[PERIOD].items()}
    forms = {u: returned.get(u, dict.fromkeys(ITEMS, None)) for u in UNITS}
    indicators = {u: indicators_of(forms, u, u in returned) for u in UNITS}
    # a town that returned nothing is 待定: no total, no place
    totals = {u: sum(indicators[u].values(), Fraction(0)) if u in returned else None for u in UNITS}
    ranks = competition_ranks(totals)
    vetoes = {u: vetoes_of(forms[u], u) for u in UNITS}
    return {
        "indicators": {PERIOD: {u: {k: text(s) for k, s in row.items()} for u, row in indicators.items()}},
        "totals": {PERIOD: {u: text(t) for u, t in totals.items()}},
        "ranks": {PERIOD: {"总分": ranks}},
        "grades": grades_of(totals, ranks, vetoes),
        "vetoes": {PERIOD: fell} if (fell := {u: names for u, names in vetoes.items() if names}) else {},
        "payments": pay(forms, ranks, vetoes),
    }


ITEMS = list(BASE[PERIOD]["石桥镇"])


def random_value(rng: random.Random, item: str, unit: str) -> Fraction | dt.date:
    usual = BASE[PERIOD][rng.choice(UNITS[:4])][item]
    if item != "性别比" and usual is not None and rng.random() < 0.7:  # else hardly a town would reach 一类
        assert not isinstance(usual, str)
        return usual
    if item in ("政策符合率", "群众满意率", "服务覆盖率"):
        return Fraction(
            rng.choice(["0.9", "0.8999", "0.85", "0.95", "0.8", "1", str(rng.randint(8000, 10000) / 10000)])
        )
    if item in ("统计误差率", "漏报率", "乙类率"):
        edge = rng.choice(["0.05", "0.02", "0.0501", "0.0201", "0", "0.055"])
        return Fraction(edge) if rng.random() < 0.4 else Fraction(rng.randint(0, 700), 10000)
    if item == "经费增长率":
        return Fraction(rng.randint(-10, 15), 100)
    if item == "性别比":
        return LAST_YEAR_SEX_RATIO[unit] + Fraction(rng.choice(["0", "-0.5", "0.1", "-1", "1.2"]))
    if item == "人均经费":
        return Fraction(rng.choice(["4.675", "4.67", "5.5", "5.4", "6.1", "0"]))
    if item == "年报送达日期":
        return REPORTS_DUE + dt.timedelta(days=rng.choice([-4, 0, 0, 1, 3, 30]))
    if item == "乙类例数":
        return Fraction(rng.choice([0, 0, 0, 0, 0, 1, 3]))
    return Fraction(rng.choice([0, 0, 1, 2, 3, 4, 8, 11]))


def random_data(rng: random.Random) -> Data:
    """Towns with a 核定调整 always return something: an approval of an unreturned form is another matter."""
    always = {unit for unit, _ in APPROVED}
    forms: dict[str, UnitData] = {}
    for unit in UNITS:
        if unit not in always and rng.random() < 0.08:
            continue
        forms[unit] = {item: None if rng.random() < 0.03 else random_value(rng, item, unit) for item in ITEMS}
        like = [u for u in forms if u != unit]
        if like and rng.random() < 0.25:  # equal totals, unless the sex ratio parts them
            forms[unit] = {**forms[rng.choice(like)], "性别比": LAST_YEAR_SEX_RATIO[unit]}
    return {PERIOD: forms}


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
