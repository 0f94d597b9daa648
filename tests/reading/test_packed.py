"""What reading processes hand over: characters that no file may hold never get through, in whatever part they stand."""

from __future__ import annotations

from typing import Any

import pytest

from kaohe_xl.reading.packed import PackedSheet, encode
from kaohe_xl.reading.unpack import unpack

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
