"""连续( ) over 考核期 and 下级…( ) over 上级单位: exact, explained, within bounds whatever is still open."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby, product

import pytest

from kaohe_xl.bounds import doubt_of
from kaohe_xl.scoring.assess import OVERALL, assess
from tests.support import markdown
from tests.support.engine import tidy_of

MONTHS = ("1月", "2月", "3月", "4月", "5月", "6月")
RUNS = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 连续 |
| 年度 | 2026 |
| 收表 | 已截止 |
## 考核对象
| 单位名称 |
| 东风镇 |
| 朝阳镇 |
## 考核期
| 期次 | 上级期次 | 汇总方式 |
| 1月 | 一季度 | |
| 2月 | 一季度 | |
| 3月 | 一季度 | |
| 4月 | 二季度 | |
| 5月 | 二季度 | |
| 6月 | 二季度 | |
| 一季度 | 全年 | 合计 |
| 二季度 | 全年 | 合计 |
| 全年 | | 合计 |
## 填报项
| 数据项 | 类型 | 公式 |
| 完成率 | 百分比 | |
| 连续未完成 | 整数 | 连续(完成率<100%) |
## 评分细则
| 编号 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 分值 | 适用期次 |
| 1 | 月度 | 10 | 连续3个月未完成的，扣2分 | 分档扣分 | 连续未完成 | >=3:2 | | 月 |
| 2 | 季度 | 10 | 季内连续3个月未完成的，扣3分 | 公式扣分 | | 如果(连续(完成率<100%)>=3,3,0) | | 季 |
| 3 | 全年 | 10 | 最长每月扣0.5分 | 公式扣分 | | 0.5*连续(完成率<100%)+如果(至今连续(完成率<100%)>=1,1,0) | | 全年 |
"""


def run_at(fails: list[bool], position: int) -> int:
    count = 0
    while position - count >= 0 and fails[position - count]:
        count += 1
    return count


@pytest.mark.parametrize("number", range(0, 64, 5))
def test_runs_are_counted_over_the_year(number: int) -> None:
    fails = [bool(number >> k & 1) for k in range(6)]
    scheme = markdown.scheme(RUNS)
    figure = {True: Fraction(9, 10), False: Fraction(1)}
    data = {m: {u: {"完成率": figure[f]} for u in ("东风镇", "朝阳镇")} for m, f in zip(MONTHS, fails, strict=True)}
    found = assess(scheme, tidy_of(scheme, data))[0]
    runs = [run_at(fails, k) for k in range(6)]
    for month, run in zip(MONTHS, runs, strict=True):
        assert found.periods[month].score is not None
        assert found.periods[month].indicators["1"][0] == (8 if run >= 3 else 10)
    for quarter, own in (("一季度", runs[:3]), ("二季度", runs[3:])):
        assert found.periods[quarter].indicators["2"][0] == (7 if max(own) >= 3 else 10)
    longest = max([0, *(len(list(group)) for fail, group in groupby(fails) if fail)])
    assert found.final.indicators["3"][0] == 10 - Fraction(longest, 2) - fails[-1]


def test_bounds_of_runs_hold_for_every_completion() -> None:
    scheme = markdown.scheme(RUNS)
    figure = (Fraction(9, 10), Fraction(1))
    known = {"1月": 0, "3月": 0, "4月": 1, "6月": 0}
    data = {m: {u: {"完成率": figure[k]} for u in ("东风镇", "朝阳镇")} for m, k in known.items()}
    one = doubt_of(assess(scheme, tidy_of(scheme, data))[0]).units[0]
    seen = set()
    for second, fifth in product((None, 0, 1), repeat=2):
        more = {m: figure[k] for m, k in (("2月", second), ("5月", fifth)) if k is not None}
        filled = {m: dict(data.get(m, {})) for m in MONTHS}
        for month, value in more.items():
            filled[month]["东风镇"] = {"完成率": value}
        total = assess(scheme, tidy_of(scheme, filled))[0].final.total[0]
        assert total is not None
        assert one.low is None or one.low <= total
        assert one.high is None or total <= one.high
        seen.add(total)
    assert len(seen) > 2


