"""编号 as officials write them: 1.1, or four levels 一、（一）1. ⑴ ① that start again under each heading."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from kaohe_xl.base.text import fold, narrow

_TRAILING = "、.。,，)） "
# Styles from the highest level down. A style restarts below each number of a higher style.
_STYLES: tuple[re.Pattern[str], ...] = (
    re.compile(r"[一二三四五六七八九十]+"),
    re.compile(r"\([一二三四五六七八九十]+\)|[㈠-㈩]"),
    re.compile(r"\d+"),
    re.compile(r"\(\d+\)|[⑴-⒇]"),
    re.compile(r"[①-⑳]"),
)
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


def style_of(number: str) -> int | None:
    """Level of the style (0 = 一、), or None for a number that names itself, such as 1.1 or 加1."""
    text = narrow(number).strip()
    bare = text if text.startswith("(") else text.strip(_TRAILING)
    return next((level for level, pattern in enumerate(_STYLES) if pattern.fullmatch(bare.strip("、. "))), None)


def clean(number: str) -> str:
    """The number without its trailing punctuation: ``一、`` → 一, ``1.`` → 1, ``（一）`` → (一)."""
    text = narrow(number).strip()
    return text.strip("、. ") if text.startswith("(") else text.rstrip(_TRAILING)


def resolve(numbers: Sequence[str]) -> list[str]:
    """Full keys in order. Where two or more levels of restarting styles occur, a key is its path: 一.1.⑴.①.

    A list that uses a single style (1, 2, 3 or 1, 1.1, 1.2) keeps its numbers as they are.
    """
    styles = [style_of(number) for number in numbers]
    if len({style for style in styles if style is not None}) < 2:
        return [clean(number) for number in numbers]
    keys = []
    path: list[tuple[int, str]] = []
    for number, style in zip(numbers, styles, strict=True):
        if style is None:
            keys.append(clean(number))
            continue
        path = [step for step in path if step[0] < style]
        path.append((style, clean(number)))
        keys.append(".".join(part for _, part in path))
    return keys


def parent_of(key: str, known: Sequence[str]) -> str:
    """The nearest known heading above a key: 1.2.3 → 1.2, or 1 when there is no 1.2; empty for a top one."""
    head = key
    while "." in head:
        head = head.rpartition(".")[0]
        if head in known:
            return head
    return ""


def figure_of(step: str) -> int | None:
    """The plain number of one step: 一 → 1, 十二 → 12, (三) → 3, ⑴ → 1, ① → 1; None for one that names itself."""
    text = narrow(step).strip().strip("()")
    if text.isdecimal():
        return int(text)
    if re.fullmatch(r"[一二三四五六七八九十]+", text):
        return _chinese(text)
    return int(unicodedata.numeric(text)) if re.fullmatch(r"[㈠-㈩⑴-⒇①-⑳]", text) else None


def _chinese(text: str) -> int | None:
    """一 to 九十九."""
    tens, ten, ones = text.rpartition("十")
    if any(part and part not in _DIGITS for part in (tens, ones)):
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def plain(key: str) -> str:
    """A path in plain numbers, as people type it: 二.3.⑶.① → 2.3.3.1. A key that cannot be so written stays."""
    figures = [figure_of(step) for step in key.split(".")]
    return key if None in figures else ".".join(str(figure) for figure in figures)


def spellings(keys: Iterable[str]) -> dict[str, str]:
    """Folded spelling → key: each key itself, and its plain form where that means one key only."""
    found = {fold(key): key for key in keys}
    plains: dict[str, list[str]] = {}
    for key in found.values():
        plains.setdefault(plain(key), []).append(key)
    for spelling, meant in plains.items():
        if len(meant) == 1:
            found.setdefault(fold(spelling), meant[0])
    return found
