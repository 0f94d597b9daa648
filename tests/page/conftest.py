"""The page as it is started by a clerk: ``kaohe open`` in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support import small_folder
from tests.support.browser import browser

_GOODBYE = 2.0  # seconds that the page waits for its last window to come back, in place of six
_PROGRAM = """
import kaohe_xl.page.serve as serving, kaohe_xl.page.state as page_state
page_state._GOODBYE, serving._LOOK = {goodbye}, 0.1
{change}
from kaohe_xl.cli import app
app()
"""


@dataclass(frozen=True)
class Served:
    """A running page. ``link``: the first one, to the assessment in ``folder`` if it was opened with one."""

    process: subprocess.Popen[str]
    link: str
    home: Path
    folder: Path = Path()

    @property
    def address(self) -> str:
        return self.link.split("/first")[0]

    def opening(self, folder: Path) -> Served:
        """The same page with another assessment opened on it."""
        first = self.link.split("&")[0]
        with httpx.Client(base_url=self.address, headers={"Origin": self.address}, timeout=60) as client:
            client.get(first)
            answer = client.post("/start/open", data={"where": str(folder)})
        return replace(self, link=f"{first}&to={answer.headers['location']}", folder=folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserContext]:
    """One browser with the windows of all tests, of the size of an office laptop."""
    with browser() as found:
        yield found.new_context(viewport={"width": 1366, "height": 768})


@contextmanager
def pages(folder: Path) -> Iterator[Callable[..., Served]]:
    """``start(*words, change="")``: the page with these words behind ``kaohe open``; all are ended with the block.

    ``change``: Python that is run before, for a page that is slow or at fault somewhere.
    """
    running: list[subprocess.Popen[str]] = []
    home = folder / "home"
    home.mkdir()

    def begin(*words: str, change: str = "") -> Served:
        program = _PROGRAM.format(goodbye=_GOODBYE, change=change)
        command = [sys.executable, "-c", program, "open", "--no-browser", *words]
        environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        running.append(process)
        assert process.stdout is not None
        return Served(process, process.stdout.readline().strip(), home, Path(words[0]) if words else Path())

    try:
        yield begin
    finally:
        for process in running:
            process.kill()
            process.wait(30)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small assessment whose forms have come back, not yet scored."""
    return small_folder.write(tmp_path_factory.mktemp("made") / "考核")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A small assessment that the test may change."""
    return Path(shutil.copytree(made, tmp_path / "考核"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Pages of the test's own, ended when it is over."""
    with pages(tmp_path) as begin:
        yield begin


@pytest.fixture(scope="session")
def shared(chromium: BrowserContext, made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page with an assessment that no test changes. A window of its own keeps it from ending with theirs."""
    with pages(tmp_path_factory.mktemp("page")) as begin:
        served = begin(str(made))
        keeping = chromium.new_page()
        keeping.goto(f"{served.link.split('&')[0]}")
        yield served
        keeping.close()


@pytest.fixture
def desk(shared: Served, folder: Path) -> Served:
    """The shared page with an assessment that the test may change."""
    return shared.opening(folder)


@pytest.fixture
def window(chromium: BrowserContext) -> Iterator[Page]:
    """A window; anything that its console says is a fault."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()
    assert not said
