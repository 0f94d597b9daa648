"""Workbooks for the tests of reading: made by real writers where there is one, then damaged by hand."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msoffcrypto
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

Edit = Callable[[str, bytes], bytes]
SHEET1 = "xl/worksheets/sheet1.xml"


def fill_form(items: int = 3) -> bytes:
    """A filled form: 填报表 with a percent, a date, a formula, an error and an injected text; 评分细则 beside it."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    percent, day = book.add_format({"num_format": "0.00%"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("填报表")
    sheet.merge_range("A1:D1", "2022年填报表")
    sheet.write_row("A3", ["数据项", "计量单位", "填报值", "说明"])
    sheet.write_row("A4", ["完成率", "%"])
    sheet.write_number("C4", 0.953, percent)
    sheet.write_string("D4", "=cmd|'/c calc'!A1")
    sheet.write_row("A5", ["验收日期", ""])
    sheet.write_datetime("C5", datetime(2022, 10, 31), day)
    sheet.write_row("A6", ["上访", "件", 3])
    sheet.write_formula("D6", "=C6*2", value=6)
    for row in range(items):
        sheet.write_row(6 + row, 0, [f"数据项{row}", "件", row])
    rubric = book.add_worksheet("评分细则")
    rubric.write_row("A1", ["编号", "考核内容", "标准分"])
    rubric.write_row("A2", ["1", "完成率", 5])
    book.close()
    return made.getvalue()


