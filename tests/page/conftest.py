"""The page as it is started by a clerk: ``kaohe open`` in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
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
    def address(self) -> str:
        return self.link.split("/first")[0]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample S4 in a folder of its own, not yet scored."""
    folder = tmp_path / SAMPLE
    shutil.copytree(resources.samples() / SAMPLE, folder, ignore=shutil.ignore_patterns("结果", "发放"))
    return folder


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """``start(*words)``: the page with these words behind ``kaohe open``; ended when the test is over."""
    running: list[subprocess.Popen[str]] = []
    home = tmp_path / "home"
    home.mkdir()

    def begin(*words: str) -> Served:
        command = [sys.executable, "-m", "kaohe_xl.cli", "open", "--no-browser", *words]
        environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        running.append(process)
        assert process.stdout is not None
        return Served(process, process.stdout.readline().strip(), home)

    yield begin
    for process in running:
        process.kill()
        process.wait(30)


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
