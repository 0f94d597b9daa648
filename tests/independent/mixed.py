"""不适用, blanks, 缺省值, forms that never came, weights, caps, ties and 互斥组, all at once: a second calculation.

Written from docs/decisions/0001-semantics.md; nothing of the package is imported. `SCHEME` is the assessment that it
calculates, `random_case` draws its settings and data, `calculate` gives indicators, totals, ranks and payments.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.independent.common import (
    NOT_APPLICABLE,
    Data,
    UnitData,
    Value,
    competition_ranks,
    payment,
    rnd,
    shares,
    text,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

F, ZERO = Fraction, Fraction(0)
HALVES, YEAR = ("上半年", "下半年"), "全年"
UNITS = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇")
LINES = {"一线": F("0.3"), "二线": F("0.3"), "三线": F("0.4")}
CAP, POOL_CAP = F(3500), F(2600)

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 混合考核 |
| 年度 | 2022 |
| 收表 | 已截止 |
| 不适用处理 | {handling} |
| 缺报处理 | {unreturned} |
| 并列奖金 | {tied} |
## 考核对象
| 单位名称 |
| 甲镇 |
| 乙镇 |
| 丙镇 |
| 丁镇 |
| 戊镇 |
## 考核线
| 考核线 | 计入总分 |
| 一线 | 0.3 |
| 二线 | 0.3 |
| 三线 | 0.4 |
## 考核期
| 期次 | 上级期次 | 权重 | 汇总方式 |
| 上半年 | 全年 | 40% | |
| 下半年 | 全年 | 60% | |
| 全年 | | | 加权 |
## 填报项
| 数据项 | 类型 | 缺省值 | 公式 | 可不适用 |
| 件 | 整数 | | | 是 |
| 起 | 整数 | | | 是 |
| 例 | 整数 | 2 | | 是 |
| 有 | 是否 | | | 是 |
| 在 | 是否 | 是 | | 是 |
| 评分 | 数值 | | | 是 |
| 场 | 整数 | | | 是 |
| 和 | 数值 | | 件＋起 | 是 |
## 评分细则
| 编号 | 考核线 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 上限 | 倍数 | 计入 | 适用期次 |
| 1.1 | 一线 | 20 | 直接评分 | 评分 | | | | | | 半年 |
| | 一线 | | 触发清零 | 件、起 | >=8 | | | | | 半年 |
| 1.2 | 一线 | 10 | 不达标扣分 | 有、在 | 是 | 4 | | | | 半年 |
| | 一线 | | 每例扣分 | 例 | | 1.5 | | 在=否:2 | | 半年 |
| 2.1 | 二线 | 20 | 达标得分 | 有、在 | 是 | 20 | | | | 半年 |
| 2.2 | 二线 | 10 | 每例得分 | 和 | | 1.1 | | | | 半年 |
| 3.1 | 三线 | 30 | 每例得分 | 起 | | 3.33 | | | | 半年 |
| 3.2 | 三线 | 10 | 每例扣分 | 例 | | 1 | | | | 半年 |
| | 三线 | | 触发清零 | | 件>=5 且 有=是 | | | | | 半年 |
| 3.3 | 三线 | 10 | 每例得分 | 场 | | 1 | | | | 半年 |
| 4.1 | 三线 | 20 | 每例得分 | 件 | | 0.7 | | | | 全年 |
| 4.2 | 二线 | 5 | 达标得分 | 有、在 | 是 | 5 | | | | 全年 |
| 5 | 三线 | | 每例得分 | 例 | | 0.255 | 1 | | 总分 | 半年 |
| | 三线 | | 每例扣分 | 起 | | 0.333 | 0.2 | | 总分 | 半年 |
## 奖惩
| 奖惩 | 类型 | 期次 | 名次起 | 名次止 | 方式 | 金额 | 上限 | 互斥组 |
| 半年奖 | 奖励 | 半年 | 1 | 2 | 定额 | 2000 | | {exclusive} |
| 一等奖 | 奖励 | 全年 | 1 | 1 | 定额 | 5000 | 3500 | {exclusive} |
| 二等奖 | 奖励 | 全年 | 2 | 2 | 定额 | 3000 | | {exclusive} |
| 分配 | 奖励 | 全年 | 1 | 3 | 得分分配 | 7000.01 | 2600 | |
"""


