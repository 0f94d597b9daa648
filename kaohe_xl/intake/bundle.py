"""A .zip of returned files: opened with care, members named as their sender named them, nothing unpacked to disk."""

from __future__ import annotations

import re
import stat
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from kaohe_xl.reading.limits import MEBIBYTE, Limits, Refused, amount
from kaohe_xl.reading.package import check_end

_TAIL = 22 + 65_535
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
_RATIO_FROM = 10 * MEBIBYTE
_DIRECTORY_PER_MEMBER = 1000
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Member:
    """A file in a bundle: its position in the directory, its name as sent, and when it was saved."""

    index: int
    name: str
    size: int
    modified: datetime | None


def open_bundle(path: Path, limits: Limits) -> ZipFile:
    """Open a bundle after a look at its end record, so that a huge directory is never parsed.

    Raises:
        Refused: broken, or too big by what its directory says; OSError: the file itself cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    try:
        entries, directory, *_ = check_end(tail, size)
    except ValueError as error:
        raise Refused("D209", problem=str(error)) from error
    if entries > limits.bundle_files or directory > limits.bundle_files * _DIRECTORY_PER_MEMBER:
        raise Refused("D208", what="文件", found=f"{entries} 个", limit=f"{limits.bundle_files} 个")
    try:
        bundle = ZipFile(path)
    except (BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError) as error:
        raise Refused("D209", problem="目录有错") from error
    infos = bundle.infolist()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.bundle_unpacked or len(infos) > limits.bundle_files:
        bundle.close()
        raise Refused("D208", what="解开后的内容", found=amount(unpacked), limit=amount(limits.bundle_unpacked))
    return bundle


def members(bundle: ZipFile) -> list[Member]:
    """The files in a bundle, folders left out, in the order of its directory."""
    return [
        Member(index, member_name(info), info.file_size, _modified(info))
        for index, info in enumerate(bundle.infolist())
        if not info.is_dir()
    ]


def member_name(info: ZipInfo) -> str:
    """The name as its sender saw it: as UTF-8 if it says so or can be, else as GB18030 (Windows in Chinese)."""
    if info.flag_bits & _UTF8_NAME:
        name = info.orig_filename
    else:
        raw = info.orig_filename.encode("cp437")  # what zipfile decoded it with
        name = _unicode_path(info, raw) or _decoded(raw)
    return name.replace("\\", "/")


def is_safe(name: str) -> bool:
    """Does the name stay inside the bundle?"""
    return not (name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"))


def read_member(bundle: ZipFile, index: int, limits: Limits) -> bytes:
    """A member's bytes.

    Raises:
        Refused: broken, encrypted, a link, or too big.
    """
    infos = bundle.infolist()
    if index >= len(infos):
        raise Refused("D209", problem="压缩包在读取过程中变了")
    info = infos[index]
    if info.flag_bits & _ENCRYPTED:
        raise Refused("D207")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("D203", kind="链接")
    if info.file_size > limits.file:
        raise Refused("D106", what="文件", found=amount(info.file_size), limit=amount(limits.file))
    if info.file_size > _RATIO_FROM and info.file_size > limits.ratio * max(1, info.compress_size):
        raise Refused("D107", part=member_name(info)[:80], ratio=info.file_size // max(1, info.compress_size))
    try:
        return bundle.read(info)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error) as error:
        raise Refused("D209", problem="这个文件解不开") from error


def _decoded(raw: bytes) -> str:
    for coding in ("utf-8", "gb18030"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _unicode_path(info: ZipInfo, raw: bytes) -> str:
    """The name in Info-ZIP's extra field, if it belongs to this name."""
    extra, start = info.extra, 0
    while start + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, start)
        field = extra[start + 4 : start + 4 + size]
        if kind == _UNICODE_PATH and size > 5 and struct.unpack_from("<L", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
        start += 4 + size
    return ""


def _modified(info: ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time)
    except ValueError:
        return None
