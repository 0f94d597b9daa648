"""What a 公示 says: place, unit, and what the office makes public of total, grade and consequences. Nobody's name.

Fillers, judges, reasons and what single persons get are no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.reward import Payment, yuan
from kaohe_xl.scoring.assess import OVERALL, Assessment

TOTAL, GRADE, REWARDS = "总分", "等次", "奖惩"


@dataclass(frozen=True)
class PublicRow:
    """A line of the list. What is not made public is None or empty."""

    place: int | None
    unit: str
    total: Fraction | None
    grade: str
    rewards: str


@dataclass(frozen=True)
class PublicList:
    """A ranking as it hangs out."""

    scope: str
    rows: tuple[PublicRow, ...]


def shown(assessment: Assessment) -> tuple[str, ...]:
    """Which of 总分, 等次, 奖惩 are made public; what a scheme does not have is not."""
    scheme = assessment.scheme
    there = {TOTAL: True, GRADE: bool(scheme.grades), REWARDS: bool(scheme.rewards)}
    return tuple(name for name in scheme.settings.published if there[name])


def public_lists(assessment: Assessment, payments: Sequence[Payment]) -> list[PublicList]:
    """The rankings of the final period, units without a place at the end."""
    scheme, final, public = assessment.scheme, assessment.final, shown(assessment)
    told: dict[int, list[str]] = {}
    for payment in payments:
        if payment.reward.to == "单位":  # what a person gets is that person's
            told.setdefault(payment.unit, []).append(_words(payment, scheme.calendar.root.name))
    found = []
    for ranking in final.rankings.get(OVERALL, ()):
        last = len(ranking.members) + 1
        order = sorted(ranking.members, key=lambda row: (ranking.ranks[row] or last, row))
        rows = (
            PublicRow(
                ranking.ranks[row],
                scheme.units[row].name,
                final.total[row] if TOTAL in public else None,
                (assessment.grades[row] or "") if GRADE in public else "",
                "；".join(dict.fromkeys(told.get(row, ()))) if REWARDS in public else "",
            )
            for row in order
        )
        found.append(PublicList(ranking.scope, tuple(rows)))
    return found


def _words(payment: Payment, whole: str) -> str:
    when = "" if payment.period == whole else payment.period
    return f"{when}{payment.reward.name}{yuan(payment.amount) if payment.amount is not None else ''}"


def facts_of(assessment: Assessment, payments: Sequence[Payment]) -> dict[str, object]:
    """公示 for a template."""
    settings, digits = assessment.scheme.settings, assessment.scheme.settings.digits
    until = settings.last_day_of_appeals
    return {
        "开始": str(settings.published_from or ""),
        "截止": str(settings.published_until or ""),
        "申诉截止": str(until or ""),
        "申诉方式": settings.appeals_how,
        "申诉电话": settings.appeals_phone,
        "内容": list(shown(assessment)),
        "范围": [
            {
                "名称": each.scope,
                "排名": [
                    {
                        "名次": row.place,
                        "单位": row.unit,
                        "总分": "" if row.total is None else decimal_text(row.total, digits),
                        "等次": row.grade,
                        "奖惩": row.rewards,
                    }
                    for row in each.rows
                ],
            }
            for each in public_lists(assessment, payments)
        ],
    }
