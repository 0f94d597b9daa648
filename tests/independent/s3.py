"""S3: three lines of scoring, each ranked alone; towns out of 1000, departments out of 100. See README.md."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.independent.common import Data, Result, UnitData, competition_ranks, main, payment, rnd, text
from tests.independent.marks import (
    at_least,
    each,
    give,
    if_true,
    is_no,
    is_yes,
    linear,
    number,
    places_from_bottom,
    ratio,
    read_table,
    short_of,
    stepwise,
    take,
)

if TYPE_CHECKING:
    import random

FOLDER = "S3-三线千分制"
PERIODS = ["全年", "半年", "年终"]
LEAVES = {"半年": Fraction("0.4"), "年终": Fraction("0.6")}
TOWNS = ["青溪镇", "白石镇", "临江街道", "云岭镇", "双河镇", "望湖街道", "金沙镇", "桃源镇", "南屏街道"]
DEPARTMENTS = ["区文教局", "区民政局", "区劳动局", "区文旅局", "区市场局"]
UNITS = TOWNS + DEPARTMENTS
PARTY, BUSINESS, DEPARTMENT = "党政线", "业务线", "部门线"

HALF_TOWNS = """
基本指标完成     是    是    是    是    是    是    是    是    是
党政专题研究次数 2     1     2     3     2     2     1     2     0
部门联席会次数   2     2     2     1     2     3     2     0     2
部门履职评分     18    20    20    17.5  16    19    15    14    18
流动服务管理率   96.2% 95%   95%   93%   94.99% 91.3% 88%  95.6% 97%
齐抓共管机制     是    是    是    是    否    是    是    是    是
执法过错例数     0     0     0     1     0     5     2     0     1
经费到位率       100%  100%  100%  92.5% 100% 87%   100%  81%   105%
人均投入         6.8   6     6     5.9   7.2   6.1   6.0   5     8.05
站所达标率       100%  100%  100%  90%   89.9% 95%   80%   59%   75%
缺编人数         0     0     0     1     2     0     3     6     0
持证上岗率       93%   92%   92%   90%   85%   88.5% 90.1% 76%   100%
知识知晓率       91%   90%   90%   88.4% 86%   92.7% 70%   83.3% 89%
宣传活动次数     7     6     6     5     6     8     4     3     6
信息采用篇数     5     5     5     2     .     4     1     0     3
案件办结率       98%   100%  98%   96.5% 90%   99%   88%   97%   93.75%
文书差错处数     1     0     0     4     3     2     9     5     0
持证执法         是    是    是    是    是    是    否    是    是
执法投诉例数     0     0     1     1     2     3     0     6     0
执法公示         是    是    是    是    是    是    是    否    是
结果公示         是    是    是    是    否    是    是    否    是
服务规范评分     19    20    17    17    16.5  20    14    0     18
服务覆盖率       94%   95%   95%   88%   90.5% 96%   80%   78%   92.3%
走访到位率       98%   98%   98%   95%   99%   97.3% 90%   84%   100%
服务差错例数     0     0     0     2     1     0     4     11    1
咨询及时率       97%   95%   95%   93%   95.5% 94.2% 90%   74%   96%
群众满意率       96%   95%   95%   94.9% 97%   95%   91%   88%   98%
群众参与率       35%   30%   30%   28%   31%   42%   25%   30%   29.9%
报表迟报次数     0     0     0     1     0     2     0     6     0
政策符合率       96%   95%   95%   91%   93.2% 94%   92%   91%   90%
统计合格率       98%   97%   97%   96%   95.5% 98.2% 94.9% 96%   95%
台账缺项处数     0     0     0     2     1     0     5     9     3
统计迟报次数     0     0     0     1     0     0     2     1     0
档案规范         是    是    是    是    是    否    是    否    是
专项治理完成率   100%  100%  100%  96%   98%   100%  85%   77%   99.3%
案件查处率       92%   90%   90%   89%   87.6% 95%   80%   68%   90.5%
举报奖励落实     是    是    是    是    是    是    是    是    否
协查超时件数     0     0     0     1     2     0     3     4     0
信息设备评分     9.5   10    10    8     8.5   9     7     6     10
数据迟报次数     0     0     0     1     0     1     3     5     0
信息覆盖率       97%   96%   96%   96%   97.1% 98%   95%   91%   96%
信息完整率       98%   96%   96%   96.5% 96%   97%   96%   95%   96%
信息准确率       99%   97%   97%   95.99% 96% 99%   96%   93%   97%
协会活动次数     2     2     2     1     2     3     2     0     2
协会机构健全     是    是    是    是    是    是    否    否    是
培训参训率       93%   94%   94%   90%   89.2% 95.4% 86%   52%   91%
创新申报项数     1     .     .     1     .     0     .     .     1
创新认定项数     .     .     .     .     .     .     .     .     1
经验获奖申报数   1     .     .     .     .     1     .     .     .
市级获奖认定数   1     .     .     .     .     1     .     .     1
省级获奖认定数   .     .     .     .     .     1     .     .     .
国家级获奖认定数 .     .     .     .     .     .     .     .     .
重大问题起数     0     0     0     0     0     0     0     1     0
执法诉讼起数     0     0     0     0     0     0     0     0     0
越级上访扣分     0     0     0     0     10    0     0     0     .
弄虚作假例数     0     0     0     0     0     0     1     0     0
举报查实例数     0     0     0     1     0     0     1     0     0
未如实上报例数   .     .     .     .     .     .     1     .     .
示范站摘牌个数   0     0     0     0     0     0     0     1     0
单项奖认定项数   .     .     .     .     .     .     .     .     .
"""

YEAR_TOWNS = """
基本指标完成     是    是    是    是    是    是    是    否    是
党政专题研究次数 3     1     2     2     2     2     2     1     2
部门联席会次数   2     2     2     2     2     2     1     1     3
部门履职评分     19    20    20    18    17    19.5  16    12    18.5
流动服务管理率   97%   95%   95%   94%   95%   92.4% 90%   93%   96.5%
齐抓共管机制     是    是    是    是    是    是    是    否    是
执法过错例数     0     0     0     0     1     1     2     3     0
经费到位率       100%  100%  100%  96%   98%   93%   100%  88%   100%
人均投入         7     6     6     6.3   7     6.4   5.99  5.2   8
站所达标率       100%  100%  100%  95%   90%   100%  82%   70%   80%
缺编人数         0     0     0     1     1     0     2     7     0
持证上岗率       95%   92%   92%   91%   88%   90%   87%   80%   98%
知识知晓率       92.5% 90%   90%   89.3% 88%   93%   75%   84%   91%
宣传活动次数     6     6     6     6     7     9     5     4     5
信息采用篇数     6     5     5     3     4     5     2     1     4
案件办结率       99%   100%  98%   97%   92%   98%   89%   95%   96%
文书差错处数     0     0     0     3     2     1     7     6     1
持证执法         是    是    是    是    是    是    是    否    是
执法投诉例数     0     0     1     0     1     1     2     4     0
执法公示         是    是    是    是    是    是    是    是    是
结果公示         是    是    是    是    是    是    是    是    是
服务规范评分     18.5  20    17    18    17    19    15    9     19
服务覆盖率       95%   95%   95%   91%   92%   97%   83%   80%   93.1%
走访到位率       99%   98%   98%   96.2% 98%   98%   91%   85%   98%
服务差错例数     1     0     0     1     1     0     3     8     0
咨询及时率       96%   95%   95%   94.1% 95%   96%   91%   80%   95%
群众满意率       97%   95%   95%   95%   96%   96.5% 92%   90%   97%
群众参与率       36%   30%   30%   30%   33%   40%   26%   28%   31%
报表迟报次数     0     0     0     0     1     1     0     3     0
政策符合率       95%   95%   95%   92%   94%   95%   91%   90.3% 90%
统计合格率       98%   97%   97%   96.4% 96%   98%   95.2% 95%   95.1%
台账缺项处数     0     0     0     1     1     0     4     8     2
统计迟报次数     0     0     0     0     0     1     1     2     0
档案规范         是    是    是    是    是    是    是    是    是
专项治理完成率   100%  100%  100%  98%   99%   100%  88%   80%   100%
案件查处率       93%   90%   90%   90%   89%   94%   83%   71%   90%
举报奖励落实     是    是    是    是    是    是    是    否    是
协查超时件数     0     0     0     0     1     0     2     5     0
信息设备评分     9.5   10    10    8.5   9     9     7.5   6     10
数据迟报次数     0     0     0     0     1     0     2     4     0
信息覆盖率       98%   96%   96%   97%   97%   98%   96%   92%   96.8%
信息完整率       98%   96%   96%   97%   96%   97%   96%   94%   96.2%
信息准确率       99%   97%   97%   96%   96.3% 99%   96%   95%   97.4%
协会活动次数     2     2     2     2     2     2     2     1     2
协会机构健全     是    是    是    是    是    是    是    是    是
培训参训率       94%   94%   94%   91.5% 90%   96%   88%   61%   92%
创新申报项数     .     .     .     .     .     .     .     .     .
创新认定项数     1     .     .     .     1     .     .     .     .
经验获奖申报数   .     .     .     1     .     .     .     .     .
市级获奖认定数   .     .     .     1     .     .     .     .     .
省级获奖认定数   .     .     .     .     .     .     .     .     .
国家级获奖认定数 .     .     .     .     .     .     .     .     .
重大问题起数     0     0     0     0     0     0     0     0     0
执法诉讼起数     0     0     0     0     1     0     0     0     0
越级上访扣分     0     0     0     15    .     0     30    22.5  0
弄虚作假例数     0     0     0     0     0     0     0     2     0
举报查实例数     0     0     0     1     1     0     1     0     0
未如实上报例数   .     .     .     .     .     .     .     .     .
示范站摘牌个数   0     0     0     0     0     0     0     0     0
单项奖认定项数   1     .     .     .     2     .     1     .     .
"""

HALF_DEPARTMENTS = """
职责履行评分 28   27   30  25.5 26
信息通报次数 3    4    3   2    0
协作推诿次数 0    0    1   0    2
政策落实率   100% 100% 98% 95%  90%
"""

YEAR_DEPARTMENTS = """
职责履行评分 29   27   28   26  24
信息通报次数 4    3    2    3   1
协作推诿次数 0    0    0    5   1
政策落实率   100% 97.5% 100% 96% .
"""

BASE: Data = {
    "半年": {**read_table(TOWNS, HALF_TOWNS), **read_table(DEPARTMENTS, HALF_DEPARTMENTS)},
    "年终": {**read_table(TOWNS, YEAR_TOWNS), **read_table(DEPARTMENTS, YEAR_DEPARTMENTS)},
}
del BASE["半年"]["区市场局"]  # 未报：缺报处理 = 不排名

# Counted over the year and taken as 0 when nobody says otherwise (缺省值 0)
DECLARED = ["创新申报项数", "创新认定项数", "经验获奖申报数", "市级获奖认定数", "省级获奖认定数", "国家级获奖认定数"]
COUNTED = ["重大问题起数", "执法诉讼起数", "弄虚作假例数", "举报查实例数", "未如实上报例数", "示范站摘牌个数"]
SINGLE_AWARDS = "单项奖认定项数"


def party_indicators(d: UnitData) -> dict[str, Fraction]:
    def n(item: str) -> Fraction | None:
        return number(d, item)

    stations = n("站所达标率")
    tiers = [("1", 80), ("0.9", 70), ("0.8", 60), ("0.6", 40), ("-1", 0)]
    station_marks = None if stations is None else Fraction(next(m for at, m in tiers if stations >= Fraction(at)))
    return {
        "1.1": give(100, if_true([is_yes(d["基本指标完成"])], 100)),
        "1.2": take(20, short_of(n("党政专题研究次数"), "2", "1", "5")),
        "1.3.1": take(20, short_of(n("部门联席会次数"), "2", "1", "5")),
        "1.3.2": give(20, n("部门履职评分")),
        "1.3.3": give(20, ratio(n("流动服务管理率"), "0.95", 20)),
        "1.3.4": give(10, if_true([is_yes(d["齐抓共管机制"])], 10)),
        "1.4": take(20, each(n("执法过错例数"), 5)),
        "1.5": give(60, ratio(n("经费到位率"), "1", 40), if_true([at_least(n("人均投入"), "6")], 20)),
        "1.6.1": give(80, station_marks),
        "1.6.2": take(10, each(n("缺编人数"), 2)),
        "1.6.3": give(10, ratio(n("持证上岗率"), "0.9", 10)),
    }


def case_closing(rate: Fraction | None) -> Fraction | None:
    """Below 98% each point costs 0.5, the part below 90% costs 1."""
    if rate is None:
        return None
    upper = max(Fraction(0), Fraction("0.98") - max(rate, Fraction("0.9"))) * 100 * Fraction("0.5")
    return upper + max(Fraction(0), Fraction("0.9") - rate) * 100


def training(rate: Fraction | None) -> Fraction | None:
    """18 at 90%, half a point more or less for each percentage point."""
    return None if rate is None else max(Fraction(0), 18 + (rate - Fraction("0.9")) * 100 * Fraction("0.5"))


def business_indicators(d: UnitData) -> dict[str, Fraction]:
    def n(item: str) -> Fraction | None:
        return number(d, item)

    information = [at_least(n(item), "0.96") for item in ("信息覆盖率", "信息完整率", "信息准确率")]
    published = [is_yes(d["执法公示"]), is_yes(d["结果公示"])]
    meetings = short_of(n("协会活动次数"), "2", "1", "5")
    return {
        "2.1.1": take(40, short_of(n("知识知晓率"), "0.9", "0.01", "2")),
        "2.1.2": take(30, short_of(n("宣传活动次数"), "6", "1", "5")),
        "2.1.3": give(10, each(n("信息采用篇数"), 2)),
        "2.2.1": take(15, case_closing(n("案件办结率"))),
        "2.2.2": take(20, each(n("文书差错处数"), "0.5")),
        "2.2.3": take(10, if_true([is_no(d["持证执法"])], 10)),
        "2.2.4": take(20, stepwise(n("执法投诉例数"), ["2", "3", "5"])),
        "2.2.5": give(15, if_true(published, 15)),
        "2.3.1": give(20, n("服务规范评分")),
        "2.3.2": give(40, linear(n("服务覆盖率"), ("0.8", "0"), ("0.95", "40"))),
        "2.3.3.1": give(30, ratio(n("走访到位率"), "0.98", 30)),
        "2.3.3.2": take(30, each(n("服务差错例数"), 3)),
        "2.3.3.3": take(30, short_of(n("咨询及时率"), "0.95", "0.01", "1.5")),
        "2.3.3.4": give("2.5", if_true([at_least(n("群众满意率"), "0.95")], "2.5")),
        "2.3.3.5": give("2.5", if_true([at_least(n("群众参与率"), "0.3")], "2.5")),
        "2.3.3.6": take(5, each(n("报表迟报次数"), 1)),
        "2.4.1": give(20, if_true([at_least(n("政策符合率"), "0.9")], 20)),
        "2.4.2": give(28, if_true([at_least(n("统计合格率"), "0.95")], 28)),
        "2.4.3": take(4, each(n("台账缺项处数"), "0.5")),
        "2.4.4": take(4, each(n("统计迟报次数"), 1)),
        "2.4.5": give(4, if_true([is_yes(d["档案规范"])], 4)),
        "2.5.1": give(45, ratio(n("专项治理完成率"), "1", 45)),
        "2.5.2": take(50, short_of(n("案件查处率"), "0.9", "0.01", "2.5")),
        "2.5.3": give(10, if_true([is_yes(d["举报奖励落实"])], 10)),
        "2.5.4": take(35, each(n("协查超时件数"), "3.5")),
        "2.6.1": give(10, n("信息设备评分")),
        "2.6.2": take(10, each(n("数据迟报次数"), 2)),
        "2.6.3": give(50, if_true(information, 50)),
        "2.7": take(20, meetings, if_true([is_no(d["协会机构健全"])], 10)),
        "2.8": give(20, training(n("培训参训率"))),
    }


def department_indicators(d: UnitData) -> dict[str, Fraction]:
    return {
        "3.1": give(30, number(d, "职责履行评分")),
        "3.2": take(20, short_of(number(d, "信息通报次数"), "3", "1", "4")),
        "3.3": take(20, each(number(d, "协作推诿次数"), 5)),
        "3.4": give(30, ratio(number(d, "政策落实率"), "1", 30)),
    }


def whole_year(data: Data, unit: str) -> dict[str, Fraction]:
    """Counts of the two forms added up; a blank or missing form counts 0. The petition figure: the latest one given."""
    forms = [data[leaf].get(unit, {}) for leaf in LEAVES]
    sums = {
        item: sum((number(form, item) or Fraction(0) for form in forms), Fraction(0))
        for item in [*DECLARED, *COUNTED, SINGLE_AWARDS]
    }
    given = [value for form in forms if (value := number(form, "越级上访扣分")) is not None]
    return {**sums, "越级上访扣分": given[-1] if given else Fraction(0)}


def plus_and_minus(year: dict[str, Fraction]) -> dict[str, Fraction]:
    """Clauses on the yearly total: bonuses only if declared by the unit and recognised by the office."""
    declared = year["经验获奖申报数"] >= 1
    levels = {"市级获奖认定数": 5, "省级获奖认定数": 7, "国家级获奖认定数": 10}
    awards = [marks for item, marks in levels.items() if declared and year[item] >= 1]
    innovation = year["创新申报项数"] >= 1 and year["创新认定项数"] >= 1
    untrue = 2 if year["未如实上报例数"] >= 1 else 1
    return {
        "4.1": Fraction(20 if innovation else 0),
        "4.2": Fraction(max(awards, default=0)),
        "5.1": -year["重大问题起数"] * 20,
        "5.2": -year["执法诉讼起数"] * 15,
        "5.3": -year["越级上访扣分"],
        "5.4": -year["弄虚作假例数"] * 5,
        "5.5": -year["举报查实例数"] * 5 * untrue,
        "5.6": -year["示范站摘牌个数"] * 5,
    }


def leaf_indicators(unit: str, form: UnitData | None) -> dict[str, Fraction]:
    """An unreturned form is a form of blanks: every indicator scores 0."""
    d = dict.fromkeys(ITEMS[unit in TOWNS], None) if form is None else form
    return {**party_indicators(d), **business_indicators(d)} if unit in TOWNS else department_indicators(d)


def lines_of(unit: str, scores: dict[str, Fraction]) -> dict[str, Fraction]:
    heads = {PARTY: "1.", BUSINESS: "2."} if unit in TOWNS else {DEPARTMENT: "3."}
    return {line: sum(s for number_, s in scores.items() if number_.startswith(h)) for line, h in heads.items()}


def vetoes_of(form: UnitData | None) -> list[str]:
    if form is None:
        return []
    policy, statistics = number(form, "政策符合率"), number(form, "统计合格率")
    found = {
        "基本指标未完成": form.get("基本指标完成") == "否",
        "政策符合率不达标": policy is not None and policy < Fraction("0.9"),
        "统计合格率不达标": statistics is not None and statistics < Fraction("0.95"),
    }
    return [name for name, fell in found.items() if fell]


VETOES = ["基本指标未完成", "政策符合率不达标", "统计合格率不达标"]


def by_total(totals: dict[str, Fraction], lines: dict[str, dict[str, Fraction]], barred: set[str]) -> dict[str, Any]:
    """Towns among themselves, equal totals parted by 业务线 then 党政线; departments among themselves."""
    keys: dict[str, Any] = {}
    for unit in UNITS:
        own = lines[unit]
        key = (totals[unit], own[BUSINESS], own[PARTY]) if unit in TOWNS else (totals[unit],)
        keys[unit] = None if unit in barred else key
    return {**competition_ranks({u: keys[u] for u in TOWNS}), **competition_ranks({u: keys[u] for u in DEPARTMENTS})}


def rank_period(totals: dict[str, Fraction], lines: dict[str, dict[str, Fraction]], barred: set[str]) -> dict[str, Any]:
    ranks: dict[str, Any] = {"总分": by_total(totals, lines, barred)}
    for line, members in ((PARTY, TOWNS), (BUSINESS, TOWNS), (DEPARTMENT, DEPARTMENTS)):
        ranks[line] = competition_ranks({u: None if u in barred else lines[u][line] for u in members})
    return ranks


def pay(ranks: dict[str, Any], years: dict[str, dict[str, Fraction]], vetoed: set[str]) -> list[dict[str, Any]]:
    total = ranks["总分"]
    found = []

    def prize(name: str, scope: list[str], line: str, first: int, last: int, amount: int) -> None:
        places = ranks[line]
        winners = [u for u in scope if places[u] is not None and first <= places[u] <= last]
        found.extend(payment("全年", u, name, Fraction(amount)) for u in winners)

    prize("综合一等奖", TOWNS, "总分", 1, 1, 20000)
    prize("综合二等奖", TOWNS, "总分", 2, 3, 10000)
    prize("综合三等奖", TOWNS, "总分", 4, 5, 5000)
    prize("部门线先进", DEPARTMENTS, DEPARTMENT, 1, 2, 5000)
    prize("党政线单项奖", TOWNS, PARTY, 1, 1, 3000)
    prize("业务线单项奖", TOWNS, BUSINESS, 1, 1, 3000)
    for unit in TOWNS:
        count = years[unit][SINGLE_AWARDS]
        if count and unit not in vetoed:
            found.append(payment("全年", unit, "专项工作单项奖", count * 3000))
    bottom = places_from_bottom({u: total[u] for u in TOWNS})
    found.extend(payment("全年", u, "黄牌警告", None) for u in TOWNS if bottom.get(u) == 1)
    found.extend(payment("全年", u, "下年度重点管理", None) for u in TOWNS if bottom.get(u, 9) <= 2)
    return found


def official(number_: str) -> str:
    """1.3.2.1 as the scheme numbers it, the four styles joined into a path: 一.3.⑵.①."""
    styles = ("一二三四五", "12345678", "⑴⑵⑶⑷⑸⑹", "①②③④⑤⑥")
    return ".".join(style[int(n) - 1] for style, n in zip(styles, number_.split("."), strict=False))


def shown(of: dict[str, dict[str, Fraction]]) -> dict[str, dict[str, str | None]]:
    return {unit: {official(k): text(s) for k, s in row.items()} for unit, row in of.items()}


def calculate(data: Data) -> Result:
    leaf_scores = {leaf: {u: leaf_indicators(u, data[leaf].get(u)) for u in UNITS} for leaf in LEAVES}
    lines = {leaf: {u: lines_of(u, leaf_scores[leaf][u]) for u in UNITS} for leaf in LEAVES}
    totals = {leaf: {u: sum(lines[leaf][u].values()) for u in UNITS} for leaf in LEAVES}
    years = {u: whole_year(data, u) for u in TOWNS}
    extra = {u: plus_and_minus(years[u]) for u in TOWNS}
    lines["全年"] = {
        u: {x: rnd(sum(w * lines[p][u][x] for p, w in LEAVES.items())) for x in lines["半年"][u]} for u in UNITS
    }
    totals["全年"] = {
        u: rnd(sum(w * totals[p][u] for p, w in LEAVES.items())) + sum(extra.get(u, {}).values()) for u in UNITS
    }
    vetoes: dict[str, dict[str, list[str]]] = {p: {u: vetoes_of(data[p].get(u)) for u in TOWNS} for p in LEAVES}
    vetoes["全年"] = {u: [v for v in VETOES if v in vetoes["半年"][u] + vetoes["年终"][u]] for u in TOWNS}
    absent = {leaf: {u for u in UNITS if u not in data[leaf]} for leaf in LEAVES}
    absent["全年"] = absent["半年"] | absent["年终"]
    barred = {p: absent[p] | {u for u in TOWNS if vetoes[p][u]} for p in PERIODS}
    ranks = {p: rank_period(totals[p], lines[p], barred[p]) for p in PERIODS}
    indicators: dict[str, dict[str, dict[str, Fraction]]] = {"全年": extra, **leaf_scores}
    return {
        "indicators": {p: shown(of) for p, of in indicators.items()},
        "lines": {p: {u: {k: text(s) for k, s in lines[p][u].items()} for u in UNITS} for p in PERIODS},
        "totals": {p: {u: text(totals[p][u]) for u in UNITS} for p in PERIODS},
        "ranks": ranks,
        "grades": {},
        "vetoes": {p: {u: names for u in TOWNS if (names := vetoes[p][u])} for p in PERIODS if any(vetoes[p].values())},
        "payments": pay(ranks["全年"], years, {u for u in TOWNS if vetoes["全年"][u]}),
    }


ITEMS = {True: list(BASE["年终"]["青溪镇"]), False: list(BASE["年终"]["区文教局"])}
MARKS_UP_TO = {"部门履职评分": 20, "服务规范评分": 20, "信息设备评分": 10, "职责履行评分": 30}
EDGES = ["0.3", "0.6", "0.8", "0.9", "0.95", "0.96", "0.98", "1", "0.9499", "0.8999", "0", "0.5"]


def random_value(rng: random.Random, item: str) -> Fraction | str:
    if item in MARKS_UP_TO:
        return rng.choice(
            [Fraction(0), Fraction(MARKS_UP_TO[item]), Fraction(rng.randint(0, MARKS_UP_TO[item] * 2), 2)]
        )
    if item.endswith("率"):
        return Fraction(rng.choice(EDGES)) if rng.random() < 0.3 else Fraction(rng.randint(8000, 10000), 10000)
    if item == "越级上访扣分":
        return Fraction(rng.choice(["0", "0", "10", "30", "17.5"]))
    if item == "人均投入":
        return Fraction(rng.choice(["6", "5.99", "0", "7.5"]))
    if item in COUNTED or item in DECLARED or item == SINGLE_AWARDS:
        return Fraction(rng.choice([0, 0, 0, 1, 2]))
    if item.endswith("数"):
        return Fraction(rng.choice([0, 0, 0, 1, 2, 3, 6, 12]))
    return "否" if rng.random() < (0.05 if item == "基本指标完成" else 0.15) else "是"


def random_data(rng: random.Random) -> Data:
    data: Data = {}
    for leaf in LEAVES:
        forms: dict[str, UnitData] = {}
        for unit in UNITS:
            if rng.random() < 0.05:
                continue
            items = ITEMS[unit in TOWNS]
            like = [u for u in forms if (u in TOWNS) == (unit in TOWNS)]
            if like and rng.random() < 0.15:
                forms[unit] = dict(forms[rng.choice(like)])
            else:
                forms[unit] = {i: None if rng.random() < 0.02 else random_value(rng, i) for i in items}
            if unit in TOWNS and rng.random() < 0.9:  # most towns should pass the vetoes
                forms[unit].update(
                    {"基本指标完成": "是", "政策符合率": Fraction("0.9"), "统计合格率": Fraction("0.95")}
                )
        data[leaf] = forms
    return data


if __name__ == "__main__":
    sys.exit(main(FOLDER, BASE, calculate))
