"""S9 岗位月考核: eight posts, six months in two quarters; wages by score, reminders, reports with daily lateness."""

from __future__ import annotations

import datetime as dt
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.independent.clauses import ZERO, Clause, Score, if_answer, line_total, lose_each, settle
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
    text,
)

if TYPE_CHECKING:
    import random

F = Fraction
FOLDER = "S9-岗位月考核"
QUARTERS = {"二季度": ("4月", "5月", "6月"), "三季度": ("7月", "8月", "9月")}
MONTHS = tuple(m for months in QUARTERS.values() for m in months)
ROOT_PERIOD = "全年"
PERIODS = (ROOT_PERIOD, "二季度", "4月", "5月", "6月", "三季度", "7月", "8月", "9月")
# 岗位 → (村, 镇, 岗位, 绩效基数)
POSTS = {
    "李春梅": ("清溪村", "平安镇", "专干", 1800),
    "王建军": ("清溪村", "平安镇", "网格员", 1200),
    "赵小兰": ("清溪村", "平安镇", "网格员", 1200),
    "周文华": ("柏树村", "平安镇", "专干", 1800),
    "孙玉芳": ("柏树村", "平安镇", "网格员", 1250),
    "何志强": ("石门村", "大河镇", "专干", 1900),
    "马秀英": ("石门村", "大河镇", "网格员", 1250),
    "郑国平": ("石门村", "大河镇", "网格员", 1333),
}
UNITS = tuple(POSTS)
FULL = {"1": F(25), "2": F(25), "3": F(15), "4": F(15), "5": F(20)}


def day(text_: str) -> dt.date:
    return dt.date.fromisoformat(text_)


# 月报: the 6th of the next month; the forms themselves close on the 16th (September's on the 23rd)
REPORT_DUE = {m: dt.date(2022, int(m[0]) + 1, 6) for m in MONTHS}
CLOSING = {m: dt.date(2022, int(m[0]) + 1, 16) for m in MONTHS} | {"9月": day("2022-10-23")}
SEASONAL_DUE = {"4月": ("半年报报送日期", day("2022-04-13")), "9月": ("年报报送日期", day("2022-10-13"))}

# ---------------------------------------------------------------------------------------------------------------- data

DAYS_LATE = ("走访逾期天数", "采集逾期天数", "宣传逾期天数")


def flawless(month: str) -> UnitData:
    data: UnitData = dict.fromkeys(DAYS_LATE, F(0))
    data |= {"台账按期完成": "是", "未完成任务数": F(0), "月报报送日期": REPORT_DUE[month] - dt.timedelta(days=2)}
    seasonal = dict(SEASONAL_DUE.values())
    for item, due in seasonal.items():
        data[item] = due if SEASONAL_DUE.get(month, ("", due))[0] == item else None
    return data


# month → post → changes; None = no form that month
CHANGES: dict[str, dict[str, dict[str, Value] | None]] = {
    "4月": {
        "王建军": {"走访逾期天数": F(3), "月报报送日期": day("2022-05-06")},
        "赵小兰": {"半年报报送日期": day("2022-04-16"), "未完成任务数": F(1)},
        "孙玉芳": {"半年报报送日期": None, "宣传逾期天数": NOT_APPLICABLE},
        "马秀英": {"月报报送日期": day("2022-05-07"), "台账按期完成": "否"},
        "郑国平": {"采集逾期天数": F(30), "未完成任务数": F(2), "半年报报送日期": day("2022-04-30")},
    },
    "5月": {
        "李春梅": {"宣传逾期天数": F(5)},
        "周文华": {"宣传逾期天数": NOT_APPLICABLE, "走访逾期天数": F(1)},
        "马秀英": None,
        "郑国平": {"月报报送日期": None, "未完成任务数": F(1)},
    },
    "6月": {
        "王建军": {"采集逾期天数": None, "未完成任务数": F(1)},
        "孙玉芳": {"月报报送日期": day("2022-07-20")},
        "何志强": {"走访逾期天数": F(2), "宣传逾期天数": F(1)},
    },
    "7月": {
        "赵小兰": {"宣传逾期天数": NOT_APPLICABLE, "台账按期完成": NOT_APPLICABLE, "采集逾期天数": F(4)},
        "郑国平": {"走访逾期天数": F(26), "采集逾期天数": F(25), "未完成任务数": F(3)},
    },
    "8月": {
        "李春梅": {"月报报送日期": day("2022-09-08")},
        "马秀英": {"走访逾期天数": F(1), "采集逾期天数": F(1), "未完成任务数": None},
    },
    "9月": {
        "何志强": {"年报报送日期": day("2022-10-14")},
        "周文华": {"年报报送日期": None, "月报报送日期": day("2022-10-09")},
        "孙玉芳": {"台账按期完成": "否", "未完成任务数": F(1)},
    },
}


def _sample() -> Data:
    data: Data = {}
    for month in MONTHS:
        forms = ((unit, CHANGES[month].get(unit, {})) for unit in UNITS)
        data[month] = {unit: flawless(month) | changes for unit, changes in forms if changes is not None}
    return data


BASE: Data = _sample()


