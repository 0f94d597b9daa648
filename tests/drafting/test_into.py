"""A revised 细则 beside the scheme that the clerk has corrected: only what the document changes is shown."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from kaohe_xl.cli import app
from kaohe_xl.diff.revision import Revision
from kaohe_xl.reading.read import read_book
from kaohe_xl.sheets.schemes.revised import rows_of
from kaohe_xl.writing.drafted import draft, read_draft, revision_of
from tests.drafting.wording import wording
from tests.support.word import word

_TEXT = """
2024年度安全生产目标考核细则

| 序号 | 考核内容 | 应得分 | 评分细则 |
|---|---|---|---|
| 1 | 责任书 | 30 | 责任书每缺1份扣2分，扣完为止 |
| 2 | 参保 | 30 | 参保率低于95%的，每低1个百分点扣1分 |
| 3 | 报表 | 20 | 报表每迟报1次扣1分。报表每出现1处差错扣0.5分 |
| 4 | 作风 | 20 | 工作作风扎实，群众反映好 |

90分以上为优秀，80分以上为良好，其余为合格。

发生重大安全事故的，一票否决。

第一名奖励5000元，第二名奖励3000元。
"""
_LINES = _TEXT.strip().splitlines()
Cells = Mapping[tuple[str, str, str], object]  # sheet, what a row is called, column → what the clerk types


def _kaohe(*words: str | Path, given: str | None = None) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "250"}).invoke(app, [str(word) for word in words], input=given)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scheme drafted from the document and corrected by hand."""
    folder = tmp_path_factory.mktemp("draft")
    made = folder / "考核"
    (folder / "细则.docx").write_bytes(word(_TEXT))
    draft(folder / "细则.docx", made)
    _type(made / "方案.xlsx", _CORRECTED)
    _rename(made / "方案.xlsx", "责任书缺份数", "没签的责任书")
    return made


