"""One cluster for all tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kaohe_xl.parallel.cluster import Crew, Workers, connect
from tests.support.dask_cluster import DaskCluster, dask_cluster


@pytest.fixture(scope="session")
def site() -> Iterator[DaskCluster]:
    """A scheduler and two workers. Do not harm them."""
    with dask_cluster(2) as found:
        yield found


def crew_of(found: DaskCluster, workers: int = 2) -> Crew:
    """A crew of that many workers at least."""
    crew, findings = connect(found.address)
    assert crew is not None, [str(each) for each in findings]
    assert isinstance(crew.team, Workers)
    crew.team._client.wait_for_workers(workers, timeout=60)
    return crew
