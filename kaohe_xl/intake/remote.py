"""Returned files at a URL of fsspec (s3://, sftp://, file:// …): what lies there, and the bytes of one.

fsspec comes with the extra ``[cluster]`` and is imported only when there is a URL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from kaohe_xl.base.place import Place
from kaohe_xl.intake.discover import SourceFile, not_for_us, shown, source_of
from kaohe_xl.messages import finding
from kaohe_xl.reading.limits import Limits, Refused, amount
from kaohe_xl.reading.read import UnreadableError

_CHUNK = 1 << 20
_SECRET = re.compile(r"//[^/@]*@")
_CHANGED = ("mtime", "LastModified", "last_modified", "updated", "created")  # as the file systems of fsspec call it


def is_url(place: str) -> bool:
    """Not a folder of this machine."""
    return "://" in place or "::" in place


def discover_at(url: str, limits: Limits) -> list[SourceFile]:
    """All files below a URL, bundles opened, in the order of their names; see :func:`discover.discover`.

    Raises:
        UnreadableError: fsspec is not installed, or the URL cannot be listed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise UnreadableError(finding("R160")) from error
    try:
        files, root = url_to_fs(url)
        if not files.isdir(root):
            raise FileNotFoundError("没有这个文件夹")
        listed = files.find(root, detail=True)
    except Exception as error:  # every file system has its own
        problem = f"{type(error).__name__}：{str(error)[:200]}"
        raise UnreadableError(finding("R167", Place(), url=_SECRET.sub("//", url), problem=problem)) from error
    sources: list[SourceFile] = []
    for path, facts in listed.items():
        sources += _sources(url, path, path[len(root) :].lstrip("/"), facts, limits)
    return sorted(sources, key=lambda source: source.name)


def _sources(url: str, path: str, name: str, facts: Mapping[str, Any], limits: Limits) -> list[SourceFile]:
    """A file, or what is in it if its name says that it is a bundle."""
    name = shown(name)
    here = SourceFile(name, Path(name), size=facts.get("size") or 0, modified=_changed(facts), remote=(url, path))
    reason = not_for_us(name.split("/"))
    if reason:
        return [replace(here, refusal=finding("D201", Place(name), kind=reason))]
    if facts.get("islink"):
        return [replace(here, refusal=finding("D202", Place(name)))]
    if facts.get("type", "file") != "file":
        return [replace(here, refusal=finding("D203", Place(name), kind="管道、设备或套接字"))]
    if PurePosixPath(name).suffix.lower() != ".zip":
        return [here]
    with TemporaryDirectory(prefix="kaohe-") as folder:
        copy = Path(folder) / "bundle.zip"
        try:
            fetch(url, path, copy, limits, bundle=True)
        except Refused as refused:
            return [replace(here, refusal=finding(refused.code, Place(name), **refused.details))]
        found = source_of(copy, limits, name)
        return [replace(source, path=Path(source.name), remote=(url, path)) for source in found]


def fetch(url: str, path: str, to: Path, limits: Limits, *, bundle: bool = False) -> None:
    """The bytes of a file below a URL, as a file here.

    Raises:
        Refused: it cannot be fetched, or is larger than files may be.
    """
    limit = limits.bundle_unpacked if bundle else limits.file
    try:
        from fsspec.core import url_to_fs

        files, _ = url_to_fs(url)
        with files.open(path, "rb") as source, to.open("wb") as target:
            got = 0
            while chunk := source.read(_CHUNK):
                got += len(chunk)
                if got > limit:
                    raise Refused("D106", what="文件", found=f"超过 {amount(limit)}", limit=amount(limit))
                target.write(chunk)
    except Refused:
        raise
    except Exception as error:  # every file system has its own
        raise Refused("D112", problem=f"{type(error).__name__}：{str(error)[:120]}") from error


def _changed(facts: Mapping[str, Any]) -> datetime | None:
    """When the file changed, by the clock of this place, as for a file on disk."""
    found = next((facts[key] for key in _CHANGED if facts.get(key)), None)
    if isinstance(found, int | float):
        return datetime.fromtimestamp(found)
    if isinstance(found, datetime):
        return found.astimezone().replace(tzinfo=None) if found.tzinfo else found
    return None
