"""A tool that is not on this machine: in CI that is a failure, elsewhere a skip that is seen."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Fail in CI, where .ci/run installs every tool; skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
