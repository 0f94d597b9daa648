"""Cells put into a workbook: they are there, and every other part is byte for byte what it was."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.base import resources
from kaohe_xl.writing.amend import NotAmendableError, amend

SCHEME = next(resources.samples().glob("S4-*")) / "方案.xlsx"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_only_the_sheet_changes(tmp_path: Path) -> None:
    path = tmp_path / "方案.xlsx"
    shutil.copyfile(SCHEME, path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/wps/own.bin", b"only WPS knows this")
    before = parts(path)
    amend(path, "评分细则", {(400, 2): "一段话 <&>", (3, 1): "1.10"}, as_text=[1])
    after = parts(path)
    assert [name for name in before if before[name] != after[name]] == [
        name for name in before if before[name] != after[name] and "worksheets" in name
    ]
    assert sum(before[name] != after[name] for name in before) == 1
    sheet = openpyxl.load_workbook(path)["评分细则"]
    assert sheet["B400"].value == "一段话 <&>"
    assert sheet["A3"].value == "1.10"


def test_a_sheet_that_is_not_there_is_added(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    shutil.copyfile(SCHEME, path)
    names = openpyxl.load_workbook(path).sheetnames
    amend(path, "新的表", {(1, 1): "甲", (2, 3): "12.50"})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [*names, "新的表"]
    assert book["新的表"]["C2"].value == 12.5


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(60, 90), st.integers(1, 40)),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], str]) -> None:
    path = tmp_path_factory.mktemp("amend") / "a.xlsx"
    shutil.copyfile(SCHEME, path)
    amend(path, "考核设置", cells, as_text=range(1, 41))
    sheet = openpyxl.load_workbook(path)["考核设置"]
    assert {place: sheet.cell(*place).value for place in cells} == cells


def test_what_is_no_package_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0 an old .xls")
    with pytest.raises(NotAmendableError):
        amend(path, "x", {(1, 1): "y"})
    assert path.read_bytes().startswith(b"\xd0\xcf")
