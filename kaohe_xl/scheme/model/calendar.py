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
from kaohe_xl.scheme.column_kinds import AsChoice, AsDay, AsNumber, AsText, WithItsRow
from kaohe_xl.scheme.columns import column


class Combine(Enum):
    """汇总方式 of child periods into their parent."""

    WEIGHTED = "加权"
    SUM = "合计"
    MEAN = "平均"


@dataclass(frozen=True)
class Period:
    """考核期. Leaves take data; the others combine their children."""

    name: str = column("期次", AsText(), help="期次的名称；一年只考一次的，这张表不用填", needed=True, also=("考核期",))
    parent: str = column(
        "上级期次", WithItsRow(), "", "归到哪个期次汇总，例如 半年、年终 归到 全年"
    )  # empty for the root
    weight: Fraction | None = column("权重", AsNumber(), None, "按权重汇总时占多少，同一上级的加起来是 100%")
    combine: Combine = column("汇总方式", AsChoice(Combine), Combine.SUM, "写在上级那一行：加权、合计 或 平均")
    deadline: date | None = column(
        "截止日期", AsDay(), None, "填报截止的日期，过了算迟报", also=("截止时间",), width=13
    )
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
