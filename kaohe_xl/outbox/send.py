"""Sending letters one after the other, so that a stop at any point leaves nothing sent twice and nothing forgotten."""

from __future__ import annotations

import smtplib
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.messages import finding
from kaohe_xl.outbox.content import letter_key
from kaohe_xl.outbox.eml import build
from kaohe_xl.outbox.handover import HandoverOutcome, ServerReply, deliver
from kaohe_xl.outbox.ledger import CUT_OFF, LetterState, SendLog, SendLogEntry, in_doubt
from kaohe_xl.outbox.letters import Letter, megabytes
from kaohe_xl.outbox.prepare import read_attachments
from kaohe_xl.outbox.report import Progress, SendReport
from kaohe_xl.outbox.settings import MailSettings
from kaohe_xl.outbox.smtp import ConnectionFailure, connect
from kaohe_xl.watching.interrupt import Interrupts
from kaohe_xl.watching.lock import take

PURPOSE = "发送邮件"
_GOODBYE = 5.0  # seconds that a server may take over it


def send(
    letters: Sequence[Letter],
    settings: MailSettings,
    ledger: SendLog,
    progress: Callable[[Progress], None],
    sleep: Callable[[float], None] = time.sleep,
) -> SendReport:
    """Send what the ledger does not know as sent.

    Stops, with the rest waiting, when the server cannot be reached, cannot be trusted or refuses the login or the
    sender, when the ledger cannot be written, and on Ctrl-C. ``sleep`` waits between messages and attempts.
    """
    try:
        lock, findings = take(ledger.lock_path, PURPOSE)
    except OSError as error:
        return SendReport(waiting=tuple(letters), findings=(_ledger_trouble(ledger, error),))
    if lock is None:
        return SendReport(waiting=tuple(letters), findings=tuple(findings))
    with lock, Interrupts() as interrupts:
        return _Run(settings, ledger, progress, sleep, interrupts).send(letters, findings)


def _ledger_trouble(ledger: SendLog, error: Exception) -> Finding:
    return finding("R625", Place(str(ledger.path)), file=ledger.path.name, problem=str(error))


