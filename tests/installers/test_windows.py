"""The Windows zip: what goes in is locked by hash, the icon is one, the zip is the same bytes each time."""

from __future__ import annotations

import shutil
import struct
import zipfile
from pathlib import Path

import pytest

from installers import wheels
from installers.launch import icon
from installers.runtime import require_signature
from installers.steps import BuildError, require_hash
from installers.windows import write_zip
from kaohe_xl.cli.dropped import assessment_of, take_in
from tests.support.missing import missing


@pytest.mark.parametrize("platform", wheels.PLATFORMS)
def test_every_library_of_the_program_is_locked_with_a_hash(platform: str) -> None:
    assert wheels.unlocked(platform) == []
    text = wheels.lock_file(platform).read_text("utf-8")
    assert text.count("==") <= text.count("--hash=sha256:")


def test_markers_are_evaluated_for_windows() -> None:
    windows, linux = (wheels.lock_file(each).read_text("utf-8") for each in ("windows-amd64", "linux-amd64"))
    assert "colorama==" in windows
    assert "jeepney==" in linux
    assert "jeepney==" not in windows


def test_another_file_than_the_checked_one_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "data.zip").write_bytes(b"another")
    with pytest.raises(BuildError, match="not the file that was checked"):
        require_hash(tmp_path / "data.zip", "0" * 64)


def test_an_unsigned_program_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "python.exe").write_bytes(b"MZ" + bytes(1000))
    with pytest.raises(BuildError):
        require_signature(tmp_path / "python.exe")


def test_the_zip_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    folder = tmp_path / "考核-1"
    (folder / "python").mkdir(parents=True)
    (folder / "考核.exe").write_bytes(b"MZ")
    (folder / "python" / "a.py").write_text("1", "utf-8")
    write_zip(folder, tmp_path / "1.zip")
    (folder / "python" / "a.py").touch()
    write_zip(folder, tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["考核-1/python/a.py", "考核-1/考核.exe"]


def test_the_icon_has_four_sizes(tmp_path: Path) -> None:
    if shutil.which("rsvg-convert") is None:
        missing("no rsvg-convert on the path: the icon of the Windows program is not made")
    made = icon(tmp_path)
    assert struct.unpack("<HHH", made[:6]) == (0, 1, 4)
    assert made.count(b"\x89PNG") == 4


def test_what_is_dropped_onto_the_icon(tmp_path: Path) -> None:
    home = tmp_path / "2022 镇街考核"
    (home / "收表" / "甲").mkdir(parents=True)
    (home / "方案.xlsx").write_bytes(b"")
    assert assessment_of(home) == assessment_of(home / "方案.xlsx") == assessment_of(home / "收表" / "甲") == home
    assert assessment_of(tmp_path) is None
    (tmp_path / "甲.xlsx").write_bytes(b"1")
    first, second = (take_in([tmp_path / "甲.xlsx"], home / "收表")[0] for _ in range(2))
    assert (first.name, second.name) == ("甲.xlsx", "甲(2).xlsx")
    assert first.read_bytes() == b"1"
