"""Reading handed out in batches: whoever does a batch reads it with the same watched processes as this machine would.

A file may be at a place that only looks the same from there: another disk under the same letter, a copy that lags
behind. So a worker reads a file only if it has the size and the time that it has here; any other, and any that it
cannot open, is read here. Files at a URL are fetched by whoever reads them.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kaohe_xl.base.place import Place
from kaohe_xl.intake.pool import ProcessPool
from kaohe_xl.intake.process import ReadTask
from kaohe_xl.intake.remote import fetch
from kaohe_xl.intake.reply import RefusedReply, encode_refusal, refusal_in
from kaohe_xl.messages import finding
from kaohe_xl.parallel.cluster import TaskRunner
from kaohe_xl.reading.limits import Limits, Refused

Config = dict[str, Any]  # what a reading process is started with: limits, passwords
Stamp = tuple[int, float]  # bytes; seconds since 1970 of the last change
_BATCH = 16  # files read in one go
_CLOCK = 2.0  # seconds by which two machines may see the same file's time differ: what FAT and SMB keep of it
_UNSEEN = b""  # in place of a reply: it is not the same file here
_NOT_OPEN = "D112"


@dataclass(frozen=True)
class Batch:
    """Files to read, and what each looks like from where it was found (None: it cannot be seen there)."""

    config: Config
    tasks: tuple[ReadTask, ...]
    stamps: tuple[Stamp | None, ...]


class Batches:
    """Answers tasks through a task runner, which is somebody else's and stays open."""

    def __init__(self, config: Config, task_runner: TaskRunner) -> None:
        self._config = config
        self._task_runner = task_runner
        self._begun = False
        self._asked = False

    def close(self) -> None:
        """End the processes that read for this, here and elsewhere."""
        if self._begun:
            self._task_runner.team.everywhere(close_idle)
            close_idle()

    def map(self, tasks: Sequence[ReadTask]) -> Iterator[bytes]:
        """A reply for every task, in their order. Reading begins at once, whenever the replies are asked for.

        Raises:
            pool.PoolError: reading processes do not start, not even here.
        """
        under_way: deque[Batch] = deque()
        return self._replies(self._task_runner.map(read_batch, self._batches(tasks, under_way)), under_way)

    def _replies(self, answers: Iterator[list[bytes]], under_way: deque[Batch]) -> Iterator[bytes]:
        for replies in answers:
            for task, reply in zip(under_way.popleft().tasks, replies, strict=True):
                yield self._sure(task, reply)

    def _batches(self, tasks: Sequence[ReadTask], under_way: deque[Batch]) -> Iterator[Batch]:
        for start in range(0, len(tasks), _BATCH):
            some = tuple(tasks[start : start + _BATCH])
            batch = Batch(self._config, some, tuple(map(_stamp, some)))
            self._look_around(batch)
            under_way.append(batch)
            yield batch

    def _look_around(self, batch: Batch) -> None:
        """Before the first file is read: does everybody see it? If nobody does, all is read here."""
        self._begun = True
        if self._asked or batch.stamps[0] is None:
            return
        self._asked = True
        task, stamp = batch.tasks[0], batch.stamps[0]
        answers = self._task_runner.team.everywhere(sees, task, stamp)
        blind = [worker for worker, answer in answers.items() if answer is not True]
        if blind:
            found = finding("R164", path=task["path"], workers="、".join(blind))
            if len(blind) == len(answers):
                self._task_runner.give_up(found)
            else:
                self._task_runner.tell(found)

    def _sure(self, task: ReadTask, reply: bytes) -> bytes:
        """The reply; where a worker could not open the file, what is read here."""
        if reply != _UNSEEN and not _is_not_open(reply):
            return reply
        own = read_batch(Batch(self._config, (task,), (_stamp(task),)))[0]
        if own == _UNSEEN:
            return encode_refusal(RefusedReply(_NOT_OPEN, {"problem": "读取时文件正在变化"}))
        if _is_not_open(own):
            return own
        self._task_runner.tell(finding("R168", Place(task["name"])))
        return own


def _is_not_open(reply: bytes) -> bool:
    refused = refusal_in(reply)
    return refused is not None and refused.code == _NOT_OPEN


def _stamp(task: ReadTask) -> Stamp | None:
    if "url" in task:
        return None
    try:
        facts = Path(task["path"]).stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime


def sees(task: ReadTask, stamp: Stamp) -> bool:
    """Is the file here what it is there?"""
    own = _stamp(task)
    return own is not None and own[0] == stamp[0] and abs(own[1] - stamp[1]) <= _CLOCK


def read_batch(batch: Batch) -> list[bytes]:
    """Read files in watched processes of this machine: a reply for each, :data:`_UNSEEN` where it is another file here.

    Raises:
        pool.PoolError: reading processes do not start.
    """
    replies = [_UNSEEN] * len(batch.tasks)
    ready: list[tuple[int, ReadTask]] = []
    with TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as folder:
        for place, (task, stamp) in enumerate(zip(batch.tasks, batch.stamps, strict=True)):
            if "url" in task:
                try:
                    ready.append((place, _fetched(task, Path(folder), Limits(**batch.config["limits"]))))
                except Refused as refused:
                    replies[place] = encode_refusal(RefusedReply(refused.code, refused.details))
            elif stamp is None or sees(task, stamp):
                ready.append((place, task))
        if ready:
            with _pool(batch.config) as pool:
                for (place, _), reply in zip(ready, pool.map([task for _, task in ready]), strict=True):
                    replies[place] = reply
    return replies


def _fetched(task: ReadTask, folder: Path, limits: Limits) -> ReadTask:
    """The task about a copy of the file in ``folder``."""
    copy = folder / hashlib.sha256(task["path"].encode()).hexdigest()
    if not copy.exists():  # several members of a bundle need it once
        fetch(task["url"], task["path"], copy, limits, bundle=task["member"] is not None)
    return {**{key: value for key, value in task.items() if key != "url"}, "path": str(copy)}


# -- reading processes of this machine, kept between batches ----------------------------------------------------------

_lock = threading.Lock()
_pools: dict[str, tuple[ProcessPool, int]] = {}  # by what they are started with; how many batches are using them


@contextmanager
def _pool(config: Config) -> Iterator[ProcessPool]:
    """A pool of processes with these limits and passwords, shared by all threads that read with the same."""
    key = json.dumps(config, sort_keys=True)
    with _lock:
        pool, users = _pools.get(key) or (ProcessPool(config, 1, config["limits"]["seconds"]), 0)
        _pools[key] = pool, users + 1
    try:
        yield pool
    finally:
        with _lock:
            _pools[key] = pool, _pools[key][1] - 1


def close_idle() -> None:
    """End the reading processes that nobody is using."""
    with _lock:
        idle = {key: pool for key, (pool, users) in _pools.items() if not users}
        for key in idle:
            del _pools[key]
    for pool in idle.values():
        pool.close()
