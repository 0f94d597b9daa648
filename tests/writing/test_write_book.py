"""What is written is what was asked for: nothing cut, nothing turned into a formula, nothing half written."""

from __future__ import annotations

import builtins
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.base.grid import Merge
from kaohe_xl.base.text import display_width
from kaohe_xl.sheets.model import Chart, ChartKind, ColourScale, Out, Sheet, Style, Workbook
from kaohe_xl.sheets.refs import quoted_sheet, sheet_name
from kaohe_xl.writing.measure import line_count
from kaohe_xl.writing.write import write_workbook


def _sheet(*rows: list[Out | None], name: str = "排名", **more: object) -> Sheet:
    return Sheet(name, rows, **more)  # type: ignore[arg-type]


def _load(path: Path, **more: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, **more)


HOSTILE = ["=1+1", "+86", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1", "http://example.com/x", "001", "1e5", "\tx", "_x0041_"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    path = write_workbook(Workbook([_sheet([Out(text, Style.NAME)])]), tmp_path / "a.xlsx")
    cell = _load(path).active["A1"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_formula_keeps_its_cached_value(tmp_path: Path) -> None:
    row = [Out(Fraction(5, 2), Style.SCORE), Out(Fraction(5), Style.SCORE, formula="A1*2"), Out("缺", formula='"缺"')]
    path = write_workbook(Workbook([_sheet(row)]), tmp_path / "a.xlsx")
    assert _load(path).active["B1"].value == "=A1*2"
    assert [c.value for c in _load(path, data_only=True).active[1]] == [2.5, 5, "缺"]


def test_page_is_fit_to_print(tmp_path: Path) -> None:
    head = [Out("标题", Style.TITLE), None]
    sheet = _sheet(head, [Out("单位"), Out("得分")], [Out("甲镇"), Out(Fraction(9))], header_rows=2, frozen=(2, 1))
    page = _load(write_workbook(Workbook([sheet]), tmp_path / "a.xlsx")).active
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.print_title_rows == "$1:$2"
    assert page.freeze_panes == "B3"
    assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert page.sheet_properties.pageSetUpPr.fitToPage


def test_wide_sheet_repeats_names_on_every_page_instead_of_shrinking(tmp_path: Path) -> None:
    sheet = _sheet([Out("单位"), *[Out("一个很长的指标名称") for _ in range(60)]], frozen=(1, 1))
    page = _load(write_workbook(Workbook([sheet]), tmp_path / "a.xlsx")).active
    assert page.print_title_cols == "$A:$A"
    assert page.page_setup.scale >= 60


def test_score_shows_the_decimals_of_the_scheme(tmp_path: Path) -> None:
    book = Workbook([_sheet([Out(Fraction(9), Style.SCORE)])], digits=3)
    assert _load(write_workbook(book, tmp_path / "a.xlsx")).active["A1"].number_format == "0.000"


def test_merges_charts_comments_links_and_names(tmp_path: Path) -> None:
    rows = [
        [Out("标题", Style.TITLE), None],
        [Out("甲镇", comment="见 收表/甲镇.xlsx"), Out(Fraction(9), Style.SCORE)],
        [Out("去看", Style.LINK, link="internal:'排名'!A1"), Out(Fraction(8), Style.SCORE)],
    ]
    chart = Chart(ChartKind.BAR, "总分", ("排名", 1, 0, 2, 0), [("总分", ("排名", 1, 1, 2, 1))], 5, 0)
    sheet = _sheet(*rows, merges=[Merge(1, 1, 1, 2)], charts=[chart], heats=[(ColourScale.BARS, 1, 1, 2, 1)])
    book = _load(write_workbook(Workbook([sheet], {"满分": "排名!$B$2"}), tmp_path / "a.xlsx"))
    page = book.active
    assert [str(m) for m in page.merged_cells.ranges] == ["A1:B1"]
    assert page["A2"].comment.text.endswith("甲镇.xlsx")
    assert page["A3"].hyperlink.location == "'排名'!A1"
    assert len(page._charts) == 1
    assert book.defined_names["满分"].attr_text == "排名!$B$2"
    assert page.conditional_formatting


@pytest.mark.parametrize("lock_file", ["~${}", ".~lock.{}#", ".~{}"])
def test_open_file_is_left_alone_and_a_new_name_said(tmp_path: Path, lock_file: str) -> None:
    target = tmp_path / "结果.xlsx"
    book = Workbook([_sheet([Out("一")])])
    assert write_workbook(book, target) == target
    before = target.read_bytes()
    (tmp_path / lock_file.format(target.name)).touch()
    assert [write_workbook(book, target).name for _ in range(2)] == ["结果(2).xlsx"] * 2
    assert target.read_bytes() == before


def test_killed_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    """A process that dies in the middle must not leave half a workbook under the real name."""
    target = tmp_path / "结果.xlsx"
    write_workbook(Workbook([_sheet([Out("旧")])]), target)
    script = (
        "import os, sys\nfrom pathlib import Path\nimport kaohe_xl.writing.write as w\n"
        "from kaohe_xl.sheets.model import Out, Sheet, Workbook\n"
        "os.replace = lambda *_: os._exit(9)\n"
        "w.write_workbook(Workbook([Sheet('排名', [[Out('新')]])]), Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(target)], check=False)
    assert done.returncode == 9
    assert _load(target).active["A1"].value == "旧"


def test_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="sheetname"):
        write_workbook(Workbook([_sheet([Out("一")], name="坏/名")]), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_too_long_text_is_cut_visibly(tmp_path: Path) -> None:
    path = write_workbook(Workbook([_sheet([Out("长" * 40_000)])]), tmp_path / "a.xlsx")
    text = _load(path).active["A1"].value
    assert len(text) <= 32_767
    assert text.endswith("…（略）")


@given(st.text(alphabet="中文字（）。，abc 0123456789.", max_size=200), st.floats(6, 60))
def test_row_height_allows_for_every_character(text: str, width: float) -> None:
    """The lines reckoned hold the text even if every line loses one character to wrapping rules."""
    lines = line_count(text, width, 11)
    room = (width - 1.4) * 6.0 / 5.5
    assert lines * room + 0.001 >= display_width(text) * 0.99


@pytest.mark.parametrize("name", ["甲/乙:丙*丁?[戊]\\己", "'引号'", "x" * 40, "", "  ", "History"])
def test_any_name_becomes_a_sheet_name(name: str, tmp_path: Path) -> None:
    first = sheet_name(name)
    second = sheet_name(name, [first])
    assert first != second
    rows = [[Out(Fraction(1)), Out(Fraction(1), formula=f"{quoted_sheet(second)}!A1")]]
    path = write_workbook(Workbook([_sheet(*rows, name=first), _sheet(*rows, name=second)]), tmp_path / "a.xlsx")
    assert _load(path).sheetnames == [first, second]


@pytest.mark.parametrize(
    ("name", "written"),
    [("填报数据", "填报数据"), ("2022", "'2022'"), ("A1", "'A1'"), ("评分 细则", "'评分 细则'"), ("it's", "'it''s'")],
)
def test_sheet_names_in_formulas(name: str, written: str) -> None:
    assert quoted_sheet(name) == written


def test_text_in_a_formula_stays_as_it_is(tmp_path: Path) -> None:
    row = [Out("SORT(甲)"), Out(True, formula='A1="SORT(甲)"'), Out(Fraction(1), formula="SUM(1)", array=True)]
    page = _load(write_workbook(Workbook([_sheet(row)]), tmp_path / "a.xlsx")).active
    assert page["B1"].value == '=A1="SORT(甲)"'
    assert page["C1"].value.text == "=SUM(1)"


def test_the_bytes_are_the_same_where_text_files_have_other_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a file opened as text without ``newline`` gets CRLF; here such an open is made to do the same."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    book = Workbook([Sheet("表", [[Out("单位"), Out(1)]])], title="某考核")
    here = write_workbook(book, tmp_path / "这里.xlsx").read_bytes()
    opened = builtins.open

    def as_on_windows(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
        if "b" not in mode and "w" in mode and len(args) < 4 and more.get("newline") is None:
            more["newline"] = "\r\n"
        return opened(file, mode, *args, **more)

    monkeypatch.setattr(builtins, "open", as_on_windows)
    assert write_workbook(book, tmp_path / "那里.xlsx").read_bytes() == here
