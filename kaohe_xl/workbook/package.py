"""A zip package before anything is unpacked: is its directory sane, and how much would come out."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kaohe_xl.workbook.limits import MEBIBYTE, Limits, Refused, amount

_END, _LOCAL, _END64_LOCATOR = b"PK\x05\x06", b"PK\x03\x04", b"PK\x06\x07"
_END_SIZE, _LOCAL_SIZE = 22, 30
_LONGEST_COMMENT = 65_535
_DIRECTORY_PER_PART = 600  # bytes of directory that an entry may take on average
_RATIO_FROM = 10 * MEBIBYTE  # small parts may pack as well as they like
_ENCRYPTED = 0x1
_DOCTYPE = "<!DOCTYPE"


class Package:
    """A zip held in memory: its parts by name."""

    def __init__(self, data: bytes, parts: Mapping[str, ZipInfo], duplicates: bool) -> None:
        self.data = data
        self.parts = parts
        self.duplicates = duplicates

    def read(self, name: str) -> bytes:
        """A part's bytes: exactly as many as the directory says, and with its checksum.

        Raises:
            Refused: there is no such part, or it is not what the directory says.
        """
        info = self.parts.get(name)
        if info is None:
            raise Refused("D105", problem=f"缺少部件 {name[:80]}")
        start = info.header_offset
        if self.data[start : start + 4] != _LOCAL or info.flag_bits & _ENCRYPTED:
            raise Refused("D105", problem=f"部件 {name[:80]} 找不到内容")
        name_size, extra_size = struct.unpack_from("<HH", self.data, start + 26)
        start += _LOCAL_SIZE + name_size + extra_size
        packed = self.data[start : start + info.compress_size]
        if info.compress_type == ZIP_STORED:
            content, complete = packed, True
        elif info.compress_type == ZIP_DEFLATED:
            content, complete = _inflate(name, packed, info.file_size)
        else:
            raise Refused("D105", problem=f"部件 {name[:80]} 的压缩方法不认识")
        if not complete or len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise Refused("D105", problem=f"部件 {name[:80]} 与压缩包目录不符")
        return content


def _inflate(name: str, packed: bytes, size: int) -> tuple[bytes, bool]:
    """At most one byte more than ``size``, and whether the stream ended there."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(packed, size + 1)
    except zlib.error as error:
        raise Refused("D105", problem=f"部件 {name[:80]} 解不开（{error}）") from error
    return content, unpacker.eof


def open_zip(data: bytes, limits: Limits) -> Package:
    """Open a zip held in memory after a look at its end record, so that a huge directory is never parsed.

    Raises:
        Refused: truncated or broken, or more entries than allowed.
    """
    try:
        entries, size = check_end(data, len(data))
    except ValueError as error:
        raise Refused("D105", problem=f"压缩包{error}") from error
    if entries > limits.parts or size > limits.parts * _DIRECTORY_PER_PART:
        raise Refused("D106", what="压缩包里的文件", found=f"{entries} 个", limit=f"{limits.parts} 个")
    try:
        with ZipFile(BytesIO(data)) as directory:
            infos = directory.infolist()
    except (BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError) as error:
        raise Refused("D105", problem=f"压缩包目录有错（{error}）") from error
    if len(infos) > limits.parts:
        raise Refused("D106", what="压缩包里的文件", found=f"{len(infos)} 个", limit=f"{limits.parts} 个")
    duplicates = len({info.filename.lower() for info in infos}) < len(infos)
    return Package(data, {info.filename: info for info in infos}, duplicates)


def check_end(tail: bytes, whole: int) -> tuple[int, int]:
    """Number of entries and size of the directory, by the end record in the last bytes of a zip of ``whole`` bytes.

    Nothing but zeros may follow it, and the directory must lie where it says: a bundle that was cut off ends with the
    last workbook in it, and must not pass for that.

    Raises:
        ValueError: cut off, or lengthened; the text says so in Chinese.
    """
    bare = tail.rstrip(b"\x00")
    end = tail.rfind(_END, max(0, len(bare) - _END_SIZE - _LONGEST_COMMENT))
    if end < 0 or end + _END_SIZE > len(tail):
        raise ValueError("不完整，末尾缺失")
    entries, size, offset, comment = struct.unpack_from("<HLLH", tail, end + 10)
    if len(bare) > end + _END_SIZE + comment:
        raise ValueError("末尾多出内容")
    place = whole - len(tail) + end
    wide = tail[max(0, end - 20) : end].startswith(_END64_LOCATOR)  # sizes stand in a bigger record before this one
    if not wide and offset + size != place:
        raise ValueError("不完整，目录不在它说的地方")
    return entries, size


def check_package(package: Package, limits: Limits) -> None:
    """Refuse a workbook package that would unpack to too much or names a part twice.

    Raises:
        Refused
    """
    infos = package.parts.values()
    if package.duplicates:
        raise Refused("D105", problem="压缩包里有同名的部件")
    unpacked = sum(info.file_size for info in infos)
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise Refused("D103")
        if info.file_size > _RATIO_FROM and info.file_size > limits.ratio * max(1, info.compress_size):
            raise Refused("D107", part=info.filename[:80], ratio=info.file_size // max(1, info.compress_size))
    if unpacked > limits.unpacked:
        raise Refused("D106", what="解压后的内容", found=amount(unpacked), limit=amount(limits.unpacked))


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


def refuse_doctypes(package: Package) -> None:
    """The same for every XML part, before a parser that may look at any of them.

    Raises:
        Refused
    """
    for name in package.parts:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            refuse_doctype(name, package.read(name))
