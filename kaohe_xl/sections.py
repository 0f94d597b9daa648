"""What a unit got in each 项目 (section) of each line: the parts that its score is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.assess import Assessment, PeriodResult
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.score import PeriodScore, Standing

ADJUSTMENT = "不适用折算"
ON_TOTAL = "直接计入总分"
_MOST_PERIODS = 4  # beyond that a card tells the periods' totals only


@dataclass(frozen=True)
class Part:
    """``full`` is None for what has no full mark of its own (折算, 加减分)."""

    period: str
    line: str
    section: str
    full: Fraction | None
    score: Fraction


def parts_of(assessment: Assessment, row: int) -> list[Part]:
    """Sections of every period that is scored, with the line's 折算 and what acts on the total as parts of their own.

    The parts of a line add up to its score. Empty where more than four periods are scored.
    """
    scored = [result for result in assessment.periods.values() if result.score is not None and result.score.indicators]
    if len(scored) > _MOST_PERIODS:
        return []
    tops = _tops(assessment)
    return [part for result in scored for part in _of_period(assessment.scheme, tops, result, row)]


def _tops(assessment: Assessment) -> dict[str, list[m.Indicator]]:
    """What each line adds up; kept with the assessment, since every unit asks for it."""
    kept: dict[str, list[m.Indicator]] | None = assessment.__dict__.get("_tops")
    if kept is None:
        kept = {line.name: top_scored(assessment.scheme, line.name) for line in assessment.scheme.lines}
        assessment.__dict__["_tops"] = kept
    return kept


def _of_period(
    scheme: m.Scheme, tops: Mapping[str, Sequence[m.Indicator]], result: PeriodResult, row: int
) -> Iterator[Part]:
    score, period = result.score, result.period.name
    assert score is not None
    for line in scheme.lines:
        if score.lines[line.name].score[row] is None:
            continue
        name = line.name if len(scheme.lines) > 1 else ""
        for section, (full, points) in _sections(tops[line.name], score, row).items():
            yield Part(period, name, section, full, points)
        adjustment = score.lines[line.name].adjustment[row]
        if adjustment:
            yield Part(period, name, ADJUSTMENT, None, adjustment)
    own = result.on_total[row]
    if own:
        yield Part(period, "", ON_TOTAL, None, own)


def _sections(top: Sequence[m.Indicator], score: PeriodScore, row: int) -> dict[str, tuple[Fraction, Fraction]]:
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for indicator in top:
        own = score.indicators.get(indicator.key)
        if own is None or own.standing[row] is Standing.ABSENT:
            continue
        full, points = found.get(indicator.section, (Fraction(0), Fraction(0)))
        mark, value = indicator.full_mark or Fraction(0), own.score[row] or Fraction(0)
        found[indicator.section] = (full + mark, points + value)
    return found
