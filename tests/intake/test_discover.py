"""Everything in the folder is in the list, with a reason where it is not read."""

from __future__ import annotations

import os
import socket
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kaohe_xl.intake.discover import SourceFile, discover
from kaohe_xl.reading.limits import Limits
from tests.support.making import fill_form, zip_of

FORM = fill_form()
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names and files as POSIX has them")


def found(folder: Path, limits: Limits | None = None) -> dict[str, str]:
    """Name → "read", or the code of the finding that keeps it out."""
    return {s.name: s.refusal.code if s.refusal else "read" for s in discover(folder, limits)}


def test_sub_folders_and_bundles_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "东城" / "一季度").mkdir(parents=True)
    (tmp_path / "东城" / "一季度" / "表.xlsx").write_bytes(FORM)
    (tmp_path / "b.zip").write_bytes(zip_of({"里/丙.xlsx": FORM, "里/": b"", "乙.csv": b"a,b"}))
    (tmp_path / "a.xls").write_bytes(FORM)
    assert list(found(tmp_path)) == ["a.xls", "b.zip/乙.csv", "b.zip/里/丙.xlsx", "东城/一季度/表.xlsx"]
    assert set(found(tmp_path).values()) == {"read"}


@pytest.mark.parametrize(
    "name",
    ["~$表.xlsx", ".~表.xlsx", ".~lock.表.xlsx#", "表.tmp", "表.xlsx.crdownload", "表.xlsx.part", "Thumbs.db",
     ".DS_Store", "desktop.ini", "._表.xlsx", ".隐藏.xlsx"],
)  # fmt: skip
def test_temporary_files_are_ignored_with_a_reason(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    (source,) = discover(tmp_path)
    assert source.ignored
    assert source.refusal is not None
    assert source.refusal.code == "D201"
    assert source.refusal.text


def test_a_bundle_is_one_by_content_and_a_workbook_named_zip_is_none(tmp_path: Path) -> None:
    (tmp_path / "表.zip").write_bytes(FORM)
    (tmp_path / "包.xlsx").write_bytes(zip_of({"甲.xlsx": FORM}))
    assert found(tmp_path) == {"表.zip": "read", "包.xlsx/甲.xlsx": "read"}


def test_members_with_names_in_gbk_utf8_or_info_zips_field(tmp_path: Path) -> None:
    gbk = "填报表.xlsx".encode("gb18030")
    utf8 = "镇.xlsx".encode()
    data = zip_of({"x" * len(gbk): b"1", "y" * len(utf8): b"2"}, raw_names={"x" * len(gbk): gbk, "y" * len(utf8): utf8})
    (tmp_path / "a.zip").write_bytes(data)
    assert set(found(tmp_path)) == {"a.zip/填报表.xlsx", "a.zip/镇.xlsx"}


@pytest.mark.parametrize("name", ["../逃.xlsx", "a/../../逃.xlsx", "/etc/逃.xlsx", "C:\\逃.xlsx", "..\\逃.xlsx"])
def test_a_member_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of({name: FORM}))
    assert list(found(tmp_path).values()) == ["D205"]


def test_bundles_beyond_the_limits_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    limits = Limits(bundle_files=3, bundle_unpacked=10_000)
    (tmp_path / "多.zip").write_bytes(zip_of({f"{n}.csv": b"a,b" for n in range(4)}))
    (tmp_path / "大.zip").write_bytes(zip_of({"a.csv": bytes(20_000)}))
    (tmp_path / "断.zip").write_bytes(zip_of({"a.csv": b"a,b"})[:-5])
    assert found(tmp_path, limits) == {"多.zip": "D208", "大.zip": "D208", "断.zip": "D209"}


