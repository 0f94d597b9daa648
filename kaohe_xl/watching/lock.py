"""One at a time: a lock file that says who holds it, and that a dead holder does not keep.

The operating system's own lock decides, so that a holder that was killed frees it at once; what is written in the file
(purpose, process number, machine, since when) is for the message to the second comer. Only where a network drive knows
no locks does the text decide: a process of this machine that is gone no longer holds it, any other one does.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding

_FAR = 1 << 20  # Windows makes a locked byte unreadable, so one far behind the text is locked
_MOST = 1000
_TRIES = 6
_PAUSE = 0.05  # seconds
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_open_handles: set[int] = set()


@dataclass(frozen=True)
class Holder:
    """Who holds, or last held, a lock."""

    pid: int
    host: str
    since: str
    purpose: str


class Lock:
    """A lock that is held until :meth:`release`; also a context manager."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle

    def held(self) -> bool:
        """Is the lock file still the one that was locked? Not after its folder was deleted or its drive went away."""
        return self._handle >= 0 and _same_file(self._handle, self.path)

    def release(self) -> None:
        """Give the lock up and take its file away. A second call does nothing."""
        handle, self._handle = self._handle, -1
        if handle not in _open_handles:  # given up before, or inherited by a forked worker, whose copy is closed
            return
        _open_handles.remove(handle)
        with contextlib.suppress(OSError):  # the folder may be gone by now
            if _same_file(handle, self.path) and sys.platform != "win32":
                self.path.unlink()
        with contextlib.suppress(OSError):
            os.close(handle)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):  # another one may hold it already
                self.path.unlink()

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def take(path: Path, purpose: str) -> tuple[Lock | None, list[Finding]]:
    """Take the lock at once, or say who holds it.

    Returns the lock (None with an error finding if somebody else has it), and a note if a dead holder's was taken over.

    Raises:
        OSError: the lock file cannot be made: no such folder, no right to write, disk full.
    """
    before: Holder | None = None
    for attempt in range(_TRIES):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            mine = _lock(handle)
            before = _read(handle)
            free = mine or (mine is None and (before is None or not _may_live(before)))
            if free and _same_file(handle, path):
                now = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
                _write(handle, Holder(os.getpid(), socket.gethostname(), now, purpose))
                _open_handles.add(handle)
                return Lock(path, handle), [] if before is None else [_recovered(path, before)]
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(handle)
            raise
        os.close(handle)
        if not free and attempt:  # at first it may only have been somebody asking whether it is free
            time.sleep(_PAUSE)
    return None, [_busy(path, purpose, before)]


def is_free(path: Path) -> bool:
    """Does nobody hold the lock right now? Nothing is changed."""
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return True
    try:
        mine, holder = _lock(handle), _read(handle)
        return mine or (mine is None and (holder is None or not _may_live(holder)))
    finally:
        os.close(handle)


def _busy(path: Path, purpose: str, holder: Holder | None) -> Finding:
    who = f"{holder.host} 上的进程 {holder.pid}，{holder.since} 开始" if holder else "另一个程序"
    return finding("R701", Place(str(path)), purpose=holder.purpose if holder else purpose, holder=who)


def _recovered(path: Path, holder: Holder) -> Finding:
    who = f"{holder.host} 上的进程 {holder.pid}，{holder.since} 开始"
    return finding("R702", Place(str(path)), purpose=holder.purpose, holder=who)


def _read(handle: int) -> Holder | None:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        said = json.loads(os.read(handle, _MOST).decode())
    except (OSError, ValueError):  # empty, or cut off when its writer was killed
        return None
    kinds = {"pid": int, "host": str, "since": str, "purpose": str}
    if not isinstance(said, dict) or not all(isinstance(said.get(name), kind) for name, kind in kinds.items()):
        return None
    return Holder(**{name: said[name] for name in kinds})


def _write(handle: int, holder: Holder) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(asdict(holder), ensure_ascii=False).encode())


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool | None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _may_live(holder: Holder) -> bool:
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool | None:
        """True: locked now. False: somebody else has it. None: this drive knows no locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return None
            raise
        return True

    def _may_live(holder: Holder) -> bool:
        if holder.host != socket.gethostname():
            return True
        try:
            os.kill(holder.pid, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True

    def _forget() -> None:
        """A forked worker must not keep the lock of a parent that was killed."""
        for handle in _open_handles:
            with contextlib.suppress(OSError):
                os.close(handle)
        _open_handles.clear()

    os.register_at_fork(after_in_child=_forget)
