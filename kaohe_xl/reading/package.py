"""A zip package before anything is unpacked: is its directory sane, and how much would come out."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, NamedTuple, TypeVar

from kaohe_xl.reading.limits import MEBIBYTE, Limits, Refused, amount

_STORED, _DEFLATED = 0, 8  # zipfile has names for these, and takes its time to come up
_END, _LOCAL, _CENTRAL, _END64_LOCATOR = b"PK\x05\x06", b"PK\x03\x04", b"PK\x01\x02", b"PK\x06\x07"
_END_SIZE, _LOCAL_SIZE = 22, 30
_LONGEST_COMMENT = 65_535
_DIRECTORY_PER_PART = 600  # bytes of directory that an entry may take on average
_RATIO_FROM = 10 * MEBIBYTE  # small parts may pack as well as they like
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_ENTRY = struct.Struct("<4s4xHH4xLLLHHHHHLL")  # of the directory
_WIDE = 0xFFFFFFFF  # the true figure stands elsewhere
_SMALL_PART, _MOST_REMEMBERED = 100_000, 256
_REMEMBERED: dict[tuple[object, ...], Any] = {}
_T = TypeVar("_T")
_DOCTYPE = "<!DOCTYPE"


class PackageEntry(NamedTuple):
    """An entry of the directory. Sizes in bytes."""

    name: str
    offset: int
    packed: int
    size: int
    checksum: int
    method: int
    encrypted: bool


class Package:
    """A zip held in memory: its parts by name."""

    def __init__(self, data: bytes, parts: Sequence[PackageEntry]) -> None:
        self.data = data
        self.parts = {part.name: part for part in parts}
        self.duplicates = len({part.name.lower() for part in parts}) < len(parts)

    def read(self, name: str) -> bytes:
        """A part's bytes: exactly as many as the directory says, and with its checksum.

        Raises:
            Refused: there is no such part, or it is not what the directory says.
        """
        part = self._part(name)
        packed = self._packed(part)
        if part.method == _STORED:
            content, complete = packed, True
        elif part.method == _DEFLATED:
            content, complete = _inflate(name, packed, part.size)
        else:
            raise Refused("D105", problem=f"部件 {name[:80]} 的压缩方法不认识")
        if not complete or len(content) != part.size or zlib.crc32(content) != part.checksum:
            raise Refused("D105", problem=f"部件 {name[:80]} 与压缩包目录不符")
        return content

    def parsed(self, name: str, parse: Callable[[str, bytes], _T]) -> _T:
        """What ``parse`` makes of a part; of a small one it is remembered by the packed bytes.

        Files that come from one template share such parts byte for byte. The result must not be changed.

        Raises:
            Refused: as :meth:`read`, or by ``parse``.
        """
        part = self._part(name)
        if part.packed > _SMALL_PART or part.size > 10 * _SMALL_PART:
            return parse(name, self.read(name))
        key = (parse, name, part.method, part.size, part.checksum, self._packed(part))
        if key not in _REMEMBERED:
            if len(_REMEMBERED) >= _MOST_REMEMBERED:
                _REMEMBERED.clear()
            _REMEMBERED[key] = parse(name, self.read(name))
        found: _T = _REMEMBERED[key]
        return found

    def _part(self, name: str) -> PackageEntry:
        part = self.parts.get(name)
        if part is None:
            raise Refused("D105", problem=f"缺少部件 {name[:80]}")
        return part

    def _packed(self, part: PackageEntry) -> bytes:
        start = part.offset
        if self.data[start : start + 4] != _LOCAL or part.encrypted or start + _LOCAL_SIZE > len(self.data):
            raise Refused("D105", problem=f"部件 {part.name[:80]} 找不到内容")
        name_size, extra_size = struct.unpack_from("<HH", self.data, start + 26)
        start += _LOCAL_SIZE + name_size + extra_size
        return self.data[start : start + part.packed]


def _inflate(name: str, packed: bytes, size: int) -> tuple[bytes, bool]:
    """At most one byte more than ``size``, and whether the stream ended there."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(packed, size + 1)
    except zlib.error as error:
        raise Refused("D105", problem=f"部件 {name[:80]} 解不开") from error
    return content, unpacker.eof


