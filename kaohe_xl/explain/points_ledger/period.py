"""One period's part of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact, round_half_up, total
from kaohe_xl.explain.points_ledger.entry import ZERO, PointsEntry, Through, ceilings, factor_of, share_of
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import top_scored
from kaohe_xl.scoring.assess import Assessment, PeriodResult
from kaohe_xl.scoring.score import ClauseScore, IndicatorScore, PeriodScore, ScoreStatus

_LACKING = (ScoreStatus.MISSING, ScoreStatus.INVALID)


class PeriodPoints:
    """One period's part of the ledger; columns are turned into lists once."""

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
        self.standings = {key: score.standing.tolist() for key, score in self.score.clauses.items()}
        self.raw = {key: score.raw.to_list() for key, score in self.score.clauses.items()}
        self.verified = {key: self._verified_rows(score.clause) for key, score in self.score.clauses.items()}
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

    # -- one unit ----------------------------------------------------------------------------------------------------

    def full(self, row: int) -> Fraction:
        """Full mark of the period in the final total: indicators that exist for the unit."""
        return self.fulls[row] or ZERO

    def of(self, row: int) -> Iterator[PointsEntry]:
        for score in self.score.indicators.values():
            yield from self._indicator(score, row)
        for line in self.scheme.lines:
            yield from self._line(line, row)
        yield from self._period(row)

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
        there = np.asarray(score.standing != ScoreStatus.ABSENT, dtype=np.bool_) & (not score.indicator.on_total)
        if there.any():
            there &= self.score.lines[score.indicator.line].score.ok
        found: list[bool] = there.tolist()
        return found

    def _scored(self, indicator: m.Indicator) -> list[ClauseScore]:
        """Its clauses that count in this period."""
        return [self.score.clauses[c.key] for c in indicator.clauses if c.key in self.score.clauses]

    def _verified_rows(self, clause: m.Clause) -> set[int]:
        return {row for name in clause.item_names for row in self.result.figures.items[name].verified}

    def _worth(self, indicator: m.Indicator) -> Fraction:
        """What one point of an indicator is worth in the final total; 0 if it is not counted."""
        return self.factor * self.lines[indicator.line].weight if indicator.key in self.top else ZERO

    # -- an indicator ------------------------------------------------------------------------------------------------

    def _quiet_rows(self, score: IndicatorScore) -> BoolArray:
        """Units with full marks and nothing to tell: no clause gave or took anything, no figure was verified."""
        indicator = score.indicator
        if not (indicator.from_full or indicator.on_total):
            return np.zeros(len(score.standing), dtype=np.bool_)
        quiet = np.asarray(score.standing == ScoreStatus.SCORED, dtype=np.bool_)
        for clause in self.clauses[indicator.key]:
            quiet &= np.asarray(clause.standing == ScoreStatus.SCORED, dtype=np.bool_)
            quiet &= np.asarray((clause.raw.num == 0) & (clause.points.num == 0), dtype=np.bool_)
            for name in clause.clause.item_names:
                quiet[list(self.result.figures.items[name].verified)] = False
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
        return np.asarray((score.standing == ScoreStatus.SCORED) & same & score.score.ok, dtype=np.bool_)

    def _rounding(self, score: IndicatorScore) -> Exact:
        """What rounding adds or takes where nothing else does."""
        change = score.score - self.sums[score.indicator.key]
        return change.masked(np.asarray(change.num != 0, dtype=np.bool_))

    def _indicator(self, score: IndicatorScore, row: int) -> Iterator[PointsEntry]:
        indicator = score.indicator
        if self.quiet[indicator.key][row]:
            return
        clauses = [
            c for c in self.clauses[indicator.key] if self.standings[c.clause.key][row] is not ScoreStatus.ABSENT
        ]
        for clause in clauses:
            if clause.clause.on_total:
                yield from self._on_total(indicator, clause, row)
        if not self.there[indicator.key][row]:
            return
        own = [c for c in clauses if not c.clause.on_total]
        if score.standing[row] is ScoreStatus.NOT_APPLICABLE:
            points = (self.scores[indicator.key][row] or ZERO) - (indicator.full_mark or ZERO)
            yield self._entry(row, Through.NOT_APPLICABLE, points, indicator, [c.clause for c in own])
            return
        yield from self._clauses(indicator, own, row)
        value = self.added[indicator.key][row] or ZERO
        if self.free[indicator.key][row]:
            rounding = self.rounding[indicator.key][row]
            if rounding is not None:
                yield self._entry(row, Through.ROUNDING, rounding, indicator, [], value)
            return
        for through, limit, about in self._limits(indicator, own, row, value):
            yield self._entry(row, through, limit - value, indicator, about, value)
            value = limit
        yield from self._last_step(score, own, row, value)

    def _on_total(self, indicator: m.Indicator, score: ClauseScore, row: int) -> Iterator[PointsEntry]:
        """A 计入=总分 clause: its rounded points go straight to the period's total."""
        exact = self.points[score.clause.key][row] or ZERO
        points = round_half_up(exact, self.digits)
        lacking = self.standings[score.clause.key][row] in _LACKING
        if points or lacking or self._told(score, row):
            yield PointsEntry(
                row=row,
                period=self.result.period.name,
                through=Through.MISSING if lacking else Through.CLAUSE,
                points=points,
                effect=points * self.factor,
                counted=True,
                line=indicator.line,
                indicator=indicator,
                clauses=(score.clause,),
                before=exact,
            )

    def _clauses(self, indicator: m.Indicator, own: Sequence[ClauseScore], row: int) -> Iterator[PointsEntry]:
        """What the clauses gave or took against the full mark."""
        most: Mapping[str, Fraction] = {}
        if not indicator.from_full:
            found = ceilings(indicator, [c.clause for c in own])
            if found is None:
                yield self._entry(row, Through.START, -(indicator.full_mark or ZERO), indicator, [])
            most = found or {}
        for score in own:
            points = self.points[score.clause.key][row] or ZERO
            if most:
                points -= most.get(score.clause.key, ZERO)
            if not points and not self._told(score, row):
                continue
            through, standing = Through.CLAUSE, self.standings[score.clause.key][row]
            if standing in _LACKING:
                through = Through.MISSING
            elif standing is ScoreStatus.NOT_APPLICABLE:
                through = Through.NOT_APPLICABLE
            yield self._entry(row, through, points, indicator, [score.clause], most.get(score.clause.key, ZERO))

    def _told(self, score: ClauseScore, row: int) -> bool:
        """Without points, yet to be told: left out by 互斥, or decided by a verified figure."""
        key = score.clause.key
        return bool(self.raw[key][row] and not self.points[key][row]) or row in self.verified[key]

    def _limits(
        self, indicator: m.Indicator, own: Sequence[ClauseScore], row: int, value: Fraction
    ) -> Iterator[tuple[Through, Fraction, list[m.Clause]]]:
        """Figures that the value is moved to, in the order of the calculation."""
        if indicator.full_mark is not None and value > indicator.full_mark:
            value = indicator.full_mark
            yield Through.CAP, value, []
        floor = self.floors[indicator.key][row] if indicator.key in self.floors else None
        if floor is not None and value < floor:
            value = floor
            yield Through.FLOOR, value, []
        lacking = [c.clause for c in own if self.standings[c.clause.key][row] in _LACKING]
        if lacking and value > 0:
            value = ZERO
            yield Through.MISSING, value, lacking
        zeroed = [c.clause for c in own if self.standings[c.clause.key][row] is ScoreStatus.ZEROED]
        if zeroed and value:
            yield Through.ZEROED, ZERO, zeroed

    def _last_step(
        self, score: IndicatorScore, own: Sequence[ClauseScore], row: int, value: Fraction
    ) -> Iterator[PointsEntry]:
        final = self.scores[score.indicator.key][row]
        if final is None:
            raise RuntimeError(f"{score.indicator.key} of row {row} has no score though it stands as scored")
        if score.standing[row] is ScoreStatus.VERIFIED:
            yield self._entry(row, Through.VERIFIED, final - value, score.indicator, [c.clause for c in own], value)
            return
        if value != self.unrounded[score.indicator.key][row]:
            raise RuntimeError(f"the entries of {score.indicator.key} do not add up for row {row}")
        if final != value:
            yield self._entry(row, Through.ROUNDING, final - value, score.indicator, [], value)

    def _entry(
        self,
        row: int,
        through: Through,
        points: Fraction,
        indicator: m.Indicator,
        clauses: Sequence[m.Clause],
        before: Fraction = ZERO,
    ) -> PointsEntry:
        worth = self.worth[indicator.key]
        return PointsEntry(
            row=row,
            period=self.result.period.name,
            through=through,
            points=points,
            effect=points if worth.numerator == worth.denominator else points * worth,
            counted=bool(worth),
            line=indicator.line,
            indicator=indicator,
            clauses=tuple(clauses),
            before=before,
        )

    # -- lines and the period ----------------------------------------------------------------------------------------

    def _line(self, line: m.Line, row: int) -> Iterator[PointsEntry]:
        score = self.score.lines[line.name].score[row] if line.name in self.score.lines else None
        if score is None:
            return
        adjustment = self.score.lines[line.name].adjustment[row] or ZERO
        worth = self.factor * line.weight
        if adjustment:
            yield self._above(row, Through.SCALED, adjustment, worth, line.name, score - adjustment)

    def _period(self, row: int) -> Iterator[PointsEntry]:
        total = self.result.total[row]
        if total is None:
            return
        parts = sum((self._weighted(line, row) for line in self.scheme.lines), ZERO)
        parts += self.result.on_total[row] or ZERO
        combined = self.result.combined[row] if self.result.combined is not None else None
        if combined is not None:
            exact = sum(((child.total[row] or ZERO) * share for child, share in self.children), ZERO)
            if combined != exact:
                yield self._above(row, Through.COMBINED, combined - exact, self.factor, "", exact)
            parts += combined
        rounded = round_half_up(parts, self.digits)
        if rounded != parts:
            yield self._above(row, Through.WEIGHT, rounded - parts, self.factor, "", parts)
        if total != rounded:
            yield self._above(row, Through.VETO, total - rounded, self.factor, "", rounded)

    def _weighted(self, line: m.Line, row: int) -> Fraction:
        """Exactly: the total is rounded once."""
        score = self.score.lines[line.name].score[row] if line.name in self.score.lines else None
        return ZERO if score is None else score * line.weight

    def _above(
        self, row: int, through: Through, points: Fraction, worth: Fraction, line: str, before: Fraction
    ) -> PointsEntry:
        """An entry that belongs to a whole line or period."""
        period = self.result.period.name
        return PointsEntry(row, period, through, points, points * worth, bool(worth), line, before=before)


def _nothing(result: PeriodResult) -> PeriodScore:
    """A period in which nothing is scored: it only combines."""
    return PeriodScore(result.figures, {}, {}, {}, Exact.full(0, len(result.total)))
