"""kaohe new: a folder that works as it stands, and that never overwrites anything."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from kaohe_xl.base import resources
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.reading.read import read_book
from kaohe_xl.reward import settle
from kaohe_xl.rules.declared import specs
from kaohe_xl.rules.registry import KINDS
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scoring.assess import assess
from kaohe_xl.sheets.schemes.starter import METHODS_GUIDE
from kaohe_xl.writing.starter import new_folder
from tests.support.engine import tidy_of


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """方案.xlsx of a new folder, not to be changed."""
    folder = tmp_path_factory.mktemp("new") / "2026镇街考核"
    paths, findings = new_folder(folder, year=2026)
    assert findings == []
    assert paths == [folder, folder / "发放", folder / "收表", folder / "结果", folder / "方案.xlsx"]
    return folder / "方案.xlsx"


def read(path: Path) -> m.Scheme:
    scheme, findings = read_scheme(read_book(path))
    assert [str(found) for found in findings] == []
    assert scheme is not None
    return scheme


def test_the_starter_has_nothing_to_report_and_scores(starter: Path) -> None:
    scheme = read(starter)
    assert (scheme.settings.year, scheme.calendar.root.name) == (2026, "全年")
    answers = {name: answer(item) for name, item in scheme.items.items() if not item.derived}
    data = {leaf.name: {unit: dict(answers) for unit in scheme.unit_names} for leaf in scheme.calendar.leaves}
    for cases, unit in enumerate(("甲镇", "丁街道", "戊街道", "乙镇")):
        data["年终"][unit]["信访件数"] = Fraction(cases)
    data["半年"]["丙镇"]["重大事故"] = "是"
    assessment, findings = assess(scheme, tidy_of(scheme, data))
    payments, more = settle(assessment)
    totals = dict(zip(scheme.unit_names, assessment.final.total.to_list(), strict=True))
    assert totals["甲镇"] == 100 + 2, "full marks, and a point for each of two commendations"
    assert totals["乙镇"] == 102 - Fraction(70, 100) * 6
    assert assessment.final.rank("总分", scheme.unit_names.index("丙镇")) is None, "any accident of the year counts"
    assert {p.reward.name for p in payments} >= {"一等奖", "二等奖", "先进单位"}
    assert assessment.grades == ("优秀", "良好", None, "良好", "良好"), "40% of four ranked units is one"
    assert [*findings, *more] == []


def answer(item: m.DataItem) -> Fraction | str:
    """What a good unit would fill in."""
    if item.type is ValueType.YES_NO:
        return "否" if item.name == "重大事故" else "是"
    good = {"任务完成数": 20, "任务总数": 20, "群众满意率": 1, "信访件数": 0, "现场检查得分": 20, "市级表彰次数": 1}
    return Fraction(good[item.name])


def test_every_column_of_the_contract_is_there_with_a_note(starter: Path) -> None:
    book = openpyxl.load_workbook(starter)
    for spec in tables.ALL:
        header = {cell.value: cell for cell in book[spec.sheet][2]}
        assert set(spec.columns) - set(header) <= {"备注"}, "one column for remarks is enough"
        notes = {name: cell.comment.text if cell.comment else "" for name, cell in header.items()}
        assert all(notes[column.name].startswith(column.help) for column in spec.declared if column.name in notes)


def test_dropdowns_come_from_where_the_choices_are_defined(starter: Path) -> None:
    book = openpyxl.load_workbook(starter)

    def choices(sheet: str, column: str, row: int = 3) -> list[str]:
        page = book[sheet]
        position = next(cell.column_letter for cell in page[2] if cell.value == column)
        found = [v for v in page.data_validations.dataValidation if f"{position}{row}" in v.sqref]
        assert all(len(v.formula1) <= 257 for v in found), "Excel takes at most 255 characters of choices"
        return found[0].formula1.strip('"').split(",") if found else []

    assert choices("评分细则", "计分方式") == [kind.name for kind in KINDS]
    assert choices("评分细则", "计分方式", 400) != [], "rows added later have them too"
    assert choices("填报项", "类型") == [kind.value for kind in ValueType]
    assert choices("填报项", "期内汇总") == ["合计", "平均", "最新", "任一"]
    assert choices("奖惩", "方式") == [pay.value for pay in m.Pay if pay.value]
    settings = {row[0].value: row[0].row for row in book["考核设置"].iter_rows(min_row=3, max_col=1)}
    assert choices("考核设置", "值", settings["并列规则"]) == ["并列占位", "并列不占位"]
    suggested = [v for v in book["奖惩"].data_validations.dataValidation if "黄牌警告" in (v.formula1 or "")]
    assert not suggested[0].showErrorMessage, "类型 may also be something else"


def test_the_guide_tells_what_each_method_wants(starter: Path) -> None:
    rows = {
        row[0]: row for row in openpyxl.load_workbook(starter)[METHODS_GUIDE].iter_rows(min_row=4, values_only=True)
    }
    for kind in KINDS:
        assert kind.summary == rows[kind.name][2]
        assert all(spec.help in str(rows[kind.name][3]) for spec in specs(kind).values())


@pytest.mark.parametrize("name", ["S4", "s4", "S4-2022镇街考核", "镇街"])
def test_a_sample_is_copied_with_its_returned_files(tmp_path: Path, name: str) -> None:
    paths, findings = new_folder(tmp_path / "试一试", name)
    assert findings == []
    assert paths[-1] == tmp_path / "试一试" / "方案.xlsx"
    source = next(resources.samples().glob("S4-*"))
    assert (tmp_path / "试一试" / "方案.xlsx").read_bytes() == (source / "方案.xlsx").read_bytes()
    returned = [p.relative_to(source) for p in (source / "收表").rglob("*") if p.is_file()]
    assert returned
    assert all((tmp_path / "试一试" / path).is_file() for path in returned)
    assert (tmp_path / "试一试" / "结果").is_dir()


def test_an_unknown_or_ambiguous_sample_is_named_with_those_there_are(tmp_path: Path) -> None:
    for name in ("S12", "S", ""):
        paths, findings = new_folder(tmp_path / "新", name)
        assert paths == []
        assert [found.code for found in findings] == ["R152"]
        assert "S4-2022镇街考核" in findings[0].remedy
    assert not (tmp_path / "新").exists(), "nothing was made"


def test_an_existing_scheme_is_never_overwritten(tmp_path: Path, starter: Path) -> None:
    folder = tmp_path / "有方案"
    folder.mkdir()
    shutil.copy(starter, folder / "方案.xlsx")
    before = (folder / "方案.xlsx").read_bytes()
    for sample in (None, "S4"):
        paths, findings = new_folder(folder, sample)
        assert paths == []
        assert [found.code for found in findings] == ["R151"]
    assert (folder / "方案.xlsx").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["方案.xlsx"]


def test_returned_files_that_are_there_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "有收表"
    (folder / "收表").mkdir(parents=True)
    (folder / "收表" / "甲镇.xlsx").write_bytes(b"already here")
    paths, findings = new_folder(folder)
    assert findings == []
    assert folder not in paths
    assert (folder / "收表" / "甲镇.xlsx").read_bytes() == b"already here"
    source = next(resources.samples().glob("S4-*"))
    taken = next(path.relative_to(source) for path in sorted((source / "收表").rglob("*")) if path.is_file())
    other = tmp_path / "撞名"
    (other / taken).parent.mkdir(parents=True)
    (other / taken).write_bytes(b"mine")
    assert [found.code for found in new_folder(other, "S4")[1]] == ["R151"]
    assert (other / taken).read_bytes() == b"mine"


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    assert [found.code for found in new_folder(tmp_path / "文件")[1]] == ["R153"]
    assert [found.code for found in new_folder(tmp_path / "文件" / "里面")[1]] == ["R107"]
