"""Prizes, grades and vetoes by marks: of the whole they may be sure, of one matter never."""

from __future__ import annotations

import pytest

from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.drafted import Confidence


@pytest.mark.parametrize(
    ("text", "conditions", "sums"),
    [
        ("得分90分以上的，奖励5000元", ["总分>=90"], ["5000"]),
        (
            "80分以上不足90分的村奖3000元，70分以上不足80分的奖1000元",
            ["总分>=80 且 总分<90", "总分>=70 且 总分<80"],
            ["3000", "1000"],
        ),
        (
            "考核得分95分（含）以上的奖励1万元，90分（含）至95分（不含）的奖励5000元",
            ["总分>=95", "总分>=90 且 总分<95"],
            ["10000", "5000"],
        ),
    ],
)
def test_sums_by_total(text: str, conditions: list[str], sums: list[str]) -> None:
    rows = draft_cell(text, None)
    assert [row.sure for row in rows] == [Confidence.HIGH] * len(rows)
    assert [row.columns["条件"] for row in rows] == conditions
    assert [row.columns["金额"] for row in rows] == sums
    assert len({row.columns.get("互斥组") for row in rows}) == 1  # nobody gets two


@pytest.mark.parametrize(
    "text",
    [
        "总分60分以下的罚款2000元",  # with 60 or without?
        "总分为60至75分（不含75分），每人每月发放绩效奖金150元",  # times how many?
        "年度考核总分在85分至90分的，每人发放奖金2000元",
    ],
)
def test_what_the_words_leave_open_is_asked(text: str) -> None:
    (row,) = draft_cell(text, None)
    assert row.sure is Confidence.MEDIUM
    assert "单项" not in row.why  # 总分 is the whole
    assert "请核对" in row.why or "要乘人数" in row.why


@pytest.mark.parametrize(
    "text",
    [
        "环境卫生检查前三名分别奖励3万元、2万元、1万元",
        "招商引资排名末位的罚款2000元",
        "民主测评得分每分奖10元",
        "民主测评得分90分以上为优秀，80分以上为良好",
        "卫生检查得分后三名的，约谈主要负责人",
        "森林防火得分90分以上奖励2万元",
        "民主测评得分在120分到149分之间的，不予奖励",
        "民主测评得分170分至189分按保障金100%发奖，150分至169分按70%发奖",
    ],
)
def test_marks_and_places_of_one_matter_are_not_those_of_the_whole(text: str) -> None:
    assert all(row.sure is not Confidence.HIGH for row in draft_cell(text, None))


def test_so_it_is_where_the_cell_is_about_one_matter() -> None:
    text = "前三名分别奖励3万元、2万元、1万元"
    assert {row.sure for row in draft_cell(text, None, subject="年度综合考核")} == {Confidence.HIGH}
    assert {row.sure for row in draft_cell(text, None, subject="招商引资")} == {Confidence.MEDIUM}


def test_a_fine_that_may_be_doubled_is_not_sure() -> None:
    (fine,) = draft_cell("劳动防护用品不齐全处罚10元/人次，多次屡教不改者翻倍处理", None)
    assert (fine.columns["方式"], fine.columns["基准"]) == (
        "公式",
        "-10×劳动防护用品不齐全人次数×如果(多次屡教不改=是,2,1)",
    )
    assert fine.sure is Confidence.MEDIUM
    fine, kept = draft_cell("末位的罚款1000元；屡教不改者翻倍", None)
    assert fine.sure is Confidence.MEDIUM
    assert kept.sure is Confidence.LOW


def test_a_half_is_not_twelve() -> None:
    (row,) = draft_cell("每有1个内设机构人员不足平均数1/2的，扣0.5分", None)
    assert "12" not in row.columns["数据项"]
