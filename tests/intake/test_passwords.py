"""Passwords come from options, the environment and a list by unit; the unit's own is tried first; none is shown."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kaohe_xl.api import Options
from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.password_list import read_password_list
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions, ReturnsReader
from kaohe_xl.pipeline import Job
from tests.support import making


def test_the_password_of_the_unit_in_the_name_comes_first() -> None:
    passwords = Passwords.gathered(("甲",), {"KAOHE_PASSWORD": "乙\n丙\n"}, {"东城街道": "东", "西城街道": "西"})
    assert passwords.in_order("收/东城街道一季度.xlsx") == ["东", "甲", "乙", "丙", "西"]
    assert passwords.in_order("无名.xlsx") == ["甲", "乙", "丙", "东", "西"]


def test_a_password_is_not_in_what_is_printed() -> None:
    passwords = Passwords(("secret-1",), {"东城街道": "secret-2"})
    assert "secret" not in repr(passwords)
    assert "secret" not in repr(ReadOptions(passwords=passwords))


def test_a_list_is_a_table_in_any_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["2022年各单位文件密码"],
        [],
        ["序号", "单位", "密码"],
        [1, "东城街道", "dc2022"],
        [2, "西城街道", 123456],
        [3, "没设", None],
    ):
        book.active.append(row)
    book.save(tmp_path / "密码.xlsx")
    (tmp_path / "密码.csv").write_text("单位名称,打开密码\n东城街道,dc2022\n", encoding="gb18030")
    assert read_password_list(tmp_path / "密码.xlsx") == ({"东城街道": "dc2022", "西城街道": "123456"}, [])
    assert read_password_list(tmp_path / "密码.csv") == ({"东城街道": "dc2022"}, [])


@pytest.mark.parametrize(("name", "data", "code"), [("a.csv", b"x,y\n1,2\n", "D306"), ("a.xlsx", b"", "D101")])
def test_a_list_that_is_none_says_so(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    passwords, findings = read_password_list(tmp_path / name)
    assert passwords == {}
    assert [found.code for found in findings] == [code]


def test_a_list_beside_the_scheme_is_used_by_the_command(tmp_path: Path) -> None:
    job = Job(tmp_path, tmp_path / "方案.xlsx", single=False)
    assert Options().for_reading(job)[0].passwords.by_unit == {}
    (tmp_path / "密码表.csv").write_text("单位名称,密码\n东城街道,dc2022\n", encoding="utf-8")
    assert Options().for_reading(job)[0].passwords.by_unit == {"东城街道": "dc2022"}


def test_a_file_opens_with_its_units_password_and_the_cells_are_its_own(tmp_path: Path) -> None:
    (tmp_path / "东城街道.xlsx").write_bytes(making.encrypted(making.fill_form(), "dc2022"))
    with ReturnsReader(ReadOptions(passwords=Passwords((), {"东城街道": "dc2022", "西城街道": "xx"}))) as reader:
        (opened,) = reader.read(discover(tmp_path))
    assert opened.book is not None
    assert opened.book.grids[0].cell(6, 3).value == 3
    assert opened.reading == "快速，已解密"
