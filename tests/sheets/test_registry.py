"""The sheets of a scored workbook: each declared once, in a file of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kaohe_xl.base.text import fold
from kaohe_xl.scheme import tables
from kaohe_xl.sheets import build
from kaohe_xl.sheets.model import Out, Sheet
from kaohe_xl.sheets.registry import RESULT_SHEETS
from kaohe_xl.sheets.result import ResultSheet, Scored
from tests.support.results import sample

SHEETS = Path(build.__file__).parent


def test_names_and_words_are_one_each() -> None:
    names = [fold(sheet.name) for sheet in RESULT_SHEETS]
    assert len(set(names)) == len(names)
    assert all(sheet.says for sheet in RESULT_SHEETS)
    assert not set(names) & {fold(spec.sheet) for spec in tables.ALL}


def test_every_declaration_is_listed() -> None:
    declared = [
        target.id
        for path in sorted(SHEETS.rglob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == ResultSheet.__name__
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert len(declared) == len(set(declared)) == len(RESULT_SHEETS)


def test_a_new_sheet_is_one_declaration_and_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made, listed in 目录 with its words, and known as generated when the result is read again."""

    def make(scored: Scored) -> Sheet:
        return Sheet("单位名册", [[Out(unit.name)] for unit in scored.scheme.units])

    fresh = ResultSheet(name="单位名册", says="都有哪些单位", make=make)
    monkeypatch.setattr(build, "RESULT_SHEETS", (*RESULT_SHEETS[:3], fresh, *RESULT_SHEETS[3:]))
    monkeypatch.setattr(build, "SAYS", {**build.SAYS, fresh.name: fresh.says})
    book = sample(4).workbook
    names = [sheet.name for sheet in book.sheets]
    assert names.index("单位名册") == names.index("得分汇总") + 1
    contents = book.sheets[names.index("目录")]
    assert ["单位名册", "都有哪些单位"] in [[cell.value for cell in row[1:] if cell] for row in contents.cells]
    snapshot = book.sheets[names.index("方案快照")]
    assert "单位名册" in [cell.value for cell in snapshot.cells[0] if cell]
