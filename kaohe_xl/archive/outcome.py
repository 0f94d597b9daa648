"""The result as exact texts: what a 校验码 is made from, what is compared when a package is verified, and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.reward import Payment
from kaohe_xl.scoring.assess import OVERALL, Assessment

StatedFigures = Mapping[str, str]  # figure, as 总分/上半年/青石镇 → its exact value


@dataclass(frozen=True)
class RankingRow:
    """One line of the final ranking."""

    unit: str
    total: str
    place: str
    grade: str
    yuan: str


def exact(value: Fraction | None) -> str:
    """12.5, 1/3; a dash for no value. The same on every machine and in every locale."""
    if value is None:
        return "—"
    den, power = value.denominator, 0
    while den % 10 == 0 or den % 2 == 0 or den % 5 == 0:
        den, power = (den // 10 if den % 10 == 0 else den // 2 if den % 2 == 0 else den // 5), power + 1
    if den != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = f"{abs(value.numerator) * 10**power // value.denominator:0{power + 1}d}"
    whole, part = (digits[:-power], digits[-power:].rstrip("0")) if power else (digits, "")
    return f"{'-' if value < 0 else ''}{whole}{'.' + part if part else ''}"


def ranking(assessment: Assessment, payments: Sequence[Payment]) -> list[RankingRow]:
    """The final ranking, in the order of the scheme."""
    sums = [Fraction(0)] * len(assessment.scheme.units)
    for payment in payments:
        sums[payment.unit] += payment.amount or 0
    final = assessment.final
    return [
        RankingRow(
            unit.name,
            exact(final.total[row]),
            str(final.rank(OVERALL, row) or "—"),
            assessment.grades[row] or "—",
            exact(sums[row]),
        )
        for row, unit in enumerate(assessment.scheme.units)
    ]


def check_code(assessment: Assessment, payments: Sequence[Payment]) -> str:
    """校验码: sixteen digits of the hash of the final ranking (name, unit, total, place, grade, yuan)."""
    rows = [[each.unit, each.total, each.place, each.grade, each.yuan] for each in ranking(assessment, payments)]
    text = json.dumps([assessment.scheme.settings.title, rows], ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16].upper()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def outcome_of(assessment: Assessment, payments: Sequence[Payment]) -> dict[str, str]:
    """Every figure of the result by its name: scores, totals, places, grades, vetoes, payments."""
    found: dict[str, str] = {}
    units = assessment.scheme.unit_names
    for name, result in assessment.periods.items():
        for key, column in result.indicators.items():
            for unit, value in zip(units, column.to_list(), strict=True):
                found[f"得分/{name}/{key}/{unit}"] = exact(value)
        for unit, value in zip(units, result.total.to_list(), strict=True):
            found[f"总分/{name}/{unit}"] = exact(value)
        for row, unit in enumerate(units):
            found[f"名次/{name}/{unit}"] = str(result.rank(OVERALL, row) or "—")
        for veto, rows in result.fallen.items():
            for row, unit in enumerate(units):
                if rows[row]:
                    found[f"否决/{name}/{veto}/{unit}"] = "是"
    for row, unit in enumerate(units):
        found[f"等次/{unit}"] = assessment.grades[row] or "—"
    for number, payment in enumerate(payments, start=1):
        place = f"{payment.reward.name}/{payment.period}/{units[payment.unit]}/{payment.receiver(assessment.scheme)}"
        key = f"奖惩/{place}"
        found[key if key not in found else f"{key}/{number}"] = exact(payment.amount)
    return found
