"""Documents as offices lay them out, made into Word files: the rows drafted from them, how sure, and the sums."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.drafting.assemble import assemble
from kaohe_xl.drafting.document.layout import read_document
from kaohe_xl.drafting.document.sources import from_text, labelled
from kaohe_xl.drafting.draft import Draft
from kaohe_xl.reading.docx import read_docx
from tests.support.word import word

_DATA = Path(__file__).parent / "data"
Row = tuple[Any, ...]


def drafted(text: str) -> Draft:
    return assemble(read_document(labelled(read_docx(word(text)))), "细则.docx")


def of_data(number: str) -> Draft:
    text = next(_DATA.glob(f"{number}-*.md")).read_text(encoding="utf-8")
    return drafted(text.partition("\n---\n")[2].partition("## expected")[0])


def rows(draft: Draft, sheet: str, *columns: str) -> list[Row]:
    return [tuple(row.get(column, "") for column in columns) for row in draft.sheets.get(sheet, ())]


def test_a_table_with_numbered_clauses_in_its_cells() -> None:
    draft = of_data("01")
    found = rows(draft, "评分细则", "编号", "标准分", "计分方式", "基准", "每", "分值", "可信")
    assert found == [
        ("1", 4, "分档扣分", "未建立责任制:4; 不完善:2", "", "", "中"),
        ("1", "", "每例扣分", "", "", "0.5", "高"),
        ("2", 4, "不达标扣分", "是", "", "2", "高"),
        ("2", "", "分档扣分", "无考核细则:2; 操作性差:1", "", "", "中"),
        ("2", "", "每例扣分", "", "", "1", "高"),
        ("2", "", "每例扣分", "", "", "1", "高"),
        ("3", 6, "不达标扣分", "是", "", "2", "高"),
        ("3", "", "不达标扣分", "是", "", "2", "高"),
        ("3", "", "酌情扣分", "0~6", "", "", "低"),  # no base is written: 1—3%, which of them?
        ("3", "", "差额扣分", ">=100%", "10", "0.5", "高"),
        ("4", 10, "触发清零", ">0", "", "", "高"),
    ]
    assert rows(draft, "一票否决", "否决项", "条件", "可信") == [("死亡事故", "死亡事故起数>0", "中")]
    assert [(each.stated, each.found, each.agrees) for each in draft.sums] == [(24, 24, True)]


def test_what_a_row_would_do_is_worked_out_by_the_engine() -> None:
    means = dict(rows(of_data("01"), "评分细则", "评分标准", "照此计算"))
    assert means["参保率低于100%的，每低于10%扣0.5分"] == "100%不扣；90%扣0.5分；50%扣2.5分"
    assert means["未制定年度计划的扣2分"] == "“是”不扣；“否”扣2分"


def test_formulas_in_cells_and_a_merged_bonus_item() -> None:
    found = rows(
        of_data("03"), "评分细则", "编号", "标准分", "计分方式", "数据项", "基准", "分值", "上限", "计入", "可信"
    )
    assert found[:3] == [
        ("1", 30, "比例得分", "新引进项目数", ">=时序目标", "", "", "", "高"),
        ("2", 20, "比例得分", "实际到位资金", ">=当年实际到位资金时序目标", "", "", "", "中"),
        ("3", 20, "公式得分", "", "契合项目数÷新引进项目数×标准分", "", "", "", "高"),
    ]
    assert [(row[0], row[1], row[7]) for row in found[5:]] == [(f"6.{n}", "", "总分") for n in (1, 2, 3)]
    assert found[5][2:7] == ("每例得分", "提请领导外出走访企业个数", "", "0.5", "3")


def test_marks_under_a_header_of_two_rows() -> None:
    draft = of_data("04")
    found = rows(draft, "评分细则", "编号", "标准分", "计分方式", "基准", "可信")
    assert found == [
        ("1", 10, "", "", ""),
        ("1.1", 5, "分档得分", "优秀:5; 良好:4; 合格:3; 其它:2", "高"),
        ("1.2", 5, "分档得分", "优秀:5; 良好:4; 合格:3; 其它:0", "高"),
        ("2", 20, "", "", ""),
        ("2.1", 10, "分档得分", "优秀:10; 良好:8; 合格:6; 其它:0", "高"),
        ("2.2", 10, "分档得分", "优秀:10; 良好:8; 合格:6; 其它:0", "高"),
    ]
    assert rows(draft, "等次", "等次", "最低分") == [("优秀", "27"), ("良好", "24"), ("合格", "21"), ("不合格", "")]
    assert all(each.agrees for each in draft.sums)
    assert len(draft.sums) == 2


def test_weights_of_the_year_in_a_formula() -> None:
    found = rows(of_data("07"), "考核期", "期次", "上级期次", "权重", "汇总方式")
    assert found[:3] == [
        ("全年", "", "", "加权"),
        ("年终", "全年", pytest.approx(0.4), ""),
        ("月度", "全年", pytest.approx(0.6), "平均"),
    ]
    assert [row[0] for row in found[3:]] == [f"{month}月" for month in range(1, 13)]


def test_a_sum_that_does_not_come_out_is_said_where() -> None:
    draft = drafted(
        """
        | 考核项目 | 考核内容 | 分值 | 评分标准 |
        |---|---|---|---|
        | 宣传（10分） | 宣传栏 | 5 | 缺1次扣1分 |
        | ^ | 信息 | 4 | 缺1篇扣1分 |
        | 合计 | < | 9 | |
        """
    )
    assert [(each.what, each.stated, each.found) for each in draft.sums] == [
        ("“宣传”各项之和", 10, 9), ("各项标准分之和", 9, 9),
    ]  # fmt: skip
    assert any("差 1" in question.text for question in draft.questions)


def test_articles_in_prose_with_marks_in_their_headings() -> None:
    draft = assemble(
        read_document(
            from_text(
                "2024年镇街目标考核办法\n考核对象：甲镇、乙镇、丙街道\n半年考核占30%，年终考核占70%。\n"
                "一、宣传教育（40分）\n1、网上办证率（20分）：低于85%，每低1个百分点扣1分。\n"
                "2、信息报送（20分）\n⑴缺报1篇扣2分；⑵迟报1篇扣1分。\n二、综合治理（60分）\n"
                "1、信访（60分）。越级信访每起扣5分。\n三、总分前三名分别奖2000、1500、1000元。"
            )
        ),
        "粘贴的文字",
    )
    assert (draft.title, draft.year) == ("2024年镇街目标考核办法", 2024)
    assert rows(draft, "考核对象", "单位名称") == [("甲镇",), ("乙镇",), ("丙街道",)]
    assert [row[0] for row in rows(draft, "考核期", "期次")] == ["全年", "半年", "年终"]
    assert rows(draft, "评分细则", "编号", "标准分", "计分方式", "分值") == [
        ("1", 40, "", ""), ("1.1", 20, "差额扣分", "1"), ("1.2", 20, "每例扣分", "2"), ("1.2", "", "每例扣分", "1"),
        ("2", 60, "", ""), ("2.1", 60, "每例扣分", "5"),
    ]  # fmt: skip
    assert [row[0] for row in rows(draft, "奖惩", "金额")] == ["2000", "1500", "1000"]


def test_two_facts_are_never_under_one_name() -> None:
    draft = drafted(
        """
        | 序号 | 考核内容 | 分值 | 评分标准 | 责任单位 |
        |---|---|---|---|---|
        | 1 | 月报 | 5 | 不及时每次扣1分 | 统计局 |
        | 2 | 季报 | 5 | 不及时每次扣2分 | 各镇 |
        """
    )
    assert rows(draft, "填报项", "数据项", "填报人") == [("不及时次数", "统计局"), ("季报不及时次数", "本单位")]


def test_a_table_goes_on_with_its_header_repeated_or_without() -> None:
    draft = drafted(
        """
        | 序号 | 考核内容 | 标准分 | 计分办法 |
        |---|---|---|---|
        | 1 | 甲 | 50 | 缺1次扣1分 |

        续表1

        | 序号 | 考核内容 | 标准分 | 计分办法 |
        |---|---|---|---|
        | 2 | 乙 | 30 | 缺1份扣1分 |

        （接上）

        | 3 | 丙 | 20 | 缺1篇扣1分 |
        """
    )
    assert rows(draft, "评分细则", "编号", "标准分") == [("1", 50), ("2", 30), ("3", 20)]


def test_an_office_notice_with_articles_and_a_sum_that_is_wrong() -> None:
    draft = assemble(
        read_document(
            from_text(
                "关于印发《2023年度社区目标管理考核办法》的通知\n各社区：\n二、考核办法\n实行百分制考核。\n"
                "（一）党建工作（20分）\n"
                "1. 组织生活（10分）：未按时召开组织生活会，每次扣2分；记录不全的酌情扣1-2分。\n"
                "2. 党员教育10分。培训参训率达不到90%扣3分。\n（二）综治工作（70分）\n"
                "1、矛盾调处（50分）。发生群体性事件不得分；越级上访每起扣5分，最多扣20分。\n2、平安创建（20分）。视情况打分。\n"
                "三、结果运用\n得分90分以上为优秀，80—89分为良好，60分以下不合格。\n末位给予黄牌警告。"
            )
        ),
        "通知.txt",
    )
    assert rows(draft, "评分细则", "编号", "计分方式", "基准", "分值", "上限", "可信")[1:4] == [
        ("1.1", "每例扣分", "", "2", "", "高"), ("1.1", "酌情扣分", "1~2", "", "", "高"),
        ("1.2", "不达标扣分", ">=90%", "3", "", "高"),
    ]  # fmt: skip
    assert rows(draft, "评分细则", "编号", "计分方式", "上限")[5:] == [
        ("2.1", "触发清零", ""), ("2.1", "每例扣分", "20"), ("2.2", "评定", ""),
    ]  # fmt: skip
    assert [(each.stated, each.found) for each in draft.sums if not each.agrees] == [(100, 90)]
    assert rows(draft, "等次", "等次", "最低分") == [("优秀", "90"), ("良好", "80"), ("不合格", "")]
    assert rows(draft, "奖惩", "类型", "名次起") == [("黄牌警告", "-1")]
    judged = [row for row in draft.sheets["填报项"] if row["计量单位"] == "分"]
    assert {row["填报人"] for row in judged} == {"考核办"}
    assert "各社区：" in [each.text for each in draft.left_out]
