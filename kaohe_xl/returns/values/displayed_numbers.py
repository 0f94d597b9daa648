"""A number whose format shows another number, or words beside it: what the person saw is what counts.

2.6 under ``0.0"亿元"`` in an item measured in 万元 is 26000. What cannot be understood as it is shown is never taken as
it is stored without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.number_format import SHOWN, in_yuan, section_for, sections
from kaohe_xl.base.rendering import render
from kaohe_xl.base.text import fold
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.values import value_words
from kaohe_xl.returns.values.quantity import TypedQuantity, read_quantity
from kaohe_xl.returns.values.unclear import Remark, UnclearError
from kaohe_xl.scheme.model import DataItem

_YUAN = "元"
_NO_UNIT = "（没有写单位）"


@dataclass(frozen=True)
class Shown:
    """The value that a cell shows, and what is to be told about it."""

    value: Fraction
    remarks: tuple[Remark, ...] = ()


def check_visible(number: Fraction, code: str, *, figure: bool = False) -> None:
    """Raises UnclearError for a number that its format hides; ``figure``: also where it shows words instead."""
    shown = render(number, code)
    if shown == "" or (figure and shown is not None and not any(ch.isdigit() for ch in shown)):
        raise UnclearError("F142", shown=shown or "空白", stored=decimal_text(number, most=12))


def yuan_beside(number: Fraction, code: str, item: DataItem) -> tuple[Remark, ...]:
    """¥2.6 in an item measured in 万元 may be 2.6元; the number counts, and it is told."""
    if not number or not item.measure.strip() or fold(item.measure) == _YUAN or not in_yuan(code):
        return ()
    return (Remark("F144", {"shown": render(number, code) or code, "stored": decimal_text(number, most=12)}),)


def as_shown(number: Fraction, code: str, item: DataItem) -> Shown | None:
    """The number of a cell whose format is not a plain one, as it is shown; None: it reads as it is stored.

    Raises:
        UnclearError: the number is hidden, scaled without a unit, or shown with a unit that contradicts the item's.
    """
    if item.type not in (ValueType.NUMBER, ValueType.INTEGER, ValueType.PERCENT):
        return None
    stored = decimal_text(number, most=12)
    shown = render(number, code)
    if shown is None:  # a fraction, an exponent: the stored number, and a word about it
        return _stored(number, code, item, Remark("F144", {"shown": code, "stored": stored}))
    if not any(ch.isdigit() for ch in shown):
        return _without_digits(number, shown, stored)
    text = render(number, code, whole=True) or shown
    scale = Fraction(1) if code.startswith(SHOWN) else section_for(number, code)[0].scale
    quantity = _read(text, item, stored)
    if quantity is None:
        if scale != 1:
            raise UnclearError("F142", shown=shown, stored=stored)
        return _stored(number, code, item, Remark("F144", {"shown": shown, "stored": stored}))
    if quantity.bare and (item.type is ValueType.PERCENT or quantity.value != number):
        if scale != 1 or (item.type is not ValueType.PERCENT and quantity.value != number):
            raise UnclearError("F142", shown=f"{shown}{_NO_UNIT}", stored=stored)
        return None
    if quantity.value == number:
        doubt = (Remark("F144", {"shown": shown, "stored": stored}),) if _sign_unsure(number, code) else ()
        return Shown(number, (*quantity.remarks, *doubt, *_decimals_hidden(number, shown, text, item)))
    others = tuple(remark for remark in quantity.remarks if remark.code != "F107")  # that it was converted is said here
    return Shown(quantity.value, (Remark("F143", {"shown": shown, "stored": stored}), *others))


def _sign_unsure(number: Fraction, code: str) -> bool:
    """A negative number in a part with a condition: programs differ on whether its minus is shown."""
    return number < 0 and not code.startswith(SHOWN) and any(part.condition for part in sections(code))


def _decimals_hidden(number: Fraction, shown: str, whole: str, item: DataItem) -> tuple[Remark, ...]:
    """3.6 under ``0"例"`` shows 4例: the number counts, as under a plain format, and both are told."""
    try:
        seen = read_quantity(shown, item) if shown != whole else None
    except UnclearError:
        return ()
    return (Remark("F145", {"shown": shown, "stored": whole}),) if seen is not None and seen.value != number else ()


def _read(text: str, item: DataItem, stored: str) -> TypedQuantity | None:
    """What is shown, read like something typed.

    Raises:
        UnclearError: with the stored number beside it.
    """
    try:
        return read_quantity(text, item)
    except UnclearError as unclear:
        if unclear.remark.code in ("F106", "F117"):  # a unit that contradicts, two readings: as if it had been typed
            raise
        raise UnclearError("F142", shown=text, stored=stored) from unclear


def _without_digits(number: Fraction, shown: str, stored: str) -> Shown:
    """Words, or nothing at all, where a number is stored. Excel's own way to show zero is a dash."""
    nothing = value_words.NOTHING | value_words.DASHES | {"零"}
    if number == 0 and fold(shown) in nothing:
        return Shown(number)
    raise UnclearError("F142", shown=shown or "空白", stored=stored)


def _stored(number: Fraction, code: str, item: DataItem, remark: Remark) -> Shown | None:
    """The stored number, which in a percent item needs its sign to be understood."""
    return Shown(number, (remark,)) if item.type is not ValueType.PERCENT else None
