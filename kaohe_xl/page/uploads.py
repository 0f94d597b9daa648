"""Files dropped onto the page → 收表/. A name is only a name: it leads nowhere else and over no other file."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kaohe_xl.base.filenames import is_reserved, is_temporary, numbered
from kaohe_xl.base.files import draft_beside
from kaohe_xl.reading.limits import MEBIBYTE, Limits

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_DEEPEST, _LONGEST = 6, 120  # folders, characters of a name
_MOST_COPIES = 998


@dataclass(frozen=True)
class UploadedFile:
    """What became of one file. ``path`` is None where nothing was stored."""

    name: str
    text: str
    path: Path | None = None
    failed: bool = False


def parts_of(name: str) -> list[str]:
    """The name as folders and a file that any system takes; nothing of it leads upwards or elsewhere."""
    parts = [_FORBIDDEN.sub("_", part).strip(" .") for part in re.split(r"[\\/]+", name)]
    kept = [f"_{part}" if is_reserved(part) else part for part in parts if part]
    return [_shortened(part) for part in kept[-_DEEPEST:]]


def _shortened(part: str) -> str:
    if len(part) <= _LONGEST:
        return part
    stem, dot, suffix = part.rpartition(".")
    return f"{stem[: _LONGEST - 10]}{dot}{suffix[:9]}" if dot else part[:_LONGEST]


async def store(name: str, chunks: AsyncIterator[bytes], folder: Path, modified: float | None = None) -> UploadedFile:
    """Write a file into ``folder``; whole, or not at all.

    ``modified``: when it was last changed where it came from (seconds); the newer of two versions counts by it.
    The same content under the same name is stored once; another content under that name gets (2) behind it.

    Raises:
        OSError: the folder cannot be written to.
    """
    parts = parts_of(name)
    if not parts or is_temporary(parts[-1]):
        return UploadedFile(name, "是临时文件，没有存")
    home = folder.joinpath(*parts[:-1])
    home.mkdir(parents=True, exist_ok=True)
    most = Limits().file
    with draft_beside(home / parts[-1]) as draft:
        size, digest = 0, hashlib.sha256()
        with draft.open("wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > most:
                    return UploadedFile(name, f"超过 {most // MEBIBYTE} MB，没有存：请让对方只发填报表", failed=True)
                digest.update(chunk)
                file.write(chunk)
        if not size:
            return UploadedFile(name, "是空文件，没有存：请让对方重新发送", failed=True)
        return _settled(draft, home / parts[-1], digest.hexdigest(), name, modified)


def _settled(draft: Path, wanted: Path, digest: str, name: str, modified: float | None) -> UploadedFile:
    """The draft under a name of its own; os.link, so that two that arrive at once never overwrite each other."""
    if modified is not None and 0 < modified <= time.time():
        os.utime(draft, (modified, modified))
    for path in islice(numbered(wanted), _MOST_COPIES):
        try:
            _claim(draft, path)
        except FileExistsError:
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
                return UploadedFile(name, f"收表里已有内容相同的 {path.name}，没有再存", path)
            continue
        more = "" if path == wanted else f"；原来的 {wanted.name} 也留着，哪份算数看收表情况"
        return UploadedFile(name, f"已存为 {path.name}{more}", path)
    return UploadedFile(name, "同名文件太多，没有存", failed=True)


def _claim(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a USB stick (FAT) knows no links
        with path.open("xb") as target:
            target.write(draft.read_bytes())
        stat = draft.stat()
        os.utime(path, (stat.st_atime, stat.st_mtime))
