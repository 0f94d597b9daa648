"""A few reading processes, each watched: a crash, a hang or a memory bomb costs the file it met and nothing else.

Every process has a thread here that hands it files in batches and takes one reply for each. A file whose process dies
is tried once more alone in a fresh process, on the exact path, and refused if that dies too; a file that takes too long
is refused at once. Why so: docs/decisions/0003-isolation.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

import kaohe_xl
from kaohe_xl.workbook.worker import READY, REFUSED, receive, send

Task = dict[str, Any]
_ROOT = Path(kaohe_xl.__file__).resolve().parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from kaohe_xl.workbook.worker import main; main()"
_START_SECONDS, _START_TRIES = 60.0, 3
_BATCH = 16  # files handed over at once: saves waiting, and is little to hand back when a process dies
_AHEAD = 512  # files that may be read before the one that is waited for
_TICK = 0.1
_SIGNALS = {-6: "内部错误或内存不足", -9: "被系统终止，多半是内存不足", -11: "内存访问出错", -14: "超时"}


class Store(Protocol):
    """Where replies are kept from run to run."""

    def find(self, task: Task) -> bytes | None: ...

    def keep(self, task: Task, reply: bytes) -> None: ...


class PoolError(RuntimeError):
    """Reading processes do not start at all: an installation that is broken, not a file."""


@dataclass(eq=False)
class _Process:
    """One reading process and when it must have answered."""

    popen: subprocess.Popen[bytes]
    errors: IO[bytes]
    ready: bool = False
    deadline: float | None = None
    overdue: bool = False

    @property
    def requests(self) -> IO[bytes]:
        assert self.popen.stdin is not None
        return self.popen.stdin

    @property
    def replies(self) -> IO[bytes]:
        assert self.popen.stdout is not None
        return self.popen.stdout

    def tell(self, payload: bytes, seconds: float) -> bool:
        """Hand over a message; False if the process is gone."""
        self.deadline, self.overdue = time.monotonic() + seconds, False
        try:
            send(self.requests, payload)
        except OSError:
            return False
        finally:
            self.deadline = None
        return True

    def answer(self, seconds: float) -> bytes | None:
        """The next reply; None if the process died or had to be ended."""
        self.deadline, self.overdue = time.monotonic() + seconds, False
        try:
            return receive(self.replies)
        finally:
            self.deadline = None

    def end(self) -> int:
        """End it, whatever it is doing; its exit status."""
        self.popen.kill()
        with suppress(OSError):  # what it was not told any more
            self.requests.close()
        self.replies.close()
        self.errors.close()
        return self.popen.wait()


@dataclass
class _Job:
    """One call of :meth:`Pool.map`: what is to do, what is done."""

    tasks: Sequence[Task]
    todo: deque[int]
    lanes: int
    done: dict[int, bytes] = field(default_factory=dict)
    taken: int = 0  # the reply that is waited for
    failure: BaseException | None = None
    stopped: bool = False


class Pool:
    """Reading processes, started when first needed and kept; use as a context manager."""

    def __init__(self, config: dict[str, Any], processes: int, seconds: float, store: Store | None = None) -> None:
        self._config = json.dumps(config).encode()
        self._processes = max(1, processes)
        self._seconds = seconds
        self._store = store
        self._lock = threading.Condition()
        self._idle: list[_Process] = []
        self._busy: set[_Process] = set()
        self._job: _Job | None = None
        self._closed = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name="kaohe-watchdog", daemon=True)
        self._watchdog.start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        self._closed.set()
        with self._lock:
            idle, self._idle = self._idle, []
            if self._job is not None:
                self._stop(self._job)
        for process in idle:
            process.end()
        self._watchdog.join()

    def map(self, tasks: Sequence[Task]) -> Iterator[bytes]:
        """A reply for every task, in their order.

        Raises:
            PoolError: reading processes do not start.
        """
        lanes = min(self._processes, max(1, -(-len(tasks) // _BATCH)))
        job = _Job(tasks, deque(range(len(tasks))), lanes)
        self._job = job
        threads = [threading.Thread(target=self._serve, args=(job,), daemon=True) for _ in range(lanes)]
        for thread in threads:
            thread.start()
        try:
            for index in range(len(tasks)):
                with self._lock:
                    job.taken = index
                    self._lock.notify_all()
                    while index not in job.done and job.failure is None:
                        self._lock.wait()
                    if job.failure is not None:
                        raise job.failure
                    reply = job.done.pop(index)
                yield reply
        finally:
            with self._lock:
                self._stop(job)
            for thread in threads:
                thread.join()

    def _stop(self, job: _Job) -> None:
        """Call with the lock held: no thread goes on; a process that is still at work is not waited for."""
        job.stopped = True
        for process in self._busy:
            if process.deadline is not None:
                process.popen.kill()
        self._lock.notify_all()

    # -- a thread per process ----------------------------------------------------------------------------------------

    def _serve(self, job: _Job) -> None:
        """Take batches until none is left."""
        process: _Process | None = None
        try:
            while batch := self._take(job):
                process = self._read(job, batch, process)
        except BaseException as error:  # noqa: BLE001 - raised again by map, in the thread that asked
            with self._lock:
                if not job.stopped:  # else it is about a process that was ended on purpose
                    job.failure = error
                self._lock.notify_all()
        if process is not None:
            self._put_back(process)

    def _take(self, job: _Job) -> list[int]:
        """The next files; waits while too many are read that nobody has asked for yet."""
        with self._lock:
            while job.todo and job.todo[0] > job.taken + _AHEAD and not job.stopped and job.failure is None:
                self._lock.wait()
            if job.stopped or job.failure is not None:
                return []
            fair = -(-len(job.todo) // (2 * job.lanes))  # the last batches are small, so that all end together
            return [job.todo.popleft() for _ in range(min(_BATCH, fair, len(job.todo)))]

    def _deliver(self, job: _Job, index: int, reply: bytes) -> None:
        with self._lock:
            job.done[index] = reply
            self._lock.notify_all()

    def _read(self, job: _Job, batch: list[int], process: _Process | None) -> _Process | None:
        """Answer a batch, from the store or by a process; the process to go on with."""
        waiting: deque[int] = deque()
        for index in batch:
            kept = self._store.find(job.tasks[index]) if self._store is not None else None
            if kept is None:
                waiting.append(index)
            else:
                self._deliver(job, index, kept)
        while waiting and not job.stopped:
            process = process or self._start()
            process = self._ask(job, waiting, process)
        return process

    def _ask(self, job: _Job, waiting: deque[int], process: _Process) -> _Process | None:
        """Hand over all that waits; what is answered leaves the queue. None when the process is gone."""
        if not process.tell(json.dumps([job.tasks[index] for index in waiting]).encode(), self._seconds):
            self._bury(process)
            return None
        for number in range(len(waiting)):
            reply = process.answer(self._seconds)
            if reply is None:
                reason = self._bury(process)
                # between two files it may go of its own will, when it is not fit for another
                if not job.stopped and (reason or number == 0):
                    index = waiting.popleft()
                    self._finish(job, index, self._second_try(job.tasks[index], process.overdue, reason))
                return None
            self._finish(job, waiting.popleft(), reply)
        return process

    def _second_try(self, task: Task, overdue: bool, reason: str) -> bytes:
        """A file whose process died gets a fresh one for itself, and the other path."""
        if not overdue:
            process = self._new()
            again = {**task, "exactly": True, "because": "快速读取时崩溃"}
            reply = process.answer(self._seconds) if process.tell(json.dumps([again]).encode(), self._seconds) else None
            overdue = process.overdue
            reason = self._bury(process) or reason
            if reply is not None:
                return reply
        if overdue:
            return _refusal("D109", seconds=round(self._seconds))
        return _refusal("D110", reason=reason or "没有回答")

    def _finish(self, job: _Job, index: int, reply: bytes) -> None:
        self._deliver(job, index, reply)
        if self._store is not None:
            self._store.keep(job.tasks[index], reply)

    # -- processes -----------------------------------------------------------------------------------------------------

    def _start(self) -> _Process:
        """An idle process, or a new one.

        Raises:
            PoolError
        """
        with self._lock:
            if self._idle:
                process = self._idle.pop()
                self._busy.add(process)
                return process
        return self._new()

    def _new(self) -> _Process:
        """A process that has said that it is ready.

        Raises:
            PoolError
        """
        said = ""
        for _ in range(_START_TRIES):
            process = _spawn()
            with self._lock:
                self._busy.add(process)
            if process.tell(self._config, _START_SECONDS) and process.answer(_START_SECONDS) == READY:
                process.ready = True
                return process
            process.errors.seek(0)
            said = process.errors.read()[-2000:].decode(errors="replace")
            self._bury(process)
            if self._closed.is_set():
                break
        raise PoolError(f"the reading process does not start: {said}")

    def _put_back(self, process: _Process) -> None:
        with self._lock:
            self._busy.discard(process)
            if not self._closed.is_set():
                self._idle.append(process)
                return
        process.end()

    def _bury(self, process: _Process) -> str:
        """Clean up after a process; why it died, "" if it went of its own will."""
        with self._lock:
            self._busy.discard(process)
        try:
            status = process.popen.wait(0.5)
        except subprocess.TimeoutExpired:
            status = -9
        process.end()
        return "" if status == 0 else _SIGNALS.get(status, f"退出码 {status}")

    def _watch(self) -> None:
        """End processes that are past their time."""
        while not self._closed.wait(_TICK):
            now = time.monotonic()
            with self._lock:
                for process in self._busy:
                    deadline = process.deadline
                    if deadline is not None and now > deadline:
                        process.overdue = True
                        process.popen.kill()


def _spawn() -> _Process:
    errors = TemporaryFile()  # noqa: SIM115 - closed with the process
    options: dict[str, Any] = {"start_new_session": True}  # Ctrl-C is for us alone, who then ends them
    if sys.platform == "win32":
        options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    # with a backtrace to print, calamine does not die when memory runs out: it waits for ever for a lock
    environment = {**os.environ, "RUST_BACKTRACE": "0"}
    command = [sys.executable, "-P", "-X", "utf8", "-c", _START, str(_ROOT)]
    popen = subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, **options
    )
    return _Process(popen, errors)


def _refusal(code: str, **details: object) -> bytes:
    return REFUSED + json.dumps({"code": code, "details": details}).encode()
