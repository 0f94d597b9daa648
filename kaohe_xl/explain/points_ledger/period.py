"""One period's part of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe_xl.base.exact import round_half_up
from kaohe_xl.explain.points_ledger.columns import PeriodColumns
from kaohe_xl.explain.points_ledger.entry import ZERO, PointsEntry, Through, ceilings
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.score import ClauseScore, IndicatorScore, ScoreStatus

_LACKING = (ScoreStatus.MISSING, ScoreStatus.INVALID)


class PeriodPoints(PeriodColumns):
    """Entries of one unit after the other."""

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

    # -- an indicator ------------------------------------------------------------------------------------------------

    def _indicator(self, score: IndicatorScore, row: int) -> Iterator[PointsEntry]:
        indicator = score.indicator
        if self.quiet[indicator.key][row]:
            return
        clauses = [c for c in self.clauses[indicator.key] if self.statuses[c.clause.key][row] is not ScoreStatus.ABSENT]
        for clause in clauses:
            if clause.clause.on_total:
                yield from self._on_total(indicator, clause, row)
        if not self.there[indicator.key][row]:
            return
        own = [c for c in clauses if not c.clause.on_total]
        if score.status[row] is ScoreStatus.NOT_APPLICABLE:
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
        lacking = self.statuses[score.clause.key][row] in _LACKING
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
            through, status = Through.CLAUSE, self.statuses[score.clause.key][row]
            if status in _LACKING:
                through = Through.MISSING
            elif status is ScoreStatus.NOT_APPLICABLE:
                through = Through.NOT_APPLICABLE
            yield self._entry(row, through, points, indicator, [score.clause], most.get(score.clause.key, ZERO))

    def _told(self, score: ClauseScore, row: int) -> bool:
        """Without points, yet to be told: left out by 互斥, or decided by a approved figure."""
        key = score.clause.key
        return bool(self.raw[key][row] and not self.points[key][row]) or row in self.approved[key]

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
        lacking = [c.clause for c in own if self.statuses[c.clause.key][row] in _LACKING]
        if lacking and value > 0:
            value = ZERO
            yield Through.MISSING, value, lacking
        zeroed = [c.clause for c in own if self.statuses[c.clause.key][row] is ScoreStatus.ZEROED]
        if zeroed and value:
            yield Through.ZEROED, ZERO, zeroed

    def _last_step(
        self, score: IndicatorScore, own: Sequence[ClauseScore], row: int, value: Fraction
    ) -> Iterator[PointsEntry]:
        final = self.scores[score.indicator.key][row]
        if final is None:
            raise RuntimeError(f"{score.indicator.key} of row {row} has no score though it stands as scored")
        if score.status[row] is ScoreStatus.APPROVED:
            yield self._entry(row, Through.APPROVED, final - value, score.indicator, [c.clause for c in own], value)
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
