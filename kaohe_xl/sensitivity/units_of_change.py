"""What one unit of change of a data item is: 1例, 1个百分点, 1天, 是 for 否; and a figure moved by so many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.tidy import Value
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.names import NO, YES, day_of
from kaohe_xl.scheme import model as m

_WHOLE = (t.ValueType.INTEGER, t.ValueType.DATE)
_POINT = Fraction(1, 100)


@dataclass(frozen=True)
class UnitOfChange:
    """``size``: one unit of the item's figure; ``parts``: into how many it may be divided (1: whole units only)."""

    item: m.DataItem
    size: Fraction
    parts: int
    low: Fraction | None
    high: Fraction | None

    def moved(self, value: Value, units: Fraction) -> Value:
        """The figure after the change; None where there is no such figure."""
        if self.item.type is t.ValueType.YES_NO:
            wanted = {1: YES, -1: NO}.get(int(units))
            return wanted if wanted is not None and value in (YES, NO) and value != wanted else None
        if not isinstance(value, Fraction):
            return None
        new = value + units * self.size
        inside = (self.low is None or new >= self.low) and (self.high is None or new <= self.high)
        return new if inside else None

    def words(self, before: Value, after: Value) -> str:
        """再多1例（3→4）."""
        if not isinstance(before, Fraction) or not isinstance(after, Fraction):
            return f"由“{before}”改为“{after}”"
        return f"{self._how_much(after - before)}（{self.shown(before)}→{self.shown(after)}）"

    @property
    def measure(self) -> str:
        """例, 万元; not what is a relation rather than a measure (女=100)."""
        return "" if any(sign in self.item.measure for sign in "=＝:：/") else self.item.measure

    def _how_much(self, change: Fraction) -> str:
        if self.item.type is t.ValueType.DATE:
            return f"{'晚' if change > 0 else '早'}{decimal_text(abs(change))}天"
        if self.item.type is t.ValueType.PERCENT:
            return f"再{'高' if change > 0 else '低'}{decimal_text(abs(change) * 100, most=4)}个百分点"
        return f"再{'多' if change > 0 else '少'}{decimal_text(abs(change), most=4)}{self.measure}"

    def shown(self, value: Value) -> str:
        if not isinstance(value, Fraction):
            return str(value)
        if self.item.type is t.ValueType.DATE:
            return day_of(value).isoformat()
        if self.item.type is t.ValueType.PERCENT:
            return f"{decimal_text(value * 100, most=4)}%"
        return decimal_text(value, most=4)


def unit_of_change(item: m.DataItem, figures: Sequence[Fraction]) -> UnitOfChange | None:
    """The unit of an item, by its type and by how large its figures are; None for a text: nothing to count there.

    A figure is not moved below 0 where nobody's is, whatever the item allows.
    """
    if item.type is t.ValueType.YES_NO:
        return UnitOfChange(item, Fraction(1), 1, None, None)
    if not item.type.is_numeric:
        return None
    low = item.low
    if low is None and all(value >= 0 for value in figures):
        low = Fraction(0)
    if item.type in _WHOLE:
        return UnitOfChange(item, Fraction(1), 1, low, item.high)
    if item.type is t.ValueType.PERCENT:
        return UnitOfChange(item, _POINT, 10, low, item.high)
    return UnitOfChange(item, _scale(figures), 10, low, item.high)


def _scale(figures: Sequence[Fraction]) -> Fraction:
    """1, or for large figures the power of ten that is about a hundredth of a usual one."""
    usual = sorted(abs(value) for value in figures)[len(figures) // 2] if figures else Fraction(0)
    size = Fraction(1)
    while size * 1000 <= usual:
        size *= 10
    return size
