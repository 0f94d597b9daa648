"""扣分清单, 奖励金额, 收表情况, 数据问题, 核定记录 and 成绩单: what a leader reads and an auditor follows."""

from __future__ import annotations

import warnings
from datetime import datetime
from fractions import Fraction as F
from pathlib import Path

import openpyxl
import pytest

from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.returns.model import FileOutcome, FileState, FillerStatus, Received, Returned
from kaohe_xl.sheets.build import result_workbook
from kaohe_xl.sheets.lists.approved import approved_sheet
from kaohe_xl.sheets.lists.deductions import deductions_sheet
from kaohe_xl.sheets.lists.problems import problems_sheet
from kaohe_xl.sheets.lists.received import received_sheet
from kaohe_xl.sheets.lists.report_cards import report_cards_sheet
from kaohe_xl.sheets.model import Out, Sheet, Workbook
from kaohe_xl.sheets.result import RunResult
from kaohe_xl.sheets.scores.rewards import rewards_sheet
from kaohe_xl.sheets.sheet_parts import Anchors
from kaohe_xl.writing.write import write_workbook
from tests.support.libreoffice import Office
from tests.support.sheets import rows, shown, texts
from tests.support.small import DATA, TEXT, Small, small

ANCHORS = Anchors(
    value_link=lambda period, row, item: f"internal:'填报数据'!A{row + 1}",
    total_cell=lambda row: f"排名!D{row + 3}",
    scheme_file="方案.xlsx",
)


@pytest.fixture(scope="module")
def result() -> Small:
    return small()


@pytest.fixture(scope="module")
def listed(result: Small) -> list[dict[str, Out]]:
    return list(rows(deductions_sheet(result.assessment, ANCHORS), "单位名称"))


def find(listed: list[dict[str, Out]], unit: str, period: str, key: str) -> list[dict[str, Out]]:
    return [
        row for row in listed if (shown(row["单位名称"]), shown(row["期次"]), shown(row["编号"])) == (unit, period, key)
    ]


# -- 扣分清单 --------------------------------------------------------------------------------------------------------


def test_a_lost_point_names_clause_data_rule_amount_and_source(listed: list[dict[str, Out]]) -> None:
    (row,) = find(listed, "东风镇", "上半年", "1.1")
    assert shown(row["评分标准"]) == "完成率每降1个百分点扣1分"
    assert shown(row["数据"]) == "完成率＝92.3%"
    assert shown(row["规则说明"]) == "要求≥95%，实际92.3%，低2.7个百分点，每1个百分点扣1分，扣2.7分"
    assert (shown(row["得扣分"]), shown(row["影响总分"])) == ("-2.7", "-1.08")
    assert shown(row["来源"]) == "上半年/东风镇.xlsx!填报表!C9"


def test_links_lead_to_the_clause_the_data_and_the_returned_file(listed: list[dict[str, Out]]) -> None:
    (row,) = find(listed, "东风镇", "上半年", "1.1")
    assert row["编号"].link == "internal:'评分细则'!F2"
    assert row["查数据"].link == "internal:'填报数据'!A1"
    assert row["原件"].link == "external:../收表/上半年/东风镇.xlsx#'填报表'!C9"


def test_an_appeal_can_be_seen_where_it_changed_a_score(listed: list[dict[str, Out]]) -> None:
    (value,) = find(listed, "东风镇", "下半年", "2.1")
    assert "投诉例数：核定，原报2例；复查发现漏报一例" in shown(value["核定"])
    reckoned, appeal = find(listed, "朝阳镇", "上半年", "2.2")
    assert (shown(reckoned["得扣分"]), shown(appeal["得扣分"])) == ("-6", "6")
    assert shown(appeal["核定"]) == "得分核定：补交了整改台账（何敏，2022-07-10）"
    assert appeal["原件"].link == "internal:'核定调整'!A3"


def test_a_units_rows_add_up_to_its_subtotal_and_that_to_its_score(result: Small, listed: list[dict[str, Out]]) -> None:
    worded = worded_entries_of(result.assessment)
    for row, unit in enumerate(result.assessment.scheme.units):
        balance = worded.balance(row)
        assert balance.total == result.assessment.final.total[row] == balance.full + balance.lost
        own = [each for each in listed if shown(each["单位名称"]) == unit.name]
        effects = [each["影响总分"].value for each in own[:-1]]
        assert sum(e for e in effects if isinstance(e, F)) == balance.lost
        assert shown(own[-1]["编号"]) == "小计"
        assert own[-1]["影响总分"].value == balance.lost


def test_the_subtotal_watches_the_ranking(result: Small, listed: list[dict[str, Out]]) -> None:
    check = next(row for row in listed if shown(row["编号"]) == "小计")["核定"]
    assert check.value == "一致"
    assert "排名!D3" in check.formula
    assert "已改动，请重新评分" in check.formula