@dataclass(frozen=True)
class Settings:
    handling: str
    unreturned: str
    tied: str
    exclusive: str


SETTINGS = tuple(
    Settings(*each)
    for each in itertools.product(
        ("剔除折算", "得满分", "组平均", "计零"),
        ("计零", "不排名", "待定"),
        ("各按名次", "平分"),
        ("", "先进", "先进（每期）"),
    )
)


def random_case(rng: random.Random) -> tuple[Settings, Data]:
    """甲镇 always returns its forms, and 场 is always reported: somebody is first, and nobody who reported has 0."""
    data: Data = {half: {} for half in HALVES}
    common = {half: _random_form(rng) for half in HALVES}
    for half, unit in itertools.product(HALVES, UNITS):
        draw = rng.random()
        if draw > 0.15 or unit == UNITS[0]:
            data[half][unit] = dict(common[half]) if draw > 0.75 else _random_form(rng)  # alike: ties
    return rng.choice(SETTINGS), data


def _random_form(rng: random.Random) -> UnitData:
    def maybe(value: Value) -> Value:
        draw = rng.random()
        return None if draw < 0.12 else NOT_APPLICABLE if draw < 0.27 else value

    form: UnitData = {name: maybe(F(rng.choice((0, 1, 3, 5, 8)))) for name in ("件", "起", "例")}
    form |= {name: maybe(rng.choice(("是", "是", "否"))) for name in ("有", "在")}
    form["评分"] = maybe(F(rng.randrange(0, 2001)) / 100)
    form["场"] = F(rng.randrange(1, 11))
    return form


# -- values: a figure, 不适用, or None for what is missing -------------------------------------------------------------

Clause = Fraction | str | None  # points with their sign, 不适用, 清零, or None = missing
ZEROED = "清零"


def values_of(data: Data, period: str, unit: str) -> UnitData:
    """缺省值 only in a form that came back; over the year 件 adds up, 有 and 在 are the latest."""
    if period in HALVES:
        form = data[period].get(unit)
        if form is None:
            return {}
        defaults: UnitData = {"例": F(2), "在": "是"}
        return {name: defaults.get(name) if value is None else value for name, value in form.items()}
    halves = [values_of(data, half, unit) for half in HALVES]
    return {name: _gathered(name, [half.get(name) for half in halves]) for name in ("件", "有", "在")}


def _gathered(name: str, values: Sequence[Value]) -> Value:
    there = [value for value in values if value is not None and value != NOT_APPLICABLE]
    if there:
        return sum((v for v in there if isinstance(v, Fraction)), ZERO) if name == "件" else there[-1]
    return NOT_APPLICABLE if all(value == NOT_APPLICABLE for value in values) else None


def each(value: Value, rate: str, cap: str = "1000") -> Clause:
    return min(value * F(rate), F(cap)) if isinstance(value, Fraction) else value  # type: ignore[return-value]


def answers(values: Iterable[Value]) -> bool | str | None:
    """Is every answer 是? 不适用 is not asked, but there must be one that is; a missing one leaves it open."""
    asked = [value for value in values if value != NOT_APPLICABLE]
    if not asked:
        return NOT_APPLICABLE
    return None if None in asked else all(value == "是" for value in asked)


def points_if(holds: bool | str | None, points: str, otherwise: str = "0") -> Clause:
    return holds if holds is None or holds == NOT_APPLICABLE else F(points if holds else otherwise)  # type: ignore[return-value]


