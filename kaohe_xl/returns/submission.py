"""One returned file → what it claims: by whom, for which periods, which values — or why it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.place import position_of
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.base.text import fold
from kaohe_xl.base.tidy import State
from kaohe_xl.forms.fingerprint import SHEET, Fingerprint, rubric_digest
from kaohe_xl.intake.reader import OpenedFile
from kaohe_xl.messages import finding
from kaohe_xl.returns.answers import Answers, PeriodUnit, by_subject, odd_readings
from kaohe_xl.returns.claims import Claim, Placing, settle
from kaohe_xl.returns.extract import Extracted, ItemCell, extract, may_hold_data
from kaohe_xl.returns.forms.form_header import UNIT, Fields, fields_in, read_fields, table_end
from kaohe_xl.returns.forms.identify import Evidence, RefusedError, identify, period_of
from kaohe_xl.returns.names.name_lookup import Filler, NameLookup
from kaohe_xl.returns.own_claims import MOST_NAMED, owned, prefer_main
from kaohe_xl.returns.repeated_forms import Forms, RepeatedForm
from kaohe_xl.returns.scoresheets.scored import read_score_tables


@dataclass
class Submission:
    """What a file claims. ``refusal`` set: nothing of it counts. The book itself is not kept."""

    name: str
    ignored: bool = False
    reading: str = ""  # which path read it
    saved: datetime | None = None
    filler: Filler | None = None
    answers: dict[PeriodUnit, Answers] = field(default_factory=dict)
    version: Fraction | None = None
    filled_at: date | None = None
    findings: list[Finding] = field(default_factory=list)
    refusal: Finding | None = None
    fingerprint: Fingerprint | None = None
    saved_by: str = ""  # the name under which the file was last saved

    @property
    def day(self) -> date | None:
        """When it was filled in: as it says itself, else when the file was saved."""
        return self.filled_at or (self.saved.date() if self.saved else None)

    @property
    def periods(self) -> list[str]:
        return list(dict.fromkeys(period for period, _ in self.answers))

    @property
    def doubt(self) -> str:
        """Why the exact reader should look at this file again; empty if there is no need."""
        return next((reading.doubt for reading in odd_readings(self.answers) if reading.doubt), "")

    @property
    def invalid(self) -> int:
        """Values that cannot be used."""
        return sum(reading.state is State.INVALID for reading in odd_readings(self.answers))

    @property
    def lost_something(self) -> bool:
        """Something that was filled in was not taken."""
        lost = any(each.severity is Severity.ERROR or each.code in _LOSSES for each in self.findings)
        return lost or self.invalid > 0


_LOSSES = frozenset(("F201", "F202", "F203", "F204", "F205", "F206", "F305", "F306", "D536"))


def submit(arrival: OpenedFile, known: NameLookup, forms: Forms) -> Submission:
    """Read one opened file; never raises for what is in it. ``forms``: those understood before, for speed alone."""
    submission = Submission(arrival.name, arrival.ignored, arrival.reading, arrival.facts.modified)
    submission.saved_by = arrival.facts.saved_by
    if arrival.refusal is not None:
        submission.refusal = arrival.refusal
        return submission
    assert arrival.book is not None
    submission.findings.extend(arrival.notes)
    try:
        _read(arrival.book, submission, known, forms)
    except RefusedError as refused:
        submission.refusal = refused.why
        submission.answers = {}
    return submission


def _read(book: Book, submission: Submission, known: NameLookup, forms: Forms) -> None:
    fingerprint, sealed = _fingerprint(book)
    evidence = Evidence(submission.name, fingerprint if sealed else None, [])
    if fingerprint is not None and not sealed:
        evidence.tell("D516")
    alike = forms.recall(book)
    if alike is not None:
        read = _by_form(alike, evidence, known)
    else:
        read = _by_looking(book, evidence, known, forms, submission)
    submission.filler, submission.fingerprint, submission.answers = read.filler, evidence.fingerprint, read.answers
    submission.version = next((f.version for f in evidence.fields if f.version is not None), None)
    submission.filled_at = next((f.filled_at for f in evidence.fields if f.filled_at is not None), None)
    if submission.filled_at is not None and submission.filled_at > known.today:
        evidence.tell("D526", day=submission.filled_at)
    if not any(answers.filled for answers in read.answers.values()):
        evidence.findings.extend(each for reading in odd_readings(read.answers) for each in reading.findings)
        raise _nothing_of_it(evidence, submission, "D532")
    _check_rubric(book, evidence, known)
    submission.findings.extend(evidence.findings)


def _nothing_of_it(evidence: Evidence, submission: Submission, otherwise: str) -> RefusedError:
    """Why nothing of a file counts: what is wrong with what was filled in, else that nothing was."""
    telling = [each for each in evidence.findings if each.code in _EXPLAIN_ALL or each.code.startswith(("F71", "F72"))]
    submission.findings.extend(telling[1:])
    return RefusedError(telling[0]) if telling else evidence.refuse(otherwise)


_EXPLAIN_ALL = frozenset(("F301", "F305", "F306"))


@dataclass(frozen=True)
class _Read:
    filler: Filler
    answers: dict[PeriodUnit, Answers]


def _by_form(alike: RepeatedForm, evidence: Evidence, known: NameLookup) -> _Read:
    """The same form as an earlier file's, cell by cell: only what was filled in is looked at."""
    evidence.fields = [alike.fields]
    filler = identify(evidence, known)
    period = period_of(evidence, alike.fields, known)
    if period is None:
        raise _no_period(evidence, known)
    answers = alike.answers(period, filler.name)
    return _Read(filler, {answers.subject: answers})


