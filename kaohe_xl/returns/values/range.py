"""A figure against its item: how it is written, whether it is in range, and what a bare figure in percents means."""

from __future__ import annotations

from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.tidy import Value
from kaohe_xl.expr.parse import day_of
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.returns.values.unclear import Remark, UnclearError, ambiguous
from kaohe_xl.scheme.model import DataItem

LARGEST = 10**15  # Excel keeps 15 digits
PLAUSIBLE_RATIO = 10  # 1000%: above it a bare figure in a percent item can only be percentage points


def show(value: Value, item: DataItem) -> str:
    """A value as it would be written in the form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if item.type is ValueType.DATE:
        return day_of(value).isoformat()
    if item.type is ValueType.PERCENT:
        return f"{decimal_text(value * 100, most=10)}%"
    return f"{decimal_text(value, most=10)}{item.measure}"


def bare_percent(number: Fraction, item: DataItem) -> tuple[Fraction, tuple[Remark, ...]]:
    """A figure without % in a percent item: the ratio itself, or percentage points.

    Raises:
        UnclearError: both make sense and neither is the plain habit (1, or 1.2 where more than 100% is allowed).
    """
    if number == 0:
        return number, ()
    as_ratio = in_range(number, item) and (item.high is not None or abs(number) <= PLAUSIBLE_RATIO)
    as_points = in_range(number / 100, item)
    points_text, ratio_text = show(number / 100, item), show(number, item)
    if as_points and not as_ratio:
        return number / 100, (Remark("F121", {}),)
    if abs(number) < 1 and as_ratio:
        return number, (Remark("F122", {"other": points_text}),) if as_points else (Remark("F121", {}),)
    if as_ratio and not as_points:
        return number, (Remark("F121", {}),)
    if as_ratio:
        raise ambiguous(points_text, ratio_text, "没有带 %")
    raise UnclearError("F105", understood=points_text, **limit_of(number / 100, item))


def in_range(value: Fraction, item: DataItem) -> bool:
    return (item.low is None or value >= item.low) and (item.high is None or value <= item.high)


def limit_of(value: Fraction, item: DataItem) -> dict[str, str]:
    if item.low is not None and value < item.low:
        return {"relation": "小于最小值 ", "limit": show(item.low, item)}
    return {"relation": "大于最大值 ", "limit": show(item.high, item)}


def checked(value: Value, item: DataItem) -> Value:
    """The value, if the item allows it.

    Raises:
        UnclearError: a fraction in an integer item, or a figure outside the range.
    """
    if not isinstance(value, Fraction):
        return value
    if abs(value) >= LARGEST:
        raise UnclearError("F105", understood="很大的数", relation="超过", limit=" 15 位")
    if item.type is ValueType.INTEGER and value.denominator != 1:
        raise UnclearError("F104", understood=show(value, item))
    if not in_range(value, item):
        raise UnclearError("F105", understood=show(value, item), **limit_of(value, item))
    return value
