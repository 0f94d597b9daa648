"""A file appears whole or not at all, and nothing half written is left lying about."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from kaohe_xl.archive import package
from kaohe_xl.archive.package import Manifest
from kaohe_xl.base.files import dated, put_in_place, replacing
from kaohe_xl.pipeline import Job, Report, write_log

MANIFEST = Manifest("考核", 1, "何敏", "2026-01-16 09:30:00", "", "0.1.0", "0" * 16, closed=True)


def test_what_was_there_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "通报.docx"
    put_in_place(path, b"old")
    with pytest.raises(RuntimeError):
        _break_off(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("通报.docx", b"old")]
    put_in_place(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o644


def _break_off(path: Path) -> None:
    with replacing(path) as draft:
        draft.write_bytes(b"half")
        assert path.read_bytes() == b"old"
        raise RuntimeError


def test_a_package_for_which_the_disk_is_too_small_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(package.zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space"):
        package.write_package(tmp_path / "定稿" / "第1版.zip", MANIFEST, {"方案.xlsx": b"x"}, {})
    assert list((tmp_path / "定稿").iterdir()) == []


def test_names_by_the_last_change_never_meet(tmp_path: Path) -> None:
    path = tmp_path / "排名.xlsx"
    path.write_bytes(b"x")
    os.utime(path, (moment := datetime(2026, 1, 16, 9, 30).timestamp(), moment))
    for wanted in ("排名_20260116-093000.xlsx", "排名_20260116-093000(2).xlsx", "排名_20260116-093000(3).xlsx"):
        found = dated(path, tmp_path)
        assert found.name == wanted
        found.touch()


def test_the_log_of_a_run_has_its_start_and_end(tmp_path: Path) -> None:
    job = Job(tmp_path, tmp_path / "方案.xlsx", single=False)
    assert write_log(Report(job, None, []), datetime(2026, 1, 16, 9, 30)) == []
    first, last = (job.results / "运行记录.log").read_text("utf-8").splitlines()
    assert first == f"2026-01-16 09:30:00 开始 {job.scheme}"
    assert last.endswith("结束 没有评分")


def test_a_log_that_cannot_be_written_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "结果").write_bytes(b"in the way")
    job = Job(tmp_path, tmp_path / "方案.xlsx", single=False)
    assert [each.code for each in write_log(Report(job, None, []), datetime(2026, 1, 16))] == ["R706"]
