"""Which notices there are, what they say, and that each says nothing about anybody else."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_xl.appeals import appealed
from kaohe_xl.notice import appeal_responses, publicity
from kaohe_xl.notice.compose import Notice, compose_notices, load_templates
from kaohe_xl.notice.document import BlockKind, parse_document
from kaohe_xl.notice.facts import TemplateFacts
from kaohe_xl.notice.plain_facts import names_of
from kaohe_xl.sheets.lists.notice import column_spans, notice_sheet
from kaohe_xl.templating.job import Task
from kaohe_xl.templating.render import render_all
from tests.support.sheets import shown, texts
from tests.support.small import BASE, DATA, TEXT, Small, small


@pytest.fixture(scope="module")
def result() -> Small:
    return small()


@pytest.fixture(scope="module")
def notices(result: Small) -> list[Notice]:
    made, findings = compose_notices(result.assessment, result.payments)
    assert findings == []
    return made


def one(notices: list[Notice], name: str, unit: int | None = None) -> Notice:
    (found,) = (n for n in notices if n.name == name and n.unit == unit)
    return found


def words(notice: Notice) -> str:
    assert notice.document is not None
    return "\n".join(notice.document.paragraphs)


def test_a_general_notice_one_for_each_that_rewards_call_for_and_a_card_for_each_unit(notices: list[Notice]) -> None:
    assert [(n.name, n.unit) for n in notices] == [
        ("通报", None),
        ("表扬", 0),  # named in 通报模板
        ("黄牌警告", 1),  # goes with the 类型
        ("成绩单", 0),
        ("成绩单", 1),
        ("成绩单", 2),
    ]


def test_the_general_notice_tells_the_ranking_the_vetoes_the_money_and_who_is_missing(notices: list[Notice]) -> None:
    notice = one(notices, "通报")
    assert notice.document is not None
    assert notice.document.title == "关于2022年度平安建设考核结果的通报"
    assert (notice.document.addressee, notice.document.signer) == ("各被考核单位：", "青川县考核办公室")
    assert notice.document.date == "2023年1月10日"
    table = next(block for block in notice.document.blocks if block.kind is BlockKind.TABLE)
    assert table.rows == (
        ("名次", "单位", "得分", "等次"),
        ("1", "东风镇", "93.32", "优秀"),
        ("2", "新城街道", "32.00", "合格"),
        ("3", "朝阳镇", "64.00", "合格"),
    )
    told = words(notice)
    assert "发生重大事故：朝阳镇。后果：名次后移1位、取消奖励。" in told
    assert "1.第一名奖：东风镇，10,000.00元（大写：壹万元整），授予“平安建设先进单位”称号。" in told
    assert "下半年：新城街道。" in told


def test_a_fine_is_called_a_fine_and_nothing_is_a_total_of_one(notices: list[Notice]) -> None:
    told = words(one(notices, "通报"))
    assert "1.末位罚款：朝阳镇，罚款500.00元（大写：伍佰元整）。" in told
    assert "合计-" not in told
    assert "希望受到表扬奖励的单位再接再厉" in told


def test_a_letter_blames_nobody_for_what_does_not_apply_or_was_rounded_and_counts_from_what_was_given() -> None:
    text = TEXT.replace("| 预算 | 20000 |", "| 不适用处理 | 剔除折算 |")
    text = text.replace(
        "| 比例得分 | 办结率 | >=98% | | 30 | | | | |",
        "| 比例得分 | 办结率 | >=98% | | 25 | | | | |\n"
        "| | | | | 县级表扬再得10分 | 达标得分 | 县级表扬 | 是 | | 10 | | | | |",
    )
    data = {**DATA, "下半年": {**DATA["下半年"], "朝阳镇": {**BASE, "办结件数": 65, "投诉例数": "不适用"}}}
    made = small(data, text)
    told = TemplateFacts(made.assessment, made.payments)
    for row in range(len(made.scheme.units)):
        lost = told.unit(row)["失分"]
        assert all(each["分"] < 0 for each in lost)
        assert not [each for each in lost if any(word in each["原因"] for word in ("不适用", "四舍五入", "从零分起评"))]
    shorts = [each for each in told.unit(1)["失分"] if (each["期次"], each["编号"]) == ("下半年", "1.2")]
    (score,) = (Decimal(30) + each["分"] for each in shorts)
    assert score == Decimal("16.58")  # 25 × 65% ÷ 98%, and nothing for the praise that it did not get


def test_persons_are_not_addressed_as_units() -> None:
    made = small(DATA, TEXT.replace("| 预算 | 20000 |", "| 考核对象类型 | 个人 |"))
    notices, _ = compose_notices(made.assessment, made.payments)
    told = "\n".join(words(notice) for notice in notices)
    assert "你总分93.32分，在3人中名列第1名" in told
    assert "希望受到表扬奖励的人员再接再厉" in told
    assert "你单位" not in told
    assert "个单位" not in told


def test_headings_of_the_general_notice_are_numbered_without_a_gap(notices: list[Notice]) -> None:
    document = one(notices, "通报").document
    assert document is not None
    headings = [block.text.split("、")[0] for block in document.blocks if block.kind is BlockKind.HEADING_1]
    assert headings == ["一", "二", "三", "四"]


def test_praise_names_place_honour_and_amount_in_capitals(notices: list[Notice]) -> None:
    told = words(one(notices, "表扬", 0))
    assert "你单位总分93.32分，在3个单位中名列第1名，考核等次为优秀。" in told
    assert "授予你单位“平安建设先进单位”称号。" in told
    assert "奖励10,000.00元（大写：壹万元整）" in told


def test_a_card_lists_points_lost_with_reasons_and_the_money(notices: list[Notice]) -> None:
    document = one(notices, "成绩单", 0).document
    assert document is not None
    table = next(block for block in document.blocks if block.rows and "原因" in block.rows[0])
    assert (
        "上半年",
        "1.1",
        "任务完成",
        "要求≥95%，实际92.3%，低2.7个百分点，每1个百分点扣1分，扣2.7分",
        "-2.7",
    ) in table.rows
    assert "金额合计11,960.00元（大写：壹万壹仟玖佰陆拾元整）。" in document.paragraphs


def test_what_is_written_to_one_unit_names_no_other(result: Small, notices: list[Notice]) -> None:
    facts_maker = TemplateFacts(result.assessment, result.payments)
    for row, name in enumerate(result.scheme.unit_names):
        others = set(result.scheme.unit_names) - {name}
        assert not [other for other in others if other in repr(facts_maker.unit(row))]
        for notice in notices:
            if notice.unit == row:
                assert not [other for other in others if other in repr(notice.document)]


def test_a_scheme_that_only_pays_has_a_notice_and_no_cards() -> None:
    start, _, rest = TEXT.partition("## 评分细则")
    paying = start + "## 奖惩" + rest.partition("## 奖惩")[2].partition("## 核定调整")[0]
    for cut in ("| 第一名奖 |", "| 末位罚款 |", "| 黄牌 |"):
        paying = "\n".join(line for line in paying.split("\n") if not line.startswith(cut))
    paid = small(text=paying)
    made, findings = compose_notices(paid.assessment, paid.payments)
    assert ([n.name for n in made], findings) == (["通报"], [])
    assert "现将奖补结果通报如下" in words(made[0])


# -- the scheme folder's own templates -------------------------------------------------------------------------------


def test_an_own_template_takes_the_place_of_the_built_in_one(result: Small, tmp_path: Path) -> None:
    (tmp_path / "表扬.j2").write_text("标题：喜报\n{{ 单位.名称 }}干得好", "utf-8")
    made, findings = compose_notices(result.assessment, result.payments, tmp_path)
    assert findings == []
    praise = one(made, "表扬", 0).document
    assert praise is not None
    assert (praise.title, praise.paragraphs) == ("喜报", ["东风镇干得好"])


def test_a_template_with_a_mistake_costs_its_notices_is_told_once_and_the_rest_is_written(
    result: Small, tmp_path: Path
) -> None:
    (tmp_path / "成绩单.j2").write_text("标题：成绩单\n\n总分 {{ 单位.总份 }}", "utf-8-sig")
    made, findings = compose_notices(result.assessment, result.payments, tmp_path)
    assert [n.name for n in made] == ["通报", "表扬", "黄牌警告"]
    (found,) = findings
    assert (found.code, found.place.file, found.place.cell) == ("R402", "成绩单.j2", "第3行")
    assert "总分" in found.remedy


def test_a_template_that_cannot_be_read_is_told_and_not_silently_replaced(result: Small, tmp_path: Path) -> None:
    (tmp_path / "成绩单.j2").write_bytes("标题：成绩单".encode("gb18030"))
    made, findings = compose_notices(result.assessment, result.payments, tmp_path)
    assert "成绩单" not in {n.name for n in made}
    assert [found.code for found in findings] == ["R408"]


def test_a_reward_that_names_an_unknown_template_is_told_where_it_stands() -> None:
    misspelt = small(text=TEXT.replace("| 平安建设先进单位 | 表扬 |", "| 平安建设先进单位 | 表杨 |"))
    _, findings = compose_notices(misspelt.assessment, misspelt.payments)
    (found,) = findings
    assert (found.code, found.place.sheet) == ("R407", "奖惩")
    assert "表扬" in found.remedy


# -- text to document ------------------------------------------------------------------------------------------------


def test_a_document_is_read_from_what_a_clerk_would_type() -> None:
    document = parse_document(
        "文号：青考〔2023〕1号\n标题：关于考核的通报\n主送：各镇\n\n正文第一段。\n一、情况\n（一）概况\n1.数据\n（1）细目\n"
        "3.5分不是标题\n| 甲 | 乙 |\n|---|---|\n| 1 |\n附件：名单\n附件：数据\n"
        "落款：考核办\n日期：2023年1月1日\n抄送：县委办\n"
    )
    assert (document.number, document.title, document.addressee) == ("青考〔2023〕1号", "关于考核的通报", "各镇：")
    assert [block.kind for block in document.blocks] == [
        BlockKind.PARAGRAPH, BlockKind.HEADING_1, BlockKind.HEADING_2, BlockKind.HEADING_3, BlockKind.HEADING_4,
        BlockKind.PARAGRAPH, BlockKind.TABLE,
    ]  # fmt: skip
    assert document.blocks[-1].rows == (("甲", "乙"), ("1", ""))
    assert (document.attachments, document.signer, document.copies) == (("名单", "数据"), "考核办", "县委办")


def test_the_first_line_is_the_title_where_none_is_named() -> None:
    assert parse_document("喜报\n干得好").title == "喜报"


def test_names_that_look_like_markup_stay_names() -> None:
    hostile = small(text=TEXT.replace("| 李四 |", "| 落款：假冒 |").replace("张三", "甲{{ 7*7 }}乙"))
    made, findings = compose_notices(hostile.assessment, hostile.payments)
    assert findings == []
    assert one(made, "成绩单", 1).document is not None
    assert all(n.document is not None and n.document.signer == "青川县考核办公室" for n in made)


# -- the sheet -------------------------------------------------------------------------------------------------------


def test_the_notice_stands_in_the_workbook_too(notices: list[Notice]) -> None:
    document = one(notices, "通报").document
    assert document is not None
    sheet = notice_sheet(document)
    found = texts(sheet)
    assert found[0] == document.title
    assert found[-2:] == ["青川县考核办公室", "2023年1月10日"]
    assert not [cell for row in sheet.cells for cell in row if cell and cell.formula]
    row = next(row for row in sheet.cells if shown(row[0]) == "名次")
    assert [shown(cell) for cell in row if shown(cell)] == ["名次", "单位", "得分", "等次"]


def test_a_tables_columns_share_the_sheets_columns_by_what_they_hold() -> None:
    rng = random.Random(1)
    for count in range(1, 16):
        rows = [["字" * rng.randint(0, 30) for _ in range(count)] for _ in range(4)]
        spans = column_spans(rows, 12)
        assert min(spans) >= 1
        assert sum(spans) == max(12, count)
    assert column_spans([["1", "很长很长很长很长很长的原因"]], 12)[1] > 6


# -- the page that lists the names -----------------------------------------------------------------------------------


def test_every_name_that_a_template_may_use_is_documented(result: Small) -> None:
    page = (Path(__file__).parents[2] / "docs" / "通报模板.md").read_text("utf-8")
    listed = page.partition("## 有哪些名称")[2]
    facts_maker = TemplateFacts(result.assessment, result.payments)
    common, unit = facts_maker.common(), facts_maker.unit(0)
    for name in common:
        assert f"| `{name}` |" in listed
    for name in {part for whole in (*names_of(common), *names_of(unit)) for part in whole.split(".")}:
        assert name in listed, name
    assert re.findall(r"^\| `([^.`]+)` \|", listed, re.MULTILINE) == [*common, "事由", "单位"]


def test_built_in_templates_use_only_what_is_there(result: Small) -> None:
    """Every built-in template is filled in for every unit, whoever it is for."""
    sources, _, _ = load_templates(None)
    facts_maker = TemplateFacts(result.assessment, result.payments)
    facts = [facts_maker.payment(payment) for payment in result.payments]
    own = {"公示": publicity.facts_of(result.assessment, result.payments)}
    about = appealed(result.assessment, result.payments, ())
    tasks = [
        Task(
            name,
            {
                "单位": facts_maker.unit(row),
                "事由": facts,
                "答复": appeal_responses.facts_of(result.assessment, about, row),
                **own,
            },
        )
        for name in sources
        for row in range(3)
    ]
    written, findings = render_all(sources, facts_maker.common(), tasks)
    assert findings == []
    assert all(written)
    assert {Path(name).stem for name in sources} == {
        "通报", "表扬", "批评", "黄牌警告", "约谈", "整改通知", "成绩单", "公示", "申诉答复",
    }  # fmt: skip
