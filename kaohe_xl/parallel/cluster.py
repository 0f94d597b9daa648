"""Work handed to other machines through a scheduler of dask.distributed, or to threads here.

A :class:`TaskRunner` keeps a few pieces under way and gives their results in order. What does not come back (a worker
that is killed again and again, one that joined with another version, a scheduler that is gone) is done here instead,
and said: the result is the same either way. Nothing of dask is imported before somebody connects.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from typing import Any, Protocol, TypeVar

from kaohe_xl import __version__
from kaohe_xl.base.finding import Finding
from kaohe_xl.messages import finding

P = TypeVar("P")
R = TypeVar("R")
_QUEUED = 3  # pieces under way for each thread of the workers: enough that none waits for the next
_TICK, _PATIENCE = 1.0, 30.0  # seconds between two looks at the workers; how long there may be none
_CONNECT, _FIRST_WORKER = 10.0, 10.0  # seconds
_TRIES = 2  # a piece that fails on a worker is tried there so many times more


class TaskBackend(Protocol):
    """Who does the work."""

    @property
    def threads(self) -> int:
        """How many pieces they do at a time."""
        ...

    def submit(self, function: Callable[[P], R], piece: P) -> Future[R]: ...

    def present(self) -> bool:
        """Is anybody there? ConnectionError: nobody will ever be again."""
        ...

    def everywhere(self, function: Callable[..., R], *arguments: object) -> Mapping[str, R | BaseException]:
        """What a function gives on each worker, by the worker's address."""
        ...

    def close(self) -> None: ...


class TaskRunner:
    """Does pieces of work in order; use as a context manager. ``map``: :class:`kaohe_xl.parallel.executor.Executor`."""

    def __init__(self, team: TaskBackend) -> None:
        self.team = team
        self._alone_since: float | None = None
        self._failed: list[str] = []
        self._findings: list[Finding] = []

    def __enter__(self) -> TaskRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self.team.close()

    def map(self, function: Callable[[P], R], pieces: Iterable[P], /) -> Iterator[R]:
        """A result for every piece, in their order; pieces are taken as there is room for them, the first at once."""
        ahead = iter(pieces)
        under_way: deque[tuple[P, Future[R], TaskBackend]] = deque()

        def more() -> None:
            for piece in ahead:
                under_way.append((piece, self.team.submit(function, piece), self.team))
                if len(under_way) >= _QUEUED * self.team.threads:
                    return

        def results() -> Iterator[R]:
            try:
                while under_way:
                    piece, future, team = under_way.popleft()
                    more()
                    yield self._result(function, piece, future, team)
            finally:
                for _, future, _ in under_way:
                    future.cancel()

        self._look()
        more()
        return results()

    def _result(self, function: Callable[[P], R], piece: P, future: Future[R], team: TaskBackend) -> R:
        while not wait([future], _TICK).done and self.team is team:
            self._look()
        if future.done():
            try:
                return future.result()
            except Exception as error:  # noqa: BLE001 - if it is about the piece, and no worker's fault, it comes again
                self._failed.append(f"{type(error).__name__}：{str(error)[:100]}")
                self._look()
        return function(piece)

    def _look(self) -> None:
        """Give the workers up when there have been none for a while."""
        try:
            if self.team.present():
                self._alone_since = None
                return
            now = time.monotonic()
            self._alone_since = self._alone_since or now
            if now - self._alone_since < _PATIENCE:
                return
            reason = f"{_PATIENCE:.0f} 秒里没有一个工作节点"
        except ConnectionError as error:
            reason = str(error)
        self.give_up(finding("R166", reason=reason))

    def give_up(self, why: Finding) -> None:
        """From here on everything is done here."""
        self._findings.append(why)
        self.team.close()
        self.team = ThreadBackend()

    def tell(self, found: Finding) -> None:
        """Something that the user should know when the run is over."""
        self._findings.append(found)

    def told(self) -> list[Finding]:
        """What there is to say since this was last asked."""
        if self._failed:
            self._findings.append(finding("R165", count=len(self._failed), reason=self._failed[0]))
        said, self._findings, self._failed = self._findings, [], []
        return said


