"""What a careful reviewer asks about a scheme that can be read: contradictions, told once, at the row that has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.base.finding import Severity
from kaohe_xl.notice import missing_templates
from tests.scheme.test_outcome import GRADE, LINES, PERIODS, TWO_LINES, VETO, reward
from tests.scheme.text import ITEMS, RUBRIC, SETTINGS, SMALL, UNITS
from tests.support import markdown as md

HEAD = "## 评分细则\n| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 上限 | 计入 | 互斥 | 适用期次 |\n"


def rubric(*rows: str, before: str = SETTINGS + UNITS + ITEMS) -> str:
    """The small scheme with these rows as its rubric (others keep the items used)."""
    rest = "| 8 | 5 | 每例扣分 | 差错例数 | | 1 |\n| 9 | 5 | 不达标扣分 | 设立专栏 | 是 | 1 |\n"
    return before + HEAD + "".join(f"| {row} |\n" for row in rows) + "| 7 | 5 | 比例得分 | 完成率 | >=95% | |\n" + rest


def warned(text: str) -> list[tuple[str, str]]:
    """A scheme that can be scored, and what is said about it."""
    scheme, findings = md.read(text)
    assert scheme is not None, [str(each) for each in findings]
    return md.told(findings)


def sentence(text: str, code: str) -> str:
    _, findings = md.read(text)
    return next(str(each) for each in findings if each.code == code)


# -- tiers and bases --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "tiers", "code", "words"),
    [
        ("分档得分 | 完成率", ">=90%:5; >=95%:8; >=98%:10", "S313", "第 2 档永远取不到：会落到前面的第 1 档"),
        ("分档得分 | 完成率", ">=95%:10; 其它:5; >=80%:8", "S313", "第 3 档永远取不到"),
        ("分档得分 | 完成率", ">=120%:10; >=100%:8", "S313", "第 1 档永远取不到：在填报项的最小、最大之间永远不成立"),
        ("分档扣分 | 差错例数", ">=10:5; >=12:8; >=3:2", "S313", "第 2 档永远取不到"),
        ("分档得分 | 完成率", ">=95% 且 <=98%:8; >=98%:10; >=90%:5", "S314", "第 1 档和第 2 档有重叠，例如 98%"),
        ("分档得分 | 完成率", ">95%:10; <95%:5", "S315", "漏了 95%"),
        ("分档得分 | 设立专栏", "是:10; 有:8", "S313", "第 2 档永远取不到"),
    ],
)
def test_tiers_that_cannot_be_meant_so(kind: str, tiers: str, code: str, words: str) -> None:
    text = rubric(f"1 | 10 | {kind} | {tiers} | | | | |")
    assert (code, "评分细则!C2") in warned(text)
    assert words in sentence(text, code)


@pytest.mark.parametrize(
    "row",
    [
        "分档得分 | 完成率 | >=98%:10; >=95%:8; >=90%:5",
        "分档得分 | 完成率 | >=95%:10; <95% 且 >=80%:6; <80%:0",
        "分档得分 | 完成率、设立专栏 | 设立专栏=是:10; 完成率>=95%:8",
        "分档扣分 | 差错例数 | >=6:10; >=3:5",
        "分档得分 | 完成率 | >=全体平均(完成率):10; >=80%:5",
    ],
)
def test_tiers_that_are_right(row: str) -> None:
    assert warned(rubric(f"1 | 10 | {row} | | | | |")) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("达标得分 | 完成率 | >=105% |", "完成率≥105%”永远不会成立（填报项允许填 0%～100%）"),
        ("不达标扣分 | 完成率 | >=0% | 1", "总是成立"),
        ("触发清零 | 差错例数 | >=0 |", "总是成立"),
        ("比例得分 | 完成率 | >=120% |", "永远不会成立"),
    ],
)
def test_a_base_outside_what_may_be_filled_in(row: str, words: str) -> None:
    text = rubric(f"1 | 10 | {row} | | | |")
    assert ("S316", "评分细则!C2") in warned(text)
    assert words in sentence(text, "S316")


# -- points -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("每例扣分 | 差错例数 | | 0 | |", "分值是 0"),
        ("每例扣分 | 差错例数 | | 20 | |", "分值 20 比标准分 10 还大"),
        ("每例得分 | 差错例数 | | 2 | 0 |", "上限不大于 0"),
        ("每例得分 | 差错例数 | | 2 | 30 |", "上限 30 比标准分 10 还大"),
    ],
)
def test_points_that_never_matter(row: str, words: str) -> None:
    text = rubric(f"1 | 10 | {row} | |")
    assert ("S308", "评分细则!C2") in warned(text)
    assert words in sentence(text, "S308")


def test_giving_clauses_that_cannot_reach_the_mark() -> None:
    text = rubric("1 | 10 | 达标得分 | 设立专栏 | 是 | 3 | | | |", " | | 比例得分 | 完成率 | >=95% | 5 | | | |")
    assert warned(text) == [("S318", "评分细则!A2")]
    assert "最多 8 分，到不了标准分 10 分" in sentence(text, "S318")


def test_an_exclusive_mark_that_stands_once() -> None:
    text = rubric("1 | | 达标得分 | 设立专栏 | 是 | 3 | | 总分 | 获奖 |")
    assert warned(text) == [("S319", "评分细则!C2")]
    both = rubric(
        "1 | | 达标得分 | 设立专栏 | 是 | 3 | | 总分 | 获奖 |", " | | 达标得分 | 完成率 | >=98% | 5 | | 总分 | 获奖 |"
    )
    assert warned(both) == []


def test_a_section_that_names_other_points_than_its_indicators_have() -> None:
    text = SMALL.replace("| 1 | 工作质量 |", "| 1 | 工作质量（20分） |")
    assert warned(text) == [("S320", "评分细则!A2")]
    assert warned(SMALL.replace("| 1 | 工作质量 |", "| 1 | 工作质量（15分） |")) == []


def test_what_is_known_only_after_scoring_is_an_error_in_the_rubric() -> None:
    for formula in ("总分÷10", "如果(名次<=3, 5, 0)"):
        scheme, findings = md.read(rubric(f"1 | 10 | 公式得分 | | {formula} | | | | |"))
        assert scheme is None
        assert md.told(findings) == [("S321", "评分细则!C2")]


def test_a_ring_of_scores_and_a_derived_item_on_scores() -> None:
    text = rubric("1 | 10 | 公式得分 | | 得分[2]÷2 | | | | |", "2 | 10 | 公式得分 | | 得分[1]+1 | | | | |")
    scheme, findings = md.read(text)
    assert scheme is None
    assert md.told(findings) == [("S309", "评分细则!A2"), ("S309", "评分细则!A3")]
    items = "## 填报项\n| 数据项 | 类型 | 公式 |\n| 完成率 | 百分比 | |\n| 差错例数 | 整数 | |\n| 设立专栏 | 是否 | |\n"
    scheme, findings = md.read(SETTINGS + UNITS + items + "| 折算数 | 数值 | 总分×2 |\n" + RUBRIC)
    assert scheme is None
    assert md.told(findings) == [("S105", "填报项!C5")]


def test_an_item_that_nothing_uses() -> None:
    assert warned(
        SMALL.replace("| 设立专栏 | | 是否 | | | |", "| 设立专栏 | | 是否 | | | |\n| 走访户数 | 户 | 整数 | | | |")
    ) == [("S501", "填报项!A5")]
    record = SMALL.replace("| 设立专栏 | | 是否 | | | |", "| 设立专栏 | | 是否 | | | |\n| 批准文号 | | 文本 | | | |")
    assert warned(record) == [], "a text is asked for the record"


# -- lines ------------------------------------------------------------------------------------------------------------


def test_each_line_is_told_that_does_not_add_up() -> None:
    text = TWO_LINES.replace("| 党政线 | | 10 |", "| 党政线 | | 12 |").replace("| 业务线 | | 5 |", "| 业务线 | | 4 |")
    scheme, findings = md.read(text)
    assert scheme is None
    assert md.told(findings) == [("S307", "考核线!A2"), ("S307", "考核线!A3")]
    assert "少 2" in findings[0].text
    assert "多 1" in findings[1].text


# -- vetoes and grades ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("完成率>120%", "S402"),
        ("差错例数<0", "S402"),
        ("差错例数>=0", "S403"),
        ("设立专栏=是 或 设立专栏=否", "S403"),
        ("完成率>=90% 且 完成率<80%", "S402"),
    ],
)
def test_vetoes_that_never_or_always_fall(condition: str, code: str) -> None:
    assert warned(SMALL + VETO + f"| 甲 | {condition} | | | 取消奖励 | |\n") == [(code, "一票否决!A2")]


def test_groups_of_vetoes() -> None:
    rows = "| 甲 | 差错例数>=3 | 两项 | 3 | 取消奖励 | |\n| 乙 | 设立专栏=否 | 两项 | 3 | 取消奖励 | |\n"
    assert warned(SMALL + VETO + rows) == [("S404", "一票否决!A2")]
    rows = "| 甲 | 差错例数>=3 | 两项 | 2 | 取消奖励 | |\n| 乙 | 设立专栏=否 | 两项 | | 取消奖励 | |\n"
    assert warned(SMALL + VETO + rows) == []


def test_a_yearly_veto_that_forgets_the_first_half_year() -> None:
    veto = VETO + "| 甲 | 设立专栏=否 | | | 取消奖励 | 全年 |\n"
    assert warned(SMALL + PERIODS + veto) == [("S409", "填报项!A4")]
    cured = (SMALL + PERIODS + veto).replace(
        "| 最小 | 最大 |\n|---|---|---|---|---|---|", "| 最小 | 最大 | 期内汇总 |\n|---|---|---|---|---|---|---|"
    )
    cured = cured.replace("| 设立专栏 | | 是否 | | | |", "| 设立专栏 | | 是否 | | | | 任一 |")
    assert warned(cured) == []
    assert warned(SMALL + veto) == [], "one period forgets nothing"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("| 良好 | 80 | | | | |\n| 优秀 | 90 | | | | |\n| 合格 | | | | | |", [("S407", "等次!A3")]),
        ("| 优秀 | 90 | | 30%% | | |\n| 良好 | 90 | | | | |\n| 合格 | | | | | |", []),
        ("| 优秀 | 90 | 3 | | | |\n| 良好 | 90 | | | | |\n| 合格 | | | | | |", []),
        ("| 合格 | | | | | |\n| 不合格 | | | | | |", [("S407", "等次!A3")]),
        ("| 优秀 | 90 | | | | |\n| 合格 | 60 | | | | |", [("S408", "等次!A3")]),
    ],
)
def test_grades_that_nobody_gets(rows: str, told: list[tuple[str, str]]) -> None:
    assert warned(SMALL + GRADE + rows + "\n") == told


# -- rewards ----------------------------------------------------------------------------------------------------------

GRADES = GRADE + "| 优秀 | 90 | | | | |\n| 合格 | | | | | |\n"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"奖惩": "奖", "名次起": "4", "名次止": "5", "金额": "100"}, "S502"),
        ({"奖惩": "奖", "名次起": "1", "名次止": "2", "适用分组": "街道", "金额": "100"}, "S502"),
        ({"奖惩": "罚", "类型": "处罚", "名次起": "-4", "金额": "100"}, "S502"),
        ({"奖惩": "奖", "金额": "100"}, "S608"),
        ({"奖惩": "降职", "类型": "处理建议", "名次起": "-1", "连续次数": "2"}, "S607"),
    ],
)
def test_rewards_that_a_reviewer_would_ask_about(cells: dict[str, str], code: str) -> None:
    assert warned(SMALL + reward(**cells)) == [(code, "奖惩!A2")]


def test_rewards_that_cannot_be_paid_are_errors() -> None:
    for text, code in (
        (SMALL + GRADES + reward(奖惩="工资", 方式="系数", 金额="1000"), "S604"),
        (SMALL + GRADES + reward(奖惩="奖", 条件="等次=优良", 金额="100"), "S605"),
    ):
        scheme, findings = md.read(text)
        assert scheme is None
        assert md.told(findings) == [(code, "奖惩!A2")]


def test_a_pool_that_is_shared_out_twice() -> None:
    pool = {"奖惩": "经费", "方式": "得分分配", "金额": "100000"}
    twice = reward(**pool, 适用分组="镇") + reward(**pool, 适用分组="街道").split("\n")[2] + "\n"
    assert warned(SMALL + twice) == [("S603", "奖惩!A3")]
    assert "一共发 200000 元" in sentence(SMALL + twice, "S603")
    assert warned(TWO_LINES + reward(**pool, 依据="各考核线")) == [("S603", "奖惩!A2")]


def test_a_rank_that_is_paid_twice() -> None:
    second = reward(奖惩="二等奖", 类型="奖励", 名次起="1", 名次止="2", 金额="500").split("\n")[2] + "\n"
    text = SMALL + reward(奖惩="一等奖", 类型="奖励", 名次起="1", 金额="1000") + second
    assert warned(text) == [("S606", "奖惩!A3")]
    assert "第 1 名既得“一等奖”（A2），又得“二等奖”" in sentence(text, "S606")


def test_a_basis_that_does_not_concern_the_units() -> None:
    lines = TWO_LINES.replace(LINES, LINES.replace("| 业务线 | | 5 |", "| 业务线 | 街道 | 5 |"))
    text = lines + reward(奖惩="奖", 依据="业务线", 适用分组="镇", 名次起="1", 金额="100")
    assert warned(text) == [("S601", "奖惩!A2")]


def test_a_basis_without_score_in_the_period() -> None:
    text = rubric("1 | | 达标得分 | 设立专栏 | 是 | 3 | | 总分 | | 全年", before=SETTINGS + UNITS + ITEMS + PERIODS)
    text += reward(奖惩="奖", 依据="1", 期次="半年", 名次起="1", 金额="100")
    assert warned(text) == [("S602", "奖惩!A2")]


def test_higher_units_need_not_be_assessed_themselves() -> None:
    text = SMALL.replace("| 书记 |", "| 上级单位 |").replace("| 张伟 |", "| 清溪县 |")
    assert warned(text) == []


def test_warnings_do_not_stop_scoring_and_errors_hide_what_only_looks_unused() -> None:
    text = SMALL.replace("| 每例扣分 | 差错例数 |", "| 每例扣 | 差错例数 |")
    _, findings = md.read(text)
    assert [each.severity for each in findings] == [Severity.ERROR], (
        "差错例数 is not unused: its rule could not be read"
    )


def test_a_template_that_is_not_there_is_told_before_anything_is_scored(tmp_path: Path) -> None:
    head = "## 奖惩\n| 奖惩 | 类型 | 名次起 | 通报模板 |\n"
    scheme = md.scheme(
        SMALL
        + head
        + "| 先进 | 通报表扬 | 1 | 表阳 |\n| 末位 | 约谈 | -1 | 本县约谈 |\n| 表扬 | 通报表扬 | 2 | 表扬 |\n"
    )
    assert [(found.code, found.place.cell) for found in missing_templates(scheme, None)] == [
        ("R407", "A2"),
        ("R407", "A3"),
    ]
    (tmp_path / "本县约谈.j2").write_text("标题：约谈", encoding="utf-8")
    assert [found.place.cell for found in missing_templates(scheme, tmp_path)] == ["A2"]
    assert "表扬" in missing_templates(scheme, tmp_path)[0].remedy


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("", []),
        ("半年", [("S410", "一票否决!A2")]),
        ("半年、年终", [("S410", "一票否决!A2")]),
        ("年终、全年", []),
        ("全年", []),
    ],
)
def test_a_veto_that_never_reaches_the_year(when: str, told: list[tuple[str, str]]) -> None:
    assert warned(SMALL + PERIODS + VETO + f"| 差错多 | 差错例数>=3 | | | 不参与排名 | {when} |\n") == told
    if told:
        text = sentence(SMALL + PERIODS + VETO + f"| 差错多 | 差错例数>=3 | | | 不参与排名 | {when} |\n", "S410")
        assert "全年的排名、等次和奖惩不受影响" in text
    monthly = SMALL + PERIODS + VETO + f"| 差错多 | 差错例数>=3 | | | 不参与排名 | {when} |\n"
    assert warned(monthly + reward(奖惩="奖", 期次="半年", 名次起="1", 金额="100")) == []  # nobody is paid for the year


SUMMED = """
## 考核期
| 期次 | 上级期次 | 汇总方式 |
|---|---|---|
| 半年 | 全年 | |
| 年终 | 全年 | |
| 全年 | | 合计 |
"""


@pytest.mark.parametrize(
    ("condition", "when", "told"),
    [
        ("总分<{above}", "", [("S411", "一票否决!A2")]),
        ("差错例数>0 且 {above}>总分", "", [("S411", "一票否决!A2")]),
        ("总分<{above}", "全年", []),
        ("总分<{below}", "", []),
    ],
)
def test_a_total_that_a_period_cannot_reach(condition: str, when: str, told: list[tuple[str, str]]) -> None:
    scheme, _ = md.read(SMALL + SUMMED)
    assert scheme is not None
    full = int(sum(indicator.full_mark or 0 for indicator in scheme.indicators.values() if indicator.scored))
    text = condition.format(above=full + 1, below=full)
    veto = VETO + f"| 过低 | {text} | | | 取消奖励 | {when} |\n"
    assert warned(SMALL + SUMMED + veto) == told
    if told:
        assert f"半年满分{full}分、年终满分{full}分" in sentence(SMALL + SUMMED + veto, "S411")
