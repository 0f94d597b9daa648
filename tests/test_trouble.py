"""Kills, full disks, folders that cannot be written to: what is on disk afterwards, the exit status, and the words.

docs/出错时.md tells the same as a table.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from tests.test_claims import folder, kaohe

FORMS: dict[str, int | str] = {"甲镇": 1, "乙镇": 2, "丙镇": 3}


def inputs(root: Path) -> dict[str, bytes]:
    kept = [root / "方案.xlsx", *(root / "收表").iterdir()]
    return {path.name: path.read_bytes() for path in kept}


def result_of(root: Path) -> Path:
    return next((root / "结果").glob("*-评分结果.xlsx"))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("after", [0.3, 0.7, 0.9, 1.1, 1.4])
def test_a_killed_run_leaves_the_old_result_or_the_new_one(tmp_path: Path, after: float) -> None:
    root = folder(tmp_path / "考核", FORMS)
    assert kaohe("run", root)[0] == 0
    before = inputs(root)
    process = subprocess.Popen(
        [sys.executable, "-m", "kaohe_xl.cli", "run", str(root)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert openpyxl.load_workbook(result_of(root))["排名"]["A1"].value  # whole, whichever it is
    assert inputs(root) == before
    code, said = kaohe("run", root)  # the dead run's lock holds nobody up, and what it left half written is gone
    assert code in (0, 1), said
    assert "R701" not in said
    assert list((root / "结果").rglob(".kaohe-*")) == []


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


@pytest.mark.parametrize("problem", [28, 30, 13, 5, 122])
@pytest.mark.parametrize("command", ["run", "issue"])
def test_what_the_system_says_of_a_disk_is_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: int, command: str
) -> None:
    """Full, read-only, no permission, broken, over quota: told, exit 2, and what was there stays whole."""
    root = folder(tmp_path / "考核", FORMS)
    assert kaohe(command, root)[0] == 0
    written = {path: path.read_bytes() for path in root.rglob("*.xlsx")}
    import kaohe_xl.writing.write as writing

    def fails(*_: object) -> None:
        raise OSError(problem, os.strerror(problem))

    monkeypatch.setattr(writing, "_write", fails)
    code, said = kaohe(command, root)
    assert code == 2
    assert "写不进去" in said
    assert os.strerror(problem) not in said
    assert {path: path.read_bytes() for path in root.rglob("*.xlsx")} == written
    assert list(root.rglob(".kaohe-*")) == []
