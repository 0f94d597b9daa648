"""The page as it is started by a clerk: ``kaohe open`` in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kaohe_xl.base import resources
from tests.support.browser import browser

SAMPLE = "S4-2022镇街考核"


@dataclass(frozen=True)
class Served:
    """A running page."""

    process: subprocess.Popen[str]
    link: str
    home: Path

    @property
    def sample(self) -> Path:
        """The folder of the shared sample."""
        return self.home.parent / SAMPLE

    @property
    def address(self) -> str:
        return self.link.split("/first")[0]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def copied_to(folder: Path) -> Path:
    """The sample S4 in a folder of its own, not yet scored."""
    shutil.copytree(resources.samples() / SAMPLE, folder / SAMPLE, ignore=shutil.ignore_patterns("结果", "发放"))
    return folder / SAMPLE


@contextmanager
def pages(folder: Path) -> Iterator[Callable[..., Served]]:
    """``start(*words)``: the page with these words behind ``kaohe open``; all are ended with the block."""
    running: list[subprocess.Popen[str]] = []
    home = folder / "home"
    home.mkdir()

    def begin(*words: str) -> Served:
        command = [sys.executable, "-m", "kaohe_xl.cli", "open", "--no-browser", *words]
        environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        running.append(process)
        assert process.stdout is not None
        return Served(process, process.stdout.readline().strip(), home)

    try:
        yield begin
    finally:
        for process in running:
            process.kill()
            process.wait(30)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A sample that the test may change."""
    return copied_to(tmp_path)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Pages of the test's own, ended when it is over."""
    with pages(tmp_path) as begin:
        yield begin


@pytest.fixture(scope="session")
def shared(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page with a sample for all tests that change nothing. A window of its own keeps it from ending with theirs."""
    folder = tmp_path_factory.mktemp("page")
    with pages(folder) as begin:
        served = begin(str(copied_to(folder)))
        keeping = chromium.new_page()
        keeping.goto(served.link)
        yield served
        keeping.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Page]:
    """A window of the size of an office laptop; anything that its console says is a fault."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()
    assert not said
