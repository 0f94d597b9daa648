"""``python -m installers.trial.windows ZIP``: the zip unpacked and used as a clerk does, under Debian's wine.

An ordinary user 李四, without a network; the program in a folder with Chinese and spaces that only root may write to.
Sample S4 is scored by the command and through the page; both results must equal Linux's cell by cell. Exit status 0 if
all holds. Needs root.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from installers.steps import TREE, BuildError
from installers.trial.apart import USER, network, own, set_apart
from installers.trial.cells import differences
from installers.trial.visit import ROOMS, Visit
from installers.trial.wine import Wine, fill_gaps, windows_path

SAMPLE = "S4-2022镇街考核"
_HERE = Path(__file__).parent
_ATTENTION = 1  # the sample's forms hold mistakes on purpose
_RESULTS = "结果"


class Trial:
    """Counts what held and what did not, and prints both."""

    failed = 0

    def hold(self, what: str, held: bool, seen: object = "") -> None:
        print(f"{'ok  ' if held else 'FAIL'} {what}{f': {seen}' if seen != '' else ''}", flush=True)
        self.failed += not held

    def equal(self, what: str, ours: Path, theirs: Path) -> None:
        """The same files, and in them the same cells."""
        names = [_names(each) for each in (ours, theirs)]
        self.hold(f"{what}: the same files", names[0] == names[1], set(names[0]) ^ set(names[1]) or len(names[0]))
        if (theirs / _RESULTS).is_dir():
            count, changed = differences(ours / _RESULTS, theirs / _RESULTS)
            self.hold(f"{what}: {count} cells equal", not changed and count > 1000, "\n".join(changed[:10]))


def take_sample(target: Path) -> Path:
    """Sample S4 as it comes back, not yet scored."""
    shutil.copytree(TREE / "sample_workbooks" / SAMPLE, target, ignore=shutil.ignore_patterns(_RESULTS, "发放"))
    return target


def score_here(folder: Path, trial: Trial) -> None:
    """Sample S4 by this system's own command."""
    command = [sys.executable, "-m", "kaohe_xl.cli", "run", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - ourselves
    trial.hold("S4 scored here", done.returncode == _ATTENTION, f"status {done.returncode}")


def score_by_page(visit: Visit, opened: str, trial: Trial) -> None:
    """From room to room, then scored. ``opened``: how the page came to be there."""
    rooms = visit.rooms()
    trial.hold(f"{opened}: every room of S4", set(rooms) == set(ROOMS), "、".join(rooms.values()))
    began = time.monotonic()
    told = visit.press(f"{visit.assessment}/results/run")
    trial.hold("S4 scored through the page", "已写到 结果 文件夹" in told, f"{_since(began)} s")


def try_zip(program: Path, scratch: Path, wine: Wine, trial: Trial) -> None:
    """All trials, one after the other. ``program``: 考核.exe in its folder."""
    trial.hold("no network", bool(network()), network())
    before = _listing(program.parent)
    ours = take_sample(scratch / "linux" / "2022 镇街考核")
    score_here(ours, trial)
    home = scratch / USER / "我的 文档"
    theirs = [take_sample(home / which / "2022 镇街考核") for which in ("共享", "页面", "拖放")]
    own(home)
    share = wine.share(home / "共享")
    _try_command(program, f"{share}\\2022 镇街考核", wine, trial)
    trial.equal("by the command", ours, theirs[0])
    _try_page(program, theirs[1], wine, trial)
    trial.equal("through the page", ours, theirs[1])
    _try_dropping(program, theirs[2], home, wine, trial)
    _try_icon(program, wine, trial)
    branches = shutil.copy(_HERE / "branches.py", scratch)
    tried = wine.run(
        program.parent / "python" / "python.exe", branches, windows_path(home / "分支"), share, seconds=600
    )
    print(tried.text.strip())
    trial.hold("Windows branches (branches.py)", tried.status == 0)
    written = sorted(set(_listing(program.parent).items()) ^ set(before.items()))[:5]
    trial.hold("nothing written into the program's folder", not written, written or "")


def _try_command(program: Path, folder: str, wine: Wine, trial: Trial) -> None:
    """The command line, on a folder of a server."""
    for which in ("cold", "warm"):
        version = wine.run(program, "--version")
        trial.hold(f"考核.exe --version ({which})", version.status == 0, f"{version.text} in {version.seconds:.1f} s")
    wrong = wine.run(program, "run", "没有这个 文件夹")
    passed = wrong.status == 2 and "没有这个 文件夹" in wrong.text
    trial.hold("exit status 2, and words with Chinese and spaces, are passed on", passed, wrong.text)
    status = wine.run(program, "status", folder)
    trial.hold("考核.exe status", status.status == _ATTENTION, f"{status.seconds:.1f} s")
    trial.hold("a pipe gets code page 936", _is_gbk(status.said), status.said[:30])
    ran = wine.run(program, "run", folder)
    trial.hold(f"考核.exe run {folder}", ran.status == _ATTENTION, f"status {ran.status}, {ran.seconds:.1f} s")


def _try_page(program: Path, folder: Path, wine: Wine, trial: Trial) -> None:
    """Double click; then the folder dropped onto the icon; S4 from room to room and scored."""
    for which in ("cold", "warm"):
        began = time.monotonic()
        process = wine.start(program)
        visit = Visit(wine.link())
        trial.hold(f"double click: 开始 ({which})", "从办公室的 Word 细则开始" in visit.first, f"{_since(began)} s")
        visit.leave()
        trial.hold("ends with its last window", wine.end(process) == 0)
    process = wine.start(program, windows_path(folder))
    visit = Visit(wine.link())
    score_by_page(visit, "folder dropped onto the icon", trial)
    for slug in ROOMS:
        visit.look(f"{visit.assessment}/{slug}")
    visit.leave()
    trial.hold("ends with its last window", wine.end(process) == 0)


def _try_dropping(program: Path, folder: Path, home: Path, wine: Wine, trial: Trial) -> None:
    """Returned files onto the icon: copied into the 收表 of the assessment that is named, or the one they lie in."""
    files = [home / "甲 镇.csv", home / "乙 镇.csv"]
    for file in files:
        file.write_text("单位名称,甲\n", "utf-8")
    own(*files)
    process = wine.start(program, *(windows_path(file) for file in files))
    assert process.stdin is not None
    process.stdin.write(f'"{windows_path(folder)}"\r\n'.encode("gbk"))
    process.stdin.flush()
    visit = Visit(wine.link())
    arrived = [(folder / "收表" / file.name).read_bytes() == file.read_bytes() for file in files]
    trial.hold("two files dropped onto the icon: in 收表", all(arrived), visit.assessment)
    visit.leave()
    trial.hold("ends with its last window", wine.end(process) == 0)
    inside = next(path for path in sorted((folder / "收表").rglob("*.xlsx")))
    before = sorted((folder / "收表").rglob("*"))
    process = wine.start(program, windows_path(inside))
    visit = Visit(wine.link())
    stayed = sorted((folder / "收表").rglob("*")) == before
    trial.hold("a file of 收表 dropped onto the icon: its assessment", bool(visit.assessment) and stayed, inside.name)
    visit.leave()
    wine.end(process)
    nothing = wine.run(program, *(windows_path(file) for file in files), typed="C:\\windows\r\n")
    said = nothing.status == 2 and "不是考核文件夹" in nothing.text
    trial.hold("named a folder that is no assessment: told, nothing copied", said, nothing.text.splitlines()[-1:])


def _try_icon(program: Path, wine: Wine, trial: Trial) -> None:
    """An icon on the desktop and in the start menu, from the page; it starts the page; away again."""
    process = wine.start(program)
    visit = Visit(wine.link())
    links = []
    for place in ("desktop", "menu"):
        told = visit.press("/start/icon", place=place)
        found = sorted(wine.home.rglob("考核.lnk"))
        links += [path for path in found if path not in links]
        trial.hold(f"an icon: {place}", "有了“考核”" in told and len(links) == len(found) > 0, links[-1:])
    trial.hold("both are said to be there", visit.look("/").count("已经有了") == 2)
    visit.leave()
    wine.end(process)
    for link in links:
        wine.start("start", "/wait", link.name, folder=link.parent)  # wine takes a path with spaces for a title
        visit = Visit(wine.link())
        trial.hold("double click on the icon: 开始", "从办公室的 Word 细则开始" in visit.first, link.parent.name)
        for place in ("desktop", "menu") if link == links[-1] else ():
            visit.press("/start/icon", place=place, away="1")
        visit.leave()
    trial.hold("the icons are gone again", not [link for link in links if link.exists()])


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f}"


