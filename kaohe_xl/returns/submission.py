"""One returned file → what it claims: by whom, for which periods, which values — or why it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from kaohe_xl.finding import Finding, Severity
from kaohe_xl.fingerprint import RUBRIC, SHEET, Fingerprint, rubric_digest
from kaohe_xl.grid import Book, Grid
from kaohe_xl.place import Place
from kaohe_xl.returns.claims import Claim, Key, Placing, settle
from kaohe_xl.returns.extract import Extracted, extract
from kaohe_xl.returns.head import UNIT, Fields, read_fields
from kaohe_xl.returns.identify import Evidence, RefusedError, identify, period_of
from kaohe_xl.returns.known import Filler, Known
from kaohe_xl.scheme.model import OWN_UNIT
from kaohe_xl.text import fold
from kaohe_xl.tidy import State

MAIN_SHEET = "填报表"
_NO_DATA = ("填报说明", "封面", "目录", "说明")
_SHOWN = 8


class Facts(Protocol):
    """What is known of a file beside its content."""

    @property
    def modified(self) -> datetime | None: ...
    @property
    def sha256(self) -> str: ...


class Arrival(Protocol):
    """One opened file, or why it was not opened (see :mod:`kaohe_xl.workbook.reader`)."""

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
    def facts(self) -> Facts: ...


@dataclass
class Submission:
    """What a file claims. ``refusal`` set: nothing of it counts."""

    arrival: Arrival
    filler: Filler | None = None
    claims: dict[Key, Claim] = field(default_factory=dict)
    version: Fraction | None = None
    filled_at: date | None = None
    findings: list[Finding] = field(default_factory=list)
    refusal: Finding | None = None
    mark: Fingerprint | None = None

    @property
    def name(self) -> str:
        return self.arrival.name

    @property
    def saved(self) -> datetime | None:
        return self.arrival.facts.modified

    @property
    def day(self) -> date | None:
        """When it was filled in: as it says itself, else when the file was saved."""
        return self.filled_at or (self.saved.date() if self.saved else None)

    @property
    def periods(self) -> list[str]:
        return list(dict.fromkeys(period for period, _, _ in self.claims))

    @property
    def doubt(self) -> str:
        """Why the exact reader should look at this file again; empty if there is no need."""
        return next((claim.reading.doubt for claim in self.claims.values() if claim.reading.doubt), "")

    @property
    def lost_something(self) -> bool:
        """Something that was filled in was not taken."""
        invalid = any(claim.reading.state is State.INVALID for claim in self.claims.values())
        return invalid or any(each.severity is Severity.ERROR or each.code in _LOSSES for each in self.findings)


_LOSSES = frozenset(("F201", "F202", "F203", "F204", "F205", "F206", "F305", "F306", "D536"))


def submit(arrival: Arrival, known: Known) -> Submission:
    """Read one opened file; never raises for what is in it."""
    submission = Submission(arrival)
    if arrival.refusal is not None:
        submission.refusal = arrival.refusal
        return submission
    assert arrival.book is not None
    submission.findings.extend(arrival.notes)
    try:
        _read(arrival.book, submission, known)
    except RefusedError as refused:
        submission.refusal = refused.why
        submission.claims = {}
    return submission


def _read(book: Book, submission: Submission, known: Known) -> None:
    mark, sealed = _fingerprint(book)
    evidence = Evidence(submission.name, mark if sealed else None, [])
    if mark is not None and not sealed:
        evidence.tell("D516")
    sheets = _data_sheets(book, known, evidence)
    if not any(sheet.entries for sheet in sheets):
        raise evidence.refuse("D530")
    fields = [read_fields(sheet.grid, sheet.headers) for sheet in sheets]
    evidence.fields = fields
    evidence.row_units = (
        unit for sheet in sheets for entry in sheet.entries if entry.unit and (unit := known.unit(entry.unit.text))
    )
    filler = identify(evidence, known)
    submission.filler, submission.mark = filler, evidence.mark
    claims: list[Claim] = []
    for sheet, around in zip(sheets, fields, strict=True):
        evidence.findings.extend(sheet.findings)
        claims.extend(_sheet_claims(sheet, around, filler, evidence, known))
    own = _owned(claims, filler, evidence, known)
    settled, conflicts = settle(_prefer_main(own, evidence))
    evidence.findings.extend(conflicts)
    submission.claims = {claim.key: claim for claim in settled}
    submission.version = next((f.version for f in fields if f.version is not None), None)
    submission.filled_at = next((f.filled_at for f in fields if f.filled_at is not None), None)
    if all(claim.blank for claim in settled):
        foreign = next((each for each in evidence.findings if each.code in ("F305", "F306")), None)
        raise RefusedError(foreign) if foreign else evidence.refuse("D532")
    _check_rubric(book, evidence, known)
    submission.findings.extend(evidence.findings)


def _fingerprint(book: Book) -> tuple[Fingerprint | None, bool]:
    grid = book.find(SHEET)
    return Fingerprint.read(grid) if grid is not None else (None, False)


def _data_sheets(book: Book, known: Known, evidence: Evidence) -> list[Extracted]:
    """Visible sheets that hold a table of ours; hidden ones only where no visible one does."""
    read = [extract(grid, known) for grid in book.grids if _may_hold_data(grid)]
    visible = [sheet for sheet in read if sheet.entries and not sheet.grid.hidden]
    hidden = [sheet for sheet in read if sheet.entries and sheet.grid.hidden]
    if not visible:
        for sheet in hidden:
            evidence.tell("D535", sheet.grid.place(1, 1), sheet=sheet.grid.name)
    return visible or hidden


def _may_hold_data(grid: Grid) -> bool:
    name = fold(grid.name)
    return not name.startswith(("_", RUBRIC)) and name not in _NO_DATA


def _sheet_claims(sheet: Extracted, around: Fields, filler: Filler, evidence: Evidence, known: Known) -> list[Claim]:
    unit_cell = around.cell(UNIT)
    unit = filler.name if not filler.department else known.unit(unit_cell.text) if unit_cell else None
    needs_period = any(entry.period is None or entry.period.blank for entry in sheet.entries)
    period = period_of(evidence, around, known) if needs_period else None
    if needs_period and period is None:
        leaves = "、".join(leaf.name for leaf in known.scheme.calendar.leaves)
        raise evidence.refuse("D519", leaves=leaves)
    placing = Placing(known, unit, period)
    year = known.scheme.settings.year
    claims = placing.claims(sheet.entries, filler.name, (year,) if year else ())
    evidence.findings.extend(placing.findings)
    return claims


# -- who may say what -------------------------------------------------------------------------------------------------


def _owned(claims: Sequence[Claim], filler: Filler, evidence: Evidence, known: Known) -> list[Claim]:
    """The claims that this filler may make; what else was filled in is reported and has no effect."""
    mine, foreign_items, others = [], [], []
    owner = filler.name if filler.department else OWN_UNIT
    for claim in claims:
        if not filler.department and claim.unit != filler.name:
            others.append(claim)
        elif owner not in claim.reading.item.owners:
            foreign_items.append(claim)
        else:
            mine.append(claim)
    filled = [claim for claim in foreign_items if not claim.blank]
    if filled:
        names = list(dict.fromkeys(claim.reading.item.name for claim in filled))
        items = "、".join(names[:_SHOWN]) + (" 等" if len(names) > _SHOWN else "")
        evidence.tell("F305", filled[0].place, filler=filler, count=len(names), items=items)
    filled = [claim for claim in others if not claim.blank]
    if filled:
        units = "、".join(dict.fromkeys(claim.unit for claim in filled))
        evidence.tell("F306", filled[0].place, filler=filler, units=units)
    return mine


def _prefer_main(claims: list[Claim], evidence: Evidence) -> list[Claim]:
    """Where a copy of the form beside 填报表 says something else, 填报表 counts and the difference is reported."""
    main = {claim.key: claim for claim in claims if fold(claim.place.sheet) == MAIN_SHEET and not claim.blank}
    kept: list[Claim] = []
    differing: dict[str, Place] = {}
    for claim in claims:
        first = main.get(claim.key)
        if first is None or claim.place.sheet == first.place.sheet:
            kept.append(claim)
        elif not claim.blank and claim.reading.value != first.reading.value:
            differing.setdefault(claim.place.sheet, claim.place)
    for sheet, place in differing.items():
        evidence.tell("D536", place, sheet=sheet, main=MAIN_SHEET)
    return kept


def _check_rubric(book: Book, evidence: Evidence, known: Known) -> None:
    """The rubric that came back against the one that was sent out; a difference has no effect."""
    mark = evidence.mark
    sheets = book.starting_with(RUBRIC)
    if mark is None or not sheets:
        return
    content = "".join(f"{sheet.name}{sheet.values!r}" for sheet in sheets)
    if content not in known.rubrics:
        known.rubrics[content] = rubric_digest(book)
    if known.rubrics[content] == mark.rubric:
        return
    evidence.tell("D533", sheets[0].place(1, 1), sheet="、".join(sheet.name for sheet in sheets))
