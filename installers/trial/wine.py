"""A Windows of wine's making, for one trial: own drive and user, Windows 10, Chinese, what wine 8 lacks filled in."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from installers.steps import BuildError, run, tool
from installers.trial.apart import NUMBER, USER, own
from installers.trial.visit import first_link
from installers.wheels import compile_modules

_HERE = Path(__file__).parent
_PACKAGE = "apt-get install wine wine64"
# wine 8's ucrtbase has no complex numbers, so that numpy 2 does not load; these are inside our ranges
_OLDER = ("numpy==1.26.4", "pandas==2.2.3", "pytz==2025.2")


@dataclass(frozen=True)
class Ran:
    """How a program ended: its exit status, what it wrote (bytes, as a pipe gets them), seconds it took."""

    status: int
    said: bytes
    seconds: float

    @property
    def text(self) -> str:
        """What it said; Windows in Chinese writes GBK into a pipe."""
        try:
            return self.said.decode("gbk")
        except UnicodeDecodeError:
            return self.said.decode("utf-8", "replace")


class Wine:
    """Runs Windows programs as an ordinary user. ``close`` ends what is left of them."""

    def __init__(self, scratch: Path) -> None:
        """Make the user's home and drive, and a locale for code page 936: wine takes code pages from the Unix locale.

        Raises:
            BuildError: wine does not come up.
        """
        self._wine = tool("wine", _PACKAGE)
        locale = scratch / "locale" / "zh_CN.UTF-8"
        locale.parent.mkdir(parents=True)
        subprocess.run(  # noqa: S603 - warns about fonts of its own and still makes it
            [tool("localedef", "apt-get install locales"), "-c", "-i", "zh_CN", "-f", "UTF-8", str(locale)],
            check=False, capture_output=True,
        )  # fmt: skip
        self.home = home = scratch / USER
        home.mkdir()
        self.drive = home / "wine" / "drive_c"
        self._links = home / "links"
        own(home)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DISPLAY", "XDG"))},
            "PATH": f"{_browser(scratch / 'bin', self._links)}:/usr/bin:/bin",
            "HOME": str(home),
            "USER": USER,
            "WINEPREFIX": str(home / "wine"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=d;mshtml=d;winemenubuilder.exe=d",
            "LOCPATH": str(locale.parent),
            "LC_ALL": "zh_CN.UTF-8",
        }
        self._screen, self._environment["DISPLAY"] = _screen()
        self.run("wineboot", "-i", seconds=180)
        self.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")
        if not (self.drive / "users" / USER).is_dir():
            raise BuildError(f"wine has no user {USER}: {list((self.drive / 'users').iterdir())}")

    def run(self, *words: str | Path, folder: Path | None = None, seconds: float = 300, typed: str = "") -> Ran:
        """Run a Windows program to its end; ``typed`` is what comes in, as Windows in Chinese types it.

        Raises:
            BuildError: it did not end in time.
        """
        began = time.monotonic()
        process = self.start(*words, folder=folder)
        try:
            said, _ = process.communicate(typed.encode("gbk"), seconds)
        except subprocess.TimeoutExpired as late:
            process.kill()
            raise BuildError(f"{words} did not end in {seconds} s: {late.output!r}") from late
        return Ran(process.returncode, said, time.monotonic() - began)

    def start(self, *words: str | Path, folder: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a Windows program and leave it running."""
        return subprocess.Popen(  # noqa: S603 - what we built
            [self._wine, *(str(word) for word in words)], cwd=folder, env=self._environment, user=NUMBER, group=NUMBER,
            extra_groups=[], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def end(self, process: subprocess.Popen[bytes], seconds: float = 90) -> int | None:
        """How a program ended; None if it did not. What it said goes on the trial's own output."""
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        text = Ran(process.returncode, said, 0).text.strip()
        if text:
            print(text)
        return process.returncode

    def link(self) -> str:
        """What the browser was asked to open since the last time."""
        return first_link(self._links)

    def share(self, folder: Path) -> str:
        """The folder as one of a server: ``\\\\server\\share``."""
        place = self.drive.parent / "dosdevices" / "unc" / "server" / "share"
        place.parent.mkdir(parents=True)
        place.symlink_to(folder)
        own(place.parents[1])
        return r"\\server\share"

    def close(self) -> None:
        """End the Windows of this trial, and no other."""
        server = shutil.which("wineserver") or "/usr/lib/wine/wineserver"
        subprocess.run(  # noqa: S603 - wine's own
            [server, "-k"], env=self._environment, user=NUMBER, group=NUMBER, check=False, capture_output=True
        )
        self._screen.terminate()
        self._screen.wait(30)


def _screen() -> tuple[subprocess.Popen[str], str]:
    """A screen that nobody sees, for the window of a console, and its name."""
    command = [tool("Xvfb", "apt-get install xvfb"), "-displayfd", "1", "-screen", "0", "1280x800x24"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    assert process.stdout is not None
    return process, f":{process.stdout.readline().strip()}"


def _browser(folder: Path, links: Path) -> Path:
    """A browser that writes down what it is to open, where wine looks for the system's."""
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$1\" > '{links}.new' && mv '{links}.new' '{links}'\n", "utf-8")
    program.chmod(0o755)
    return folder


def fill_gaps(folder: Path, scratch: Path) -> None:
    """Make the unpacked zip run on wine 8: two gaps of wine, none of Windows. Changes this copy only."""
    python = folder / "python"
    packages = python / "Lib" / "site-packages"
    compiler = tool("x86_64-w64-mingw32-gcc-win32", "apt-get install gcc-mingw-w64-x86-64-win32")
    run(compiler, "-shared", "-Os", "-s", _HERE / "processprng.c", "-ladvapi32", "-o", python / "bcryptprimitives.dll")
    for name in ("numpy", "numpy.libs", "pandas", "pandas.libs"):
        shutil.rmtree(packages / name, ignore_errors=True)
    for pattern in ("numpy-*", "pandas-*"):
        for found in packages.glob(pattern):
            shutil.rmtree(found)
    words = ["pip", "install", "-q", "--no-deps", "--only-binary", ":all:", "--python-version", "3.11"]
    older = scratch / "older"
    run(tool("uv", "pip install uv"), *words, "--python-platform", "x86_64-pc-windows-msvc", "--target", older, *_OLDER)
    for found in older.iterdir():
        if not (packages / found.name).exists():
            shutil.move(found, packages / found.name)
    compile_modules(packages, "3.11")


def windows_path(path: Path) -> str:
    """A path as Windows programs under wine see it."""
    return "Z:" + str(path).replace("/", "\\")
