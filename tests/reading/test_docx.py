"""Word documents: tables by their cells as they stand in the file, numbers as Word shows them, nothing unseen."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kaohe_xl.reading.docx import Paragraph, WordTable, read_docx
from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.numbered import written
from tests.support.word import bytes_of, word

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _package(body: str, **parts: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {_NS}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", text)
    return made.getvalue()


def test_merged_cells_stand_once_at_the_top_left() -> None:
    (table,) = read_docx(
        word(
            """
            | 项目 | 分值 | 标准 | < | < |
            |---|---|---|---|---|
            | ^ | ^ | 优 | 良 | 差 |
            | 甲 | 5 | 1、一⏎2、二 | b | c |
            """
        )
    )
    assert isinstance(table, WordTable)
    assert table.rows[0] == ["项目", "分值", "标准", "", ""]
    assert table.rows[1] == ["", "", "优", "良", "差"]
    assert table.rows[2][2] == "1、一\n2、二"
    assert set(table.merges) == {(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 5)}


def test_numbers_that_word_shows_and_does_not_store() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate([("chineseCounting", "%1、"), ("decimal", "（%2）")])
    )
    numbering = (
        f'<w:numbering {_NS}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for at, text in ((0, "宣传"), (1, "甲"), (1, "乙"), (0, "执法"), (1, "丙"))
    )
    found = [block.text for block in read_docx(_package(body, numbering=numbering)) if isinstance(block, Paragraph)]
    assert found == ["一、宣传", "（1）甲", "（2）乙", "二、执法", "（1）丙"]


@pytest.mark.parametrize(
    ("count", "form", "shown"),
    [(11, "chineseCounting", "十一"), (20, "japaneseCounting", "二十"), (3, "decimalEnclosedCircleChinese", "③")],
)
def test_number_formats(count: int, form: str, shown: str) -> None:
    assert written(count, form) == shown


def test_what_a_reader_does_not_see_does_not_come_out() -> None:
    body = (
        "<w:p><w:r><w:t>扣</w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>2</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>3</w:t></w:r><w:r><w:t>分</w:t></w:r></w:p>"
    )
    assert read_docx(_package(body)) == [Paragraph("扣2分", struck=True)]


def test_a_text_box_comes_once_after_its_paragraph() -> None:
    document = Document()
    paragraph = document.add_paragraph("正文")
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    spaces = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choice = f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
    alternate = f"<w:r {spaces}><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"
    paragraph._p.append(parse_xml(alternate))
    found = [block for block in read_docx(bytes_of(document)) if isinstance(block, Paragraph)]
    assert [(block.text, block.boxed) for block in found] == [("正文", False), ("框内", True)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_package('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="9999999"/></w:tcPr></w:tc></w:tr></w:tbl>'), "D106"),
        (_package("<w:tbl><w:tr><w:tc>" * 30), "D106"),
        (_package("<w:p>"), "D105"),
        (b"PK\x03\x04 broken", "D105"),
    ],
    ids=(
        "wide cell",
        "deep tables",
        "not XML",
        "no zip",
    ),  # a zip holds the time: as names two workers have different tests
)
def test_hostile_documents_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_docx(data, Limits())
    assert refused.value.code == code


def test_entities_are_refused() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        bomb = f'<!DOCTYPE a [<!ENTITY x "y">]><w:document {_NS}><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:document>'
        package.writestr("word/document.xml", bomb)
    with pytest.raises(Refused) as refused:
        read_docx(made.getvalue())
    assert refused.value.code == "D108"
