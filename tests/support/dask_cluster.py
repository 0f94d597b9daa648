"""A real scheduler of dask with workers, each a process of its own, as a site would run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
_SECONDS = 60


@dataclass
class DaskCluster:
    """Processes of a scheduler and its workers."""

    address: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill(self, pid: int) -> None:
        """End a worker as a machine that loses power does."""
        next(process for process in self.processes if process.pid == pid).kill()


@contextmanager
def dask_cluster(workers: int, *, deaths: int = 3) -> Iterator[DaskCluster]:
    """A scheduler on a free port, and workers of one thread. ``deaths``: workers that a task may cost."""
    with TemporaryDirectory() as folder:
        found = Path(folder) / "scheduler.json"
        environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(deaths)}
        cluster = DaskCluster("")

        def start(*words: str) -> None:
            command = [sys.executable, "-m", *words, "--scheduler-file", str(found), "--no-dashboard"]
            cluster.processes.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )

        try:
            start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
            for _ in range(workers):
                start("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--local-directory", folder)
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
                process.wait()
