"""A typed text → a value of the item, or the state that it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.text import fold, tidy
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.expr.parse import NO, YES
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.values import dates, value_words
from kaohe_xl.returns.values.quantity import read_quantity
from kaohe_xl.returns.values.range import bare_percent
from kaohe_xl.returns.values.unclear import Remark, UnclearError
from kaohe_xl.scheme.model import DataItem

_LONGEST_TEXT = 5000
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EMOJI = "\ufe0f"  # phones send ✔ with this invisible selector
_ERROR_VALUE = re.compile(r"#[A-Z0-9/]+[!?]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value, or the state that stands for it, before it is checked against the item."""

    value: Value
    remarks: tuple[Remark, ...] = ()
    state: State = State.REPORTED
    doubt: str = ""


def from_text(raw: str, item: DataItem, years: Sequence[int]) -> FoundValue:
    word = fold(raw).replace(_EMOJI, "").rstrip("。.!")
    if _ERROR_VALUE.fullmatch(word):
        raise UnclearError("F102")
    if word in value_words.STATES:
        state = State(value_words.STATES[word])
        return FoundValue(None, (Remark("F141", {}),) if state is State.INVALID else (), state)
    if word in value_words.NOT_APPLICABLE:
        return FoundValue(None, (Remark("F115", {}),), State.NOT_APPLICABLE)
    if item.type in (ValueType.TEXT, ValueType.ATTACHMENT):
        return _text(raw, word, item)
    if word in value_words.ABSENT:
        return _absent()
    if item.type is ValueType.YES_NO:
        return yes_no(raw, word)
    if word in value_words.NOTHING or word in value_words.DASHES:
        return _zero_or_absent(word, item)
    if item.type is ValueType.DATE:
        return _date_text(raw, word, years)
    return _quantity(raw, item)


def _absent() -> FoundValue:
    return FoundValue(None, (Remark("F114", {}),), State.BLANK)


def _text(raw: str, word: str, item: DataItem) -> FoundValue:
    if word in value_words.DASHES or (item.type is ValueType.ATTACHMENT and word in value_words.NOTHING):
        return _absent()
    clean = tidy(_UNPRINTABLE.sub("", raw))
    if len(clean) > _LONGEST_TEXT:
        raise UnclearError("F119", length=len(clean), most=_LONGEST_TEXT)
    return FoundValue(clean)


def _zero_or_absent(word: str, item: DataItem) -> FoundValue:
    """无 declares zero where things are counted; a rate or a score of 无 is no rate."""
    if item.type is ValueType.INTEGER or (
        item.type is ValueType.NUMBER and value_words.is_counted(item.measure, dash=word in value_words.DASHES)
    ):
        return FoundValue(Fraction(0), (Remark("F113", {}),))
    return _absent()


def yes_no(raw: str, word: str) -> FoundValue:
    if word in value_words.DASHES:
        return _absent()
    if word in value_words.YES:
        return FoundValue(YES)
    if word in value_words.NO:
        return FoundValue(NO)
    if word in ("1", "0"):
        return FoundValue(YES if word == "1" else NO, (Remark("F116", {"how": "1 表示是，0 表示否"}),))
    if ticked := value_words.ticked(word):
        return FoundValue(ticked)
    head, bracket, note = word.partition("(")
    if bracket and head in value_words.YES | value_words.NO:
        return FoundValue(YES if head in value_words.YES else NO, (Remark("F111", {"note": note.rstrip(")")}),))
    raise UnclearError("F101")


def _date_text(raw: str, word: str, years: Sequence[int]) -> FoundValue:
    if word in value_words.NOT_DONE:
        return _absent()
    head, bracket, note = tidy(raw).partition("(")
    day = dates.read_day(head.strip().rstrip("。;,"), years)
    if day is None:
        raise UnclearError("F101")
    weekday = re.fullmatch(r"(?:周|星期)[一二三四五六日天]\)?", note)
    remarks = (Remark("F111", {"note": note.rstrip(")")}),) if bracket and not weekday else ()
    return FoundValue(day.number, day.remarks + remarks)


def _quantity(raw: str, item: DataItem) -> FoundValue:
    quantity = read_quantity(raw, item)
    if quantity is None:
        raise UnclearError("F101")
    if item.type is ValueType.PERCENT and quantity.bare:
        ratio, remarks = bare_percent(quantity.value, item)
        return FoundValue(ratio, quantity.remarks + remarks)
    return FoundValue(quantity.value, quantity.remarks)
