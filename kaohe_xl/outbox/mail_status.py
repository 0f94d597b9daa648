"""What became of the letters, and settling the doubtful ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kaohe_xl.base.filenames import RESULTS
from kaohe_xl.base.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.outbox.ledger import CUT_OFF, LEDGER, LetterState, SendLogEntry, in_doubt, open_ledger
from kaohe_xl.watching.lock import is_free, take


@dataclass(frozen=True)
class MailStatus:
    """Every letter that was ever meant to be sent, and the findings that need a person."""

    entries: tuple[SendLogEntry, ...]
    findings: tuple[Finding, ...]

    def count(self, state: LetterState) -> int:
        return sum(entry.state is state for entry in self.entries)


def mail_status(folder: Path) -> MailStatus:
    """What was sent, what failed and which letter is in doubt. Changes nothing."""
    if not (folder / RESULTS / LEDGER).exists():
        return MailStatus((), ())
    ledger, findings = open_ledger(folder)
    if ledger is None:
        return MailStatus((), tuple(findings))
    with ledger:
        entries = ledger.entries()
        if is_free(ledger.lock_path):
            entries = [_as_left(entry) for entry in entries]
    return MailStatus(
        tuple(entries), tuple(in_doubt(entry) for entry in entries if entry.state is LetterState.DOUBTFUL)
    )


def _as_left(entry: SendLogEntry) -> SendLogEntry:
    """Nobody is sending: what stands as being sent was cut off."""
    if entry.state is not LetterState.SENDING:
        return entry
    return replace(entry, state=LetterState.DOUBTFUL, reply=CUT_OFF)


def resolve_doubt(folder: Path, unit: str, *, delivered: bool) -> tuple[int, list[Finding]]:
    """Settle the doubtful letters to a unit (or leader) by what they answered; returns how many there were.

    Not delivered also frees a letter that was sent before another one with other figures, so that it can go out again.
    """
    ledger, findings = open_ledger(folder)
    if ledger is None:
        return 0, findings
    with ledger:
        lock, findings = take(ledger.lock_path, "发送邮件")
        if lock is None:
            return 0, findings
        with lock:
            ledger.recover()
            theirs = [entry for entry in ledger.entries() if unit in (entry.unit, entry.name)]
            meant = [
                entry
                for entry in theirs
                if entry.state is LetterState.DOUBTFUL or (not delivered and ledger.outdated(entry))
            ]
            for entry in meant:
                ledger.resolve(entry.key, delivered=delivered)
    return len(meant), findings if meant else [*findings, finding("R630", name=unit)]
