"""退回修改: for each filler whose return has faults, its own form again with its own values and the faults flagged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from kaohe_xl.base.finding import Audience, Finding, Severity
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.forms.blanks import Answer, Blank, Fault, blanks
from kaohe_xl.returns.model import FileOutcome, FillerStatus, Returned
from kaohe_xl.returns.status import must_fill
from kaohe_xl.scheme.model import Scheme

_MINE = (Audience.FILLER, Audience.FILE)
_MISSING = "必填，没有填"
_NO_FAULT = frozenset(("F210", "F311"))  # missing items are told one by one; late is late


def corrections(scheme: Scheme, returned: Returned, findings: Sequence[Finding]) -> Iterator[Blank]:
    """A form for every filler and period that returned something with faults; others need none.

    Args:
        findings: all that is known of the run, the scorer's included; those about values in the filler's own files
            are told. Notes are not faults.
    """
    files = {file.name: file for file in returned.files}
    statuses = {(each.filler, each.period): each for each in returned.fillers if each.files}
    faults = _by_file(findings)
    found = {key: _about(status, faults) for key, status in statuses.items()}
    faulty = {key for key, status in statuses.items() if found[key] or status.missing_items}
    answers = _answers(returned.tidy, faulty) if faulty else {}
    for blank in blanks(scheme) if faulty else ():
        key = (blank.filler, blank.period)
        if key in faulty:
            flagged = _flagged(blank, answers.get(key, {}), found[key], scheme)
            told = tuple(_faults(found[key], flagged))
            version = _next_version(statuses[key], files)
            yield replace(blank, answers=flagged, faults=told, version=version)


AnsweredCells = Mapping[tuple[str, str], tuple[Value | str, Place]]


def _answers(tidy: pd.DataFrame, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], AnsweredCells]:
    """(filler, period) → (unit, item) → what they gave, as understood or as typed, and where."""
    found: dict[tuple[str, str], dict[tuple[str, str], tuple[Value | str, Place]]] = {}
    columns = ("填报人", "期次", "单位", "数据项", "原文", "值", "状态", "文件", "工作表", "单元格")
    tidy = tidy[tidy["填报人"].isin({filler for filler, _ in wanted})]
    for filler, period, unit, item, raw, value, state, file, sheet, cell in zip(
        *(tidy[column] for column in columns), strict=True
    ):
        if (filler, period) in wanted and state != State.UNRETURNED.value:
            shown = (
                State.NOT_APPLICABLE.value if state == State.NOT_APPLICABLE.value else raw if value is None else value
            )
            # a figure of 0 is an answer
            given = found.setdefault((filler, period), {})
            given[unit, item] = (None if shown == "" else shown, Place(file, sheet, cell))
    return dict(found)


def _by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Faults that a filler can correct, by the file they are in."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        serious = each.severity is not Severity.NOTE and each.code not in _NO_FAULT
        if serious and each.message.audience in _MINE:
            found.setdefault(each.place.file, []).append(each)
    return found


def _about(status: FillerStatus, faults: Mapping[str, Sequence[Finding]]) -> list[Finding]:
    """Faults in a filler's files of one period."""
    files = dict.fromkeys(status.files)
    return [each for name in files for each in faults.get(name, ()) if each.period in ("", status.period)]


def _flagged(
    blank: Blank, given: AnsweredCells, findings: Iterable[Finding], scheme: Scheme
) -> dict[tuple[str, str], Answer]:
    """Every cell that was answered, with what is wrong with it; and the required ones that were not."""
    by_place: dict[Place, list[Finding]] = {}
    for finding in findings:
        by_place.setdefault(finding.place, []).append(finding)
    flagged = {}
    for key, (value, place) in given.items():
        about = by_place.get(place, []) if place.cell else []
        wrong = "\n".join(f"{each.text}。{each.remedy}" for each in about)
        serious = any(each.severity is Severity.ERROR for each in about)
        flagged[key] = Answer(value, wrong, serious)
    required = {item.name for item in must_fill(scheme, blank.items)}
    for unit in [unit.name for unit in blank.units] or [blank.filler]:
        for item in blank.items:
            answer = flagged.get((unit, item.name))
            if item.name in required and blank.asks(unit, item.name) and (answer is None or answer.value is None):
                flagged[unit, item.name] = Answer(None, answer.wrong if answer and answer.wrong else _MISSING)
    return flagged


def _faults(findings: Iterable[Finding], flagged: Mapping[tuple[str, str], Answer]) -> Iterator[Fault]:
    for finding in findings:
        place = "!".join(part for part in (finding.place.sheet, finding.place.cell) if part) or finding.place.file
        yield Fault(place, finding.text, finding.remedy)
    for (unit, item), answer in flagged.items():
        if answer.wrong == _MISSING:
            yield Fault(f"{unit} {item}", f"“{item}”{_MISSING}", "补报这一项")


def _next_version(status: FillerStatus, files: Mapping[str, FileOutcome]) -> int:
    """One more than the highest version that came, so that what comes back wins."""
    versions = [float(file.version) for name in status.files if (file := files.get(name)) and file.version]
    return int(max(versions, default=1.0)) + 1
