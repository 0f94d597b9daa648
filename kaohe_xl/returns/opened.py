"""One opened file, as reading hands it over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book


class KnownOfFile(Protocol):
    """What is known of a file beside its content."""

    @property
    def modified(self) -> datetime | None: ...
    @property
    def sha256(self) -> str: ...
    @property
    def saved_by(self) -> str: ...


class OpenedReturn(Protocol):
    """One opened file, or why it was not opened (see :mod:`kaohe_xl.intake.reader`)."""

    @property
    def name(self) -> str: ...
    @property
    def book(self) -> Book | None: ...
    @property
    def refusal(self) -> Finding | None: ...
    @property
    def ignored(self) -> bool: ...
    @property
    def reading(self) -> str: ...
    @property
    def notes(self) -> Sequence[Finding]: ...
    @property
    def facts(self) -> KnownOfFile: ...
