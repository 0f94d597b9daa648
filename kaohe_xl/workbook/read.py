"""Reading one workbook that is trusted, such as the scheme: in this process, with all that is known of a cell."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.grid import Book
from kaohe_xl.workbook.calamine import read_fast
from kaohe_xl.workbook.exact import read_exact

_ZIP = b"PK\x03\x04"


def read_book(path: Path, *, name: str | None = None) -> Book:
    """A workbook as grids, exactly: number formats, merges, hidden sheets, error cells and formulas without a result.

    ``name`` is what findings call the file (default: its own name). Only cells in use count; blanks at the end are cut.
    """
    data = path.read_bytes()
    called = path.name if name is None else name
    if data.startswith(_ZIP) and b"xl/workbook.xml" in data:
        return read_exact(data, called)
    return read_fast(data, called)
