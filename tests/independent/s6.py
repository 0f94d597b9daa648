"""S6: communities under nine lines, each scored by its own head; a red banner and warnings. See README.md."""

from __future__ import annotations

import datetime as dt
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.independent.common import NOT_APPLICABLE, Data, Result, UnitData, competition_ranks, main, payment, rnd, text
from tests.independent.marks import (
    Amount,
    each,
    give,
    if_true,
    is_no,
    number,
    ratio,
    read_table,
    short_of,
    stepwise,
    take,
)

if TYPE_CHECKING:
    import random

FOLDER = "S6-社区目标管理"
YEAR, PERIOD, PERIODS = 2023, "年度", ["年度"]
UNITS = [
    "春晖社区",
    "和苑社区",
    "锦绣社区",
    "东篱社区",
    "芳草社区",
    "长堤社区",
    "银杏社区",
    "梅园社区",
    "石榴社区",
    "平安里社区",
]
# Yearly tasks of each community: attribute columns of 考核对象
INVESTMENT_TASK = dict(zip(UNITS, [2000, 1500, 1800, 1200, 1000, 1600, 900, 1100, 800, 700], strict=True))  # 万元
TAX_TASK = dict(zip(UNITS, [300, 240, 260, 180, 150, 220, 120, 160, 100, 90], strict=True))  # 万元
JOBS_TASK = dict(zip(UNITS, [120, 100, 110, 80, 60, 90, 50, 70, 40, 30], strict=True))
LINES = [
    "党群工作线",
    "经济工作线",
    "综治线",
    "人口服务线",
    "劳动保障线",
    "社区建设线",
    "民政线",
    "卫生创建线",
    "中心工作线",
]
FULL_MARKS = dict(zip(LINES, [18, 20, 12, 10, 8, 8, 8, 8, 8], strict=True))
DEADLINE, REPORTS_DUE = dt.date(2023, 12, 25), dt.date(2023, 12, 10)

TABLE = """
制度不健全项数 0 1 0 2 0 0 3 0 1 5
重大事项未公开数 0 0 0 1 0 0 2 0 0 4
班子团结       是 是 是 是 是 是 否 是 是 否
党员培训完成   是 是 是 是 是 否 是 是 是 否
发展党员完成   是 是 是 否 是 是 是 是 否 是
有培养对象     是 是 是 是 是 是 是 是 是 否
应建未建数     0 0 0 1 0 0 2 0 0 3
帮扶未落实数   0 3 0 0 1 7 0 0 12 20
主题活动次数   4 5 4 3 6 4 2 4 4 0
宣传稿件篇数   14 12 13 11 12 10 9 12 7 0
文化活动次数   4 4 5 4 3 4 4 6 2 1
廉政问题件数   0 0 0 0 0 1 0 0 0 2
公文差错次数   0 1 0 0 2 1 0 0 4 3
信息迟报次数   0 0 1 2 0 0 3 1 0 6
兵役登记率     100% 100% 100% 98.5% 100% 96% 100% 100% 92% 88%
统战台账健全   是 是 是 是 是 是 否 是 是 是
群团活动次数   2 2 3 1 2 2 2 4 0 2
招商到位资金   2650 1500 1790 1260 999.5 2400 610 1100 855 0
财税完成额     325 251 260 171.2 150 219.99 120 185 88 61.5
安全隐患未改数 0 1 0 0 2 0 0 1 3 4
安全责任事故数 0 1 0 0 0 0 0 0 0 0
食品检查完成率 100% 100% 98% 100% 95.5% 100% 100% 90% 100% 85%
集体资产台账   是 是 是 / 是 否 是 / 是 .
矛盾调处率     100% 97% 95% 94.5% 96% 95% 91% 98% 88.8% 72%
越级上访批次   0 0 0 1 0 0 2 0 4 3
可防案件数     0 1 0 2 0 1 3 1 2 11
巡防次数       48 52 48 47 50 44 40 60 39 12
信息准确率     98% 95% 96% 95% 94.2% 97% 93% 95% 90% 86%
服务投诉例数   0 0 0 1 0 0 0 2 1 5
报表报送日期   2023-12-08 2023-12-10 2023-12-09 2023-12-10 2023-12-11 2023-12-10 2023-12-14 2023-12-10 . 2023-12-22
新增就业人数   131 100 108 80 66 90 41 70 40 30
参保率         99% 98% 97.3% 98% 95% 94.99% 96% 98.2% 90% 98%
居务公开次数   12 12 12 11 12 12 10 12 12 5
志愿活动场次   15 12 10 9 12 13 6 12 8 2
网格工作评分   2 1.9 1.8 1.7 1.85 2 1.5 1.9 1.6 0
救助错漏户数   0 0 1 0 0 2 0 1 3 0
老龄服务评分   3.9 3.8 4 3.6 3.7 3.5 1 3.85 3 3.6
环境检查评分   4.8 4.6 4.7 4.3 4.5 4.4 4 4.6 3.9 2.6
垃圾分类覆盖率 93% 90% 91% 88% 90% 86.5% 82% 90% 79% 60%
中心工作评分   4.9 4.7 4.8 4.5 4.4 4.6 4.1 4.65 3.8 2
交办逾期件数   0 0 0 1 0 0 2 0 1 4
班子成员违纪   否 否 否 否 否 否 否 否 否 是
"""
BASE: Data = {PERIOD: read_table(UNITS, TABLE)}

