"""What one filler says about one unit in one period, as columns: one entry for each data item that it has a cell for.

Forms that are alike share the columns of items, sheets and cells, so that ten thousand forms are little more than their
readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import Record, State
from kaohe_xl.returns.claims import Claim
from kaohe_xl.returns.values.understood import Reading

PeriodUnit = tuple[str, str]  # period, unit


@dataclass(frozen=True, slots=True)
class Answers:
    """Parallel columns. An item occurs once; ``files``, ``sheets`` and ``cells`` say where its reading stands.

    ``usual``: every item has a value and nothing about any is to be told, as in nearly all forms; then no reading needs
    to be looked at to know that.
    """

    period: str
    unit: str
    filler: str
    items: tuple[str, ...]
    readings: Sequence[Reading]
    files: Sequence[str]
    sheets: Sequence[str]
    cells: Sequence[str]
    usual: bool = field(default=False, compare=False)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def subject(self) -> PeriodUnit:
        return self.period, self.unit

    @property
    def odd(self) -> Sequence[Reading]:
        """The readings, where any may be blank, invalid, in doubt or with a finding."""
        return () if self.usual else self.readings

    @property
    def filled(self) -> Sequence[str]:
        """Items for which something was typed."""
        if self.usual:
            return self.items
        return [item for item, reading in zip(self.items, self.readings, strict=True) if not reading.blank]

    @property
    def invalid(self) -> Sequence[str]:
        """Items whose value cannot be used."""
        if self.usual:
            return ()
        return [
            item
            for item, reading in zip(self.items, self.readings, strict=True)
            if reading.state is State.INVALID and not reading.blank
        ]

    def place(self, position: int) -> Place:
        return Place(self.files[position], self.sheets[position], self.cells[position])

    def record(self, position: int) -> Record:
        """One row of the tidy table."""
        return self.readings[position].record(self.period, self.unit, self.place(position), self.filler)

    def beyond(self, newer: Answers | None) -> Answers:
        """Those that a newer form has no cell for."""
        if newer is None:
            return self
        known = frozenset(newer.items)
        return self._at([k for k, item in enumerate(self.items) if item not in known])

    def joined(self, other: Answers) -> Answers:
        """These and those of another form about the same unit and period, which has none of these items."""
        return Answers(
            *(self.period, self.unit, self.filler),
            self.items + other.items,
            [*self.readings, *other.readings],
            [*self.files, *other.files],
            [*self.sheets, *other.sheets],
            [*self.cells, *other.cells],
        )

    def _at(self, positions: Sequence[int]) -> Answers:
        return Answers(
            *(self.period, self.unit, self.filler),
            tuple(self.items[k] for k in positions),
            [self.readings[k] for k in positions],
            [self.files[k] for k in positions],
            [self.sheets[k] for k in positions],
            [self.cells[k] for k in positions],
        )


def by_subject(claims: Iterable[Claim]) -> dict[PeriodUnit, Answers]:
    """Claims (one for each period, unit and item) as answers, in the order in which they were made."""
    grouped: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        grouped.setdefault((claim.period, claim.unit), []).append(claim)
    return {
        (period, unit): Answers(
            *(period, unit, group[0].filler),
            tuple(claim.reading.item.name for claim in group),
            [claim.reading for claim in group],
            tuple(claim.place.file for claim in group),
            tuple(claim.place.sheet for claim in group),
            tuple(claim.place.cell for claim in group),
        )
        for (period, unit), group in grouped.items()
    }


def odd_readings(answers: Mapping[PeriodUnit, Answers]) -> Iterator[Reading]:
    """All readings that may be blank, invalid, in doubt or with a finding."""
    for each in answers.values():
        yield from each.odd
