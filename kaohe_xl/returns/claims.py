"""Entries of a sheet → claims: for which unit, period and item which value is given, with the cell it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.base.text import did_you_mean
from kaohe_xl.base.tidy import Record, State
from kaohe_xl.messages import finding
from kaohe_xl.returns.extract import ItemCell
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.returns.values.understood import Reading
from kaohe_xl.returns.values.values import read_value

Key = tuple[str, str, str]  # period, unit, item


@dataclass(frozen=True)
class Claim:
    """One value (or declared absence) that a filler gives for one unit, period and item."""

    period: str
    unit: str
    reading: Reading
    place: Place
    filler: str = ""

    @property
    def key(self) -> Key:
        return self.period, self.unit, self.reading.item.name

    @property
    def blank(self) -> bool:
        """Nothing was typed."""
        return self.reading.blank

    def record(self) -> Record:
        return self.reading.record(self.period, self.unit, self.place, self.filler)

    @property
    def findings(self) -> Iterable[Finding]:
        return self.reading.told(self.unit, self.period)


@dataclass
class Placing:
    """Who and when the rows of a sheet are about; each name that cannot be placed is reported once."""

    known: NameLookup
    unit: str | None = None  # the form's own unit and period, where rows do not say
    period: str | None = None
    findings: list[Finding] = field(default_factory=list)
    _told: set[tuple[str, Place]] = field(default_factory=set)

    def claims(self, entries: Iterable[ItemCell], filler: str = "", years: Sequence[int] = ()) -> list[Claim]:
        """Claims of the entries that can be placed."""
        placed = []
        for entry in entries:
            unit, period = self._unit(entry), self._period(entry)
            if unit is not None and period is not None:
                reading = entry.reading or read_value(entry.cell, entry.item, years)
                placed.append(Claim(period, unit, reading, entry.cell.place, filler))
        return placed

    def _unit(self, entry: ItemCell) -> str | None:
        cell = entry.unit
        if cell is None or cell.blank:
            if self.unit is None and not entry.cell.blank:
                place = entry.cell.place
                self._tell("F206", replace(place, cell=""), item=entry.item.name, raw=entry.cell.text)
            return self.unit
        unit = self.known.unit(cell.text)
        if unit is None and not entry.cell.blank:
            hint = did_you_mean(cell.text, self.known.unit_names)
            self._tell("F301", cell.place, name=cell.text[:60], hint=hint)
        return unit

    def _period(self, entry: ItemCell) -> str | None:
        cell = entry.period
        leaves = [leaf.name for leaf in self.known.scheme.calendar.leaves]
        if cell is None or cell.blank:
            if self.period is None and not entry.cell.blank:
                self._tell("F304", entry.cell.place if cell is None else cell.place, leaves="、".join(leaves))
            return self.period
        return self.leaf(cell)

    def leaf(self, cell: Cell) -> str | None:
        """The leaf period that a cell names."""
        leaves = [leaf.name for leaf in self.known.scheme.calendar.leaves]
        period = self.known.period(cell)
        if period is None:
            self._tell("F302", cell.place, name=cell.text[:60], hint=did_you_mean(cell.text, leaves))
        elif period not in leaves:
            below = [leaf.name for leaf in self.known.scheme.calendar.leaves_of(period)]
            self._tell("F303", cell.place, name=cell.text[:60], leaves="、".join(below))
            return None
        return period

    def _tell(self, code: str, place: Place, **details: str) -> None:
        if (code, place) not in self._told:
            self._told.add((code, place))
            self.findings.append(finding(code, place, **details))


def settle(claims: Iterable[Claim]) -> tuple[list[Claim], list[Finding]]:
    """One filler's claims, one for each key: a value beats a blank; two different values beat each other (F209)."""
    by_key: dict[Key, list[Claim]] = {}
    for claim in claims:
        by_key.setdefault(claim.key, []).append(claim)
    settled, findings = [], []
    for given in by_key.values():
        filled = [claim for claim in given if not claim.blank] or given[:1]
        first = filled[0]
        if any((c.reading.value, c.reading.state) != (first.reading.value, first.reading.state) for c in filled):
            listed = "；".join(f"{claim.place.sheet}!{claim.place.cell} {claim.reading.raw}" for claim in filled)
            item = first.reading.item
            raw = "；".join(claim.reading.raw for claim in filled)
            told = finding("F209", first.place, unit=first.unit, period=first.period, item=item.name, listed=listed)
            findings.append(told)
            first = replace(first, reading=Reading(item, raw, None, State.INVALID))
        settled.append(first)
    return settled, findings


def unreturned(period: str, unit: str, item: str, filler: str = "") -> Record:
    """The row of the tidy table for a value that nobody sent."""
    return Record(period, unit, item, "", None, State.UNRETURNED, NOWHERE, filler)
