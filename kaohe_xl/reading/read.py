"""Reading one workbook that is trusted, such as the scheme: in this process, with all that is known of a cell."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.messages import finding
from kaohe_xl.reading.limits import Limits, Refused
from kaohe_xl.reading.opening import FileContent, IsBundle, OpeningTerms, listed_sheets, open_content
from kaohe_xl.reading.packed import cleaned_text
from kaohe_xl.reading.unpack import book_of


class UnreadableError(Exception):
    """The workbook cannot be read; ``finding`` says why and what to do."""

    def __init__(self, found: Finding) -> None:
        super().__init__(str(found))
        self.finding = found


def read_book(path: Path, *, name: str | None = None) -> Book:
    """A workbook as grids with number formats, merges, widths, hidden sheets, error cells, formulas without a result.

    Any format that a returned file may have, by content. ``name`` is what findings call the file (default: its own
    name). Only cells in use count; blanks at the end are cut.

    Raises:
        UnreadableError: not a workbook, broken, encrypted, or beyond the limits.
    """
    name = path.name if name is None else name
    place = Place(name)
    try:
        content = _content(path.read_bytes(), name)
    except Refused as refused:
        raise UnreadableError(finding(refused.code, place, **refused.details)) from refused
    except IsBundle as bundle:
        raise UnreadableError(finding("D102", place, kind="zip 压缩包", hint="请先解压")) from bundle
    except OSError as error:
        raise UnreadableError(finding("D112", place, problem=said(error))) from error
    return book_of(content.sheets, name)


def sheet_names(path: Path) -> list[str]:
    """Names of the sheets of a trusted workbook; no cell of an .xlsx is read for it. Empty if it cannot be read."""
    try:
        listed = listed_sheets(path.read_bytes(), Limits())
    except (Refused, OSError):
        return []
    if listed is not None:
        return [cleaned_text(name) for name in listed]
    try:
        return [grid.name for grid in read_book(path).grids]
    except UnreadableError:
        return []


def _content(data: bytes, name: str) -> FileContent:
    """By the fast path, which says the same as the exact one; by that where calamine panics."""
    try:
        return open_content(data, name)
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # it is no Exception, and of no class that can be imported
            raise
    return open_content(data, name, OpeningTerms(exactly=True))
