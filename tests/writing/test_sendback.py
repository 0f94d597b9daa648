"""A form with faults goes back as the filler's own form, faults marked; corrected and returned, it wins."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.returns.collect import read_returns
from kaohe_xl.returns.model import FileState
from kaohe_xl.returns.receive import opening, receive
from kaohe_xl.writing.issue import issue
from kaohe_xl.writing.sendback import send_back
from tests.support.arrivals import arrived, returned, values
from tests.support.tables import BOARD, CASES, CHECK, PLAN, RATE, make_scheme

SCHEME = make_scheme((RATE, CASES, BOARD, PLAN, CHECK))
FAULTY = """
| 填报单位 | 东风镇 | 期次 | 上半年 |
| 填报时间 | 2022-07-01 | 版本号 | 2 |
| 数据项 | 填报值 |
| 完成率 | 0.95 |
| 投诉例数 | 3人 |
| 方案印发日期 | 2022.6.30 |
| 特色工作 | 1 |
"""
FINE = """
| 填报单位 | 朝阳镇 | 期次 | 上半年 |
| 填报时间 | 2022-07-01 |
| 数据项 | 填报值 |
| 完成率 | 95% |
| 投诉例数 | 3 |
| 设立专栏 | 是 |
"""
MATRIX = """
| 填报部门 | 监测科 | 期次 | 上半年 |
| 填报时间 | 2022-07-01 |
| 单位名称 | 抽查得分 |
| 东风镇 | 80 |
| 朝阳镇 | 101 |
| 新城街道 | 70 |
"""


def test_only_who_has_faults_gets_a_form_and_the_faults_are_marked(tmp_path: Path) -> None:
    found = returned(SCHEME, arrived("a.xlsx", FAULTY), arrived("b.xlsx", FINE), arrived("c.xlsx", MATRIX))
    paths, _ = send_back(SCHEME, found, found.findings, tmp_path)
    assert sorted(path.name for path in paths) == ["东风镇_上半年.xlsx", "监测科_上半年.xlsx"]
    book = load_workbook(tmp_path / "东风镇_上半年.xlsx")
    assert book.sheetnames[0] == "需要修改"
    sheet = book["填报表"]
    rows = {row[0].value: row[2] for row in sheet.iter_rows(min_row=9)}
    assert rows["完成率"].value == 0.95
    assert "不是 0.95%" in rows["完成率"].comment.text
    assert rows["投诉例数"].value == "3人"
    assert "单位“人”" in rows["投诉例数"].comment.text
    assert rows["投诉例数"].fill.start_color.rgb != rows["方案印发日期"].fill.start_color.rgb
    assert rows["方案印发日期"].comment is None
    assert rows["设立专栏"].comment.text.startswith("必填")
    assert not rows["设立专栏"].protection.locked
    assert sheet["B7"].value == 3  # the next version
    told = [cell.value for row in book["需要修改"].iter_rows(min_row=4) for cell in row]
    assert any("特色工作" in str(text) for text in told)
    marked = load_workbook(tmp_path / "监测科_上半年.xlsx")["填报表"]
    comments = {row[0].value: row[1].comment for row in marked.iter_rows(min_row=9)}
    assert "大于最大值" in comments["朝阳镇"].text
    assert comments["东风镇"] is None


def test_zero_is_an_answer_and_no_fault(tmp_path: Path) -> None:
    found = returned(SCHEME, arrived("a.xlsx", FINE.replace("| 3 |", "| 0 |")))
    assert values(found)["朝阳镇", "投诉例数"] == 0
    assert send_back(SCHEME, found, found.findings, tmp_path) == ([], [])


def test_a_corrected_form_comes_back_and_wins(tmp_path: Path) -> None:
    first = arrived("a.xlsx", FAULTY)
    send_back(SCHEME, returned(SCHEME, first), returned(SCHEME, first).findings, tmp_path / "退回修改")
    path = tmp_path / "退回修改" / "东风镇_上半年.xlsx"
    book = load_workbook(path)
    for row in book["填报表"].iter_rows(min_row=9):
        if row[0].value == "投诉例数":
            row[2].value = 4
        if row[0].value == "设立专栏":
            row[2].value = "是"
    book["填报表"]["B6"].value = "2022-07-03"
    folder = tmp_path / "收表"
    folder.mkdir()
    book.save(folder / "改正.xlsx")
    with_both = read_returns(SCHEME, [first, *_opened(folder)])
    assert values(with_both)["东风镇", "投诉例数"] == 4
    assert {each.name: each.outcome for each in with_both.files} == {
        "a.xlsx": FileState.SUPERSEDED,
        "改正.xlsx": FileState.ACCEPTED,
    }


def _opened(folder: Path) -> list[object]:
    from kaohe_xl.intake.discover import discover
    from kaohe_xl.intake.reader import ReturnsReader

    with ReturnsReader(ReadOptions(jobs=1)) as reader:
        return list(reader.read(discover(folder)))


def test_forms_that_need_no_correction_any_more_are_removed(tmp_path: Path) -> None:
    faulty = returned(SCHEME, arrived("a.xlsx", FAULTY))
    fine = returned(SCHEME, arrived("a.xlsx", FINE.replace("朝阳镇", "东风镇")))
    (tmp_path / "别的.xlsx").write_bytes(b"")
    assert send_back(SCHEME, faulty, faulty.findings, tmp_path)[0]
    assert send_back(SCHEME, fine, fine.findings, tmp_path) == ([], [])
    assert [path.name for path in tmp_path.iterdir()] == ["别的.xlsx"]


def test_issued_filled_in_returned(tmp_path: Path) -> None:
    """The whole road on disk: blank forms, filled in by openpyxl, dropped into a folder, read in processes."""
    paths, _ = issue(SCHEME, tmp_path / "发放")
    folder = tmp_path / "收表"
    folder.mkdir()
    for path in paths:
        if path.parent.name == "上半年":
            book = load_workbook(path)
            for row in book["填报表"].iter_rows(min_row=9):
                answer = {"完成率": 0.95, "投诉例数": 3, "设立专栏": "是", "方案印发日期": 20220630}.get(row[0].value)
                if answer is not None:
                    row[2].value = answer
                elif row[0].value in SCHEME.unit_names:
                    row[1].value = "８０分"
            book.save(folder / path.name)
    (folder / "~$东风镇_上半年.xlsx").write_bytes(b"lock")
    (folder / "说明.docx").write_bytes(b"PK\x03\x04")
    with opening(folder, ReadOptions(jobs=1)) as begun:
        found = receive(SCHEME, begun)
    assert len(values(found)) == 3 * 5
    outcomes = {each.name: each.outcome for each in found.files}
    assert outcomes.pop("~$东风镇_上半年.xlsx") is FileState.IGNORED
    assert outcomes.pop("说明.docx") is FileState.REFUSED
    assert set(outcomes.values()) == {FileState.ACCEPTED}
