"""What no sample pins down: several scorers, 不适用, tied prizes, grades with a quota, years in a row, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import Record, State, Value, to_frame
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scoring.assess import Assessment, assess
from tests.support import markdown

BASE = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
| 年度 | 2022 |
{settings}
## 考核对象
| 单位名称 | 分组 |
| 甲镇 | 镇 |
| 乙镇 | 镇 |
| 丙镇 | 镇 |
| 丁街道 | 街道 |
## 填报项
| 数据项 | 类型 | 填报人 | 多份取值 | 缺省值 |
| 工作得分 | 数值 | 考评组 | {several} | |
| 培训场次 | 整数 | 本单位 | 唯一 | {default} |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 分值 | 上限 |
| 1 | 60 | 直接评分 | 工作得分 | | |
| 2 | 40 | 每例得分 | 培训场次 | 10 | 40 |
{more}
"""
Given = Mapping[str, tuple[Sequence[int | str], int | str | None]]


def scheme_of(settings: str = "", several: str = "唯一", default: str = "", more: str = "") -> Scheme:
    text = BASE.format(settings=settings, several=several, default=default, more=more)
    scheme, findings = read_scheme(markdown.book(text))
    assert scheme is not None, "\n".join(str(finding) for finding in findings)
    return scheme


def run(scheme: Scheme, given: Given) -> tuple[Assessment, list[Payment], list[Finding]]:
    """``given``: unit → (figures of 工作得分 by several scorers, 培训场次)."""
    period = scheme.calendar.root.name
    records = []
    for unit, (scores, count) in given.items():
        for number, score in enumerate(scores):
            place = Place(f"考评{number + 1}.xlsx", "填报表", "B2")
            records.append(Record(period, unit, "工作得分", str(score), _value(score), _state(score), place))
        records.append(Record(period, unit, "培训场次", str(count or ""), _value(count), _state(count)))
    assessment, findings = assess(scheme, to_frame(records))
    payments, more = settle(assessment)
    return assessment, payments, [*findings, *more]


def _value(value: int | str | None) -> Value:
    return Fraction(value) if isinstance(value, int) else None


def _state(value: int | str | None) -> State:
    if value is None:
        return State.BLANK
    return State.NOT_APPLICABLE if value == "不适用" else State.REPORTED


def totals(assessment: Assessment) -> list[Fraction | None]:
    return assessment.final.total.to_list()


@pytest.mark.parametrize(
    ("several", "expected"),
    [("平均", Fraction(50)), ("去高低平均", Fraction(52)), ("最大", Fraction(58)), ("最小", Fraction(38))],
)
def test_several_scorers_become_one_figure(several: str, expected: Fraction) -> None:
    given = dict.fromkeys(("甲镇", "乙镇", "丙镇", "丁街道"), ([58, 38, 52, 52], 0))
    assessment, _, _ = run(scheme_of(several=several), given)
    assert totals(assessment) == [expected] * 4


def test_scorers_that_disagree_where_one_is_expected_are_named_and_nothing_is_guessed() -> None:
    assessment, _, findings = run(scheme_of(), {"甲镇": ([58, 38], 2), "乙镇": ([58, 58], 2)})
    assert totals(assessment)[:2] == [20, 78]
    conflict = next(finding for finding in findings if finding.code == "F601")
    assert conflict.unit == "甲镇"
    assert "考评1.xlsx!填报表!B2 58；考评2.xlsx!填报表!B2 38" in conflict.text


def test_missing_data_never_earns_marks() -> None:
    assessment, _, findings = run(scheme_of(), {"甲镇": ([60], None)})
    assert totals(assessment)[0] == 60
    assert [finding.code for finding in findings if finding.unit == "甲镇"] == ["F605"]


def test_a_declared_default_stands_in_for_a_blank() -> None:
    assessment, _, findings = run(scheme_of(default="1"), {"甲镇": ([60], None)})
    assert totals(assessment)[0] == 70
    assert not [finding for finding in findings if finding.unit == "甲镇"]


@pytest.mark.parametrize(
    ("handling", "expected"),
    [
        ("剔除折算", Fraction(90)),  # 54 of 60 is 90 of 100
        ("得满分", Fraction(94)),
        ("计零", Fraction(54)),
        ("组平均", Fraction(74)),  # 54 + the mean of 10, 20 and 30
    ],
)
def test_not_applicable_is_handled_as_the_scheme_says(handling: str, expected: Fraction) -> None:
    scheme = scheme_of(settings=f"| 不适用处理 | {handling} |")
    given: Given = {"甲镇": ([54], "不适用"), "乙镇": ([50], 1), "丙镇": ([50], 2), "丁街道": ([50], 3)}
    assessment, _, _ = run(scheme, given)
    assert totals(assessment)[0] == expected