def open_zip(data: bytes, limits: Limits) -> Package:
    """Open a zip held in memory after a look at its end record, so that a huge directory is never parsed.

    Raises:
        Refused: truncated or broken, or more entries than allowed.
    """
    try:
        end = check_end(data, len(data))
    except ValueError as error:
        raise Refused("D105", problem=f"压缩包{error}") from error
    if end.entries > limits.parts or end.size > limits.parts * _DIRECTORY_PER_PART:
        raise Refused("D106", what="压缩包里的文件", found=f"{end.entries} 个", limit=f"{limits.parts} 个")
    parts = (None if end.wide else _directory(data, end)) or _wide_directory(data)
    if len(parts) > limits.parts:
        raise Refused("D106", what="压缩包里的文件", found=f"{len(parts)} 个", limit=f"{limits.parts} 个")
    return Package(data, parts)


def _directory(data: bytes, end: EndRecord) -> list[PackageEntry] | None:
    """The entries of a plain directory; None if it holds sizes beyond 32 bits, or is empty."""
    parts = []
    position = end.place - end.size
    try:
        for _ in range(end.entries):
            signature, flags, method, checksum, packed, size, name_size, extra, comment, _, _, _, offset = (
                _ENTRY.unpack_from(data, position)
            )
            if signature != _CENTRAL:
                raise Refused("D105", problem="压缩包目录有错")
            if _WIDE in (packed, size, offset):
                return None
            position += _ENTRY.size
            raw = data[position : position + name_size]
            name = raw.decode("utf-8" if flags & _UTF8_NAME or raw.isascii() else "cp437")
            parts.append(PackageEntry(name, offset, packed, size, checksum, method, bool(flags & _ENCRYPTED)))
            position += name_size + extra + comment
    except (struct.error, UnicodeDecodeError) as error:
        raise Refused("D105", problem="压缩包目录有错") from error
    if position != end.place:
        raise Refused("D105", problem="压缩包目录有错")
    return parts


def _wide_directory(data: bytes) -> list[PackageEntry]:
    """The entries of any directory, by the standard library."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as package:
            return [
                PackageEntry(
                    info.filename,
                    info.header_offset,
                    info.compress_size,
                    info.file_size,
                    info.CRC,
                    info.compress_type,
                    bool(info.flag_bits & _ENCRYPTED),
                )
                for info in package.infolist()
            ]
    except (BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError) as error:
        raise Refused("D105", problem="压缩包目录有错") from error


class EndRecord(NamedTuple):
    """The end record of a zip: how many entries, size of the directory, place of the record, is there a bigger one."""

    entries: int
    size: int
    place: int
    wide: bool


def check_end(tail: bytes, whole: int) -> EndRecord:
    """The end record in the last bytes of a zip of ``whole`` bytes.

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
    return EndRecord(entries, size, place, wide)


def check_package(package: Package, limits: Limits) -> None:
    """Refuse a workbook package that would unpack to too much or names a part twice.

    Raises:
        Refused
    """
    parts = package.parts.values()
    if package.duplicates:
        raise Refused("D105", problem="压缩包里有同名的部件")
    unpacked = sum(part.size for part in parts)
    for part in parts:
        if part.encrypted:
            raise Refused("D103")
        if part.size > _RATIO_FROM and part.size > limits.ratio * max(1, part.packed):
            raise Refused("D107", part=part.name[:80], ratio=part.size // max(1, part.packed))
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


_CORE = "docProps/core.xml"
_SAVED_BY = re.compile(rb"<cp:lastModifiedBy[^>]*>([^<]{1,200})</cp:lastModifiedBy>")


def saved_by(package: Package) -> str:
    """The name under which an Office file was last saved; empty where it says none, or cannot be read."""
    if _CORE not in package.parts:
        return ""
    try:
        match = _SAVED_BY.search(package.read(_CORE))
    except Refused:
        return ""
    return match[1].decode("utf-8", "replace").strip() if match else ""
