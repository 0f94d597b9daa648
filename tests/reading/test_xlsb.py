"""Binary workbooks: what their cells show is known as in an .xlsx, and LibreOffice sees the same in them."""

from __future__ import annotations

import csv
import io
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.expr.tree import ValueType
from kaohe_xl.reading.limits import Refused
from kaohe_xl.reading.opening import open_content
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme.model import DataItem
from tests.support.libreoffice import AS_SHOWN, require_office
from tests.support.making import xlsb_cell, xlsb_of, xlsb_rich, zip_of

MONEY = DataItem("投入经费", measure="万元", type=ValueType.NUMBER)
RATE = DataItem("完成率", type=ValueType.PERCENT)
FONTS = [(False, False), (True, False), (False, True)]
PLAIN, STRUCK, RAISED = range(3)
# what is in the cell, its format, its font, the item, the value, the code of the finding
ROWS = [
    (xlsb_cell(2.6), '0.0"亿元"', PLAIN, MONEY, "26000", "F143"),
    (xlsb_cell(87.0), '0"%"', PLAIN, RATE, "0.87", "F143"),
    (xlsb_cell(0.953), "0.0%", PLAIN, RATE, "0.953", ""),
    (xlsb_cell(3.0), ";;;", PLAIN, MONEY, None, "F142"),
    (xlsb_cell(15000.0), '#,##0,"千元"', PLAIN, MONEY, "1.5", "F143"),
    (xlsb_cell(15.0), "0", STRUCK, MONEY, None, "F147"),
    (xlsb_cell("16"), "0", STRUCK, MONEY, None, "F147"),
    (xlsb_rich([("4", STRUCK), ("6", PLAIN)]), "0", PLAIN, MONEY, "6", "F146"),
    (xlsb_rich([("48", PLAIN), ("2", RAISED)]), "0", PLAIN, MONEY, "48", "F146"),
    (xlsb_rich([("1", PLAIN), ("5", PLAIN)]), "0", PLAIN, MONEY, "15", ""),
    ((3, b"\x07"), "0", PLAIN, MONEY, None, "F102"),  # #DIV/0!
    (xlsb_cell("2.6"), '@"亿元"', PLAIN, MONEY, "26000", "F143"),
    (xlsb_cell(7.0), "0", PLAIN, MONEY, "7", ""),
]


def workbook(path: Path) -> Path:
    cells = [[xlsb_cell(f"数据项{number}"), row[0]] for number, row in enumerate(ROWS)]
    formats = [row[1] for row in ROWS]
    styles = [(164 + at, row[2]) for at, row in enumerate(ROWS)]
    path.write_bytes(xlsb_of(cells, formats, FONTS, styles, frozenset((3, 13))))
    return path


def test_what_is_shown_counts(tmp_path: Path) -> None:
    grid = read_book(workbook(tmp_path / "a.xlsb")).grids[0]
    for (_, code, _, item, value, told), row in zip(ROWS, grid.rows, strict=True):
        reading = read_value(row[1], item)
        assert reading.value == (None if value is None else Fraction(value)), code
        assert [found.code for found in reading.findings][:1] == [told] * bool(told), code
    assert "15" in read_value(grid.rows[5][1], MONEY).findings[0].text
    assert grid.hidden_rows == {3, 13}


def test_nobody_is_told_that_formats_are_unknown(tmp_path: Path) -> None:
    assert open_content(workbook(tmp_path / "a.xlsb").read_bytes(), "a.xlsb").notes == []


@pytest.mark.libreoffice
def test_libreoffice_sees_the_same(tmp_path: Path) -> None:
    """Record numbers and flags are not only our own idea of them."""
    office = require_office()
    shown = office.recalculate(workbook(tmp_path / "a.xlsb"), AS_SHOWN).read_text("utf-8")
    texts = [row[1] for row in csv.reader(io.StringIO(shown))]
    assert [texts[at] for at in (0, 1, 2, 3, 4, 10)] == ["2.6亿元", "87%", "95.3%", "", "15千元", "#DIV/0!"]
    again = read_book(office.recalculate(tmp_path / "a.xlsb", "ods")).grids[0]
    assert again.hidden_rows == {3, 13}
    codes = [[found.code for found in read_value(row[1], MONEY).findings] for row in again.rows]
    assert [at for at, found in enumerate(codes) if "F147" in found] == [5, 6]
    assert [at for at, found in enumerate(codes) if "F146" in found] == [7, 8]


def test_styles_that_are_broken_leave_formats_unknown(tmp_path: Path) -> None:
    """Cut anywhere, or a byte changed: read, and it is said where formats are not known; or refused, not a crash."""
    with zipfile.ZipFile(workbook(tmp_path / "a.xlsb")) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    styles = parts["xl/styles.bin"]
    unknown = 0
    for at in range(0, len(styles), 7):
        for changed in (styles[:at], styles[:at] + bytes([styles[at] ^ 0xFF]) + styles[at + 1 :]):
            try:
                content = open_content(zip_of(parts | {"xl/styles.bin": changed}), "a.xlsb")
            except Refused:
                continue
            assert len(content.sheets[0].rows) == len(ROWS)
            unknown += [note for note, _ in content.notes] == ["D304"]
    assert unknown
