"""Fixtures for all tests, and which tests share a worker."""

from __future__ import annotations

import os
from functools import cache

import pytest
import typer.main
import typer.testing

from tests.support.libreoffice import Office, require_office

# the program is started a hundred times, by users with its modules compiled: so it is here, in the workers too
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# CliRunner builds all thirty commands anew for every call: 0.2 s of each test that calls one
typer.testing._get_command = cache(typer.main.get_command)


def pytest_itemcollected(item: pytest.Item) -> None:
    """What a fixture makes once for a module is made once in a run, too: the tests that use it share a worker.

    Without this every worker makes it anew. Tests of a sample (``name``) need only what was made of that one.
    """
    if not isinstance(item, pytest.Function) or item.get_closest_marker("xdist_group") is not None:
        return
    module = item.location[0]
    used = (each[-1] for each in item._fixtureinfo.name2fixturedefs.values())
    if any(each.scope == "module" and each.baseid.startswith(module) for each in used):
        name = item.callspec.params.get("name", "") if hasattr(item, "callspec") else ""
        item.add_marker(pytest.mark.xdist_group(f"{module} {name}".strip()))


@pytest.fixture(scope="session")
def soffice() -> Office:
    """LibreOffice: ``soffice.recalculate(path) -> Path``. Mark tests that use it with ``libreoffice``."""
    return require_office()
