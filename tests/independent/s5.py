"""S5 县乡镇政绩考核: ten single rankings of 100 beside a total of 1000, for 11 towns.

The total = economy 700 (all investment, best town = 700) + other work 300 (six single scores added up, best = 300),
less statistics and inspections, plus praise, less criticism. Five vetoes shift the place in the total by two each.
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.independent.common import Data, Result, UnitData, competition_ranks, main, payment, rnd, text

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

FOLDER = "S5-乡镇政绩考核"
PERIOD = "全年"
PERIODS = [PERIOD]
DEADLINE = dt.date(2023, 1, 10)
SEAT, PLAIN, HILLS = "驻地镇", "平原乡镇", "山区乡镇"


@dataclass(frozen=True)
class Town:
    group: str
    farmers: int  # 农业人口数
    secretary: str
    mayor: str
    mailbox: str
    last_year: tuple[str, int]  # score and place of 2021


TOWNS = {
    "城关镇": Town(SEAT, 24000, "赵国栋", "钱文斌", "chengguan", ("905.30", 1)),
    "东泽镇": Town(PLAIN, 32000, "孙立民", "李春华", "dongze", ("842.75", 2)),
    "柳河镇": Town(PLAIN, 28500, "周建业", "吴海涛", "liuhe", ("796.10", 4)),
    "平安乡": Town(PLAIN, 19800, "郑学文", "王丽君", "pingan", ("655.48", 7)),
    "红旗乡": Town(PLAIN, 21600, "冯志远", "陈立春", "hongqi", ("610.00", 9)),
    "龙泉乡": Town(PLAIN, 25000, "褚明辉", "卫东升", "longquan", ("724.66", 6)),
    "金沟镇": Town(HILLS, 18400, "蒋万里", "沈秋生", "jingou", ("812.05", 3)),
    "石门镇": Town(HILLS, 22500, "韩永胜", "杨雪峰", "shimen", ("731.90", 5)),
    "云峰乡": Town(HILLS, 15600, "朱德成", "秦少华", "yunfeng", ("583.27", 10)),
    "松岭镇": Town(HILLS, 17200, "尤金山", "许长河", "songling", ("640.12", 8)),
    "青石乡": Town(HILLS, 14000, "何永强", "吕振东", "qingshi", ("521.94", 11)),
}
UNITS = list(TOWNS)
LAST_OF_2021 = "青石乡"

SINGLES = ["招商引资", "民营经济", "林业", "奶牛", "税费", "规划建设", "合作医疗", "村村通", "社会稳定", "后进村整顿"]
OVERALL = "综合考核"
LINES = [*SINGLES, OVERALL]
VETOES = {  # 否决项: the item that triggers it
    "重大安全事故": "发生重大安全事故",
    "重大环境事件": "发生重大环境事件",
    "班子严重违纪": "班子成员严重违纪",
    "土地违法问责": "土地违法被问责",
    "弄虚作假": "考核弄虚作假",
}
GROUP_EVENT, VIOLENT_EVENT = "群体性事件扣分", "恶性事件扣分"
PRAISE, CRITICISM = "表扬加分", "批评扣分"
DONE = "完成年度任务"

# -- the sample's data: one row for each item, one figure for each town ----------------------------------------------

MONEY = {  # 万元; 奶牛头数 and 新增规模企业数 are counts
    "招商投入额": "12600 10850 8240 3300 2150 4600 9300 6120 1200 2480 900",
    "老企业增项投入": "2100 1650.5 1300 420 300 800 1500 760 0 350 120",
    "新上项目投入": "3200 2600 3100 900 650.8 1240 1800 1500 420 600 0",
    "园区新增企业投入": "1800 1500 700 0 0 350 900 400 0 0 0",
    "基础设施投入": "960 720 540 180 150 260 480 330 90 120 45.5",
    "新增规模企业数": "6 5 4 1 1 2 3 2 0 1 0",
    "成片植树亩数": "620 1450 980 760.5 540 1120 2350 1980 1640 2100 850",
    "零星植树株数": "11000 23650 8250 5500 4400 16500 2750 3300 550 1100 0",
    "应完成未完成亩数": "0 50 0 120 60 0 0 30 80 0 310",
    "死亡亩数": "12 30 45 8 20 0 65 52.5 40 100 200",
    "奶牛固定资产": "380 1260 840 520 310 930 45 60 0 - 20",
    "奶牛头数": "210 860 640 330 180 720 20 35 0 - 12",
    "小城镇投入额": "3600 1500 1200 300 260 450 800 620 150 - 60",
}
RATES = {  # percent
    "抽查空缺率": "2 0 3.5 5 1 0 0.5 2 4 6 12",
    "养护资金到位率": "100 100 95 80 60 100 100 90 75 50 0",
}
COUNTS = {
    "税费越级访县": "1 0 2 0 3 1 0 1 2 0 4",
    "税费越级访市": "0 0 1 0 1 0 0 0 0 1 2",
    "税费越级访省": "1 0 0 0 0 0 0 0 0 0 1",
    "税费越级访京": "0 0 0 0 0 0 0 0 1 0 0",
    "无用地手续处数": "3 0 1 0 2 0 0 1 0 0 4",
    "无设计审批处数": "2 1 0 0 3 0 1 0 2 0 5",
    "不按设计处数": "1 0 2 1 0 0 0 1 0 0 2",
    "传统房处数": "1 0 0 0 1 0 0 0 2 1 3",
    "参合人数": "19200 16000 15100 9702 10800 13200 9100 11250 7410 8944 6300",
    "缺桥涵处数": "0 1 0 2 3 0 0 1 4 2 11",
    "不合格路段米数": "0 200 201 850 1200 0 150 400 1650 999.5 4600",
    "个访到县": "3 1 2 0 4 1 0 2 1 0 5",
    "个访到市": "2 0 1 0 1 0 1 0 0 1 2",
    "个访到省": "1 0 0 0 1 0 0 0 0 0 1",
    "个访到京": "1 0 0 0 0 0 0 0 0 0 1",
    "集访到县": "1 0 1 0 0 0 0 1 0 0 2",
    "集访到市": "0 0 0 0 1 0 0 0 0 0 1",
    "集访到省": "0 0 0 0 0 0 0 0 0 0 0",
    "集访到京": "0 0 0 0 0 0 0 0 0 0 0",
    "积案起数": "1 0 1 0 1 0 0 0 1 0 2",
    GROUP_EVENT: "0 0 0 0 20 0 0 0 0 0 35",
    VIOLENT_EVENT: "0 0 0 0 0 0 0 25 0 0 0",
    "整顿无班子村数": "2 3 1 1 0 2 4 2 1 2 0",
    "整顿后进村数": "5 4 5 4 3 4 4 4 3 2 1",
    "缺训人次": "3 0 6 2 9 1 0 4 12 5 20",
    "统计任务未完成项": "0 1 0 0 2 0 0 0 1 0 3",
    "检查不合格次数": "1 0 0 0 1 0 0 0 0 1 2",
    PRAISE: "15 10 0 0 0 0 20 12 0 0 0",
    CRITICISM: "0 0 0 0 15 0 0 0 10 0 20",
}
DATES = {  # month-day of 2022, or of January 2023 behind "+"
    "税款缴清日期": "11-28 11-30 12-05 11-30 12-20 11-25 11-30 12-01 12-31 11-30 -",
    "统筹款缴清日期": "10-31 10-31 11-03 10-30 11-10 10-31 10-31 10-31 11-15 10-29 +05",
    "规费缴清日期": "11-30 11-30 11-30 11-30 12-02 11-30 11-29 11-30 - 11-30 12-24",
    "总体规划完成日期": "10-31 10-20 11-01 10-15 10-31 10-12 10-30 10-28 11-20 10-31 -",
    "控规完成日期": "12-31 12-15 12-30 12-31 +03 12-20 12-10 12-31 12-31 12-28 +06",
    "示范村规划日期": "11-30 11-15 11-30 12-02 11-28 11-10 11-30 11-22 11-30 12-01 -",
    "公路规划完成日期": "10-31 10-31 10-25 10-31 11-02 10-19 10-31 10-31 10-31 10-27 12-15",
    "筹资完成日期": "11-30 11-28 12-03 11-30 12-06 11-20 11-30 11-30 12-10 11-30 12-31",
    "路基完成日期": "08-31 08-20 08-31 09-02 08-30 08-15 10-31 10-28 11-05 10-31 -",
}
YES_NO = {  # y = 是, n = 否, - = blank
    "设立基金专户": "yyyynyyyyyn",
    "配备专管人员": "yyyyyyyynyy",
    "专账专款": "yyynyyyyyyn",
    "养护机构健全": "yyyyyyyyyyn",
    "养护办法责任落实": "yyyyyyynyyn",
    "路政管理到位": "yynyyyyyyny",
    "养护资料齐全": "yyyyy-yyyyn",
    DONE: "yyyynyyynyn",
    "发生重大安全事故": "nnynnnnnnnn",
    "发生重大环境事件": "nnnnnnnnnnn",
    "班子成员严重违纪": "nnnnnnnynnn",
    "土地违法被问责": "nnynnnnnnnn",
    "考核弄虚作假": "nnnn-nnnnnn",
}
ANSWERS = {"y": "是", "n": "否", "-": None}


def _day(mark: str) -> dt.date | None:
    if mark == "-":
        return None
    return dt.date.fromisoformat("2023-01-" + mark[1:] if mark[0] == "+" else "2022-" + mark)


def _base() -> Data:
    forms: dict[str, UnitData] = {unit: {} for unit in UNITS}
    for item, line in {**MONEY, **COUNTS}.items():
        for unit, mark in zip(UNITS, line.split(), strict=True):
            forms[unit][item] = None if mark == "-" else Fraction(mark)
    for item, line in RATES.items():
        for unit, mark in zip(UNITS, line.split(), strict=True):
            forms[unit][item] = Fraction(mark) / 100
    for item, line in DATES.items():
        for unit, mark in zip(UNITS, line.split(), strict=True):
            forms[unit][item] = _day(mark)
    for item, marks in YES_NO.items():
        for unit, mark in zip(UNITS, marks, strict=True):
            forms[unit][item] = ANSWERS[mark]
    return {PERIOD: forms}


BASE: Data = _base()

# -- random data ----------------------------------------------------------------------------------------------------

DUE = {  # 数据项: the last day in time; 路基 depends on the group
    "税款缴清日期": dt.date(2022, 11, 30),
    "统筹款缴清日期": dt.date(2022, 10, 31),
    "规费缴清日期": dt.date(2022, 11, 30),
    "总体规划完成日期": dt.date(2022, 10, 31),
    "控规完成日期": dt.date(2022, 12, 31),
    "示范村规划日期": dt.date(2022, 11, 30),
    "公路规划完成日期": dt.date(2022, 10, 31),
    "筹资完成日期": dt.date(2022, 11, 30),
}
ROADBED = "路基完成日期"
ROADBED_DUE = {SEAT: dt.date(2022, 8, 31), PLAIN: dt.date(2022, 8, 31), HILLS: dt.date(2022, 10, 31)}
SERIOUS = {"个访到省", "个访到京", "集访到市", "集访到省", "集访到京", "积案起数", "税费越级访省", "税费越级访京"}
DEFAULT_ZERO = ("奶牛固定资产", "奶牛头数", "小城镇投入额")


def random_data(rng: random.Random) -> Data:
    weak = LAST_OF_2021 if rng.random() < 0.5 else rng.choice(UNITS)
    forms = {unit: _random_form(rng, TOWNS[unit], poor=unit == weak) for unit in UNITS}
    if rng.random() < 0.3:  # a tie, wherever the towns' own attributes do not matter
        one, other = rng.sample(UNITS, 2)
        forms[other] = dict(forms[one])
        forms[other]["参合人数"] = Fraction(0)
        forms[one]["参合人数"] = Fraction(0)
    for unit in rng.sample(UNITS, rng.choice([0, 0, 0, 1, 2])):
        del forms[unit]
    return {PERIOD: forms}


def _random_form(rng: random.Random, town: Town, *, poor: bool) -> UnitData:
    form: UnitData = {}
    for item in [*MONEY, *COUNTS]:
        form[item] = Fraction(0) if poor and item in MONEY else _random_figure(rng, item)
    people = [0, town.farmers, town.farmers * 4 // 5, town.farmers // 2, rng.randint(0, town.farmers)]
    form["参合人数"] = Fraction(rng.choice(people))
    for item in (GROUP_EVENT, VIOLENT_EVENT):
        form[item] = Fraction(rng.choice([0, 0, 0, 20, 50, rng.randint(20, 50)]))
    for item in (PRAISE, CRITICISM):
        form[item] = Fraction(rng.choice([0, 0, 10, 20, rng.randint(10, 20)]))
    form["抽查空缺率"] = rng.choice([Fraction(0), Fraction(5, 100), Fraction(rng.randint(0, 200), 1000)])
    form["养护资金到位率"] = rng.choice([Fraction(0), Fraction(1), Fraction(rng.randint(0, 1000), 1000)])
    for item in DATES:
        due = DUE.get(item) or ROADBED_DUE[town.group]
        form[item] = rng.choice([due, due + dt.timedelta(1), due + dt.timedelta(rng.randint(-60, 40)), due, None])
    for item in YES_NO:
        form[item] = rng.choices(["是", "否"], [1, 12] if item in VETOES.values() else [5, 1])[0]
    for item in form:
        if rng.random() < 0.015:
            form[item] = None
    return form


def _random_figure(rng: random.Random, item: str) -> Fraction:
    if item == "不合格路段米数":
        return rng.choice([Fraction(0), Fraction(200), Fraction(201), Fraction(rng.randint(0, 5000), 2)])
    if item in SERIOUS:
        return Fraction(rng.choice([0, 0, 0, 0, 1]))
    if item in COUNTS or item == "新增规模企业数":
        return Fraction(rng.choice([0, 0, 1, 2, rng.randint(0, 6)]))
    if item in ("死亡亩数", "应完成未完成亩数"):
        return Fraction(rng.choice([0, 20, rng.randint(0, 200)]))
    if item in ("零星植树株数", "奶牛头数"):
        return Fraction(rng.choice([0, 550, rng.randint(0, 3000)]))
    return rng.choice([Fraction(0), Fraction(1000), *[Fraction(rng.randint(0, 500_000), 100)] * 3])


# -- values and derived items ---------------------------------------------------------------------------------------

Figure = Fraction | None  # None = missing


def _number(form: UnitData, item: str) -> Figure:
    value = form.get(item)
    if isinstance(value, Fraction):
        return value
    return Fraction(0) if item in DEFAULT_ZERO else None


def _sum(form: UnitData, **weights: Fraction | int) -> Figure:
    """Σ weight × item; missing as soon as one of the items is."""
    parts = [(weight, _number(form, item)) for item, weight in weights.items()]
    if any(x is None for _, x in parts):
        return None
    return sum((weight * x for weight, x in parts if x is not None), Fraction(0))


def _private(form: UnitData) -> Figure:
    return _sum(
        form,
        老企业增项投入=1,
        新上项目投入=Fraction(13, 10),
        园区新增企业投入=1,
        基础设施投入=1,
        新增规模企业数=200,
    )


def _forestry(form: UnitData) -> Figure:
    """0.2 (2000 yuan) for each mu planted, 55 trees counting one mu, less what was not planted and 3 × what died."""
    area = _sum(form, 成片植树亩数=1, 零星植树株数=Fraction(1, 55), 应完成未完成亩数=-1, 死亡亩数=-3)
    return None if area is None else area * Fraction(2, 10)


def _dairy(form: UnitData) -> Figure:
    return _sum(form, 奶牛固定资产=1, 奶牛头数=2)


def _economy(form: UnitData) -> Figure:
    parts = [
        _number(form, "招商投入额"),
        _private(form),
        _forestry(form),
        _dairy(form),
        _number(form, "小城镇投入额"),
    ]
    return None if any(x is None for x in parts) else sum((x for x in parts if x is not None), Fraction(0))


def _days_late(form: UnitData, item: str) -> Figure:
    """A blank date in a returned form means: still not done at the deadline. No form at all: missing."""
    if not form:
        return None
    done = form.get(item) or DEADLINE
    assert isinstance(done, dt.date)
    return Fraction(max(0, (done - DUE[item]).days))


# -- single scores --------------------------------------------------------------------------------------------------


def _marks(points: Figure, full: int) -> Fraction:
    return Fraction(0) if points is None else rnd(min(Fraction(full), max(Fraction(0), points)))


def _less(full: int, *deductions: Figure) -> Fraction:
    if any(d is None for d in deductions):
        return Fraction(0)
    return _marks(full - sum((d for d in deductions if d is not None), Fraction(0)), full)


def _each(form: UnitData, item: str, points: Fraction | int) -> Figure:
    n = _number(form, item)
    return None if n is None else n * points


def _yes(form: UnitData, item: str, points: int) -> Fraction:
    return Fraction(points if form.get(item) == "是" else 0)


def _in_time(form: UnitData, item: str, due: dt.date, points: int) -> Fraction:
    done = form.get(item)
    return Fraction(points if isinstance(done, dt.date) and done <= due else 0)


def _of_best(values: Mapping[str, Figure], points: int) -> dict[str, Figure]:
    """points × x / best; the best is the largest among the towns that have a figure."""
    best = max((x for x in values.values() if x is not None), default=Fraction(0))
    return {
        unit: None if x is None else max(Fraction(0), points * x / best) if best > 0 else Fraction(0)
        for unit, x in values.items()
    }


def _forestry_score(share: Figure, gap: Figure) -> Fraction:
    return Fraction(0) if share is None or gap is None else _marks(share - gap * 100, 100)


def _taxes(form: UnitData) -> Fraction:
    late = [_days_late(form, item) for item in ("税款缴清日期", "统筹款缴清日期", "规费缴清日期")]
    visits = {"税费越级访县": 2, "税费越级访市": 4, "税费越级访省": 6, "税费越级访京": 10}
    return _less(100, *late, *[_each(form, item, points) for item, points in visits.items()])


def _planning(form: UnitData) -> dict[str, Fraction]:
    plans = {"总体规划完成日期": 15, "控规完成日期": 10, "示范村规划日期": 5, "公路规划完成日期": 30}
    faults = {"无用地手续处数": 2, "无设计审批处数": 2, "不按设计处数": 2, "传统房处数": 10}
    scores = {f"6.{i}": _in_time(form, item, DUE[item], p) for i, (item, p) in enumerate(plans.items(), start=1)}
    scores["6.5"] = _less(40, *[_each(form, item, points) for item, points in faults.items()])
    return scores


def _medical(form: UnitData, town: Town) -> dict[str, Fraction]:
    joined = _number(form, "参合人数")
    target = Fraction(80 if town.group == SEAT else 50, 100)
    short = None if joined is None else max(Fraction(0), target - joined / town.farmers)
    return {
        "7.1": _less(70, None if short is None else short * 100 * 3, _days_late(form, "筹资完成日期")),
        "7.2": _yes(form, "设立基金专户", 10),
        "7.3": _yes(form, "配备专管人员", 10),
        "7.4": _yes(form, "专账专款", 10),
    }


def _roads(form: UnitData, town: Town) -> dict[str, Fraction]:
    bad = _number(form, "不合格路段米数")
    return {
        "8.1": _in_time(form, ROADBED, ROADBED_DUE[town.group], 50),
        "8.2": _less(10, _number(form, "缺桥涵处数")),
        "8.3.1": _yes(form, "养护机构健全", 3),
        "8.3.2": _marks(_each(form, "养护资金到位率", 3), 3),
        "8.3.3": _yes(form, "养护办法责任落实", 1),
        "8.3.4": _yes(form, "路政管理到位", 2),
        "8.3.5": _yes(form, "养护资料齐全", 1),
        "8.4": _less(30, None if bad is None else (bad / 200).__ceil__() * Fraction(3, 2)),
    }


def _stability(form: UnitData) -> Fraction:
    points = {"个访到县": 2, "个访到市": 5, "个访到省": 10, "个访到京": 20}
    points |= {"集访到县": 5, "集访到市": 10, "集访到省": 20, "集访到京": 40}
    points |= {"积案起数": 10, GROUP_EVENT: 1, VIOLENT_EVENT: 1}
    return _less(100, *[_each(form, item, p) for item, p in points.items()])


def _villages(form: UnitData) -> Fraction:
    return _marks(_sum(form, 整顿无班子村数=20, 整顿后进村数=10, 缺训人次=-1), 100)


# -- all indicators -------------------------------------------------------------------------------------------------

Scores = dict[str, dict[str, Fraction]]  # 单位 → 编号 → score
MEMBERS = {  # 考核线: its indicators; what stands under a parent that has a rule of its own does not count again
    "招商引资": ["1"],
    "民营经济": ["2"],
    "林业": ["3"],
    "奶牛": ["4"],
    "税费": ["5"],
    "规划建设": ["6.1", "6.2", "6.3", "6.4", "6.5"],
    "合作医疗": ["7.1", "7.2", "7.3", "7.4"],
    "村村通": ["8.1", "8.2", "8.3.1", "8.3.2", "8.3.3", "8.3.4", "8.3.5", "8.4"],
    "社会稳定": ["9"],
    "后进村整顿": ["10"],
    OVERALL: ["11", "12"],
}
SIX = ["税费", "规划建设", "合作医疗", "村村通", "社会稳定", "后进村整顿"]
ORDER = [
    *[number for line in SINGLES for number in MEMBERS[line]],
    "11",
    "12",
    *[f"12.{i}" for i in range(1, 7)],
    "13",
    "14",
]


def _all_scores(forms: Mapping[str, UnitData]) -> Scores:
    scores: Scores = {unit: {} for unit in UNITS}
    investment = _of_best({u: _number(forms[u], "招商投入额") for u in UNITS}, 100)
    private = _of_best({u: _private(forms[u]) for u in UNITS}, 100)
    forestry = _of_best({u: _forestry(forms[u]) for u in UNITS}, 100)
    dairy = _of_best({u: _dairy(forms[u]) for u in UNITS}, 100)
    economy = _of_best({u: _economy(forms[u]) for u in UNITS}, 700)
    for unit in UNITS:
        form, own = forms[unit], scores[unit]
        own["1"], own["2"] = _marks(investment[unit], 100), _marks(private[unit], 100)
        own["3"] = _forestry_score(forestry[unit], _number(form, "抽查空缺率"))
        own["4"], own["5"] = _marks(dairy[unit], 100), _taxes(form)
        own.update(_planning(form) | _medical(form, TOWNS[unit]) | _roads(form, TOWNS[unit]))
        own["9"], own["10"] = _stability(form), _villages(form)
        own["11"] = _marks(economy[unit], 700)
        own.update({f"12.{i}": _line(own, line) for i, line in enumerate(SIX, start=1)})
        own.update(_on_the_total(form))
    other_work: dict[str, Figure] = {u: sum((scores[u][f"12.{i}"] for i in range(1, 7)), Fraction(0)) for u in UNITS}
    for unit, share in _of_best(other_work, 300).items():
        scores[unit]["12"] = _marks(share, 300)
    return scores


def _line(own: Mapping[str, Fraction], line: str) -> Fraction:
    return sum((own[number] for number in MEMBERS[line]), Fraction(0))


def _on_the_total(form: UnitData) -> dict[str, Fraction]:
    """What is added to or taken from the total itself; a missing figure counts 0."""
    nothing = Fraction(0)
    tasks, failures = _number(form, "统计任务未完成项") or nothing, _number(form, "检查不合格次数") or nothing
    praise, criticism = _number(form, PRAISE) or nothing, _number(form, CRITICISM) or nothing
    return {"13": -5 * tasks - 10 * failures, "14": praise - criticism}


# -- ranks and consequences -----------------------------------------------------------------------------------------

Ranks = dict[str, int | None]


def _shifted(ranks: Ranks, down: Mapping[str, int]) -> Ranks:
    """Each town in `down` goes that many places down; the others close up in their old order."""
    n = len(UNITS)
    base = {unit: place for unit, place in ranks.items() if place is not None}
    target = {unit: min(n, base[unit] + places) for unit, places in down.items()}
    moved = sorted(target, key=lambda u: (target[u], base[u], UNITS.index(u)))
    slots: list[int] = []
    for unit in moved:
        slots.append(max(target[unit], slots[-1] + 1 if slots else 0))
    for i in range(len(slots)):  # more than fit: fill from the end
        slots[i] = min(slots[i], n - (len(slots) - 1 - i))
    slot = dict(zip(moved, slots, strict=True))
    free = iter(sorted(set(range(1, n + 1)) - set(slots)))
    for unit in sorted((u for u in base if u not in down), key=lambda u: (base[u], UNITS.index(u))):
        slot[unit] = next(free)
    # towns that tied and went the same way still share the better place
    return {u: min(slot[v] for v in base if base[v] == base[u] and target.get(v) == target.get(u)) for u in UNITS}


def _fallen(forms: Mapping[str, UnitData]) -> dict[str, list[str]]:
    found = {u: [name for name, item in VETOES.items() if forms[u].get(item) == "是"] for u in UNITS}
    return {unit: names for unit, names in found.items() if names}


def _from_bottom(ranks: Ranks, unit: str) -> int:
    """1 = last; a tie for the last place makes all of it last."""
    own = ranks[unit]
    assert own is not None
    return 1 + sum(place is not None and place > own for place in ranks.values())


def _prize_place(ranks: Ranks, unit: str, barred: Mapping[str, Any]) -> int | None:
    """The place among the towns that may be rewarded at all: who lost his rewards passes his place on."""
    if unit in barred:
        return None
    own = ranks[unit]
    assert own is not None
    return 1 + sum(place is not None and place < own for u, place in ranks.items() if u not in barred)


def calculate(data: Data) -> Result:
    returned = data.get(PERIOD, {})
    forms = {unit: returned.get(unit, {}) for unit in UNITS}
    scores = _all_scores(forms)
    lines = {unit: {line: _line(scores[unit], line) for line in LINES} for unit in UNITS}
    totals = {u: lines[u][OVERALL] + scores[u]["13"] + scores[u]["14"] for u in UNITS}
    fallen = _fallen(forms)
    down = {unit: 2 * len(names) for unit, names in fallen.items()}
    ranks: dict[str, Ranks] = {"总分": _shifted(competition_ranks(totals), down)}
    for line in LINES:
        ranks[line] = competition_ranks({unit: lines[unit][line] for unit in UNITS})
    return {
        "indicators": {PERIOD: {u: {number: text(scores[u][number]) for number in ORDER} for u in UNITS}},
        "lines": {PERIOD: {u: {line: text(lines[u][line]) for line in LINES} for u in UNITS}},
        "totals": {PERIOD: {u: text(totals[u]) for u in UNITS}},
        "ranks": {PERIOD: ranks},
        "grades": {},
        "vetoes": {PERIOD: fallen} if fallen else {},
        "payments": _payments(forms, ranks, fallen),
    }


BONUSES = {1: ("一", 30000, 20000), 2: ("二", 20000, 10000), 3: ("三", 10000, 5000), 4: ("四", 5000, 3000)}


def _payments(forms: Mapping[str, UnitData], ranks: Mapping[str, Ranks], vetoed: Mapping[str, Any]) -> list[Any]:
    """A town that sent no form is never rewarded for a place; it goes to the next."""
    barred = {**vetoed, **{unit: "没有交表" for unit in UNITS if not forms[unit]}}
    overall = ranks["总分"]
    prize = {unit: _prize_place(overall, unit, barred) for unit in UNITS}
    rows = [payment(PERIOD, u, "先进乡镇", None) for u in UNITS if (prize[u] or 99) <= 4]
    for place, (word, secretary, mayor) in BONUSES.items():
        for person, amount in (("书记", secretary), ("镇长", mayor)):
            name = f"{person}奖金（第{word}名）"
            rows += [payment(PERIOD, u, name, Fraction(amount), to=person) for u in UNITS if prize[u] == place]
    for line in SINGLES:
        places = {u: _prize_place(ranks[line], u, barred) for u in UNITS}
        rows += [payment(PERIOD, u, f"{line}先进乡镇", None) for u in UNITS if (places[u] or 99) <= 3]
    rows += _fines(ranks)
    last = [unit for unit in UNITS if _from_bottom(overall, unit) == 1]
    rows += [payment(PERIOD, u, "黄牌警告", None) for u in last if forms[u].get(DONE) == "否"]
    for person in ("书记", "镇长"):
        rows += [payment(PERIOD, u, f"{person}降职安排", None, to=person) for u in last if u == LAST_OF_2021]
    return rows


def _fines(ranks: Mapping[str, Ranks]) -> list[Any]:
    """No town is fined twice: the highest of its fines stays, the first in the table if two are equal."""
    table = [("总分", 1, 20000, "综合倒数第一罚款"), ("总分", 2, 15000, "综合倒数第二罚款")]
    for line in SINGLES:
        table += [(line, 1, 15000, f"{line}倒数第一罚款"), (line, 2, 10000, f"{line}倒数第二罚款")]
    due: dict[str, tuple[int, str]] = {}
    for basis, place, amount, name in table:
        for unit in UNITS:
            if _from_bottom(ranks[basis], unit) == place and amount > due.get(unit, (0, ""))[0]:
                due[unit] = (amount, name)
    return [
        payment(PERIOD, unit, name, Fraction(-amount))
        for _, _, amount, name in table
        for unit in UNITS
        if due.get(unit) == (amount, name)
    ]


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
