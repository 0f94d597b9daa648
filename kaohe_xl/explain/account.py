"""Entries and their words, unit by unit, kept for all who tell them: 扣分清单, 成绩单 and the notices say the same."""

from __future__ import annotations

from functools import cached_property

from kaohe_xl.assess import Assessment
from kaohe_xl.explain.entries import entry_words
from kaohe_xl.explain.speaker import Speaker
from kaohe_xl.points import Balance, Entry, Ledger

_MOST_KEPT = 3000  # units; beyond that words are cheaper to make again than to keep


class Account:
    """The ledger of an assessment in words. Made by :func:`account_of`, once for each assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self._told: dict[int, list[tuple[Entry, str]]] = {}

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.assessment)

    @cached_property
    def speakers(self) -> dict[str, Speaker]:
        """By period."""
        return {name: Speaker(self.assessment, result) for name, result in self.assessment.periods.items()}

    def told(self, row: int) -> list[tuple[Entry, str]]:
        """Entries of a unit with the reason for each; leaves before the periods above them, rubric order within."""
        if row in self._told:
            return self._told[row]
        told = [(entry, entry_words(self.speakers[entry.period], entry)) for entry in self.ledger.of(row)]
        if len(self.assessment.scheme.units) <= _MOST_KEPT:
            self._told[row] = told
        return told

    def balance(self, row: int) -> Balance:
        """Full mark, points lost and total of a unit."""
        return self.ledger.balance(row, [entry for entry, _ in self.told(row)])


def account_of(assessment: Assessment) -> Account:
    """The account of an assessment, kept with it: a pure function of it that costs time."""
    kept: Account | None = assessment.__dict__.get("_account")
    if kept is None:
        kept = Account(assessment)
        assessment.__dict__["_account"] = kept
    return kept
