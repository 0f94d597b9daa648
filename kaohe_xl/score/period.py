"""The score of one period: every indicator that has clauses in it, then the lines."""

from __future__ import annotations

from dataclasses import replace

from kaohe_xl.exact import Exact, total
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.finding import Finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.references import in_order as scoring_order
from kaohe_xl.score.clauses import exclude, score_clause
from kaohe_xl.score.indicators import rounded_points, score_indicator, score_line
from kaohe_xl.score.model import ClauseScore, IndicatorScore, PeriodScore
from kaohe_xl.score.source import UnitSource


def _exclude_across(
    ordered: list[m.Indicator],
    clauses: dict[str, ClauseScore],
    indicators: dict[str, IndicatorScore],
    source: UnitSource,
) -> None:
    """互斥 marks that several indicators share: settled when all clauses are known, then those indicators again."""
    sharing: dict[str, set[str]] = {}
    for score in clauses.values():
        if score.clause.exclusive:
            sharing.setdefault(score.clause.exclusive, set()).add(score.clause.indicator)
    again = {key for keys in sharing.values() if len(keys) > 1 for key in keys}
    if not again:
        return
    exclude(clauses, list(clauses))
    for indicator in ordered:
        if indicator.key in again:
            own = [clauses[c.key] for c in indicator.clauses if c.key in clauses]
            indicators[indicator.key] = score_indicator(indicator, own, source)


def score_period(source: UnitSource) -> tuple[PeriodScore, list[Finding]]:
    """Score every indicator that has clauses in the source's period."""
    scheme, period = source.scheme, source.figures.period
    findings: list[Finding] = []
    scores: dict[str, Exact] = {}
    source = replace(source, scores=scores)
    clauses: dict[str, ClauseScore] = {}
    indicators: dict[str, IndicatorScore] = {}
    ordered = [i for i in scoring_order(scheme.indicators) if any(period in clause.periods for clause in i.clauses)]
    for indicator in ordered:
        own = [clause for clause in indicator.clauses if period in clause.periods]
        evaluate = Evaluator(replace(source, indicator=indicator))
        for clause in own:
            clauses[clause.key] = score_clause(clause, evaluate, source, findings)
        exclude(clauses, [clause.key for clause in own])
        indicators[indicator.key] = score_indicator(indicator, [clauses[c.key] for c in own], source)
        scores[indicator.key] = indicators[indicator.key].score
    _exclude_across(ordered, clauses, indicators, source)
    lines = {line.name: score_line(line, indicators, source) for line in scheme.lines}
    on_total = total([rounded_points(c, scheme) for c in clauses.values() if c.clause.on_total], source.size)
    in_order = {key: clauses[key] for clause in scheme.clauses if (key := clause.key) in clauses}
    by_sheet = {key: indicators[key] for key in scheme.indicators if key in indicators}
    return PeriodScore(source.figures, in_order, by_sheet, lines, on_total, source), findings
