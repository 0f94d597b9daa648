"""Figures as they are shown side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kaohe_xl.base.decimals import decimal_text
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.scheme import model as m

_SHOWN = 6


def shown(item: m.DataItem, value: Fraction) -> str:
    if item.type is ValueType.PERCENT:
        return f"{decimal_text(value * 100, most=4)}%"
    return decimal_text(value, most=4)


def side_by_side(items: Mapping[str, m.DataItem], figures: Sequence[tuple[str, Fraction]]) -> str:
    words = "、".join(f"{name} {shown(items[name], value)}" for name, value in figures[:_SHOWN])
    return words + ("等" if len(figures) > _SHOWN else "")
