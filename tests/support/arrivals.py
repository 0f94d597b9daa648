"""Returned files for tests of understanding: books made of Markdown tables, as the safe reader would hand them over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.forms.blanks import blanks
from kaohe_xl.forms.fingerprint import Fingerprint
from kaohe_xl.intake.discover import SourceFile
from kaohe_xl.intake.reader import FileFacts, OpenedFile
from kaohe_xl.returns.appeals.appeals import ReturnedAppeals
from kaohe_xl.returns.collect import read_returns
from kaohe_xl.returns.model import FileOutcome, Returned
from kaohe_xl.scheme.model import Scheme
from tests.support.tables import book, grid

SAVED = datetime(2022, 7, 1, 9, 0)


def opened(
    name: str,
    content: Book | None = None,
    refusal: Finding | None = None,
    saved: datetime = SAVED,
    reading: str = "快速",
) -> OpenedFile:
    """A file called ``name`` that was opened, or refused."""
    found = refusal if refusal is not None and refusal.severity is Severity.NOTE else None  # what discover() leaves out
    source = SourceFile(name, Path(name), modified=saved, refusal=found)
    return OpenedFile(source, FileFacts(0, saved), content, refusal, reading)


def arrived(name: str, *grids: Grid | str, saved: datetime = SAVED) -> OpenedFile:
    """A file called ``name``; a text is its 填报表."""
    sheets = [grid(each) if isinstance(each, str) else each for each in grids]
    return opened(name, book(name, *sheets), saved=saved)


def fingerprint_of(scheme: Scheme, filler: str, period: str = "上半年") -> Fingerprint:
    return next(b.fingerprint for b in blanks(scheme) if (b.filler, b.period) == (filler, period))


def fingerprint_sheet(fingerprint: Fingerprint, *, change: tuple[str, str] | None = None) -> Grid:
    """The hidden sheet; ``change`` = a label and the text that somebody put there instead."""
    rows = [(label, change[1] if change and change[0] == label else text) for label, text in fingerprint.rows()]
    return grid("\n".join(f"| {label} | '{text} |" for label, text in rows), "_指纹", hidden=True)


def returned(scheme: Scheme, *files: OpenedFile) -> Returned:
    return read_returns(scheme, files)


def outcome(found: Returned, name: str | None = None) -> FileOutcome:
    """The outcome of a file (of the only one)."""
    if name is None:
        (only,) = found.files
        return only
    return next(each for each in found.files if each.name == name)


def values(found: Returned, *, period: str = "上半年") -> dict[tuple[str, str], object]:
    """(unit, item) → value for all that is 已报 in a period."""
    tidy = found.tidy
    rows = tidy[(tidy["期次"] == period) & (tidy["状态"] == "已报")]
    return {(row["单位"], row["数据项"]): row["值"] for _, row in rows.iterrows()}


def states(found: Returned, unit: str, *, period: str = "上半年") -> dict[str, str]:
    tidy = found.tidy
    rows = tidy[(tidy["期次"] == period) & (tidy["单位"] == unit)]
    return dict(zip(rows["数据项"], rows["状态"], strict=True))


def codes(found: Returned | ReturnedAppeals) -> list[str]:
    return [each.code for each in found.findings]
