"""Filled forms → bytes of the file that arrives: .xlsx, .xls, .ods, .csv, encrypted, cut off, bundled.

The same data gives the same bytes, so that git shows real changes only.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unittest import mock

import msoffcrypto
import xlwt

from tests.samples.kit import EPOCH, stable_zip
from tests.samples.paper import SHEET
from tests.support.libreoffice import Office, find_program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl import Workbook
    from openpyxl.cell import Cell

_PAGE_STYLE = re.compile(rb"<style:master-page .*?</style:master-page>", re.DOTALL)


def saved(book: Workbook, suffix: str) -> bytes:
    """The workbook as a file of that kind."""
    if suffix == ".xls":
        return _as_xls(book)
    if suffix == ".csv":
        return _as_csv(book)
    if suffix == ".ods":
        return _as_ods(book)
    return _as_xlsx(book)


def _as_xlsx(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return stable_zip(buffer.getvalue())


def _as_xls(book: Workbook) -> bytes:
    """The fill sheet alone, typed into an old workbook: neither cover nor fingerprint."""
    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet(SHEET)
    styles: dict[str, xlwt.XFStyle] = {}
    for row in _fill_sheet(book).iter_rows():
        for cell in row:
            if cell.value is not None:
                style = styles.setdefault(cell.number_format, xlwt.easyxf(num_format_str=cell.number_format))
                sheet.write(cell.row - 1, cell.column - 1, cell.value, style)
    buffer = io.BytesIO()
    old.save(buffer)
    return buffer.getvalue()


def _as_csv(book: Workbook) -> bytes:
    """The fill sheet as Excel in Chinese saves it: GB18030, figures as they are shown."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in _fill_sheet(book).iter_rows():
        writer.writerow([_shown(cast("Cell", cell)) for cell in row])
    return text.getvalue().encode("gb18030")


def _shown(cell: Cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{value:.2%}"
    return str(value)


def _as_ods(book: Workbook) -> bytes:
    """Saved by LibreOffice, without the checks on cells: it numbers them differently each time."""
    for sheet in book.worksheets:
        sheet.data_validations.dataValidation = []
    program = find_program()
    assert program is not None, "LibreOffice is needed to make the .ods file"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(_as_xlsx(book))
        made = Office(program).recalculate(path, to="ods").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "meta.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", b"2022-01-01T00:00:00", data)
            elif name == "styles.xml":
                data = _in_order(data)
            info = zipfile.ZipInfo(name, EPOCH)
            # the type of the package must stand first and plain
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()


def _in_order(styles: bytes) -> bytes:
    """LibreOffice writes its page styles in any order."""
    pages = iter(sorted(_PAGE_STYLE.findall(styles)))
    return _PAGE_STYLE.sub(lambda _: next(pages), styles)


def _fill_sheet(book: Workbook):  # type: ignore[no-untyped-def]
    return book[SHEET] if SHEET in book.sheetnames else book.worksheets[1]


# -- files that are hard to read, or none at all ----------------------------------------------------------------------


def encrypted(whole: bytes, password: str) -> bytes:
    """With an opening password; its salt and dates are fixed, for this guards nothing."""
    salt = random.Random(password)
    out = io.BytesIO()
    with (
        mock.patch("msoffcrypto.method.ecma376_agile._random_buffer", salt.randbytes),
        mock.patch("msoffcrypto.method.container.ecma376_encrypted.datetime2filetime", return_value=0),
    ):
        msoffcrypto.OfficeFile(io.BytesIO(whole)).encrypt(password, out)  # type: ignore[attr-defined]
    return out.getvalue()


def cut_off(whole: bytes) -> bytes:
    """What a broken transfer leaves."""
    return whole[: len(whole) * 3 // 5]


def owner_file(person: str) -> bytes:
    """What Excel keeps beside a workbook that is open: ~$….xlsx."""
    name = person.encode("gb18030")
    return bytes([len(name)]) + name.ljust(54, b" ") + bytes([len(person), 0]) + person.encode("utf-16-le").ljust(108)


def word_file(text: str) -> bytes:
    """A Word document, as small as one can be."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document'
        '.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )
    return bundle(
        {"[Content_Types].xml": types.encode(), "_rels/.rels": link.encode(), "word/document.xml": body.encode()}
    )


class _GbkName(zipfile.ZipInfo):
    """A member whose name is written as Windows in Chinese writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def bundle(members: Mapping[str, bytes]) -> bytes:
    """A .zip with its members in order; Chinese names as Windows writes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            info = _GbkName(name, (2022, 12, 19, 9, 30, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()
