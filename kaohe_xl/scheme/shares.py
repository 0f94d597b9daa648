"""资金来源 of a 奖惩: who pays which share."""

from __future__ import annotations

from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.text import narrow, split_list
from kaohe_xl.rules.declared import Context, FieldError
from kaohe_xl.rules.fields import plain_number


def sources(cell: Cell, context: Context) -> tuple[tuple[str, Fraction], ...]:
    """区:30;街道:170;社区:100 — weights of the split; a single name takes all."""
    found: list[tuple[str, Fraction]] = []
    example = "写成 区:30;街道:170;社区:100"
    for part in split_list(cell.text):
        name, colon, weight = narrow(part).rpartition(":")
        share = plain_number(weight).value if colon else Fraction(1)
        name = (name if colon else part).strip()
        if not name or share < 0 or name in [other for other, _ in found]:
            raise FieldError(f"“{part}”不是一个来源和它的份额，或来源重复", example)
        found.append((name, share))
    if len(found) > 1 and not all(":" in narrow(part) for part in split_list(cell.text)):
        raise FieldError("有几个来源，却没有都写份额", example)
    if sum((weight for _, weight in found), Fraction(0)) <= 0:
        raise FieldError("份额加起来不大于 0", example)
    return tuple(found)
