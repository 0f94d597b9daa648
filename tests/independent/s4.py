"""S4 2022年镇（街道）考核: 100 marks in seven blocks, half-year 30% and year-end 70%."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.independent.clauses import (
    Score,
    if_answer,
    line_total,
    lose_below,
    lose_each,
    lose_judged,
    lose_no,
    lose_short,
    over,
    settle,
)
from tests.independent.common import Data, Result, UnitData, competition_ranks, main, payment, rnd, shares, text

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

F = Fraction
FOLDER = "S4-2022镇街考核"
ROOT_PERIOD = "全年"
LEAVES = ("半年", "年终")
PERIODS = (ROOT_PERIOD, *LEAVES)
UNITS = (
    "青石镇", "柳湾镇", "松林镇", "白沙镇", "石桥镇", "金坪镇", "龙潭镇", "双河镇",
    "云峰街道", "东湖街道", "南苑街道", "北辰街道",
)  # fmt: skip

POOL = F(1_200_000)  # 下一年度经费
PER_INSTITUTION = F(20_000)  # 项目补助, each accepted institution

FULL = {
    "1.1": F(4), "1.2": F(2), "1.3": F(4),
    "2.1": F(6), "2.2": F(6), "2.3": F(3), "2.4": F(4), "2.5": F(6),
    "3.1": F(3), "3.2": F(2), "3.3": F(4), "3.4": F(3), "3.5": F(3),
    "4.1": F(2), "4.2": F(3), "4.3": F(4), "4.4": F(2), "4.5": F(2), "4.6": F(5), "4.7": F(2),
    "5": F(5), "6": F(10),
    "7.1": F(1), "7.2": F("0.5"), "7.3": F("0.5"), "7.4": F(1),
    "7.5": F(3), "7.6": F(1), "7.7": F(3),
    "7.8": F(1), "7.9": F(1), "7.10": F(1), "7.11": F(1), "7.12": F(1),
}  # fmt: skip

# ---------------------------------------------------------------------------------------------------------------- data

COUNTS = (
    "登记差错例数", "证件发放错误例数", "归档不规范次数", "推诿投诉属实例数",
    "统计误差次数", "漏报例数", "记载本不规范村数", "信息通报不及时次数", "未及时反馈条数",
    "报表不及时次数", "报表错误次数",
    "政策未兑现例数", "扶助迟报例数", "扶助漏报例数", "扶助错报例数", "资格审核错误例数",
    "联系人不到位户数", "联系活动缺少次数", "越级信访例数",
    "组织建设缺项数", "协会制度缺项数", "协会台账缺项数", "关怀服务缺项数", "走访慰问缺项数", "服务对象缺项数",
    "创优例数", "创新项目数",
)  # fmt: skip
RATES = (
    "网上办证率", "人口入库率", "育龄入库率", "信息完整率", "信息准确率", "流动人口入库率",
    "申报覆盖率", "申报准确率", "录入准确率", "签约服务率", "托育备案率",
)  # fmt: skip
ANSWERS = (
    "实行告知制度", "政策宣传落实", "主题活动开展", "宣传栏规范更换", "活动方案总结齐全", "活动图片齐全",
    "阵地建设推进", "阵地活动有成效", "扶助资料及时", "绿色通道落实", "培训资料齐全",
    "托育纳入网格", "托育安全管理到位", "托育工作推进", "托育达到预期",
    "协会有场所", "协会有牌匾", "建成甲类阵地", "建成乙类阵地", "群众满意",
    "宣传活动开展", "宣传活动有成效", "会员宣传开展", "纪念日宣传开展", "倡导活动开展", "典型宣传开展",
    "自治章程执行", "自治活动开展",
)  # fmt: skip
JUDGED = ("人员配备扣分", "责任制不规范扣分", "交办未完成扣分", "安全事故扣分")
BONUS = ("创优例数", "创新项目数")  # blank in a returned form means none: 缺省值 0
OTHERS_FILL = ("越级信访例数", "信息条数")  # filled by 信访局 and 融媒体中心, present even where the town sent nothing
SOMETIMES_NOT_APPLICABLE = ("托育备案率", "资格审核错误例数", "自治章程执行", "自治活动开展")


def flawless(period: str) -> UnitData:
    half = period == "半年"
    data: UnitData = dict.fromkeys(COUNTS, F(0))
    data |= dict.fromkeys(RATES, F(1)) | dict.fromkeys(ANSWERS, "是") | dict.fromkeys(JUDGED, F(0))
    data |= {"建成甲类阵地": "否", "建成乙类阵地": "否"}
    data |= {"活动次数": F(2 if half else 4), "信息条数": F(6 if half else 12)}
    data |= {"专干培训次数": F(1 if half else 2), "联络员培训次数": F(0 if half else 1)}
    data["验收合格机构数"] = None if half else F(0)  # acceptance happens at the end of the year
    return data


def _changed(period: str, changes: Mapping[str, str | int | None]) -> UnitData:
    data = flawless(period)
    for item, value in changes.items():
        assert item in data, item
        keep = value is None or value in ("是", "否", "不适用")
        data[item] = value if keep else F(str(value))  # type: ignore[assignment]
    return data


HALF: dict[str, dict[str, str | int | None]] = {
    "青石镇": {"登记差错例数": 1, "人口入库率": "0.95", "信息准确率": "0.9425", "创新项目数": 1, "漏报例数": 1},
    "柳湾镇": {"归档不规范次数": 2, "网上办证率": "0.85", "统计误差次数": 3, "信息条数": 5, "扶助迟报例数": 1},
    "松林镇": {"实行告知制度": "否", "流动人口入库率": "0.9375", "签约服务率": "0.97", "宣传栏规范更换": "否"},
    "白沙镇": {"网上办证率": "0.8499", "报表错误次数": 4, "活动次数": 1, "申报覆盖率": "0.985", "安全事故扣分": 5},
    "石桥镇": {"育龄入库率": "0.902", "信息完整率": "0.9333", "托育备案率": "0.4", "责任制不规范扣分": "1.5"},
    "金坪镇": {"托育备案率": "0.3999", "推诿投诉属实例数": 1, "越级信访例数": 3, "组织建设缺项数": 2},
    "龙潭镇": {"扶助漏报例数": 4, "扶助迟报例数": 3, "登记差错例数": 5, "漏报例数": 7, "托育纳入网格": "否"},
    "云峰街道": {"创优例数": 1, "走访慰问缺项数": 1, "建成甲类阵地": "是", "关怀服务缺项数": 5, "创新项目数": 4},
    "东湖街道": {"托育备案率": "不适用", "资格审核错误例数": "不适用", "信息条数": 4, "联络员培训次数": 1},
    "南苑街道": {"统计误差次数": None, "创新项目数": None, "创优例数": None, "录入准确率": "0.9925"},
    "北辰街道": {"创优例数": 1, "走访慰问缺项数": 1, "建成甲类阵地": "是", "关怀服务缺项数": 5, "创新项目数": 4},
}  # 双河镇 sent no half-year form
END: dict[str, dict[str, str | int | None]] = {
    "青石镇": {"漏报例数": 3, "信息准确率": "0.948", "创新项目数": 2, "验收合格机构数": 2, "报表不及时次数": 1},
    "柳湾镇": {"活动次数": 3, "信息条数": 9, "申报准确率": "0.996", "签约服务率": "0.98", "验收合格机构数": 1},
    "松林镇": {"流动人口入库率": "0.95", "阵地建设推进": "否", "专干培训次数": 1, "群众满意": "否", "协会有牌匾": "否"},
    "白沙镇": {"报表错误次数": 2, "安全事故扣分": "7.5", "托育安全管理到位": "否"},
    "石桥镇": {"信息完整率": "0.9412", "责任制不规范扣分": 1, "验收合格机构数": 3, "协会台账缺项数": 4},
    "金坪镇": {"托育备案率": "0.425", "越级信访例数": 5, "政策未兑现例数": 4, "扶助资料及时": "否"},
    "龙潭镇": {"扶助漏报例数": 6, "扶助迟报例数": 5, "信息条数": 0, "人员配备扣分": 1, "人口入库率": "0.88"},
    "双河镇": {"签约服务率": "0.9605", "联系活动缺少次数": 1, "活动图片齐全": "否", "验收合格机构数": 1},
    "云峰街道": {"建成乙类阵地": "是", "关怀服务缺项数": 3, "服务对象缺项数": 2, "创新项目数": 3, "验收合格机构数": 4},
    "东湖街道": {"资格审核错误例数": "不适用", "自治章程执行": "不适用", "自治活动开展": "不适用", "漏报例数": 2},
    "南苑街道": {"绿色通道落实": "否", "扶助漏报例数": None, "扶助迟报例数": 12, "交办未完成扣分": "0.5"},
    "北辰街道": {"建成乙类阵地": "是", "关怀服务缺项数": 3, "服务对象缺项数": 2, "创新项目数": 3, "验收合格机构数": 2},
}
BASE: Data = {
    "半年": {unit: _changed("半年", changes) for unit, changes in HALF.items()},
    "年终": {unit: _changed("年终", changes) for unit, changes in END.items()},
}
# the departments' files name every town, so 双河镇 has their two figures
BASE["半年"]["双河镇"] = {"越级信访例数": F(1), "信息条数": F(6)}


def random_data(rng: random.Random) -> Data:
    return {period: _random_period(rng, period) for period in LEAVES}


def _random_period(rng: random.Random, period: str) -> dict[str, UnitData]:
    care = rng.choice((0.5, 0.8, 0.95))  # how good the towns are this time
    result: dict[str, UnitData] = {}
    for unit in UNITS:
        if rng.random() < 0.04:
            continue
        data = _random_unit(rng, period, care)
        if rng.random() < 0.04:
            data = {item: data[item] for item in OTHERS_FILL}
        elif result and rng.random() < 0.15:
            data = dict(rng.choice(list(result.values())))
        result[unit] = data
    return result


def _random_unit(rng: random.Random, period: str, care: float) -> UnitData:
    data = flawless(period)
    for item in data:
        if rng.random() < care:
            continue
        data[item] = _random_value(rng, item)
    for item in SOMETIMES_NOT_APPLICABLE:
        if rng.random() < 0.08:
            data[item] = "不适用"
    for item in data:
        if rng.random() < 0.006:
            data[item] = None
    return data


def _random_value(rng: random.Random, item: str) -> Fraction | str:
    if item in RATES:
        edges = ("0.95", "0.85", "0.4", "0.98", "1", "0.3999", "0.9499", "0", "0.9995")
        return F(rng.choice(edges)) if rng.random() < 0.3 else F(rng.randint(8000, 10000), 10000)
    if item in ANSWERS:
        return rng.choice(("是", "否"))
    if item in JUDGED:
        low, high = {"责任制不规范扣分": (10, 20), "安全事故扣分": (50, 100)}.get(item, (1, 10))
        return F(rng.choice((0, low, high, rng.randint(low, high))), 10)
    if item == "信息条数":
        return F(rng.randint(0, 15))
    return F(rng.choice((0, 1, 1, 2, 3, rng.randint(0, 9))))


# --------------------------------------------------------------------------------------------------------------- rules


def indicators(d: UnitData, period: str) -> dict[str, Score]:
    first = services(d) | monitoring(d) | support(d, period) | assistance(d)
    return first | network(d, period) | priority(d) | society(d)


def services(d: UnitData) -> dict[str, Score]:
    return {
        "1.1": settle("4", "4", lose_each(d.get("登记差错例数"), "1")),
        "1.2": settle("2", "2", lose_each(d.get("证件发放错误例数"), "1"), lose_each(d.get("归档不规范次数"), "0.5")),
        "1.3": settle(
            "4",
            "4",
            lose_no(d.get("实行告知制度"), "1"),
            lose_each(d.get("推诿投诉属实例数"), "2"),
            lose_below(d.get("网上办证率"), "0.85", "1"),
        ),
    }


def monitoring(d: UnitData) -> dict[str, Score]:
    four_rates = ("人口入库率", "育龄入库率", "信息完整率", "信息准确率")
    return {
        "2.1": settle("6", "6", *(lose_short(d.get(rate), "0.95", "0.01", "1") for rate in four_rates)),
        "2.2": settle(
            "6",
            "6",
            lose_each(d.get("统计误差次数"), "0.5"),
            lose_each(d.get("漏报例数"), "1"),
            lose_each(d.get("记载本不规范村数"), "1"),
        ),
        "2.3": settle("3", "3", lose_each(d.get("信息通报不及时次数"), "1")),
        "2.4": settle(
            "4", "4", lose_short(d.get("流动人口入库率"), "0.95", "0.01", "1"), lose_each(d.get("未及时反馈条数"), "1")
        ),
        "2.5": settle("6", "6", lose_each(d.get("报表不及时次数"), "1"), lose_each(d.get("报表错误次数"), "2")),
    }


def support(d: UnitData, period: str) -> dict[str, Score]:
    # the year asks for 4 activities and 12 articles; the half-year form is held to half of that
    activities, articles = ("2", "6") if period == "半年" else ("4", "12")
    return {
        "3.1": settle("3", "3", lose_no(d.get("政策宣传落实"), "1"), lose_no(d.get("主题活动开展"), "1")),
        "3.2": settle("2", "2", lose_no(d.get("宣传栏规范更换"), "0.5")),
        "3.3": settle(
            "4",
            "4",
            lose_short(d.get("活动次数"), activities, "1", "0.3"),
            lose_no(d.get("活动方案总结齐全"), "0.2"),
            lose_no(d.get("活动图片齐全"), "0.3"),
        ),
        "3.4": settle("3", "3", lose_no(d.get("阵地建设推进"), "1"), lose_no(d.get("阵地活动有成效"), "0.5")),
        "3.5": settle("3", "3", lose_short(d.get("信息条数"), articles, "1", "0.3")),
    }


def assistance(d: UnitData) -> dict[str, Score]:
    return {
        "4.1": settle("2", "2", lose_each(d.get("政策未兑现例数"), "0.2")),
        "4.2": settle(
            "3",
            "3",
            lose_short(d.get("申报覆盖率"), "1", "0.01", "0.2"),
            lose_short(d.get("申报准确率"), "1", "0.01", "0.5"),
            lose_short(d.get("录入准确率"), "1", "0.01", "0.2"),
        ),
        # 倒扣不封顶: may fall below zero
        "4.3": settle(
            "4", "4", lose_each(d.get("扶助迟报例数"), "0.5"), lose_each(d.get("扶助漏报例数"), "1"), floor=None
        ),
        "4.4": settle("2", "2", lose_each(d.get("扶助错报例数"), "1"), lose_no(d.get("扶助资料及时"), "0.5")),
        "4.5": settle("2", "2", lose_each(d.get("资格审核错误例数"), "1")),
        "4.6": settle(
            "5",
            "5",
            lose_each(d.get("联系人不到位户数"), "1"),
            lose_each(d.get("联系活动缺少次数"), "1"),
            lose_short(d.get("签约服务率"), "0.98", "0.01", "0.5"),
            lose_no(d.get("绿色通道落实"), "1"),
        ),
        "4.7": settle("2", "2", lose_each(d.get("越级信访例数"), "0.5")),
    }


def network(d: UnitData, period: str) -> dict[str, Score]:
    clauses = [
        lose_judged(d.get("人员配备扣分")),
        lose_judged(d.get("责任制不规范扣分")),
        lose_short(d.get("专干培训次数"), "1" if period == "半年" else "2", "1", "0.5"),
        lose_no(d.get("培训资料齐全"), "0.5"),
        lose_judged(d.get("交办未完成扣分")),
    ]
    if period == "年终":  # liaison staff are trained once a year, any time in it
        clauses.append(lose_short(d.get("联络员培训次数"), "1", "1", "0.5"))
    return {"5": settle("5", "5", *clauses)}


def priority(d: UnitData) -> dict[str, Score]:
    return {
        "6": settle(
            "10",
            "10",
            lose_below(d.get("托育备案率"), "0.4", "2"),
            lose_no(d.get("托育纳入网格"), "2"),
            lose_no(d.get("托育安全管理到位"), "2"),
            lose_judged(d.get("安全事故扣分")),
            lose_no(d.get("托育工作推进"), "3"),
            lose_no(d.get("托育达到预期"), "1"),
        )
    }


def society(d: UnitData) -> dict[str, Score]:
    bonus = {item: F(0) if d.get(item) is None else d[item] for item in BONUS}
    return {
        "7.1": settle("1", "1", lose_each(d.get("组织建设缺项数"), "0.2")),
        "7.2": settle("0.5", "0.5", lose_no(d.get("协会有场所"), "0.5"), lose_no(d.get("协会有牌匾"), "0.5")),
        "7.3": settle("0.5", "0.5", lose_each(d.get("协会制度缺项数"), "0.2")),
        "7.4": settle("1", "1", lose_each(d.get("协会台账缺项数"), "0.1")),
        "7.5": settle(
            "3",
            "3",
            lose_each(d.get("关怀服务缺项数"), "0.1"),
            if_answer(d.get("建成甲类阵地"), "是", "0.2"),
            if_answer(d.get("建成乙类阵地"), "是", "0.3"),
        ),
        "7.6": settle(
            "1", "1", lose_each(d.get("走访慰问缺项数"), "0.2"), over(bonus["创优例数"], lambda x: x * F("0.2"))
        ),
        "7.7": settle("3", "3", lose_each(d.get("服务对象缺项数"), "0.1"), lose_no(d.get("群众满意"), "0.2")),
        "7.8": settle("1", "1", lose_no(d.get("宣传活动开展"), "0.2"), lose_no(d.get("宣传活动有成效"), "0.2")),
        "7.9": settle("1", "1", lose_no(d.get("会员宣传开展"), "0.2"), lose_no(d.get("纪念日宣传开展"), "0.2")),
        "7.10": settle("1", "1", lose_no(d.get("倡导活动开展"), "0.2"), lose_no(d.get("典型宣传开展"), "0.2")),
        "7.11": settle("1", "1", lose_no(d.get("自治章程执行"), "0.2"), lose_no(d.get("自治活动开展"), "0.2")),
        "7.12": settle("1", "0", over(bonus["创新项目数"], lambda x: min(F(1), x * F("0.3")))),
    }


# -------------------------------------------------------------------------------------------------------------- result


def audited_data(data: Data) -> Data:
    """核定调整 row 1: 青石镇's year-end omissions were found to be 4."""
    audited = {period: {unit: dict(d) for unit, d in units.items()} for period, units in data.items()}
    audited.setdefault("年终", {}).setdefault("青石镇", {})["漏报例数"] = F(4)
    return audited


