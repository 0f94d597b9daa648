"""S10 社区评分表: nine lines scored by judgement, one of them by a panel, one together with a counted clause."""

from __future__ import annotations

import random
import sys
from fractions import Fraction

from tests.independent.common import Data, Result, UnitData, competition_ranks, main, payment, text

F = Fraction
FOLDER = "S10-社区评分表"
PERIOD = "年度"
UNITS = ("春晖社区", "和园社区", "锦绣社区", "东篱社区", "芳草社区", "长堤社区", "银杏社区", "梅园社区")
# 考核线, 评分人, 审核人
LINES = (
    ("党建线", "党群工作办", "党工委副书记"),
    ("经济线", "经济发展办", "经济副主任"),
    ("综治线", "综治中心", "政法委员"),
    ("人口线", "人口服务办", "民生副主任"),
    ("就业线", "劳动保障所", "民生副主任"),
    ("建设线", "社区建设科", "建设副主任"),
    ("民政线", "民政科", "民生副主任"),
    ("城管线", "城市管理科", "城管副主任"),
    ("评议线", "评议组", "办事处主任"),
)
UNREVIEWED = ("民政线", "城管线")
PANEL = ("街道领导", "居民代表", "辖区单位")
# 编号, line, 考核内容, 标准分, 评分标准, step of the marks
CLAUSES = (
    ("1.1", 0, "理论学习", 6, "学习制度不落实的，酌情扣1-3分", "0.5"),
    ("1.2", 0, "阵地建设", 6, "阵地规范、制度上墙、活动正常的得满分，由评分人评定", "0.5"),
    ("2.1", 1, "经济普查", 8, "普查资料齐全、上报及时，由评分人评定", "0.25"),
    ("2.2", 1, "集体资产", 6, "台账不清、处置不公开的酌情扣2-6分", "1"),
    ("3.1", 2, "矛盾调处", 10, "群众越级上访每批扣1分", "1"),
    ("3.2", 2, "平安创建", 6, "巡防、宣传、台账由评分人评定", "0.1"),
    ("4.1", 3, "信息采集", 8, "信息不准、漏采的由评分人酌情扣分", "0.5"),
    ("5.1", 4, "就业服务", 8, "服务台账、帮扶对象、招聘活动由评分人评定", "0.5"),
    ("6.1", 5, "环境整治", 10, "每月检查，取平均分，由评分人评定", "0.01"),
    ("7.1", 6, "救助养老", 8, "救助不及时、养老服务不到位的由评分人评定", "0.5"),
    ("8.1", 7, "市容秩序", 8, "占道经营、乱张贴按检查情况由评分人评定", "0.25"),
    ("9.1", 8, "群众评议", 10, "三方分别打分，由评分人评定", "0.5"),
)
LOSS = "评定扣分3.1"  # what the judge of 3.1 takes away beside the counted visits
WEIGHTS = {"街道领导": F(30, 100), "居民代表": F(50, 100), "辖区单位": F(20, 100)}
PRIZES = {1: F(5000), 2: F(3000), 3: F(2000)}


def item(key: str) -> str:
    return f"评定{key}"


def _marks(rng: random.Random, full: int, step: str, text_: str) -> Fraction:
    """A mark that the clause allows: 酌情扣1-3分 leaves full marks or one to three less."""
    by = F(step)
    for low, high in ((1, 3), (2, 6)):
        if f"扣{low}-{high}分" in text_:
            lost = F(0) if rng.random() < 0.4 else low + by * rng.randint(0, int((high - low) / by))
            return full - lost
    return full - by * rng.randint(0, int(F(full) / 3 / by))


def random_data(rng: random.Random) -> Data:
    return {PERIOD: {unit: _unit(rng) for unit in UNITS}}


def _unit(rng: random.Random) -> UnitData:
    data: UnitData = {"越级上访批次": F(rng.choice((0, 0, 1, 2, 12)))}
    for key, _, _, full, words, step in CLAUSES:
        if key == "3.1":
            data[LOSS] = F(rng.choice((0, 0, 1, 2, 3)))
        elif key == "9.1":
            data[item(key)] = weighted(panel_marks(rng, full, step))
        else:
            data[item(key)] = _marks(rng, full, step, words)
        if rng.random() < 0.01:
            data[item(key)] = None
    return data


def panel_marks(rng: random.Random, full: int, step: str) -> dict[str, Fraction]:
    return {judge: _marks(rng, full, step, "") for judge in PANEL}


def weighted(marks: dict[str, Fraction]) -> Fraction:
    return sum((WEIGHTS[judge] * mark for judge, mark in marks.items()), F(0))


def _sample() -> tuple[Data, dict[str, dict[str, Fraction]]]:
    """The sample's figures, and what each of the panel gave."""
    rng = random.Random("S10")
    data: Data = {PERIOD: {}}
    given: dict[str, dict[str, Fraction]] = {}
    for unit in UNITS:
        figures = {name: value for name, value in _unit(rng).items() if value is not None}
        for key, _, _, full, words, step in CLAUSES:
            if key != "3.1":
                figures.setdefault(item(key), _marks(rng, full, step, words))
        given[unit] = panel_marks(rng, 10, "0.5")
        figures[item("9.1")] = weighted(given[unit])
        data[PERIOD][unit] = dict(figures)
    return data, given


BASE, PANEL_GAVE = _sample()


def calculate(data: Data) -> Result:
    scores = {unit: _scores(data[PERIOD].get(unit, {})) for unit in UNITS}
    totals = {unit: sum((_two(score) for score in each.values()), F(0)) for unit, each in scores.items()}
    by_line = {
        line: {
            unit: sum((_two(scores[unit][key]) for key, number, *_ in CLAUSES if LINES[number][0] == line), F(0))
            for unit in UNITS
        }
        for line, *_ in LINES
    }
    ranks = {"总分": competition_ranks(totals)} | {line: competition_ranks(by_line[line]) for line in by_line}
    return {
        "indicators": {PERIOD: {unit: {key: text(score) for key, score in scores[unit].items()} for unit in UNITS}},
        "lines": {PERIOD: {unit: {line: text(by_line[line][unit]) for line in by_line} for unit in UNITS}},
        "totals": {PERIOD: {unit: text(total) for unit, total in totals.items()}},
        "ranks": {PERIOD: ranks},
        "grades": {},
        "vetoes": {},
        "payments": [
            payment(PERIOD, unit, f"{place}等奖", amount)
            for place, amount in ((p, PRIZES[p]) for p in PRIZES)
            for unit in UNITS
            if ranks["总分"][unit] == place
        ],
    }


def _two(score: Fraction) -> Fraction:
    cents = score * 100
    return F((cents + F(1, 2)).__floor__(), 100)


def _scores(figures: UnitData) -> dict[str, Fraction]:
    found = {}
    for key, *_ in CLAUSES:
        if key == "3.1":
            visits, lost = figures.get("越级上访批次"), figures.get(LOSS)
            known = isinstance(visits, Fraction) and isinstance(lost, Fraction)
            found[key] = max(F(0), 10 - visits - lost) if known else F(0)  # type: ignore[operator]
        else:
            value = figures.get(item(key))
            found[key] = value if isinstance(value, Fraction) else F(0)
    return found


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
