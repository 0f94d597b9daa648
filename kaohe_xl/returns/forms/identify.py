"""Whose a returned file is, and for which period: fingerprint, then the unit's cell (name or alias), then file name.

What contradicts itself is refused, not weighed: a file must never speak for a unit that it may not be from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import did_you_mean, fold
from kaohe_xl.forms.fingerprint import DEPARTMENT as DEPARTMENT_KIND
from kaohe_xl.forms.fingerprint import Fingerprint
from kaohe_xl.messages import finding
from kaohe_xl.returns.forms.form_header import DEPARTMENT, FILLED_BY, PERIOD, UNIT, Fields
from kaohe_xl.returns.names.name_lookup import Filler, NameLookup, in_figures, only_named

T = TypeVar("T")
_CODE_PAGES = (
    ("cp437", "gb18030"), ("latin-1", "gb18030"), ("cp1252", "gb18030"), ("latin-1", "utf-8"), ("cp1252", "utf-8"),
    ("cp437", "utf-8"), ("gb18030", "utf-8"), ("cp437", "big5"), ("latin-1", "big5"), ("gb18030", "big5"),
)  # fmt: skip
_EXTENSION = re.compile(r"\.[A-Za-z]{1,5}$")


class RefusedError(Exception):
    """The file cannot be taken; carries the finding that says why. Caught where the file's outcome is made."""

    def __init__(self, why: Finding) -> None:
        super().__init__(why.code)
        self.why = why


@dataclass
class Evidence:
    """All that a file says about where it is from."""

    name: str  # path below the folder of returned files
    fingerprint: Fingerprint | None
    fields: Sequence[Fields]  # of each sheet with data
    row_units: Iterable[str] = ()  # units that the rows of its tables name
    subjects: Sequence[str] = ()  # units that its 评分表 are about
    self_given: bool = False  # and all that is filled in there is 自评
    findings: list[Finding] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return Place(self.name)

    def refuse(self, code: str, place: Place | None = None, **details: Any) -> RefusedError:
        return RefusedError(finding(code, place or self.place, **details))

    def tell(self, code: str, place: Place | None = None, **details: Any) -> None:
        self.findings.append(finding(code, place or self.place, **details))


def identify(evidence: Evidence, known: NameLookup) -> Filler:
    """Who the file is from.

    Raises:
        RefusedError: nobody we know, nobody at all, several units, or a contradiction.
    """
    _check_assessment(evidence, known)
    issued = _issued_to(evidence, known)
    units, departments, strange = _written(evidence, known)
    named = (judge_in(evidence.name, known) if evidence.subjects else None) or named_in(evidence.name, known)
    if len(departments) > 1 or (len(units) > 1 and not departments):
        raise evidence.refuse("D531", names="、".join([*departments, *units]))
    written = Filler(departments[0], True) if departments else Filler(units[0], False) if units else None
    if issued is not None:
        if written is not None and written != issued:
            raise evidence.refuse("D513", issued=issued, written=written)
        filler, by = issued, "发放时的标记"
    elif written is not None:
        filler, by = written, ""
    elif named is not None:
        filler, by = named, "文件名"
    else:
        filler, by = _from_rows(evidence, strange, known), "表中各行"
    if filler.department and issued is None and written is None:
        evidence.tell("D527", filler=filler, by=by)
    if strange and written is None:
        evidence.tell("D537", strange[0].place, name=strange[0].text[:60], filler=filler, by=by)
    if named is not None and named != filler and not (filler.department and not named.department):
        evidence.tell("D514", named=named, filler=filler)
    return filler


def _check_assessment(evidence: Evidence, known: NameLookup) -> None:
    """A form of another year, or of another assessment."""
    fingerprint, settings = evidence.fingerprint, known.scheme.settings
    if fingerprint is None:
        return
    if fingerprint.year and settings.year is not None and fingerprint.year != str(settings.year):
        raise evidence.refuse("D515", year=fingerprint.year, expected=settings.year)
    if fold(fingerprint.title) != fold(settings.title):
        evidence.tell("D517", title=fingerprint.title, expected=settings.title)


def _issued_to(evidence: Evidence, known: NameLookup) -> Filler | None:
    fingerprint = evidence.fingerprint
    if fingerprint is None:
        return None
    department = fingerprint.kind == DEPARTMENT_KIND
    name = known.department(fingerprint.filler) if department else known.unit(fingerprint.filler)
    return Filler(name, department) if name else None


