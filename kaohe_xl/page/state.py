"""What the page has before it: the assessments that were opened, the work going on, the windows that are open."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from kaohe_xl import api
from kaohe_xl.archive.history import NAME as HISTORY_FILE
from kaohe_xl.base.filenames import RESULTS, SCHEME_FILE
from kaohe_xl.base.files import put_in_place
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book
from kaohe_xl.notice import Notice
from kaohe_xl.outbox.prepare import scored_workbooks
from kaohe_xl.page.background import BackgroundJobs, Done
from kaohe_xl.page.changes import moves
from kaohe_xl.reading.read import UnreadableError, read_book
from kaohe_xl.watching.folder import FolderStamps, Watched, look

_MOST_RECENT = 12
_SILENCE = 75.0  # seconds without a sign of life from any window; a browser lets a hidden one speak once a minute
_FIRST_WAIT = 600.0  # until the first window comes up
_GOODBYE = 6.0  # after the last window said that it closes: a reload says so too, and comes back at once

CHANGED_SINCE = "（之后又有文件改动，要重新写结果）"

T = TypeVar("T")


@dataclass
class OpenAssessment:
    """One assessment. What is computed is kept until an input file changes."""

    folder: Path
    _kept: dict[str, tuple[FolderStamps | None, Any]] = field(default_factory=dict)
    _entered: dict[str, dict[str, str]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def key(self) -> str:
        """Its name in addresses: says nothing, leads nowhere."""
        return hashlib.sha256(str(self.folder).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @property
    def name(self) -> str:
        return self.folder.stem if self.folder.is_file() else self.folder.name

    @property
    def root(self) -> Path:
        """The folder that the assessment lies in."""
        return self.folder.parent if self.folder.is_file() else self.folder

    @property
    def scheme_path(self) -> Path:
        """The scheme workbook; a folder without one names where it would be."""
        job, _ = api.locate(self.folder)
        return job.scheme if job is not None else self.root / SCHEME_FILE

    @property
    def scheme_stamp(self) -> str:
        """Which state of the scheme somebody has before them."""
        try:
            stat = self.scheme_path.stat()
        except OSError:
            return ""
        return f"{stat.st_size}-{stat.st_mtime_ns}"

    def written(self) -> str:
        """The newest scored workbook in 结果/, with a word where files were changed since; else empty."""
        scored = scored_workbooks(self.root / RESULTS)
        if not scored:
            return ""
        newest = scored[-1]
        changed = any(stamp[1] > newest.stat().st_mtime_ns for stamp in (self.state() or {}).values())
        return f"{newest.name}{CHANGED_SINCE if changed else ''}"

    def draft_of(self, tab: str) -> dict[str, str]:
        """What was entered in a tab and could not be taken: not to be typed twice."""
        return self._entered.get(tab, {})

    def keep_draft(self, tab: str, entered: Mapping[str, str]) -> None:
        """Keep it; an empty one forgets it."""
        self._entered[tab] = dict(entered)

    def state(self) -> FolderStamps | None:
        """The input files as they are now; None where they cannot be looked at."""
        try:
            return look(Watched(self.folder))
        except OSError:
            return None

    def book(self) -> Book | None:
        """The scheme workbook as cells, also where the scheme has errors; None where it cannot be read."""
        return self._once("book", self._read)

    def _read(self) -> Book | None:
        try:
            return read_book(self.scheme_path)
        except (UnreadableError, OSError):
            return None

    def result(self) -> api.Result:
        """The ranking as the files are now; nothing is written."""
        return self._once("result", lambda: api.run(self.folder, write=False))

    def status(self) -> api.Outcome:
        """Who has returned what."""
        return self._once("status", lambda: api.status(self.folder))

    def check(self) -> api.Outcome:
        """The scheme and what is wrong with it."""
        return self._once("check", lambda: api.check(self.folder))

    def doubt(self) -> api.Uncertainty:
        """What may still change."""
        return self._once("doubt", lambda: api.uncertainty_of(self.result(), ranges=True))

    def notices(self) -> tuple[Sequence[Notice], Sequence[Finding]]:
        """The letters of the ranking as it is now."""
        return self._once("notices", lambda: api.notices_of(self.result()))

    def moved(self) -> Mapping[str, str]:
        """By unit: how its place stands to that of the run before the last change, in words."""
        result = self.result()
        if result.assessment is None:
            return {}
        return moves(self.root / RESULTS / HISTORY_FILE, result)

    def _once(self, name: str, make: Callable[[], T]) -> T:
        with self._lock:
            now = self.state()
            kept = self._kept.get(name)
            if kept is None or kept[0] is None or kept[0] != now:
                kept = self._kept[name] = (now, make())
            made: T = kept[1]
            return made


class PageState:
    """All of it. ``recent_file``: where the list of assessments is kept between two starts."""

    def __init__(self, recent_file: Path | None = None) -> None:
        self.jobs = BackgroundJobs()
        self.told: dict[str, Done] = {}  # to be shown once, by the key of its assessment
        self.answering = 0  # requests that are being answered right now
        self._opened: dict[str, OpenAssessment] = {}
        self._recent_file = recent_file or platformdirs.user_data_path("kaohe_xl", appauthor=False) / "最近.json"
        self._windows: dict[str, float] = {}
        self._quiet_since = time.monotonic() + _FIRST_WAIT - _SILENCE

    def open(self, folder: Path) -> OpenAssessment:
        """Put an assessment on the desk and on the list of recent ones."""
        opened = self.known(folder)
        self._remember(opened.folder)
        return opened

    def known(self, folder: Path) -> OpenAssessment:
        """An assessment without putting it on the list."""
        opened = OpenAssessment(folder.resolve())
        return self._opened.setdefault(opened.key, opened)

    def find(self, key: str) -> OpenAssessment | None:
        """The assessment of an address; one of the recent list is opened by it."""
        if key not in self._opened:
            for folder in self.recent():
                self.known(folder)
        return self._opened.get(key)

    def recent(self) -> list[Path]:
        """Assessments of late, the newest first, as far as they are still there."""
        try:
            listed = json.loads(self._recent_file.read_text("utf-8"))
        except (OSError, ValueError):
            return []
        paths = [Path(each) for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        return [path for path in paths if path.exists()]

    def _remember(self, folder: Path) -> None:
        listed = [folder, *(each for each in self.recent() if each != folder)][:_MOST_RECENT]
        with suppress(OSError):  # a profile that cannot be written to: then there is no list, and all else works
            self._recent_file.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps([str(each) for each in listed], ensure_ascii=False)
            put_in_place(self._recent_file, text.encode())  # another page may be reading it

    def alive(self, window: str) -> None:
        """A window is there."""
        self._windows[window] = time.monotonic()

    def gone(self, window: str) -> None:
        """A window says that it closes."""
        if self._windows.pop(window, None) is not None and not self._windows:
            self._quiet_since = time.monotonic() - _SILENCE + _GOODBYE

    @property
    def deserted(self) -> bool:
        """Has the last window gone?"""
        if self.answering:
            return False
        last = max([self._quiet_since, *self._windows.values()])
        return time.monotonic() - last > _SILENCE
