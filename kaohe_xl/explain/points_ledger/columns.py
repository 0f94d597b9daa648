"""What the ledger looks up in one period: columns of all units, turned into lists once."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact, total
from kaohe_xl.explain.points_ledger.entry import ZERO, factor_of, share_of
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.assess import Assessment, PeriodResult
from kaohe_xl.scoring.score import ClauseScore, IndicatorScore, PeriodScore, ScoreStatus


class PeriodColumns:
    """Scores, points and statuses of a period by clause and indicator, one entry a unit."""

    def __init__(self, assessment: Assessment, result: PeriodResult) -> None:
        self.scheme = assessment.scheme
        self.result = result
        self.digits = self.scheme.settings.digits
        self.factor = factor_of(self.scheme, result.period.name)
        self.lines = {line.name: line for line in self.scheme.lines}
        self.top = {i.key for line in self.scheme.lines for i in top_scored(self.scheme, line.name)}
        self.score = result.score if result.score is not None else _nothing(result)
        self.clauses = {key: self._scored(score.indicator) for key, score in self.score.indicators.items()}
        self.points = {key: score.points.to_list() for key, score in self.score.clauses.items()}
        self.scores = {key: score.score.to_list() for key, score in self.score.indicators.items()}
        self.unrounded = {key: score.before_rounding.to_list() for key, score in self.score.indicators.items()}
        self.children = [
            (assessment.periods[child.name], share_of(self.scheme.calendar, result.period, child))
            for child in self.scheme.calendar.children(result.period.name)
        ]
        self.quiet = {key: self._quiet_rows(score).tolist() for key, score in self.score.indicators.items()}
        self.statuses = {key: score.status.tolist() for key, score in self.score.clauses.items()}
        self.raw = {key: score.raw.to_list() for key, score in self.score.clauses.items()}
        self.approved = {key: self._approved_rows(score.clause) for key, score in self.score.clauses.items()}
        self.worth = {key: self._worth(score.indicator) for key, score in self.score.indicators.items()}
        self.there = {key: self._existing(score) for key, score in self.score.indicators.items()}
        self.fulls = self._full_marks()
        self.sums = {key: self._sum(score.indicator) for key, score in self.score.indicators.items()}
        self.added = {key: column.to_list() for key, column in self.sums.items()}
        self.free = {key: self._free_rows(score).tolist() for key, score in self.score.indicators.items()}
        self.rounding = {key: self._rounding(score).to_list() for key, score in self.score.indicators.items()}
        source = result.source
        self.floors = {
            key: Evaluator(source).number(score.indicator.floor).to_list()
            for key, score in self.score.indicators.items()
            if score.indicator.floor is not None
        }

    def _full_marks(self) -> list[Fraction | None]:
        size = len(self.result.total)
        marks = [
            Exact.full((score.indicator.full_mark or ZERO) * self.worth[key], size)
            .masked(np.array(self.there[key], dtype=np.bool_))
            .fill(0)
            for key, score in self.score.indicators.items()
        ]
        return total(marks, size).to_list()

    def _existing(self, score: IndicatorScore) -> list[bool]:
        """Units that have a score of their own in this indicator."""
        there = np.asarray(score.status != ScoreStatus.ABSENT, dtype=np.bool_) & (not score.indicator.on_total)
        if there.any():
            there &= self.score.lines[score.indicator.line].score.ok
        found: list[bool] = there.tolist()
        return found

    def _scored(self, indicator: m.Indicator) -> list[ClauseScore]:
        """Its clauses that count in this period."""
        return [self.score.clauses[c.key] for c in indicator.clauses if c.key in self.score.clauses]

    def _approved_rows(self, clause: m.Clause) -> set[int]:
        return {row for name in clause.item_names for row in self.result.figures.items[name].approved}

    def _worth(self, indicator: m.Indicator) -> Fraction:
        """What one point of an indicator is worth in the final total; 0 if it is not counted."""
        return self.factor * self.lines[indicator.line].weight if indicator.key in self.top else ZERO

    def _quiet_rows(self, score: IndicatorScore) -> BoolArray:
        """Units with full marks and nothing to tell: no clause gave or took anything, no figure was approved."""
        indicator = score.indicator
        if not (indicator.from_full or indicator.on_total):
            return np.zeros(len(score.status), dtype=np.bool_)
        quiet = np.asarray(score.status == ScoreStatus.SCORED, dtype=np.bool_)
        for clause in self.clauses[indicator.key]:
            quiet &= np.asarray(clause.status == ScoreStatus.SCORED, dtype=np.bool_)
            quiet &= np.asarray((clause.raw.num == 0) & (clause.points.num == 0), dtype=np.bool_)
            for name in clause.clause.item_names:
                quiet[list(self.result.figures.items[name].approved)] = False
        return quiet

    def _sum(self, indicator: m.Indicator) -> Exact:
        """What the clauses come to before any limit; those that do not exist for a unit give 0."""
        start = indicator.full_mark if indicator.from_full and indicator.full_mark is not None else ZERO
        size = len(self.result.total)
        points = [c.points.fill(0) for c in self.clauses[indicator.key] if not c.clause.on_total]
        return total([Exact.full(start, size), *points], size)

    def _free_rows(self, score: IndicatorScore) -> BoolArray:
        """Units whose clauses simply add up to the score: no cap, no floor, nothing lacking."""
        same = self.sums[score.indicator.key].equal(score.before_rounding) & score.before_rounding.ok
        return np.asarray((score.status == ScoreStatus.SCORED) & same & score.score.ok, dtype=np.bool_)

    def _rounding(self, score: IndicatorScore) -> Exact:
        """What rounding adds or takes where nothing else does."""
        change = score.score - self.sums[score.indicator.key]
        return change.masked(np.asarray(change.num != 0, dtype=np.bool_))


def _nothing(result: PeriodResult) -> PeriodScore:
    """A period in which nothing is scored: it only combines."""
    return PeriodScore(result.figures, {}, {}, {}, Exact.full(0, len(result.total)))