# Results of the two years before, best first; a nested list shares a place (历年结果)
SHUFFLES = {
    2022: [0, 2, 1, 5, 7, 3, 4, 8, 6, 9],
    2021: [2, 0, 5, 1, 3, 7, 4, 6, 8, 9],
}


def past_order(year: int, scope: int) -> list[str]:
    """Invented but fixed: the order of 总分 (scope 0), and for line n that order with two neighbours exchanged."""
    order = [UNITS[i] for i in SHUFFLES[year]]
    if scope % 3 == 1 and year == 2022:
        order[-1], order[-2] = order[-2], order[-1]
    elif scope % 3 == 2:
        order[0], order[1] = order[1], order[0]
    return order


def past_ranks(year: int, scope: int) -> dict[str, int]:
    """Places of a past year; on every fourth line the two last places were shared."""
    order = past_order(year, scope)
    ranks = {unit: i for i, unit in enumerate(order, start=1)}
    if scope == 4:
        ranks[order[-1]] = ranks[order[-2]]
    return ranks


def party(d: UnitData) -> dict[str, Fraction]:
    def n(item: str) -> Fraction | None:
        return number(d, item)

    return {
        "1.1.1": take(
            2,
            each(n("制度不健全项数"), "0.1"),
            each(n("重大事项未公开数"), "0.1"),
            if_true([is_no(d["班子团结"])], "0.2"),
        ),
        "1.1.2": take(
            1,
            if_true([is_no(d["党员培训完成"])], "0.2"),
            if_true([is_no(d["发展党员完成"])], "0.1"),
            if_true([is_no(d["有培养对象"])], "0.1"),
            each(n("应建未建数"), "0.1"),
            each(n("帮扶未落实数"), "0.01"),
        ),
        "1.1.3": take(2, short_of(n("主题活动次数"), "4", "1", "0.1")),
        "1.2": take(5, short_of(n("宣传稿件篇数"), "12", "1", "0.2"), short_of(n("文化活动次数"), "4", "1", "0.5")),
        "1.3": take(3, each(n("廉政问题件数"), 1)),
        "1.4": take(2, each(n("公文差错次数"), "0.2"), each(n("信息迟报次数"), "0.1")),
        "1.5": give(1, ratio(n("兵役登记率"), "1", 1)),
        "1.6": take(1, if_true([is_no(d["统战台账健全"])], "0.5")),
        "1.7": take(1, short_of(n("群团活动次数"), "2", "1", "0.2")),
    }


def economy(d: UnitData, unit: str) -> dict[str, Fraction | None]:
    """2.5 is None where the community has no collective assets (不适用)."""
    accidents = number(d, "安全责任事故数")
    safety = take(2, each(number(d, "安全隐患未改数"), "0.5"), None if accidents is None else Fraction(0))
    assets = d["集体资产台账"]
    return {
        "2.1": give(13, ratio(number(d, "招商到位资金"), Fraction(INVESTMENT_TASK[unit]), 13)),
        "2.2": give(3, ratio(number(d, "财税完成额"), Fraction(TAX_TASK[unit]), 3)),
        "2.3": Fraction(0) if accidents is not None and accidents >= 1 else safety,
        "2.4": give(1, ratio(number(d, "食品检查完成率"), "1", 1)),
        "2.5": None if assets == NOT_APPLICABLE else take(1, if_true([is_no(assets)], 1)),
    }


