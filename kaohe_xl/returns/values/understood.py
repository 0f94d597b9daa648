"""What one cell was understood as."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import Record, State, Value
from kaohe_xl.returns.values.range import show
from kaohe_xl.scheme.model import DataItem

_NOTHING_TYPED = (State.BLANK, State.UNRETURNED)


class Reading(NamedTuple):
    """What one cell was understood as. ``doubt``: why the fast reader could not know (empty: nothing to add)."""

    item: DataItem
    raw: str
    value: Value
    state: State
    findings: tuple[Finding, ...] = ()
    doubt: str = ""
    reason: str = ""  # what a judge wrote beside it: 扣分原因, 佐证

    @property
    def blank(self) -> bool:
        """Nothing was typed (a declared absence such as 暂无 is something)."""
        return not self.raw and self.state in _NOTHING_TYPED

    @property
    def usual(self) -> bool:
        """A value, and nothing to be told about it."""
        return self.value is not None and not self.findings and not self.doubt

    def told(self, unit: str, period: str) -> Iterator[Finding]:
        """Its findings, as about a unit and period."""
        return (replace(each, unit=unit, period=period) for each in self.findings)

    def record(self, period: str, unit: str, place: Place, filler: str) -> Record:
        """One row of the tidy table."""
        return Record(period, unit, self.item.name, self.raw, self.value, self.state, place, filler, self.reason)

    @property
    def understood(self) -> str:
        """The value with its unit (95%, 3例, 2022-06-30), or the word for its absence."""
        return show(self.value, self.item) if self.value is not None else self.state.value
