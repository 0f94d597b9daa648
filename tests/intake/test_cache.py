"""What was read once is not read again, and nothing that lies in the cache is believed but what was put there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kaohe_xl.intake import cache as cache_module
from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import OpenedFile, ReadOptions, ReturnsReader
from kaohe_xl.reading.limits import Limits
from tests.support import making

FORM = making.fill_form()


class Desk:
    """A folder of returned files and a cache beside it."""

    def __init__(self, root: Path) -> None:
        self.folder, self.cache = root / "收表", root / "缓存"
        self.folder.mkdir()
        self.passwords = Passwords()

    def put(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def read(self, *, exactly: bool = False) -> tuple[list[OpenedFile], int]:
        """The answers, and how many reading processes were started for them."""
        with ReturnsReader(ReadOptions(Limits(), 1, self.passwords, self.cache)) as reader:
            answers = list(reader.read(discover(self.folder), exactly=exactly))
            self.trouble = [finding.code for finding in reader.trouble]
            return answers, len(reader._pool._idle)

    def entries(self) -> list[Path]:
        return sorted(self.cache.iterdir()) if self.cache.is_dir() else []


@pytest.fixture
def page_state(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def value(opened: OpenedFile) -> object:
    assert opened.book is not None
    return opened.book.grids[0].cell(6, 3).value


def test_a_second_run_starts_no_process_and_says_the_same(page_state: Desk) -> None:
    page_state.put("a.xlsx", FORM)
    page_state.put("b.zip", making.zip_of({"甲.xlsx": FORM, "乙.csv": making.CSV.encode()}))
    first, started = page_state.read()
    assert started == 1
    second, started = page_state.read()
    assert started == 0
    for before, after in zip(first, second, strict=True):
        assert (before.facts, before.reading, before.notes, before.name) == (
            after.facts,
            after.reading,
            after.notes,
            after.name,
        )
        assert before.book is not None
        assert after.book is not None
        for one, other in zip(before.book.grids, after.book.grids, strict=True):
            assert list(one.rows) == list(other.rows)


def test_a_changed_file_is_read_again(page_state: Desk) -> None:
    page_state.put("a.xlsx", FORM)
    page_state.read()
    page_state.put("a.xlsx", making.replaced(FORM, making.SHEET1, "<v>3</v>", "<v>7</v>"))
    (opened,), started = page_state.read()
    assert started == 1
    assert value(opened) == 7


def test_a_change_that_keeps_size_and_time_is_seen(page_state: Desk) -> None:
    page_state.put("a.csv", b"a,b\n1,2\n")
    stamp = (page_state.folder / "a.csv").stat()
    page_state.read()
    page_state.put("a.csv", b"a,b\n1,9\n")
    os.utime(page_state.folder / "a.csv", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    (opened,), _ = page_state.read()
    assert opened.book is not None
    assert opened.book.grids[0].cell(2, 2).value == "9"


def test_the_exact_path_has_its_own_entries(page_state: Desk) -> None:
    page_state.put("a.xlsx", FORM)
    (fast,), _ = page_state.read()
    (exact,), started = page_state.read(exactly=True)
    assert started == 1
    assert (fast.reading, exact.reading) == ("快速", "精确")
    assert page_state.read(exactly=True)[1] == 0


@pytest.mark.parametrize("damage", ["cut", "flip", "foreign", "empty", "version", "moved"])
def test_an_entry_that_is_not_what_was_kept_is_as_good_as_none(
    page_state: Desk, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_state.put("a.xlsx", FORM)
    page_state.put("b.csv", making.CSV.encode())
    page_state.read()
    form, csv = sorted(page_state.entries(), key=lambda entry: -entry.stat().st_size)
    data = form.read_bytes()
    if damage == "cut":
        form.write_bytes(data[:-10])
    elif damage == "flip":
        assert b"\xe4\xb8\x8a\xe8\xae\xbf" in data  # 上访
        form.write_bytes(data.replace(b"\xe4\xb8\x8a\xe8\xae\xbf", b"\xe4\xb8\x8b\xe8\xae\xbf"))
    elif damage == "foreign":
        form.write_bytes(b"\x80\x04cos\nsystem\n(S'touch pwned'\ntR.")
    elif damage == "empty":
        form.write_bytes(b"")
    elif damage == "version":
        monkeypatch.setattr(cache_module, "READER_VERSION", 999)
    else:
        form.write_bytes(csv.read_bytes())  # right in itself, but of another file
    (opened, _), started = page_state.read()
    assert started == 1
    assert value(opened) == 3


def test_refusals_and_secrets_are_not_kept(page_state: Desk) -> None:
    page_state.put("坏.xlsx", FORM[:300])
    page_state.put("密.xlsx", making.encrypted(FORM, "x"))
    page_state.passwords = Passwords(("x",))
    (_, secret), _ = page_state.read()
    assert value(secret) == 3
    assert page_state.entries() == []


def test_a_cache_that_cannot_be_written_is_told_once_and_changes_nothing(page_state: Desk) -> None:
    page_state.cache.write_bytes(b"a file where the folder should be")
    page_state.put("a.xlsx", FORM)
    page_state.put("b.xlsx", FORM)
    answers, _ = page_state.read()
    assert [value(opened) for opened in answers] == [3, 3]
    assert page_state.trouble == ["D305"]


def test_the_folder_can_be_deleted_at_any_time(page_state: Desk) -> None:
    page_state.put("a.xlsx", FORM)
    page_state.read()
    for entry in page_state.entries():
        entry.unlink()
    page_state.cache.rmdir()
    (opened,), started = page_state.read()
    assert started == 1
    assert value(opened) == 3


def test_old_entries_make_room(page_state: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_MOST_ENTRIES", 2)
    for number in range(4):
        page_state.put("a.csv", f"a,b\n1,{number}\n".encode())
        page_state.read()
        for entry in page_state.entries():
            os.utime(entry, (time.time() - 100 + number,) * 2)
    assert len(page_state.entries()) == 2
    assert page_state.read()[1] == 0
