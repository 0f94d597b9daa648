"""What the words of a clause are made of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.tidy import Value
from kaohe_xl.explain.streaks_and_subs import Composed
from kaohe_xl.explain.value_words import ValueWords
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import day_of
from kaohe_xl.scheme import model as m

_DECIMALS = 4


@dataclass(frozen=True)
class ClauseWords:
    """Why a clause gave what it gave: 要求≥95%，实际92.3%，…，扣2.7分."""

    clause: m.Clause
    sentence: str
    values: tuple[ValueWords, ...]


@dataclass(frozen=True)
class AskedFigures:
    """What a clause looks at: data items of the unit in the period, and runs and figures of sub-units."""

    items: tuple[str, ...]
    composed: tuple[Composed, ...]


def plain(value: Fraction) -> str:
    """A figure without trailing zeros, at most four decimals."""
    return decimal_text(value, most=_DECIMALS)


def shown_value(item: m.DataItem, value: Value) -> str:
    """A value of an item with its unit: 92.3%, 3例, 2022-10-31, 是."""
    if not isinstance(value, Fraction):
        return value or ""
    if item.type is t.ValueType.PERCENT:
        return f"{plain(value * 100)}%"
    if item.type is t.ValueType.DATE:
        return day_of(value).isoformat()
    return f"{plain(value)}{item.measure if item.measure != '%' else ''}"


def approved_words(change: m.ApprovedValue) -> str:
    """复查发现漏报4例（何敏，2022-12-26）."""
    who = "，".join(part for part in (change.by, change.on) if part)
    return f"{change.reason}（{who}）" if who else change.reason


def same_number(item: m.DataItem, raw: str, value: Value) -> bool:
    """Is the text as typed just the number, without its unit or with other zeros?"""
    if not isinstance(value, Fraction):
        return False
    try:
        typed = Fraction(raw.strip().rstrip("%％"))
    except (ValueError, ZeroDivisionError):
        return False
    return typed == value or (item.type is t.ValueType.PERCENT and typed == value * 100)
