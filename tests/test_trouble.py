"""Kills, full disks, folders that cannot be written to: what is on disk afterwards, the exit status, and the words.

docs/出错时.md tells the same as a table.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from tests.test_claims import folder, kaohe

LOCK, HALF = ".监视.lock", ".kaohe-*"
FORMS: dict[str, int | str] = {"甲镇": 1, "乙镇": 2, "丙镇": 3}


def inputs(root: Path) -> dict[str, bytes]:
    kept = [root / "方案.xlsx", *(root / "收表").iterdir()]
    return {path.name: path.read_bytes() for path in kept}


def result_of(root: Path) -> Path:
    return next((root / "结果").glob("*-评分结果.xlsx"))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_run_leaves_the_old_result_or_the_new_one(tmp_path: Path) -> None:
    """Killed with all its processes, so long after it took the folder's lock or had something half written there."""
    root = folder(tmp_path / "考核", FORMS)
    assert kaohe("run", root)[0] == 0
    before = inputs(root)
    killed = 0
    for sign, after in ((LOCK, 0.0), (LOCK, 0.15), (HALF, 0.0), (HALF, 0.05), (HALF, 0.2)):
        killed += _killed(root, sign, after)
        assert openpyxl.load_workbook(result_of(root))["排名"]["A1"].value  # whole, whichever it is
        assert inputs(root) == before
        code, said = kaohe("run", root)  # the dead run's lock holds nobody up, and what it left half written is gone
        assert code in (0, 1), said
        assert "R701" not in said
        assert list((root / "结果").rglob(HALF)) == []
    assert killed  # and not all were done before


def _killed(root: Path, sign: str, after: float) -> bool:
    """Kill a run so many seconds after a file of that name is there; False where it was done before that."""
    # a fork: a process of its own, without the second of imports that a new Python begins with
    process = multiprocessing.get_context("fork").Process(target=_run_apart, args=(root,))
    process.start()
    until = time.monotonic() + 60
    while not any((root / "结果").rglob(sign)) and process.exitcode is None:
        assert time.monotonic() < until, "the run does not begin"
        time.sleep(0.002)
    time.sleep(after)
    assert process.pid is not None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.join()
    return process.exitcode == -signal.SIGKILL


def _run_apart(root: Path) -> None:
    """A run with a process group of its own, so that the processes that it starts can be killed with it."""
    os.setsid()
    kaohe("run", root)


@pytest.mark.parametrize("command", ["run", "issue"])
def test_a_place_that_is_a_file_is_said(tmp_path: Path, command: str) -> None:
    root = folder(tmp_path / "考核", FORMS)
    blocked = root / ("结果" if command == "run" else "发放")
    blocked.write_text("这是一个文件", encoding="utf-8")
    code, said = kaohe(command, root)
    assert code == 2
    assert "写不进去" in said
    assert "Traceback" not in said
    assert blocked.read_text("utf-8") == "这是一个文件"


@pytest.mark.parametrize("command", ["run", "issue"])
def test_what_the_system_says_of_a_disk_is_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Full, read-only, no permission, broken, over quota: told, exit 2, and what was there stays whole."""
    root = folder(tmp_path / "考核", FORMS)
    assert kaohe(command, root)[0] == 0
    written = {path: path.read_bytes() for path in root.rglob("*.xlsx")}
    import kaohe_xl.writing.write as writing

    for problem in (28, 30, 13, 5, 122):

        def fails(*_: object, problem: int = problem) -> None:
            raise OSError(problem, os.strerror(problem))

        monkeypatch.setattr(writing, "_write", fails)
        code, said = kaohe(command, root)
        assert code == 2, problem
        assert "写不进去" in said, problem
        assert os.strerror(problem) not in said
        assert {path: path.read_bytes() for path in root.rglob("*.xlsx")} == written, problem
        assert list(root.rglob(".kaohe-*")) == [], problem
