"""OLE compound files (.xls, .et, .doc, encrypted .xlsx): a look at the header before anything trusts it."""

from __future__ import annotations

import io
import struct
from enum import Enum

from kaohe_xl.reading.limits import Refused, third_party

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_END_OF_CHAIN, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_MACROS = ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "Macros")


class OleContent(Enum):
    """What an OLE file holds."""

    WORKBOOK = "xls"
    ENCRYPTED = "加密的表格"
    WORD = "Word 文档（.doc）"
    SLIDES = "演示文稿（.ppt）"
    MAIL = "邮件（.msg）"
    OTHER = "别的程序的文件"


def check_header(data: bytes) -> None:
    """Refuse sizes that the file cannot hold: a kilobyte that asks for gigabytes is no workbook.

    Raises:
        Refused
    """
    if len(data) < _HEADER:
        raise Refused("D105", problem="文件不完整")
    sector_shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if sector_shift not in (9, 12) or mini_shift != 6:
        raise Refused("D105", problem="文件头的扇区大小不对")
    sectors = len(data) // (1 << sector_shift) + 1
    directory, tables = struct.unpack_from("<LL", data, 40)
    first_directory, _, mini_cutoff, first_mini, minis, first_extra, extras = struct.unpack_from("<LLLLLLL", data, 48)
    if max(directory, tables, minis, extras) > sectors:
        raise Refused("D105", problem="文件头声明的内容比文件本身还多")
    starts = (first_directory, *((first_mini,) if minis else ()), *((first_extra,) if extras else ()))
    if any(start > sectors and start not in (_END_OF_CHAIN, _FREE) for start in starts) or mini_cutoff > 1 << 20:
        raise Refused("D105", problem="文件头指向文件以外")


def look_inside(data: bytes) -> tuple[OleContent, bool]:
    """What the file holds, and whether it has macros.

    Raises:
        Refused: broken.
    """
    import olefile

    check_header(data)
    with third_party(), olefile.OleFileIO(io.BytesIO(data)) as ole:
        names = {entry[-1] for entry in ole.listdir(streams=True, storages=True)}
    macros = bool(names & set(_MACROS))
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        return OleContent.ENCRYPTED, macros
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return OleContent.WORKBOOK, macros
    if "WordDocument" in names:
        return OleContent.WORD, macros
    if "PowerPoint Document" in names:
        return OleContent.SLIDES, macros
    if "__properties_version1.0" in names:
        return OleContent.MAIL, macros
    return OleContent.OTHER, macros
