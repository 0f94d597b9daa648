"""What a unit got in each 项目 (section) of each line: the parts that its score is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.assess import Assessment, PeriodResult
from kaohe_xl.scoring.score import ScoreStatus

ADJUSTMENT = "不适用折算"
ON_TOTAL = "直接计入总分"
_ZERO = Fraction(0)
_IndicatorColumn = tuple[m.Indicator, Sequence[Fraction | None], Sequence[bool]]  # scores, and where it does not exist
_IndicatorColumns = dict[tuple[str, str], list[_IndicatorColumn]]  # by period and line
_MOST_PERIODS = 4  # beyond that a card tells the periods' totals only


@dataclass(frozen=True)
class SectionScore:
    """``full`` is None for what has no full mark of its own (折算, 加减分)."""

    period: str
    line: str
    section: str
    full: Fraction | None
    score: Fraction


def parts_of(assessment: Assessment, row: int) -> list[SectionScore]:
    """Sections of every period that is scored, with the line's 折算 and what acts on the total as parts of their own.

    The parts of a line add up to its score. Empty where more than four periods are scored.
    """
    scored = [result for result in assessment.periods.values() if result.score is not None and result.score.indicators]
    if len(scored) > _MOST_PERIODS:
        return []
    columns = assessment.worked_out.once(_columns, lambda: _columns(assessment))  # every unit asks for them
    return [part for result in scored for part in _of_period(assessment.scheme, columns, result, row)]


def _columns(assessment: Assessment) -> _IndicatorColumns:
    """Columns as lists."""
    found: _IndicatorColumns = {}
    tops = {line.name: top_scored(assessment.scheme, line.name) for line in assessment.scheme.lines}
    for name, result in assessment.periods.items():
        scores = result.score.indicators if result.score is not None else {}
        for line, top in tops.items():
            found[name, line] = [
                (i, scores[i.key].score.to_list(), (scores[i.key].status == ScoreStatus.ABSENT).tolist())
                for i in top
                if i.key in scores
            ]
    return found


def _of_period(scheme: m.Scheme, columns: _IndicatorColumns, result: PeriodResult, row: int) -> Iterator[SectionScore]:
    score, period = result.score, result.period.name
    assert score is not None
    for line in scheme.lines:
        if score.lines[line.name].score[row] is None:
            continue
        name = line.name if len(scheme.lines) > 1 else ""
        for section, (full, points) in _sections(columns[period, line.name], row).items():
            yield SectionScore(period, name, section, full, points)
        adjustment = score.lines[line.name].adjustment[row]
        if adjustment:
            yield SectionScore(period, name, ADJUSTMENT, None, adjustment)
    own = result.on_total[row]
    if own:
        yield SectionScore(period, "", ON_TOTAL, None, own)


def _sections(columns: Sequence[_IndicatorColumn], row: int) -> dict[str, tuple[Fraction, Fraction]]:
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for indicator, scores, absent in columns:
        if absent[row]:
            continue
        full, points = found.get(indicator.section, (_ZERO, _ZERO))
        found[indicator.section] = (full + (indicator.full_mark or _ZERO), points + (scores[row] or _ZERO))
    return found
