"""What we use of the reading libraries that they do not promise to keep is named in decision 0003, all of it."""

from __future__ import annotations

import ast
from pathlib import Path

import xlrd.book
from openpyxl import Workbook

ROOT = Path(__file__).parents[2]
READING = ROOT / "kaohe_xl" / "reading"
DECISION = (ROOT / "docs" / "decisions" / "0003-isolation.md").read_text(encoding="utf-8")


def _attributes(path: Path) -> list[ast.Attribute]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]


_PROMISED = ("_asdict", "_replace")  # of named tuples


def _of_ourselves(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")


def test_private_attributes_are_named_and_there() -> None:
    used = {
        (path.name, node.attr)
        for path in READING.glob("*.py")
        for node in _attributes(path)
        if node.attr.startswith("_") and not node.attr.startswith("__")
        if node.attr not in _PROMISED and not _of_ourselves(node)
    }
    assert used == {("exact.py", "_cells")}
    assert "`Worksheet._cells`" in DECISION
    sheet = Workbook().active
    sheet["B3"] = 1
    assert list(sheet._cells) == [(3, 2)]


def test_replaced_functions_are_named_and_there() -> None:
    replaced = {
        (path.name, node.attr)
        for path in READING.glob("*.py")
        for node in _attributes(path)
        if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == "module"
    }
    assert replaced == {("biff.py", "unpack_SST_table")}
    assert "`xlrd.book.unpack_SST_table`" in DECISION
    assert callable(xlrd.book.unpack_SST_table)