def test_an_encrypted_bundle_says_so(tmp_path: Path) -> None:
    from kaohe_xl.intake.reader import ReturnsReader

    data = bytearray(zip_of({"a.xlsx": FORM}))
    data[6] |= 1  # the flag in the local header
    data[data.rfind(b"PK\x01\x02") + 8] |= 1  # and in the directory
    (tmp_path / "a.zip").write_bytes(bytes(data))
    with ReturnsReader() as reader:
        (opened,) = reader.read(discover(tmp_path))
    assert opened.refusal is not None
    assert opened.refusal.code == "D207"


def test_a_folder_that_was_a_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as bundle:
        bundle.writestr("a", b"")
    (tmp_path / "x.zip").unlink()
    (tmp_path / "解开.xlsx" / "xl").mkdir(parents=True)
    (tmp_path / "解开.xlsx" / "[Content_Types].xml").write_bytes(b"<x/>")
    (tmp_path / "空.xlsx").mkdir()
    (tmp_path / "装着.xlsx").mkdir()
    (tmp_path / "装着.xlsx" / "真.xlsx").write_bytes(FORM)
    (tmp_path / "空文件夹").mkdir()
    assert found(tmp_path) == {"解开.xlsx": "D204", "空.xlsx": "D203", "装着.xlsx/真.xlsx": "read"}


@POSIX
def test_links_may_not_lead_outside(tmp_path: Path) -> None:
    folder, outside = tmp_path / "收表", tmp_path / "外"
    folder.mkdir()
    outside.mkdir()
    (outside / "密.xlsx").write_bytes(FORM)
    (folder / "真.xlsx").write_bytes(FORM)
    (folder / "内链.xlsx").symlink_to(folder / "真.xlsx")
    (folder / "外链.xlsx").symlink_to(outside / "密.xlsx")
    (folder / "外链夹").symlink_to(outside)
    (folder / "断链.xlsx").symlink_to(folder / "没有")
    (folder / "圈.xlsx").symlink_to(folder / "圈.xlsx")
    (folder / "内夹").symlink_to(folder)
    assert found(folder) == {
        "真.xlsx": "read",
        "内链.xlsx": "read",
        "外链.xlsx": "D202",
        "外链夹": "D202",
        "断链.xlsx": "D202",
        "圈.xlsx": "D202",
        "内夹": "D203",
    }


@POSIX
def test_pipes_and_sockets_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.xlsx"))
        assert found(tmp_path) == {"管道.xlsx": "D203", "s.xlsx": "D203"}


@POSIX
def test_a_name_in_gbk_on_the_disk_and_one_with_a_line_break_can_be_printed(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    Path(os.fsdecode(folder + b"/" + "东城.xlsx".encode("gb18030"))).write_bytes(FORM)
    (tmp_path / "换\n行.xlsx").write_bytes(FORM)
    names = set(found(tmp_path))
    assert names == {"东城.xlsx", "换\ufffd行.xlsx"}
    for name in names:
        name.encode()


@contextmanager
def anybody() -> Iterator[None]:
    """Root, as whom CI runs, may read everything: for the while of this block somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)  # nobody
    try:
        yield
    finally:
        os.seteuid(0)


@POSIX
def test_a_file_without_permission_is_refused() -> None:
    with TemporaryDirectory() as name:  # tmp_path lies in a folder that is its owner's alone
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "a.zip").write_bytes(zip_of({"a.csv": b"a,b"}))
        (folder / "a.zip").chmod(0)
        with anybody():
            assert found(folder) == {"a.zip": "D112"}


def test_a_file_that_disappears_is_refused_when_it_is_read(tmp_path: Path) -> None:
    from kaohe_xl.intake.reader import ReturnsReader

    (tmp_path / "a.xlsx").write_bytes(FORM)
    sources: list[SourceFile] = discover(tmp_path)
    (tmp_path / "a.xlsx").unlink()
    with ReturnsReader() as reader:
        (opened,) = reader.read(sources)
    assert opened.refusal is not None
    assert opened.refusal.code == "D112"


def test_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert discover(tmp_path / "没有") == []
