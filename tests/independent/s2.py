"""S2 社区月考核、季奖励: 11 communities, 12 months, 4 quarters, the year.

Full marks and the line for 未达标 are not in the source; the scheme workbook says which figures were chosen.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.independent.common import (
    NOT_APPLICABLE,
    Data,
    Result,
    UnitData,
    Value,
    competition_ranks,
    main,
    payment,
    rnd,
    shares,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "S2-社区月考核"
MONTHS = [f"{m}月" for m in range(1, 13)]
QUARTERS = {name: MONTHS[3 * q : 3 * q + 3] for q, name in enumerate(["第一季度", "第二季度", "第三季度", "第四季度"])}
YEAR = "全年"
PERIODS = [*MONTHS, *QUARTERS, YEAR]
UNITS = [
    "东风社区",
    "朝阳社区",
    "和平社区",
    "新桥社区",
    "建设社区",
    "光明社区",
    "滨河社区",
    "文昌社区",
    "幸福社区",
    "友谊社区",
    "长安社区",
]

TIMELY, DUE, MASTERED = "及时率", "应掌握例数", "掌握例数"
ISSUED, REPORTED = "平台下发数", "平台已上报数"
COMPLAINTS = ("投诉件数", "曝光件数", "违规件数")
TASKS = "重点工作完成数"
PROVEN, GRAVE = "投诉报道属实件数", "恶劣影响件数"
STAFF, GRID, CADRES = "专职人员数", "网格员数", "分管干部数"
APPROVAL = "审查意见"

Scores = dict[str, Fraction | None]  # 编号 → score; None = 不适用
FULL = {"1": 20, "2": 20, "3": 20, "4": 20, "5": 20}


# -- the sample's data ----------------------------------------------------------------------------------------------


def _form(rng: random.Random, unit: int) -> UnitData:
    """A plausible month: the communities differ in quality, so that the ranking has something to say."""
    quality = (unit * 5) % 11  # 0…10, each once
    due = rng.randint(20, 45)
    issued = rng.randint(15, 60)
    share = Fraction(rng.randint(66 + quality * 2, 82 + quality), 100)
    answered = Fraction(rng.randint(70 + quality * 2, 90 + quality), 100)
    form: UnitData = {
        TIMELY: Fraction(rng.randint(630 + quality * 12, 800 + quality * 10), 1000),
        DUE: Fraction(due),
        MASTERED: Fraction(round(due * share)),
        ISSUED: Fraction(issued),
        REPORTED: Fraction(round(issued * answered)),
    }
    form.update({item: Fraction(0) for item in COMPLAINTS})
    if rng.randint(0, 12) > quality + 2:
        form[rng.choice(COMPLAINTS)] = Fraction(rng.randint(1, 2))
    form[TASKS] = Fraction(rng.randint(2, 5))
    form[PROVEN] = form[GRAVE] = Fraction(0)
    form.update({STAFF: Fraction(2 + unit % 3), GRID: Fraction(4 + unit % 4), CADRES: Fraction(1)})
    form[APPROVAL] = "同意" if rng.randint(0, 9) else "不同意"
    return form


def _base() -> Data:
    rng = random.Random(2022)
    data: Data = {m: {unit: _form(rng, i) for i, unit in enumerate(UNITS)} for m in MONTHS}
    # Boundary cases that a clerk will meet sooner or later
    data["1月"]["东风社区"] |= {TIMELY: Fraction(72, 100), DUE: Fraction(40), MASTERED: Fraction(30)}  # both on target
    data["1月"]["朝阳社区"] |= {TIMELY: Fraction(7199, 10000)}
    data["2月"]["和平社区"] |= {ISSUED: Fraction(0), REPORTED: Fraction(0)}  # nothing was issued
    data["2月"]["新桥社区"] |= {TIMELY: NOT_APPLICABLE}  # nothing was due
    data["3月"]["建设社区"] = dict(data["3月"]["文昌社区"])  # a tie
    data["3月"]["光明社区"] |= {MASTERED: None, APPROVAL: None}
    data["4月"]["滨河社区"] |= {COMPLAINTS[0]: Fraction(1), PROVEN: Fraction(1)}  # into the last three
    data["4月"]["幸福社区"] |= {COMPLAINTS[1]: Fraction(2), PROVEN: Fraction(2)}
    del data["5月"]["友谊社区"]
    data["6月"]["长安社区"] |= {TASKS: Fraction(0), TIMELY: Fraction(0)}
    data["8月"]["和平社区"] |= {COMPLAINTS[1]: Fraction(1), PROVEN: Fraction(1), GRAVE: Fraction(1)}
    data["9月"]["文昌社区"] |= {PROVEN: None, GRAVE: None}  # the default 0 stands in
    data["11月"]["东风社区"] |= {ISSUED: None}
    return data


BASE: Data = _base()


# -- random data ----------------------------------------------------------------------------------------------------


def random_data(rng: random.Random) -> Data:
    data: Data = {}
    for month in MONTHS:
        data[month] = {unit: _random_form(rng) for unit in UNITS if rng.random() > 0.05}
        if rng.random() < 0.4:  # a tie
            one, other = rng.sample(UNITS, 2)
            if one in data[month]:
                data[month][other] = dict(data[month][one])
    return data


def _random_form(rng: random.Random) -> UnitData:
    due, issued = rng.randint(1, 50), rng.choice([0, rng.randint(1, 80)])
    whole = Fraction
    form: UnitData = {
        TIMELY: rng.choice(
            [
                Fraction(72, 100),
                Fraction(7199, 10000),
                Fraction(0),
                Fraction(1),
                Fraction(rng.randint(0, 1000), 1000),
                Fraction(rng.randint(600, 900), 1000),
                NOT_APPLICABLE,
            ]
        ),
        DUE: whole(due),
        MASTERED: whole(rng.choice([0, due, -(-due * 3 // 4), due * 3 // 4, rng.randint(0, due)])),
        ISSUED: whole(issued),
        REPORTED: whole(rng.choice([issued, rng.randint(0, issued)])),
    }
    form.update({item: whole(rng.choice([0, 0, 0, 0, 1])) for item in COMPLAINTS})
    form[TASKS] = whole(rng.choice([0, 3, 4, rng.randint(0, 10)]))
    form[PROVEN] = whole(rng.choice([0] * 8 + [1, 2]))
    form[GRAVE] = whole(rng.choice([0] * 40 + [1]))
    form.update({STAFF: whole(rng.randint(0, 5)), GRID: whole(rng.randint(0, 9)), CADRES: whole(rng.randint(0, 2))})
    form[APPROVAL] = rng.choice(["同意", "同意", "同意", "不同意"])
    for item in form:
        if rng.random() < 0.02:
            form[item] = None
    return form


# -- scores ---------------------------------------------------------------------------------------------------------


def _number(form: UnitData, item: str) -> Fraction | None:
    value: Value = form.get(item)
    assert not isinstance(value, dt.date)
    return value if isinstance(value, Fraction) else None


def _mastery(form: UnitData) -> Fraction | None:
    due, mastered = _number(form, DUE), _number(form, MASTERED)
    return None if due is None or mastered is None or due == 0 else mastered / due


def _reporting(form: UnitData) -> Fraction | None:
    """Reported ÷ issued; a month in which nothing was issued left nothing to report and counts as 100%."""
    issued, reported = _number(form, ISSUED), _number(form, REPORTED)
    if issued == 0:
        return Fraction(1)
    return None if issued is None or reported is None else reported / issued


def _proportional(x: Fraction | None, target: Fraction) -> Fraction:
    if x is None or x <= 0:
        return Fraction(0)
    return Fraction(20) if x >= target else rnd(20 * x / target)


def _month_scores(form: UnitData) -> Scores:
    timely = form.get(TIMELY)
    complaints = [_number(form, item) for item in COMPLAINTS]
    tasks = _number(form, TASKS)
    return {
        "1": None if timely == NOT_APPLICABLE else _proportional(_number(form, TIMELY), Fraction(72, 100)),
        "2": _proportional(_mastery(form), Fraction(75, 100)),
        "3": _proportional(_reporting(form), Fraction(1)),
        "4": Fraction(20) if all(n == 0 for n in complaints) else Fraction(0),
        "5": Fraction(0) if tasks is None else min(Fraction(20), 5 * tasks),
    }


def _month_total(scores: Scores) -> Fraction:
    """剔除折算: what does not apply leaves the full marks; the adjustment is a rounded figure of its own."""
    reached = sum((s for s in scores.values() if s is not None), Fraction(0))
    open_marks = sum(FULL[number] for number, s in scores.items() if s is None)
    full = sum(FULL.values())
    return reached + (rnd(reached * full / (full - open_marks) - reached) if open_marks else 0)


def _into_last_three(ranks: Mapping[str, int | None], fallen: set[str]) -> dict[str, int | None]:
    """Fallen units take at least the third place from the end; the others close up in their old order."""
    base = {unit: p for unit, p in ranks.items() if p is not None}
    n = len(base)
    order = sorted(base, key=lambda u: (base[u], UNITS.index(u)))
    moved = sorted((u for u in order if u in fallen), key=lambda u: (max(base[u], n - 2), base[u]))
    slots: list[int] = []
    for unit in moved:
        slots.append(max(base[unit], n - 2, slots[-1] + 1 if slots else 0))
    for i in range(len(slots)):  # more than fit: fill from the end
        slots[i] = min(slots[i], n - (len(slots) - 1 - i))
    slot = dict(zip(moved, slots, strict=True))
    free = iter(sorted(set(range(1, n + 1)) - set(slots)))
    slot.update({unit: next(free) for unit in order if unit not in fallen})
    # units that tied and went the same way still share the better place
    return {u: min(slot[v] for v in base if base[v] == base[u] and (v in fallen) == (u in fallen)) for u in base}


# -- the whole ------------------------------------------------------------------------------------------------------


def calculate(data: Data) -> Result:
    forms = {m: {unit: data.get(m, {}).get(unit, {}) for unit in UNITS} for m in MONTHS}
    scores = {m: {unit: _month_scores(forms[m][unit]) for unit in UNITS} for m in MONTHS}
    totals: dict[str, dict[str, Fraction]] = {}
    for month in MONTHS:
        totals[month] = {unit: _month_total(scores[month][unit]) for unit in UNITS}
    for quarter, months in QUARTERS.items():
        totals[quarter] = {unit: sum((totals[m][unit] for m in months), Fraction(0)) for unit in UNITS}
    totals[YEAR] = {unit: sum((totals[q][unit] for q in QUARTERS), Fraction(0)) for unit in UNITS}
    vetoes = _vetoes(forms)
    ranks = {period: _ranks(period, totals[period], set(vetoes.get(period, {}))) for period in PERIODS}
    return {
        "indicators": {m: {unit: _shown(scores[m][unit]) for unit in UNITS} for m in MONTHS},
        "totals": {period: {unit: text(total) for unit, total in totals[period].items()} for period in PERIODS},
        "ranks": {period: {"总分": ranks[period]} for period in PERIODS},
        "grades": {},
        "vetoes": vetoes,
        "payments": [p for rule in _RULES for p in rule(forms, totals, ranks)],
    }


def _shown(scores: Scores) -> dict[str, str | None]:
    return {number: NOT_APPLICABLE if s is None else text(s) for number, s in scores.items()}


def _vetoes(forms: dict[str, dict[str, UnitData]]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for month in MONTHS:
        fallen = [unit for unit in UNITS if (_number(forms[month][unit], PROVEN) or 0) >= 1]
        if fallen:
            found[month] = {unit: ["投诉报道属实"] for unit in fallen}
    grave = [unit for unit in UNITS if any((_number(forms[m][unit], GRAVE) or 0) >= 1 for m in MONTHS)]
    if grave:
        found[YEAR] = {unit: ["造成恶劣影响"] for unit in grave}
    return found


def _ranks(period: str, totals: Mapping[str, Fraction], fallen: set[str]) -> dict[str, int | None]:
    if period == YEAR:
        return competition_ranks({unit: None if unit in fallen else total for unit, total in totals.items()})
    return _into_last_three(competition_ranks(totals), fallen)


# -- consequences, one function for each row of the table -----------------------------------------------------------

Forms = dict[str, dict[str, UnitData]]
Totals = dict[str, dict[str, Fraction]]
Ranks = dict[str, dict[str, int | None]]
Payments = list[dict[str, Any]]


def _from_bottom(ranks: Mapping[str, int | None], unit: str) -> int:
    """1 = last; a tie for the last place makes all of it last."""
    place = ranks[unit]
    assert place is not None
    return 1 + sum(other is not None and other > place for other in ranks.values())


def _praise(forms: Forms, totals: Totals, ranks: Ranks) -> Payments:
    rows = [(m, unit) for m in MONTHS for unit in UNITS if (ranks[m][unit] or 99) <= 3]
    return [payment(m, unit, "月度通报表扬", None) for m, unit in rows]


def _blame(periods: list[str], line: int, reward: str) -> Any:
    def rule(forms: Forms, totals: Totals, ranks: Ranks) -> Payments:
        return [
            payment(period, unit, reward, None)
            for period in periods
            for unit in UNITS
            if _from_bottom(ranks[period], unit) <= 3 and totals[period][unit] < line
        ]

    return rule


def _quarter_prize(place: int, amount: int, reward: str) -> Any:
    def rule(forms: Forms, totals: Totals, ranks: Ranks) -> Payments:
        rows = [(q, unit) for q in QUARTERS for unit in UNITS if ranks[q][unit] == place]
        return [payment(q, unit, reward, Fraction(amount)) for q, unit in rows]

    return rule


def _self_criticism(person: str, reward: str) -> Any:
    def rule(forms: Forms, totals: Totals, ranks: Ranks) -> Payments:
        rows = [(q, unit) for q in QUARTERS for unit in UNITS if _from_bottom(ranks[q], unit) == 1]
        return [payment(q, unit, reward, None, to=person) for q, unit in rows]

    return rule


def _mastered_cases(forms: Forms, totals: Totals, ranks: Ranks) -> Payments:
    """50 yuan for each case of the quarter; a month without figure adds nothing."""
    rows = []
    for quarter, months in QUARTERS.items():
        for unit in UNITS:
            cases = sum((_number(forms[m][unit], MASTERED) or Fraction(0) for m in months), Fraction(0))
            if cases:
                rows.append(payment(quarter, unit, "掌握工作补贴", 50 * cases))
    return rows


def _above_target(forms: Forms, totals: Totals, ranks: Ranks) -> Payments:
    """200 yuan for each case beyond the whole number of cases that reaches 75%."""
    rows = []
    for month in MONTHS:
        for unit in UNITS:
            rate = _mastery(forms[month][unit])
            due, mastered = _number(forms[month][unit], DUE), _number(forms[month][unit], MASTERED)
            if rate is None or rate < Fraction(75, 100) or due is None or mastered is None:
                continue
            extra = mastered - (due * 75 / 100).__ceil__()
            if extra > 0:
                rows.append(payment(month, unit, "超指标掌握补贴", 200 * extra))
    return rows


def _post_allowance(reward: str, item: str, each: int, sources: Mapping[str, int]) -> Any:
    weights = {name: Fraction(weight) for name, weight in sources.items()}

    def rule(forms: Forms, totals: Totals, ranks: Ranks) -> Payments:
        rows = []
        for month in MONTHS:
            for unit in UNITS:
                form = forms[month][unit]
                amount = each * (_number(form, item) or Fraction(0))
                if amount and form.get(APPROVAL) == "同意":
                    rows.append(payment(month, unit, reward, amount, sources=shares(amount, weights)))
        return rows

    return rule


_RULES = [
    _praise,
    _blame(MONTHS, 75, "月度通报批评"),
    _quarter_prize(1, 2000, "季度第一名奖金"),
    _quarter_prize(2, 1500, "季度第二名奖金"),
    _quarter_prize(3, 1000, "季度第三名奖金"),
    _blame(list(QUARTERS), 225, "季度通报批评并整改"),
    _self_criticism("书记", "书记作检讨"),
    _self_criticism("主任", "主任作检讨"),
    _self_criticism("专干", "专干作检讨"),
    _mastered_cases,
    _above_target,
    _post_allowance("专职人员岗位补贴", STAFF, 300, {"区": 30, "街道": 170, "社区": 100}),
    _post_allowance("网格员岗位补贴", GRID, 100, {"社区": 50, "街道": 50}),
    _post_allowance("分管干部岗位补贴", CADRES, 200, {"街道": 200}),
]


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