def test_what_is_missing_matters_only_where_it_could_change_the_run() -> None:
    scheme = markdown.scheme(RUNS)
    figures = {"1月": Fraction(1), "3月": Fraction(1), "4月": Fraction(9, 10)}
    data = {month: {"东风镇": {"完成率": value}} for month, value in figures.items()}
    found = assess(scheme, tidy_of(scheme, data))[0]
    runs = [found.periods[month].figures.items["连续未完成"].column()[0] for month in MONTHS]  # type: ignore[index]
    assert runs == [0, None, 0, 1, None, None]


SUBS = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 上下级 |
| 年度 | 2026 |
| 收表 | 已截止 |
## 考核对象
| 单位名称 | 分组 | 上级单位 |
| 甲县 | 县 | |
| 乙县 | 县 | |
| 一镇 | 镇 | 甲县 |
| 二镇 | 镇 | 甲县 |
| 三镇 | 镇 | 乙县 |
| 四镇 | 镇 | 乙县 |
| 五镇 | 镇 | 乙县 |
## 考核线
| 考核线 | 适用分组 | 满分 | 计入总分 |
| 县线 | 县 | 20 | 1 |
| 镇线 | 镇 | 10 | 1 |
## 填报项
| 数据项 | 类型 |
| 投诉 | 整数 |
| 事故 | 整数 |
## 评分细则
| 编号 | 考核线 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 分值 | 下限 |
| 1 | 镇线 | 投诉 | 10 | 每件扣1分 | 每例扣分 | 投诉 | | 1 | |
| 2 | 县线 | 所辖 | 10 | 所辖乡镇排名末两位的每个扣0.5分 | 公式扣分 | | 0.5*下级个数(倒数名次<=2) | | |
| 3 | 县线 | 所辖 | 10 | 所辖乡镇平均分与事故 | 公式得分 | | 下级平均(总分)-下级合计(事故) | | 不限 |
"""
TOWNS = ("一镇", "二镇", "三镇", "四镇", "五镇")


def towns(*complaints: int | None) -> dict[str, dict[str, dict[str, Fraction]]]:
    return {
        "2026年": {
            name: {"事故": Fraction(1), **({} if value is None else {"投诉": Fraction(value)})}
            for name, value in zip(TOWNS, complaints, strict=True)
        }
    }


@pytest.mark.parametrize("complaints", [(1, 2, 3, 4, 5), (5, 5, 1, 1, 1), (3, 0, 3, 0, 3), (9, 9, 9, 9, 9)])
def test_a_score_may_rest_on_the_places_of_sub_units(complaints: tuple[int, ...]) -> None:
    scheme = markdown.scheme(SUBS)
    found = assess(scheme, tidy_of(scheme, towns(*complaints)))[0].final
    last = [1 + sum(other > own for other in complaints) for own in complaints]
    for row, subs in ((0, (0, 1)), (1, (2, 3, 4))):
        hit = sum(last[each] <= 2 for each in subs)
        assert found.indicators["2"][row] == 10 - Fraction(hit, 2)
        mean = sum(Fraction(10 - complaints[each]) for each in subs) / len(subs) - len(subs)
        assert found.indicators["3"][row] == Fraction((mean * 100 + Fraction(1, 2)).__floor__(), 100)
    assert found.rank(OVERALL, 0) in (1, 2)


def test_bounds_over_sub_units_hold() -> None:
    scheme = markdown.scheme(SUBS)
    doubt = doubt_of(assess(scheme, tidy_of(scheme, towns(1, None, 3, None, 2)))[0])
    for second, fourth in product((None, 0, 2, 5, 12), repeat=2):
        total = assess(scheme, tidy_of(scheme, towns(1, second, 3, fourth, 2)))[0].final.total
        for row in range(7):
            low, high, value = doubt.units[row].low, doubt.units[row].high, total[row]
            assert value is not None
            assert low is None or low <= value, (row, second, fourth)
            assert high is None or value <= high, (row, second, fourth)


def codes(text: str) -> set[str]:
    return {each.code for each in markdown.read(text)[1]}


def test_rings_and_what_cannot_be_looked_at_are_told() -> None:
    assert not {code for code in codes(SUBS) if code.startswith("S77")}
    together = SUBS.replace("| 收表 | 已截止 |", "| 收表 | 已截止 |\n| 排名范围 | 全体 |")
    assert "S770" in codes(together)
    mutual = SUBS.replace("| 甲县 | 县 | |", "| 甲县 | 县 | 乙县 |").replace("| 乙县 | 县 | |", "| 乙县 | 县 | 甲县 |")
    assert "S770" in codes(mutual)
    assert "S771" in codes(RUNS.replace("至今连续(完成率<100%)", "至今连续(得分[1]<10)"))
    assert "S773" in codes(SUBS.replace("下级个数(倒数名次<=2)", "下级个数(等次=优秀)"))
    nobody = SUBS.replace("| 镇 | 甲县 |", "| 镇 | |").replace("| 镇 | 乙县 |", "| 镇 | |")
    assert "S774" in codes(nobody)


VETOED = (
    SUBS
    + """
