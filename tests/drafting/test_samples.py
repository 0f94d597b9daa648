"""S1 and S4 drafted from the office's wording: how many cells of the rubric a clerk still has to change by hand."""

from __future__ import annotations

from difflib import SequenceMatcher
from fractions import Fraction

import pytest

from kaohe_xl.base.table import find_table
from kaohe_xl.drafting.assemble import assemble
from kaohe_xl.drafting.document.layout import read_document
from kaohe_xl.drafting.document.sources import labelled
from kaohe_xl.drafting.draft import Draft
from kaohe_xl.reading.docx import read_docx
from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme import tables
from tests.drafting.wording import wording
from tests.support.runs import sample
from tests.support.word import word

_COLUMNS = ("标准分", "计分方式", "基准", "每", "分值", "上限", "下限", "起点", "计入")
Cells = tuple[str, ...]


def _drafted(name: str) -> Draft:
    return assemble(read_document(labelled(read_docx(word(wording(name))))), f"{name}.docx")


def _wanted(name: str) -> list[Cells]:
    found = []
    for grid in read_book(sample(name) / "方案.xlsx").starting_with("评分细则"):
        spec = tables.RUBRIC
        table = find_table(grid, spec.columns, spec.needed, spec.folded_aliases)
        assert table is not None
        found += [_cells({column: row.text(column) for column in _COLUMNS}) for row in table if row.text("计分方式")]
    return found


def _cells(row: dict[str, object]) -> Cells:
    """Columns that count, 1 as 每 the same as none, figures by value."""
    told = {column: str(row.get(column, "")) for column in _COLUMNS}
    told["每"] = "" if told["每"] == "1" else told["每"]
    told["标准分"] = str(Fraction(told["标准分"])) if told["标准分"] else ""
    return tuple(told[column] for column in _COLUMNS)


def _to_change(got: list[Cells], wanted: list[Cells]) -> int:
    """Cells that differ, rows that are too many or missing counted by what stands in them."""
    known = SequenceMatcher(None, [row[1:2] + row[4:5] for row in got], [row[1:2] + row[4:5] for row in wanted], False)
    changed = 0
    for _, a, b, x, y in known.get_opcodes():
        for at in range(max(b - a, y - x)):
            mine = got[a + at] if a + at < b else ("",) * len(_COLUMNS)
            theirs = wanted[x + at] if x + at < y else ("",) * len(_COLUMNS)
            changed += sum(one != other for one, other in zip(mine, theirs, strict=True))
    return changed


@pytest.mark.parametrize(("name", "most", "rows"), [("S1", 20, 21), ("S4", 26, 77)])
def test_few_cells_are_left_to_change(name: str, most: int, rows: int) -> None:
    draft = _drafted(name)
    wanted = _wanted(name)
    got = [_cells(dict(row)) for row in draft.sheets["评分细则"] if row.get("计分方式")]
    assert len(wanted) == rows
    assert _to_change(got, wanted) <= most
    assert all(each.agrees for each in draft.sums)
    assert draft.sums


@pytest.mark.parametrize(("name", "most", "rows"), [("S3", 62, 57), ("S6", 60, 43)])
def test_few_cells_are_left_to_change_of_a_samples_own_words(name: str, most: int, rows: int) -> None:
    draft = _drafted(name)
    wanted = _wanted(name)
    assert len(wanted) == rows
    assert _to_change([_cells(dict(row)) for row in draft.sheets["评分细则"] if row.get("计分方式")], wanted) <= most
