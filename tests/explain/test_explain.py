"""Why this score: sentences that a clerk can read out, each with the cell that it rests on."""

from __future__ import annotations

import pytest

from kaohe_xl.explain import explain_unit
from kaohe_xl.scoring.assess import assess
from tests.explain.test_points import sample
from tests.independent.s5 import BASE as S5_DATA
from tests.support.engine import tidy_of
from tests.support.small import BASE, DATA, Small, small


@pytest.fixture(scope="module")
def result() -> Small:
    return small()


def told(result: Small, unit: str, key: str | None = None) -> str:
    why, findings = explain_unit(result.assessment, result.payments, unit, key)
    assert findings == []
    assert why is not None
    return "\n".join(why.lines())


def test_a_clause_is_told_from_the_requirement_to_the_points(result: Small) -> None:
    sentence = "要求≥95%，实际92.3%，低2.7个百分点，每1个百分点扣1分，扣2.7分"
    assert sentence in told(result, "东风镇", "1.1")


def test_every_value_leads_to_its_file_sheet_and_cell(result: Small) -> None:
    assert "完成率＝92.3%　← 上半年/东风镇.xlsx!填报表!C9" in told(result, "东风镇", "1.1")


def test_the_chain_goes_from_the_rank_down_to_the_cells(result: Small) -> None:
    lines = told(result, "东风镇").split("\n")
    depth = {line.strip("　").split("　←")[0]: len(line) - len(line.lstrip("　")) for line in lines}
    chain = [
        "东风镇：第1名，总分93.32分，等次优秀",
        "全年总分93.32分＝上半年92.30×40%＋下半年94.00×60%",
        "上半年总分92.30分＝各项89.30＋直接计入总分3.00",
        "各项合计89.30分，满分100分",
        "1.1 任务完成：标准分40分，从满分起扣，得37.30分",
    ]
    assert [depth[link] for link in chain] == [0, 2, 4, 6, 8]


def test_multiplier_and_cap_are_told(result: Small) -> None:
    assert "实际3例，每1例扣2分，瞒报＝是，按2倍计，算得12分，以8分为限，扣8分" in told(result, "东风镇", "2.1")


def test_of_exclusive_clauses_the_one_left_out_says_which_one_counts(result: Small) -> None:
    assert "应得1分，与编号3的“市级表扬加3分”互斥，就高不就低，这一条不计" in told(result, "东风镇", "3")


def test_a_verified_value_keeps_the_reported_one_and_who_decided(result: Small) -> None:
    text = told(result, "东风镇", "2.1")
    assert "投诉例数＝3例（核定，原报2例；复查发现漏报一例（何敏，2023-01-06））　← 方案.xlsx!核定调整!E2；" in text
    assert text.count("方案.xlsx!核定调整!E2") == 1


def test_a_verified_score_keeps_what_was_reckoned(result: Small) -> None:
    assert "核定得分20分，原计14分；补交了整改台账（何敏，2022-07-10）" in told(result, "朝阳镇", "2.2")


def test_what_was_deducted_beyond_zero_is_told(result: Small) -> None:
    assert "扣完为止：各条相加为-10分，按0分计" in told(result, "新城街道", "2.2")


def test_different_absences_stay_different(result: Small) -> None:
    assert "缺“完成率”（缺数据），该项计零" in told(result, "朝阳镇", "1.1")
    assert "缺“完成率”（未报），该项计零" in told(result, "新城街道", "1.1")


def test_a_derived_item_says_what_it_was_made_from_or_why_it_was_not(result: Small) -> None:
    good = told(result, "东风镇", "1.2")
    assert "办结率＝98%（＝办结件数÷应办件数）" in good
    assert "办结件数＝98件　← 上半年/东风镇.xlsx!填报表!C11" in good
    assert "缺“办结率”（算不出来），该项计零" in told(result, "朝阳镇", "1.2")
    assert "缺“办结率”（未报：没有办结件数、应办件数），该项计零" in told(result, "新城街道", "1.2")


def test_a_veto_names_its_condition_its_figures_and_what_follows(result: Small) -> None:
    text = told(result, "朝阳镇")
    assert "名次：3个单位中第3名（按分数第2名，否决：名次后移1位）" in text
    assert "否决：发生重大事故，条件 重大事故>0 且 刑事案件≥1；后果：名次后移1位、取消奖励" in text
    assert text.count("条件成立") == 1
    assert "下半年：重大事故1起，刑事案件2起，条件成立　← 下半年/朝阳镇.xlsx!填报表!C17" in text
    assert "因其他单位名次移动而变为第2名" in told(result, "新城街道")


def test_money_is_told_with_its_reason_source_and_receiver(result: Small) -> None:
    assert "第一名奖（奖励，单位）10000元（县6000元、镇4000元）：总分第1名；定额10000元" in told(result, "东风镇")
    assert "末位罚款（处罚，书记 李四）-500元：总分倒数第1名" in told(result, "朝阳镇")


def test_not_applicable_is_scaled_in_figures() -> None:
    data = {**DATA, "下半年": {**DATA["下半年"], "东风镇": {**BASE, "整改项数": "不适用", "投诉例数": 2}}}
    text = told(small(data), "东风镇")
    assert "整改：标准分20分，不适用，没有得分" in text
    assert "不适用：标准分20分从满分中剔除，其余得分按比例折算" in text
    assert "不适用的20分已剔除，折算 74×100÷（100－20）＝92.5分" in text


def test_an_alias_will_do_and_a_mistyped_name_is_answered_with_the_nearest(result: Small) -> None:
    assert told(result, "新城街办").startswith("新城街道：")
    nothing, findings = explain_unit(result.assessment, result.payments, "东峰镇")
    assert nothing is None
    assert [f.code for f in findings] == ["R301"]
    assert "东风镇" in findings[0].remedy


def test_a_mistyped_number_is_answered_too(result: Small) -> None:
    nothing, findings = explain_unit(result.assessment, result.payments, "东风镇", "2.9")
    assert nothing is None
    assert [f.code for f in findings] == ["R302"]


def test_a_heading_is_explained_by_its_children() -> None:
    scheme = sample("s5")
    assessment, _ = assess(scheme, tidy_of(scheme, S5_DATA))
    heading = next(i for i in scheme.indicators.values() if i.children and not i.scored)
    why, _ = explain_unit(assessment, [], scheme.unit_names[0], heading.key)
    assert why is not None
    assert [part.text.split()[1] for part in why.because] == list(heading.children)
