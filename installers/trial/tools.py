"""``python -m installers.trial.tools [--glibc 2.28]``: the third way, for whoever has Python.

Wheel and sdist are built; ``uv tool install`` takes the wheel and ``pipx install`` the sdist, each into folders of its
own. With each: the version, the starter, sample S4 from inside the package scored by the command and through the page
(equal to ours cell by cell), then uninstalled. Also: what the wheels ask of an old system's glibc. Exit status 0 if
all holds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from installers.steps import TREE, BuildError, run, tool
from installers.trial.libraries import too_new
from installers.trial.visit import ROOMS, Visit
from installers.trial.windows import Trial, score_here
from kaohe_xl import __version__

_CARRIED = ("templates/", "sample_workbooks/", "page/static/", "starter")


def try_tool(install: list[str], remove: list[str], home: Path, trial: Trial) -> None:
    """Install with ``install``, use ``home``/bin/kaohe as anybody would, remove."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "HOME": str(home), "XDG_DATA_HOME": str(home / "share"), "PYTHONUNBUFFERED": "1",
        "UV_TOOL_DIR": str(home / "tools"), "UV_TOOL_BIN_DIR": str(home / "bin"),
        "PIPX_HOME": str(home / "tools"), "PIPX_BIN_DIR": str(home / "bin"), "PIPX_MAN_DIR": str(home / "man"),
    }  # fmt: skip

    def ran(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - what we built
            [str(word) for word in words], env=environment, cwd=home, capture_output=True, text=True, check=False
        )

    began = time.monotonic()
    done = ran(*install)
    trial.hold(" ".join(install[:-1]), done.returncode == 0, done.stderr[-500:] if done.returncode else _since(began))
    program = home / "bin" / "kaohe"
    for which in ("cold", "warm"):
        began = time.monotonic()
        said = ran(program, "--version").stdout.strip()
        trial.hold(f"kaohe --version ({which})", said.endswith(__version__), f"{said} in {_since(began)}")
    trial.hold("kaohe new", ran(program, "new", "空白").returncode == 0 and (home / "空白" / "方案.xlsx").is_file())
    made = ran(program, "new", "2022 镇街考核", "--sample", "S4")
    theirs = home / "2022 镇街考核"
    trial.hold("kaohe new --sample S4", made.returncode == 0, made.stdout[-300:] if made.returncode else "")
    ours = shutil.copytree(theirs, home / "ours" / theirs.name)
    score_here(ours, trial)
    trial.hold("kaohe run S4", ran(program, "run", theirs).returncode == 1)
    trial.equal("by the command", ours, theirs)
    with subprocess.Popen(  # noqa: S603 - what we built
        [program, "open", "--demo", "--no-browser"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        visit = Visit(process.stdout.readline().strip())
        rooms = visit.rooms()
        trial.hold("kaohe open --demo: every room", set(rooms) == set(ROOMS), "、".join(rooms.values()))
        told = visit.press("/start/icon", place="menu")
        entry = home / "share/applications/kaohe.desktop"
        held = "有了“考核”" in told and f"{program.resolve().parent}/kaohe" in entry.read_text("utf-8")
        trial.hold("an icon in the start menu", held)
        visit.press("/start/icon", place="menu", away="1")
        visit.leave()
        trial.hold("ends with its last window", process.wait(60) == 0)
    done = ran(*remove)
    trial.hold(" ".join(remove), done.returncode == 0 and not program.exists() and not entry.exists())


def try_old_glibc(wheel: Path, glibc: str, scratch: Path, trial: Trial) -> None:
    """What is installed where the system's glibc is as old: there is a wheel of everything, and none wants more."""
    most = tuple(int(part) for part in glibc.split("."))
    for machine in ("x86_64", "aarch64"):
        target = scratch / machine
        words = ["pip", "install", "-q", "--only-binary", ":all:", "--python-version", "3.11", "--target", str(target)]
        platform = f"{machine}-manylinux_{most[0]}_{most[1]}"
        run(tool("uv", "pip install uv"), *words, "--python-platform", platform, wheel)
        *newer, newest = too_new(target, (most[0], most[1]))
        trial.hold(f"{machine}: no wheel wants more than glibc {glibc}", not newer, "\n".join([*newer[:10], newest]))


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--glibc", default="2.28", help="the oldest system's")
    glibc = parser.parse_args().glibc
    trial, scratch = Trial(), Path(tempfile.mkdtemp(prefix="kaohe-tools-"))
    try:
        uv, pipx = tool("uv", "pip install uv"), tool("pipx", "apt-get install pipx")
        run(uv, "build", "-q", "--out-dir", scratch / "dist", TREE)
        (wheel,), (source,) = (scratch / "dist").glob("*.whl"), (scratch / "dist").glob("*.tar.gz")
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
        inside = [word for word in _CARRIED if not any(word in name for name in names)]
        trial.hold(f"{wheel.name} carries templates, samples, starter and page", not inside, inside or len(names))
        try_old_glibc(wheel, glibc, scratch, trial)
        python = sys.executable
        ways = {
            "uv": (
                [uv, "tool", "install", "-q", "--python", python, str(wheel)],
                [uv, "tool", "uninstall", "kaohe-xl"],
            ),
            "pipx": ([pipx, "install", "--python", python, str(source)], [pipx, "uninstall", "kaohe-xl"]),
        }
        for name, (install, remove) in ways.items():
            home = scratch / f"李四 {name}"
            home.mkdir()
            try_tool(install, remove, home, trial)
    except BuildError as error:
        trial.hold(str(error), False)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{trial.failed} failed")
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
