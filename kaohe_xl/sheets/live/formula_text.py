"""Pieces of formulas, and what Excel still takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.tidy import State
from kaohe_xl.expr.cells import quoted

LONGEST = 8_000  # Excel takes 8,192 characters
MOST_ARGUMENTS = 200  # Excel takes 255
_LONG_TEXT = re.compile(r'"(?:[^"]|""){250,}"')  # Excel takes 255 characters in a text
_INVALID, _UNRETURNED = State.INVALID.value, State.UNRETURNED.value


def is_any(cells: Sequence[str], word: str) -> str:
    """Does one of the cells hold the word?"""
    tests = [f"{cell}={quoted(word)}" for cell in cells]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})" if tests else "FALSE"


def why_absent(cells: Sequence[str], otherwise: str) -> str:
    """The word for a value put together from cells of which some lack theirs; ``otherwise``: blank or 不适用."""
    result = otherwise
    for word in (_INVALID, _UNRETURNED):
        if cells:
            result = f"IF({is_any(cells, word)},{quoted(word)},{result})"
    return result


def count_word(runs: Sequence[str], word: str) -> str:
    """How many of the cells hold the word; COUNTIF takes one block at a time."""
    return "+".join(f"COUNTIF({run},{quoted(word)})" for run in runs) if runs else "0"


def writable(formula: str) -> bool:
    """Will Excel take it?"""
    return len(formula) <= LONGEST and not _LONG_TEXT.search(formula)


def sum_of(areas: Sequence[str]) -> str:
    """SUM of any number of cells and blocks."""
    parts = [areas[first : first + MOST_ARGUMENTS] for first in range(0, len(areas), MOST_ARGUMENTS)]
    return "+".join(f"SUM({','.join(part)})" for part in parts) or "0"


def number_text(value: Fraction) -> str:
    """An exact literal: a decimal where it ends within 15 digits, else a quotient."""
    return decimal_text(value, most=15) if 10**15 % value.denominator == 0 else f"({value})"
