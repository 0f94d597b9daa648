"""The score of one period: every indicator that has clauses in it, then the lines."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kaohe_xl.base.exact import Exact, total
from kaohe_xl.base.finding import Finding
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.parallel.executor import Executor, here
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.references import in_order as scoring_order
from kaohe_xl.scheme.references import rests_on
from kaohe_xl.scoring.score.clauses import Faults, clause_findings, exclude, score_clause, share_caps
from kaohe_xl.scoring.score.indicators import rounded_points, score_indicator, score_line
from kaohe_xl.scoring.score.model import ClauseScore, IndicatorScore, PeriodScore
from kaohe_xl.scoring.score.source import UnitSource

_PIECES = 8  # so many parts of a rubric may be scored at a time; each takes the units along, which costs its share


def _exclude_across(
    ordered: list[m.Indicator],
    clauses: dict[str, ClauseScore],
    indicators: dict[str, IndicatorScore],
    source: UnitSource,
) -> None:
    """互斥 and 合计上限 over several indicators: settled when all clauses are known, then those indicators again."""
    sharing: dict[str, set[str]] = {}
    for score in clauses.values():
        if score.clause.exclusive:
            sharing.setdefault(score.clause.exclusive, set()).add(score.clause.indicator)
    again = {key for keys in sharing.values() if len(keys) > 1 for key in keys}
    pooled = {score.clause.indicator for score in clauses.values() if score.clause.pool is not None}
    if again:
        exclude(clauses, list(clauses))
    if pooled:
        in_order = [clause.key for clause in source.scheme.clauses if clause.key in clauses]
        share_caps(clauses, in_order, source.scheme.settings.digits)
    again |= pooled
    if not again:
        return
    for indicator in ordered:
        if indicator.key in again:
            own = [clauses[c.key] for c in indicator.clauses if c.key in clauses]
            indicators[indicator.key] = score_indicator(indicator, own, source)


@dataclass(frozen=True)
class ScoringTask:
    """Some indicators and what they are scored on. When it is sent, it takes along no more than they need."""

    source: UnitSource
    keys: tuple[str, ...]

    def __getstate__(self) -> dict[str, object]:
        return {"source": self.source.bare(self.keys), "keys": self.keys}


@dataclass(frozen=True)
class ScoredIndicator:
    """One indicator with its clauses, and what is wrong with the values of each."""

    indicator: IndicatorScore
    clauses: tuple[ClauseScore, ...]
    faults: tuple[Faults, ...]

    def of(self, own: m.Indicator) -> ScoredIndicator:
        """The same about the very indicator and clauses of this scheme, wherever it was scored."""
        rubric = {clause.key: clause for clause in own.clauses}
        clauses = tuple(replace(score, clause=rubric[score.clause.key]) for score in self.clauses)
        return ScoredIndicator(replace(self.indicator, indicator=own), clauses, self.faults)


def score_piece(piece: ScoringTask) -> list[ScoredIndicator]:
    """Score the indicators of a piece, in its order. Depends on nothing but the piece."""
    return [_score_one(piece.source.scheme.indicators[key], piece.source) for key in piece.keys]


def _score_one(indicator: m.Indicator, source: UnitSource) -> ScoredIndicator:
    own = [clause for clause in indicator.clauses if source.figures.period in clause.periods]
    evaluate = Evaluator(replace(source, indicator=indicator))
    tried = [score_clause(clause, evaluate, source) for clause in own]
    clauses = {score.clause.key: score for score, _ in tried}
    exclude(clauses, list(clauses))
    share_caps(clauses, list(clauses), source.scheme.settings.digits)  # over several indicators: when all are known
    scored = tuple(clauses.values())
    return ScoredIndicator(score_indicator(indicator, scored, source), scored, tuple(faults for _, faults in tried))


def _score_all(ordered: list[m.Indicator], source: UnitSource, executor: Executor) -> dict[str, ScoredIndicator]:
    """Those that rest on no other's score in a few pieces, wherever ``spread`` has them done; then the others."""
    scores: dict[str, Exact] = {}
    source = replace(source, scores=scores)
    needs = rests_on(source.scheme.indicators)
    alone = [i.key for i in ordered if not needs[i.key] and not _looks_around(i)]
    share = -(-len(alone) // _PIECES) or 1
    pieces = [ScoringTask(source, tuple(alone[start : start + share])) for start in range(0, len(alone), share)]
    done = {scored.indicator.indicator.key: scored for part in executor(score_piece, pieces) for scored in part}
    scores.update({key: scored.indicator.score for key, scored in done.items()})
    for indicator in ordered:
        if indicator.key not in done:
            done[indicator.key] = _score_one(indicator, source)
            scores[indicator.key] = done[indicator.key].indicator.score
    return {indicator.key: done[indicator.key].of(indicator) for indicator in ordered}


def _looks_around(indicator: m.Indicator) -> bool:
    """At other periods or at sub-units, which a piece does not take along."""
    return any(isinstance(node, t.Streak | t.OfSubs) for clause in indicator.clauses for node in clause.nodes)


def score_period(source: UnitSource, executor: Executor = here) -> tuple[PeriodScore, list[Finding]]:
    """Score every indicator that has clauses in the source's period."""
    scheme, period = source.scheme, source.figures.period
    ordered = [i for i in scoring_order(scheme.indicators) if any(period in clause.periods for clause in i.clauses)]
    scored = _score_all(ordered, source, executor)
    findings = [
        finding
        for one in scored.values()
        for score, faults in zip(one.clauses, one.faults, strict=True)
        for finding in clause_findings(score, faults, source)
    ]
    clauses = {score.clause.key: score for one in scored.values() for score in one.clauses}
    indicators = {key: one.indicator for key, one in scored.items()}
    source = replace(source, scores={key: one.score for key, one in indicators.items()})
    _exclude_across(ordered, clauses, indicators, source)
    return _put_together(source, clauses, indicators), findings


def score_again(score: PeriodScore, source: UnitSource, changed: Collection[str]) -> PeriodScore:
    """The same period with other figures of some items: only what rests on these is scored anew.

    Args:
        score: what it came to before.
        source: as :func:`score_period` would be given it; the units compared must be those of ``score``.
        changed: items, in whatever period, with those derived from them.
    """
    scheme, needs = source.scheme, rests_on(source.scheme.indicators)
    scores = {key: one.score for key, one in score.indicators.items()}
    source = replace(source, scores=scores)
    clauses, indicators = dict(score.clauses), dict(score.indicators)
    touched: set[str] = set()
    ordered = [indicator for indicator in scoring_order(scheme.indicators) if indicator.key in indicators]
    for indicator in ordered:
        names = {n.name for clause in indicator.clauses for n in clause.nodes if isinstance(n, t.Item)}
        alike = names.isdisjoint(changed) and touched.isdisjoint(needs[indicator.key])
        if alike and not _looks_around(indicator):
            continue
        touched.add(indicator.key)
        scored = _score_one(indicator, source)
        clauses |= {each.clause.key: each for each in scored.clauses}
        indicators[indicator.key] = scored.indicator
        scores[indicator.key] = scored.indicator.score
    _exclude_across(ordered, clauses, indicators, source)
    return _put_together(source, clauses, indicators)


def _put_together(
    source: UnitSource, clauses: dict[str, ClauseScore], indicators: dict[str, IndicatorScore]
) -> PeriodScore:
    scheme = source.scheme
    lines = {line.name: score_line(line, indicators, source) for line in scheme.lines}
    on_total = total([rounded_points(c, scheme) for c in clauses.values() if c.clause.on_total], source.size)
    in_order = {key: clauses[key] for clause in scheme.clauses if (key := clause.key) in clauses}
    by_sheet = {key: indicators[key] for key in scheme.indicators if key in indicators}
    return PeriodScore(source.figures, in_order, by_sheet, lines, on_total, source)
