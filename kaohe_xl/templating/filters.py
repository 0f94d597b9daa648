"""Filters of our own, with Chinese names: 大写 金额 分 日期 序号. Imported by the worker process only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

_CENT = Decimal("0.01")
_CHINESE_DIGITS = "〇一二三四五六七八九十"
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def _exact(value: Any) -> Decimal:
    """A number of the data, or one written as text; never a binary float's tail."""
    try:
        return value if isinstance(value, Decimal) else Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"“{value}”不是一个数") from None


def capitals(value: Any) -> str:
    """大写金额: 1234.5 → 壹仟贰佰叁拾肆元伍角."""
    from cn2an import an2cn  # takes a while to import, and most notices name no amount

    amount = _exact(value).quantize(_CENT, ROUND_HALF_UP)
    return str(an2cn(f"{amount:f}", "rmb"))


def money(value: Any) -> str:
    """1234567.5 → 1,234,567.50."""
    return f"{_exact(value).quantize(_CENT, ROUND_HALF_UP):,.2f}"


def plain(value: Any) -> str:
    """A figure without trailing zeros: 92.50 → 92.5."""
    text = f"{_exact(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: Any) -> str:
    """2022-12-30 → 2022年12月30日; any other text stays as it is."""
    text = str(value)
    found = _DAY.fullmatch(text.strip())
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日" if found else text


def ordinal(value: Any) -> str:
    """1 → 一, 12 → 十二: the number of a heading, up to 99."""
    number = int(value)
    if not 0 < number < 100:
        raise ValueError(f"{number} 不在 1 到 99 之间")
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE_DIGITS[ones]
    return (_CHINESE_DIGITS[tens] if tens > 1 else "") + "十" + (_CHINESE_DIGITS[ones] if ones else "")


FILTERS: Mapping[str, Callable[..., Any]] = {
    "大写": capitals,
    "金额": money,
    "数": plain,
    "日期": day,
    "序号": ordinal,
}