def test_nothing_from_a_returned_file_becomes_a_formula() -> None:
    text = TEXT.replace("| 李四 |", "| =cmd() |").replace("补交了整改台账", "=cmd()")
    sheets = everything(small(text=text))
    named = [cell for sheet in sheets for row in sheet.cells for cell in row if cell and "=cmd()" in str(cell.value)]
    assert named
    assert not [cell for cell in named if cell.formula]


# -- 奖励金额 --------------------------------------------------------------------------------------------------------


def test_payments_have_the_columns_that_others_rely_on(result: Small) -> None:
    listed = list(rows(rewards_sheet(result.assessment, result.payments), "单位名称"))
    first = {name: shown(cell) for name, cell in listed[0].items()}
    assert list(first)[:8] == ["单位名称", "奖惩", "类型", "对象", "依据", "计算", "金额", "资金来源"]
    assert [first[name] for name in ("单位名称", "奖惩", "类型", "对象", "依据", "计算", "金额", "资金来源")] == [
        "东风镇", "第一名奖", "奖励", "单位", "总分第1名", "定额10000元", "10000", "县6000元；镇4000元",
    ]  # fmt: skip
    assert (first["其中：县"], first["其中：镇"], first["称号"]) == ("6000", "4000", "平安建设先进单位")


def test_totals_by_unit_kind_and_source_agree_with_each_other_and_the_budget(result: Small) -> None:
    sheet = rewards_sheet(result.assessment, result.payments)
    sums: dict[str, F] = {}
    for row in sheet.cells:
        if row[0] and row[6] and isinstance(row[6].value, F) and row[6].formula:
            sums[shown(row[0])] = row[6].value
    whole = sum((p.amount for p in result.payments if p.amount is not None), F(0))
    assert sums["合计"] == whole
    assert sums["东风镇"] + sums["朝阳镇"] + sums["新城街道"] == whole
    assert sums["奖励"] + sums["补贴"] + sums["处罚"] == whole
    assert sums["县"] + sums["镇"] + sums["未注明"] == whole  # the fine names no source
    assert sums["结余"] == 20000 - sums["应发（不减罚款）"]


# -- 收表情况, 数据问题, 核定记录 --------------------------------------------------------------------------------------

RETURNED = Returned(
    small().assessment.tidy,
    files=[
        FileOutcome(
            "上半年/东风镇.xlsx", FileState.ACCEPTED, "", "东风镇", "上半年", "1", datetime(2022, 7, 1), values=10
        ),
        FileOutcome("包.zip/坏.xls", FileState.REFUSED, "已加密"),
        FileOutcome("旧.xlsx", FileState.SUPERSEDED, "", "东风镇", superseded_by="上半年/东风镇.xlsx"),
    ],
    fillers=[
        FillerStatus("东风镇", "上半年", Received.RETURNED, ("上半年/东风镇.xlsx",)),
        FillerStatus("新城街道", "下半年", Received.MISSING, (), ("完成率",), 0, "请于今日补报"),
    ],
)


def test_units_that_are_short_and_files_that_were_refused_come_first(result: Small) -> None:
    sheet = received_sheet(result.assessment, RETURNED)
    assert [shown(row["单位（部门）"]) for row in rows(sheet, "单位（部门）")] == ["新城街道", "东风镇"]
    files = list(rows(sheet, "文件"))
    assert [shown(row["结果"]) for row in files] == ["拒收", "采用", "重复"]
    assert files[0]["原件"].link == ""  # inside a bundle: nothing to open
    assert files[1]["原件"].link == "external:../收表/上半年/东风镇.xlsx"
    assert shown(files[2]["说明"]) == "已被“上半年/东风镇.xlsx”取代"


def test_lines_that_nobody_reviewed_are_named_with_their_reviewer() -> None:
    lines = "## 考核线\n| 考核线 | 满分 | 评分人 | 审核人 |\n| 平安线 | 100 | 综治科 | 赵副县长 |\n## 考核期"
    waiting = small(text=TEXT.replace("## 考核期", lines))
    assert "平安线（评分人综治科，审核人赵副县长）" in "".join(texts(received_sheet(waiting.assessment, RETURNED)))
    reviewed = TEXT.replace("| 预算 | 20000 |", "| 预算 | 20000 |\n| 已审核考核线 | 平安线 |")
    done = small(text=reviewed.replace("## 考核期", lines))
    assert "尚未审核" not in "".join(texts(received_sheet(done.assessment, RETURNED)))


def test_problems_are_grouped_by_who_can_put_them_right(result: Small) -> None:
    sheet = problems_sheet(result.scheme, result.findings, ANCHORS)
    found = texts(sheet)
    assert f"请填报单位（部门）改正或补报（{len(result.findings)}条）" in found
    missing = next(row for row in sheet.cells if row[2] and row[2].value == "F605")
    assert shown(missing[5]) == "上半年/朝阳镇.xlsx!填报表!C11"
    assert missing[6] is not None
    assert missing[6].link.startswith("external:../收表/上半年/朝阳镇.xlsx#")
    assert "补报后重新评分" in shown(missing[8])
    assert "没有发现问题" in texts(problems_sheet(result.scheme, []))


