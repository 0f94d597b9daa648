"""Returned files in, books or refusals out: every source gets exactly one answer, in order, whatever it holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.sheet_names import CONTENTS, COVER
from kaohe_xl.intake.discover import SourceFile
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.pool import ProcessPool
from kaohe_xl.intake.process import ReadTask
from kaohe_xl.intake.reply import book_in, refusal_in
from kaohe_xl.messages import finding
from kaohe_xl.reading.limits import Limits
from kaohe_xl.reading.unpack import unpack

if TYPE_CHECKING:
    from kaohe_xl.intake.batches import Batches
    from kaohe_xl.parallel.cluster import TaskRunner


NO_DATA = (COVER, "封面", CONTENTS, "说明")  # sheets that are never looked into


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file beside its content. ``size`` in bytes; ``sha256`` is empty if it could not be read."""

    size: int
    modified: datetime | None
    sha256: str = ""
    saved_by: str = ""  # as the file has it


@dataclass(frozen=True)
class OpenedFile:
    """The answer for one source: a book, or the finding that refuses it (a note: it is ignored)."""

    source: SourceFile
    facts: FileFacts
    book: Book | None = None
    refusal: Finding | None = None
    reading: str = ""  # which path read it and why: 快速, 精确（xls）…
    notes: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def ignored(self) -> bool:
        return self.source.ignored


@dataclass(frozen=True)
class ReadOptions:
    """How files are read. ``jobs``: reading processes, 0 = as many as there are processors."""

    limits: Limits = field(default_factory=Limits)
    jobs: int = 0
    passwords: Passwords = field(default_factory=Passwords)
    noted: Path | None = None  # a file that says from then on: returned files were read here; None: it is not said
    task_runner: TaskRunner | None = None  # who reads and scores; nobody: this machine
    unread: tuple[str, ...] = NO_DATA  # sheets that nobody looks into are not read
    today: date | None = None  # the day as of which the forms are read; None: the day that it is
    returns: str = ""  # where the returned files lie if not in 收表/: a folder, or a URL of fsspec


class ReturnsReader:
    """Reads files in processes of their own; use as a context manager."""

    def __init__(self, options: ReadOptions | None = None) -> None:
        self.options = options or ReadOptions()
        passwords = {"common": self.options.passwords.common, "by_unit": dict(self.options.passwords.by_unit)}
        config = {"limits": self.options.limits._asdict(), "passwords": passwords, "unread": self.options.unread}
        self._pool: ProcessPool | Batches
        if self.options.task_runner is not None:
            from kaohe_xl.intake.batches import Batches

            self._pool = Batches(config, self.options.task_runner)
        else:
            jobs = self.options.jobs or os.cpu_count() or 1
            self._pool = ProcessPool(config, jobs, self.options.limits.seconds)

    def __enter__(self) -> ReturnsReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    @property
    def trouble(self) -> list[Finding]:
        """What went wrong beside the files: workers that are lost."""
        return self.options.task_runner.told() if self.options.task_runner is not None else []

    def read(self, sources: Iterable[SourceFile], *, exactly: bool = False) -> Iterator[OpenedFile]:
        """One answer for every source, in order. ``exactly`` takes the slow path that knows every format.

        Reading begins at once, whenever the answers are asked for.

        Raises:
            pool.PoolError: reading processes do not start at all.
        """
        listed = list(sources)
        readable = [source for source in listed if source.refusal is None]
        return self._answers(listed, self._pool.map([_task(source, exactly) for source in readable]))

    def _answers(self, listed: Iterable[SourceFile], replies: Iterator[bytes]) -> Iterator[OpenedFile]:
        for source in listed:
            if source.refusal is not None:
                yield OpenedFile(source, FileFacts(source.size, source.modified), refusal=source.refusal)
            else:
                yield self._answer(source, next(replies))

    def read_exact(self, source: SourceFile) -> OpenedFile:
        """The same file by the exact path, for cells where the fast one cannot know."""
        return next(iter(self.read([source], exactly=True)))

    def _answer(self, source: SourceFile, reply: bytes) -> OpenedFile:
        place = Place(source.name)
        refused = refusal_in(reply)
        if refused is not None:
            why = finding(refused.code, place, **refused.details)
            return OpenedFile(source, _facts(source, refused.facts), refusal=why)
        head, book = unpack(book_in(reply), source.name)
        notes = tuple(finding(code, place, **details) for code, details in head["notes"])
        return OpenedFile(source, _facts(source, head), book, reading=head["reading"], notes=notes)


def _facts(source: SourceFile, head: Mapping[str, Any]) -> FileFacts:
    return FileFacts(head.get("size", source.size), source.modified, head.get("sha256", ""), str(head.get("by", "")))


def _task(source: SourceFile, exactly: bool) -> ReadTask:
    where = {"path": os.fspath(source.path.absolute())}
    if source.remote is not None:
        where = {"url": source.remote[0], "path": source.remote[1]}
    return {
        **where,
        "member": source.member,
        "name": source.name,
        "exactly": exactly,
        "because": "",
    }