class _Run:
    """One run, under the lock."""

    def __init__(
        self,
        settings: MailSettings,
        ledger: SendLog,
        progress: Callable[[Progress], None],
        sleep: Callable[[float], None],
        interrupts: Interrupts,
    ) -> None:
        self.settings, self.ledger, self.progress, self.sleep = settings, ledger, progress, sleep
        self.interrupts = interrupts
        self.tries = len(settings.pauses) + 1
        self.findings: list[Finding] = []
        self.state: dict[str, LetterState] = {}
        self.attempts: dict[str, int] = {}
        self.letters: dict[str, Letter] = {}
        self.already: dict[str, Letter] = {}
        self.sizes: dict[str, int] = {}
        self.smtp: smtplib.SMTP | None = None
        self.stopped = False
        self.stalled = 0  # rounds in which nothing went out
        self.settled = self.total = 0
        self.ready_at = 0.0  # when the next message may leave
        self.lost: Finding | None = None  # why there is no connection just now

    def send(self, letters: Sequence[Letter], findings: Sequence[Finding]) -> SendReport:
        self.findings += findings
        try:
            self._enter(letters)
            self._rounds()
        except KeyboardInterrupt:
            if self.smtp is not None:
                self.smtp.close()  # no good-bye: the answer that is awaited may never come
                self.smtp = None
            self._interrupted()
        except sqlite3.Error as error:
            self.findings += [_ledger_trouble(self.ledger, error), *self._cut_off("发送记录没有写成")]
        finally:
            self._hang_up()
        return self._report(letters)

    def _enter(self, letters: Sequence[Letter]) -> None:
        """Into the ledger; what it already knows as sent or in doubt is left out and named."""
        cut_off = self.ledger.recover()
        for letter in letters:
            try:
                self.letters[letter_key(letter, read_attachments(letter))] = letter
            except OSError as error:
                self._changed(letter, said(error))
        entries = self.ledger.enqueue(self.letters.items())
        for key, entry in entries.items():
            self.state[key] = entry.state
            if entry.state is LetterState.SENT:
                self.already[key] = self.letters[key]
                self._say_if_outdated(entry)
        if self.already:
            self.findings.append(finding("R629", count=len(self.already)))
        named = {entry.key: entry for entry in cut_off}
        named |= {key: entry for key, entry in entries.items() if entry.state is LetterState.DOUBTFUL}
        self.findings += [in_doubt(entry) for entry in self.ledger.entries() if entry.key in named]

    def _say_if_outdated(self, entry: SendLogEntry) -> None:
        if self.ledger.outdated(entry):
            details = {"name": entry.name, "kind": entry.kind.said, "when": entry.changed}
            self.findings.append(finding("R631", unit=entry.unit, **details))

    def _rounds(self) -> None:
        """Go over what is left until nothing is, or rounds without success have used up the pauses."""
        queue = [key for key, state in self.state.items() if state in (LetterState.PENDING, LetterState.FAILED)]
        self.total = len(queue)
        while queue and not self.stopped:
            before = sum(state is LetterState.SENT for state in self.state.values())
            queue = self._round(queue)
            if not queue or self.stopped:
                return
            progressed = sum(state is LetterState.SENT for state in self.state.values()) > before
            self.stalled = 0 if progressed else self.stalled + 1
            if self.stalled >= self.tries:
                break
            self._hang_up()
            self.sleep(self.settings.pauses[max(self.stalled, 1) - 1] if self.settings.pauses else 0.0)
        if self.lost is not None:
            self.findings.append(self.lost)

    def _round(self, queue: Sequence[str]) -> list[str]:
        """Each letter once; returns those to try again. Without a connection, the rest of them."""
        again: list[str] = []
        for position, key in enumerate(queue):
            if self.interrupts.asked:
                raise KeyboardInterrupt
            if self.smtp is None and not self._connect():
                return [*again, *queue[position:]]
            answer = self._one(key)
            if answer is not None and self._settle(key, answer):
                again.append(key)
            if self.stopped:
                break
        return again

    def _connect(self) -> bool:
        found = connect(self.settings, self.stalled + 1)
        if isinstance(found, ConnectionFailure):
            self.lost = found.finding
            if not found.temporary:
                self.findings.append(found.finding)
                self.stopped = True
            return False
        self.smtp, self.lost = found, None
        return True

    def _one(self, key: str) -> ServerReply | None:
        """Hand one letter over; None if its files are no longer what they were."""
        letter = self.letters[key]
        assert self.smtp is not None
        try:
            attachments = read_attachments(letter)
        except OSError as error:
            self._changed(letter, said(error))
            return None
        if letter_key(letter, attachments) != key:
            self._changed(letter, "内容不同了")
            return None
        message = build(
            letter, attachments, key=key, written=datetime.now(UTC).astimezone(), sender=self.settings.sender
        )
        self.sizes[key] = len(message)
        self._keep_pace()
        answer = deliver(self.smtp, self.settings, letter.address, message, lambda: self._claim(key))
        if not answer.usable:
            self.smtp = None
        return answer

    def _keep_pace(self) -> None:
        """No more messages in a minute than the settings say."""
        if self.settings.per_minute:
            now = time.monotonic()
            if self.ready_at > now:
                self.sleep(self.ready_at - now)
            self.ready_at = max(now, self.ready_at) + 60 / self.settings.per_minute

    def _claim(self, key: str) -> None:
        if not self.ledger.claim(key):
            raise sqlite3.IntegrityError("另一个程序在发同一封")
        self.state[key] = LetterState.SENDING

    def _settle(self, key: str, answer: ServerReply) -> bool:
        """Write down what became of a letter; True if it is to be tried again in this run."""
        letter = self.letters[key]
        details = {"name": letter.name, "address": letter.address, "kind": letter.kind.said}
        verdict, reply = answer.verdict, answer.reply
        if verdict is HandoverOutcome.DEFERRED:
            return self._deferred(key, letter, reply)
        if verdict is HandoverOutcome.SENDER_REFUSED:
            self.ledger.tried(key, reply)
            self.state[key] = LetterState.PENDING
            sender = self.settings.sender.address
            self.findings.append(finding("R618", host=self.settings.host, sender=sender, reply=reply))
            self.stopped = True
            return False
        if verdict is HandoverOutcome.ACCEPTED:
            self._done(key, LetterState.SENT, reply)
        elif verdict is HandoverOutcome.DOUBTFUL:
            self._done(key, LetterState.DOUBTFUL, reply)
            self.findings.append(finding("R623", unit=letter.unit, **details, why=reply))
        elif verdict is HandoverOutcome.TOO_BIG:
            self._done(key, LetterState.FAILED, f"超过服务器上限 {reply}")
            size = megabytes(self.sizes[key])
            self.findings.append(finding("R628", unit=letter.unit, name=letter.name, size=size, limit=reply))
        else:
            self._done(key, LetterState.FAILED, reply)
            self.findings.append(finding("R621", unit=letter.unit, **details, reply=reply))
        return False

    def _deferred(self, key: str, letter: Letter, reply: str) -> bool:
        self.attempts[key] = self.attempts.get(key, 0) + 1
        if self.attempts[key] < self.tries:
            self.ledger.tried(key, reply)
            self.state[key] = LetterState.PENDING
            return True
        self._done(key, LetterState.FAILED, reply)
        details = {"name": letter.name, "address": letter.address, "kind": letter.kind.said}
        self.findings.append(finding("R622", unit=letter.unit, **details, tries=self.tries, reply=reply))
        return False

    def _done(self, key: str, state: LetterState, reply: str) -> None:
        self.ledger.set_state(key, state, reply)
        self.state[key] = state
        self.settled += 1
        self.progress(Progress(self.settled, self.total, self.letters[key], state))

    def _changed(self, letter: Letter, problem: str) -> None:
        self.findings.append(finding("R624", unit=letter.unit, name=letter.name, problem=problem))

    def _interrupted(self) -> None:
        """Ctrl-C: a letter whose dot may have left is in doubt; the others wait."""
        self.findings += self._cut_off(CUT_OFF)
        for entry in self.ledger.recover():
            self.state[entry.key] = LetterState.DOUBTFUL
        self.findings.append(finding("R626", left=sum(state is LetterState.PENDING for state in self.state.values())))

    def _cut_off(self, why: str) -> list[Finding]:
        """The letter that was on its way just now, if there is one."""
        return [
            finding("R623", unit=cut.unit, name=cut.name, address=cut.address, kind=cut.kind.said, why=why)
            for cut in (self.letters[key] for key, state in self.state.items() if state is LetterState.SENDING)
        ]

    def _hang_up(self) -> None:
        smtp, self.smtp = self.smtp, None
        if smtp is None:
            return
        try:
            if smtp.sock:
                smtp.sock.settimeout(_GOODBYE)
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def _report(self, letters: Sequence[Letter]) -> SendReport:
        def those(*states: LetterState) -> tuple[Letter, ...]:
            new = (key for key, state in self.state.items() if state in states and key not in self.already)
            return tuple(self.letters[key] for key in new)

        entered = {self.letters[key] for key in self.state}
        return SendReport(
            sent=those(LetterState.SENT),
            already=tuple(self.already.values()),
            failed=those(LetterState.FAILED),
            doubtful=those(LetterState.DOUBTFUL, LetterState.SENDING),
            waiting=(*those(LetterState.PENDING), *(letter for letter in letters if letter not in entered)),
            findings=tuple(self.findings),
        )