def test_each_verified_change_shows_before_after_and_what_it_touched(result: Small) -> None:
    value, score = rows(approved_sheet(result.assessment), "单位")
    assert [shown(value[name]) for name in ("核定对象", "原报（原计）", "核定为", "依据")] == [
        "投诉例数", "2例", "3例", "复查发现漏报一例",
    ]  # fmt: skip
    assert shown(value["涉及编号（现得分）"]) == "2.1（4.00分）"
    assert [shown(score[name]) for name in ("核定对象", "原报（原计）", "核定为")] == ["编号2.2得分", "14分", "20分"]


# -- 成绩单 ----------------------------------------------------------------------------------------------------------


def test_every_unit_has_a_card_of_its_own_with_a_place_to_sign(result: Small) -> None:
    sheet = report_cards_sheet(result.assessment, result.payments, ANCHORS)
    found = texts(sheet)
    assert found.count("2022年度平安建设考核成绩单") == 3
    assert len(sheet.page_breaks) == 2
    assert all(shown(sheet.cells[row][0]).endswith("成绩单") for row in sheet.page_breaks)
    assert sum("被考核单位（盖章）" in text for text in found) == 3


def test_a_card_holds_one_units_figures_and_no_others(result: Small) -> None:
    sheet = report_cards_sheet(result.assessment, result.payments)
    first = [shown(cell) for row in sheet.cells[: sheet.page_breaks[0]] for cell in row]
    assert "93.32" in first
    assert "满分100－6.68＝总分93.32" in first
    assert "总分第1名；定额10000元，授予“平安建设先进单位”" in first
    assert not any("朝阳镇" in text or "新城街道" in text for text in first)


def test_sections_of_a_card_add_up_to_the_periods_score(result: Small) -> None:
    sheet = report_cards_sheet(result.assessment, result.payments)
    start = next(n for n, row in enumerate(sheet.cells) if shown(row[0]) == "项目")
    names = [shown(cell) for cell in sheet.cells[start]]
    column = names.index("上半年")
    parts = []
    for row in sheet.cells[start + 1 :]:
        cell = row[column]
        if cell is None or not isinstance(cell.value, F):
            break
        parts.append(cell.value)
    assert sum(parts) == result.assessment.periods["上半年"].total[0]


# -- in a real workbook ----------------------------------------------------------------------------------------------


def everything(result: Small) -> list[Sheet]:
    return [
        deductions_sheet(result.assessment),
        rewards_sheet(result.assessment, result.payments),
        received_sheet(result.assessment, RETURNED),
        problems_sheet(result.scheme, result.findings),
        approved_sheet(result.assessment),
        report_cards_sheet(result.assessment, result.payments),
    ]


@pytest.mark.libreoffice
def test_live_sums_recalculate_to_what_was_cached(result: Small, tmp_path: Path, soffice: Office) -> None:
    path = write_workbook(Workbook(everything(result)), tmp_path / "结果.xlsx")
    formulas = openpyxl.load_workbook(path)
    cached = openpyxl.load_workbook(path, data_only=True)
    fresh = openpyxl.load_workbook(soffice.recalculate(path), data_only=True)
    compared = 0
    for page in formulas.worksheets:
        for line in page.iter_rows():
            for cell in line:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    old, new = cached[page.title][cell.coordinate].value, fresh[page.title][cell.coordinate].value
                    assert old == pytest.approx(new, abs=1e-9) if isinstance(old, float | int) else old == new
                    compared += 1
    assert compared > 15


def test_what_if_nothing_was_paid(result: Small) -> None:
    assert "没有奖励，也没有处罚" in texts(rewards_sheet(result.assessment, []))


def test_a_flawless_unit_still_has_its_subtotal() -> None:
    perfect = {leaf: {**DATA[leaf], "东风镇": DATA["下半年"]["东风镇"]} for leaf in DATA}
    listed = list(rows(deductions_sheet(small(perfect).assessment), "单位名称"))
    assert "小计" in {shown(row["编号"]) for row in listed if shown(row["单位名称"]) == "东风镇"}


def test_contents_lead_to_every_sheet_and_parameters_have_names(result: Small, tmp_path: Path) -> None:
    book = result_workbook(RunResult(result.assessment, result.payments))
    path = write_workbook(book, tmp_path / "结果.xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know data bars
        written = openpyxl.load_workbook(path)
    links = {cell.hyperlink.location for row in written["目录"].iter_rows() for cell in row if cell.hyperlink}
    for name in written.sheetnames:
        assert name == "目录" or written[name].sheet_state != "visible" or any(name in link for link in links), name
    assert written.defined_names["标准分_1.1"].attr_text == "评分细则!$D$2"
    assert "权重_上半年" in written.defined_names
