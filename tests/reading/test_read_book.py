"""A scheme workbook is read with everything its cells' meaning may depend on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import xlsxwriter

from kaohe_xl.base.grid import Book
from kaohe_xl.reading.read import read_book
from tests.support.making import edit_part


def written(tmp_path: Path) -> Book:
    path = tmp_path / "方案.xlsx"
    book = xlsxwriter.Workbook(path)
    percent = book.add_format({"num_format": "0.00%"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("考核设置")
    sheet.merge_range("A1:C1", "标题")
    sheet.write("A3", "完成率")
    sheet.write_number("B3", 0.95, percent)
    sheet.write_datetime("B4", datetime(2022, 10, 31), day)
    sheet.write_formula("B5", "=1/0", value="#DIV/0!")
    sheet.write_formula("B6", '=IF(1,"","x")', value="空文本")
    sheet.write_formula("B7", "=1+1", value=2)
    sheet.write_string("B8", "=cmd|'/c calc'!A1")
    sheet.write_blank("Z900", None, percent)
    hidden = book.add_worksheet("指纹")
    hidden.write("A1", "x")
    hidden.hide()
    book.close()
    # as Excel and LibreOffice write a formula whose result is an empty text; xlsxwriter cannot
    edit_part(path, "xl/worksheets/sheet1.xml", "<v>空文本</v>", "<v></v>")
    return read_book(path, name="方案")


def test_values_formats_merges_and_hidden_sheets_come_with_their_places(tmp_path: Path) -> None:
    book = written(tmp_path)
    grid = book.grids[0]
    assert [g.name for g in book.grids] == ["考核设置", "指纹"]
    assert [g.hidden for g in book.grids] == [False, True]
    assert grid.cell(3, 2).text == "95%"
    assert str(grid.cell(3, 2).place) == "方案!考核设置!B3"
    assert grid.cell(4, 2).value == datetime(2022, 10, 31)
    assert grid.merged_from(1, 3).value == "标题"


def test_an_error_cell_is_a_problem_not_an_empty_cell(tmp_path: Path) -> None:
    grid = written(tmp_path).grids[0]
    assert grid.cell(5, 2).problem == "#DIV/0!"
    assert not grid.cell(5, 2).blank


def test_a_formula_gives_its_cached_value_and_an_injected_one_stays_text(tmp_path: Path) -> None:
    grid = written(tmp_path).grids[0]
    assert grid.cell(7, 2).value == 2
    assert grid.cell(8, 2).value == "=cmd|'/c calc'!A1"


def test_a_formula_whose_result_is_an_empty_text_is_blank(tmp_path: Path) -> None:
    assert written(tmp_path).grids[0].cell(6, 2).blank


def test_a_formula_that_was_never_calculated_is_a_problem(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.save(tmp_path / "x.xlsx")
    assert read_book(tmp_path / "x.xlsx").grids[0].cell(1, 1).problem == "公式没有计算结果"


def test_formatted_blanks_far_below_are_not_rows(tmp_path: Path) -> None:
    assert len(written(tmp_path).grids[0].rows) == 8