def form_xls() -> bytes:
    """The same form as Excel 97–2003 writes it."""
    book = xlwt.Workbook(encoding="utf-8")
    percent, day = xlwt.easyxf(num_format_str="0.00%"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet = book.add_sheet("填报表")
    sheet.write_merge(0, 0, 0, 3, "2022年填报表")
    for column, title in enumerate(["数据项", "计量单位", "填报值", "说明"]):
        sheet.write(2, column, title)
    sheet.write(3, 0, "完成率")
    sheet.write(3, 2, 0.953, percent)
    sheet.write(3, 3, "=cmd|'/c calc'!A1")
    sheet.write(4, 0, "验收日期")
    sheet.write(4, 2, datetime(2022, 10, 31), day)
    sheet.write(5, 0, "上访")
    sheet.write(5, 2, 3)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def spreadsheetml() -> bytes:
    """The same form as XML Spreadsheet 2003, laid out as Excel saves it."""
    return """<?xml version="1.0" encoding="utf-8"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
 <Styles>
  <Style ss:ID="Default" ss:Name="Normal"/>
  <Style ss:ID="s62"><NumberFormat ss:Format="Percent"/></Style>
  <Style ss:ID="s63"><NumberFormat ss:Format="Short Date"/></Style>
 </Styles>
 <Worksheet ss:Name="填报表"><Table>
  <Row><Cell ss:MergeAcross="3"><Data ss:Type="String">2022年填报表</Data></Cell></Row>
  <Row ss:Index="3"><Cell><Data ss:Type="String">数据项</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">填报值</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">完成率</Data></Cell><Cell ss:Index="3" ss:StyleID="s62"><Data ss:Type="Number">0.953</Data></Cell>
   <Cell><Data ss:Type="String">=cmd|'/c calc'!A1</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">验收日期</Data></Cell><Cell ss:Index="3" ss:StyleID="s63"><Data ss:Type="DateTime">2022-10-31T00:00:00.000</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">上访</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">3</Data></Cell>
   <Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>""".encode()  # noqa: E501


def html_report(coding: str = "gb18030") -> bytes:
    """The same form as reporting systems save it under .xls: an HTML table, often in GBK."""
    return f"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset={coding}"><style>td {{ color: red }}</style></head><body>
<table border=1><tr><td colspan=4>2022年填报表</td></tr><tr><td></td></tr>
<tr><th>数据项</th><th>计量单位</th><th>填报值</th><th>说明</th></tr>
<tr><td>完成率</td><td>%</td><td x:num="0.953">95%</td><td>=cmd|'/c calc'!A1</td></tr>
<tr><td rowspan=2>验收<br>日期</td><td></td><td>2022-10-31</td></tr>
<tr><td>件</td><td>3</td></tr></table></body></html>""".encode(coding)


CSV = "数据项,计量单位,填报值,说明\n完成率,%,95.3%,=cmd|'/c calc'!A1\n上访,件,3,\n"


def edit_parts(data: bytes, edit: Edit) -> bytes:
    """Rewrite every part of a zip package."""
    edited = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(edited, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for info in before.infolist():
            after.writestr(info.filename, edit(info.filename, before.read(info)))
    return edited.getvalue()


def replaced(data: bytes, part: str, old: str | bytes, new: str | bytes) -> bytes:
    """Replace text in one part of a package; the text must be there."""
    old_bytes = old.encode() if isinstance(old, str) else old
    new_bytes = new.encode() if isinstance(new, str) else new

    def edit(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        assert old_bytes in content, f"{old!r} is not in {part}"
        return content.replace(old_bytes, new_bytes)

    return edit_parts(data, edit)


def edit_part(path: Path, part: str, old: str, new: str) -> None:
    """Replace text in one part of a package on disk."""
    path.write_bytes(replaced(path.read_bytes(), part, old, new))


def without(data: bytes, part: str) -> bytes:
    """The package without one part."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as after:
        assert part in before.namelist()
        for info in before.infolist():
            if info.filename != part:
                after.writestr(info.filename, before.read(info))
    return kept.getvalue()


def with_part(data: bytes, part: str, content: bytes) -> bytes:
    """The package with one part more."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(part, content)
    return made.getvalue()


_STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def strict(data: bytes) -> bytes:
    """As Excel's “Strict Open XML” saves it: other namespaces, and dates as text."""

    def edit(name: str, content: bytes) -> bytes:
        for transitional, other in _STRICT:
            content = content.replace(transitional, other)
        if name == SHEET1:
            content, times = re.subn(rb'(<c r="C5" s="\d+")><v>44865</v>', rb'\1 t="d"><v>2022-10-31</v>', content)
            assert times == 1
        return content

    return edit_parts(data, edit)


def prefixed(data: bytes) -> bytes:
    """The same sheet spelled with a namespace prefix, as some libraries do."""

    def edit(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return content
        content = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", content)
        return content.replace(b"xmlns=", b"xmlns:x=", 1)

    return edit_parts(data, edit)


def encrypted(data: bytes, password: str) -> bytes:
    """Encrypted as Excel does it."""
    secret = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, secret)
    assert msoffcrypto.OfficeFile(io.BytesIO(secret.getvalue())).is_encrypted()
    return secret.getvalue()


def slow_to_decrypt(data: bytes) -> bytes:
    """Encrypted so that trying one password takes most of a minute: a hang that needs no bug."""
    secret = encrypted(data, "x")
    quick, slow = b'  <p:encryptedKey spinCount="100000"', b' <p:encryptedKey spinCount="9999999"'
    assert quick in secret
    return secret.replace(quick, slow)


def zip_of(files: dict[str, bytes], *, raw_names: dict[str, bytes] | None = None) -> bytes:
    """A bundle. ``raw_names``: names as bytes without the UTF-8 flag, as Windows in Chinese writes them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2022, 12, 30, 8, 0, 0))
            bundle.writestr(
                info, data, zipfile.ZIP_STORED if name.endswith((".xlsx", ".zip")) else zipfile.ZIP_DEFLATED
            )
    data = made.getvalue()
    for name, raw in (raw_names or {}).items():
        # zipfile always writes UTF-8; a placeholder of the same length stands for the bytes
        assert len(name) == len(raw)
        assert data.count(name.encode()) == 2
        data = data.replace(name.encode(), raw)
    return data


def ole(*, fats: int = 0, directories: int = 0, extras: int = 0, minis: int = 0, shift: int = 9) -> bytes:
    """One kilobyte that says it is an OLE file with these numbers of sectors."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, shift, 6)
    struct.pack_into("<LL", head, 40, directories, fats)
    struct.pack_into(
        "<LLLLLLL", head, 48, 0, 0, 4096, 0 if minis else 0xFFFFFFFE, minis, 0xFFFFFFFE if not extras else 0, extras
    )
    for index in range(109):
        struct.pack_into("<L", head, 76 + 4 * index, 0xFFFFFFFF)
    return bytes(head) + bytes(512)


def _record(kind: int, content: bytes = b"") -> bytes:
    """A BIFF12 record: its kind and size as variable-length numbers."""
    head = b""
    for number in (kind, len(content)):
        while True:
            low, number = number & 0x7F, number >> 7
            head += bytes([low | (0x80 if number else 0)])
            if not number:
                break
    return head + content


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def xlsb() -> bytes:
    """A small binary workbook without styles, record by record: no library writes them."""
    return xlsb_of([[_xlsb_text("完成率"), _xlsb_number(0.953)], [_xlsb_text("上访"), _xlsb_number(3.0)]])


XlsbCell = tuple[int, bytes]  # record type, content behind column and style


def _xlsb_text(text: str) -> XlsbCell:
    return 6, _wide(text)


def _xlsb_number(value: float) -> XlsbCell:
    return 5, struct.pack("<d", value)


def xlsb_rich(runs: list[tuple[str, int]]) -> XlsbCell:
    """A text of parts with fonts of their own, by number."""
    starts = [sum(len(text) for text, _ in runs[:at]) for at in range(len(runs))]
    marks = b"".join(struct.pack("<HH", start, font) for start, (_, font) in zip(starts, runs, strict=True))
    return 62, b"\x01" + _wide("".join(text for text, _ in runs)) + struct.pack("<L", len(runs)) + marks


def xlsb_cell(value: str | float) -> XlsbCell:
    return _xlsb_text(value) if isinstance(value, str) else _xlsb_number(value)


def xlsb_of(
    cells: list[list[XlsbCell]],
    formats: list[str] | None = None,
    fonts: list[tuple[bool, bool]] | None = None,
    styles: list[tuple[int, int]] | None = None,
    hidden: frozenset[int] = frozenset(),
) -> bytes:
    """A binary workbook. ``formats``: number formats, from number 164 on; ``fonts``: struck and raised; ``styles``:
    format number and font of the styles, of which the first cell of row n has number n, all others the first."""
    rows = b""
    for row, line in enumerate(cells):
        flags = 0x10 if row + 1 in hidden else 0
        rows += _record(0, struct.pack("<LLHBBBL", row, 0, 300, 0, flags, 0, 0))
        for column, (kind, content) in enumerate(line):
            style = row if styles and column == len(line) - 1 else 0
            rows += _record(kind, struct.pack("<LL", column, style) + content)
    size = struct.pack("<LLLL", 0, max(0, len(cells) - 1), 0, max(map(len, cells)) - 1)
    sheet = _record(129) + _record(148, size) + _record(145) + rows + _record(146) + _record(130)
    book = (
        _record(131)
        + _record(143)
        + _record(156, struct.pack("<LL", 0, 1) + _wide("rId1") + _wide("填报表"))
        + _record(144)
        + _record(132)
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.ms-excel"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.bin" ContentType="{kind}.sheet.binary.macroEnabled.main"/><Override PartName="/xl/worksheets/sheet1.bin" ContentType="{kind}.worksheet"/></Types>'.encode(),  # noqa: E501
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.bin"/></Relationships>'.encode(),  # noqa: E501
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="{relations}/styles" Target="styles.bin"/></Relationships>'.encode(),  # noqa: E501
        "xl/worksheets/sheet1.bin": sheet,
    }
    if styles:
        parts["xl/styles.bin"] = _xlsb_styles(formats or [], fonts or [(False, False)], styles)
    return zip_of(parts)


def _xlsb_styles(formats: list[str], fonts: list[tuple[bool, bool]], styles: list[tuple[int, int]]) -> bytes:
    codes = b"".join(_record(44, struct.pack("<H", 164 + at) + _wide(code)) for at, code in enumerate(formats))
    faces = b"".join(
        _record(
            43,
            struct.pack("<HHHHBBBB", 220, 0x08 * struck, 400, int(raised), 0, 2, 134, 0)
            + bytes(8)
            + b"\x00"
            + _wide("宋体"),
        )
        for struck, raised in fonts
    )
    own = b"".join(_record(47, struct.pack("<HHHHHHBB", 0, code, font, 0, 0, 0, 0, 0)) for code, font in styles)
    return (
        _record(278)
        + _record(615, struct.pack("<L", len(formats))) + codes + _record(616)
        + _record(611, struct.pack("<L", len(fonts))) + faces + _record(612)
        + _record(626, struct.pack("<L", 1)) + _record(47, bytes(16)) + _record(627)
        + _record(617, struct.pack("<L", len(styles))) + own + _record(618)
        + _record(279)
    )  # fmt: skip


def many_sheets(count: int) -> bytes:
    """A workbook with that many sheets, all but the first sharing one part's content."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    for number in range(count):
        book.add_worksheet(f"表{number}").write("A1", number)
    book.close()
    return made.getvalue()


def big_sheet(size: int) -> bytes:
    """A form whose first sheet's XML is about ``size`` bytes of rows in use."""
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}" t="inlineStr"><is><t>{0}</t></is></c></row>'
    one = len(row.format(100_000))
    rows = "".join(map(row.format, range(100, 100 + size // one)))
    return replaced(fill_form(), SHEET1, "</sheetData>", rows + "</sheetData>")


def repeated_ods(rows: int) -> bytes:
    """A flat OpenDocument sheet with one row of text that says it stands there ``rows`` times."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="表"><table:table-row table:number-rows-repeated="{rows}">
<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document>""".encode()
