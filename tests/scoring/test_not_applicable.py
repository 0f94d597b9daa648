"""不适用 speaks for its own item only; what is missing beats it; what the other items decide is decided.

A unit that returned nothing gets no 缺省值, and a 核定 does not make it one that returned its form.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.tidy import Record, State, Value, to_frame
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scoring.assess import Assessment, assess
from kaohe_xl.scoring.score import ScoreStatus
from tests.support import markdown

NA, BLANK, NEVER = "不适用", None, "未报"
Given = Mapping[str, str | int | None]

ONE = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
| 年度 | 2022 |
| 不适用处理 | {handling} |
## 考核对象
| 单位名称 |
| 甲镇 |
| 乙镇 |
## 填报项
| 数据项 | 类型 | 缺省值 | 公式 |
| 一 | 整数 | | |
| 二 | 整数 | | |
| 有 | 是否 | | |
| 在 | 是否 | | |
| 和 | 数值 | | 一＋二 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 起点 | 倍数 |
{rubric}
"""


def scheme_of(text: str) -> Scheme:
    scheme, findings = read_scheme(markdown.book(text))
    assert scheme is not None, "\n".join(str(finding) for finding in findings)
    return scheme


def scored(scheme: Scheme, given: Mapping[str, Mapping[str, Given]], found: list[Finding] | None = None) -> Assessment:
    """``given``: 期次 → unit → item → what was typed; a unit not named returned nothing."""
    records = [
        _record(leaf.name, unit, item.name, given.get(leaf.name, {}).get(unit))
        for leaf in scheme.calendar.leaves
        for unit in scheme.unit_names
        for item in scheme.items.values()
        if not item.derived
    ]
    assessment, findings = assess(scheme, to_frame(records))
    if found is not None:
        found.extend(findings)
    return assessment


def _record(period: str, unit: str, item: str, given: Given | None) -> Record:
    typed = NEVER if given is None else given.get(item, BLANK)
    if typed is None or typed in (NA, NEVER):
        state = {None: State.BLANK, NA: State.NOT_APPLICABLE, NEVER: State.UNRETURNED}[typed]  # type: ignore[index]
        return Record(period, unit, item, NA if typed == NA else "", None, state)
    value: Value = Fraction(typed) if isinstance(typed, int) else typed
    return Record(period, unit, item, str(typed), value, State.REPORTED)


FULL, ZERO, AWAY = Fraction(10), Fraction(0), None
ZEROING = "| 1 | 10 | 直接评分 | 一 | | | | |\n| | | 触发清零 | 一、二 | >=3 | | | |"
MEET = "| 1 | 10 | 达标得分 | 有、在 | 是 | 10 | | |"
MISS = "| 1 | 10 | 不达标扣分 | 有、在 | 是 | 4 | | |"
TIMES = "| 1 | 10 | 每例扣分 | 一 | | 2 | | 有=是:2 |"
DERIVED = "| 1 | 10 | 每例得分 | 和 | | 1 | | |"
WRITTEN = "| 1 | 10 | 直接评分 | 一 | | | | |\n| | | 触发清零 | | {} | | | |"
TABLE: list[tuple[str, Given, Fraction | None, ScoreStatus]] = [
    (ZEROING, {"一": 5, "二": NA}, ZERO, ScoreStatus.ZEROED),
    (ZEROING, {"一": 2, "二": NA}, Fraction(2), ScoreStatus.SCORED),
    (ZEROING, {"一": 2, "二": BLANK}, ZERO, ScoreStatus.MISSING),
    (MEET, {"有": "是", "在": NA}, FULL, ScoreStatus.SCORED),
    (MEET, {"有": "否", "在": NA}, ZERO, ScoreStatus.SCORED),
    (MEET, {"有": BLANK, "在": NA}, ZERO, ScoreStatus.MISSING),
    (MEET, {"有": NA, "在": NA}, AWAY, ScoreStatus.NOT_APPLICABLE),
    (MISS, {"有": "否", "在": NA}, Fraction(6), ScoreStatus.SCORED),
    (MISS, {"有": "是", "在": NA}, FULL, ScoreStatus.SCORED),
    (MISS, {"有": BLANK, "在": NA}, ZERO, ScoreStatus.MISSING),
    (MISS, {"有": NA, "在": NA}, AWAY, ScoreStatus.NOT_APPLICABLE),
    (TIMES, {"一": 1, "有": "是"}, Fraction(6), ScoreStatus.SCORED),
    (TIMES, {"一": 1, "有": NA}, Fraction(8), ScoreStatus.SCORED),
    (TIMES, {"一": 1, "有": BLANK}, ZERO, ScoreStatus.MISSING),
    (TIMES, {"一": NA, "有": BLANK}, ZERO, ScoreStatus.MISSING),
    (TIMES, {"一": NA, "有": "是"}, AWAY, ScoreStatus.NOT_APPLICABLE),
    (DERIVED, {"一": BLANK, "二": NA}, ZERO, ScoreStatus.MISSING),
    (DERIVED, {"一": 3, "二": NA}, AWAY, ScoreStatus.NOT_APPLICABLE),
    (DERIVED, {"一": 3, "二": 4}, Fraction(7), ScoreStatus.SCORED),
    (WRITTEN.format("二>=1 或 有=是"), {"一": 5, "二": NA, "有": "是"}, ZERO, ScoreStatus.ZEROED),
    (WRITTEN.format("二>=1 且 有=是"), {"一": 5, "二": NA, "有": "是"}, Fraction(5), ScoreStatus.SCORED),
    (WRITTEN.format("二>=1 且 有=是"), {"一": 5, "二": NA, "有": BLANK}, ZERO, ScoreStatus.MISSING),
]


