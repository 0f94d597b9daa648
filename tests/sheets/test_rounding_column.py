"""Weighted lines are printed rounded, the total is rounded once: a column says what that changes, and rows add up."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.sheets.live.layout import SUMMARY
from tests.scoring.test_settling import weighted
from tests.support.libreoffice import Office
from tests.support.results import Scored
from tests.support.xlsx import changed, recalculation_differences, stored

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("states")]


def test_the_rounding_column_makes_each_row_add_up_and_is_live(soffice: Office, tmp_path: Path) -> None:
    assessment = weighted(("90.01", "90", "90.01"), ("90.02", "90", "90"))
    result = Scored(assessment, [], [], assessment.tidy)
    sheet = next(sheet for sheet in result.workbook.sheets if sheet.name == SUMMARY)
    rows = [[cell.value if cell is not None else None for cell in row] for row in sheet.cells]
    head = next(number for number, row in enumerate(rows) if row[0] == "单位名称")
    titles = [str(title) for title in rows[head]]
    printed = [number for number, title in enumerate(titles) if "计入" in title]
    rounding, total = titles.index("四舍五入"), titles.index("总分")
    for row, expected in zip(rows[head + 1 : head + 3], (Fraction("0.01"), Fraction(0)), strict=True):
        assert row[rounding] == expected
        assert sum(row[column] for column in (*printed, rounding)) == row[total] == Fraction("90.01")  # type: ignore[misc]
    path = result.write(tmp_path / "S.xlsx")
    typed = changed(path, tmp_path / "T.xlsx", {("填报数据", "D7"): 90.04}, {})
    fresh, after = (stored(each) for each in soffice.recalculate_all([path, typed]))
    assert recalculation_differences(stored(path), fresh) == []
    last = len(titles)
    assert last == total + 1
    cell = f"{chr(ord('A') + total)}{head + 2}"
    assert round(float(str(after[SUMMARY, cell].value)), 6) == 90.02  # 27.003 + 27 + 36.016
