"""Whatever comes back is read right, or refused by name: each kind of file and of damage with its expected outcome.

All files lie in one folder and are read in one run, as a clerk has them. None may hang, none may be missing.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book
from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import OpenedFile, ReadOptions, ReturnsReader
from kaohe_xl.reading.limits import MEBIBYTE, Limits
from tests.support import making
from tests.support.making import SHEET1, edit_parts, fill_form, replaced, with_part, without, zip_of

FORM = fill_form()
XLS = making.form_xls()
LIMITS = Limits(seconds=6, file=8 * MEBIBYTE, unpacked=40 * MEBIBYTE, cells=200_000, memory=700 * MEBIBYTE)
Check = Callable[[Book], None]


@dataclass(frozen=True)
class Case:
    """A file, and what must become of it: cells, or a code."""

    name: str
    data: bytes
    expected: Check | str
    reading: str = ""  # how the reading path must be told
    note: str = ""  # a note that must stand beside it


def item(book: Book, name: str, column: int = 3) -> Cell:
    """The cell of an item in the first sheet."""
    for row, cells in enumerate(book.grids[0].rows, 1):
        if cells and cells[0].text == name:
            return book.grids[0].cell(row, column)
    raise AssertionError(f"{name} is not in the first sheet")


def form(book: Book) -> None:
    """The form as it was filled: value, percent, date, injected text."""
    assert item(book, "上访").value == 3
    assert item(book, "完成率").value == pytest.approx(0.953, abs=0)
    assert item(book, "完成率").text == "95.3%"
    assert item(book, "验收日期").value == datetime(2022, 10, 31)
    assert item(book, "完成率", 4).value == "=cmd|'/c calc'!A1"


def values_only(book: Book) -> None:
    """Values are right and percents are marked as not known."""
    assert item(book, "上访", 2).value == 3
    assert item(book, "完成率", 2).value == pytest.approx(0.953, abs=0)
    assert item(book, "完成率", 2).number_format == ""


def texts(book: Book) -> None:
    """All cells are text as they stand in the file."""
    assert item(book, "上访").value == "3"
    assert item(book, "完成率").value == "95.3%"
    assert item(book, "完成率", 4).value == "=cmd|'/c calc'!A1"


def page(book: Book) -> None:
    """Percent with the whole number behind the rounded one, dates as shown, cells under a rowspan in their column."""
    assert item(book, "完成率").value == pytest.approx(0.953, abs=0)
    assert item(book, "完成率").shown_as_percent
    assert item(book, "验收 日期").value == "2022-10-31"
    assert book.grids[0].cell(6, 2).value == "件"
    assert book.grids[0].cell(6, 3).value == "3"
    assert book.grids[0].merged_from(6, 1).text == "验收 日期"


def bad_cell(problem: str) -> Check:
    def check(book: Book) -> None:
        cell = item(book, "上访", 4)
        assert (cell.problem, cell.value, cell.blank) == (problem, None, False)

    return check


def far_corner(book: Book) -> None:
    form(book)
    assert book.grids[0].cell(1_048_576, 16_384).value == 1


def hidden(book: Book) -> None:
    form(book)
    assert [grid.hidden for grid in book.grids] == [False, True]


def sheet_xml(old: str, new: str) -> bytes:
    return replaced(FORM, SHEET1, old, new)


C6 = '<c r="C6"><v>3</v></c>'
D6 = '<c r="D6"><f>C6*2</f><v>6</v></c>'
BOMB = '<!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
SST = "xl/sharedStrings.xml"


def lying_size() -> bytes:
    """The directory says that a part is short; the stream goes on."""
    data = bytearray(FORM)
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    short = b"<worksheet/>"
    struct.pack_into("<L", data, at + 16, zlib.crc32(short))
    struct.pack_into("<L", data, at + 24, len(short))
    return bytes(data)


def many_parts(count: int, size: int) -> bytes:
    return zip_of({"[Content_Types].xml": b"<x/>", **{f"xl/media/{n}.bin": bytes(size) for n in range(count)}})


def ten_thousand_sheets() -> bytes:
    """Ten thousand sheets that all have the same cells."""
    sheet = '<sheet name="评分细则" sheetId="2" r:id="rId2"/>'
    return replaced(FORM, "xl/workbook.xml", sheet, "".join(sheet.replace("评", f"{n}") for n in range(10_000)))


def zip_bomb() -> bytes:
    return with_part(FORM, "xl/media/image1.png", bytes(60 * MEBIBYTE))


CASES = [
    # -- read, whatever the name says
    Case("正常.xlsx", FORM, form, "快速"),
    Case("宏表.xlsm", with_part(FORM, "xl/vbaProject.bin", b"x"), form, "快速", note="D302"),
    Case("外链.xlsx", with_part(FORM, "xl/externalLinks/externalLink1.xml", b"<x/>"), form, note="D303"),
    Case("老格式.xls", XLS, form, "精确（xls）"),
    Case("金山.et", XLS, form),
    Case("金山新.et", FORM, form),
    Case("名为xls实为xlsx.xls", FORM, form, note="D301"),
    Case("名为xlsx实为xls.xlsx", XLS, form, note="D301"),
    Case("没有扩展名", FORM, form, note="D301"),
    Case("名为csv实为xlsx.csv", FORM, form, note="D301"),
    Case("二进制.xlsb", making.xlsb(), values_only, "快速（xlsb）", note="D304"),
    Case("严格.xlsx", making.strict(FORM), form, "快速（Strict 格式）"),
    Case("带前缀.xlsx", making.prefixed(FORM), form, "快速"),
    Case("xml表.xls", making.spreadsheetml(), form, "精确（XML 表格 2003）", note="D301"),
    Case("网页国标.xls", making.html_report("gb18030"), page, "精确（HTML", note="D301"),
    Case("网页.xls", making.html_report("utf-8"), page, note="D301"),
    Case("网页没收尾.xls", making.html_report().replace(b"</table>", b""), page),
    Case("国标.csv", making.CSV.encode("gb18030"), texts),
    Case("utf8.csv", making.CSV.encode(), texts),
    Case("带标记.csv", making.CSV.encode("utf-8-sig"), texts),
    Case("utf16.csv", making.CSV.encode("utf-16"), texts),
    Case("制表符.txt", making.CSV.replace(",", "\t").encode(), texts),
    Case("分号.csv", making.CSV.replace(",", ";").encode(), texts),
    Case("分隔声明.csv", ("sep=#\n" + making.CSV.replace(",", "#")).encode(), texts),
    Case("实为csv.xls", making.CSV.encode("gb18030"), texts, note="D301"),
    # -- encrypted
    Case("加密有密码.xlsx", making.encrypted(FORM, "镇2022"), form, "快速，已解密"),
    Case("假加密.xlsx", making.encrypted(FORM, "VelvetSweatshop"), form, "快速，已解密"),
    Case("加密.xlsx", making.encrypted(FORM, "不知道"), "D104"),
    # -- cells that have no value
    Case("错误值.xlsx", sheet_xml(D6, '<c r="D6" t="e"><f>1/0</f><v>#DIV/0!</v></c>'), bad_cell("#DIV/0!")),
    Case("公式没算.xlsx", sheet_xml(D6, '<c r="D6"><f>C6*2</f></c>'), bad_cell("公式没有计算结果")),
    Case("公式没算2.xlsx", sheet_xml(D6, '<c r="D6"><f>C6*2</f><v></v></c>'), bad_cell("公式没有计算结果")),
    Case("无穷大.xlsx", sheet_xml(D6, '<c r="D6"><v>1e999</v></c>'), bad_cell("数值超出范围")),
    Case("超日期.xlsx", sheet_xml(D6, '<c r="D6" s="2"><v>20220630</v></c>'), bad_cell("日期超出范围：20220630")),
    Case("负日期.xlsx", sheet_xml(D6, '<c r="D6" s="2"><v>-5</v></c>'), bad_cell("负数不能当日期")),
    # -- odd but right
    Case(
        "隐藏表.xlsx",
        replaced(FORM, "xl/workbook.xml", '<sheet name="评分细则" ', '<sheet state="hidden" name="评分细则" '),
        hidden,
    ),
    Case("没写地址.xlsx", sheet_xml(C6, "<c><v>3</v></c>"), form),
    Case("注释里有格子.xlsx", sheet_xml("<sheetData>", '<!-- <c r="C6"><v>9</v></c> --><sheetData>'), form),
    Case(
        "行距乱.xlsx",
        sheet_xml("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        far_corner,
        "精确（有的单元格远在表外）",
    ),
    Case("维度撒谎.xlsx", sheet_xml('<dimension ref="A1:D9"/>', '<dimension ref="A1:XFD1048576"/>'), form, "快速"),
    Case("整表合并.xlsx", sheet_xml('ref="A1:D1"', 'ref="A1:XFD1048576"'), form),
    # -- broken
    Case("空文件.xlsx", b"", "D101"),
    Case("全零.xlsx", bytes(5000), "D105"),
    Case("半截.xlsx", FORM[: len(FORM) // 2], "D105"),
    Case("缺头.xlsx", FORM[200:], "D102"),
    Case("只有头.xlsx", FORM[:30], "D105"),
    Case("乱码.xlsx", bytes((i * 37 + 11) % 256 for i in range(4000)), "D102"),
    Case("缺工作簿.xlsx", without(FORM, "xl/workbook.xml"), "D105"),
    Case("缺工作表.xlsx", without(FORM, SHEET1), "D105"),
    Case("缺关系.xlsx", without(FORM, "_rels/.rels"), "D105"),
    Case("xml断.xlsx", edit_parts(FORM, lambda name, part: part[:-40] if name == SHEET1 else part), "D105"),
    Case("重名部件.xlsx", with_part(FORM, "XL/worksheets/Sheet1.xml", b"<worksheet/>"), "D105"),
    Case("重名表.xlsx", replaced(FORM, "xl/workbook.xml", "评分细则", "填报表"), "D105"),
    Case("目录撒谎.xlsx", lying_size(), "D105"),
    Case(
        "没有表.xlsx",
        edit_parts(
            FORM, lambda n, p: p.replace(b'/worksheet"', b'/chartsheet"') if n.endswith("workbook.xml.rels") else p
        ),
        "D111",
    ),
    Case("假xls.xls", making.ole(), "D105"),
    Case("截断.xls", XLS[: len(XLS) // 2], "D105"),
    Case("半截网页.xls", making.html_report()[:-60], "D105"),
    Case("半截xml表.xls", making.spreadsheetml()[:-60], "D105"),
    Case("尾巴.xlsx", FORM + b"\n--boundary--", "D105"),
    Case("尾零.xlsx", FORM + bytes(300), form),
    Case("半个zip.zip", zip_of({"甲.xlsx": FORM})[:-30], "D209"),
    # -- hostile
    Case("小胃口大.xls", making.ole(extras=0xFFFFFFF0), "D105"),
    Case("小胃口大2.xls", making.ole(fats=0x7FFFFFF), "D105"),
    Case("小胃口大3.xls", making.ole(minis=0xFFFFFFF0), "D105"),
    Case("扇区怪.xls", making.ole(shift=31), "D105"),
    Case("实体弹.xlsx", replaced(FORM, SST, "<sst", BOMB + "<sst"), "D108"),
    Case("实体弹2.xlsx", sheet_xml("<worksheet", BOMB + "<worksheet"), "D108"),
    Case("实体弹.xls", making.spreadsheetml().replace(b"<Workbook", BOMB.encode() + b"<Workbook", 1), "D108"),
    Case("压缩弹.xlsx", zip_bomb(), "D107"),
    Case("太多内容.xlsx", many_parts(5, 9 * MEBIBYTE), "D106"),
    Case("太多部件.xlsx", many_parts(6000, 1), "D106"),
    Case("太多表.xlsx", making.many_sheets(300), "D106"),
    Case("万张表.xlsx", ten_thousand_sheets(), "D106"),
    Case("两百兆.xlsx", with_part(FORM, SHEET1.replace("1", "9"), b"<row><c><v>1</v></c></row>" * 8_000_000), "D107"),
    Case("大表.xlsx", making.big_sheet(30 * MEBIBYTE), "D106"),
    Case("太大.xlsx", FORM + bytes(9 * MEBIBYTE), "D106"),
    Case(
        "文字太长.xlsx",
        sheet_xml(D6, f'<c r="D6" t="inlineStr"><is><t>{"长" * 40_000}</t></is></c>'),
        bad_cell("文字超过 32767 字"),
    ),
    Case("重复百万.fods", making.repeated_ods(1_000_000), "D106"),
    Case("解密要一天.xlsx", making.slow_to_decrypt(FORM), "D109"),
    # -- something else altogether
    Case("文档.docx", zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "D102"),
    Case("幻灯.pptx", zip_of({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}), "D102"),
    Case("苹果.numbers", zip_of({"Index/Document.iwa": b"x"}), "D102"),
    Case("文字.odt", zip_of({"mimetype": b"application/vnd.oasis.opendocument.text"}), "D102"),
    Case("扫描.pdf", b"%PDF-1.7 ...", "D102"),
    Case("截图.xlsx", b"\x89PNG\r\n\x1a\n....", "D102"),
    Case("照片.jpg", b"\xff\xd8\xff\xe0....", "D102"),
    Case("包.rar", b"Rar!\x1a\x07\x01\x00....", "D102"),
    Case("包.7z", b"7z\xbc\xaf\x27\x1c....", "D102"),
    Case("快捷方式.lnk", b"L\x00\x00\x00\x01\x14\x02\x00....", "D102"),
    Case("说明.txt", "这里没有表格，只有一句话。".encode(), "D102"),
    Case("存档.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related", "D102"),
    Case("配置.xml", b"<?xml version='1.0'?><config/>", "D102"),
    Case("空网页.xls", b"<html><body>nothing</body></html>", "D111"),
    Case("怪码.csv", b"\xff\xff\xfe\x81,\x20\n\xff,1\n", "D113"),
    # -- bundles; the cases below are inside
    Case("空包.zip", zip_of({}), "D210"),
]
INSIDE = [
    Case("东城街道/一季度.xlsx", FORM, form),
    Case("包中包.zip", zip_of({"甲.xlsx": FORM}), "D206"),
    Case("../../逃.xlsx", FORM, "D205"),
    Case("/绝对.xlsx", FORM, "D205"),
    Case("~$锁.xlsx", b"x", "D201"),
    Case("__MACOSX/._一季度.xlsx", b"x", "D201"),
    Case("坏.xlsx", FORM[:500], "D105"),
]
BUNDLE = "打包.zip"
GBK_NAME = "西城街道.xlsx"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, OpenedFile]:
    """All files in one folder, read in one run with two processes; how long it took must be bounded too."""
    folder = tmp_path_factory.mktemp("收表")
    for case in CASES:
        (folder / case.name).write_bytes(case.data)
    (folder / BUNDLE).write_bytes(zip_of({case.name: case.data for case in INSIDE}))
    raw = GBK_NAME.encode("gb18030")
    (folder / "国标名.zip").write_bytes(zip_of({"x" * len(raw): FORM}, raw_names={"x" * len(raw): raw}))
    options = ReadOptions(LIMITS, jobs=2, passwords=Passwords(("错的",), {"某镇": "镇2022"}))
    started = time.monotonic()
    with ReturnsReader(options) as reader:
        answers = {opened.name: opened for opened in reader.read(discover(folder, LIMITS))}
    assert time.monotonic() - started < 60
    assert answers.keys() == {case.name for case in CASES} | {f"{BUNDLE}/{case.name}" for case in INSIDE} | {
        f"国标名.zip/{GBK_NAME}"
    }
    return answers


def check(opened: OpenedFile, case: Case) -> None:
    if isinstance(case.expected, str):
        assert opened.book is None, "it was read"
        assert opened.refusal is not None
        assert opened.refusal.code == case.expected, str(opened.refusal)
        assert str(opened.refusal.place) == opened.name
        assert opened.refusal.text
        assert opened.refusal.remedy
        return
    assert opened.refusal is None, str(opened.refusal)
    assert opened.book is not None
    case.expected(opened.book)
    assert opened.reading.startswith(case.reading)
    assert not case.note or case.note in [note.code for note in opened.notes]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_file_is_read_right_or_refused_by_name(case: Case, answers: dict[str, OpenedFile]) -> None:
    check(answers[case.name], case)


@pytest.mark.parametrize("case", INSIDE, ids=lambda case: case.name)
def test_each_member_of_a_bundle_too(case: Case, answers: dict[str, OpenedFile]) -> None:
    check(answers[f"{BUNDLE}/{case.name}"], case)


def test_a_bundle_from_windows_keeps_its_chinese_names(answers: dict[str, OpenedFile]) -> None:
    opened = answers[f"国标名.zip/{GBK_NAME}"]
    assert opened.book is not None
    form(opened.book)
    assert opened.facts.modified == datetime(2022, 12, 30, 8, 0)


def test_facts_tell_a_file_from_its_copies(answers: dict[str, OpenedFile]) -> None:
    import hashlib

    assert answers["正常.xlsx"].facts.sha256 == hashlib.sha256(FORM).hexdigest()
    assert answers["正常.xlsx"].facts.size == len(FORM)
    assert answers["正常.xlsx"].facts.sha256 == answers["没有扩展名"].facts.sha256


def test_an_encrypted_file_without_any_password_says_so(tmp_path: Path) -> None:
    (tmp_path / "密.xlsx").write_bytes(making.encrypted(FORM, "x"))
    with ReturnsReader(ReadOptions(LIMITS)) as reader:
        (opened,) = reader.read(discover(tmp_path))
    assert opened.refusal is not None
    assert opened.refusal.code == "D103"
    assert "加密" in opened.refusal.message.title
