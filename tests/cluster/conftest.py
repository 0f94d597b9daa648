"""One cluster for all tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaohe_xl.parallel.cluster import DaskBackend, TaskRunner, connect
from tests.support.dask_cluster import DaskCluster, dask_cluster


def pytest_itemcollected(item: pytest.Item) -> None:
    """One worker makes one cluster; a second one would go on beside all other tests."""
    if item.path.parent == Path(__file__).parent and item.get_closest_marker("xdist_group") is None:
        item.add_marker(pytest.mark.xdist_group("cluster"))


@pytest.fixture(scope="package")
def site() -> Iterator[DaskCluster]:
    """A scheduler and two workers, until the last test of this folder. Do not harm them."""
    with dask_cluster(2) as found:
        yield found


def crew_of(found: DaskCluster, workers: int = 2) -> TaskRunner:
    """A crew of that many workers at least."""
    task_runner, findings = connect(found.address)
    assert task_runner is not None, [str(each) for each in findings]
    assert isinstance(task_runner.team, DaskBackend)
    task_runner.team._client.wait_for_workers(workers, timeout=60)
    return task_runner
