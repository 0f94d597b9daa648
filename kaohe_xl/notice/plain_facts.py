"""Plain data for templates: texts in one line, figures with their decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.text import one_line

NoticeFacts = dict[str, Any]
_MOST = 4  # decimals of a figure that has no fixed number of them


def cleaned(value: Any) -> Any:
    """Texts without what would break a line, a table cell or a Word file apart."""
    if isinstance(value, str):
        return one_line(value).replace("|", "｜")
    if isinstance(value, Mapping):
        return {name: cleaned(each) for name, each in value.items()}
    return [cleaned(each) for each in value] if isinstance(value, list | tuple) else value


def figure(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(decimal_text(value, most=_MOST))


def money(value: Fraction) -> Decimal:
    return Decimal(decimal_text(value, 2))


def total_of(payments: Any) -> Decimal | None:
    """Sum of the amounts; None where there are only words."""
    amounts = [payment.amount for payment in payments if payment.amount is not None]
    return money(sum(amounts, Fraction(0))) if amounts else None


def names_of(facts: Mapping[str, Any]) -> list[str]:
    """All names of some data, for docs and for telling near misses."""
    found: list[str] = []
    for name, value in facts.items():
        found.append(name)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, Mapping):
            found += [f"{name}.{each}" for each in names_of(inner)]
    return found
