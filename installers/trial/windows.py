"""``python -m installers.trial.windows ZIP``: the zip unpacked, sample S4 scored by 考核.exe under Debian's wine.

The folder has a Chinese name with spaces and is read-only. The result must equal Linux's cell by cell. Exit status 0
if all holds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from installers.steps import TREE, BuildError
from installers.trial.cells import differences
from installers.trial.wine import Wine, fill_gaps, windows_path

_SAMPLE = "S4-2022镇街考核"
_HERE = Path(__file__).parent
_ATTENTION = 1  # the sample's forms hold mistakes on purpose


class Trial:
    """Counts what held and what did not, and prints both."""

    failed = 0

    def hold(self, what: str, held: bool, seen: object = "") -> None:
        print(f"{'ok  ' if held else 'FAIL'} {what}{f': {seen}' if seen != '' else ''}", flush=True)
        self.failed += not held


def try_zip(archive: Path, scratch: Path, wine: Wine, trial: Trial) -> None:
    """All trials, one after the other."""
    home = scratch / "李四 的 U盘（E）"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    (folder,) = home.iterdir()
    trial.hold(
        "zip unpacked", (folder / "考核.exe").is_file(), f"{(folder / '考核.exe').stat().st_size} bytes of 考核.exe"
    )
    fill_gaps(folder, scratch)
    before = _listing(folder)
    _lock(folder)
    program = folder / "考核.exe"
    version = wine.run(program, "--version")
    trial.hold("考核.exe --version", version.status == 0, f"{version.text.strip()} in {version.seconds:.1f} s (cold)")
    version = wine.run(program, "--version")
    trial.hold("考核.exe --version once more", version.status == 0, f"{version.seconds:.1f} s (warm)")
    wrong = wine.run(program, "run", "没有这个 文件夹")
    trial.hold(
        "exit status 2 and words with Chinese and spaces are passed on",
        wrong.status == 2 and "没有这个 文件夹" in wrong.text,
        wrong.text.strip(),
    )
    _score(program, scratch, wine, trial)
    branches = wine.run(folder / "python" / "python.exe", _HERE / "branches.py", windows_path(scratch / "分支"))
    print(branches.text.strip())
    trial.hold("Windows branches (branches.py)", branches.status == 0)
    written = sorted(set(_listing(folder).items()) ^ set(before.items()))[:5]
    trial.hold("nothing written into the program's folder", not written, written or "")


def _score(program: Path, scratch: Path, wine: Wine, trial: Trial) -> None:
    theirs, ours = (scratch / which / "2022 镇街考核" for which in ("windows", "linux"))
    for target in (theirs, ours):
        shutil.copytree(TREE / "sample_workbooks" / _SAMPLE, target, ignore=shutil.ignore_patterns("结果", "发放"))
    status = wine.run(program, "status", windows_path(theirs))
    trial.hold("考核.exe status", status.status == _ATTENTION, f"{status.seconds:.1f} s")
    trial.hold("a pipe gets code page 936", _is_gbk(status.said), status.said[:30])
    ran = wine.run(program, "run", windows_path(theirs))
    trial.hold("考核.exe run S4", ran.status == _ATTENTION, f"status {ran.status}, {ran.seconds:.1f} s")
    command = [sys.executable, "-m", "kaohe_xl.cli", "run", str(ours)]
    linux = subprocess.run(command, cwd=scratch, capture_output=True, check=False)  # noqa: S603 - ourselves
    trial.hold("the same on Linux", linux.returncode == _ATTENTION, f"status {linux.returncode}")
    names = [_names(each) for each in (ours, theirs)]
    trial.hold(
        "the same files come out", names[0] == names[1], f"{len(names[0])}; differing {set(names[0]) ^ set(names[1])}"
    )
    count, changed = differences(ours / "结果", theirs / "结果")
    trial.hold(f"{count} cells equal Linux's", not changed and count > 1000, "\n".join(changed[:10]))


def _names(folder: Path) -> list[str]:
    """All files but the cache, whose names depend on versions of libraries."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in found if "/.缓存" not in name)


def _is_gbk(said: bytes) -> bool:
    try:
        return "镇" in said.decode("gbk")
    except UnicodeDecodeError:
        return False


def _listing(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def _lock(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def _unlock(folder: Path) -> None:
    for parent, _, _ in os.walk(folder):
        Path(parent).chmod(0o755)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("zip", type=Path, help="what installers/windows.py made")
    archive = parser.parse_args().zip.resolve()
    trial, scratch = Trial(), Path(tempfile.mkdtemp(prefix="kaohe-wine-"))
    wine: Wine | None = None
    try:
        wine = Wine(scratch)
        try_zip(archive, scratch, wine, trial)
    except BuildError as error:
        trial.hold(str(error), False)
    finally:
        if wine:
            wine.close()
        _unlock(scratch)
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{trial.failed} failed")
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
