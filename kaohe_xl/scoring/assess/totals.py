"""Period totals: lines and 计入=总分 clauses, and children put together by the parent's 汇总方式."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import Exact, total
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess.model import PeriodResult
from kaohe_xl.scoring.figures import Figures
from kaohe_xl.scoring.score import PeriodScore


def combine(scheme: m.Scheme, period: m.Period, columns: Sequence[Exact]) -> Exact:
    """Children put together by the parent's 汇总方式, rounded. Missing if any child is."""
    size = len(scheme.units)
    children = scheme.calendar.children(period.name)
    if period.combine is m.Combine.WEIGHTED:
        weights = [child.weight or Fraction(0) for child in children]
        columns = [column * Exact.full(weight, size) for column, weight in zip(columns, weights, strict=True)]
    value = total(columns, size)
    if period.combine is m.Combine.MEAN:
        value = value / Exact.full(len(columns), size)
    return value.round(scheme.settings.digits)


def period_total(scheme: m.Scheme, score: PeriodScore, combined: Exact | None, figures: Figures) -> Exact:
    """Lines by their weights, 计入=总分 clauses and the periods below: summed exactly, rounded once."""
    value = unrounded_total(scheme, score, combined).round(scheme.settings.digits)
    if scheme.settings.unreturned is m.Unreturned.PENDING:
        value = value.masked(~figures.unreturned)
    return value


def unrounded_total(scheme: m.Scheme, score: PeriodScore, combined: Exact | None) -> Exact:
    size = len(scheme.units)
    parts = [score.lines[line.name].score.fill(0) * Exact.full(line.weight, size) for line in scheme.lines]
    value = total(parts, size) + score.on_total
    return value if combined is None else value + combined


def weighted_line(scheme: m.Scheme, line: m.Line, score: Exact) -> Exact:
    """A line's part of the total as it is printed: what rounding the parts changes is a column (row) of its own."""
    return (score.fill(0) * Exact.full(line.weight, len(score))).round(scheme.settings.digits)


def rounding_of_lines(scheme: m.Scheme, score: PeriodScore, combined: Exact | None) -> Exact:
    """What must be added to the printed parts so that they come to the total, which is rounded only once."""
    printed = total(
        [weighted_line(scheme, line, score.lines[line.name].score) for line in scheme.lines], len(scheme.units)
    )
    printed = printed + score.on_total
    exact = unrounded_total(scheme, score, combined).round(scheme.settings.digits)
    return exact - (printed if combined is None else printed + combined)


def combined_lines(
    scheme: m.Scheme, period: m.Period, children: Sequence[PeriodResult], score: PeriodScore
) -> dict[str, Exact]:
    lines = {}
    for line in scheme.lines:
        own = score.lines[line.name].score
        if children:
            parts = combine(scheme, period, [child.lines[line.name] for child in children])
            own = parts + own.fill(0)
        lines[line.name] = own
    return lines


def combined_indicators(
    scheme: m.Scheme, period: m.Period, children: Sequence[PeriodResult], score: PeriodScore
) -> dict[str, Exact]:
    """得分[编号] of a period: its own score, or else its children's put together."""
    found = {}
    for key in scheme.indicators:
        if key in score.indicators:
            found[key] = score.indicators[key].score
        elif children and all(key in child.indicators for child in children):
            found[key] = combine(scheme, period, [child.indicators[key] for child in children])
    return found


def zeroed(result: PeriodResult) -> PeriodResult:
    """总分计零."""
    zero = np.array([told.zero_total for told in result.consequences], dtype=np.bool_)
    return replace(result, total=Exact.full(0, len(zero)).where(zero & result.total.ok, result.total))