def clause_lists(v: UnitData, *, year: bool) -> dict[str, tuple[str, bool, list[Clause]]]:
    """编号 → line, starts from full marks, clauses."""
    both = answers([v.get("有"), v.get("在")])
    if year:
        return {"4.1": ("三线", False, [each(v.get("件"), "0.7")]), "4.2": ("二线", False, [points_if(both, "5")])}
    cases, incidents, faults = v.get("件"), v.get("起"), v.get("例")
    added = (
        cases + incidents
        if isinstance(cases, Fraction) and isinstance(incidents, Fraction)
        else _worst(cases, incidents)
    )
    return {
        "1.1": ("一线", False, [each(v.get("评分"), "1"), _any_eight(cases, incidents)]),
        "1.2": ("一线", True, [points_if(both, "0", "-4"), _doubled(faults, v.get("在"))]),
        "2.1": ("二线", False, [points_if(both, "20")]),
        "2.2": ("二线", False, [each(added, "1.1")]),
        "3.1": ("三线", False, [each(incidents, "3.33")]),
        "3.2": ("三线", True, [each(faults, "-1"), _five_and_yes(cases, v.get("有"))]),
        "3.3": ("三线", False, [each(v.get("场"), "1")]),
    }


def _worst(*values: Value) -> Value:
    return None if None in values else NOT_APPLICABLE


def _any_eight(*values: Value) -> Clause:
    asked = [value for value in values if value != NOT_APPLICABLE]
    if not asked:
        return NOT_APPLICABLE
    if any(isinstance(value, Fraction) and value >= 8 for value in asked):
        return ZEROED
    return None if None in asked else ZERO


def _doubled(faults: Value, there: Value) -> Clause:
    """例 at 1.5 each, twice that where 在 is 否; 在 不适用 does not double, a missing one leaves it open."""
    if there is None or faults is None:
        return None
    return each(faults, "-3" if there == "否" else "-1.5")


def _five_and_yes(cases: Value, there: Value) -> Clause:
    parts = [
        cases >= 5 if isinstance(cases, Fraction) else cases,
        there == "是" if there is not None and there != NOT_APPLICABLE else there,
    ]
    if False in parts:
        return ZERO
    if None in parts:
        return None
    return NOT_APPLICABLE if NOT_APPLICABLE in parts else ZEROED


FULL = {
    k: F(v)
    for k, v in {
        "1.1": 20,
        "1.2": 10,
        "2.1": 20,
        "2.2": 10,
        "3.1": 30,
        "3.2": 10,
        "3.3": 10,
        "4.1": 20,
        "4.2": 5,
    }.items()
}


def settle(full: Fraction, from_full: bool, clauses: Sequence[Clause]) -> Fraction | str:
    """Round(clamp(start + Σ)); what is missing never earns, 清零 is 0 whatever else there is."""
    real = [clause for clause in clauses if clause != NOT_APPLICABLE]
    if not real:
        return NOT_APPLICABLE
    if ZEROED in real:
        return ZERO
    score = (full if from_full else ZERO) + sum((c for c in real if isinstance(c, Fraction)), ZERO)
    score = max(ZERO, min(full, score))
    return rnd(min(ZERO, score) if None in real else score)


# -- the whole -------------------------------------------------------------------------------------------------------


def calculate(settings: Settings, data: Data) -> dict[str, Any]:
    result: dict[str, Any] = {"indicators": {}, "totals": {}, "ranks": {}}
    totals: dict[str, dict[str, Fraction | None]] = {}
    ranks: dict[str, dict[str, int | None]] = {}
    for period in (*HALVES, YEAR):
        years = period == YEAR
        values = {unit: values_of(data, period, unit) for unit in UNITS}
        lists = {unit: clause_lists(values[unit], year=years) for unit in UNITS}
        scores = {u: {k: settle(FULL[k], start, c) for k, (_, start, c) in lists[u].items()} for u in UNITS}
        late = {u for u in UNITS if any(u not in data[h] for h in (HALVES if years else (period,)))}
        totals[period] = {}
        for unit in UNITS:
            lines = {k: line for k, (line, _, _) in lists[unit].items()}
            value = sum((LINES[n] * _line(n, lines, unit, scores, settings.handling) for n in LINES), ZERO)
            if not years:
                v = values[unit]
                value += sum((rnd(c) for c in (each(v.get("例"), "0.255", "1"),) if isinstance(c, Fraction)), ZERO)
                value -= sum((rnd(c) for c in (each(v.get("起"), "0.333", "0.2"),) if isinstance(c, Fraction)), ZERO)
            below = [totals[half][unit] for half in HALVES] if years else []
            known = [b for b in below if b is not None]
            if len(known) == 2:
                value += rnd(F("0.4") * known[0] + F("0.6") * known[1])
            pending = unit in late and settings.unreturned == "待定"
            totals[period][unit] = None if pending or len(known) < len(below) else rnd(value)
        unranked = late if settings.unreturned != "计零" else set()
        ranks[period] = competition_ranks({u: None if u in unranked else t for u, t in totals[period].items()})
        result["indicators"][period] = {
            u: {k: NOT_APPLICABLE if s == NOT_APPLICABLE else text(s) for k, s in scores[u].items()}  # type: ignore[arg-type]
            for u in UNITS
        }
        result["totals"][period] = {unit: text(total) for unit, total in totals[period].items()}
        result["ranks"][period] = ranks[period]
    for period in ranks:  # a unit of which nothing came in is never rewarded for a place
        halves = HALVES if period == YEAR else (period,)
        ranks[period] = {u: r if any(u in data[half] for half in halves) else None for u, r in ranks[period].items()}
    result["payments"] = _payments(settings, totals[YEAR], ranks)
    return result


