"""The drafted folder runs as it stands; nothing that exists is written over."""

from __future__ import annotations

from fractions import Fraction as F
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from typer.testing import CliRunner

from kaohe_xl.cli import app
from kaohe_xl.writing.drafted import draft
from tests.support.word import word

_TEXT = """
2024年度安全生产目标考核细则

| 序号 | 考核内容 | 应得分 | 评分细则 |
|---|---|---|---|
| 1 | 责任书 | 40 | 责任书每缺1份扣2分，扣完为止 |
| 2 | 参保 | 40 | 参保率低于95%的，每低1个百分点扣1分 |
| 3 | 作风 | 20 | 工作作风扎实，群众反映好 |
| | 合计 | 100 | |

90分以上为优秀，80分以上为良好，其余为合格。
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "细则.docx"
    path.write_bytes(word(_TEXT))
    return path


def _kaohe(*words: str | Path, given: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words], input=given)
    return done.exit_code, done.output


def _fill(folder: Path) -> None:
    """Each issued form comes back with a value in every cell to fill in."""
    for path in (folder / "发放").rglob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if not isinstance(cell, MergedCell) and not cell.protection.locked and cell.value is None:
                        cell.value = 0.9 if "%" in cell.number_format else 1
        book.save(folder / "收表" / path.name)


def test_draft_check_issue_fill_run(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "考核"
    assert _kaohe("draft", source, folder)[0] == 0
    assert _kaohe("check", folder)[0] in (0, 1)
    assert _kaohe("issue", folder)[0] in (0, 1)
    _fill(folder)
    code, told = _kaohe("run", folder)
    assert code in (0, 1), told
    assert list((folder / "结果").glob("*.xlsx"))


def test_an_existing_scheme_is_left_alone(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "考核"
    folder.mkdir()
    (folder / "方案.xlsx").write_bytes(b"mine")
    made, findings = draft(source, folder)
    assert made is None
    assert [found.code for found in findings] == ["R151"]
    assert (folder / "方案.xlsx").read_bytes() == b"mine"


def test_units_from_a_list_beside(source: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("序号", "单位名称"), (1, "甲镇"), (2, "乙镇")):
        book.active.append(row)
    book.save(tmp_path / "名单.xlsx")
    made, findings = draft(source, tmp_path / "考核", tmp_path / "名单.xlsx")
    assert made is not None
    assert not findings
    assert [row["单位名称"] for row in made.sheets["考核对象"]] == ["甲镇", "乙镇"]


def test_a_list_brings_its_columns_and_no_note(source: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [["序号", "镇街", "组别", "书记", "招商任务", "占比"], [1, "甲镇", "镇", "张三", 5000, 0.3]]
    rows += [
        [2, "乙街道", "街道", "李四", 1200.5, 0.7],
        ["单位名称和邮箱均为虚构。"],
        [None, "注：按行政区划排列"],
        [None, "合计"],
    ]
    for row in rows:
        book.active.append(row)
    for cell in ("F2", "F3"):
        book.active[cell].number_format = "0%"
    book.save(tmp_path / "名单.xlsx")
    made, findings = draft(source, tmp_path / "考核", tmp_path / "名单.xlsx")
    assert made is not None
    assert [found.code for found in findings] == ["R188", "R188"]
    first, second = made.sheets["考核对象"]
    assert (first["单位名称"], first["分组"], first["书记"], first["招商任务"], first["占比"]) == (
        "甲镇", "镇", "张三", 5000, "30%",
    )  # fmt: skip
    assert second["招商任务"] == F("1200.5")
    assert "序号" not in first
    scheme = openpyxl.load_workbook(tmp_path / "考核" / "方案.xlsx")["考核对象"]
    assert "招商任务" in [cell.value for row in scheme.iter_rows() for cell in row]
    assert _kaohe("check", tmp_path / "考核")[0] in (0, 1)


def test_pasted_text(tmp_path: Path) -> None:
    pasted = "考核内容\t分值\t评分标准\n报表\t100\t迟报1次扣2分\n"
    code, told = _kaohe("draft", "-", tmp_path / "考核", given=pasted)
    assert code == 0, told
    sheet = openpyxl.load_workbook(tmp_path / "考核" / "方案.xlsx")["评分细则"]
    assert "每例扣分" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_sheet_as_source_gives_the_same_rows(source: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["2024年度安全生产目标考核细则"])
    for line in _TEXT.strip().splitlines()[2:7]:
        if "---" not in line:
            book.active.append([cell.strip() for cell in line.strip("|").split("|")])
    book.save(tmp_path / "细则.xlsx")
    word_made, _ = draft(source, tmp_path / "一")
    sheet_made, _ = draft(tmp_path / "细则.xlsx", tmp_path / "二")
    assert word_made is not None
    assert sheet_made is not None
    told = [[{**row, "出处": ""} for row in made.sheets["评分细则"]] for made in (word_made, sheet_made)]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("不在.docx", None, "R181"),
        ("空.txt", "今天天气很好", "R184"),
        ("图.docx", b"\x89PNG", "D102"),
    ],
)
def test_what_is_no_rubric_is_refused_with_a_word(
    name: str, content: str | bytes | None, code: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    elif content is not None:
        path.write_bytes(content)
    made, findings = draft(path, tmp_path / "考核")
    assert made is None
    assert [found.code for found in findings] == [code]
    assert not (tmp_path / "考核").exists()


def test_a_revised_text_shows_its_difference_and_writes_beside(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "考核"
    draft(source, folder)
    before = (folder / "方案.xlsx").read_bytes()
    revised = tmp_path / "新细则.docx"
    revised.write_bytes(word(_TEXT.replace("每缺1份扣2分", "每缺1份扣3分")))
    code, told = _kaohe("draft", revised, folder, "--into", "--yes")
    assert code == 0, told
    assert "2 → 3" in told
    assert (folder / "方案.xlsx").read_bytes() == before
    assert (folder / "方案（修订草稿）.xlsx").is_file()
    again, told = _kaohe("draft", source, folder, "--into", "--yes")
    assert (again, "没有差别" in told) == (0, True)


def test_hostile_text_ends_soon(tmp_path: Path) -> None:
    made, findings = draft("考核内容\t分值\t评分标准\n甲\t10\t" + "扣分，" * 50_000, tmp_path / "考核")
    assert made is not None
    assert [row["可信"] for row in made.sheets["评分细则"]] == ["低"]
    assert not findings
