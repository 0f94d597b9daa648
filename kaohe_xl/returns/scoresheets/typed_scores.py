"""A cell under 得分 or 扣分 as judges fill it in: 8, 8分, 满分, √, 不得分; 2, -2, 扣2分, 不扣."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.text import fold
from kaohe_xl.base.tidy import State
from kaohe_xl.messages import finding
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme.model import DataItem

_FIGURE = r"([0-9]+(?:\.[0-9]+)?)"
_FULL = frozenset(("满分", "得满分", "全分", "满", "全得", "给满分"))
_TICKS = frozenset(("√", "✓", "✔", "☑"))
_NOTHING_GIVEN = frozenset(("不得分", "零分", "未得分", "不给分", "0分", "不计分"))
_NOTHING_TAKEN = frozenset(
    ("不扣", "未扣", "不扣分", "未扣分", "无扣分", "无", "没有", "0分", "零分", "没有扣分", "无需扣分")
)
_DASHES = frozenset(("-", "--", "—", "——", "/", "–", "_"))
_ALL_TAKEN = frozenset(("扣完", "全扣", "扣光", "全部扣完", "全扣完"))
_GIVEN = re.compile(rf"(?:得|计|记|评|给)?{_FIGURE}分?")
_TAKEN = re.compile(rf"(?:扣|减|扣减|扣除|-|−)+{_FIGURE}分?")
_OUT_OF = re.compile(rf"{_FIGURE}分?/{_FIGURE}分?")


class TypedScore(NamedTuple):
    """What a cell says. ``value`` None: nothing usable; ``findings`` say why, or how it was understood."""

    raw: str
    value: Fraction | None
    findings: tuple[Finding, ...] = ()
    blank: bool = False


def read_score(cell: Cell, item: DataItem, full: Fraction | None) -> TypedScore:
    """A cell under 得分: the points given, out of ``full``."""
    word = fold(cell.text) if isinstance(cell.value, str) else ""
    if word in _NOTHING_GIVEN:
        return TypedScore(cell.text, Fraction(0))
    if full is not None and word in _FULL:
        return TypedScore(cell.text, full)
    if full is not None and word in _TICKS:
        return _understood(cell, item, full, "打勾，按满分")
    if full is not None and (taken := _TAKEN.fullmatch(word)) and not _negative_allowed(item):
        return _understood(cell, item, full - Fraction(taken[1]), "写在得分一列的扣分")
    if (out_of := _OUT_OF.fullmatch(word)) and Fraction(out_of[2]) == full:
        return TypedScore(cell.text, Fraction(out_of[1]))
    if given := _GIVEN.fullmatch(word):
        return TypedScore(cell.text, Fraction(given[1]))
    typed = _read(cell, item)
    negative = typed.value is not None and typed.value < 0 and not _negative_allowed(item)
    if negative and typed.value is not None and full is not None:
        return _understood(cell, item, full + typed.value, "写在得分一列的扣分")
    return typed


def read_deduction(cell: Cell, item: DataItem, full: Fraction | None) -> TypedScore:
    """A cell under 扣分: the points taken away, never negative."""
    word = fold(cell.text) if isinstance(cell.value, str) else ""
    if word in _NOTHING_TAKEN:
        return TypedScore(cell.text, Fraction(0))
    if word in _DASHES:
        return _understood(cell, item, Fraction(0), "划线，按没有扣分", "扣")
    if full is not None and word in _ALL_TAKEN:
        return TypedScore(cell.text, full)
    if taken := (_TAKEN.fullmatch(word) or re.fullmatch(rf"{_FIGURE}分?", word)):
        return TypedScore(cell.text, Fraction(taken[1]))
    typed = _read(cell, item)
    return typed._replace(value=abs(typed.value)) if typed.value is not None else typed


def is_deduction(text: str) -> bool:
    """Is this a figure of a deduction and nothing else? Under 扣分情况 both that and a reason may stand."""
    word = fold(text)
    return bool(_TAKEN.fullmatch(word) or re.fullmatch(rf"{_FIGURE}分?", word)) or word in _NOTHING_TAKEN


def _negative_allowed(item: DataItem) -> bool:
    return item.low is None or item.low < 0


def _read(cell: Cell, item: DataItem) -> TypedScore:
    """As any figure is read, its limits left to later: what stands in 扣分 is not the item's own figure."""
    if cell.blank:
        return TypedScore("", None, blank=True)
    reading = read_value(cell, replace(item, low=None, high=None))
    value = reading.value if isinstance(reading.value, Fraction) else None
    return TypedScore(reading.raw, value, reading.findings, blank=reading.state is State.UNRETURNED)


def _understood(cell: Cell, item: DataItem, value: Fraction, how: str, verb: str = "得") -> TypedScore:
    shown = f"{verb} {decimal_text(value)} 分"
    told = finding("F719", cell.place, item=item.name, raw=cell.text, how=how, understood=shown)
    return TypedScore(cell.text, value, (told,))