class ThreadBackend:
    """A team of threads of this process: for work that waits for others, such as reading processes."""

    def __init__(self, threads: int = 0) -> None:
        self.threads = threads or os.cpu_count() or 1
        self._executor = ThreadPoolExecutor(self.threads)

    def submit(self, function: Callable[[P], R], piece: P) -> Future[R]:
        return self._executor.submit(function, piece)

    def present(self) -> bool:
        return True

    def everywhere(self, function: Callable[..., R], *arguments: object) -> Mapping[str, R | BaseException]:
        return {"": function(*arguments)}

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)


# -- dask.distributed -------------------------------------------------------------------------------------------------

Version = tuple[str, str]


class OtherVersionError(Exception):
    """A worker that runs another version of this program would perhaps come to other results."""


def version() -> Version:
    """Of this program, and of the Python that runs it."""
    return __version__, f"{sys.version_info.major}.{sys.version_info.minor}"


def perform(asked_by: Version, work: bytes) -> Any:
    """On a worker: do a piece of work.

    Raises:
        OtherVersionError
    """
    if asked_by != version():
        raise OtherVersionError(f"{' / Python '.join(version())}，不是 {' / Python '.join(asked_by)}")
    function, piece = pickle.loads(work)  # noqa: S301 - whoever can reach a worker may run anything there anyway
    return function(piece)


class DaskBackend:
    """The workers of a dask scheduler."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor: Executor = client.get_executor(pure=False, retries=_TRIES)
        self.threads = 1  # as many as there were when somebody last looked

    def submit(self, function: Callable[[P], R], piece: P) -> Future[R]:
        # packed here: the scheduler, which unpacks what it is given, then has nothing to unpack
        return self._executor.submit(perform, version(), pickle.dumps((function, piece)))

    def present(self) -> bool:
        try:
            counts = self._client.nthreads()
        except (OSError, RuntimeError, TimeoutError) as error:
            raise ConnectionError(f"与调度器的连接断了（{error}）") from error
        self.threads = max(1, sum(counts.values()))
        return bool(counts)

    def everywhere(self, function: Callable[..., R], *arguments: object) -> Mapping[str, R | BaseException]:
        try:
            answers: Mapping[str, R | BaseException] = self._client.run(function, *arguments, on_error="return")
        except (OSError, RuntimeError, TimeoutError) as error:
            return {self._client.scheduler.address: error}
        return answers

    def close(self) -> None:
        if self._client.status == "running":
            self._executor.shutdown(wait=False)
        self._client.close(timeout=_CONNECT)


def connect(address: str) -> tuple[TaskRunner | None, list[Finding]]:
    """The workers of a scheduler (``tcp://host:8786``), once it is sure that they are up to it."""
    try:
        import dask
        from distributed import Client
    except ImportError:
        return None, [finding("R160")]
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said by findings
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})  # many units make large pieces
    # a client of before that is swept away while this one starts would wait for the very lock that starting holds
    gc.collect()
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        return None, [finding("R161", address=address, problem=error)]
    problem = _unfit(client, address)
    if problem is not None:
        client.close()
        return None, [problem]
    return TaskRunner(DaskBackend(client)), []


def _unfit(client: Any, address: str) -> Finding | None:
    """Why the cluster cannot be used: no workers, or programs of other versions."""
    try:
        client.wait_for_workers(1, timeout=_FIRST_WORKER)
    except TimeoutError:
        return finding("R162", address=address)
    found: dict[str, Version | BaseException] = dict(client.run(version, on_error="return"))
    try:
        found[address] = client.run_on_scheduler(version)
    except Exception as error:  # noqa: BLE001 - whatever a scheduler without this program answers
        found[address] = error
    others = [
        f"{where}（{'没有装' if isinstance(said, BaseException) else ' / Python '.join(said)}）"
        for where, said in found.items()
        if said != version()
    ]
    if others:
        return finding("R163", own=" / Python ".join(version()), others="、".join(others))
    return None
