"""What reading processes hand over: characters that no file may hold never get through, in whatever part they stand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.base.grid import Book
from kaohe_xl.reading.opening import open_content
from kaohe_xl.reading.packed import PackedSheet, encode
from kaohe_xl.reading.read import read_book, sheet_names
from kaohe_xl.reading.unpack import book_of, unpack

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
FORMATS = {(1, 2): "0.0\x01%"}
PROBLEMS = {(2, 1): "#REF!\x02"}


@pytest.mark.parametrize("rows", [[["甲镇", 3.5]], [["甲\x03镇", 3.5]]])
def test_control_characters_are_cleaned_from_texts_formats_and_problems(rows: list[list[Any]]) -> None:
    sheet = PackedSheet("填报表", [*rows, [None]], formats=dict(FORMATS), problems=dict(PROBLEMS))
    _, book = unpack(encode([sheet], {}), "甲镇.xls")
    (grid,) = book.grids
    assert grid.cell(1, 1).text in ("甲镇", "甲\ufffd镇")
    assert grid.cell(1, 2).number_format == "0.0\ufffd%"
    assert grid.cell(2, 1).problem == "#REF!\ufffd"


def test_rows_come_back_as_they_went() -> None:
    rows: list[list[Any]] = [["甲\n镇", 'a"]\n["b'], [], [None, True, 1, 1.0, ""], []]
    _, book = unpack(
        encode([PackedSheet("填报表", [list(row) for row in rows]), PackedSheet("空", [])], {}), "甲镇.xlsx"
    )
    filled, empty = book.grids
    assert [list(row) for row in filled.values] == rows
    assert list(empty.values) == []


def _odd_sheets() -> list[PackedSheet]:
    zone = timezone(timedelta(hours=8))
    rows: list[list[Any]] = [
        ["甲\x0c镇", "乙\ud800", "长" * 40_000, float("nan"), 1e308 * 10, 0.1, 10**20, True, None, ""],
        [date(2022, 6, 30), datetime(2022, 6, 30, 8, 1, 2, 3, tzinfo=zone), time(8, 30), timedelta(hours=36)],
        [],
    ]
    formats, problems = {(1, 6): "0.0\x01%"}, {(3, 2): "#REF!\x08"}
    odd = PackedSheet("填\x03报表", rows, True, [(1, 1, 2, 2)], formats, problems, True, {1: 8.5}, [3])
    return [odd, PackedSheet("空", [], formats_known=False)]


def test_sheets_read_here_make_the_book_that_a_reply_with_them_makes() -> None:
    here, sent = book_of(_odd_sheets(), "甲镇.xlsx"), unpack(encode(_odd_sheets(), {}), "甲镇.xlsx")[1]
    _same_book(here, sent)
    assert here.grids[0].cell(1, 3).problem == "文字超过 32767 字"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("S*/方案.xlsx")), ids=lambda path: path.parent.name)
def test_a_scheme_is_read_here_as_a_reading_process_reads_it(path: Path) -> None:
    content = open_content(path.read_bytes(), path.name)
    sent = unpack(encode(content.sheets, {}), path.name)[1]
    _same_book(read_book(path), sent)
    assert sheet_names(path) == [grid.name for grid in sent.grids]


def _same_book(here: Book, sent: Book) -> None:
    assert [grid.name for grid in here.grids] == [grid.name for grid in sent.grids]
    for one, other in zip(here.grids, sent.grids, strict=True):
        assert [list(row) for row in one.rows] == [list(row) for row in other.rows]
        assert list(one.merges) == list(other.merges)
        assert dict(one.widths) == dict(other.widths)
        assert (one.hidden, one.hidden_rows) == (other.hidden, other.hidden_rows)
