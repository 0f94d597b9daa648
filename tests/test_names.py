"""One name, one thing: what a reader learns of a word in one room holds in the next."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]


def _named() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Classes (inner and private ones too), and public names of types, each with the files that define it."""
    classes: dict[str, list[str]] = defaultdict(list)
    aliases: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "kaohe_xl").rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                classes[node.name].append(file)
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(name := node.targets[0], ast.Name):
                aliases[name.id].append(file)
    return classes, aliases


def test_no_two_classes_have_one_name() -> None:
    classes, _ = _named()
    assert len(classes) > 400  # they were found at all
    assert {name: files for name, files in classes.items() if len(files) > 1} == {}


def test_no_name_of_a_type_is_the_name_of_a_class() -> None:
    classes, aliases = _named()
    assert {name: (classes[name], files) for name, files in aliases.items() if name in classes} == {}
