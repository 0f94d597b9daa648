"""More processes on this machine, for work in pieces that keeps a processor busy.

What does not come back (the system ends a process that takes too much memory) is done here instead, one piece after the
other: the result is the same either way.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp
from typing import Any, TypeVar

from kaohe_xl.parallel.executor import Executor
from kaohe_xl.parallel.garbage_collection import rarely_swept

P = TypeVar("P")
R = TypeVar("R")


@contextmanager
def processes(count: int, module: str) -> Iterator[Executor]:
    """So many processes, as long as the block. They come up at once, and import ``module`` before there is work.

    All pieces of a work are handed over at once: let them be small. Results may be large.
    """
    # spawn: the same on every system, and no lock that a thread of ours holds is copied along
    pool = ProcessPoolExecutor(count, get_context("spawn"), _come_up, (module,))
    for _ in range(count):
        pool.submit(int)  # a process starts when there is something to do
    with TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as folder:

        def executor(function: Callable[[P], R], pieces: Iterable[P], /) -> Iterator[R]:
            under_way = [(piece, _submit(pool, folder, function, piece)) for piece in pieces]
            return (_result(function, piece, future) for piece, future in under_way)

        try:
            yield executor
        finally:
            pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, folder: str, function: Callable[[P], Any], piece: P) -> Future[Path] | None:
    # packed here: the pool's own thread would have to wait for ours
    work = pickle.dumps((function, piece), pickle.HIGHEST_PROTOCOL)
    try:
        return pool.submit(_perform, work, folder)
    except BrokenProcessPool:
        return None


def _perform(work: bytes, folder: str) -> Path:
    """In another process: do a piece of work. The result lies in a file: through the pool's pipe a large one would come
    in bits, each of which waits for a busy thread."""
    function, piece = pickle.loads(work)  # noqa: S301 - packed by the process that we work for
    with rarely_swept():
        result = pickle.dumps(function(piece), pickle.HIGHEST_PROTOCOL)
    handle, name = mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(result)
    return Path(name)


def _result(function: Callable[[P], R], piece: P, future: Future[Path] | None) -> R:
    if future is not None:
        try:
            file = future.result()
        except BrokenProcessPool:  # whatever else is raised there is raised here too
            pass
        else:
            result: R = pickle.loads(file.read_bytes())  # noqa: S301 - written by our own process, in our own folder
            file.unlink()
            return result
    return function(piece)


def _come_up(module: str) -> None:
    """In a new process: it ends at once with Ctrl-C, when nobody is left to work for, and when it is told to."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_follow, daemon=True).start()
    atexit.register(os._exit, 0)  # taking a large memory to pieces takes half a second
    import_module(module)


def _follow() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
