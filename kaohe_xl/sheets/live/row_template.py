"""A formula for any row, and what has none."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.sheets.live.layout import ROW


@dataclass(frozen=True)
class Template:
    """A formula without '=', with :data:`ROW` for its row. ``array``: entered with Ctrl+Shift+Enter."""

    text: str
    array: bool = False

    def at(self, row: int) -> str:
        return self.text.replace(ROW, str(row))


@dataclass(frozen=True)
class StaticValues:
    """What is written as a value, and why."""

    sheet: str
    what: str
    why: str
