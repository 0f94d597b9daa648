"""What Windows does otherwise, tried inside Windows by the zip's own Python: ``python.exe branches.py FOLDER``.

Prints a line for each, exit status 1 if one does not hold.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from kaohe_xl.base.filenames import unit_file


def reserved_names(folder: Path) -> str:
    """Units named as devices, or with signs that Windows forbids, get files of their own."""
    units = ["CON", "nul", "com1", "LPT9.xlsx", "a/b", "a:b", "a?b", "末点.", "末空格 ", "城关镇"]
    for unit in units:
        (folder / unit_file(unit, suffix=".txt")).write_text(unit, "utf-8")
    found = sorted(path.read_text("utf-8") for path in folder.glob("*.txt"))
    assert found == sorted(units), found
    return f"{len(units)} names"


def sharing_violation(folder: Path) -> str:
    """A result that is open in Excel (nobody else may write or delete it): the next name is written, and said."""
    from kaohe_xl.sheets.model import Out, Sheet, Workbook
    from kaohe_xl.writing.write import write_workbook

    target = folder / "结果.xlsx"
    book = Workbook(title="试", sheets=[Sheet(name="一", cells=[[Out("一")]])])
    assert write_workbook(book, target) == target
    with Held(target, share=1):  # FILE_SHARE_READ, as Excel has it
        written = write_workbook(book, target)
        assert written.name == "结果(2).xlsx", written
    assert write_workbook(book, target) == target
    return "结果(2).xlsx while it is open, 结果.xlsx afterwards"


def long_path(folder: Path) -> str:
    """Deeper than 260 characters."""
    deep = folder
    while len(str(deep)) < 300:
        deep = deep / "很深的文件夹很深的文件夹"
    deep.mkdir(parents=True)
    (deep / "一.txt").write_text("一", "utf-8")
    assert (deep / "一.txt").read_text("utf-8") == "一"
    return f"{len(str(deep))} characters (wine sets no limit; Windows does unless LongPathsEnabled)"


def code_page(folder: Path) -> str:
    """The console's and the programs' code page is 936."""
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    assert kernel.GetACP() == 936, kernel.GetACP()
    said = subprocess.run([sys.executable, "-m", "kaohe_xl.cli", "--help"], capture_output=True, check=True).stdout
    assert "考核" in said.decode("gbk")
    return f"ACP {kernel.GetACP()}, OEM {kernel.GetOEMCP()}"


class Held:
    """A file opened as another program opens it."""

    def __init__(self, path: Path, share: int) -> None:
        self._kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
        self._kernel.CreateFileW.restype = ctypes.c_void_p
        self._handle = self._kernel.CreateFileW(str(path), 0x80000000, share, None, 3, 0, None)
        assert self._handle not in (None, ctypes.c_void_p(-1).value), path

    def __enter__(self) -> None:
        return None

    def __exit__(self, *args: object) -> None:
        self._kernel.CloseHandle(ctypes.c_void_p(self._handle))


def main() -> int:
    root = Path(sys.argv[1])
    tries: list[Callable[[Path], str]] = [reserved_names, sharing_violation, long_path, code_page]
    failed = 0
    for each in tries:
        folder = root / each.__name__
        folder.mkdir(parents=True)
        try:
            print(f"ok   {each.__name__}: {each(folder)}")
        except Exception as error:  # noqa: BLE001 - told, and counted
            failed += 1
            print(f"FAIL {each.__name__}: {type(error).__name__}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