def calculate(data: Data) -> Result:
    data = audited_data(data)
    scores = {p: {u: indicators(data.get(p, {}).get(u, {}), p) for u in UNITS} for p in LEAVES}
    scores["半年"]["柳湾镇"]["3.5"] = F(3)  # 核定调整 row 2: a sixth article was found in print
    totals = {p: {u: line_total(scores[p][u], FULL) for u in UNITS} for p in LEAVES}
    totals[ROOT_PERIOD] = {u: rnd(F("0.3") * totals["半年"][u] + F("0.7") * totals["年终"][u]) for u in UNITS}
    ranks = {p: competition_ranks(totals[p]) for p in PERIODS}
    grades = graded(totals[ROOT_PERIOD], ranks[ROOT_PERIOD])
    return {
        "indicators": {
            p: {u: {no: s if isinstance(s, str) else text(s) for no, s in scores[p][u].items()} for u in UNITS}
            for p in LEAVES
        },
        "totals": {p: {u: text(totals[p][u]) for u in UNITS} for p in PERIODS},
        "ranks": {p: {"总分": ranks[p]} for p in PERIODS},
        "grades": grades,
        "vetoes": {},
        "payments": payments(data, totals[ROOT_PERIOD], ranks[ROOT_PERIOD], grades),
    }


