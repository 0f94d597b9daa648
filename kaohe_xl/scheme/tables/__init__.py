"""The sheets of a scheme workbook. A new column is a line in one of these modules, and its use where it is read."""

from __future__ import annotations

from kaohe_xl.base.text import fold
from kaohe_xl.scheme.columns import TableSpec
from kaohe_xl.scheme.tables.basics import LINES, PERIODS, SETTINGS, UNITS
from kaohe_xl.scheme.tables.outcome import EFFECTS, EVERY_LINE, GRADES, REWARDS, VETOES
from kaohe_xl.scheme.tables.records import CASES, DATA, HISTORY, VERIFIED
from kaohe_xl.scheme.tables.rubric import ITEMS, RUBRIC

__all__ = [
    "ALL",
    "CASES",
    "DATA",
    "EFFECTS",
    "EVERY_LINE",
    "GRADES",
    "HISTORY",
    "ITEMS",
    "LINES",
    "PERIODS",
    "REWARDS",
    "RUBRIC",
    "SETTINGS",
    "UNITS",
    "VERIFIED",
    "VETOES",
    "spec_of",
]

ALL: tuple[TableSpec, ...] = (
    SETTINGS, UNITS, LINES, PERIODS, ITEMS, RUBRIC, VETOES, GRADES, REWARDS, VERIFIED, HISTORY, CASES,
)  # fmt: skip


def spec_of(sheet: str) -> TableSpec | None:
    """The declaration of a sheet by its name; every sheet that begins with 评分细则 is one of the rubric."""
    if fold(sheet).startswith(fold(RUBRIC.sheet)):
        return RUBRIC
    return next((spec for spec in ALL if fold(spec.sheet) == fold(sheet)), None)
