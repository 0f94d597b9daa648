"""Packages as they come: LibreOffice reads them, so do we; and no English exception ever reaches a clerk."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt

from kaohe_xl.messages import CATALOGUE
from kaohe_xl.reading.limits import Refused
from kaohe_xl.reading.opening import OpeningTerms, open_content

Rewrite = Callable[[str, bytes], tuple[str, bytes]]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["数据项", "填报值"])
    sheet.append(["投诉件数", 12])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(change: Rewrite) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            changed, data = change(name, source.read(name))
            info = zipfile.ZipInfo(changed)
            info.filename = changed  # ZipInfo would turn the backslashes round
            target.writestr(info, data)
    return out.getvalue()


def other_case(name: str, data: bytes) -> tuple[str, bytes]:
    return name.replace("sharedStrings", "SharedStrings").replace("worksheets/sheet1", "worksheets/Sheet1"), data


def capitals(name: str, data: bytes) -> tuple[str, bytes]:
    return (name.upper() if name.startswith("xl/") else name), data


def backslashes(name: str, data: bytes) -> tuple[str, bytes]:
    return name.replace("/", "\\"), data


def wide(name: str, data: bytes) -> tuple[str, bytes]:
    if not name.endswith("sheet1.xml") and not name.endswith("sharedStrings.xml"):
        return name, data
    text = re.sub(r"<\?xml[^>]*\?>", "", data.decode("utf-8"))
    return name, f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


def all_wide(name: str, data: bytes) -> tuple[str, bytes]:
    text = re.sub(r"<\?xml[^>]*\?>", "", data.decode("utf-8"))
    return name, f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


def empty_style(name: str, data: bytes) -> tuple[str, bytes]:
    return name, re.sub(rb'<c r="B2"[^>]*?( t="n")?>', rb'<c r="B2" s="" t="n">', data) if "sheet1" in name else data


@pytest.mark.parametrize("change", [other_case, capitals, backslashes, wide, all_wide, empty_style])
@pytest.mark.parametrize("exactly", [False, True])
def test_a_package_is_read_however_it_is_spelled(change: Rewrite, exactly: bool) -> None:
    data = rewritten(change)
    assert data != workbook()
    rows = open_content(data, "表.xlsx", OpeningTerms(exactly=exactly)).sheets[0].rows
    assert [[str(cell) for cell in row] for row in rows] in (
        [["数据项", "填报值"], ["投诉件数", "12"]],
        [["数据项", "填报值"], ["投诉件数", "12.0"]],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [('="12"', "12"), ('="0012"', "0012"), ('"=""3例"""', "3例"), ("12", "12"), ('="a""b"', 'a"b'), ("=12", "=12")],
)
def test_a_text_that_systems_keep_from_excel_is_itself(text: str, expected: str) -> None:
    data = f"数据项,填报值\n投诉件数,{text}\n".encode()
    assert open_content(data, "表.csv").sheets[0].rows[1][1] == expected


MAIL = "From: 张三 <a@example.cn>\nTo: b@example.cn\nSubject: 报表\nMIME-Version: 1.0\n\n正文\n"


@pytest.mark.parametrize("first", ["From", "Subject", "Received", "MIME-Version", "X-Mailer", "Delivered-To", "Date"])
def test_a_letter_says_that_it_is_one(first: str) -> None:
    with pytest.raises(Refused) as refused:
        open_content(f"{first}: x\n{MAIL}".encode(), "报表.eml")
    assert refused.value.details["kind"] == "邮件（.eml）"
    assert "附件" in str(refused.value.details["hint"])


def test_no_english_reaches_a_clerk(tmp_path: Path) -> None:
    """Every cut and every flipped byte of a workbook either reads or says why in Chinese."""
    whole = workbook()
    broken = [whole[:size] for size in range(100, len(whole), 450)]
    for at in range(40, len(whole), 331):
        broken.append(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    told = set()
    for data in broken:
        try:
            open_content(data, "表.xlsx")
        except Refused as refused:
            told.add(CATALOGUE[refused.code].text.format(**refused.details))
    assert told
    for text in told:
        bare = re.sub(r"部件 \S+|\S+ 的 XML|xl/\S+", "", text)
        assert not re.search(r"[A-Za-z]{6,}", bare), text


@pytest.mark.parametrize("said", [0, 1, 2, 9, 60_000])
def test_an_old_workbook_may_miscount_its_texts(tmp_path: Path, said: int) -> None:
    old = xlwt.Workbook()
    sheet = old.add_sheet("表")
    for row in range(6):
        sheet.write(row, 0, f"数据项{row}")
        sheet.write(row, 1, row)
    old.save(str(tmp_path / "a.xls"))
    data = (tmp_path / "a.xls").read_bytes()
    at = data.index(b"\xfc\x00", 512)  # the SST record: its length, all texts, different texts
    assert struct.unpack_from("<L", data, at + 8)[0] == 6
    wrong = data[: at + 8] + struct.pack("<L", said) + data[at + 12 :]
    rows = open_content(wrong, "a.xls").sheets[0].rows
    assert rows == [[f"数据项{row}", float(row)] for row in range(6)]
