"""What we use of xlsxwriter that it does not promise to keep is named in decision 0007, all of it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.worksheet import Worksheet

from kaohe_xl.writing.rows import RawWorksheet

ROOT = Path(__file__).parents[2]
DECISION = (ROOT / "docs" / "decisions" / "0007-writing.md").read_text(encoding="utf-8")


def _private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _named(name: str) -> bool:
    """In full: the class, or the name alone."""
    return re.search(rf"`(?:\w+\.)*{name}(?:\(.*?\))?`", DECISION) is not None


def test_overridden_methods_are_named() -> None:
    overridden = {name for name in vars(RawWorksheet) if _private(name) and hasattr(Worksheet, name)}
    assert overridden == {"_write_sheet_data", "_get_range_data"}
    assert all(_named(name) for name in overridden)


def test_methods_that_are_called_are_named_and_there() -> None:
    own = set(vars(RawWorksheet)) | {"_xml"}
    used = {
        node.attr
        for path in (ROOT / "kaohe_xl" / "writing").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and _private(node.attr)
    }
    called = {name for name in used - own if hasattr(Worksheet, name) or hasattr(SharedStringTable, name)}
    assert called == {"_check_dimensions", "_get_shared_string_index"}
    assert all(_named(name) for name in called)
