"""The ledger of an assessment: all entries of a unit, and the balance that they close."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.explain.points_ledger.entry import ZERO, Balance, PointsEntry
from kaohe_xl.explain.points_ledger.period import PeriodPoints
from kaohe_xl.scoring.assess import Assessment


class PointsLedger:
    """All entries of an assessment, computed unit by unit on demand."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self._pages = [PeriodPoints(assessment, result) for result in assessment.periods.values()]

    def of(self, row: int) -> list[PointsEntry]:
        """Entries of one unit: leaves before the periods that combine them, rubric order within."""
        return [entry for page in self._pages for entry in page.of(row)]

    def balance(self, row: int, entries: Sequence[PointsEntry]) -> Balance:
        """Full mark, points lost and total of a unit, from its entries."""
        full = sum((page.full(row) for page in self._pages), ZERO)
        lost = sum((entry.effect for entry in entries), ZERO)
        return Balance(row, full, lost, self.assessment.final.total[row])
