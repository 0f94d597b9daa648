"""Work handed to others comes back in order and whole, whatever happens to them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from distributed.utils import LoopRunner

from kaohe_xl.parallel import cluster
from kaohe_xl.parallel.cluster import OtherVersionError, TaskRunner, ThreadBackend, connect, perform
from tests.cluster.conftest import crew_of
from tests.cluster.pieces import deadly, slow, wrong
from tests.support.dask_cluster import ROOT, DaskCluster, dask_cluster

pytestmark = pytest.mark.xdist_group("cluster")


@pytest.fixture
def two_workers() -> Iterator[DaskCluster]:
    with dask_cluster(2, deaths=1) as found:
        yield found


def codes(task_runner: TaskRunner) -> list[str]:
    return [each.code for each in task_runner.told()]


def test_a_killed_worker_costs_time_and_nothing_else(two_workers: DaskCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    monkeypatch.setattr(cluster, "_TICK", 0.2)
    with crew_of(two_workers) as task_runner:
        results = task_runner.map(slow, range(20))
        number, first = next(results)
        two_workers.kill(first)  # it has the next piece in hand
        rest = list(results)
        assert [number, *(each for each, _ in rest)] == list(range(20))
        (second,) = {pid for _, pid in rest[-5:]}
        assert second not in (first, os.getpid())  # the other one went on, not this process
        assert codes(task_runner) == []

        # a piece that kills who touches it is done here; then nobody is left, and all is done here
        assert list(task_runner.map(deadly, [os.getpid()])) == [os.getpid()]
        assert [each for each, _ in task_runner.map(slow, range(6))] == list(range(6))
        assert "R166" in codes(task_runner)
        assert isinstance(task_runner.team, ThreadBackend)


def test_a_scheduler_that_goes_away_is_told_and_the_work_done_here(
    two_workers: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 2.0)  # for so long it tries to find it again
    with crew_of(two_workers) as task_runner:
        results = task_runner.map(slow, range(12))
        done = [next(results)]
        two_workers.processes[0].kill()
        done += results
        assert [number for number, _ in done] == list(range(12))
        assert {pid for _, pid in done[-4:]} == {os.getpid()}
        assert codes(task_runner)[0] == "R166"


def test_nothing_of_dask_is_imported_unless_asked_for() -> None:
    program = (
        "import sys, kaohe_xl.cli, kaohe_xl.parallel.cluster, kaohe_xl.intake.batches\n"
        "assert not {'dask', 'distributed', 'fsspec'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_a_mistake_of_the_program_is_not_hidden() -> None:
    with TaskRunner(ThreadBackend(2)) as task_runner, pytest.raises(ZeroDivisionError, match="number 0"):
        list(task_runner.map(wrong, range(3)))


def test_no_more_pieces_are_made_than_can_soon_be_done() -> None:
    made = 0

    def pieces() -> Iterator[int]:
        nonlocal made
        while made < 100:
            made += 1
            yield made

    with TaskRunner(ThreadBackend(2)) as task_runner:
        results = task_runner.map(abs, pieces())
        assert next(results) == 1
        assert made < 10
        assert list(results) == list(range(2, 101))


def test_pieces_that_nobody_waits_for_are_not_begun() -> None:
    begun: list[int] = []
    gate = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        gate.wait(0.05)
        return number

    with TaskRunner(ThreadBackend(1)) as task_runner:
        results = task_runner.map(work, range(50))
        next(results)
        assert isinstance(results, Iterator)
        results.close()  # type: ignore[attr-defined]
        time.sleep(0.2)
        assert len(begun) <= 3


def test_a_client_of_before_is_not_swept_away_while_the_next_one_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    # the library holds a lock while a client starts, and a swept client waits for it: a run would stand still for good
    free: list[bool] = []

    class OfBefore:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            free.append(LoopRunner._lock.acquire(timeout=0.1))
            if free[-1]:
                LoopRunner._lock.release()

    starting = LoopRunner._start_unlocked

    def start_and_sweep(runner: LoopRunner) -> None:
        gc.collect()
        starting(runner)

    monkeypatch.setattr(cluster, "_CONNECT", 1.0)
    monkeypatch.setattr(LoopRunner, "_start_unlocked", start_and_sweep)
    gc.disable()
    try:
        OfBefore()
        connect("tcp://127.0.0.1:9")
    finally:
        gc.enable()
    assert free == [True]


# -- what is wrong with a cluster is said before anything is read -----------------------------------------------------


def test_no_extra_no_scheduler_no_worker_other_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1.0)
    monkeypatch.setattr(cluster, "_FIRST_WORKER", 0.3)
    assert [each.code for each in connect("tcp://127.0.0.1:9")[1]] == ["R161"]
    assert [each.code for each in connect("没有端口")[1]] == ["R161"]
    with dask_cluster(0) as empty:
        monkeypatch.setattr(cluster, "_CONNECT", 30.0)
        (found,) = connect(empty.address)[1]
        assert found.code == "R162"
        assert f"dask worker {empty.address}" in found.remedy
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "distributed", None)
        (found,) = connect("tcp://127.0.0.1:9")[1]
        assert found.code == "R160"
        assert "kaohe-xl[cluster]" in found.remedy


def test_workers_of_another_version_are_named(site: DaskCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    with crew_of(site):
        pass
    monkeypatch.setattr(cluster, "__version__", "9.9")
    task_runner, (found,) = connect(site.address)
    assert task_runner is None
    assert found.code == "R163"
    assert "9.9" in found.text
    assert found.text.count("tcp://127.0.0.1:") == 3  # the scheduler and both workers


def test_a_worker_that_joins_later_with_another_version_does_nothing() -> None:
    with pytest.raises(OtherVersionError, match=r"9\.9"):
        perform(("9.9", "3.11"), b"")
