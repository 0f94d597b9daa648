"""S1 乡镇工作考核: two clauses act on the total; dense ranks; ties are decided by two indicators."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.independent.clauses import (
    ZERO,
    Clause,
    Score,
    if_answer,
    line_total,
    lose_each,
    lose_short,
    over,
    settle,
)
from tests.independent.common import NOT_APPLICABLE, Data, Result, UnitData, Value, main, rnd, text

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

F = Fraction
FOLDER = "S1-乡镇工作考核"
PERIOD = "全年"
PERIODS = (PERIOD,)
UNITS = ("安和镇", "白鹭乡", "长桥镇", "东岭乡", "枫林镇", "古渡镇", "红岩乡", "金溪镇", "梅坞乡", "望湖镇")

FULL = {
    "1": F(10), "2": F(5), "3": F(10), "4": F(5), "5": F(10), "6": F(5), "7": F(5), "8": F(20), "9": F(6),
    "11": F(4), "12": F(8), "13": F(4), "14": F(2), "15": F(2), "16": F(2),
}  # fmt: skip

# ---------------------------------------------------------------------------------------------------------------- data

COUNTS = (
    "A类违规例数", "B类违规例数", "责任书缺签单位数", "后进村缺位例数", "信息缺报篇数", "信息迟报篇数",
    "计划总结缺报次数", "计划总结迟报次数", "情况漏报次数", "情况拖延次数", "督查汇报缺少次数",
    "重大失误次数", "泄密例数",
)  # fmt: skip
LEADERS = ("书记联系点", "乡镇长联系点", "副书记联系点", "分管领导联系点")


def flawless() -> UnitData:
    data: UnitData = dict.fromkeys(COUNTS, F(0))
    data |= dict.fromkeys(LEADERS, "是")
    data |= {"目标完成率": F(1), "专题会议与投入得分": F(10), "单独采用篇数": F(3), "综合采用篇数": F(0)}
    data |= {"自编简报满一年": "否", "档案归档规范": "是"}
    return data


def _changed(changes: Mapping[str, str | int | None]) -> UnitData:
    data = flawless()
    for item, value in changes.items():
        assert item in data, item
        keep = value is None or value in ("是", "否", NOT_APPLICABLE)
        data[item] = value if keep else F(str(value))  # type: ignore[assignment]
    return data


CHANGES: dict[str, dict[str, str | int | None]] = {
    "安和镇": {"目标完成率": "0.99", "B类违规例数": 1, "自编简报满一年": "是", "信息迟报篇数": 3},
    "白鹭乡": {"目标完成率": "0.9765", "B类违规例数": 7, "单独采用篇数": 1, "综合采用篇数": 1, "信息缺报篇数": 2},
    "长桥镇": {"A类违规例数": 1, "副书记联系点": "否", "专题会议与投入得分": 9, "综合采用篇数": 3},
    "东岭乡": {"后进村缺位例数": "不适用", "单独采用篇数": 2, "情况漏报次数": 1, "专题会议与投入得分": "9.25"},
    "枫林镇": {"目标完成率": "0.985", "责任书缺签单位数": 2, "情况拖延次数": 1, "泄密例数": 1},
    "古渡镇": {"目标完成率": "0.938", "B类违规例数": 5, "信息缺报篇数": 12, "重大失误次数": 2, "档案归档规范": "否"},
    # 1 and 3 decide between these two: the same total, 红岩乡 better at 目标完成率
    "红岩乡": {"信息缺报篇数": 4, "自编简报满一年": "是"},
    "金溪镇": {"目标完成率": "0.97", "自编简报满一年": "是"},
    # 梅坞乡 and 长桥镇 stay tied
    "梅坞乡": {
        "督查汇报缺少次数": 1,
        "计划总结迟报次数": 1,
        "责任书缺签单位数": 2,
        "单独采用篇数": None,
        "综合采用篇数": 2,
    },
}  # 望湖镇 sent no form
CHANGES["枫林镇"] |= {"专题会议与投入得分": 8}
BASE: Data = {PERIOD: {unit: _changed(changes) for unit, changes in CHANGES.items()}}


def random_data(rng: random.Random) -> Data:
    care = rng.choice((0.5, 0.8, 0.92))
    result: dict[str, UnitData] = {}
    for unit in UNITS:
        if rng.random() < 0.06:
            continue
        copy = result and rng.random() < 0.2
        result[unit] = dict(rng.choice(list(result.values()))) if copy else _random_unit(rng, care)
        if copy and rng.random() < 0.5:  # the same total another way: 4 articles late to send = 2 points of the target
            result[unit] |= {"目标完成率": F("0.97"), "信息缺报篇数": F(0)}
    return {PERIOD: result}


def _random_unit(rng: random.Random, care: float) -> UnitData:
    data = flawless()
    for item in data:
        if rng.random() > care:
            data[item] = _random_value(rng, item)
    if rng.random() < 0.15:
        data["后进村缺位例数"] = NOT_APPLICABLE
    for item in data:
        if rng.random() < 0.012:
            data[item] = None
    return data


def _random_value(rng: random.Random, item: str) -> Value:
    if item == "目标完成率":
        return rng.choice((F("0.99"), F("0.9899"), F("0.94"), F(0), F(rng.randint(9300, 10300), 10000)))
    if item == "专题会议与投入得分":
        return F(rng.choice((0, 100, rng.randint(0, 100))), 10)
    if item in LEADERS or item in ("自编简报满一年", "档案归档规范"):
        return rng.choice(("是", "否"))
    return F(rng.choice((0, 1, 2, 3, 5, 6, rng.randint(0, 14))))


# --------------------------------------------------------------------------------------------------------------- rules


def indicators(d: UnitData) -> dict[str, Score]:
    return {
        "1": settle("10", "10", lose_short(d.get("目标完成率"), "0.99", "0.01", "2")),
        "2": settle("5", "0", over(d.get("A类违规例数"), lambda x: F(5) if x == 0 else ZERO)),
        "3": settle("10", "10", lose_each(d.get("B类违规例数"), "2")),
        "4": settle("5", "0", _all_yes([d.get(item) for item in LEADERS], "5")),
        "5": settle("10", "0", over(d.get("专题会议与投入得分"), lambda x: x)),
        "6": settle("5", "5", lose_each(d.get("责任书缺签单位数"), "1")),
        "7": settle("5", "5", lose_each(d.get("后进村缺位例数"), "1")),
        "8": settle("20", "20", lose_each(d.get("信息缺报篇数"), "1"), lose_each(d.get("信息迟报篇数"), "0.5")),
        "9": settle("6", "0", over(d.get("单独采用篇数"), _own_articles), over(d.get("综合采用篇数"), _shared)),
        "11": settle("4", "4", lose_each(d.get("计划总结缺报次数"), "2"), lose_each(d.get("计划总结迟报次数"), "1")),
        "12": settle("8", "8", lose_each(d.get("情况漏报次数"), "3"), lose_each(d.get("情况拖延次数"), "1")),
        "13": settle("4", "4", lose_each(d.get("督查汇报缺少次数"), "2")),
        "14": settle("2", "2", over(d.get("重大失误次数"), lambda x: F(-2) if x >= 1 else ZERO)),
        "15": settle("2", "2", over(d.get("泄密例数"), lambda x: F(-2) if x >= 1 else ZERO)),
        "16": settle("2", "0", if_answer(d.get("档案归档规范"), "是", "2")),
    }  # fmt: skip


def _all_yes(answers: list[Value], points: str) -> Clause:
    if None in answers:
        return None
    return F(points) if all(a == "是" for a in answers) else ZERO


def _own_articles(count: Fraction) -> Fraction:
    """Three or more articles of its own: 6; each one fewer loses 2."""
    return F(6) if count >= 3 else max(ZERO, 6 - 2 * (3 - count))


def _shared(count: Fraction) -> Fraction:
    return min(F(6), 2 * count)


def on_total(d: UnitData) -> tuple[Fraction, Fraction]:
    """What acts on the total: 4 more for every class-B case beyond five; 3 for a bulletin kept up all year."""
    cases, bulletin = d.get("B类违规例数"), d.get("自编简报满一年")
    loss = -4 * max(ZERO, cases - 5) if isinstance(cases, Fraction) else ZERO
    return rnd(loss), F(3) if bulletin == "是" else ZERO


# -------------------------------------------------------------------------------------------------------------- result


def calculate(data: Data) -> Result:
    forms = data.get(PERIOD, {})
    scores = {u: indicators(forms.get(u, {})) for u in UNITS}
    extra = {u: on_total(forms.get(u, {})) for u in UNITS}
    totals = {u: line_total(scores[u], FULL) + sum(extra[u], ZERO) if u in forms else None for u in UNITS}
    shown = {u: {no: s if isinstance(s, str) else text(s) for no, s in scores[u].items()} for u in UNITS}
    for u in UNITS:
        shown[u]["10"] = text(extra[u][1])
    order = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16")
    return {
        "indicators": {PERIOD: {u: {no: shown[u][no] for no in order} for u in UNITS}},
        "totals": {PERIOD: {u: text(totals[u]) for u in UNITS}},
        "ranks": {PERIOD: {"总分": ranked(totals, scores)}},
        "grades": {},
        "vetoes": {},
        "payments": [],
    }


def ranked(totals: Mapping[str, Fraction | None], scores: Mapping[str, Mapping[str, Score]]) -> dict[str, int | None]:
    """Larger total first, then 目标完成率, then 无B类违规; what is still equal shares a place and uses up one only."""

    def key(unit: str) -> tuple[Fraction, ...]:
        total = totals[unit]
        assert total is not None
        one, three = scores[unit]["1"], scores[unit]["3"]
        assert isinstance(one, Fraction)
        assert isinstance(three, Fraction)
        return total, one, three

    keys = {u: key(u) for u in UNITS if totals[u] is not None}
    places = sorted(set(keys.values()), reverse=True)
    return {u: places.index(keys[u]) + 1 if u in keys else None for u in UNITS}


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