def _line(
    name: str, lines: dict[str, str], unit: str, scores: dict[str, dict[str, Fraction | str]], handling: str
) -> Fraction:
    keys = [key for key, line in lines.items() if line == name]
    own = {key: scores[unit][key] for key in keys}
    dropped = [key for key in keys if own[key] == NOT_APPLICABLE]
    earned = sum((s for s in own.values() if isinstance(s, Fraction)), ZERO)
    for key in dropped:
        if handling == "得满分":
            earned += FULL[key]
        if handling == "组平均":
            others = [s for each_unit in UNITS if isinstance(s := scores[each_unit][key], Fraction)]
            earned += rnd(sum(others, ZERO) / len(others)) if others else ZERO
    whole, gone = sum((FULL[key] for key in keys), ZERO), sum((FULL[key] for key in dropped), ZERO)
    if handling == "剔除折算" and gone and gone != whole:
        earned += rnd(earned * gone / (whole - gone))
    return earned


def _payments(
    settings: Settings, year: dict[str, Fraction | None], ranks: dict[str, dict[str, int | None]]
) -> list[dict[str, Any]]:
    found: list[tuple[str, str, str, Fraction, bool]] = []  # reward, period, unit, amount, in the group
    for half in HALVES:
        paid = _prizes(settings.tied, ranks[half], (1, 2), [F(2000), F(2000)])
        found += [("半年奖", half, unit, amount, True) for unit, amount in paid.items()]
    ladder = [F(5000), F(3000)]
    for name, place, cap in (("一等奖", 1, CAP), ("二等奖", 2, None)):
        for unit, amount in _prizes(settings.tied, ranks[YEAR], (place, place), ladder).items():
            found.append((name, YEAR, unit, amount if cap is None else min(amount, cap), True))
    placed = {u: year[u] or ZERO for u in UNITS if (r := ranks[YEAR][u]) is not None and r <= 3}
    pool = shares(F("7000.01"), placed)
    found += [("分配", YEAR, unit, min(amount, POOL_CAP), False) for unit, amount in pool.items() if amount]
    kept = []
    for number, (name, period, unit, amount, grouped) in enumerate(found):
        rivals = [
            (other[3], -at)
            for at, other in enumerate(found)
            if other[4] and other[2] == unit and (settings.exclusive != "先进（每期）" or other[1] == period)
        ]
        if not grouped or not settings.exclusive or max(rivals) == (amount, -number):
            kept.append(payment(period, unit, name, amount))
    return kept


def _prizes(
    tied: str, ranks: dict[str, int | None], places: tuple[int, int], ladder: Sequence[Fraction]
) -> dict[str, Fraction]:
    """What the units in these places get: each its own place's prize, or tied ones those of all that they fill."""
    found: dict[str, Fraction] = {}
    for unit, rank in ranks.items():
        if rank is None or not places[0] <= rank <= places[1]:
            continue
        level = [other for other in UNITS if ranks[other] == rank]
        if tied == "各按名次":
            found[unit] = ladder[rank - 1]
        else:
            pool = sum(ladder[rank - 1 : rank - 1 + len(level)], ZERO)
            found[unit] = shares(pool, dict.fromkeys(level, F(1)))[unit]
    return found
