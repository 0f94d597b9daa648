"""The glossary names what is really there."""

from __future__ import annotations

import re
from pathlib import Path

from kaohe_xl.rules.registry import KINDS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_english_name_of_the_glossary_is_used_in_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "kaohe_xl").rglob("*.py"))
    words = set(re.findall(r"\w+", code))
    named = {name.strip("./").split(".")[-1] for name in re.findall(r"`([A-Za-z_./]+)`", PAGE)}
    assert sorted(named - words) == []


def test_every_method_is_in_the_glossary_with_its_class() -> None:
    missing = [kind.name for kind in KINDS if f"| {kind.name} | `{kind.__name__}` |" not in PAGE]
    assert missing == []
