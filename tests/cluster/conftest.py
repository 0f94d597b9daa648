"""One cluster for all tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kaohe_xl.parallel.cluster import DaskBackend, TaskRunner, connect
from tests.support.dask_cluster import DaskCluster, dask_cluster


@pytest.fixture(scope="session")
def site() -> Iterator[DaskCluster]:
    """A scheduler and two workers. Do not harm them."""
    with dask_cluster(2) as found:
        yield found


def crew_of(found: DaskCluster, workers: int = 2) -> TaskRunner:
    """A crew of that many workers at least."""
    task_runner, findings = connect(found.address)
    assert task_runner is not None, [str(each) for each in findings]
    assert isinstance(task_runner.team, DaskBackend)
    task_runner.team._client.wait_for_workers(workers, timeout=60)
    return task_runner
