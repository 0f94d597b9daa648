"""What sending tells while it goes on and when it is over."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.base.finding import Finding
from kaohe_xl.outbox.ledger import LetterState
from kaohe_xl.outbox.letters import Letter


@dataclass(frozen=True)
class Progress:
    """After each letter: how many of those to send are settled, and what became of this one."""

    done: int
    total: int
    letter: Letter
    state: LetterState


@dataclass(frozen=True)
class SendReport:
    """What a run of sending came to. Every letter is in exactly one of the lists."""

    sent: tuple[Letter, ...] = ()
    already: tuple[Letter, ...] = ()  # the same content was sent before
    failed: tuple[Letter, ...] = ()  # the server said no; tried again by the next run
    doubtful: tuple[Letter, ...] = ()  # never sent again by itself
    waiting: tuple[Letter, ...] = ()  # not yet sent: the next run goes on here
    findings: tuple[Finding, ...] = ()

    @property
    def complete(self) -> bool:
        return not (self.failed or self.doubtful or self.waiting)
