"""The table of accepted spellings (words.toml), read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class FieldWord:
    """FieldWord of one terminal of the grammar, and where they count.

    ``then``: a pattern that must follow. ``after``: terminals of which one must stand directly before. ``within``:
    terminals of which one must stand before since the last comma.
    """

    name: str
    spellings: tuple[str, ...]
    then: str
    after: frozenset[str]
    within: frozenset[str]


_TABLE = tomllib.loads((resources.files("kaohe_xl.drafting.language") / "words.toml").read_text(encoding="utf-8"))
_PATTERNS: dict[str, str] = _TABLE["patterns"]


def _filled(text: str) -> str:
    """A pattern with the named patterns in it; they may name each other."""
    before = ""
    while text != before:
        before = text
        for name, pattern in _PATTERNS.items():
            text = text.replace(f"{{{name}}}", pattern)
    return text


def _word(told: dict[str, str]) -> FieldWord:
    after, within = (frozenset(_filled(told.get(key, "")).split()) for key in ("after", "within"))
    return FieldWord(told["name"], tuple(told["spellings"].split()), _filled(told.get("then", "")), after, within)


WORDS = tuple(_word(told) for told in _TABLE["word"])
PARTICLES = frozenset(_TABLE["particles"].split())
TOGETHER = tuple(_TABLE["together"].split())
