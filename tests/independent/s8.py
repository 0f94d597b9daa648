"""S8 以奖代补: money by quantity of work, nothing is scored.

City: 180 yuan per m² of new housing (at most 编制数 × 30 m²) and 1000 yuan per rebuilt washroom.
County: not less than 400 yuan per m² and 2500 yuan per washroom; each county has its own figure.
All three of plan reported, plan approved and passed must be 是, else nothing at all is paid.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.independent.common import Data, Result, UnitData, Value, main, payment, rnd

if TYPE_CHECKING:
    import random

FOLDER = "S8-以奖代补"
PERIODS = ["全年"]


@dataclass(frozen=True)
class Town:
    county: str
    posts: int  # 编制数


TOWNS = {
    "东坪镇": Town("清溪县", 12),
    "柳湾镇": Town("清溪县", 9),
    "石鼓乡": Town("清溪县", 6),
    "白塔镇": Town("清溪县", 10),
    "黄坡镇": Town("石桥县", 14),
    "南渡乡": Town("石桥县", 7),
    "青岭镇": Town("石桥县", 11),
    "北原镇": Town("平川县", 15),
    "大营乡": Town("平川县", 8),
    "沙溪镇": Town("平川县", 10),
    "望湖乡": Town("平川县", 5),
}
UNITS = list(TOWNS)

HOUSING, WASHROOMS = "新建住房面积", "改卫生间数"
GATES = ("计划已上报", "计划已审批", "验收合格")
DOCUMENT = "审批文号"

PER_POST = 30
CITY_HOUSING, CITY_WASHROOM = 180, 1000
COUNTY_HOUSING = {"清溪县": 400, "石桥县": 420, "平川县": 450}
COUNTY_WASHROOM = {"清溪县": 2500, "石桥县": 2500, "平川县": 2800}


def _form(area: str | None, rooms: int | None, gates: str, document: str | None) -> UnitData:
    answers: dict[str, str | None] = {"y": "是", "n": "否", "-": None}
    form: UnitData = {
        HOUSING: None if area is None else Fraction(area),
        WASHROOMS: None if rooms is None else Fraction(rooms),
    }
    form.update({gate: answers[mark] for gate, mark in zip(GATES, gates, strict=True)})
    form[DOCUMENT] = document
    return form


BASE: Data = {
    "全年": {
        "东坪镇": _form("360", 8, "yyy", "云建审〔2021〕11号"),  # exactly 12 posts × 30
        "柳湾镇": _form("298.5", 6, "yyy", "云建审〔2021〕12号"),  # over the cap of 270
        "石鼓乡": _form("156.25", 0, "yyy", "云建审〔2021〕13号"),  # no washrooms: no row
        "白塔镇": _form("240", 5, "yyn", "云建审〔2021〕14号"),  # did not pass
        "黄坡镇": _form("415.33", 12, "yyy", "云建审〔2021〕15号"),
        "南渡乡": _form("0", 10, "yyy", "云建审〔2021〕16号"),  # washrooms only
        "青岭镇": _form("330.01", None, "yyy", "云建审〔2021〕17号"),  # a centimetre over the cap, washrooms blank
        "北原镇": _form("448.6", 15, "yyy", "云建审〔2021〕18号"),
        "大营乡": _form("120", 4, "yny", None),  # built before approval
        "沙溪镇": _form("287.4", 7, "yy-", "云建审〔2021〕20号"),  # acceptance not yet entered
        # 望湖乡 returned nothing
    }
}


def random_data(rng: random.Random) -> Data:
    absent = set(rng.sample(UNITS, rng.choice([0, 0, 1, 2])))
    return {"全年": {unit: _random_form(rng, TOWNS[unit]) for unit in UNITS if unit not in absent}}


def _random_form(rng: random.Random, town: Town) -> UnitData:
    cap = town.posts * PER_POST
    area = rng.choice(
        [
            Fraction(0),
            Fraction(cap),
            cap + Fraction(1, 100),
            cap - Fraction(1, 100),
            Fraction(rng.randint(0, 100_000), 100),
            Fraction(rng.randint(0, cap * 1000), 1000),  # three decimals: the amount needs rounding
            None,
        ]
    )
    rooms = rng.choice([Fraction(0), Fraction(rng.randint(1, 40)), Fraction(rng.randint(1, 40)), None])
    form: UnitData = {HOUSING: area, WASHROOMS: rooms}
    for gate in GATES:
        form[gate] = rng.choices(["是", "否", None], [85, 10, 5])[0]
    form[DOCUMENT] = rng.choice(["云建审〔2021〕30号", None])
    if all(value is None for value in form.values()):
        form[GATES[0]] = "是"  # a form with nothing in it would be a unit that returned nothing
    return form


def calculate(data: Data) -> Result:
    forms = data.get("全年", {})
    payments = []
    for reward, county, item, rate, source in _rewards():
        for unit in UNITS:
            if county not in (None, TOWNS[unit].county):
                continue
            amount = _amount(forms.get(unit, {}), TOWNS[unit], item, rate)
            if amount:
                payments.append(payment("全年", unit, reward, amount, sources={source: amount}))
    return {"indicators": {}, "totals": {}, "ranks": {}, "grades": {}, "vetoes": {}, "payments": payments}


def _rewards() -> list[tuple[str, str | None, str, int, str]]:
    rows: list[tuple[str, str | None, str, int, str]] = [
        ("新建住房市级奖补", None, HOUSING, CITY_HOUSING, "市"),
        ("改卫生间市级奖补", None, WASHROOMS, CITY_WASHROOM, "市"),
    ]
    rows += [(f"新建住房{county}配套", county, HOUSING, rate, "县") for county, rate in COUNTY_HOUSING.items()]
    rows += [(f"改卫生间{county}配套", county, WASHROOMS, rate, "县") for county, rate in COUNTY_WASHROOM.items()]
    return rows


def _amount(form: UnitData, town: Town, item: str, rate: int) -> Fraction:
    if any(form.get(gate) != "是" for gate in GATES):
        return Fraction(0)
    quantity: Value = form.get(item)
    if not isinstance(quantity, Fraction):
        return Fraction(0)
    if item == HOUSING:
        quantity = min(quantity, Fraction(town.posts * PER_POST))
    return rnd(quantity * rate)


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
