"""What was sent to whom, in a file that outlives any crash: written before and after the moment that counts.

A letter is ``待发`` until its last byte is about to leave, then ``发送中``, then ``已发`` or ``失败`` as the server
says. One that stands as ``发送中`` when nobody is sending was cut off in that moment: nobody can know whether it
arrived. It becomes ``存疑``, is named, and is never sent again unless a person says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import TracebackType

from kaohe_xl.base.filenames import RESULTS
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding
from kaohe_xl.outbox.letters import Letter, LetterKind

LEDGER = "发送记录.sqlite"
LOCK = ".发送.lock"
CUT_OFF = "发送时中断"
_VERSION = 1
_WAIT = 10.0  # seconds for another process that is writing
_TABLES = """
CREATE TABLE letters (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
    subject TEXT NOT NULL, trial INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    reply TEXT NOT NULL DEFAULT '', changed TEXT NOT NULL
);
CREATE TABLE events (at TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, reply TEXT NOT NULL);
"""


class LetterState(Enum):
    """Where a letter stands."""

    PENDING = "待发"
    SENDING = "发送中"
    SENT = "已发"
    FAILED = "失败"
    DOUBTFUL = "存疑"
    REPLACED = "已换新"  # never sent; a letter with newer content took its place


_TO_SEND = (LetterState.PENDING, LetterState.FAILED)


@dataclass(frozen=True)
class SendLogEntry:
    """One letter in the ledger."""

    key: str
    kind: LetterKind
    unit: str
    name: str
    address: str
    subject: str
    trial: bool
    state: LetterState
    attempts: int
    reply: str
    changed: str  # 2022-06-30 14:05:09


class SendLog:
    """The open file. Errors of SQLite (disk full, no right to write) are raised as :class:`sqlite3.Error`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._base = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        self._base.row_factory = sqlite3.Row
        try:
            self._base.execute("PRAGMA synchronous = EXTRA")  # a power cut must not take back what was written
            self._create()
        except sqlite3.Error:
            self._base.close()
            raise

    @property
    def lock_path(self) -> Path:
        """Held by whoever is sending."""
        return self.path.with_name(LOCK)

    def _create(self) -> None:
        with self._change():
            version = self._base.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise sqlite3.DatabaseError("由更新的版本写成")
            if version == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def _change(self) -> Iterator[None]:
        """All of it or nothing, on the disk when it returns."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def recover(self) -> list[SendLogEntry]:
        """Letters that were being sent when their sender died become doubtful. Only under the lock."""
        with self._change():
            cut_off = self._select("state = ?", LetterState.SENDING.value)
            for entry in cut_off:
                self._set(entry.key, LetterState.DOUBTFUL, CUT_OFF)
        return cut_off

    def enqueue(self, letters: Iterable[tuple[str, Letter]]) -> dict[str, SendLogEntry]:
        """Enter letters by key; those that are known stay as they are. Returns the entry of each.

        An older letter of the same kind to the same recipient that never went out is replaced.
        """
        with self._change():
            entries = {}
            for key, letter in letters:
                self._enter(key, letter)
                entries[key] = self._select("key = ?", key)[0]
        return entries

    def _enter(self, key: str, letter: Letter) -> None:
        same = (letter.kind.value, letter.unit, letter.trial)
        older = self._select(
            "kind = ? AND unit = ? AND trial = ? AND address = ? AND key <> ? AND state IN (?, ?)",
            *(*same, letter.address, key, *(state.value for state in _TO_SEND)),
        )
        for entry in older:
            self._set(entry.key, LetterState.REPLACED, "")
        new = (key, *same, letter.name, letter.address, letter.subject, LetterState.PENDING.value, _now())
        done = self._base.execute(
            "INSERT OR IGNORE INTO letters (key, kind, unit, trial, name, address, subject, state, changed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            new,
        )
        if done.rowcount:
            self._note(key, LetterState.PENDING, "")
        elif self._select("key = ?", key)[0].state is LetterState.REPLACED:
            self._set(key, LetterState.PENDING, "")

    def claim(self, key: str) -> bool:
        """Mark a letter as being sent; False if somebody else has it or it was sent meanwhile."""
        with self._change():
            done = self._base.execute(
                "UPDATE letters SET state = ?, changed = ? WHERE key = ? AND state IN (?, ?)",
                (LetterState.SENDING.value, _now(), key, *(state.value for state in _TO_SEND)),
            )
            if done.rowcount:
                self._note(key, LetterState.SENDING, "")
            return bool(done.rowcount)

    def set_state(self, key: str, state: LetterState, reply: str) -> None:
        """What became of it."""
        with self._change():
            self._set(key, state, reply)

    def tried(self, key: str, reply: str) -> None:
        """One more attempt that came to nothing; the letter waits for the next."""
        with self._change():
            self._base.execute("UPDATE letters SET attempts = attempts + 1 WHERE key = ?", (key,))
            self._set(key, LetterState.PENDING, reply)

    def resolve(self, key: str, *, delivered: bool) -> None:
        """A person has found out what became of a doubtful letter."""
        self.set_state(
            key,
            LetterState.SENT if delivered else LetterState.PENDING,
            "人工确认已收到" if delivered else "人工确认没有收到",
        )

    def outdated(self, entry: SendLogEntry) -> bool:
        """Was it sent, and after it another of the same kind to the same recipient? Then they hold other figures."""
        later = self._base.execute(
            "SELECT 1 FROM letters AS other JOIN events ON events.key = other.key AND events.state = :sent"
            " WHERE other.kind = :kind AND other.unit = :unit AND other.trial = :trial AND other.address = :address"
            " AND other.state = :sent"
            " AND events.rowid > (SELECT MAX(rowid) FROM events WHERE key = :key AND state = :sent)",
            {
                **{name: getattr(entry, name) for name in ("unit", "trial", "address", "key")},
                "kind": entry.kind.value,
                "sent": LetterState.SENT.value,
            },
        )
        return entry.state is LetterState.SENT and later.fetchone() is not None

    def entries(self) -> list[SendLogEntry]:
        """All letters, in the order in which they were entered."""
        return self._select("1")

    def _select(self, where: str, *values: object) -> list[SendLogEntry]:
        rows = self._base.execute(f"SELECT * FROM letters WHERE {where} ORDER BY rowid", values)  # noqa: S608
        return [_entry(row) for row in rows]

    def _set(self, key: str, state: LetterState, reply: str) -> None:
        values = (state.value, reply, _now(), key)
        self._base.execute("UPDATE letters SET state = ?, reply = ?, changed = ? WHERE key = ?", values)
        self._note(key, state, reply)

    def _note(self, key: str, state: LetterState, reply: str) -> None:
        self._base.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (_now(), key, state.value, reply))

    def close(self) -> None:
        self._base.close()

    def __enter__(self) -> SendLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _now() -> str:
    return f"{datetime.now():%Y-%m-%d %H:%M:%S}"


def _entry(row: sqlite3.Row) -> SendLogEntry:
    return SendLogEntry(
        row["key"], LetterKind(row["kind"]), row["unit"], row["name"], row["address"], row["subject"],
        bool(row["trial"]),
        LetterState(row["state"]), row["attempts"], row["reply"], row["changed"],
    )  # fmt: skip


def open_ledger(folder: Path) -> tuple[SendLog | None, list[Finding]]:
    """The ledger of an assessment folder, made if it is new; None with a finding if it cannot be used."""
    path = folder / RESULTS / LEDGER
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return SendLog(path), []
    except (sqlite3.Error, OSError) as error:
        return None, [finding("R627", Place(str(path)), file=path.name, problem=str(error))]


def in_doubt(entry: SendLogEntry) -> Finding:
    """The finding that names a doubtful letter."""
    details = {"name": entry.name, "address": entry.address, "kind": entry.kind.said, "why": entry.reply}
    return finding("R623", unit=entry.unit, **details)
