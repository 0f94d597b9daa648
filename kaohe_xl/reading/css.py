"""How a piece of a web page looks, as far as it changes what a person reads: struck through, raised, or not shown.

Excel, WPS and reporting systems put it into classes (``.font5 {text-decoration:line-through}``), into ``style``, or
into elements. Only rules for single classes and elements are known, which is what those programs write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_STRUCK = re.compile(r"text-(?:decoration(?:-line)?|line-through)\s*:[^;]*\bline-through\b")
_RAISED = re.compile(r"vertical-align\s*:\s*super\b")
_HIDDEN = re.compile(r"display\s*:\s*none\b|visibility\s*:\s*(?:hidden|collapse)\b|mso-hide\s*:\s*all\b")
_ELEMENTS = ("s", "strike", "del")


class TextEffects(NamedTuple):
    """What is done to the text of an element."""

    struck: bool = False
    raised: bool = False
    hidden: bool = False

    def __or__(self, other: object) -> TextEffects:
        assert isinstance(other, TextEffects)
        return TextEffects(*(mine or theirs for mine, theirs in zip(self, other, strict=True)))


_PLAIN = TextEffects()


def rules_in(sheet: str) -> Iterator[tuple[str, TextEffects]]:
    """Selector (``.xl65``, ``td``, ``td.xl65``) and look of the rules in a style sheet that do any of it."""
    for rule in _RULE.finditer(_COMMENT.sub(" ", sheet)):
        look = _look(rule[2])
        if look != _PLAIN:
            for selector in rule[1].split(","):
                yield selector.strip().lower(), look


def look_of(tag: str, attributes: Mapping[str, str], rules: Mapping[str, TextEffects]) -> TextEffects:
    """How an element looks by itself, not by what stands around it."""
    look = TextEffects(struck=tag in _ELEMENTS, raised=tag == "sup", hidden="hidden" in attributes)
    if style := attributes.get("style"):
        look |= _look(style)
    if rules:
        names = attributes.get("class", "").lower().split()
        for selector in (tag, *(f"{start}.{name}" for name in names for start in ("", tag))):
            look |= rules.get(selector, _PLAIN)
    return look


def _look(style: str) -> TextEffects:
    text = style.lower()
    found = (bool(pattern.search(text)) for pattern in (_STRUCK, _RAISED, _HIDDEN))
    return TextEffects(*found)
