"""What Windows does otherwise, tried inside Windows by the zip's own Python: ``python.exe branches.py FOLDER SHARE``.

``SHARE``: a folder as ``\\\\server\\share``. Prints a line for each, exit status 1 if one does not hold.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kaohe_xl.base.filenames import unit_file
from kaohe_xl.sheets.model import Out, Sheet, Workbook
from kaohe_xl.watching.lock import is_free, take
from kaohe_xl.writing.write import write_workbook

_BOOK = Workbook(title="试", sheets=[Sheet(name="一", cells=[[Out("一")]])])
_READ, _NOBODY = 1, 0  # what others may do meanwhile
_HOLD = """
import ctypes, sys
kernel = ctypes.windll.kernel32
kernel.CreateFileW.restype = ctypes.c_void_p
handle = kernel.CreateFileW(sys.argv[1], 0x80000000, int(sys.argv[2]), None, 3, 0, None)
print("held" if handle != ctypes.c_void_p(-1).value else "not held", flush=True)
sys.stdin.read()
"""
_LOCK = """
import sys
from pathlib import Path
from kaohe_xl.watching.lock import take
lock, found = take(Path(sys.argv[1]), "评分")
print("held" if lock else found[0].text, flush=True)
sys.stdin.read()
"""


_BOMB = """
import ctypes
from ctypes import wintypes
from kaohe_xl.intake.windows_job import JobLimits, limit_memory
kernel = ctypes.windll.kernel32
kernel.GetCurrentProcess.restype = wintypes.HANDLE
kernel.IsProcessInJob.argtypes = (wintypes.HANDLE, wintypes.HANDLE, ctypes.POINTER(wintypes.BOOL))
def in_job():
    found = wintypes.BOOL()
    assert kernel.IsProcessInJob(kernel.GetCurrentProcess(), None, ctypes.byref(found))
    return bool(found.value)
before = in_job()
print(ctypes.sizeof(JobLimits), before, limit_memory(512 << 20), in_job())
try:
    big = bytearray(1 << 30)
except MemoryError:
    print("refused")
