"""One exact number: rounding, and as text. Needs nothing, so that reading processes may use it too."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite

_REMEMBERED = 1 << 16  # a result shows the same few figures over and over


def round_half_up(value: Fraction, digits: int) -> Fraction:
    """Round to ``digits`` decimals, halves away from zero, as Excel's ROUND does."""
    scale = 10**digits
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    if 2 * rest >= value.denominator:
        whole += 1
    return Fraction(whole if value >= 0 else -whole, scale)


def decimal_text(value: Fraction, digits: int | None = None, *, most: int = 6) -> str:
    """Plain decimal text: exactly ``digits`` decimals, or as many as needed (at most ``most``), no trailing zeros."""
    places = most if digits is None else digits
    return _decimal_text(value.numerator, value.denominator, places, digits is not None)


@lru_cache(_REMEMBERED)
def _decimal_text(numerator: int, denominator: int, places: int, zeros: bool) -> str:
    scale = 10**places
    whole, rest = divmod(abs(numerator) * scale, denominator)
    if 2 * rest >= denominator:
        whole += 1
    sign = "-" if numerator < 0 and whole else ""
    if not places:
        return f"{sign}{whole}"
    integer, decimals = divmod(whole, scale)
    text = f"{sign}{integer}.{decimals:0{places}d}"
    return text if zeros else text.rstrip("0").rstrip(".")


def as_fraction(value: int | float | str | Decimal | Fraction) -> Fraction:
    """The number a person sees: a float is taken as the decimal it prints (0.1 is one tenth), as Excel shows it."""
    if not isinstance(value, float):
        return Fraction(value)
    if not isfinite(value):
        raise ValueError(f"not a finite number: {value}")
    return Fraction(repr(value))
