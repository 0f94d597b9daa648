"""Bounds of places from bounds of scores: best is when all that is open goes a unit's way, worst when none of it does.

Open figures of different units are independent unless a rule compares units, so both ends are attained where the
scores' own bounds are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.scheme.model import Ties

LeastMost = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Contender:
    """One member of a scope. ``breaks``: limits of each 并列比较 figure in turn."""

    row: int
    low: Fraction
    high: Fraction
    may: bool  # may take part
    must: bool
    breaks: tuple[LeastMost, ...] = ()
    shift: tuple[int, int] = (0, 0)  # 名次后移: least, most
    bottom: tuple[bool, bool] = (False, False)  # 列入倒数, may be, surely is
    last: int = 0  # of the last places when it is

    @property
    def moves(self) -> bool:
        return self.shift[1] > 0 or self.bottom[0]


@dataclass(frozen=True)
class PlaceSpan:
    """Best and worst place; the same from the bottom (1 = last). ``certain``: it surely has one."""

    best: int
    worst: int
    bottom_best: int
    bottom_worst: int
    may: bool
    certain: bool


def place_spans(contenders: Sequence[Contender], ties: Ties) -> dict[int, PlaceSpan]:
    """Places of the members of one scope."""
    taking = [each for each in contenders if each.may]
    moving = [each for each in taking if each.moves]
    above = PlaceCounts(taking)
    found = {}
    least, most = sum(each.must for each in taking), len(taking)
    for each in taking:
        others = len(moving) - each.moves
        best, worst = 1 + above.surely(each), 1 + above.possibly(each)
        under_least, under_most = above.surely_below(each), above.possibly_below(each)
        if ties is Ties.DENSE:
            best = 1 + above.distinct(each)
        if moving:
            best = 1 if ties is Ties.DENSE else max(1, best - others)
            if each.moves:
                worst = most if each.bottom[0] else min(most, worst + each.shift[1] + others)
                if ties is not Ties.DENSE:
                    sure = max(best, min(least, best + each.shift[0]))
                    if each.bottom[1] and each.last:
                        sure = max(sure, least - each.last + 1 - others)
                    best = max(1, sure - others) if others else sure
            else:
                worst = min(most, worst + others)
            under_least, under_most = 0, most - 1
        found[each.row] = PlaceSpan(best, worst, 1 + under_least, 1 + under_most, True, each.must)
    for each in contenders:
        found.setdefault(each.row, PlaceSpan(1, most or 1, 1, most or 1, False, False))
    return found


class PlaceCounts:
    """Counts of contenders that stand above or below one, surely or possibly."""

    def __init__(self, contenders: Sequence[Contender]) -> None:
        self.all = contenders
        self.plain = not any(each.breaks for each in contenders)
        self.sure_lows = sorted(each.low for each in contenders if each.must)
        self.sure_highs = sorted(each.high for each in contenders if each.must)
        self.highs = sorted(each.high for each in contenders)
        self.lows = sorted(each.low for each in contenders)

    def surely(self, own: Contender) -> int:
        """Others that are surely better, at the best of ``own``."""
        if self.plain:
            return len(self.sure_lows) - bisect_right(self.sure_lows, own.high)
        return sum(other.must and _beats_surely(other, own) for other in self.all if other is not own)

    def possibly(self, own: Contender) -> int:
        """Others that may be better, at the worst of ``own``."""
        if self.plain:
            return len(self.highs) - bisect_right(self.highs, own.low) - (own.high > own.low)
        return sum(_may_beat(other, own) for other in self.all if other is not own)

    def surely_below(self, own: Contender) -> int:
        if self.plain:
            return bisect_left(self.sure_highs, own.low)
        return sum(other.must and _beats_surely(own, other) for other in self.all if other is not own)

    def possibly_below(self, own: Contender) -> int:
        if self.plain:
            return bisect_left(self.lows, own.high) - (own.low < own.high)
        return sum(_may_beat(own, other) for other in self.all if other is not own)

    def distinct(self, own: Contender) -> int:
        """并列不占位: the fewest different scores that those surely better may have."""
        better = sorted((o.high, o.low) for o in self.all if o is not own and o.must and _beats_surely(o, own))
        count, reach = 0, None
        for high, low in better:
            if reach is None or low > reach:
                count, reach = count + 1, high
        return count


def _keys(one: Contender) -> tuple[LeastMost, ...]:
    return ((one.low, one.high), *one.breaks)


def _beats_surely(one: Contender, other: Contender) -> bool:
    """Whatever happens, ``one`` stands strictly above ``other``."""
    for (low, _), (_, high) in zip(_keys(one), _keys(other), strict=True):
        if low != high:
            return low > high
    return False


def _may_beat(one: Contender, other: Contender) -> bool:
    """Some completion puts ``one`` strictly above ``other``."""
    for (_, high), (low, _) in zip(_keys(one), _keys(other), strict=True):
        if high != low:
            return high > low
    return False
