"""The glossary names what is really there, and what is there that others see."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from kaohe_xl.rules.registry import KINDS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kaohe_xl"
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
# what other rooms and programs handle: the data that is passed on, whether or not a room's front exports it
MODELS = (
    "api", "scheme/model", "scoring", "returns/model.py", "rules/base.py", "expr/tree.py", "reward", "bounds",
    "sensitivity", "sheets/model.py", "messages",
)  # fmt: skip


def _named() -> set[str]:
    return {name.strip("./").split(".")[-1] for name in re.findall(r"`([A-Za-z_./]+)`", PAGE)}


def _classes() -> dict[str, str]:
    """Public classes at the top of a module, with its file."""
    return {
        node.name: path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def _exported() -> set[str]:
    """Names in ``__all__`` of the door, of every room and of the rooms within them."""
    lists = (
        node.value
        for path in PACKAGE.rglob("__init__.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    return {each.value for found in lists for each in ast.walk(found) if isinstance(each, ast.Constant)}


def test_every_english_name_of_the_glossary_is_used_in_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    words = set(re.findall(r"\w+", code))
    assert sorted(_named() - words) == []


def test_every_class_that_others_see_is_in_the_glossary() -> None:
    exported = _exported()
    seen = {name for name, file in _classes().items() if name in exported or file.startswith(MODELS)}
    assert len(seen) > 150  # they were found at all
    assert sorted(seen - _named()) == []


def test_every_method_is_in_the_glossary_with_its_class() -> None:
    missing = [kind.name for kind in KINDS if f"| {kind.name} | `{kind.__name__}` |" not in PAGE]
    assert missing == []


def test_no_term_stands_twice() -> None:
    rows = (line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| "))
    assert [term for term, times in Counter(rows).items() if times > 1 and term not in HEADS] == []


HEADS = ("中文", "what it is", "计分方式")