PRIZES = """## 奖惩
| 奖惩 | 类型 | 名次起 | 方式 | 金额 | 资金来源 |
| 第一名 | 奖励 | 1 | 定额 | 3000 | 区:1;镇:2 |
| 第二名 | 奖励 | 2 | 定额 | 2000 | |
| 第三名 | 奖励 | 3 | 定额 | 1000 | |
"""
TIED: Given = {"甲镇": ([50], 1), "乙镇": ([50], 1), "丙镇": ([40], 1), "丁街道": ([30], 1)}


def test_each_tied_unit_gets_its_own_rank_s_amount() -> None:
    _, payments, _ = run(scheme_of(more=PRIZES), TIED)
    assert [(p.unit, p.amount) for p in payments] == [(0, 3000), (1, 3000), (2, 1000)]
    assert payments[0].sources == {"区": 1000, "镇": 2000}


def test_tied_units_share_the_places_they_occupy() -> None:
    _, payments, _ = run(scheme_of(settings="| 并列奖金 | 平分 |", more=PRIZES), TIED)
    assert [(p.unit, p.amount) for p in payments] == [(0, 2500), (1, 2500), (2, 1000)]


@pytest.mark.parametrize(
    ("settings", "scores", "told"),
    [
        ("", (58, 58, 40), ["并列", "“一等奖”的名额是 1 个", "2 个单位都有：甲镇、乙镇"]),
        ("", (58, 57, 40), []),
        ("| 并列奖金 | 平分 |", (58, 58, 40), []),
        ("| 并列奖金 | 各按名次 |", (58, 58, 40), []),  # the scheme has decided
    ],
)
def test_more_units_than_places_are_told_unless_the_scheme_says_what_a_tie_gets(
    settings: str, scores: Sequence[int], told: list[str]
) -> None:
    prizes = "## 奖惩\n| 奖惩 | 类型 | 名次起 | 名次止 | 金额 |\n| 一等奖 | 奖励 | 1 | 1 | 3000 |\n"
    given: Given = {unit: ([score], 0) for unit, score in zip(("甲镇", "乙镇", "丙镇"), scores, strict=True)}
    _, _, findings = run(scheme_of(settings=settings, more=prizes), given)
    crowded = [str(finding) for finding in findings if finding.code == "R205"]
    assert bool(crowded) == bool(told)
    assert all(words in crowded[0] for words in told)


def test_sources_add_up_to_the_amount_to_the_cent() -> None:
    more = PRIZES.replace("区:1;镇:2", "省:1;市:1;县:1").replace("3000", "100")
    _, payments, _ = run(scheme_of(more=more), TIED)
    assert list(payments[0].sources.values()) == [Fraction("33.34"), Fraction("33.33"), Fraction("33.33")]


GRADES = """## 等次
| 等次 | 最低分 | 比例上限 |
| 优秀 | 50 | 50% |
| 合格 | | |
"""


def test_a_quota_is_never_exceeded_and_a_tie_that_does_not_fit_falls_through_together() -> None:
    given: Given = {"甲镇": ([58], 0), "乙镇": ([55], 0), "丙镇": ([55], 0), "丁街道": ([51], 0)}
    assessment, _, findings = run(scheme_of(more=GRADES), given)
    assert assessment.grades == ("优秀", "合格", "合格", "合格")  # 丁 must not overtake 乙 and 丙
    assert "R201" in {finding.code for finding in findings}


YEARS = """## 奖惩
| 奖惩 | 类型 | 名次起 | 连续次数 | 互斥组 |
| 警示谈话 | 约谈 | -1 | 1 | 末位 |
| 诫勉 | 人事建议 | -1 | 2 | 末位 |
## 历年结果
| 年度 | 单位 | 得分 | 名次 |
| 2021 | 甲镇 | 90 | 1 |
| 2021 | {last} | 60 | 4 |
"""


@pytest.mark.parametrize(("last", "expected"), [("丁街道", "诫勉"), ("丙镇", "警示谈话")])
def test_last_for_the_second_year_is_more_than_last_once(last: str, expected: str) -> None:
    given: Given = {"甲镇": ([58], 0), "乙镇": ([55], 0), "丙镇": ([54], 0), "丁街道": ([51], 0)}
    _, payments, _ = run(scheme_of(more=YEARS.format(last=last)), given)
    assert [(p.unit, p.reward.name) for p in payments] == [(3, expected)]


def test_verified_value_replaces_the_reported_one_and_keeps_it() -> None:
    more = "## 核定调整\n| 单位 | 数据项 | 核定值 | 依据 |\n| 甲镇 | 培训场次 | 1 | 抽查 |\n"
    assessment, _, _ = run(scheme_of(more=more), {"甲镇": ([50], 4)})
    assert totals(assessment)[0] == 60
    figure = assessment.final.figures.items["培训场次"]
    assert figure.reported == {0: 4}
    assert figure.sources[0][0].sheet == "核定调整"


