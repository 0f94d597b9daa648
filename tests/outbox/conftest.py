"""What all mail tests share: certificates, made once, and letters filled in without a process for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from kaohe_xl.base.finding import Finding
from kaohe_xl.outbox import texts
from kaohe_xl.templating.filters import FILTERS
from kaohe_xl.templating.job import Task
from kaohe_xl.templating.sandbox import Sandbox, render
from tests.support.certificates import Certificates, make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def own_process() -> None:
    """For a test with templates of its own: they are filled in where the program does it, in a watched process."""


@pytest.fixture(autouse=True)
def _filled_in_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own templates do no harm: half a second of starting a process is saved at each preparing."""
    if "own_process" not in request.fixturenames:
        monkeypatch.setattr(texts, "render_all", _here)


def _here(
    sources: Mapping[str, str], common: Mapping[str, Any], tasks: Sequence[Task]
) -> tuple[list[str | None], list[Finding]]:
    sandbox = Sandbox(sources, FILTERS)
    return [render(sandbox, task.template, {**common, **task.data}) for task in tasks], []
