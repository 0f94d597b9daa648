"""What stands in a watched folder: the input files with size and time; and waiting until something may have changed."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import watchfiles

from kaohe_xl.base.filenames import BLANKS, RESULTS, is_temporary
from kaohe_xl.watching.interrupt import Stop

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")

_EVENT_WAIT = 200  # milliseconds in the event library before Python gets a turn

Stamp = tuple[int, int]  # bytes, nanoseconds of the last change
FolderStamps = Mapping[str, Stamp]  # by path relative to the folder


@dataclass(eq=False)
class Watched:
    """An assessment folder, or a single workbook (then only that file counts)."""

    path: Path

    @cached_property
    def only(self) -> str:
        """Name of the single workbook; empty for a folder."""
        return self.path.name if self.path.is_file() else ""

    @cached_property
    def root(self) -> Path:
        return self.path.parent if self.only else self.path

    @cached_property
    def results(self) -> Path:
        """Where the run log and the lock stand."""
        return self.root if self.only else self.root / RESULTS

    @property
    def lock_path(self) -> Path:
        return self.results / f".{self.only}监视.lock"


def look(watched: Watched) -> FolderStamps:
    """All input files.

    Raises:
        OSError: the folder cannot be read, or is an empty place where a drive used to be: no workbook in it.
    """
    if watched.only:
        stat = watched.path.stat()
        return {watched.only: (stat.st_size, stat.st_mtime_ns)}
    found: dict[str, Stamp] = {}
    _walk(watched.root, "", found)
    if not any("/" not in name and name.lower().endswith(_WORKBOOKS) for name in found):
        raise FileNotFoundError(errno.ENOENT, "里面没有方案工作簿", str(watched.root))
    return found


def _walk(folder: Path, prefix: str, found: dict[str, Stamp]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_temporary(entry.name) or (not prefix and entry.name in (RESULTS, BLANKS)):  # our own
                continue
            name = prefix + entry.name
            try:
                if entry.is_dir(follow_symlinks=False):
                    _walk(Path(entry.path), f"{name}/", found)
                elif entry.is_file():
                    stat = entry.stat()
                    found[name] = (stat.st_size, stat.st_mtime_ns)
            except (FileNotFoundError, NotADirectoryError, PermissionError):
                continue  # moved away while we looked, or not for us: the run says so where it matters


def being_written(watched: Watched, now: FolderStamps, before: FolderStamps) -> list[str]:
    """New or changed files that another program holds locked (Windows) so that they cannot be read yet."""
    held = []
    for name, stamp in now.items():
        if before.get(name) != stamp:
            try:
                with (watched.root / name).open("rb"):
                    pass
            except PermissionError:
                held.append(name)
            except OSError:
                continue  # gone again; the next look shows it
    return held


class Events:
    """Reports of changes from the system, if it gives any; else just time passing."""

    def __init__(self, root: Path, stop: Stop, *, recursive: bool) -> None:
        self.root, self.stop, self.recursive = root, stop, recursive
        self._source: Generator[set[tuple[watchfiles.Change, str]], None, None] | None = None
        self._attached = False

    def attach(self) -> None:
        """Begin to listen; nothing if it listens already."""
        if self._attached:
            return
        self._attached = True
        self._source = watchfiles.watch(
            self.root,
            watch_filter=None,
            debounce=100,
            step=20,
            stop_event=self.stop,
            rust_timeout=_EVENT_WAIT,
            yield_on_timeout=True,
            recursive=self.recursive,
            ignore_permission_denied=True,
        )

    def detach(self) -> None:
        """Stop listening; what comes back under the same name is another folder to the system."""
        source, self._source, self._attached = self._source, None, False
        if source is not None:
            with contextlib.suppress(OSError, RuntimeError):
                source.close()

    def wait(self, seconds: float) -> None:
        """Until something is reported, or so many seconds."""
        end = time.monotonic() + seconds
        while not self.stop.is_set() and (left := end - time.monotonic()) > 0:
            if self._source is None:
                self.stop.wait(left)
                return
            try:
                if next(self._source, None):
                    return
            except (OSError, RuntimeError):  # too many watches on this system, or the folder has just gone
                self._source = None
