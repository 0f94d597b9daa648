"""A few reading processes, each watched: a crash, a hang or a memory bomb costs the file it met and nothing else.

Every process has a thread here that hands it files in batches and takes one reply for each. A file whose process dies
is tried once more alone in a fresh process, on the exact path, and refused if that dies too; a file that takes too long
is refused at once. Why so: docs/decisions/0003-isolation.md.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kaohe_xl.intake.process import Process, ReadTask, spawn
from kaohe_xl.intake.reply import RefusedReply, encode_refusal
from kaohe_xl.intake.worker import READY

_START_SECONDS, _START_TRIES = 60.0, 3
_BATCH = 16  # files handed over at once: saves waiting, and is little to hand back when a process dies
_AHEAD = 512  # files that may be read before the one that is waited for
_TICK = 0.1
_SIGNALS = {-6: "内部错误或内存不足", -9: "被系统终止，多半是内存不足", -11: "内存访问出错", -14: "超时"}


class PoolError(RuntimeError):
    """Reading processes do not start at all: an installation that is broken, not a file."""


@dataclass(eq=False)
class _Job:
    """One call of :meth:`Pool.map`: what is to do, what is done."""

    tasks: Sequence[ReadTask]
    todo: deque[int]
    lanes: int
    unanswered: int
    done: dict[int, bytes] = field(default_factory=dict)
    taken: int = 0  # the reply that is waited for
    threads: list[threading.Thread] = field(default_factory=list)
    failure: BaseException | None = None
    stopped: bool = False


class ProcessPool:
    """Reading processes, started when first needed and kept; use as a context manager."""

    def __init__(self, config: dict[str, Any], processes: int, seconds: float) -> None:
        self._config = json.dumps(config).encode()
        self._processes = max(1, processes)
        self._seconds = seconds
        self._lock = threading.Condition()
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._jobs: list[_Job] = []
        self._closed = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name="kaohe-watchdog", daemon=True)
        self._watchdog.start()

    def __enter__(self) -> ProcessPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        self._closed.set()
        with self._lock:
            idle, self._idle = self._idle, []
            jobs = list(self._jobs)
            for job in jobs:
                self._stop(job)
        for process in idle:
            process.end()
        for thread in (thread for job in jobs for thread in job.threads):
            thread.join()  # of a job that nobody asked for: it may have had a process on the way
        self._watchdog.join()

    def map(self, tasks: Sequence[ReadTask]) -> Iterator[bytes]:
        """A reply for every task, in their order. Reading begins at once, whenever the replies are asked for.

        Raises:
            PoolError: reading processes do not start.
        """
        lanes = min(self._processes, max(1, -(-len(tasks) // _BATCH)))
        job = _Job(tasks, deque(range(len(tasks))), lanes, len(tasks))
        self._jobs.append(job)
        job.threads += [threading.Thread(target=self._serve, args=(job,), daemon=True) for _ in range(lanes)]
        for thread in job.threads:
            thread.start()
        return self._replies(job)

    def _replies(self, job: _Job) -> Iterator[bytes]:
        try:
            for index in range(len(job.tasks)):
                with self._lock:
                    job.taken = index
                    self._lock.notify_all()
                    while index not in job.done and job.failure is None and not job.stopped:
                        self._lock.wait()
                    if job.failure is not None:
                        raise job.failure
                    if index not in job.done:
                        raise PoolError("closed while files were being read")
                    reply = job.done.pop(index)
                    job.unanswered -= 1
                yield reply
        finally:
            with self._lock:
                self._stop(job)
                self._jobs.remove(job)
            for thread in job.threads:
                thread.join()

    def _stop(self, job: _Job) -> None:
        """Call with the lock held: no thread goes on; processes that may still be at work are not waited for."""
        job.stopped = True
        for process in self._busy if job.unanswered else ():
            if process.job is job:
                process.popen.kill()
        self._lock.notify_all()

    # -- a thread per process ----------------------------------------------------------------------------------------

    def _serve(self, job: _Job) -> None:
        """Take batches until none is left."""
        process: Process | None = None
        try:
            while batch := self._take(job):
                process = self._read(job, batch, process)
        except BaseException as error:  # noqa: BLE001 - raised again by map, in the thread that asked
            process = None  # it may have replies on the way that nobody will read: it must not serve again
            with self._lock:
                if not job.stopped:  # else it is about a process that was ended on purpose
                    job.failure = error
                self._stop(job)
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

    def _read(self, job: _Job, batch: list[int], process: Process | None) -> Process | None:
        """Answer a batch; the process to go on with."""
        waiting = deque(batch)
        while waiting and not job.stopped:
            process = process or self._start(job)
            process = self._ask(job, waiting, process)
        return process

    def _ask(self, job: _Job, waiting: deque[int], process: Process) -> Process | None:
        """Hand over all that waits; what is answered leaves the queue. None when the process is gone."""
        tickets = process.ask([job.tasks[index] for index in waiting], self._seconds)
        if not tickets:
            self._bury(process)
            return None
        for number, ticket in enumerate(tickets):
            reply = None if job.stopped else process.reply(ticket, self._seconds)
            if reply is None:
                reason = self._bury(process)
                # unfit for another file it goes of its own will, between two: that is not the next one's fault
                fresh = process.asked == len(tickets)
                if not job.stopped and (reason or (fresh and number == 0)):
                    index = waiting.popleft()
                    self._deliver(job, index, self._second_try(job, job.tasks[index], process.overdue, reason))
                return None
            self._deliver(job, waiting.popleft(), reply)
        return process

    def _second_try(self, job: _Job, task: ReadTask, overdue: bool, reason: str) -> bytes:
        """A file whose process died gets a fresh one for itself, and the other path."""
        if not overdue:
            process = self._new(job)
            again = {**task, "exactly": True, "because": "快速读取时崩溃"}
            tickets = process.ask([again], self._seconds)
            reply = process.reply(tickets[0], self._seconds) if tickets else None
            overdue = process.overdue
            reason = self._bury(process) or reason
            if reply is not None:
                return reply
        if overdue:
            return encode_refusal(RefusedReply("D109", {"seconds": round(self._seconds)}))
        return encode_refusal(RefusedReply("D110", {"reason": reason or "没有回答"}))

    # -- processes -----------------------------------------------------------------------------------------------------

    def _start(self, job: _Job) -> Process:
        """An idle process, or a new one.

        Raises:
            PoolError
        """
        with self._lock:
            if self._idle:
                process = self._idle.pop()
                process.job = job
                self._busy.add(process)
                return process
        return self._new(job)

    def _new(self, job: _Job) -> Process:
        """A process that has said that it is ready.

        Raises:
            PoolError
        """
        said = ""
        for _ in range(_START_TRIES):
            process = spawn()
            process.job = job
            with self._lock:
                self._busy.add(process)
            if process.tell(self._config, _START_SECONDS) and process.answer(_START_SECONDS) == READY:
                process.ready = True
                return process
            process.errors.seek(0)
            said = process.errors.read()[-2000:].decode(errors="replace")
            self._bury(process)
            if self._closed.is_set() or job.stopped:
                break
        raise PoolError(f"the reading process does not start: {said}")

    def _put_back(self, process: Process) -> None:
        with self._lock:
            self._busy.discard(process)
            if not self._closed.is_set():
                self._idle.append(process)
                return
        process.end()

    def _bury(self, process: Process) -> str:
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