def _by_looking(book: Book, evidence: Evidence, known: NameLookup, forms: Forms, submission: Submission) -> _Read:
    """Any file: its tables are looked for, and what they say is sorted by who may say it."""
    sheets = _data_sheets(book, known, evidence)
    if not any(sheet.entries for sheet in sheets):
        evidence.findings.extend(found for sheet in sheets for found in sheet.findings)
        raise _nothing_of_it(evidence, submission, "D530")
    fields = [_fields(sheet) for sheet in sheets]
    forms.remember(book, sheets, fields)
    evidence.fields = fields
    evidence.row_units = (
        unit for sheet in sheets for entry in sheet.entries if entry.unit and (unit := known.unit(entry.unit.text))
    )
    evidence.subjects = list(dict.fromkeys(unit for sheet in sheets for unit in sheet.subjects))
    if any(sheet.scored for sheet in sheets):
        filled = [entry.item for sheet in sheets for entry in sheet.entries if not _is_blank(entry)]
        evidence.self_given = bool(filled) and not any(item.judged for item in filled)
    filler = identify(evidence, known)
    claims: list[Claim] = []
    for sheet, around in zip(sheets, fields, strict=True):
        evidence.findings.extend(sheet.findings)
        _tell_hidden(sheet, evidence)
        claims.extend(_sheet_claims(sheet, around, filler, evidence, known))
    settled, conflicts = settle(prefer_main(owned(claims, filler, evidence, known), evidence))
    evidence.findings.extend(conflicts)
    return _Read(filler, by_subject(settled))


def _tell_hidden(sheet: Extracted, evidence: Evidence) -> None:
    """Rows that nobody saw, hidden by hand or left out by a filter, and that count all the same."""
    rows = sheet.grid.hidden_rows
    used = [entry for entry in sheet.entries if not entry.cell.blank and position_of(entry.cell.place.cell)[0] in rows]
    if rows and used:
        names = list(dict.fromkeys(entry.item.name for entry in used))
        items = "、".join(names[:MOST_NAMED]) + (" 等" if len(names) > MOST_NAMED else "")
        evidence.tell("F211", used[0].cell.place, count=len(names), items=items)


