"""Entries and their words, unit by unit, kept for all who tell them: 扣分清单, 成绩单 and the notices say the same."""

from __future__ import annotations

from functools import cached_property

from kaohe_xl.explain.clause_reasons import ClauseReasons
from kaohe_xl.explain.entry_sentences import entry_words
from kaohe_xl.explain.points_ledger import Balance, PointsEntry, PointsLedger
from kaohe_xl.scoring.assess import Assessment

_MOST_KEPT = 3000  # units: those of a workbook, whose sheets tell the same; beyond that words are made again
_BLOCK = 500  # units that are put into words together


class WordedEntries:
    """The ledger of an assessment in words. Made by :func:`account_of`, once for each assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self._told: dict[int, list[tuple[PointsEntry, str]]] = {}
        self._asked = False
        self._balances: dict[int, Balance] = {}

    @cached_property
    def ledger(self) -> PointsLedger:
        return PointsLedger(self.assessment)

    @cached_property
    def reasons_by_period(self) -> dict[str, ClauseReasons]:
        """By period."""
        return {name: ClauseReasons(self.assessment, result) for name, result in self.assessment.periods.items()}

    def told(self, row: int) -> list[tuple[PointsEntry, str]]:
        """Entries of a unit with the reason for each; leaves before the periods above them, rubric order within."""
        if row not in self._told:
            # whoever asks for a second unit will ask for its neighbours too
            rows = self._block(row) if self._asked else range(row, row + 1)
            self._asked = True
            if len(self._told) + len(rows) > _MOST_KEPT:
                self._told.clear()
            self._told.update(self._tell(rows))
        return self._told[row]

    def _block(self, row: int) -> range:
        first = row - row % _BLOCK
        return range(first, min(first + _BLOCK, len(self.assessment.scheme.units)))

    def _tell(self, rows: range) -> dict[int, list[tuple[PointsEntry, str]]]:
        entries = {row: self.ledger.of(row) for row in rows}
        asked: dict[tuple[str, str], list[int]] = {}
        clauses = {}
        for entry in (entry for own in entries.values() for entry in own):
            for clause in entry.clauses:
                clauses[clause.key] = clause
                asked.setdefault((entry.period, clause.key), []).append(entry.row)
        for (period, key), where in asked.items():
            self.reasons_by_period[period].prepare(clauses[key], list(dict.fromkeys(where)))
        told = {
            row: [(entry, entry_words(self.reasons_by_period[entry.period], entry)) for entry in own]
            for row, own in entries.items()
        }
        for clause_reasons in self.reasons_by_period.values():
            clause_reasons.forget()
        return told

    def balance(self, row: int) -> Balance:
        """Full mark, points lost and total of a unit."""
        if row not in self._balances:
            self._balances[row] = self.ledger.balance(row, [entry for entry, _ in self.told(row)])
        return self._balances[row]


def worded_entries_of(assessment: Assessment) -> WordedEntries:
    """The account of an assessment, kept with it: a pure function of it that costs time."""
    return assessment.worked_out.once(WordedEntries, lambda: WordedEntries(assessment))