def random_data(rng: random.Random) -> Data:
    care = rng.choice((0.6, 0.85, 0.95))
    data: Data = {}
    for month in MONTHS:
        data[month] = {u: _random_form(rng, month, care) for u in UNITS if rng.random() > 0.02}
    return data


def _random_form(rng: random.Random, month: str, care: float) -> UnitData:
    form = flawless(month)
    for item, value in form.items():
        if rng.random() > care:
            form[item] = _random_value(rng, item, value)
    for item in ("宣传逾期天数", "台账按期完成"):
        if rng.random() < 0.06:
            form[item] = NOT_APPLICABLE
    for item in form:
        if rng.random() < 0.02:
            form[item] = None
    return form


def _random_value(rng: random.Random, item: str, value: Value) -> Value:
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=rng.choice((-3, 0, 1, 2, 3, rng.randint(0, 20))))
    if item == "台账按期完成":
        return rng.choice(("是", "否"))
    return value if value is None else F(rng.choice((0, 1, 2, 3, rng.randint(0, 30))))


# --------------------------------------------------------------------------------------------------------------- rules


def days_late(d: UnitData | None, item: str, due: dt.date, closing: dt.date) -> Fraction | None:
    """A blank date in a form that came back counts up to the closing day; without a form it stays unknown."""
    if d is None:
        return None
    sent = d.get(item) or closing
    assert isinstance(sent, dt.date)
    return F(max(0, (sent - due).days))


def indicators(form: UnitData | None, month: str) -> dict[str, Score]:
    d = form or {}
    late = days_late(form, "月报报送日期", REPORT_DUE[month], CLOSING[month])
    report: Clause = None if late is None else -2 * late
    return {
        "1": settle("25", "25", lose_each(d.get("走访逾期天数"), "1")),
        "2": settle("25", "25", lose_each(d.get("采集逾期天数"), "1")),
        "3": settle("15", "15", lose_each(d.get("宣传逾期天数"), "0.5")),
        "4": settle("15", "0", if_answer(d.get("台账按期完成"), "是", "15")),
        "5": settle("20", "20", report),
    }


def seasonal_loss(form: UnitData | None, month: str) -> Fraction | None:
    """半年报 and 年报: one point a day off the month's total, at most ten. None in the other months."""
    if month not in SEASONAL_DUE:
        return None
    late = days_late(form, *SEASONAL_DUE[month], CLOSING[month])
    return -min(F(10), late or ZERO)


def mean(scores: list[Fraction]) -> Fraction:
    return rnd(sum(scores, ZERO) / len(scores))


# -------------------------------------------------------------------------------------------------------------- result


def calculate(data: Data) -> Result:
    scores = {m: {u: indicators(data.get(m, {}).get(u), m) for u in UNITS} for m in MONTHS}
    losses = {m: {u: seasonal_loss(data.get(m, {}).get(u), m) for u in UNITS} for m in MONTHS}
    totals = {m: {u: line_total(scores[m][u], FULL) + (losses[m][u] or ZERO) for u in UNITS} for m in MONTHS}
    present = {m: {u for u in UNITS if u in data.get(m, {})} for m in MONTHS}
    for quarter, months in QUARTERS.items():
        totals[quarter] = {u: mean([totals[m][u] for m in months]) for u in UNITS}
        present[quarter] = set.intersection(*(present[m] for m in months))
    totals[ROOT_PERIOD] = {u: mean([totals[q][u] for q in QUARTERS]) for u in UNITS}
    present[ROOT_PERIOD] = set.intersection(*(present[q] for q in QUARTERS))
    return {
        "indicators": {m: {u: _shown(scores[m][u], losses[m][u]) for u in UNITS} for m in MONTHS},
        "totals": {p: {u: text(totals[p][u]) for u in UNITS} for p in PERIODS},
        # 缺报处理=不排名: whoever missed a form has no place there, nor in the periods above
        "ranks": {
            p: {"总分": competition_ranks({u: totals[p][u] if u in present[p] else None for u in UNITS})}
            for p in PERIODS
        },
        "grades": {},
        "vetoes": {},
        "payments": wages(totals) + reminders(data),
    }


def _shown(scores: dict[str, Score], loss: Fraction | None) -> dict[str, str | None]:
    shown = {no: s if isinstance(s, str) else text(s) for no, s in scores.items()}
    return shown if loss is None else shown | {"6": text(loss)}


def wages(totals: dict[str, dict[str, Fraction]]) -> list[dict[str, object]]:
    """绩效工资 = 基数 × 得分 ÷ 满分, each month; nothing is taken back for a score below zero."""
    rows = []
    for month in MONTHS:
        for unit in UNITS:
            amount = rnd(POSTS[unit][3] * max(ZERO, totals[month][unit]) / 100)
            if amount:
                rows.append(payment(month, unit, "绩效工资", amount))
    return rows


def reminders(data: Data) -> list[dict[str, object]]:
    rows = []
    for month in MONTHS:
        for unit in UNITS:
            unfinished = data.get(month, {}).get(unit, {}).get("未完成任务数")
            if isinstance(unfinished, Fraction) and unfinished > 0:
                rows.append(payment(month, unit, "预警提醒", None))
    return rows


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
