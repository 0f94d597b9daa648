"""The 细则 of a unit, filled in: each clause with what it took or gave and why, as offices archive it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.explain.points_ledger import PointsEntry
from kaohe_xl.explain.worded_entries import WordedEntries, worded_entries_of
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.scoring.score import ScoreStatus


@dataclass(frozen=True)
class FilledRow:
    """A clause. ``first``: the first of its 编号, which carries 编号, 考核内容, 标准分 and 得分.

    ``fired``: whether points were lost (-1) or gained (1) by it.
    """

    key: str
    section: str
    title: str
    full_mark: str
    text: str
    why: str
    score: str
    first: bool
    fired: int


@dataclass(frozen=True)
class FilledRubric:
    """The 细则 of one unit in one period. ``rest``: what moved its total outside of any clause."""

    unit: str
    period: str
    rows: tuple[FilledRow, ...]
    rest: tuple[str, ...]
    total: str
    reviewers: tuple[str, ...]


def filled_rubrics(assessment: Assessment, row: int) -> Iterator[FilledRubric]:
    """One for every period in which clauses are scored."""
    worded = worded_entries_of(assessment)
    for name, result in assessment.periods.items():
        if result.score is not None and result.score.indicators:
            yield _filled(assessment, worded, name, row)


def _filled(assessment: Assessment, worded: WordedEntries, period: str, row: int) -> FilledRubric:
    scheme, result = assessment.scheme, assessment.periods[period]
    told = [(entry, why) for entry, why in worded.told(row) if entry.period == period]
    lines = {line.name for line in scheme.lines_of(scheme.units[row].group)}
    rows: list[FilledRow] = []
    for indicator in scheme.indicators.values():
        if not (indicator.every_line or indicator.line in lines):
            continue
        own = [(entry, why) for entry, why in told if entry.indicator is indicator]
        rows.extend(_rows(assessment, worded, indicator, own, period, row))
    total = result.total[row]
    digits = scheme.settings.digits
    return FilledRubric(
        scheme.units[row].name,
        period,
        tuple(rows),
        tuple(f"{why}（{_signed(entry.effect)}分）" for entry, why in told if entry.indicator is None and entry.effect),
        decimal_text(total, digits) if total is not None else "",
        tuple(dict.fromkeys(line.reviewer for line in scheme.lines if line.reviewer)),
    )


def _rows(
    assessment: Assessment,
    worded: WordedEntries,
    indicator: m.Indicator,
    told: list[tuple[PointsEntry, str]],
    period: str,
    row: int,
) -> Iterator[FilledRow]:
    """The clauses that concern the unit in the period; what belongs to none of them stands with the first."""
    score = assessment.periods[period].score
    assert score is not None
    scored = [clause for clause in indicator.clauses if clause.key in score.clauses]
    clauses = [clause for clause in scored if score.clauses[clause.key].status[row] is not ScoreStatus.ABSENT]
    mark = score.indicators.get(indicator.key)
    if not clauses or mark is None:
        return
    value = mark.score[row]
    digits = assessment.scheme.settings.digits
    shown = decimal_text(value, digits) if value is not None else mark.status[row].value
    for number, clause in enumerate(clauses):
        own = [(entry, why) for entry, why in told if clause in entry.clauses]
        loose = [(entry, why) for entry, why in told if not entry.clauses] if number == 0 else []
        points = sum((entry.points for entry, _ in own), Fraction(0))
        reasons = [why for _, why in (*own, *loose)] or [worded.reasons_by_period[period].sentence(clause, row)]
        yield FilledRow(
            indicator.key,
            indicator.section,
            indicator.title,
            decimal_text(indicator.full_mark, most=digits) if indicator.full_mark is not None else "",
            clause.text,
            "；".join(dict.fromkeys(reasons)),
            shown,
            number == 0,
            (points > 0) - (points < 0),
        )


def _signed(value: Fraction) -> str:
    return ("+" if value > 0 else "") + decimal_text(value, most=4)
