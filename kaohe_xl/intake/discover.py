"""Everything that lies in the folder of returned files: what is to be read, and why the rest is not."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.intake.bundle import is_safe, members, open_bundle
from kaohe_xl.messages import finding
from kaohe_xl.reading import detect
from kaohe_xl.reading.limits import Limits, Refused

_LOCK, _HALF, _SYSTEM, _HIDDEN = (
    "程序打开文件时的锁定文件",
    "没有写完或下载完的临时文件",
    "系统自动生成的文件",
    "隐藏文件",
)
_TEMPORARY = (
    (re.compile(r"~\$.*|\.~.*"), _LOCK),  # Excel and Word; LibreOffice (.~lock.…#) and WPS (.~…)
    (re.compile(r".*\.(?:tmp|temp|crdownload|part|partial|download|!ut|td|cfg\.bak)"), _HALF),
    (re.compile(r"thumbs\.db|ehthumbs\.db|desktop\.ini|\.ds_store|\._.*|icon\r"), _SYSTEM),
    (re.compile(r"\..*"), _HIDDEN),
)
_SYSTEM_FOLDER = re.compile(r"__macosx|\$recycle\.bin|system volume information|@eadir|\..*", re.IGNORECASE)
_SPREADSHEET = re.compile(r".*\.(?:xls[xmb]?|xl[ts]|et|ett|ods|csv)", re.IGNORECASE)
_PACKAGE_STARTS = (
    b"[Content_Types].xml",
    b"_rels/",
    b"docProps/",
    b"xl/",
    b"mimetype",
    b"word/",
    b"ppt/",
    b"customXml/",
)
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_CONTENT_TYPES = "[Content_Types].xml"
_DEEPEST = 40


@dataclass(frozen=True)
class SourceFile:
    """A file that came back.

    ``name`` is its path below the folder (``bundle.zip/inner.xlsx`` for a member of a bundle), ``path`` the file on
    disk, ``member`` the position in its bundle. What is not on disk has ``remote``: the URL that was listed, and its
    path there. With a ``refusal`` it is not to be read: a note says that it is no returned file at all (忽略), an
    error that it is refused (拒收).
    """

    name: str
    path: Path
    member: int | None = None
    size: int = 0
    modified: datetime | None = None
    refusal: Finding | None = None
    remote: tuple[str, str] | None = None

    @property
    def ignored(self) -> bool:
        return self.refusal is not None and self.refusal.severity is Severity.NOTE


def discover(folder: Path, limits: Limits | None = None) -> list[SourceFile]:
    """All files below a folder, bundles opened, in the order of their names. Everything that lies there is in the list.

    A folder that does not exist holds nothing.
    """
    if not folder.is_dir():
        return []
    root = folder.resolve()
    return sorted(_walk(folder, "", root, limits or Limits(), 0), key=lambda source: source.name)


def source_of(path: Path, limits: Limits | None = None, name: str = "") -> list[SourceFile]:
    """The sources that one file is: itself, or the members of a bundle. ``name``: if not as on disk."""
    return list(_file(path, name or shown(path.name), limits or Limits()))


def not_for_us(parts: Sequence[str]) -> str:
    """What a file with these folders and this name is that nobody returned; empty if it may be a returned file."""
    in_system = any(map(_SYSTEM_FOLDER.fullmatch, parts[:-1]))
    return _temporary(parts[-1]) or ("系统文件夹" if in_system else "")


def shown(name: str) -> str:
    """A file name that can be printed: names in GBK on a disk that expects UTF-8 are decoded, control characters �."""
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        with suppress(UnicodeDecodeError):
            name = os.fsencode(name).decode("gb18030")
    return _CONTROL.sub("\ufffd", name)


def _refused(name: str, path: Path, code: str, **details: Any) -> SourceFile:
    return SourceFile(name, path, refusal=finding(code, Place(name), **details))


def _walk(folder: Path, prefix: str, root: Path, limits: Limits, depth: int) -> Iterator[SourceFile]:
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except OSError as error:
        yield _refused(prefix.rstrip("/") or folder.name, folder, "D112", problem=said(error))
        return
    if prefix and any(entry.name == _CONTENT_TYPES for entry in entries):
        yield _refused(prefix.rstrip("/"), folder, "D204")
        return
    if not entries and _SPREADSHEET.fullmatch(folder.name):
        yield _refused(prefix.rstrip("/"), folder, "D203", kind="空文件夹")
    for entry in entries:
        name = prefix + shown(entry.name)
        path = Path(entry.path)
        kind = _temporary(entry.name)
        if entry.is_symlink() and not _leads_inside(path, root):
            yield _refused(name, path, "D202")
        elif entry.is_dir():
            if _SYSTEM_FOLDER.fullmatch(entry.name):
                yield _refused(name, path, "D201", kind="系统文件夹")
            elif entry.is_symlink() or depth >= _DEEPEST:
                yield _refused(name, path, "D203", kind="指向文件夹的链接" if entry.is_symlink() else "太深的文件夹")
            else:
                yield from _walk(path, name + "/", root, limits, depth + 1)
        elif kind:
            yield _refused(name, path, "D201", kind=kind)
        else:
            yield from _file(path, name, limits)


def _leads_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # it leads nowhere, or in a circle
        return False


def _temporary(name: str) -> str:
    return next((kind for pattern, kind in _TEMPORARY if pattern.fullmatch(name.lower())), "")


def _file(path: Path, name: str, limits: Limits) -> Iterator[SourceFile]:
    """A file, or what is in it."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            yield _refused(name, path, "D203", kind="管道、设备或套接字")  # reading it might wait for ever
            return
        modified = datetime.fromtimestamp(facts.st_mtime)
        if facts.st_size and _may_be_bundle(path):
            found = _bundle(path, name, limits, modified)
            if found is not None:
                yield from found
                return
        yield SourceFile(name, path, size=facts.st_size, modified=modified)
    except (OSError, ValueError, OverflowError) as error:
        yield _refused(name, path, "D112", problem=getattr(error, "strerror", "") or str(error))


def _may_be_bundle(path: Path) -> bool:
    """A zip whose first entry is not one that workbooks begin with."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - once for every file that came back
        head = file.read(64)
    return head.startswith((detect.ZIP, b"PK\x05\x06", b"PK\x07\x08")) and not head[30:].startswith(_PACKAGE_STARTS)


def _bundle(path: Path, name: str, limits: Limits, modified: datetime) -> list[SourceFile] | None:
    """The members of a bundle; None if the zip is a workbook after all."""
    try:
        with open_bundle(path, limits) as bundle:
            names = set(bundle.NameToInfo)
            if names & {_CONTENT_TYPES, "mimetype"}:
                return None
            if any(inner.endswith(".iwa") for inner in names):
                return None  # an iWork file: refused by its kind when read
            found = members(bundle)
    except Refused as refused:
        if _SPREADSHEET.fullmatch(name):
            return None  # a workbook that was cut off: refused as such when read
        return [_refused(name, path, refused.code, **refused.details)]
    if not found:
        return [_refused(name, path, "D210")]
    sources = []
    for member in found:
        inner = f"{name}/{shown(member.name)}"
        kind = not_for_us(member.name.split("/"))
        if not is_safe(member.name):
            sources.append(_refused(inner, path, "D205", inside=shown(member.name)[:120]))
        elif kind:
            sources.append(_refused(inner, path, "D201", kind=kind))
        else:
            sources.append(SourceFile(inner, path, member.index, member.size, member.modified or modified))
    return sources