POOL = "## 奖惩\n| 奖惩 | 类型 | 方式 | 金额 | 上限 |\n| 分配 | 奖励 | 得分分配 | 4000 | {cap} |\n"


@pytest.mark.parametrize(
    ("cap", "paid"),
    [
        ("", [1200, 1200, 1000, 600]),  # by 60, 60, 50 and 30 points
        ("1100", [1100, 1100, 1000, 600]),  # what the first two give up goes to nobody
        ("700.005", [Fraction("700.01"), Fraction("700.01"), Fraction("700.01"), 600]),
    ],
)
def test_a_cap_holds_for_a_share_of_a_pool(cap: str, paid: list[Fraction | int]) -> None:
    given: Given = {"甲镇": ([50], 1), "乙镇": ([50], 1), "丙镇": ([40], 1), "丁街道": ([20], 1)}
    _, payments, _ = run(scheme_of(more=POOL.format(cap=cap)), given)
    assert [p.amount for p in payments] == paid
    assert ["为限" in p.how for p in payments] == [bool(cap) and p.amount != 600 and p.amount != 1000 for p in payments]


def test_a_cap_holds_for_tied_places_that_share_and_for_a_fixed_sum() -> None:
    capped = PRIZES.replace("| 资金来源 |", "| 上限 |").replace("区:1;镇:2", "700")
    _, shared, _ = run(scheme_of(settings="| 并列奖金 | 平分 |", more=capped), TIED)
    assert [(p.unit, p.amount) for p in shared] == [(0, 700), (1, 700), (2, 1000)]
    _, each, _ = run(scheme_of(more=capped), TIED)
    assert [(p.unit, p.amount) for p in each] == [(0, 700), (1, 700), (2, 1000)]


MONTHS = """## 考核期
| 期次 | 上级期次 |
| 上半年 | 全年 |
| 下半年 | 全年 |
| 全年 | |
## 奖惩
| 奖惩 | 类型 | 期次 | 名次起 | 金额 | 互斥组 |
| 半年奖 | 奖励 | 半年 | 1 | 2000 | {exclusive} |
| 全年奖 | 奖励 | 全年 | 1 | 5000 | {exclusive} |
"""


@pytest.mark.parametrize(
    ("exclusive", "paid"),
    [
        ("", [2000, 2000, 5000]),
        ("先进", [5000]),
        ("先进（每期）", [2000, 2000, 5000]),
        ("先进(每期)", [2000, 2000, 5000]),
    ],
)
def test_an_exclusive_group_pays_a_unit_once_unless_it_says_each_period(exclusive: str, paid: list[int]) -> None:
    scheme = scheme_of(more=MONTHS.format(exclusive=exclusive))
    records = [
        Record(leaf.name, unit, item, str(value), Fraction(value), State.REPORTED)
        for leaf in scheme.calendar.leaves
        for unit, score in zip(scheme.unit_names, (50, 40, 30, 20), strict=True)
        for item, value in (("工作得分", score), ("培训场次", 1))
    ]
    payments, _ = settle(assess(scheme, to_frame(records))[0])
    assert [(p.unit, p.amount) for p in payments] == [(0, amount) for amount in paid]


LINES = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
| 年度 | 2022 |
## 考核对象
| 单位名称 |
| 甲镇 |
| 乙镇 |
## 考核线
| 考核线 | 计入总分 |
| 一线 | 0.3 |
| 二线 | 0.3 |
| 三线 | 0.4 |
## 填报项
| 数据项 | 类型 |
| 甲 | 数值 |
| 乙 | 数值 |
| 丙 | 数值 |
## 评分细则
| 编号 | 考核线 | 标准分 | 计分方式 | 数据项 |
| 1 | 一线 | 100 | 直接评分 | 甲 |
| 2 | 二线 | 100 | 直接评分 | 乙 |
| 3 | 三线 | 100 | 直接评分 | 丙 |
"""


def weighted(*scores: tuple[str, str, str]) -> Assessment:
    scheme, findings = read_scheme(markdown.book(LINES))
    assert scheme is not None, findings
    records = [
        Record(scheme.calendar.root.name, unit, item, value, Fraction(value), State.REPORTED)
        for unit, values in zip(scheme.unit_names, scores, strict=True)
        for item, value in zip(("甲", "乙", "丙"), values, strict=True)
    ]
    return assess(scheme, to_frame(records))[0]


def test_weighted_lines_are_summed_exactly_and_rounded_once() -> None:
    # exactly 90.007 and 90.006; line by line the first came to 90.00 and the second to 90.01
    assessment = weighted(("90.01", "90", "90.01"), ("90.02", "90", "90"))
    assert totals(assessment) == [Fraction("90.01"), Fraction("90.01")]
    assert [assessment.final.rank("总分", row) for row in (0, 1)] == [1, 1]
