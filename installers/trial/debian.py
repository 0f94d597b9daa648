"""``python -m installers.trial.debian DEB [--suite bookworm]``: the package in a bare Debian without Python.

An ordinary user with a Chinese home, without a network, scores sample S4 by the command and through the page, which
用考核打开 opens on the folder; both results must equal ours cell by cell. Once more where there is no C library at all
but the package's own. Removed, no file is left but the user's. Needs root. Exit status 0 if all holds.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installers.steps import BuildError, run, tool
from installers.trial.apart import NUMBER, USER, network, own, set_apart
from installers.trial.libraries import missing
from installers.trial.visit import Visit, first_link
from installers.trial.windows import Trial, score_by_page, score_here, take_sample

_HOME = Path("/home") / USER
_DESKTOP = "libglib2.0-bin,desktop-file-utils"  # what a desktop does with an entry: gio, the list of who opens what
_ENTRY = "/usr/share/applications/kaohe.desktop"


class Root:
    """A system in a folder. ``before``: what it held when it was new."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = self.listing()
        home = folder / _HOME.relative_to("/")
        home.mkdir(parents=True)
        own(home)
        self._links = home / "links"
        browser = folder / "usr/local/bin/xdg-open"
        browser.write_text(f'#!/bin/sh\necho "$1" > {_HOME}/links.new && mv {_HOME}/links.new {_HOME}/links\n', "utf-8")
        browser.chmod(0o755)

    def inside(self, *words: str, user: int = NUMBER) -> tuple[int, str, float]:
        """Run a command in there: exit status, what it said, seconds."""
        began = time.monotonic()
        process = self.start(*words, user=user)
        said, _ = process.communicate(timeout=300)
        return process.returncode, said.strip(), time.monotonic() - began

    def start(self, *words: str, user: int = NUMBER, to: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """Start a command in there."""
        command = [tool("chroot", "coreutils"), f"--userspec={user}:{user}", str(self.folder), *words]
        places = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        environment = {"PATH": places, "HOME": str(_HOME), "LANG": "C.UTF-8", "DISPLAY": ":0"}
        return subprocess.Popen(  # noqa: S603 - what we built
            command, env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=to, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def launch(self, *words: str) -> None:
        """Start a desktop entry as a desktop does, which does not wait for what it starts."""
        with self.start("gio", "launch", *words, to=subprocess.DEVNULL) as process:
            process.wait(120)

    def link(self) -> str:
        """What the browser was asked to open since the last time."""
        return first_link(self._links)

    def listing(self) -> set[str]:
        """All that is there but the user's, and what dpkg writes down for itself."""
        kept = ("var/lib/dpkg", "var/log", "var/cache", "home", "proc", "root", "tmp", "dev", "usr/local")
        made = ("usr/share/applications/mimeinfo.cache",)  # by desktop-file-utils, for whatever package
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))
        return {name for name in found if not name.startswith(kept) and name not in made}


def try_package(package: Path, root: Root, suite: str, scratch: Path, trial: Trial) -> None:
    """Install, use, remove."""
    bare = not list((root.folder / "usr/bin").glob("python*"))
    trial.hold(f"bare {suite}: no Python", bare, root.inside("ldd", "--version")[1].splitlines()[0])
    trial.hold("no network", bool(network()), network())
    shutil.copyfile(package, root.folder / "root/kaohe.deb")
    status, said, took = root.inside("dpkg", "-i", "/root/kaohe.deb", user=0)
    trial.hold("dpkg -i", status == 0, f"{took:.1f} s {said[-300:] if status else ''}")
    lacking = missing(root.folder / "opt/kaohe")
    trial.hold("every library finds what it asks for in /opt/kaohe", not lacking, "\n".join(lacking[:10]))
    ours = take_sample(scratch / "ours" / "2022 镇街考核")
    score_here(ours, trial)
    home = root.folder / _HOME.relative_to("/")
    theirs = [take_sample(home / which / "2022 镇街考核") for which in ("命令", "页面")]
    own(home)
    for which in ("cold", "warm"):
        status, said, took = root.inside("kaohe", "--version")
        trial.hold(f"kaohe --version ({which})", status == 0, f"{said} in {took:.2f} s")
    status, said, took = root.inside("kaohe", "run", f"{_HOME}/命令/2022 镇街考核")
    trial.hold("kaohe run S4", status == 1, f"status {status}, {took:.1f} s {said[-800:] if status != 1 else ''}")
    trial.equal("by the command", ours, theirs[0])
    _try_page(root, f"{_HOME}/页面/2022 镇街考核", trial)
    trial.equal("through the page", ours, theirs[1])
    status, said, _ = root.inside("dpkg", "-P", "kaohe", user=0)
    left = sorted(root.listing() - root.before)
    trial.hold("removed without remains", status == 0 and not left, left[:10] or "")
    trial.hold("the user's files are still there", all((each / "方案.xlsx").is_file() for each in theirs))