@pytest.mark.parametrize(("rubric", "given", "expected", "status"), TABLE)
@pytest.mark.parametrize("handling", ["剔除折算", "得满分"])
def test_not_applicable_speaks_for_its_own_item_only(
    rubric: str, given: Given, expected: Fraction | None, status: ScoreStatus, handling: str
) -> None:
    assessment = scored(scheme_of(ONE.format(handling=handling, rubric=rubric)), {"2022年": {"甲镇": given}})
    score = assessment.final.score
    assert score is not None
    indicator = score.indicators["1"]
    assert indicator.status[0] is status
    assert indicator.score[0] == (FULL if expected is None and handling == "得满分" else expected)


YEAR = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
| 年度 | 2022 |
| 缺报处理 | {unreturned} |
| 收表 | 已截止 |
## 考核对象
| 单位名称 |
| 甲镇 |
| 乙镇 |
## 考核期
| 期次 | 上级期次 |
| 上半年 | 全年 |
| 下半年 | 全年 |
| 全年 | |
## 填报项
| 数据项 | 类型 | 缺省值 | 期内汇总 |
| 件数 | 整数 | {default} | 合计 |
| 有 | 是否 | {yes} | 最新 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 适用期次 |
| 1 | 50 | 每例得分 | 件数 | | 10 | 全年 |
| 2 | 50 | 达标得分 | 有 | 是 | 50 | {when} |
{more}
"""


def test_a_form_that_never_came_beats_the_other_period_s_not_applicable() -> None:
    scheme = scheme_of(YEAR.format(unreturned="计零", default="", yes="", when="全年", more=""))
    told = {"件数": NA, "有": "是"}
    final = scored(scheme, {"上半年": {"甲镇": told, "乙镇": {"件数": 3, "有": "是"}}}).final
    assert final.score is not None
    assert final.score.indicators["1"].status[0] is ScoreStatus.MISSING
    assert final.total[0] == 50  # not 50 scaled up to 100
    both = scored(scheme, {period: {"甲镇": told} for period in ("上半年", "下半年")}).final
    assert both.total[0] == 100


@pytest.mark.parametrize(
    ("unreturned", "total", "rank"), [("计零", ZERO, 2), ("不排名", ZERO, None), ("待定", None, None)]
)
@pytest.mark.parametrize(
    "more", ["", "## 核定调整\n| 单位 | 期次 | 数据项 | 核定值 | 依据 |\n| 乙镇 | 上半年 | 件数 | 0 | 抽查 |\n"]
)
def test_a_default_never_stands_in_for_a_form_that_never_came(
    unreturned: str, total: Fraction | None, rank: int | None, more: str
) -> None:
    scheme = scheme_of(YEAR.format(unreturned=unreturned, default=5, yes="是", when="全年", more=more))
    final = scored(scheme, {period: {"甲镇": {}} for period in ("上半年", "下半年")}).final
    assert (final.total[0], final.rank("总分", 0)) == (100, 1)  # a blank in a returned form: 缺省值
    assert (final.total[1], final.rank("总分", 1)) == (total, rank)


ASKED = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 小考核 |
| 年度 | 2022 |
## 考核对象
| 单位名称 |
| 甲镇 |
| 乙镇 |
## 填报项
| 数据项 | 类型 | {column} | 公式 |
| 件数 | 整数 | {said} | |
| 培训 | 整数 | 是 | |
| 合并 | 数值 | | 件数×2 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 分值 |
| 1 | 60 | 每例得分 | 合并 | 10 |
| 2 | 40 | 每例得分 | 培训 | 10 |
"""


@pytest.mark.parametrize(
    ("column", "said", "codes", "total"),
    [
        ("备注", "", ["R211"], 100),  # no such column: accepted as before, and listed
        ("可不适用", "", ["R211"], 100),
        ("可不适用", "是", [], 100),
        ("可不适用", "否", ["F607"], 40),
    ],
)
def test_each_accepted_not_applicable_is_listed_with_its_worth(
    column: str, said: str, codes: list[str], total: int
) -> None:
    scheme = scheme_of(ASKED.format(column=column, said=said))
    told = {"甲镇": {"件数": NA, "培训": 4}, "乙镇": {"件数": 3, "培训": 2}}
    found: list[Finding] = []
    final = scored(scheme, {"2022年": told}, found).final
    assert final.total[0] == total
    listed = [finding for finding in found if finding.code in ("R211", "F607")]
    assert [finding.code for finding in listed] == codes
    assert all(finding.unit == "甲镇" for finding in listed)
    if codes == ["R211"]:
        assert "2022年的总分少60分" in listed[0].text  # 40 scaled up to 100, against 0 and 40


def test_what_a_not_applicable_is_worth_is_told_for_the_year_too() -> None:
    scheme = scheme_of(YEAR.format(unreturned="计零", default="", yes="", when="上半年", more=""))
    told = {"件数": NA, "有": "是"}
    found: list[Finding] = []
    final = scored(
        scheme, {p: {"甲镇": told, "乙镇": {"件数": 1, "有": "否"}} for p in ("上半年", "下半年")}, found
    ).final
    assert final.total[0] == 50
    listed = [finding for finding in found if finding.code == "R211"]
    assert [finding.period for finding in listed] == ["上半年", "下半年"]
    assert all("总分不变" in finding.text for finding in listed)  # the year's only indicator: nothing to scale up