def _names(folder: Path) -> list[str]:
    """All files but the cache, whose names depend on versions of libraries."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in found if "/.收到过" not in name)


def _is_gbk(said: bytes) -> bool:
    try:
        return "镇" in said.decode("gbk")
    except UnicodeDecodeError:
        return False


def _listing(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def _unpack(archive: Path, scratch: Path) -> Path:
    """考核.exe in its folder, which nobody but root may write to from now on."""
    home = scratch / "李四 的 U盘（E）"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    (folder,) = home.iterdir()
    fill_gaps(folder, scratch)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder / "考核.exe"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("zip", type=Path, help="what installers/windows.py made")
    archive = parser.parse_args().zip.resolve()
    trial, scratch = Trial(), Path(tempfile.mkdtemp(prefix="kaohe-wine-"))
    scratch.chmod(0o755)  # an ordinary user has to get in
    wine: Wine | None = None
    try:
        program = _unpack(archive, scratch)
        trial.hold("zip unpacked", program.is_file(), f"{program.stat().st_size} bytes of 考核.exe")
        set_apart(scratch)
        wine = Wine(scratch)
        try_zip(program, scratch, wine, trial)
    except BuildError as error:
        trial.hold(str(error), False)
    finally:
        if wine:
            wine.close()
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{trial.failed} failed")
    return 1 if trial.failed else 0


if __name__ == "__main__":
    sys.exit(main())
