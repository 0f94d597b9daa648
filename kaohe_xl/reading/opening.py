"""From the bytes of one file to its sheets: decide by content what it is, check it, and take the path that fits.

Runs inside a reading process, and in the main process for a workbook that is trusted. What only some files need is
imported when the first of them comes: a process must start in a blink.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from kaohe_xl.reading import calamine, detect
from kaohe_xl.reading.detect import FileFormat
from kaohe_xl.reading.limits import Limits, Refused, amount
from kaohe_xl.reading.ooxml import workbook_parts
from kaohe_xl.reading.package import Package, check_package, open_zip, refuse_doctypes, saved_by
from kaohe_xl.reading.packed import PackedSheet

Note = tuple[str, dict[str, Any]]  # code of the message catalogue, and its details

FAST, EXACT = "快速", "精确"
_EXTENSIONS = {
    FileFormat.XLSX: (".xlsx", ".xlsm", ".xltx", ".xltm", ".et", ".ett"),
    FileFormat.XLSB: (".xlsb",),
    FileFormat.XLS: (".xls", ".xlt", ".et", ".ett"),
    FileFormat.BIFF: (".xls",),
    FileFormat.ODS: (".ods", ".ots"),
    FileFormat.FLAT_ODS: (".fods",),
    FileFormat.SPREADSHEETML: (".xml",),
    FileFormat.HTML: (".htm", ".html"),
    FileFormat.DOCX: (".docx", ".docm", ".dotx"),
    FileFormat.TEXT: (".csv", ".txt", ".tsv"),
}
_XML_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


class IsBundle(Exception):  # noqa: N818 - a turn on the way, not an error
    """The file is a .zip of files, under whatever name."""


class FileContent:
    """What opening a file gives: its sheets, by which path and why, and notes (message code, details)."""

    def __init__(self, sheets: list[PackedSheet], reading: str, notes: list[Note] | None = None) -> None:
        self.sheets, self.reading = sheets, reading
        self.notes: list[Note] = [] if notes is None else notes
        self.saved_by = ""  # the name under which it was last saved, as the file has it


class OpeningTerms(NamedTuple):
    """How a file is to be opened. ``exactly``: by the slow path that knows every cell's format, where there is one.

    ``unread``: names of sheets that nobody will look into; the fast path leaves them out.
    """

    limits: Limits = Limits()
    exactly: bool = False
    passwords: Sequence[str] = ()
    unread: Collection[str] = ()


AS_USUAL = OpeningTerms()


def open_content(data: bytes, name: str, terms: OpeningTerms = AS_USUAL) -> FileContent:
    """Read a file.

    Raises:
        Refused: with a catalogue code; IsBundle: a .zip of files. A crash of a parser is a BaseException.
    """
    limits = terms.limits
    if len(data) > limits.file:
        raise Refused("D106", what="文件", found=amount(len(data)), limit=amount(limits.file))
    kind = detect.kind_of(data)
    if kind is FileFormat.ZIP:
        content, kind = _open_zip(data, terms)
    elif kind is FileFormat.OLE:
        content, kind = _open_ole(data, terms)
    elif kind is FileFormat.BIFF:
        content = _open_xls(data, limits)
    else:
        content, kind = _open_text(data, name, limits)
    if not content.sheets:
        raise Refused("D111")
    extension = _extension(name)
    if extension not in _EXTENSIONS[kind]:
        content.notes.append(("D301", {"extension": extension or "（没有）", "kind": kind.value}))
    return content


def listed_sheets(data: bytes, limits: Limits) -> list[str] | None:
    """Names of the worksheets as an .xlsx lists them; None: only opening it tells.

    Raises:
        Refused: broken, or beyond the limits.
    """
    if len(data) > limits.file or detect.kind_of(data) is not FileFormat.ZIP:
        return None
    package = open_zip(data, limits)
    names = set(package.parts)
    if any("\\" in name for name in names) or detect.kind_of_zip(names, package) is not FileFormat.XLSX:
        return None
    check_package(package, limits)
    inside = workbook_parts(package, limits)
    return None if inside.strict or not inside.sheets else [sheet.name for sheet in inside.sheets]


def _extension(name: str) -> str:
    return "." + name.rpartition(".")[2].lower() if "." in name.rpartition("/")[2] else ""


def _open_zip(data: bytes, terms: OpeningTerms) -> tuple[FileContent, FileFormat]:
    limits = terms.limits
    package = open_zip(data, limits)
    if any("\\" in part for part in package.parts):  # as some programs on Windows write them
        data, package = _repaired(data, package, limits)
    names = set(package.parts)
    kind = detect.kind_of_zip(names, package)
    if kind is FileFormat.BUNDLE:
        raise IsBundle
    check_package(package, limits)
    notes: list[tuple[str, dict[str, Any]]] = []
    listed = "\n".join(names).lower()
    if "vbaproject.bin" in listed:
        notes.append(("D302", {}))
    if "xl/externallinks/" in listed:
        notes.append(("D303", {}))
    if kind is FileFormat.DOCX:
        from kaohe_xl.reading.word import read_word_forms

        return FileContent(read_word_forms(package, limits), f"{EXACT}（Word 表格）", notes), kind
    if kind is FileFormat.ODS:
        from kaohe_xl.reading import ods

        return FileContent(ods.read_ods(package, limits), f"{EXACT}（ods）", notes), kind
    if kind is FileFormat.XLSB:
        from kaohe_xl.reading.xlsb import look_beside

        known = look_beside(package)
        if known is None:
            notes.append(("D304", {"kind": "xlsb"}))
        return FileContent(calamine.read_values(data, limits, known), f"{FAST}（xlsb）", notes), kind
    try:
        sheets, reading = _open_xlsx(data, package, terms)
    except Refused as refused:
        usual, same = _repaired(data, package, limits) if refused.code == "D105" else (data, package)
        if usual is data:
            raise
        sheets, reading = _open_xlsx(usual, same, terms)
        reading += "，已整理"
    content = FileContent(sheets, reading, notes)
    content.saved_by = saved_by(package)
    return content, kind


def _repaired(data: bytes, package: Package, limits: Limits) -> tuple[bytes, Package]:
    """The package in the usual spelling; itself if it has that already."""
    from kaohe_xl.reading.repair import repaired  # brings zipfile, which takes its time to come up

    usual = repaired(package)
    return (data, package) if usual is None else (usual, open_zip(usual, limits))


def _open_xlsx(data: bytes, package: Package, terms: OpeningTerms) -> tuple[list[PackedSheet], str]:
    limits, why = terms.limits, ""
    inside = workbook_parts(package, limits)
    if inside.strict:
        from kaohe_xl.reading.strict import as_transitional

        refuse_doctypes(package)
        data, why = as_transitional(package), "Strict 格式"
        package = open_zip(data, limits)
    reading = EXACT
    if not terms.exactly:
        try:
            return calamine.read_xlsx(data, package, inside, limits, terms.unread), f"{FAST}（{why}）" if why else FAST
        except calamine.NotFast as reason:
            reading = f"{EXACT}（{reason}）"
    from kaohe_xl.reading.exact import read_exact

    return read_exact(data, package, inside, limits), reading


def _open_ole(data: bytes, terms: OpeningTerms) -> tuple[FileContent, FileFormat]:
    from kaohe_xl.reading import decrypt

    kind, encrypted, macros = detect.kind_of_ole(data)
    if encrypted or decrypt.is_encrypted(data):
        plain = decrypt.decrypt(data, terms.passwords)
        if plain.startswith(detect.ZIP):
            content, kind = _open_zip(plain, terms._replace(unread=()))
        else:
            content, kind = _open_xls(plain, terms.limits), FileFormat.XLS
        content.reading += "，已解密"
    else:
        content = _open_xls(data, terms.limits)
    if macros:
        content.notes.append(("D302", {}))
    return content, kind


def _open_xls(data: bytes, limits: Limits) -> FileContent:
    from kaohe_xl.reading import biff

    # what xlrd finds broken is refused: calamine would read on, and perhaps lose cells
    return FileContent(biff.read_xls(data, limits), f"{EXACT}（xls）")


def _open_text(data: bytes, name: str, limits: Limits) -> tuple[FileContent, FileFormat]:
    from kaohe_xl.reading import delimited, html, ods, spreadsheetml

    text = delimited.decode(data)
    kind = detect.kind_of_text(text)
    if kind is FileFormat.HTML:
        return FileContent(html.read_html(text, limits), f"{EXACT}（HTML 表格，按显示的文字）"), kind
    if kind is FileFormat.TEXT:
        return FileContent(delimited.read_delimited(text, limits), f"{EXACT}（文本表格）"), kind
    # the text is decoded already, whatever its declaration says
    bare = _XML_ENCODING.sub("", text, count=1)
    if kind is FileFormat.SPREADSHEETML:
        return FileContent(spreadsheetml.read_spreadsheetml(name, bare, limits), f"{EXACT}（XML 表格 2003）"), kind
    return FileContent(ods.read_flat_ods(name, bare, limits), f"{EXACT}（fods）"), kind
