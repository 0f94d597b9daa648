"""An icon on the desktop and in the menu: put there from the page, starts this program, taken away without remains."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from kaohe_xl.page import icons
from kaohe_xl.page.app import build
from kaohe_xl.page.state import PageState
from tests.support.missing import missing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Windows: installers/trial, under wine")
PORT = 4321
ADDRESS = f"http://127.0.0.1:{PORT}"
AWKWARD = ("李四 的程序", "50% off", 'a"b', "c$d`e", "f\\g")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of a program that lies in ``home/程序``, with a desktop of its own name."""
    home = tmp_path / "home"
    (home / ".config").mkdir(parents=True)
    (home / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/桌面"\n', "utf-8")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DESKTOP_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "share"))
    _program(home / "程序", monkeypatch)
    return home


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command that writes down its arguments, with a Python beside it."""
    folder.mkdir(parents=True)
    command = folder / "kaohe"
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/started"\n', "utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return command


class Window:
    """What a browser's window on the page does, without a server between."""

    def __init__(self, tmp_path: Path) -> None:
        self._page = httpx.ASGITransport(build(PageState(tmp_path / "最近.json"), "secret", PORT))
        self.cookies = httpx.Cookies()
        self._ask("GET", "/first?token=secret")

    def look(self) -> str:
        """The page as it is shown."""
        return self._ask("GET", "/").text

    def press(self, origin: str = "", **form: str) -> httpx.Response:
        """Send the form of the icons."""
        return self._ask("POST", "/start/icon", data=form, headers={"Origin": origin} if origin else None)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            about: Any = {"transport": self._page, "base_url": ADDRESS, "headers": {"Origin": ADDRESS}}
            async with httpx.AsyncClient(**about, cookies=self.cookies, follow_redirects=True) as client:
                answer = await client.request(method, path, **more)
                self.cookies = client.cookies
                return answer

        with ThreadPoolExecutor(1) as apart:  # the browser of other tests has a loop running in this thread
            return apart.submit(asyncio.run, ask()).result()


def test_from_the_page_onto_the_desk_and_away_again(home: Path, tmp_path: Path) -> None:
    window = Window(tmp_path)
    assert "在桌面放一个图标" in window.look()
    link = home / "桌面" / "kaohe.desktop"
    told = window.press(place="desktop").text
    assert str(link) in told
    assert "拿掉" in told
    assert f"Exec={home / '程序' / 'kaohe'} open %f\n" in link.read_text("utf-8")
    assert link.stat().st_mode & 0o111
    window.press(place="menu")
    assert (home / ".local/share/applications/kaohe.desktop").is_file()
    assert "已拿掉" in window.press(place="desktop", away="1").text
    window.press(place="menu", away="1")
    assert not list(home.rglob("*.desktop"))
    assert (home / "程序" / "kaohe").is_file()


def test_nobody_else_puts_icons(home: Path, tmp_path: Path) -> None:
    window = Window(tmp_path)
    assert window.press(origin="http://evil", place="desktop").status_code == 403
    assert window.press(place="../../evil").status_code == 200
    window.cookies.clear()
    assert window.press(place="desktop").status_code == 403
    assert not list(home.rglob("*.desktop"))


def test_an_icon_of_a_copy_elsewhere_is_named_and_only_then_replaced(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Window(tmp_path)
    window.press(place="desktop")
    before = (home / "桌面" / "kaohe.desktop").read_bytes()
    moved = _program(tmp_path / "新的 U盘" / "程序", monkeypatch)
    shown = window.look()
    assert f"那里的图标指到别处 {home / '程序' / 'kaohe'}" in shown
    assert (home / "桌面" / "kaohe.desktop").read_bytes() == before
    window.press(place="desktop")
    assert str(moved) in (home / "桌面" / "kaohe.desktop").read_text("utf-8")
    assert "指到别处" not in window.look()


def test_where_it_cannot_be_put_is_told(home: Path, tmp_path: Path) -> None:
    (home / "桌面").write_text("a file where the desktop should be", "utf-8")
    told = Window(tmp_path).press(place="desktop").text
    assert "没有在桌面放图标" in told
    assert str(home / "桌面") in told


def test_in_the_menu_already_by_a_package(home: Path, tmp_path: Path) -> None:
    packaged = tmp_path / "share" / "applications"
    packaged.mkdir(parents=True)
    (packaged / "kaohe.desktop").write_text("[Desktop Entry]\n", "utf-8")
    assert [icon.place for icon in icons.offered()] == ["desktop"]


def test_without_a_program_that_an_icon_could_start_there_is_no_menu_item(home: Path, tmp_path: Path) -> None:
    (home / "程序" / "kaohe").unlink()
    assert icons.offered() == []
    assert "放一个图标" not in Window(tmp_path).look()


@pytest.mark.parametrize("name", AWKWARD)
def test_any_path_starts(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    command = _program(tmp_path / name, monkeypatch)
    text, succeeded = icons.put("desktop")
    assert succeeded, text
    assert next(icon for icon in icons.offered() if icon.place == "desktop").leads == str(command)
    if shutil.which("gio") is None:
        missing("no gio of GLib on the path: what a desktop does with the entry is not tried")
    link = home / "桌面" / "kaohe.desktop"
    subprocess.run(["gio", "launch", str(link), str(home / "程序")], check=True)
    started = command.with_name("started")
    for _ in range(100):
        if started.is_file() and started.stat().st_size:
            break
        time.sleep(0.05)
    assert started.read_text("utf-8").split("\n")[:2] == ["open", str(home / "程序")]
