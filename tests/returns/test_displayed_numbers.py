"""Number formats that show something else than is stored: what the person saw is what counts."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlwt

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.number_format import GENERAL
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.reading.opening import OpeningTerms, open_content
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme.model import DataItem
from tests.support.libreoffice import AS_SHOWN, Office, require_office

RATE = DataItem("完成率", type=ValueType.PERCENT)
MONEY = DataItem("投入经费", measure="万元", type=ValueType.NUMBER)
YUAN = DataItem("到位资金", measure="元", type=ValueType.NUMBER)
PIECES = DataItem("平均件数", measure="例", type=ValueType.NUMBER)
ADOPTED = DataItem("是否采纳", type=ValueType.YES_NO)
DAY = DataItem("完成日期", type=ValueType.DATE)
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
    ("1234567", '#,##0,"千元"', YUAN, "1234567", "F145"),
    ("1235000", '#,##0,"千元"', YUAN, "1235000", ""),
    ("12340000", '0.00,,"百万元"', YUAN, "12340000", ""),
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
    ("2.6", 'G/通用格式"亿元"', MONEY, "26000", "F143"),
    ("3.6", '0"例"', PIECES, "3.6", "F145"),
    ("0.004", '0.00"万元"', MONEY, "0.004", "F145"),
    ("26", '0"0"', MONEY, None, "F142"),
    ("0.8", '#"0"', MONEY, None, "F142"),
    ("5", '"-"0', MONEY, None, "F142"),
    ("5", "(0)", MONEY, None, "F117"),
    ("-5", "0;0", MONEY, None, "F142"),
    ("-5", "0.0_ ;[Red]-0.0 ", MONEY, "-5", ""),
    ("-5", '[>=10000]0!.0,"万元";0"元"', YUAN, "-5", "F144"),
    ("15000", '[>=10000]0!.0,"万元";0"元"', YUAN, "15000", ""),
    ("2.6", "¥0.00", MONEY, "2.6", "F144"),
    ("2.6", "¥0.00", YUAN, "2.6", ""),
    ("1", '"是";;"否"', ADOPTED, "是", "F116"),
    ("1", '"否";;"是"', ADOPTED, "否", "F143"),
    ("1", ";;;", ADOPTED, None, "F142"),
    ("44742", ";;;", DAY, None, "F142"),
    ("44742", '"未开展"', DAY, None, "F142"),
]


@pytest.mark.parametrize(("stored", "code", "item", "value", "told"), TABLE)
def test_what_is_shown_counts(stored: str, code: str, item: DataItem, value: str | None, told: str) -> None:
    number = float(stored)
    reading = read_value(Cell(int(number) if number.is_integer() else number, Place("a", "b", "C1"), code), item)
    assert reading.value == (value if value is None or item is ADOPTED else Fraction(value))
    assert (reading.state is State.INVALID) == (value is None)
    assert [found.code for found in reading.findings] == ([told] if told else [])
    for found in reading.findings:
        assert stored.lstrip("-") in found.text.replace(",", "") or told in ("F106", "F116", "F145")


# a text, its format, item, value, code
TEXTS = [
    ("2.6", '@"亿元"', MONEY, "26000", "F143"),
    ("2.6", '@"万元"', MONEY, "2.6", ""),
    ("0.87", '@"%"', RATE, "0.0087", "F143"),
    ("3", ";;;", CASES, None, "F142"),
    ("3", '0;-0;0;"无"', CASES, "0", "F143"),
    ("3", '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', CASES, "3", ""),
    ("3", "@", CASES, "3", ""),
    ("3", "General", CASES, "3", ""),
    ("是", '"不"@', ADOPTED, "否", "F143"),
    ("", ";;;", CASES, None, ""),
]


@pytest.mark.parametrize(("stored", "code", "item", "value", "told"), TEXTS)
def test_a_format_for_texts_counts_too(stored: str, code: str, item: DataItem, value: str | None, told: str) -> None:
    reading = read_value(Cell(stored, Place("a", "b", "C1"), code), item)
    assert reading.value == (value if value is None or item is ADOPTED else Fraction(value))
    assert [found.code for found in reading.findings][: 1 if told else None] == ([told] if told else [])


@pytest.fixture(scope="module")
def office() -> Office:
    return require_office()


def _sheet(path: Path, rows: Sequence[tuple[float | str, str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, (value, code) in enumerate(rows, 1):
        sheet.cell(number, 1, value).number_format = code
    book.save(path)
    return path


def _old(path: Path, rows: Sequence[tuple[float | str, str]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for number, (value, code) in enumerate(rows):
        sheet.write(number, 0, value, xlwt.easyxf(num_format_str=code))
    book.save(str(path))
    return path


def _xml_2003(path: Path, rows: Sequence[tuple[float | str, str]]) -> Path:
    cells = "".join(
        f'<Row><Cell ss:StyleID="s{n}"><Data ss:Type="{kind}">{value}</Data></Cell></Row>'
        for n, (value, _) in enumerate(rows)
        for kind in ["String" if isinstance(value, str) else "Number"]
    )
    styles = "".join(
        f'<Style ss:ID="s{n}"><NumberFormat ss:Format="{code.replace(chr(34), "&quot;")}"/></Style>'
        for n, (_, code) in enumerate(rows)
    )
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    head += 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    text = f'{head}<Styles>{styles}</Styles><Worksheet ss:Name="表"><Table>{cells}</Table></Worksheet></Workbook>'
    path.write_text(text, encoding="utf-8")
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
    assert _values(_xml_2003(tmp_path / "b.xls", ROWS)) == VALUES


TEXT_ROWS = [("2.6", '@"亿元"'), ("3", ";;;"), ("5", "_ @_ "), ("6", "General")]
TEXT_VALUES = [Fraction(26000), None, Fraction(5), Fraction(6)]


@pytest.mark.parametrize("exactly", [False, True])
def test_formats_of_texts_are_known(tmp_path: Path, exactly: bool) -> None:
    def values(path: Path) -> list[object]:
        content = open_content(path.read_bytes(), path.name, OpeningTerms(exactly=exactly))
        assert path.suffix != ".xlsx" or content.reading.startswith("精确" if exactly else "快速")
        sheet = content.sheets[0]
        cells = (
            Cell(row[0], Place("a", "b", "A1"), sheet.formats.get((n, 1), GENERAL))
            for n, row in enumerate(sheet.rows, 1)
        )
        return [read_value(cell, MONEY).value for cell in cells]

    assert values(_sheet(tmp_path / "a.xlsx", TEXT_ROWS)) == TEXT_VALUES
    assert values(_old(tmp_path / "a.xls", TEXT_ROWS)) == TEXT_VALUES
    assert values(_xml_2003(tmp_path / "a.xml", TEXT_ROWS)) == TEXT_VALUES


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
    """Random formats and values, for items of several measures: read as if the text that is shown had been typed.

    Left out is what Excel and LibreOffice show differently (``!``, a second ``%``, a minus in a part with a condition).
    """
    rng = random.Random("shown")
    before = ["", "", "", '"约"', "[Red]", '"共"', "_ ", "* ", '"2"']
    digits = ["0", "0.0", "0.00", "#,##0", "#,##0.0", "#.##", "0.###", "000", "General", "0\\.0", "0\\.0,", "#.0"]
    after = [
        "",
        "",
        "%",
        '"%"',
        "\\%",
        ",",
        ",,",
        '"例"',
        '"元"',
        '"万元"',
        '"亿元"',
        ',"千元"',
        "‰",
        '"万"',
        '"0"',
        "_ ",
    ]

    def part() -> str:
        return rng.choice(before) + rng.choice(digits).replace("General", "0") + rng.choice(after)

    def code() -> str:
        kind = rng.random()
        if kind < 0.5:
            return part()
        if kind < 0.75:
            return f"{part()};{rng.choice(['-', '', '(-'])}{part()};{rng.choice(['0', '', chr(34) + '无' + chr(34)])}"
        return f"[>={rng.choice([1, 100, 10000])}]{part()};{part()}"

    rows = []
    while len(rows) < 400:
        value, chosen = round(10 ** rng.uniform(-2, 9) * rng.choice([1, 1, 1, -1]), rng.choice([0, 1, 2, 4])), code()
        if value and not (value < 0 and "[" in chosen):
            rows.append((value, chosen))
    path = _sheet(tmp_path / "随机.xlsx", rows)
    text = office.recalculate(path, AS_SHOWN).read_text("utf-8")
    lines = [row[0] if row else "" for row in csv.reader(io.StringIO(text))]
    lines += [""] * (len(rows) - len(lines))
    assert sum(line != str(value) for (value, _), line in zip(rows, lines, strict=True)) > 300, "not as shown"
    taken = dict.fromkeys(("silent", "told"), 0)
    for (value, chosen), line, row in zip(rows, lines, read_book(path).grids[0].rows, strict=True):
        for item in (DataItem("数", type=ValueType.NUMBER), RATE, MONEY, YUAN, PIECES):
            reading, seen = read_value(row[0], item), read_value(Cell(line, Place("a", "b", "A1")), item)
            taken["told" if reading.findings else "silent"] += 1
            assert reading.findings or reading.value == seen.value, (value, chosen, line, item.name)
    assert taken["silent"] > 100
    assert taken["told"] > 100