def graded(totals: Mapping[str, Fraction], ranks: Mapping[str, int | None]) -> dict[str, str | None]:
    """优秀: 90 and up, no more than 30% of the units; a tie that does not fit whole goes without,
    and so does everyone below it."""
    quota = len(UNITS) * 3 // 10
    excellent: set[str] = set()
    for rank in range(1, len(UNITS) + 1):
        tied = {u for u in UNITS if ranks[u] == rank and totals[u] >= 90}
        if len(excellent) + len(tied) > quota:
            break
        excellent |= tied
    return {u: "优秀" if u in excellent else _lower_grade(totals[u]) for u in UNITS}


def _lower_grade(score: Fraction) -> str:
    if score >= 80:
        return "良好"
    return "合格" if score >= 60 else "不合格"


def payments(
    data: Data,
    totals: Mapping[str, Fraction],
    ranks: Mapping[str, int | None],
    grades: Mapping[str, str | None],
) -> list[dict[str, object]]:
    rows = []
    for unit in UNITS:
        if grades[unit] == "优秀" and (ranks[unit] or 99) <= 3:
            rows.append(payment(ROOT_PERIOD, unit, "先进镇（街道）", None))
    for unit in UNITS:
        if grades[unit] == "优秀":
            rows.append(payment(ROOT_PERIOD, unit, "先进个人推荐", None, to="分管领导"))
    for unit in UNITS:
        if grades[unit] == "不合格":
            rows.append(payment(ROOT_PERIOD, unit, "通报批评", None))
    budget = shares(POOL, {u: max(F(0), totals[u]) for u in UNITS})
    rows += [payment(ROOT_PERIOD, u, "下年度工作经费", budget[u]) for u in UNITS if budget[u]]
    for unit in UNITS:
        accepted = _accepted(data, unit)
        if accepted:
            rows.append(payment(ROOT_PERIOD, unit, "托育项目补助", accepted * PER_INSTITUTION))
    return rows


def _accepted(data: Data, unit: str) -> Fraction:
    """The newest figure given: the year-end form's, else the half-year's."""
    for period in reversed(LEAVES):
        value = data.get(period, {}).get(unit, {}).get("验收合格机构数")
        if isinstance(value, Fraction):
            return value
    return F(0)


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
