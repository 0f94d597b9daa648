"""A real scheduler of dask with workers, each a process of its own, as a site would run them."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import forked

ROOT = Path(__file__).parents[2]
_SECONDS = 60
_SCHEDULER, _WORKER = "distributed.cli.dask_scheduler", "distributed.cli.dask_worker"
forked.needs(_SCHEDULER, _WORKER, "kaohe_xl.intake.batches", "kaohe_xl.scoring.assess")


def _be(module: str, words: Sequence[str], deaths: int) -> None:
    """In a process of its own: what ``python -m module words`` does in the root of the project."""
    import dask

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.chdir(ROOT)
    dask.config.set({"distributed.scheduler.allowed-failures": deaths})
    import_module(module).main(words)


@dataclass
class DaskCluster:
    """Processes of a scheduler and its workers."""

    address: str
    processes: list[BaseProcess] = field(default_factory=list)

    def kill(self, pid: int) -> None:
        """End a worker as a machine that loses power does."""
        next(process for process in self.processes if process.pid == pid).kill()


@contextmanager
def dask_cluster(workers: int, *, deaths: int = 3) -> Iterator[DaskCluster]:
    """A scheduler on a free port, and workers of one thread. ``deaths``: workers that a task may cost."""
    with TemporaryDirectory() as folder:
        found = Path(folder) / "scheduler.json"
        cluster = DaskCluster("")

        def start(*words: str) -> None:
            module, *more = words
            words = (*more, "--scheduler-file", str(found), "--no-dashboard")
            cluster.processes.append(forked.started(_be, module, words, deaths))

        try:
            start(_SCHEDULER, "--host", "127.0.0.1", "--port", "0")
            for _ in range(workers):
                start(_WORKER, "--nthreads", "1", "--no-nanny", "--local-directory", folder)
            deadline = time.monotonic() + _SECONDS
            while not (found.exists() and found.stat().st_size):
                assert time.monotonic() < deadline, "the scheduler does not start"
                time.sleep(0.05)
            cluster.address = json.loads(found.read_text())["address"]
            yield cluster
        finally:
            for process in cluster.processes:
                process.kill()
            for process in cluster.processes:
                process.join()
