"""A zip package before anything is unpacked: is its directory sane, and how much would come out."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from kaohe_xl.workbook.limits import MEBIBYTE, Limits, Refused, amount

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_DIRECTORY_PER_PART = 600  # bytes of directory that an entry may take on average
_RATIO_FROM = 10 * MEBIBYTE  # small parts may pack as well as they like
_ENCRYPTED = 0x1
_DOCTYPE = "<!DOCTYPE"


def open_zip(data: bytes, limits: Limits) -> ZipFile:
    """Open a zip held in memory after a look at its end record, so that a huge directory is never parsed.

    Raises:
        Refused: truncated or broken, or more entries than allowed.
    """
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if end < 0 or end + _END_SIZE > len(data):
        raise Refused("D105", problem="压缩包不完整，末尾缺失")
    entries, size = struct.unpack_from("<HL", data, end + 10)
    if entries > limits.parts or size > limits.parts * _DIRECTORY_PER_PART:
        raise Refused("D106", what="压缩包里的文件", found=f"{entries} 个", limit=f"{limits.parts} 个")
    try:
        package = ZipFile(BytesIO(data))
    except (BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError) as error:
        raise Refused("D105", problem=f"压缩包目录有错（{error}）") from error
    if len(package.infolist()) > limits.parts:
        raise Refused("D106", what="压缩包里的文件", found=f"{len(package.infolist())} 个", limit=f"{limits.parts} 个")
    return package


def check_package(package: ZipFile, limits: Limits) -> None:
    """Refuse a workbook package that would unpack to too much or names a part twice.

    Raises:
        Refused
    """
    infos = package.infolist()
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise Refused("D105", problem="压缩包里有同名的部件")
    unpacked = sum(info.file_size for info in infos)
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise Refused("D103")
        if info.file_size > _RATIO_FROM and info.file_size > limits.ratio * max(1, info.compress_size):
            raise Refused("D107", part=info.filename[:80], ratio=info.file_size // max(1, info.compress_size))
    if unpacked > limits.unpacked:
        raise Refused("D106", what="解压后的内容", found=amount(unpacked), limit=amount(limits.unpacked))


def read_part(package: ZipFile, part: str | ZipInfo) -> bytes:
    """A part's bytes, checked against its declared size and checksum.

    Raises:
        Refused: there is no such part, or it is broken.
    """
    name = part if isinstance(part, str) else part.filename
    try:
        return package.read(part)
    except KeyError as error:
        raise Refused("D105", problem=f"缺少部件 {name[:80]}") from error
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, OSError) as error:
        raise Refused("D105", problem=f"部件 {name[:80]} 解不开（{error}）") from error


def refuse_doctype(name: str, data: bytes) -> None:
    """No spreadsheet program writes a DOCTYPE; entity bombs do.

    Raises:
        Refused
    """
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]
    if _DOCTYPE.encode() in data or (
        wide and any(_DOCTYPE.encode(coding) in data for coding in ("utf-16-le", "utf-16-be"))
    ):
        raise Refused("D108", part=name[:80])


def refuse_doctypes(package: ZipFile) -> None:
    """The same for every XML part, before a parser that may look at any of them.

    Raises:
        Refused
    """
    for info in package.infolist():
        if info.filename.lower().endswith((".xml", ".rels", ".vml")):
            refuse_doctype(info.filename, read_part(package, info))
