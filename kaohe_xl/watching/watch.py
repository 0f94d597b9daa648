"""Run again whenever a folder changes, for days if need be: files still being copied, drives that go away, full disks.

What stands in the folder decides, not the events: it is looked at when the system reports a change and every few
seconds besides, because network drives report nothing. The work itself is a callable that the caller gives.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.messages import finding
from kaohe_xl.watching.folder import Events, FolderStamps, Watched, being_written, look
from kaohe_xl.watching.interrupt import Interrupts, Stop
from kaohe_xl.watching.lock import Lock, take
from kaohe_xl.watching.runlog import RunLog

PURPOSE = "监视目录"
_LOOK_EVERY = 5.0  # seconds, while nothing is reported
_LOOK_AT_MOST_EVERY = 0.1
_RETRIES = (5.0, 15.0, 60.0)  # seconds after a run that failed
_NAMED = 3


class Phase(Enum):
    """What the watcher is doing."""

    WAITING = "等待新文件"
    SETTLING = "有文件正在写入"
    RUNNING = "正在评分"
    FAILED = "没有做成，稍后再试"
    GONE = "目录读不到，等它回来"
    STOPPED = "已停止"


@dataclass(frozen=True)
class WatchState:
    """All there is to show."""

    phase: Phase = Phase.WAITING
    files: int = 0
    moving: tuple[str, ...] = ()  # being written just now
    runs: int = 0
    result: object | None = field(default=None, compare=False)  # what the last good run returned
    finished: datetime | None = None  # when
    finding: Finding | None = None  # what is wrong just now


@dataclass(frozen=True)
class Settling:
    """When files count as completely written: after ``quiet`` seconds without any change of the folder.

    ``patience``: seconds after which the work is done although some file keeps changing.
    """

    quiet: float = 2.0
    patience: float = 60.0


AT_EASE = Settling()


def watch(
    folder: Path,
    run: Callable[[], object],
    show: Callable[[WatchState], None],
    settling: Settling = AT_EASE,
    *,
    stop: threading.Event | None = None,
) -> list[Finding]:
    """Call ``run`` now and after every change of the folder's inputs, until Ctrl-C or ``stop``.

    Args:
        folder: an assessment folder, or a single workbook.
        run: does the work; an OSError (disk full, file gone, drive away) is told and tried again, anything else is a
            mistake of ours and ends the watch.
        show: called whenever there is something new to see.

    Returns what kept it from watching (another watcher has the folder), else nothing.
    """
    with Interrupts() as interrupts:
        ending = Stop(stop or threading.Event(), interrupts)
        watching = _Watching(Watched(folder), run, show, settling, ending)
        try:
            watching.loop()
        except KeyboardInterrupt:
            interrupts.asked = True
        finally:
            if interrupts.asked:
                watching.log("停止（Ctrl-C）")
            watching.close()
    return watching.refused


class _Watching:
    def __init__(
        self,
        watched: Watched,
        run: Callable[[], object],
        show: Callable[[WatchState], None],
        settling: Settling,
        stop: Stop,
    ) -> None:
        self.watched, self.run, self.show = watched, run, show
        self.settling, self.stop = settling, stop
        self.runlog = RunLog(watched.results)
        self.events = Events(watched.root, stop, recursive=not watched.only)
        self.refused: list[Finding] = []
        self.state = WatchState()
        self.lock: Lock | None = None
        self.done: FolderStamps | None = None  # what the last good run saw
        self.failed: FolderStamps | None = None  # what the last run saw, if it failed
        self.seen: FolderStamps = {}
        self.changed: dict[str, float] = {}  # when each file was last seen to change
        self.last_change = self.dirty_since = time.monotonic()
        self.retry_at = 0.0
        self.failures = 0

    def loop(self) -> None:
        while not self.stop.is_set():
            began = time.monotonic()
            snapshot = self._look()
            if snapshot is not None and self._locked() and self._due(snapshot):
                self._run(snapshot)
            elif not self.stop.is_set():
                self.events.wait(self._pause(snapshot))
            self.stop.wait(max(0.0, began + _LOOK_AT_MOST_EVERY - time.monotonic()))

    def log(self, text: str) -> None:
        """Into the run log; where that cannot be written, it is shown instead and kept for later."""
        problem = self.runlog.add(f"监视 {text}")
        if problem is not None and self.state.finding is None:
            self._tell(finding=problem)

    def close(self) -> None:
        self.events.detach()
        if self.lock is not None:
            self.lock.release()
        self._tell(phase=Phase.STOPPED, moving=())

    def _tell(self, **changes: Any) -> None:
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.show(state)

    # -- what stands in the folder ------------------------------------------------------------------------------------

    def _look(self) -> FolderStamps | None:
        """The files as they are now; None while the folder cannot be read."""
        try:
            snapshot = look(self.watched)
        except OSError as error:
            self._gone(error)
            return None
        if self.state.phase is Phase.GONE:
            self.log(str(finding("R704")))
            self._tell(phase=Phase.WAITING, finding=None)
        self.events.attach()
        now = time.monotonic()
        if self.seen != snapshot:
            names = {name for name in self.seen.keys() | snapshot.keys() if self.seen.get(name) != snapshot.get(name)}
            self.changed.update(dict.fromkeys(names, now))
            self.last_change = now
        self.seen = snapshot
        self.changed = {name: at for name, at in self.changed.items() if now - at < self.settling.quiet}
        if snapshot == self.done:
            self.dirty_since = now
        return snapshot

    def _gone(self, error: OSError) -> None:
        self.events.detach()
        self.done = None  # whatever comes back is looked at again
        self.seen = {}
        if self.state.phase is not Phase.GONE:
            place = Place(str(self.watched.root))
            away = finding("R703", place, problem=said(error))
            self._tell(phase=Phase.GONE, finding=away, moving=(), files=0)
            self.log(str(away))

    def _due(self, snapshot: FolderStamps) -> bool:
        """Is there something new, completely written (or changing for too long)?"""
        now = time.monotonic()
        if snapshot == self.done:
            self._tell(phase=Phase.WAITING, moving=(), files=len(snapshot), finding=None)
            return False
        if snapshot == self.failed and now < self.retry_at:
            return False
        moving = sorted(self.changed)
        if now - self.last_change >= self.settling.quiet:
            moving = being_written(self.watched, snapshot, self.done or {})
            if not moving:
                return True
        self._tell(phase=Phase.SETTLING, moving=tuple(moving), files=len(snapshot))
        if now - self.dirty_since < max(self.settling.patience, self.settling.quiet):
            return False
        shown = "、".join(moving[:_NAMED]) + (f"等 {len(moving)} 个文件" if len(moving) > _NAMED else "")
        self.log(str(finding("R707", names=shown, seconds=round(now - self.dirty_since))))
        return True

    def _pause(self, snapshot: FolderStamps | None) -> float:
        """How long to wait for an event: short while something is on its way."""
        now = time.monotonic()
        if snapshot is None:
            return min(_LOOK_EVERY, max(self.settling.quiet, _LOOK_AT_MOST_EVERY))
        if snapshot == self.failed and now < self.retry_at:
            return min(self.retry_at - now, _LOOK_EVERY)
        if snapshot != self.done:
            return max(self.settling.quiet / 4, _LOOK_AT_MOST_EVERY)
        return _LOOK_EVERY

    # -- the work -----------------------------------------------------------------------------------------------------

    def _locked(self) -> bool:
        """Hold the lock, also after the folder was away or 结果/ was deleted; stop if somebody else has it now."""
        if self.lock is not None and self.lock.held():
            return True
        if self.lock is not None:
            self.lock.release()
            self.lock = None
        try:
            self.watched.results.mkdir(exist_ok=True)  # not its parents: a drive that is away is not made up
            self.lock, findings = take(self.watched.lock_path, PURPOSE)
        except OSError as error:
            self._failed(error, self.seen)
            return False
        if self.lock is None:
            self.refused = findings
            self._tell(finding=findings[0])
            self.stop.set()
            return False
        self.log("；".join(["开始", *(str(note) for note in findings)]))
        return True

    def _run(self, snapshot: FolderStamps) -> None:
        began = time.monotonic()
        self._tell(phase=Phase.RUNNING, moving=(), files=len(snapshot))
        try:
            result = self.run()
        except OSError as error:
            self._failed(error, snapshot)
            return
        self.done, self.failed, self.failures = snapshot, None, 0
        self.dirty_since = time.monotonic()
        runs = self.state.runs + 1
        self._tell(
            phase=Phase.WAITING, runs=runs, result=result, finished=datetime.now().replace(microsecond=0), finding=None
        )
        self.log(f"第 {runs} 次完成，{len(snapshot)} 个文件，用时 {time.monotonic() - began:.1f} 秒")

    def _failed(self, error: OSError, snapshot: FolderStamps) -> None:
        wait = _RETRIES[min(self.failures, len(_RETRIES) - 1)]
        self.failures += 1
        self.failed, self.retry_at = snapshot, time.monotonic() + wait
        where = Place(str(error.filename or self.watched.root))
        problem = said(error)
        told = finding("R705", where, problem=problem, seconds=round(wait), hint=_hint(error))
        if self.failures == 1 or self.state.finding is None or self.state.finding.details.get("problem") != problem:
            self.log(str(told))
        self._tell(phase=Phase.FAILED, finding=told)


def _hint(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "磁盘满了：腾出空间"
    if error.errno == errno.EBADMSG:  # how the command line hands on a scheme that cannot be read
        return "改好这个文件再保存，会自动再做"
    if isinstance(error, PermissionError):
        return "关闭正打开着结果的程序，检查写入权限"
    if isinstance(error, FileNotFoundError):
        return "有文件在读的时候被移走了，不用处理"
    return "检查网络盘和磁盘"
