"""What a file is, by its content; its name may say anything."""

from __future__ import annotations

import re
from enum import Enum

from kaohe_xl.reading import ole
from kaohe_xl.reading.limits import Refused
from kaohe_xl.reading.package import Package

ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_SPLIT_ZIP = b"PK\x07\x08"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_SEND = "请发送 Excel 或 WPS 表格（.xlsx）"
_OTHER = (  # where, magic, what it is, what to send instead
    (0, b"%PDF", "PDF 文件", _SEND + "；扫描件和打印件不能代替"),
    (0, b"\x89PNG", "图片", _SEND + "，不要发截图或照片"),
    (0, b"\xff\xd8\xff", "图片", _SEND + "，不要发截图或照片"),
    (0, b"GIF8", "图片", _SEND + "，不要发截图或照片"),
    (0, b"BM", "图片", _SEND + "，不要发截图或照片"),
    (0, b"II*\x00", "图片", _SEND + "，不要发截图或照片"),
    (0, b"MM\x00*", "图片", _SEND + "，不要发截图或照片"),
    (8, b"WEBP", "图片", _SEND + "，不要发截图或照片"),
    (4, b"ftyphei", "图片", _SEND + "，不要发截图或照片"),
    (4, b"ftypmif1", "图片", _SEND + "，不要发截图或照片"),
    (0, b"Rar!", "RAR 压缩包", "请解压后把表格直接放进来，或改用 .zip"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压后把表格直接放进来，或改用 .zip"),
    (0, b"\x1f\x8b", "gzip 压缩文件", "请解压后把表格直接放进来，或改用 .zip"),
    (0, b"{\\rtf", "RTF 文档", _SEND),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "快捷方式，不是文件本身", "请把它指向的表格文件本身发来"),
    (0, b"MZ", "可执行程序", "不要打开它；" + _SEND),
    (0, b"SQLite format 3", "数据库文件", _SEND),
)
_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后发送"
_TEXTUAL = (  # start of a text, what it is, what to do
    ("mime-version:", "网页存档（.mht）", _RESAVE),
    ("[internetshortcut]", "网址快捷方式", "请把表格文件本身发来"),
    ("id;p", "SYLK 文件", _RESAVE),
    ("table\n0,1", "DIF 文件", _RESAVE),
    ("<?php", "程序代码", _SEND),
    ("#!", "程序代码", _SEND),
)
_DETACH = "这是一封邮件：请把里面的附件存出来，再放进来"
_MAIL = re.compile(r"(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|x-[a-z-]+):")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style)[\s>]", re.IGNORECASE)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 4096


class FileFormat(Enum):
    """What can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    BIFF = "旧版 xls（5.0 以前）"
    ODS = "ods"
    FLAT_ODS = "fods"
    SPREADSHEETML = "XML 表格 2003"
    HTML = "HTML 网页"
    DOCX = "docx"
    TEXT = "csv"
    BUNDLE = "zip 压缩包"
    OLE = "OLE"
    ZIP = "zip"


def kind_of(data: bytes) -> FileFormat:
    """What the bytes are at first sight: an OLE file or a zip must be looked into, a text decoded.

    Raises:
        Refused: nothing that is read here, with what to send instead.
    """
    if not data:
        raise Refused("D101")
    if data.startswith(ole.MAGIC):
        return FileFormat.OLE
    if data.startswith((ZIP, _EMPTY_ZIP, _SPLIT_ZIP)):
        return FileFormat.ZIP
    if data.startswith(_BIFF):
        return FileFormat.BIFF
    for start, magic, what, hint in _OTHER:
        if data[start : start + len(magic)] == magic:
            raise Refused("D102", kind=what, hint=hint)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileFormat.TEXT
    if not data[:_HEAD].strip(b"\x00"):
        raise Refused("D105", problem="内容全是零，多半是传送或存盘中断")
    if b"\x00" in data[:_HEAD]:
        raise Refused("D102", kind="不认识的文件", hint=_SEND)
    return FileFormat.TEXT


def kind_of_zip(names: set[str], package: Package) -> FileFormat:
    """Which workbook a package holds; a zip that is none is a bundle of files.

    Raises:
        Refused: a document of another program.
    """
    if "mimetype" in names:
        kind = package.read("mimetype")[:200].decode("ascii", "replace").strip()
        if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            return FileFormat.ODS
        if kind.startswith("application/vnd.oasis.opendocument"):
            raise Refused("D102", kind="OpenDocument 文档", hint=_SEND)
    if "[Content_Types].xml" in names:
        listed = "\n" + "\n".join(names).lower()
        if "\nxl/workbook.bin" in listed:
            return FileFormat.XLSB
        if "\nword/" in listed:
            return FileFormat.DOCX
        if "\nppt/" in listed:
            raise Refused("D102", kind="演示文稿（.pptx）", hint=_SEND)
        if "\nxl/" in listed or "_rels/.rels" in names:
            return FileFormat.XLSX
    if any(name.endswith(".iwa") for name in names) or "Index.zip" in names:
        raise Refused("D102", kind="苹果 Numbers 或 Pages 文件", hint="请导出为 Excel（.xlsx）后发送")
    return FileFormat.BUNDLE


def kind_of_ole(data: bytes) -> tuple[FileFormat, bool, bool]:
    """Kind of an OLE file, whether its package is encrypted, and whether it has macros.

    Raises:
        Refused: a document of another program, or broken.
    """
    inside, macros = ole.look_inside(data)
    if inside is ole.OleContent.ENCRYPTED:
        return FileFormat.OLE, True, macros
    if inside is not ole.OleContent.WORKBOOK:
        raise Refused("D102", kind=inside.value, hint=_DETACH if inside is ole.OleContent.MAIL else _SEND)
    return FileFormat.XLS, False, macros


def kind_of_text(text: str) -> FileFormat:
    """Kind of a decoded text.

    Raises:
        Refused: nothing that is read here.
    """
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if not head:
        raise Refused("D101") if len(text) <= _HEAD else Refused("D102", kind="空白文本", hint=_SEND)
    if _CONTROL.search(head):
        raise Refused("D102", kind="不认识的文件", hint=_SEND)
    lower = head.lower().replace("\r\n", "\n")
    if _MAIL.match(lower) and ("\nsubject:" in f"\n{lower}" or "\nfrom:" in f"\n{lower}"):
        raise Refused("D102", kind="邮件（.eml）", hint=_DETACH)
    for start, what, hint in _TEXTUAL:
        if lower.startswith(start):
            raise Refused("D102", kind=what, hint=hint)
    if lower.startswith("<"):
        if _SPREADSHEETML in head:
            return FileFormat.SPREADSHEETML
        if "urn:oasis:names:tc:opendocument" in lower:
            return FileFormat.FLAT_ODS
        if _HTML.search(head):
            return FileFormat.HTML
        raise Refused("D102", kind="XML 文件", hint=_SEND)
    return FileFormat.TEXT
