"""Struck-through and raised parts of a text are no part of the value, in every format that can hold them."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from kaohe_xl.expr.tree import ValueType
from kaohe_xl.reading.opening import open_content
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme.model import DataItem
from tests.support.libreoffice import require_office

CASES = DataItem("件数", measure="例", type=ValueType.NUMBER)
STRUCK, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")

# parts (text, mark), what counts (None: refused), code
TABLE: list[tuple[list[tuple[str, str]], str | None, str]] = [
    ([("4", "s"), ("6", "")], "6", "F146"),
    ([("46", "s"), (" 50", "")], "50", "F146"),
    ([("48", ""), ("2", "u")], "48", "F146"),
    ([("3", ""), ("例", "")], "3", ""),
    ([("12", "s"), ("15", ""), ("①", "u")], "15", "F146"),
    ([("7", "s")], None, "F147"),
    ([("1", ""), ("0", "s"), ("2", "")], "12", "F146"),
    ([("5", ""), ("（原8）", "s")], "5", "F146"),
    ([("9", ""), (" ", "s")], "9", ""),
    ([("百", "s"), ("二十", "")], "20", "F146"),
    ([("5", "u")], "5", ""),
]
Parts = list[tuple[str, str]]


def xlsx(path: Path, rows: list[Parts]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, parts in enumerate(rows, 1):
        blocks = [TextBlock({"s": STRUCK, "u": RAISED}[mark], text) if mark else text for text, mark in parts]
        sheet.cell(row, 1).value = CellRichText(*blocks)
    book.save(path)
    return path


def xls(path: Path, rows: list[Parts]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    fonts = {"s": xlwt.easyfont("struck_out true"), "u": xlwt.easyfont("escapement superscript")}
    for row, parts in enumerate(rows):
        plain = xlwt.easyfont("")
        sheet.write_rich_text(row, 0, [(text, fonts.get(mark, plain)) for text, mark in parts])
    book.save(str(path))
    return path


def xml2003(path: Path, rows: list[Parts]) -> Path:
    tags = {"s": "S", "u": "Sup", "": "Font"}
    cells = "".join(
        "<Row><Cell><ss:Data ss:Type='String' xmlns='http://www.w3.org/TR/REC-html40'>"
        + "".join(f"<{tags[mark]}>{text}</{tags[mark]}>" for text, mark in parts)
        + "</ss:Data></Cell></Row>"
        for parts in rows
    )
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    head += 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    path.write_text(f'{head}<Worksheet ss:Name="表"><Table>{cells}</Table></Worksheet></Workbook>', encoding="utf-8")
    return path


def html(path: Path, rows: list[Parts]) -> Path:
    tags = {"s": "del", "u": "sup", "": "b"}
    cells = "".join(
        "<tr><td>" + "".join(f"<{tags[mark]}>{text}</{tags[mark]}>" for text, mark in parts) + "</td></tr>"
        for parts in rows
    )
    path.write_text(f"<html><body><table>{cells}</table></body></html>", encoding="utf-8")
    return path


def check(path: Path) -> None:
    grid = read_book(path).grids[0]
    for row, (parts, value, code) in zip(grid.rows, TABLE, strict=True):
        reading = read_value(row[0], CASES)
        assert reading.value == (None if value is None else Fraction(value)), (path.suffix, parts)
        assert [found.code for found in reading.findings if found.code in ("F146", "F147")] == [code] * bool(code)
        if code == "F146":
            whole = reading.findings[0].text
            assert all(text.strip() in whole for text, _ in parts), whole


@pytest.mark.parametrize("write", [xlsx, xls, xml2003, html])
def test_only_what_is_left_counts(tmp_path: Path, write: object) -> None:
    suffix = {xlsx: "xlsx", xls: "xls", xml2003: "xml", html: "html"}[write]  # type: ignore[index]
    check(write(tmp_path / f"a.{suffix}", [parts for parts, _, _ in TABLE]))  # type: ignore[operator]


@pytest.mark.libreoffice
def test_only_what_is_left_counts_in_ods(tmp_path: Path) -> None:
    check(require_office().recalculate(xlsx(tmp_path / "a.xlsx", [parts for parts, _, _ in TABLE]), "ods"))


STYLES = """<style><!-- .xl65 {mso-number-format:General;
text-decoration:line-through;} .font5, .font6 {color:red; text-decoration: line-through} td.up span{} --></style>
<style>.font7 {vertical-align: super; font-size:8pt} S {} /* .font8 {text-decoration:line-through} */</style>"""

PAGES = [
    ('<td><font class="font5">4</font><font class="font8">6</font></td>', "6", "F146"),
    ("<td><span class=font6>4</span>6</td>", "6", "F146"),
    ("<td class=xl65>7</td>", None, "F147"),
    ("<td style='TEXT-DECORATION: underline line-through'>7</td>", None, "F147"),
    ("<td style='text-decoration:line-through' x:num='7'>7</td>", None, "F147"),
    ("<td>48<font class=font7>2</font></td>", "48", "F146"),
    ("<td>48<span style='vertical-align:super'>2</span></td>", "48", "F146"),
    ("<td><u style='text-decoration:line-through'>1</u>2</td>", "2", "F146"),
    ("<td><s><b>1</b></s>2</td>", "2", "F146"),
    ("<td><s><b>1</s>2</td>", "2", "F146"),
    ("<td><ruby>15<rp>(</rp><rt>7</rt><rp>)</rp></ruby></td>", "15", ""),
    ("<td>3<span style='display:none'>4</span></td>", "3", ""),
    ("<td style='display: none'>9</td>", "9", ""),
    ("<td>1<br>2</td>", None, ""),
    ("<td x:num='3'></td>", None, ""),
    ("<td x:num='1234.5'>1,235</td>", "1234.5", ""),
    ("<td><p>5<p></td>", "5", ""),
]


@pytest.mark.parametrize(("cell", "value", "code"), PAGES)
def test_what_a_web_page_shows(tmp_path: Path, cell: str, value: str | None, code: str) -> None:
    """By classes, as Excel saves it; by styles and elements, as reporting systems do."""
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{STYLES}</head><body><table><tr><td>x</td>{cell}</tr></table></body></html>", "utf-8")
    reading = read_value(read_book(path).grids[0].rows[0][1], CASES)
    assert reading.value == (None if value is None else Fraction(value))
    assert [found.code for found in reading.findings if found.code in ("F146", "F147")] == [code] * bool(code)


def test_a_struck_number_is_no_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = 15, 16
    sheet["A1"].font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    rows = read_book(tmp_path / "a.xlsx").grids[0].rows
    assert [found.code for found in read_value(rows[0][0], CASES).findings] == ["F147"]
    assert read_value(rows[1][0], CASES).value == 16


def test_how_a_word_is_spoken_is_not_its_value(tmp_path: Path) -> None:
    """Phonetic runs (rPh) above the text: 15 with the reading 7 is 15."""
    path = xlsx(tmp_path / "a.xlsx", [[("15", "")]])
    spoken = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(spoken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sharedStrings.xml"):
                data = data.replace(b"</si>", b'<rPh sb="0" eb="1"><t>7</t></rPh></si>')
            target.writestr(name, data)
    assert read_value(read_book(spoken).grids[0].rows[0][0], CASES).value == 15


def test_a_file_without_marks_stays_on_the_fast_path(tmp_path: Path) -> None:
    plain = open_content(xlsx(tmp_path / "a.xlsx", [[("15", "")]]).read_bytes(), "a.xlsx")
    marked = open_content(xlsx(tmp_path / "b.xlsx", [[("1", "s"), ("5", "")]]).read_bytes(), "b.xlsx")
    assert plain.reading == "快速"
    assert marked.reading.startswith("精确")


def test_the_comment_of_xml_2003_is_not_the_cells(tmp_path: Path) -> None:
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    head += 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    cell = '<Cell><Data ss:Type="Number">15</Data><Comment><ss:Data>7</ss:Data></Comment></Cell>'
    text = '<Cell><Data ss:Type="String">15</Data><Comment><ss:Data ss:Type="String">7</ss:Data></Comment></Cell>'
    path = tmp_path / "a.xml"
    path.write_text(
        f'{head}<Worksheet ss:Name="表"><Table><Row>{cell}{text}</Row></Table></Worksheet></Workbook>', encoding="utf-8"
    )
    row = read_book(path).grids[0].rows[0]
    assert [read_value(each, CASES).value for each in row] == [15, 15]
