"""What an entry of the ledger is, and what a point is worth where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect
from kaohe_xl.scheme import model as m

ZERO = Fraction(0)


class Through(Enum):
    """What took or gave the points of an entry."""

    CLAUSE = "条款"
    START = "零分起评"
    CAP = "超过标准分"
    FLOOR = "扣到下限为止"
    MISSING = "缺数据"
    ZEROED = "清零"
    APPROVED = "核定"
    ROUNDING = "四舍五入"
    NOT_APPLICABLE = "不适用"
    SCALED = "折算"
    WEIGHT = "计入总分取整"
    COMBINED = "汇总取整"
    VETO = "总分计零"


class PointsEntry(NamedTuple):
    """``points`` count inside the indicator (or line, or period); ``effect`` is what they do to the final total."""

    row: int
    period: str
    through: Through
    points: Fraction
    effect: Fraction
    counted: bool  # False: below another scored indicator, or on a line that is only ranked
    line: str = ""
    indicator: m.Indicator | None = None
    clauses: tuple[m.Clause, ...] = ()
    before: Fraction = ZERO  # the figure that this entry changed (caps, floors, rounding, vetoes)


@dataclass(frozen=True)
class Balance:
    """full + lost = total, exactly. ``total`` None: pending (待定)."""

    row: int
    full: Fraction
    lost: Fraction
    total: Fraction | None

    @property
    def closed(self) -> bool:
        return self.total is not None and self.full + self.lost == self.total


def factor_of(scheme: m.Scheme, period: str) -> Fraction:
    """What one point of a period's total is worth in the final total."""
    factor = Fraction(1)
    calendar = scheme.calendar
    here = calendar.by_name[period]
    while here.parent:
        parent = calendar.by_name[here.parent]
        factor *= share_of(calendar, parent, here)
        here = parent
    return factor


def share_of(calendar: m.Calendar, parent: m.Period, child: m.Period) -> Fraction:
    """What one point of a child is worth in its parent."""
    if parent.combine is m.Combine.WEIGHTED:
        return child.weight or ZERO
    return Fraction(1, len(calendar.children(parent.name))) if parent.combine is m.Combine.MEAN else Fraction(1)


def ceilings(indicator: m.Indicator, own: Sequence[m.Clause]) -> dict[str, Fraction] | None:
    """The most that each giving clause can give, if these add up to 标准分; None if that cannot be said.

    ``own``: the clauses that exist for the unit and count in the indicator.
    """
    giving = [clause for clause in own if clause.effect is Effect.GIVES]
    full = indicator.full_mark
    if full is None:
        return None
    if len(giving) == 1:
        return {giving[0].key: full}
    most: dict[str, Fraction] = {}
    for clause in giving:
        figures = [n.value for n in (*clause.rule.stated, clause.cap) if isinstance(n, t.Number)]
        if not figures:
            return None
        most[clause.key] = min(figures)
    return most if sum(most.values(), ZERO) == full else None