@pytest.fixture
def folder(corrected: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own, which the test may change."""
    return Path(shutil.copytree(corrected, tmp_path / "考核"))


_CORRECTED: Cells = {
    ("考核设置", "主办单位", "值"): "区安委办",
    ("考核对象", "单位一", "单位名称"): "甲镇",
    ("评分细则", "工作作风扎实，群众反映好", "评分人"): "张主任",
    ("评分细则", "责任书每缺1份扣2分，扣完为止", "合计上限"): "签订:8",
    ("评分细则", "责任书每缺1份扣2分，扣完为止", "可信"): None,
    ("评分细则", "参保率低于95%的，每低1个百分点扣1分", "分值"): "1.5",
    ("一票否决", "重大安全事故", "后果"): "不参与排名",
    ("等次", "优秀", "比例上限"): "30%",
    ("奖惩", "第1名奖励", "称号"): "先进单位",
    ("填报项", "参保率", "填报人"): "社保局",
}


def _type(path: Path, cells: Cells) -> None:
    book = openpyxl.load_workbook(path)
    for (sheet, called, column), value in cells.items():
        rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
        header = next(at for at, row in enumerate(rows) if column in row)
        line = next(at for at, row in enumerate(rows) if called in row)
        book[sheet].cell(line + 1, rows[header].index(column) + 1).value = value
    sheet = book["一票否决"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(at for at, row in enumerate(rows) if "否决项" in row)
    blank = next(at for at in range(header + 1, len(rows)) if not any(rows[at]))
    for column, value in {"否决项": "弄虚作假", "条件": "参保率<10%", "后果": "取消奖励"}.items():
        sheet.cell(blank + 1, rows[header].index(column) + 1).value = value
    book.save(path)


def _rename(path: Path, old: str, new: str) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in ("填报项", "评分细则"):
        for row in book[sheet].iter_rows():
            for cell in row:
                if cell.value == old:
                    cell.value = new
    book.save(path)


def _revised(folder: Path, text: str) -> Revision:
    made, _ = read_draft(_saved(folder, text))
    assert made is not None
    return revision_of(made, read_book(folder / "方案.xlsx"))


def _saved(folder: Path, text: str) -> Path:
    path = folder.parent / "新细则.docx"
    path.write_bytes(word(text))
    return path


def _written(folder: Path, text: str) -> tuple[dict[str, list[dict[str, str]]], str]:
    """Rows of the draft written after consent, and what was shown. The scheme stays as it is; the draft passes."""
    before = (folder / "方案.xlsx").read_bytes()
    code, told = _kaohe("draft", _saved(folder, text), folder, "--into", "--yes")
    assert code == 0, told
    assert (folder / "方案.xlsx").read_bytes() == before
    other = folder.parent / "改后"
    shutil.copytree(folder, other)
    shutil.move(other / "方案（修订草稿）.xlsx", other / "方案.xlsx")
    code, checked = _kaohe("check", other)
    assert code in (0, 1), checked
    book = read_book(other / "方案.xlsx")
    assert book.grids[0].name == "起草说明"
    made, _ = read_draft(folder.parent / "新细则.docx")
    assert made is not None
    assert revision_of(made, book).changes == []
    rows = {name: [{k: str(v) for k, v in row.items()} for row in own] for name, own in rows_of(book).items()}
    return rows, told


def _told(revision: Revision) -> list[tuple[str, str, str, dict[str, tuple[str, str]]]]:
    return [
        (each.kind.value, each.sheet, each.key, {name: (old, new) for name, old, new in each.columns})
        for each in revision.changes
    ]


def _clauses(rows: Mapping[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    return [(row["编号"], row["评分标准"]) for row in rows["评分细则"]]


def test_the_same_document_after_corrections_changes_nothing(folder: Path) -> None:
    code, told = _kaohe("draft", _saved(folder, _TEXT), folder, "--into", "--yes")
    assert code == 0, told
    assert "没有差别" in told
    assert "改了" not in told
    assert not list(folder.glob("*修订草稿*"))


def test_other_punctuation_and_numbering_are_no_change(folder: Path) -> None:
    text = _TEXT.replace("责任书每缺1份扣2分，扣完为止", "(1)责任书每缺1份扣2分,扣完为止。")
    assert _told(_revised(folder, text)) == []


def test_a_changed_figure_keeps_what_the_clerk_corrected_beside_it(folder: Path) -> None:
    rows, told = _written(folder, _TEXT.replace("每缺1份扣2分", "每缺1份扣3分"))
    assert "责任书每缺1份扣2分" in told
    assert "分值 2 → 3" in told
    assert "共 1 处" in told
    assert not {"出处", "照此计算", "可信"} & set(told.split())
    first = rows["评分细则"][0]
    assert (first["编号"], first["分值"], first["数据项"], first["合计上限"]) == ("1", "3", "没签的责任书", "签订:8")
    assert first["可信"] in ("高", "中")
    assert {"设置": "主办单位", "值": "区安委办"}.items() <= rows["考核设置"][
        [row["设置"] for row in rows["考核设置"]].index("主办单位")
    ].items()
    assert "弄虚作假" in [row["否决项"] for row in rows["一票否决"]]


def test_an_inserted_clause_moves_the_numbers_behind_it(folder: Path) -> None:
    lines = [*_LINES[:5], "| 2 | 培训 | 0 | 培训每缺席1次扣1分 |", *_LINES[5:]]
    text = "\n".join(line.replace("| 4 |", "| 5 |").replace("| 3 |", "| 4 |") for line in lines)
    text = text.replace("| 2 | 参保", "| 3 | 参保")
    told = _told(_revised(folder, text))
    assert [each[:3] for each in told] == [("加了", "评分细则", "2"), ("加了", "填报项", "培训缺席次数")]
    rows, shown = _written(folder, text)
    assert "2 → 3" in shown
    assert [key for key, _ in _clauses(rows)] == ["1", "2", "3", "4", "4", "5"]
    assert rows["评分细则"][2]["分值"] == "1.5"
    assert rows["评分细则"][5]["评分人"] == "张主任"


def test_a_new_indicator_is_not_taken_for_one_that_lost_a_clause_of_the_same_shape(folder: Path) -> None:
    lines = [*_LINES[:5], "| 2 | 培训 | 10 | 培训每缺席1次扣1分 |", *_LINES[5:]]
    told = _told(_revised(folder, "\n".join(lines).replace("报表每迟报1次扣1分。", "")))
    assert [each[:3] for each in told] == [
        ("加了", "评分细则", "2"),
        ("删了", "评分细则", "4"),
        ("删了", "填报项", "报表迟报次数"),
        ("加了", "填报项", "培训缺席次数"),
    ]


def test_a_removed_clause_takes_its_item_with_it(folder: Path) -> None:
    text = "\n".join(line for line in _LINES if "| 责任书 |" not in line)
    told = _told(_revised(folder, text))
    assert [each[:3] for each in told] == [("删了", "评分细则", "1"), ("删了", "填报项", "没签的责任书")]
    rows, _ = _written(folder, text)
    assert [key for key, _ in _clauses(rows)] == ["2", "3", "3", "4"]
    assert "没签的责任书" not in [row["数据项"] for row in rows["填报项"]]


def test_what_still_names_a_removed_clause_is_told_and_its_item_stays(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "方案.xlsx")
    sheet = book["核定调整"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(at for at, row in enumerate(rows) if "核定值" in row)
    for line, told in enumerate(({"数据项": "没签的责任书"}, {"编号": "1"}), header + 2):
        for column, value in {"单位": "甲镇", "核定值": 1, "依据": "抽查", **told}.items():
            sheet.cell(line, rows[header].index(column) + 1).value = value
    book.save(folder / "方案.xlsx")
    revision = _revised(folder, "\n".join(line for line in _LINES if "| 责任书 |" not in line))
    assert [each[:3] for each in _told(revision)] == [("删了", "评分细则", "1")]
    assert revision.notes == ["核定调整 里还写着编号 1，这一条已经删了；请改掉"]


def test_a_clause_removed_inside_an_indicator(folder: Path) -> None:
    text = _TEXT.replace("报表每迟报1次扣1分。", "")
    told = _told(_revised(folder, text))
    assert [each[:2] for each in told] == [("删了", "评分细则"), ("删了", "填报项")]
    rows, _ = _written(folder, text)
    third = rows["评分细则"][2]
    assert (third["编号"], third["考核内容"], third["标准分"], third["分值"]) == ("3", "报表", "20", "0.5")


def test_swapped_clauses_with_one_figure_changed(folder: Path) -> None:
    one, two = _LINES[4], _LINES[5]
    swapped = [
        *_LINES[:4],
        two.replace("| 2 |", "| 1 |"),
        one.replace("| 1 |", "| 2 |").replace("扣2分", "扣4分"),
        *_LINES[6:],
    ]
    told = _told(_revised(folder, "\n".join(swapped)))
    assert told == [("改了", "评分细则", "1", {"分值": ("2", "4")})]


def test_another_mark_for_the_same_clause(folder: Path) -> None:
    text = _TEXT.replace("| 参保 | 30 |", "| 参保 | 40 |").replace("| 作风 | 20 |", "| 作风 | 10 |")
    told = _told(_revised(folder, text))
    assert told == [
        ("改了", "评分细则", "2", {"标准分": ("30", "40")}),
        ("改了", "评分细则", "4", {"标准分": ("20", "10")}),
    ]
    rows, _ = _written(folder, text)
    assert (rows["评分细则"][1]["标准分"], rows["评分细则"][1]["分值"]) == ("40", "1.5")


def test_another_prize_and_another_grade(folder: Path) -> None:
    text = _TEXT.replace("第一名奖励5000元", "第一名奖励8000元").replace("90分以上为优秀", "92分以上为优秀")
    told = _told(_revised(folder, text))
    assert told == [
        ("改了", "等次", "优秀", {"最低分": ("90", "92")}),
        ("改了", "奖惩", "第1名奖励", {"金额": ("5000", "8000")}),
    ]
    rows, _ = _written(folder, text)
    assert rows["等次"][0]["比例上限"] == "30%"
    assert rows["奖惩"][0]["称号"] == "先进单位"


def test_another_year(folder: Path) -> None:
    told = _told(_revised(folder, _TEXT.replace("2024年度", "2025年度")))
    assert ("改了", "考核设置", "年度", {"值": ("2024", "2025")}) in told
    assert {each[1] for each in told} == {"考核设置"}


def test_pasted_text_cannot_be_asked_about(folder: Path) -> None:
    pasted = "考核内容\t分值\t评分标准\n责任书\t30\t责任书每缺1份扣3分，扣完为止\n"
    code, told = _kaohe("draft", "-", folder, "--into", given=pasted)
    assert code == 1
    assert "--yes" in told
    assert "Aborted" not in told
    assert not list(folder.glob("*修订草稿*"))
    code, told = _kaohe("draft", "-", folder, "--into", "--yes", given=pasted)
    assert code == 0, told
    assert (folder / "方案（修订草稿）.xlsx").is_file()


def test_no_is_no(folder: Path) -> None:
    before = (folder / "方案.xlsx").read_bytes()
    code, told = _kaohe("draft", _saved(folder, _TEXT.replace("扣2分", "扣3分")), folder, "--into", given="n\n")
    assert code == 0, told
    assert not list(folder.glob("*修订草稿*"))
    assert (folder / "方案.xlsx").read_bytes() == before


@pytest.mark.parametrize("name", ["S1", "S3", "S4", "S6"])
def test_real_documents_against_their_own_draft(name: str, tmp_path: Path) -> None:
    (tmp_path / "细则.docx").write_bytes(word(wording(name)))
    made, _ = draft(tmp_path / "细则.docx", tmp_path / "考核")
    assert made is not None
    revision = revision_of(made, read_book(tmp_path / "考核" / "方案.xlsx"))
    assert _told(revision) == []


def test_a_note_of_a_sheet_is_told_once(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "方案.xlsx")
    sheet = book["评分细则"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(at for at, row in enumerate(rows) if "标准分" in row)
    sheet.cell(header + 2, rows[header].index("标准分") + 1).value = None
    book.save(folder / "方案.xlsx")
    notes = _revised(folder, "\n".join(_LINES)).notes
    assert len(notes) == 1
    assert "方案没有填" in notes[0]