## 一票否决
| 否决项 | 条件 | 后果 | 适用分组 |
| 安全 | 事故>=3 | 不参与排名 | 镇 |
| 管理 | 下级个数(否决[安全])>=2 | 总分计零 | 县 |
"""
)


def test_a_veto_may_rest_on_vetoes_of_sub_units() -> None:
    scheme = markdown.scheme(VETOED)
    data = towns(1, 2, 3, 4, 5)
    for name in ("三镇", "五镇"):
        data["2026年"][name]["事故"] = Fraction(3)
    found = assess(scheme, tidy_of(scheme, data))[0].final
    assert [bool(each) for each in found.fallen["管理"]] == [False, True, *[False] * 5]
    assert found.total[1] == 0


def test_only_items_that_are_asked_and_computed_with_make_a_form() -> None:
    """A county owes nothing but its sub-units' figures; a town's attachment is for the record."""
    text = SUBS.replace("| 事故 | 整数 |", "| 事故 | 整数 |\n| 总结 | 附件 |")
    text = text.replace("| 数据项 | 类型 |", "| 数据项 | 类型 | 填报人 |")
    text = text.replace("| 整数 |", "| 整数 | 督查室 |").replace("| 附件 |", "| 附件 | 本单位 |")
    scheme = markdown.scheme(text)
    found = assess(scheme, tidy_of(scheme, towns(1, 2, 3, 4, 5)))[0].final
    assert [found.rank(OVERALL, row) for row in range(7)] == [1, 2, 1, 2, 3, 4, 5]


TREND = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 趋势 |
| 年度 | 2026 |
## 考核对象
| 单位名称 |
| 东风镇 |
## 考核期
| 期次 | 上级期次 |
| 1月 | 全年 |
| 2月 | 全年 |
| 全年 | |
## 填报项
| 数据项 | 类型 |
| 发案 | 整数 |
| 差错 | 整数 |
## 评分细则
| 编号 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 分值 | 适用期次 |
| 1 | 发案 | 10 | 较上期下降得10分 | 分档得分 | 发案 | 较上期下降:10; 与上期持平:8; 环比上升:5 | | 2月 |
| 2 | 差错 | 20 | 首例扣5分，以后每例扣3分 | 递增扣分 | 差错 | | 首例扣5分，以后每例扣3分 | 2月 |
"""


@pytest.mark.parametrize(("now", "points"), [(3, 10), (4, 8), (5, 5)])
def test_trends_and_first_cases_are_written_as_officials_say_them(now: int, points: int) -> None:
    scheme = markdown.scheme(TREND)
    figures = {"1月": {"发案": Fraction(4), "差错": Fraction(0)}, "2月": {"发案": Fraction(now), "差错": Fraction(3)}}
    data = {month: {"东风镇": values} for month, values in figures.items()}
    found = assess(scheme, tidy_of(scheme, data))[0].periods["2月"].indicators
    assert (found["1"][0], found["2"][0]) == (points, 9)


def test_a_trend_has_to_say_since_when() -> None:
    _, told = markdown.read(TREND.replace("较上期下降:10", "下降:10"))
    assert any("较上年下降" in str(each) for each in told)