def _written(evidence: Evidence, known: NameLookup) -> tuple[list[str], list[str], list[Cell]]:
    """Units and departments that the head of the form names, and cells that name neither."""
    units: dict[str, None] = {}
    departments: dict[str, None] = {}
    strange: list[Cell] = []
    for fields in evidence.fields:
        judge = fields.cell(FILLED_BY) if evidence.subjects else None
        if judge is not None and (by := only_named(judge.text, known.departments_by_spelling)) is not None:
            departments[by.name] = None
        for label in (UNIT, DEPARTMENT):
            cell = fields.cell(label)
            if cell is None or cell.blank or (label == UNIT and evidence.subjects):
                continue
            unit, department = known.unit(cell.text), known.department(cell.text)
            if department and (label == DEPARTMENT or not unit):
                departments[department] = None
            elif unit:
                units[unit] = None
            elif label == UNIT or not known.scheme.fillers:
                strange.append(cell)
    return list(units), list(departments), strange


def _from_rows(evidence: Evidence, strange: Sequence[Cell], known: NameLookup) -> Filler:
    """A table whose rows are all about one unit is that unit's; else nobody can tell whose it is."""
    if evidence.subjects and not evidence.self_given:
        raise evidence.refuse("D710", judges="、".join(known.clauses.judges))
    units = list(dict.fromkeys(evidence.row_units))
    if len(units) == 1 and not strange:
        return Filler(units[0], False)
    if strange:
        cell = strange[0]
        hint = did_you_mean(cell.text, [*known.unit_names, *known.scheme.fillers])
        raise evidence.refuse("D511", cell.place, name=cell.text[:60], hint=hint)
    raise evidence.refuse("D512")


# -- names in a path --------------------------------------------------------------------------------------------------


def named_in(name: str, known: NameLookup) -> Filler | None:
    """The one unit or department that a file name or, failing that, its folder names."""
    for part in reversed(name.split("/")):
        for text in (part, *restored(part)):
            found = only_named(_EXTENSION.sub("", text), known.fillers_by_spelling)
            if found is not None:
                return found
    return None


def judge_in(name: str, known: NameLookup) -> Filler | None:
    """The one department that a path names: a 评分表 is often named after the unit that it is about."""
    return next(
        (found for part in reversed(name.split("/")) if (found := only_named(part, known.departments_by_spelling))),
        None,
    )


def restored(name: str) -> Iterator[str]:
    """What a name may have been before it was mangled on its way: read in another code page, or written as %E4%B8….

    Only worth anything where it gives a name that is known.
    """
    if "%" in name:
        yield unquote(name)
        yield unquote(name, "gb18030")
    for taken_for, was in _CODE_PAGES:
        with suppress(UnicodeError):
            yield name.encode(taken_for).decode(was)


def period_in(name: str, known: NameLookup) -> str | None:
    """The one leaf period that a file name or, failing that, its folder names."""
    for part in reversed(name.split("/")):
        text = _EXTENSION.sub("", part)
        found = only_named(text, known.leaves_by_spelling) or only_named(in_figures(text), known.leaves_by_spelling)
        if found is not None:
            return found
    return None


# -- the period -------------------------------------------------------------------------------------------------------


def period_of(evidence: Evidence, fields: Fields, known: NameLookup, sheet: str = "") -> str | None:
    """The leaf period of one sheet, which may bear its name (1月, 第一季度); None where only its rows can say.

    Raises:
        RefusedError: a period that does not exist or takes no data, or two that contradict each other.
    """
    leaves = [leaf.name for leaf in known.scheme.calendar.leaves]
    issued = evidence.fingerprint.period if evidence.fingerprint and evidence.fingerprint.period in leaves else None
    cell = fields.cell(PERIOD)
    if cell is not None and not cell.blank:
        written = known.period(cell)
        if written in leaves:
            if issued is not None and issued != written:
                raise evidence.refuse("D520", cell.place, issued=issued, written=written)
            return written
        if written is not None and issued is None:
            below = "、".join(leaf.name for leaf in known.scheme.calendar.leaves_of(written))
            raise RefusedError(finding("F303", cell.place, name=cell.text[:60], leaves=below))
        other = issued or period_in(evidence.name, known)
        if other is None:
            raise evidence.refuse("D518", cell.place, name=cell.text[:60], hint=did_you_mean(cell.text, leaves))
        evidence.tell("D538", cell.place, name=cell.text[:60], taken=other)
        return other
    if issued is not None or len(leaves) == 1:
        return issued or leaves[0]
    return period_in(sheet, known) or period_in(evidence.name, known)
