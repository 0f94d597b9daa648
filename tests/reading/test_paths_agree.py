"""The fast path says of every cell what the exact path says: value, number format, problem."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.reading import ooxml, sheet_metadata
from kaohe_xl.reading.limits import Limits
from kaohe_xl.reading.opening import OpeningTerms, open_content
from kaohe_xl.reading.package import open_zip
from kaohe_xl.reading.packed import encode
from kaohe_xl.reading.unpack import unpack
from tests.support import making
from tests.support.random_cases import tries

FORMATS = (
    "General", "0%", "0.00%", '0"例"', '0.00"万元"', 'yyyy"年"m"月"d"日"', '[$-804]yyyy"年"m"月";@', "m/d", "h:mm",
    "[DBNum1][$-804]General", "0_);[Red]\\(0\\)", "#,##0.00_ ", "@", "[h]:mm", "0000", "\\第0\\名", '0"个月"',
    '0 "min"', "yyyy-mm-dd hh:mm", '[Green]"达标";[Red]"未达标"', "[>=100]0;0.0", "0_d",
)  # fmt: skip
numbers = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4)),
    st.sampled_from([0.1, 0.95, 0.953, 1e15, 1e-7, 0, 60, 44865.75, 2958466]),
)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@'\n\t \u3000\u00a0１％"),
    max_size=12,
)
cells = st.one_of(
    st.tuples(st.just("number"), numbers, st.sampled_from(FORMATS)),
    st.tuples(st.just("text"), texts, st.just("General")),
    st.tuples(st.just("truth"), st.booleans(), st.just("General")),
    st.tuples(st.just("formula"), st.sampled_from([3, 0.95, "文", "#DIV/0!", "#N/A"]), st.sampled_from(FORMATS[:4])),
    st.tuples(st.just("blank"), st.none(), st.sampled_from(FORMATS)),
)
places = st.tuples(st.integers(0, 30) | st.sampled_from([200, 12_000]), st.integers(0, 12) | st.sampled_from([30, 800]))


def read(data: bytes, *, exactly: bool) -> tuple[Book, str]:
    content = open_content(data, "x.xlsx", OpeningTerms(exactly=exactly))
    return unpack(encode(content.sheets, {}), "x.xlsx")[1], content.reading


def facts(grid: Grid) -> dict[str, tuple[object, str, str]]:
    """Of every cell that holds something."""
    found = {}
    for row in grid.rows:
        for cell in row:
            value = cell.value
            if isinstance(value, datetime):  # calamine counts in milliseconds, openpyxl in microseconds
                value = value.replace(microsecond=0) + timedelta(seconds=round(value.microsecond / 1e6))
            if value is not None or cell.problem:
                found[cell.place.cell] = (value, cell.number_format, cell.problem)
    return found


def assert_agree(data: bytes) -> str:
    fast, reading = read(data, exactly=False)
    exact, _ = read(data, exactly=True)
    for one, other in zip_longest(fast.grids, exact.grids):
        assert (one.name, one.hidden, sorted(map(str, one.merges))) == (
            other.name,
            other.hidden,
            sorted(map(str, other.merges)),
        )
        assert (facts(one), one.widths) == (facts(other), other.widths)
    return reading


@settings(max_examples=tries(12, 100), deadline=None)
@given(st.dictionaries(places, cells, max_size=25))
@example({(0, 0): ("number", 2958466, "m/d"), (1, 1): ("formula", "#N/A", "0%")})  # no such day; an error
def test_both_paths_say_the_same_of_every_cell(content: dict[tuple[int, int], tuple[str, object, str]]) -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("填报表")
    styles = {code: book.add_format({"num_format": code}) for code in FORMATS}
    for (row, column), (kind, value, code) in content.items():
        if kind == "formula":
            sheet.write_formula(row, column, "=1+1", styles[code], value)
        elif kind == "truth":
            sheet.write_boolean(row, column, bool(value))
        elif kind == "text":
            sheet.write_string(row, column, str(value))
        elif kind == "blank":
            sheet.write_blank(row, column, None, styles[code])
        else:
            sheet.write_number(row, column, value, styles[code])
    book.close()
    assert_agree(made.getvalue())


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(places, cells, max_size=25))
def test_a_glance_sees_what_parsing_sees(content: dict[tuple[int, int], tuple[str, object, str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for (row, column), (kind, value, code) in content.items():
        cell = sheet.cell(row + 1, column + 1)
        cell.number_format = code
        if kind == "formula":
            cell.value = "=1+1"  # openpyxl leaves it without a value
        elif kind in ("number", "truth"):
            cell.value = value
        elif kind == "text":
            cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", str(value)).lstrip("=")
    made = io.BytesIO()
    book.save(made)
    package = open_zip(made.getvalue(), Limits())
    inside = ooxml.workbook_parts(package, Limits())
    data = package.read(inside.sheets[0].path)
    glance = sheet_metadata._glance("x", data, inside.formats)
    parsed = sheet_metadata._parse_sheet("x", data, inside.formats, Limits())
    if any(kind == "formula" for kind, _, _ in content.values()):
        assert glance is None, "formulas without a value need a closer look"
        assert len(parsed.problems) >= 1
        return
    assert glance is not None, "openpyxl spells sheets the usual way"
    assert glance.formats == parsed.formats
    assert glance.problems == parsed.problems
    assert glance.merges == parsed.merges
    assert glance.cells >= parsed.cells


@pytest.mark.parametrize(
    "path", sorted(Path("sample_workbooks").glob("*/方案.xlsx")), ids=lambda path: path.parent.name
)
def test_both_paths_agree_on_real_schemes(path: Path) -> None:
    assert assert_agree(path.read_bytes()) == "快速"


def test_both_paths_agree_on_strict_and_prefixed_files() -> None:
    form = making.fill_form()
    assert assert_agree(making.strict(form)).startswith("快速")
    assert assert_agree(making.prefixed(form)).startswith("快速")


def test_both_paths_count_days_from_1904_where_the_file_says_so() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "date_1904": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    book.add_worksheet("填报表").write_datetime("B2", datetime(2022, 10, 31), day)
    book.close()
    assert assert_agree(made.getvalue()) == "快速"
    assert read(made.getvalue(), exactly=False)[0].grids[0].cell(2, 2).value == datetime(2022, 10, 31)


def test_both_paths_tell_of_formulas_without_a_result_outside_of_what_is_filled() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C1"], book.active["B4"] = "完成率", "=1+1", "=1/3"
    book.active.column_dimensions.group("B", "D")
    saved = io.BytesIO()
    book.save(saved)
    assert_agree(saved.getvalue())
    assert facts(read(saved.getvalue(), exactly=False)[0].grids[0]).keys() == {"A1", "C1", "B4"}
