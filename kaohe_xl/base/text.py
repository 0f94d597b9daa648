"""Text as people type it: full and half width, stray spaces, near misses, and how wide it prints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Symbols that NFKC would turn into something that reads differently (① → 1, ㎡ → m2); they are kept.
_KEEP = re.compile(r"[①-⓿㈀-㉃㎎-㏔²³]")
_SPACES = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
_VISIBLE = re.compile(r"[^\s\u200b\ufeff]")
_NEAR = 60.0
_NAME_LENGTH = 80


def narrow(text: str) -> str:
    """Full-width letters, digits and signs to half width; enumerations such as ① and units such as ㎡ stay."""
    if unicodedata.is_normalized("NFKC", text):  # nearly every name and figure; a thousand forms hold half a million
        return text
    if text.isascii():
        return text
    if not _KEEP.search(text):
        return unicodedata.normalize("NFKC", text)
    return "".join(ch if _KEEP.match(ch) else unicodedata.normalize("NFKC", ch) for ch in text)


def trim(text: str) -> str:
    """Runs of any white space to one space, trimmed; width kept: for names and sentences, shown as they were typed."""
    return _SPACES.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Nothing but white space, visible or not."""
    return _VISIBLE.search(text) is None


def tidy(text: str) -> str:
    """Narrow, runs of any white space to one space, trimmed: for text that is shown again."""
    return _SPACES.sub(" ", narrow(text)).strip()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Key for comparing names: narrow, no white space at all, lower case."""
    return _folded(text) if len(text) <= _NAME_LENGTH else _fold(text)


def _fold(text: str) -> str:
    return _SPACES.sub("", narrow(text)).lower()


_folded = lru_cache(maxsize=1 << 16)(_fold)  # the same names and headings come a thousand times over


def nearest(name: str, known: Iterable[str], limit: int = 3, alike: float = _NEAR) -> list[str]:
    """Known names that look like a mistyped ``name``, best first; empty when nothing comes near.

    ``alike``: how much they have to look like it, 0 to 100.
    """
    from rapidfuzz import fuzz, process  # only a mistake needs it

    found = process.extract(
        fold(name), list(known), scorer=fuzz.WRatio, processor=fold, limit=limit, score_cutoff=alike
    )
    return [match for match, _, _ in found]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence naming near misses, or the choices when there are few, or an empty string."""
    choices = list(known)
    near = nearest(name, choices)
    if near:
        return f"是不是“{'”或“'.join(near)}”？"
    return f"可用：{'、'.join(choices)}" if 0 < len(choices) <= 12 else ""


def split_list(text: str) -> list[str]:
    """Items of a list as clerks separate them: 、 ； ; ， , or a line break."""
    parts = re.split(r"[、；;，,\n]+", text)
    return [part for part in (trim(p) for p in parts) if part]


class _Columns(dict[str, int]):
    """How many columns a character takes; looked up in Unicode's tables once."""

    def __missing__(self, character: str) -> int:
        self[character] = columns = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return columns


_COLUMNS = _Columns()


def display_width(text: str) -> int:
    """Columns that the widest line of the text takes: Chinese and full-width characters count two."""
    if "\n" in text:
        return max(map(display_width, text.split("\n")))
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))


def one_line(text: str) -> str:
    """For a header, a log or a list: no line breaks, controls, direction marks or lone surrogates; single spaces."""
    if text.isprintable():  # nearly every text
        return " ".join(text.split())
    shown = "".join(" " if unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Zl", "Zp") else ch for ch in text)
    return " ".join(shown.split())
