"""Names of sheets and references to their cells, as formulas and links spell them."""

from __future__ import annotations

import re
from collections.abc import Collection

from kaohe_xl.base.place import cell_name
from kaohe_xl.base.text import fold, tidy

LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_PLAIN = re.compile(r"[^\W\d]\w*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[RrCc][0-9]*([RrCc][0-9]*)?|true|false", re.IGNORECASE)


def sheet_name(wanted: str, taken: Collection[str] = ()) -> str:
    """A name that Excel accepts: at most 31 characters, none of ``[]:*?/\\``, unlike every name in ``taken``."""
    base = _FORBIDDEN.sub("_", tidy(wanted)).strip("' ")[:LONGEST_NAME].strip("' ") or "表"
    known = {fold(name) for name in taken}
    name, number = base, 2
    while fold(name) in known or fold(name) == "history":
        ending = f"({number})"
        name, number = base[: LONGEST_NAME - len(ending)] + ending, number + 1
    return name


def quoted_sheet(name: str) -> str:
    """A sheet's name as a formula writes it, in quotes where it needs them."""
    if _PLAIN.fullmatch(name) and not _LIKE_A_CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def absolute(row: int, column: int) -> str:
    """``$F$7`` of a 1-based row and column."""
    letters = cell_name(row, column).rstrip("0123456789")
    return f"${letters}${row}"


def cell_at(sheet: str, row: int, column: int) -> str:
    """``填报数据!F7`` of a 1-based row and column."""
    return f"{quoted_sheet(sheet)}!{cell_name(row, column)}"


def fixed_at(sheet: str, row: int, column: int) -> str:
    """``填报数据!$F$7``."""
    return f"{quoted_sheet(sheet)}!{absolute(row, column)}"


def range_at(sheet: str, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """``填报数据!$F$7:$F$18``."""
    return f"{quoted_sheet(sheet)}!{absolute(first_row, first_column)}:{absolute(last_row, last_column)}"


def link_to(sheet: str, row: int, column: int) -> str:
    """The link of an ``Out`` that jumps to a cell of this workbook."""
    return "internal:'" + sheet.replace("'", "''") + f"'!{cell_name(row, column)}"