"""


class Other:
    """Another program that does something until it is let go. ``said``: its first line."""

    def __init__(self, program: str, *words: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - programs of this file
            [sys.executable, "-X", "utf8", "-c", program, *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        assert self._process.stdout is not None
        self.said = self._process.stdout.readline().strip()

    def __enter__(self) -> Other:
        return self

    def __exit__(self, *args: object) -> None:
        self._process.communicate("")

    def kill(self) -> None:
        """End it as the task manager does."""
        self._process.kill()
        self._process.wait()


def kaohe(*words: str | Path) -> tuple[int, str]:
    """The command line: exit status, what it says into a pipe."""
    command = [sys.executable, "-m", "kaohe_xl.cli", *(str(word) for word in words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # noqa: S603
    return done.returncode, done.stdout.decode("gbk")


def small(folder: Path) -> Path:
    """A small assessment: the starter, with its form returned."""
    status, said = kaohe("new", folder)
    assert status == 0, said
    return folder


def reserved_names(folder: Path, share: str) -> str:
    """Units named as devices, or with signs that Windows forbids, get files of their own."""
    units = ["CON", "nul", "com1", "LPT9.xlsx", "a/b", "a:b", "a?b", "末点.", "末空格 ", "城关镇"]
    for unit in units:
        (folder / unit_file(unit, suffix=".txt")).write_text(unit, "utf-8")
    found = sorted(path.read_text("utf-8") for path in folder.glob("*.txt"))
    assert found == sorted(units), found
    return f"{len(units)} names"


def open_in_excel(folder: Path, share: str) -> str:
    """A result that another program has open (nobody else may write or delete it): the next free name, and back."""
    target = folder / "结果.xlsx"
    assert write_workbook(_BOOK, target) == target
    with Other(_HOLD, str(target), str(_READ)) as excel:
        assert excel.said == "held"
        assert write_workbook(_BOOK, target).name == "结果(2).xlsx"
        with Other(_HOLD, str(folder / "结果(2).xlsx"), str(_READ)):
            assert write_workbook(_BOOK, target).name == "结果(3).xlsx"
    assert write_workbook(_BOOK, target) == target
    assert not list(folder.glob("*.tmp"))
    return "结果(2), with that open as well 结果(3), afterwards 结果"


def scheme_open(folder: Path, share: str) -> str:
    """方案.xlsx open in Excel is read; held so that nobody may read it, that is said, without a traceback."""
    scheme = small(folder / "考核") / "方案.xlsx"
    with Other(_HOLD, str(scheme), str(_READ)):
        status, said = kaohe("check", scheme.parent)
        assert status < 2, said
    with Other(_HOLD, str(scheme), str(_NOBODY)):
        status, said = kaohe("check", scheme.parent)
        assert status == 2, said
        assert "方案.xlsx" in said, said
        assert "Traceback" not in said, said
    return next(line.strip() for line in said.splitlines() if "方案.xlsx" in line)


def one_at_a_time(folder: Path, share: str) -> str:
    """The lock of a folder: a second program is told who has it; one that was killed keeps nothing."""
    path = folder / ".锁"
    with Other(_LOCK, str(path)) as first:
        assert first.said == "held", first.said
        assert not is_free(path)
        lock, found = take(path, "评分")
        assert lock is None
        assert "评分" in found[0].text, found
        told = found[0].text
    assert is_free(path)
    killed = Other(_LOCK, str(path))
    assert killed.said == "held", killed.said
    killed.kill()
    time.sleep(0.5)
    lock, _ = take(path, "评分")
    assert lock is not None
    lock.release()
    assert not path.exists()
    return told


def memory(folder: Path, share: str) -> str:
    """A reading process gets into a job of its own; the limit is of the size that Windows expects and is taken."""
    done = subprocess.run(  # noqa: S603 - a program of this file
        [sys.executable, "-c", _BOMB], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("144 False True True"), done.stdout
    return f"512 MB in a job; 1 GB {'refused' if 'refused' in done.stdout else 'given: wine does not enforce it'}"


def long_path(folder: Path, share: str) -> str:
    """An assessment deeper than 260 characters, from new to check."""
    deep = folder
    while len(str(deep)) < 270:
        deep = deep / "很深的文件夹很深的文件夹"
    deep.mkdir(parents=True)
    home = small(deep / "考核")
    status, said = kaohe("check", home)
    assert status < 2, said
    return f"{len(str(home / '方案.xlsx'))} characters (wine sets no limit; Windows does unless LongPathsEnabled)"


def server_share(folder: Path, share: str) -> str:
    r"""An assessment on \\server\share: made, checked, locked, written twice."""
    home = small(Path(share) / "考核 一")
    assert str(home).startswith("\\\\"), home
    assert kaohe("check", home)[0] < 2
    assert kaohe("issue", home)[0] < 2
    assert list((home / "发放").rglob("*.xlsx"))
    with Other(_LOCK, str(home / ".锁")) as first:
        assert first.said == "held"
        assert take(home / ".锁", "评分")[0] is None
    target = home / "结果.xlsx"
    assert write_workbook(_BOOK, target) == write_workbook(_BOOK, target) == target
    return str(home)


def code_page(folder: Path, share: str) -> str:
    """The console's and the programs' code page is 936; what it lacks does not stop a command."""
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    assert kernel.GetACP() == 936, kernel.GetACP()
    assert "考核" in kaohe("--help")[1]
    status, said = kaohe("check", folder / "没有 𠮷 和 😀")
    assert status == 2, said
    assert "Traceback" not in said, said
    assert "没有" in said, said
    return f"ACP {kernel.GetACP()}, OEM {kernel.GetOEMCP()}"


def encodings(folder: Path, share: str) -> str:
    """A text file is read the same whichever way its lines end and whatever it is written in."""
    from kaohe_xl.reading.read import read_book

    rows = ["单位名称,城关镇", "数据项,填报值", "得分项,3"]
    seen = set()
    for encoding in ("gbk", "utf-8", "utf-8-sig", "utf-16"):
        for name, end in (("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r")):
            path = folder / f"{encoding}-{name}.csv"
            path.write_bytes(end.join([*rows, ""]).encode(encoding))
            (grid,) = read_book(path).grids
            seen.add(repr([[cell.value for cell in row] for row in grid.rows]))
    assert len(seen) == 1, seen
    return "12 ways, one reading"


def home_of_the_user(folder: Path, share: str) -> str:
    """A user name in Chinese."""
    assert "李四" in str(Path.home()), Path.home()
    (Path(os.environ["TEMP"]) / "kaohe.txt").write_text("一", "utf-8")
    return str(Path.home())


def main() -> int:
    root, share = Path(sys.argv[1]), sys.argv[2]
    tries: list[Callable[[Path, str], str]] = [
        reserved_names, open_in_excel, scheme_open, one_at_a_time, memory, long_path, server_share, code_page,
        encodings, home_of_the_user,
    ]  # fmt: skip
    failed = 0
    for each in tries:
        folder = root / each.__name__
        folder.mkdir(parents=True)
        try:
            print(f"ok   {each.__name__}: {each(folder, share)}", flush=True)
        except Exception as error:  # noqa: BLE001 - told, and counted
            failed += 1
            print(f"FAIL {each.__name__}: {type(error).__name__}: {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
