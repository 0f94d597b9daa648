"""The suite's own time: tests that share a set-up share a worker, or everything is made twice without a word."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("groups")
def test_a_group_is_one_piece_of_work_for_the_workers(request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("one process: nothing to share out")
    assert request.node.nodeid.endswith("@groups")