def _is_blank(entry: ItemCell) -> bool:
    return entry.reading.blank if entry.reading is not None else entry.cell.blank


def _fields(sheet: Extracted) -> Fields:
    """The fields around a sheet's table; what stands in it like a field is an item that the scheme does not know."""
    grid = sheet.grid
    answered = max((position_of(entry.cell.place.cell)[0] for entry in sheet.entries), default=0)
    last = table_end(grid, sheet.headers, answered)
    told = {position_of(each.place.cell)[0] for each in sheet.findings if each.place and each.place.cell}
    for label, cell in fields_in(grid, answered + 1, last):
        if position_of(cell.place.cell)[0] not in told:
            sheet.findings.append(finding("F201", cell.place, name=label, raw=cell.text, hint=""))
    return read_fields(grid, sheet.headers, last)


def _fingerprint(book: Book) -> tuple[Fingerprint | None, bool]:
    grid = book.find(SHEET)
    return Fingerprint.read(grid) if grid is not None else (None, False)


def _data_sheets(book: Book, known: NameLookup, evidence: Evidence) -> list[Extracted]:
    """Visible sheets that hold a table of ours; hidden ones only where no visible one does."""
    read = [extract(grid, known) for grid in book.grids if may_hold_data(grid) or _scored_rubric(grid, known)]
    visible = [sheet for sheet in read if (sheet.entries or sheet.scored) and not sheet.grid.hidden]
    hidden = [sheet for sheet in read if sheet.entries and sheet.grid.hidden]
    if not visible:
        for sheet in hidden:
            evidence.tell("D535", sheet.grid.place(1, 1), sheet=sheet.grid.name)
    return visible or hidden


def _scored_rubric(grid: Grid, known: NameLookup) -> bool:
    """A sheet 评分细则 in which figures were filled in is a 评分表; the one that we send along for reading is not."""
    if not known.clauses.asked or not fold(grid.name).startswith(RUBRIC):
        return False
    sheet = read_score_tables(grid, known)
    return sheet is not None and any(not given.reading.blank for given in sheet.given)


def _sheet_claims(
    sheet: Extracted, around: Fields, filler: Filler, evidence: Evidence, known: NameLookup
) -> list[Claim]:
    unit_cell = around.cell(UNIT)
    unit = filler.name if not filler.department else known.unit(unit_cell.text) if unit_cell else None
    needs_period = any(entry.period is None or entry.period.blank for entry in sheet.entries)
    period = period_of(evidence, around, known, sheet.grid.name) if needs_period else None
    if needs_period and period is None:
        raise _no_period(evidence, known)
    placing = Placing(known, unit, period)
    year = known.scheme.settings.year
    # 自评 that a judge's form carries along is the unit's own to give
    entries = [entry for entry in sheet.entries if not (filler.department and entry.item.self_of)]
    claims = placing.claims(entries, filler.name, (year,) if year else ())
    evidence.findings.extend(placing.findings)
    return claims


def _no_period(evidence: Evidence, known: NameLookup) -> RefusedError:
    return evidence.refuse("D519", leaves="、".join(leaf.name for leaf in known.scheme.calendar.leaves))


def _check_rubric(book: Book, evidence: Evidence, known: NameLookup) -> None:
    """The rubric that came back against the one that was sent out; a difference has no effect."""
    fingerprint = evidence.fingerprint
    sheets = book.starting_with(RUBRIC)
    if fingerprint is None or not sheets:
        return
    content = "".join(f"{sheet.name}{sheet.values!r}" for sheet in sheets)
    if content not in known.rubrics:
        known.rubrics[content] = rubric_digest(book)
    if known.rubrics[content] == fingerprint.rubric:
        return
    evidence.tell("D533", sheets[0].place(1, 1), sheet="、".join(sheet.name for sheet in sheets))
