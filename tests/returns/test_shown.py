"""Number formats that show something else than is stored: what the person saw is what counts."""

from __future__ import annotations

import csv
import io
import random
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlwt

from kaohe_xl.base.grid import Cell
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.values import read_value
from kaohe_xl.scheme.model import DataItem
from tests.support.libreoffice import Office, require_office

RATE = DataItem("完成率", type=ValueType.PERCENT)
MONEY = DataItem("投入经费", measure="万元", type=ValueType.NUMBER)
YUAN = DataItem("到位资金", measure="元", type=ValueType.NUMBER)
CASES = DataItem("投诉件数", measure="例", type=ValueType.INTEGER)

# stored, format, item, value (None: refused), code of the finding ("" : nothing to tell)
TABLE = [
    ("87", '0"%"', RATE, "0.87", "F143"),
    ("87", r"0\%", RATE, "0.87", "F143"),
    ("87", '0"％"', RATE, "0.87", "F143"),
    ("87", "0!%", RATE, "0.87", "F143"),
    ("0.87", "0%", RATE, "0.87", ""),
    ("5", '0"‰"', RATE, "0.005", "F143"),
    ("2.6", '0.0"亿元"', MONEY, "26000", "F143"),
    ("2.64", '0.0"亿元"', MONEY, "26400", "F143"),
    ("26000", '0"万元"', MONEY, "26000", ""),
    ("26000", '0"元"', MONEY, "2.6", "F143"),
    ("15000", '0!.0,"万元"', MONEY, "1.5", "F143"),
    ("15000", "0!.0,", MONEY, None, "F142"),
    ("1234567", "#,##0,", YUAN, None, "F142"),
    ("1234567", '#,##0,"千元"', YUAN, "1234567", ""),
    ("12345678", '0.00,,"百万元"', YUAN, "12345678", ""),
    ("3", '0"例"', CASES, "3", ""),
    ("3", '0"公里"', CASES, None, "F106"),
    ("3", ";;;", CASES, None, "F142"),
    ("3", '"无";"无"', CASES, None, "F142"),
    ("0", '0;-0;"无"', CASES, "0", ""),
    ("0", '_-* #,##0_-;-* #,##0_-;_-* "-"_-', CASES, "0", ""),
    ("3", '"第"0"号"', CASES, None, "F106"),
    ("3", '"编号 NO."0', YUAN, "3", "F144"),
    ("2.6", "0", MONEY, "2.6", "F145"),
    ("0.9456", "0.0%", RATE, "0.9456", "F145"),
    ("1234.5", "#,##0.00_ ", YUAN, "1234.5", ""),
    ("1234.5", "[$¥-804]#,##0.00", YUAN, "1234.5", ""),
    ("-5", "0;(0)", YUAN, "-5", ""),
    ("12", 'General"例"', CASES, "12", ""),
]


@pytest.mark.parametrize(("stored", "code", "item", "value", "told"), TABLE)
def test_what_is_shown_counts(stored: str, code: str, item: DataItem, value: str | None, told: str) -> None:
    number = float(stored)
    reading = read_value(Cell(int(number) if number.is_integer() else number, Place("a", "b", "C1"), code), item)
    assert reading.value == (None if value is None else Fraction(value))
    assert (reading.state is State.INVALID) == (value is None)
    assert [found.code for found in reading.findings] == ([told] if told else [])
    for found in reading.findings:
        assert stored.lstrip("-") in found.text.replace(",", "") or told in ("F106", "F145")


@pytest.fixture(scope="module")
def office() -> Office:
    return require_office()


def _sheet(path: Path, rows: list[tuple[float, str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, (value, code) in enumerate(rows, 1):
        sheet.cell(number, 1, value).number_format = code
    book.save(path)
    return path


def _old(path: Path, rows: list[tuple[float, str]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for number, (value, code) in enumerate(rows):
        sheet.write(number, 0, value, xlwt.easyxf(num_format_str=code))
    book.save(str(path))
    return path


ROWS = [(87.0, '0"%"'), (2.6, '0.0"亿元"'), (3.0, ";;;"), (0.95, "0.0%")]
ITEMS = [RATE, MONEY, CASES, RATE]
VALUES = [Fraction(87, 100), Fraction(26000), None, Fraction(95, 100)]


def _values(path: Path) -> list[object]:
    grid = read_book(path).grids[0]
    return [read_value(row[0], item).value for row, item in zip(grid.rows, ITEMS, strict=True)]


def test_in_every_format_that_holds_number_formats(tmp_path: Path) -> None:
    assert _values(_sheet(tmp_path / "a.xlsx", ROWS)) == VALUES
    assert _values(_old(tmp_path / "a.xls", ROWS)) == VALUES
    xml = "".join(
        f'<Row><Cell ss:StyleID="s{n}"><Data ss:Type="Number">{value}</Data></Cell></Row>'
        for n, (value, _) in enumerate(ROWS)
    )
    styles = "".join(
        f'<Style ss:ID="s{n}"><NumberFormat ss:Format="{code.replace(chr(34), "&quot;")}"/></Style>'
        for n, (_, code) in enumerate(ROWS)
    )
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    head += 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    (tmp_path / "b.xls").write_text(
        f'{head}<Styles>{styles}</Styles><Worksheet ss:Name="表"><Table>{xml}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    assert _values(tmp_path / "b.xls") == VALUES


@pytest.mark.libreoffice
def test_an_ods_says_itself_what_it_shows(tmp_path: Path, office: Office) -> None:
    path = office.recalculate(_sheet(tmp_path / "a.xlsx", ROWS[:2] + ROWS[3:]), "ods")
    grid = read_book(path).grids[0]
    items = [RATE, MONEY, RATE]
    assert [read_value(row[0], item).value for row, item in zip(grid.rows, items, strict=True)] == [
        Fraction(87, 100),
        Fraction(26000),
        Fraction(95, 100),
    ]


@pytest.mark.libreoffice
def test_what_is_read_is_what_libreoffice_shows_or_is_told(tmp_path: Path, office: Office) -> None:
    """Random formats and values; an item without a unit of measure takes a bare number as it is shown."""
    rng = random.Random("shown")
    digits = ["0", "0.0", "0.00", "#,##0", "#,##0.0", "#.##", "0.###", "000"]
    more = ["", "%", '"%"', ",", ",,", '"例"', '"元"', "_ ", '"万"', '" 约"', '"‰"']
    rows = [
        (round(rng.choice([1, 100, 10**6]) * rng.random(), rng.choice([0, 1, 2, 4])), code)
        for _ in range(250)
        for code in [rng.choice(digits) + rng.choice(more)]
    ]
    path = _sheet(tmp_path / "随机.xlsx", rows)
    shown = [row[0] for row in csv.reader(io.StringIO(office.recalculate(path, "csv").read_text("utf-8")))]
    plain = DataItem("数", type=ValueType.NUMBER)
    grid = read_book(path).grids[0]
    told = 0
    for (value, code), text, row in zip(rows, shown, grid.rows, strict=True):
        reading = read_value(row[0], plain)
        seen = read_value(Cell(text, Place("a", "b", "A1")), plain)
        if reading.findings:
            told += 1
        elif value:  # nothing is nothing, with or without a percent sign
            assert reading.value == seen.value, (value, code, text)
    assert 0 < told < len(rows)