def _try_page(root: Root, folder: str, trial: Trial) -> None:
    """From the menu, then 用考核打开 on the folder; S4 from room to room and scored; an icon on the desktop."""
    for which in ("cold", "warm"):
        began = time.monotonic()
        root.launch(_ENTRY)
        visit = Visit(root.link())
        seconds = time.monotonic() - began
        trial.hold(f"start menu: 开始 ({which})", "从办公室的 Word 细则开始" in visit.first, f"{seconds:.1f} s")
        visit.leave()
    _, offered, _ = root.inside("gio", "mime", "inode/directory")
    trial.hold("a folder's 打开方式 has it", "kaohe.desktop" in offered)
    root.launch(_ENTRY, folder)
    visit = Visit(root.link())
    score_by_page(visit, "用考核打开", trial)
    icon = root.folder / _HOME.relative_to("/") / "Desktop" / "kaohe.desktop"
    trial.hold("an icon: desktop", "有了“考核”" in visit.press("/start/icon", place="desktop") and icon.is_file())
    trial.hold("in the start menu it is already", "放进开始菜单" not in visit.look("/"))
    root.launch(f"{_HOME}/Desktop/kaohe.desktop")
    second = Visit(root.link())
    trial.hold("double click on the icon: 开始", "从办公室的 Word 细则开始" in second.first)
    second.press("/start/icon", place="desktop", away="1")
    trial.hold("the icon is gone again", not icon.exists())
    for each in (visit, second):
        each.leave()
    until = time.monotonic() + 60
    while (left := _running(root.folder)) and time.monotonic() < until:  # both end by themselves
        time.sleep(0.5)
    trial.hold("they end with their last window", not left, "、".join(left))


def _running(folder: Path) -> list[str]:
    """Processes that live in the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "root").readlink() == folder:
                found.append(process.name)
        except OSError:
            continue
    return found


def try_alone(package: Path, folder: Path, trial: Trial) -> None:
    """Where no C library is but the package's own, the system's cannot matter: glibc 2.28, older, or none."""
    busybox = Path(tool("busybox", "apt-get install busybox-static"))
    run("dpkg-deb", "-x", package, folder)
    (folder / "bin").mkdir()
    shutil.copy(busybox, folder / "bin/busybox")
    (folder / "bin/sh").symlink_to("busybox")
    (folder / "usr/local/bin").mkdir(parents=True)
    for name in ("tmp", "dev/shm"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name).chmod(0o1777)
    run("mknod", "-m", "666", folder / "dev/null", "c", "1", "3")
    libraries = [path for path in folder.rglob("libc.so*") if "opt/kaohe" not in str(path)]
    root = Root(folder)
    theirs = take_sample(folder / _HOME.relative_to("/") / "2022 镇街考核")
    own(folder / "home")
    status, said, took = root.inside("/bin/sh", "/usr/bin/kaohe", "run", f"{_HOME}/2022 镇街考核")
    held = status == 1 and not libraries and bool(list((theirs / "结果").glob("*.xlsx")))
    trial.hold(
        "S4 scored where no other C library is",
        held,
        f"status {status}, {took:.1f} s {said[-300:] if not held else ''}",
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("deb", type=Path, help="what installers/deb.py made")
    parser.add_argument("--suite", default="bookworm")
    words = parser.parse_args()
    trial, scratch = Trial(), Path(tempfile.mkdtemp(prefix="kaohe-root-"))
    scratch.chmod(0o755)  # an ordinary user has to get in
    package, bare = words.deb.resolve(), scratch / "root"
    try:
        maker = tool("debootstrap", "apt-get install debootstrap")
        run(maker, "--variant=minbase", f"--include={_DESKTOP}", words.suite, bare)
        set_apart(scratch)
        try_package(package, Root(bare), words.suite, scratch, trial)
        try_alone(package, scratch / "alone", trial)
    except BuildError as error:
        trial.hold(str(error), False)
    finally:
        run("rm", "-rf", "--one-file-system", scratch)
    print(f"{trial.failed} failed")
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
