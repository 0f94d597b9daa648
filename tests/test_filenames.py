"""No unit ever gets a file of another: file names of units are legal, their own, and never the start of one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaohe_xl.base.filenames import belongs_to, is_temporary, owner_part, safe_name, unit_file

ANY = st.text(min_size=1, max_size=60)


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert safe_name("城关镇") == "城关镇"
    assert unit_file("城关镇", "上半年", suffix=".xlsx") == "城关镇_上半年.xlsx"


@pytest.mark.parametrize(
    "name", ["a/b", "..", "CON", "nul.txt", "a_b", "名\n字", "名\u202e字", " 空格 ", "点.", "长" * 200, "~$x"]
)
def test_an_unsafe_name_becomes_a_legal_one(name: str, tmp_path: Path) -> None:
    safe = safe_name(name)
    (tmp_path / f"{safe}_2022年度.xlsx").write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == [f"{safe}_2022年度.xlsx"]
    assert not set(safe) & set('<>:"/\\|?*_\r\n')
    assert not is_temporary(safe + ".xlsx")


@pytest.mark.parametrize("name", ["CON", "lpt9.甲", "COM¹", "aux.tar.gz", "con .x"])
def test_no_name_is_a_device_of_windows(name: str) -> None:
    assert "~" in unit_file(name, suffix=".xlsx").split(".")[0]


@given(ANY, ANY, st.lists(ANY, max_size=2))
@example("城关镇", "城关镇_东街", ["上半年"])
@example("a/b", "a-b", [])
@example("é", "e\u0301", [])
def test_a_file_belongs_to_one_unit_only(one: str, other: str, parts: list[str]) -> None:
    name = unit_file(one, *parts, suffix=".xlsx")
    assert belongs_to(name, one)
    assert len(name.encode()) < 255 or len(parts) > 1
    if one != other:
        assert safe_name(one) != safe_name(other)
        assert not belongs_to(name, other)


def test_the_owner_is_read_up_to_the_first_separator() -> None:
    assert owner_part("城关镇_东街_2022.xlsx") == "城关镇"
    assert owner_part("3.5工程办.docx") == "3.5工程办"
    assert not belongs_to("../城关镇.xlsx", "城关镇")


@pytest.mark.parametrize(
    "name",
    [
        "~$城关镇.xlsx",
        ".~城关镇.xlsx",
        ".~lock.城关镇.xlsx#",
        "x.xlsx.TMP",
        "x.crdownload",
        "Thumbs.db",
        ".kaohe-1.tmp",
    ],
)
def test_files_on_their_way_are_told_apart(name: str) -> None:
    assert is_temporary(name)
    assert not is_temporary("城关镇.xlsx")
