"""Blank forms on disk: what a unit finds in its file, and that our own reader understands it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from kaohe_xl.forms.fingerprint import Fingerprint, rubric_digest
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.extract import extract
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.scheme import model as m
from kaohe_xl.writing.issue import issue
from tests.support.tables import CHECK, RATE, UNITS, VISITS, book, grid, make_scheme

RUBRIC = """
| 2022年评分细则 | < | < |
| 编号 | 计分方式 | 分值 |
| 1.1 | 达标得分 | 5 |
| 1.2 | =1+1 | 95%% |
"""
SCHEME = make_scheme(data=book("方案.xlsx", grid(RUBRIC, "评分细则")))


def test_a_form_is_ready_to_fill_in(tmp_path: Path) -> None:
    paths, findings = issue(SCHEME, tmp_path)
    assert findings == []
    assert len(paths) == 10
    path = tmp_path / "上半年" / "东风镇_上半年.xlsx"
    assert path in paths
    form = load_workbook(path)
    assert form.sheetnames == ["填报说明", "填报表", "评分细则", "_指纹"]
    assert form["_指纹"].sheet_state == "hidden"
    sheet = form["填报表"]
    assert sheet.protection.sheet
    assert form["评分细则"].protection.sheet
    assert [sheet.cell(8, column).value for column in range(1, 6)] == ["数据项", "计量单位", "填报值", "说明", "备注"]
    assert (sheet["A9"].value, sheet["C9"].number_format, sheet["C9"].protection.locked) == ("完成率", "0.00%", False)
    assert sheet["A9"].protection.locked
    assert form["评分细则"]["B4"].data_type == "s"
    checks = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    assert checks["C9"].formula1 == 'OR(C9="不适用",AND(ISNUMBER(C9),C9>=0,C9<=1))'
    assert checks["C13"].formula1 == '"是,否,不适用"'
    assert all(v.showInputMessage for v in checks.values())
    assert sheet.page_setup.paperSize == 9


def test_our_own_reader_finds_every_cell_of_an_empty_form(tmp_path: Path) -> None:
    issue(SCHEME, tmp_path)
    for name, count in (("东风镇_上半年", 6), ("监测科_上半年", 6)):
        form = read_book(tmp_path / "上半年" / f"{name}.xlsx")
        found = extract(form.grids[1], NameLookup(SCHEME))
        assert len(found.entries) == count
        assert all(entry.cell.blank for entry in found.entries)
        assert found.findings == []


def test_the_rubric_in_the_form_has_the_digest_of_the_scheme(tmp_path: Path) -> None:
    issue(SCHEME, tmp_path)
    form = read_book(tmp_path / "下半年" / "朝阳镇_下半年.xlsx")
    mark, sealed = Fingerprint.read(form.grids[-1])
    assert mark is not None
    assert sealed
    assert mark.rubric == rubric_digest(form) == rubric_digest(SCHEME.book)


def test_names_that_windows_forbids_do_not_stop_it(tmp_path: Path) -> None:
    units = (m.Unit("一/二科?", group="镇"), m.Unit("CON", group="镇"))
    paths, _ = issue(make_scheme((RATE,), units, leaves=("7月:上旬",)), tmp_path)
    assert len({path.name for path in paths}) == 2
    assert all(path.is_file() and not set(path.name) & set('<>:"/\\|?*') for path in paths)


def test_a_form_that_is_open_gets_another_name_and_a_finding(tmp_path: Path) -> None:
    scheme = make_scheme((RATE,), UNITS[:1], leaves=("全年",))
    (path,), _ = issue(scheme, tmp_path)
    path.with_name(f"~${path.name}").touch()
    (other,), findings = issue(scheme, tmp_path)
    assert other.name == "东风镇_全年(2).xlsx"
    assert [f.code for f in findings] == ["D501"]


def test_a_scheme_without_items_to_fill_in_says_so(tmp_path: Path) -> None:
    paths, findings = issue(make_scheme(()), tmp_path)
    assert (paths, [f.code for f in findings]) == ([], ["D502"])


def test_a_matrix_locks_cells_that_do_not_concern_a_unit(tmp_path: Path) -> None:
    from kaohe_xl.expr import tree as t

    rewards = tuple(
        m.Reward("奖", "奖励", item=t.Item(item.name, item.type), groups=groups)
        for item, groups in ((CHECK, ("镇",)), (VISITS, ()))
    )
    issue(make_scheme((CHECK, VISITS), rewards=rewards, leaves=("全年",)), tmp_path)
    sheet = load_workbook(tmp_path / "全年" / "监测科_全年.xlsx")["填报表"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=9)}
    assert not rows["东风镇"][1].protection.locked
    assert rows["新城街道"][1].protection.locked
    assert not rows["新城街道"][2].protection.locked
