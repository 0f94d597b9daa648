"""编号 as officials write them: 1.1, or four levels 一、（一）1. ⑴ ① that start again under each heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.text import narrow

_TRAILING = "、.。,，)） "
# Styles from the highest level down. A style restarts below each number of a higher style.
_STYLES: tuple[re.Pattern[str], ...] = (
    re.compile(r"[一二三四五六七八九十]+"),
    re.compile(r"\([一二三四五六七八九十]+\)|[㈠-㈩]"),
    re.compile(r"\d+"),
    re.compile(r"\(\d+\)|[⑴-⒇]"),
    re.compile(r"[①-⑳]"),
)


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