def bonus(d: UnitData, unit: str) -> Fraction:
    """Only these two lines may add to the total: whole steps above the task, at most 5 and 2."""

    def above(item: str, task: int, step: int, rate: str, most: int) -> Fraction:
        x = number(d, item)
        if x is None or x <= task:
            return Fraction(0)
        return rnd(min(Fraction(most), Fraction((x - task) // step) * Fraction(rate)))

    return above("招商到位资金", INVESTMENT_TASK[unit], 100, "0.5", 5) + above(
        "财税完成额", TAX_TASK[unit], 10, "0.2", 2
    )


def patrols(times: Fraction | None) -> Amount:
    """0.1 for each 4 patrols short of 48, a part of 4 counting as 4."""
    return None if times is None else Fraction(-((times - 48) // 4) if times < 48 else 0) * Fraction("0.1")


def insured(rate: Fraction | None) -> Amount:
    if rate is None:
        return None
    tiers = [("0.98", 3), ("0.95", 2), ("0.9", 1), ("0", 0)]
    return Fraction(next(marks for at, marks in tiers if rate >= Fraction(at)))


def lateness(d: UnitData, returned: bool) -> Amount:
    """0.2 a day after the due day; a blank date means: not done by the deadline of the period."""
    day = d["报表报送日期"]
    if day is None:
        if not returned:
            return None
        day = DEADLINE
    assert isinstance(day, dt.date)
    return max(0, (day - REPORTS_DUE).days) * Fraction("0.2")


def other_lines(d: UnitData, unit: str, returned: bool) -> dict[str, Fraction]:
    def n(item: str) -> Fraction | None:
        return number(d, item)

    return {
        "3.1": take(4, short_of(n("矛盾调处率"), "0.95", "0.01", "0.2")),
        "3.2": take(4, stepwise(n("越级上访批次"), ["0.5", "1", "1.5"])),
        "3.3": take(4, each(n("可防案件数"), "0.4"), patrols(n("巡防次数"))),
        "4.1": take(4, short_of(n("信息准确率"), "0.95", "0.01", "0.5")),
        "4.2": take(4, each(n("服务投诉例数"), 1)),
        "4.3": take(2, lateness(d, returned)),
        "5.1": give(5, ratio(n("新增就业人数"), Fraction(JOBS_TASK[unit]), 5)),
        "5.2": give(3, insured(n("参保率"))),
        "6.1": take(3, short_of(n("居务公开次数"), "12", "1", "0.25")),
        "6.2": give(3, each(n("志愿活动场次"), "0.25")),
        "6.3": give(2, n("网格工作评分")),
        "7.1": take(4, each(n("救助错漏户数"), "0.5")),
        "7.2": give(4, n("老龄服务评分")),
        "8.1": give(5, n("环境检查评分")),
        "8.2": give(3, ratio(n("垃圾分类覆盖率"), "0.9", 3)),
        "9.1": give(5, n("中心工作评分")),
        "9.2": take(3, each(n("交办逾期件数"), "0.5")),
    }


def lines_of(scores: dict[str, Fraction | None]) -> dict[str, Fraction]:
    """Sum of a line; with 2.5 not applicable the other 19 marks are scaled to 20, the scaling rounded by itself."""
    found = {}
    for i, line in enumerate(LINES, start=1):
        marks = [s for key, s in scores.items() if key.startswith(f"{i}.")]
        known = sum((s for s in marks if s is not None), Fraction(0))
        full = FULL_MARKS[line]
        found[line] = known + (rnd(known * full / (full - 1) - known) if None in marks else 0)
    return found


def vetoes_of(form: UnitData) -> list[str]:
    accidents, petitions = number(form, "安全责任事故数"), number(form, "越级上访批次")
    found = {
        "发生安全责任事故": accidents is not None and accidents >= 1,
        "班子成员违纪": form["班子成员违纪"] == "是",
        "越级上访五批以上": petitions is not None and petitions >= 5,
    }
    return [name for name, fell in found.items() if fell]


def last_places(ranks: dict[str, int | None]) -> list[str]:
    worst = max(r for r in ranks.values() if r is not None)
    return [u for u in UNITS if ranks[u] == worst]


def was_last(unit: str, scope: int, year: int) -> bool:
    ranks = past_ranks(year, scope)
    return ranks[unit] == max(ranks.values())


def warnings(name: str, ranks: dict[str, int | None], scope: int) -> list[dict[str, Any]]:
    """The secretary of a last place: three years running 降职降级, two 诫勉, else 警示谈话 — one of them only."""
    by_reward: dict[str, list[str]] = {"降职降级": [], "诫勉": [], "警示谈话": []}
    for unit in last_places(ranks):
        before = was_last(unit, scope, YEAR - 1)
        reward = "警示谈话" if not before else "降职降级" if was_last(unit, scope, YEAR - 2) else "诫勉"
        by_reward[reward].append(unit)
    return [payment(PERIOD, u, f"{name}末位{r}", None, "书记") for r, units in by_reward.items() for u in units]


def pay(ranks: dict[str, dict[str, int | None]], vetoed: set[str]) -> list[dict[str, Any]]:
    total = ranks["总分"]
    # a vetoed community keeps its place in the list, but the paid places pass on to the next (递补)
    paid = competition_ranks({u: None if u in vetoed else Fraction(-r) for u, r in total.items() if r is not None})
    found = [payment(PERIOD, u, "红旗单位", Fraction(3000)) for u in UNITS if paid[u] == 1]
    found += [payment(PERIOD, u, "先进单位", Fraction(1000)) for u in UNITS if paid[u] in (2, 3)]
    found += warnings("综合", total, 0)
    for i, line in enumerate(LINES, start=1):
        found += warnings(line, ranks[line], i)
    return found


def calculate(data: Data) -> Result:
    forms = data[PERIOD]
    scores: dict[str, dict[str, Fraction | None]] = {}
    extra: dict[str, Fraction] = {}
    for unit in UNITS:
        form = forms.get(unit)
        d = dict.fromkeys(ITEMS, None) if form is None else form
        scores[unit] = {**party(d), **economy(d, unit), **other_lines(d, unit, form is not None)}
        extra[unit] = bonus(d, unit)
    lines = {u: lines_of(scores[u]) for u in UNITS}
    totals = {u: sum(lines[u].values(), Fraction(0)) + extra[u] for u in UNITS}
    ranks = {"总分": competition_ranks(totals)}
    for line in LINES:
        ranks[line] = competition_ranks({u: lines[u][line] for u in UNITS})
    vetoes = {u: names for u in UNITS if u in forms and (names := vetoes_of(forms[u]))}
    shown = {u: {k: NOT_APPLICABLE if s is None else text(s) for k, s in row.items()} for u, row in scores.items()}
    return {
        "indicators": {PERIOD: shown},
        "lines": {PERIOD: {u: {k: text(s) for k, s in lines[u].items()} for u in UNITS}},
        "totals": {PERIOD: {u: text(totals[u]) for u in UNITS}},
        "ranks": {PERIOD: ranks},
        "grades": {},
        "vetoes": {PERIOD: vetoes} if vetoes else {},
        "payments": pay(ranks, set(vetoes)),
    }


ITEMS = list(BASE[PERIOD]["春晖社区"])
MARKS_UP_TO = {"网格工作评分": 2, "老龄服务评分": 4, "环境检查评分": 5, "中心工作评分": 5}
EDGES = ["0.9", "0.95", "0.98", "1", "0.9499", "0.8999", "0", "0.5"]


def random_value(rng: random.Random, item: str, unit: str) -> Fraction | dt.date | str:
    if item in MARKS_UP_TO:
        most = MARKS_UP_TO[item]
        return rng.choice([Fraction(0), Fraction(most), Fraction(rng.randint(0, most * 20), 20)])
    if item.endswith("率"):
        return Fraction(rng.choice(EDGES)) if rng.random() < 0.3 else Fraction(rng.randint(8000, 10000), 10000)
    if item == "报表报送日期":
        return REPORTS_DUE + dt.timedelta(days=rng.choice([-5, 0, 0, 1, 7, 30]))
    tasks = {"招商到位资金": INVESTMENT_TASK, "财税完成额": TAX_TASK, "新增就业人数": JOBS_TASK}
    if item in tasks:
        done = tasks[item][unit] * Fraction(rng.choice(["0", "0.5", "0.9", "1", "1", "1.1", "1.2", "2"]))
        return done if item != "新增就业人数" else Fraction(done.__floor__())
    if item in ("巡防次数", "宣传稿件篇数", "居务公开次数", "志愿活动场次", "主题活动次数"):
        return Fraction(rng.choice([0, 3, 4, 11, 12, 45, 48, 50]))
    if item.endswith("数") or item == "越级上访批次":
        return Fraction(rng.choice([0, 0, 0, 0, 1, 2, 5]))
    if item == "集体资产台账" and rng.random() < 0.3:
        return NOT_APPLICABLE
    common, rare = ("否", "是") if item == "班子成员违纪" else ("是", "否")
    return rare if rng.random() < 0.12 else common


def random_data(rng: random.Random) -> Data:
    forms: dict[str, UnitData] = {}
    for unit in UNITS:
        if rng.random() < 0.06:
            continue
        forms[unit] = {item: None if rng.random() < 0.02 else random_value(rng, item, unit) for item in ITEMS}
        if len(forms) > 1 and rng.random() < 0.25:  # a tie: the same form, tasks met by everyone
            like = rng.choice([u for u in forms if u != unit])
            for u in (like, unit):
                done = {"招商到位资金": INVESTMENT_TASK[u], "财税完成额": TAX_TASK[u], "新增就业人数": JOBS_TASK[u]}
                forms[u] = {**forms[like], **{item: Fraction(task) for item, task in done.items()}}
    return {PERIOD: forms}


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
