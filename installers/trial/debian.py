"""``python -m installers.trial.debian DEB [--suite bookworm]``: the package in a bare Debian without Python.

An ordinary user with a Chinese home scores sample S4; the result must equal ours cell by cell. Removed, no file is left
but the user's. Needs root, for debootstrap. Exit status 0 if all holds.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installers.steps import TREE, run, tool
from installers.trial.cells import differences
from installers.trial.windows import Trial

_SAMPLE = "S4-2022镇街考核"
_USER = "1000:1000"


def _inside(root: Path, *words: str, user: str = "0:0") -> tuple[int, str, float]:
    began = time.monotonic()
    command = ["chroot", f"--userspec={user}", str(root), *words]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/home/李四", "LANG": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    return done.returncode, (done.stdout + done.stderr).strip(), time.monotonic() - began


def _listing(root: Path) -> set[str]:
    kept = ("var/lib/dpkg", "var/log", "var/cache", "home", "proc", "root", "tmp", "dev")
    found = (path.relative_to(root).as_posix() for path in root.rglob("*"))
    return {name for name in found if not name.startswith(kept)}


def try_package(package: Path, root: Path, suite: str, trial: Trial) -> None:
    """Install, use, remove."""
    run(tool("debootstrap", "apt-get install debootstrap"), "--variant=minbase", suite, root)
    trial.hold(
        f"bare {suite}: no python3",
        not (root / "usr/bin/python3").exists(),
        _inside(root, "ldd", "--version")[1].splitlines()[0],
    )
    before = _listing(root)
    shutil.copyfile(package, root / "root/kaohe.deb")
    status, said, took = _inside(root, "dpkg", "-i", "/root/kaohe.deb")
    trial.hold("dpkg -i", status == 0, f"{took:.1f} s {said[-300:] if status else ''}")
    home = root / "home/李四"
    theirs, ours = home / "2022 镇街考核", root / "root/ours/2022 镇街考核"
    for target in (theirs, ours):
        shutil.copytree(TREE / "sample_workbooks" / _SAMPLE, target, ignore=shutil.ignore_patterns("结果", "发放"))
    run("chown", "-R", _USER, home)
    for which in ("cold", "warm"):
        status, said, took = _inside(root, "kaohe", "--version", user=_USER)
        trial.hold(f"kaohe --version ({which})", status == 0, f"{said} in {took:.2f} s")
    status, said, took = _inside(root, "kaohe", "run", "/home/李四/2022 镇街考核", user=_USER)
    trial.hold(
        "kaohe run S4 as an ordinary user",
        status == 1,
        f"status {status}, {took:.1f} s {said[-800:] if status != 1 else ''}",
    )
    here = subprocess.run([sys.executable, "-m", "kaohe_xl.cli", "run", str(ours)], check=False, capture_output=True)  # noqa: S603
    trial.hold("the same here", here.returncode == 1)
    if (theirs / "结果").is_dir():
        count, changed = differences(ours / "结果", theirs / "结果")
        trial.hold(f"{count} cells equal", not changed and count > 1000, "\n".join(changed[:10]))
    status, said, _ = _inside(root, "dpkg", "-P", "kaohe")
    left = sorted(_listing(root) - before)
    trial.hold("removed without remains", status == 0 and not left, left[:10] or "")
    trial.hold("the user's files are still there", (theirs / "方案.xlsx").is_file())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("deb", type=Path, help="what installers/deb.py made")
    parser.add_argument("--suite", default="bookworm")
    words = parser.parse_args()
    trial, root = Trial(), Path(tempfile.mkdtemp(prefix="kaohe-root-"))
    root.chmod(0o755)  # an ordinary user has to get in
    try:
        try_package(words.deb.resolve(), root, words.suite, trial)
    finally:
        run("rm", "-rf", "--one-file-system", root)
    print(f"{trial.failed} failed")
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
