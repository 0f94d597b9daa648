"""考核期: the tree of periods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cached_property

from kaohe_xl.base.contract_words import WHOLE_YEAR
from kaohe_xl.base.place import NOWHERE, Place


class Combine(Enum):
    """汇总方式 of child periods into their parent."""

    WEIGHTED = "加权"
    SUM = "合计"
    MEAN = "平均"


@dataclass(frozen=True)
class Period:
    """考核期. Leaves take data; the others combine their children."""

    name: str
    parent: str = ""  # empty for the root
    weight: Fraction | None = None
    combine: Combine = Combine.SUM
    deadline: date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Calendar:
    """The tree of periods; ``periods`` lists children before their parents, leaves in sheet order."""

    periods: tuple[Period, ...]

    @cached_property
    def by_name(self) -> dict[str, Period]:
        return {period.name: period for period in self.periods}

    @cached_property
    def root(self) -> Period:
        return next(period for period in self.periods if not period.parent)

    @cached_property
    def leaves(self) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if not self.children(period.name))

    def children(self, name: str) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period.parent == name)

    def leaves_of(self, name: str) -> tuple[Period, ...]:
        """Leaf periods at or below a period."""
        below = self.children(name)
        if not below:
            return (self.by_name[name],)
        return tuple(leaf for child in below for leaf in self.leaves_of(child.name))

    def at_or_above(self, name: str) -> Iterator[Period]:
        """The period, then its parents up to the root."""
        while name:
            period = self.by_name[name]
            yield period
            name = period.parent

    def share(self, name: str, within: str) -> Fraction:
        """What a point of one period counts for in another at or above it; 0 if that is neither."""
        share = Fraction(1)
        for period in self.at_or_above(name):
            if period.name == within:
                return share
            if period.parent:
                above = self.by_name[period.parent]
                if above.combine is Combine.WEIGHTED:
                    share *= period.weight or Fraction(0)
                elif above.combine is Combine.MEAN:
                    share /= len(self.children(above.name))
        return Fraction(0)

    def level(self, name: str) -> int:
        """Distance from the root."""
        return sum(1 for _ in self.at_or_above(name)) - 1

    def named_by(self, token: str) -> tuple[Period, ...]:
        """Periods that a token of 适用期次 means: a name, or a level (月, 季, 半年, 年/全年/年度 = the root)."""
        if token in self.by_name:
            return (self.by_name[token],)
        if token in (WHOLE_YEAR, "年", "年度", "全年度"):
            return (self.root,)
        if token in ("每期", "各期"):
            return self.leaves
        word = {"月度": "月", "季度": "季", "每月": "月", "每季": "季"}.get(token, token)
        if word in ("月", "季", "半年"):
            return tuple(period for period in self.periods if word in period.name)
        return ()

    def before(self, name: str) -> Period | None:
        """The previous period of the same level."""
        level = self.level(name)
        peers = [period.name for period in self.periods if self.level(period.name) == level]
        position = peers.index(name)
        return self.by_name[peers[position - 1]] if position else None


def leaves_until(calendar: Calendar, name: str) -> tuple[tuple[str, ...], int | None]:
    """The year's leaves up to a period, without itself, and the position of the first that belongs to it.

    Returns:
        names in order; None as the position where the period is a leaf itself.
    """
    every = [leaf.name for leaf in calendar.leaves]
    own = [every.index(leaf.name) for leaf in calendar.leaves_of(name)]
    if name in every:
        return tuple(every[: own[0]]), None
    return tuple(every[: max(own) + 1]), min(own)
