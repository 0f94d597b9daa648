"""Everything that came back → the tidy table, what became of every file, and how every filler stands.

Every file ends in exactly one :class:`FileOutcome`, every unit and department in one :class:`FillerStatus` for each
leaf period in which it has something to fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.sheet_names import ITEMS, RUBRIC
from kaohe_xl.forms.blanks import blanks
from kaohe_xl.intake.discover import SourceFile
from kaohe_xl.intake.reader import OpenedFile, ReturnsReader
from kaohe_xl.messages import finding
from kaohe_xl.returns.answers import Answers
from kaohe_xl.returns.filler_status import StatusBasis, filler_statuses
from kaohe_xl.returns.merge_inline import beside, given_keys
from kaohe_xl.returns.model import FileOutcome, FileState, Returned
from kaohe_xl.returns.names.name_lookup import Filler, NameLookup
from kaohe_xl.returns.repeated_forms import Forms
from kaohe_xl.returns.submission import Submission, submit
from kaohe_xl.returns.table import complete
from kaohe_xl.returns.versions import Adopted, adopt
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.needs import NeededItems


def read_returns(
    scheme: Scheme,
    arrivals: Iterable[OpenedFile],
    reader: ReturnsReader | None = None,
    inline: Returned | None = None,
    today: date | None = None,
) -> Returned:
    """Understand all returned files.

    Args:
        scheme: what was asked.
        arrivals: every file that lies in 收表/, opened or refused.
        reader: what opened them; it reads once more by the exact path those of which the fast one cannot know all.
        inline: what 填报数据 of the scheme's workbook says; it counts beside the files.
        today: the day as of which dates lie in the future; a sealed result is verified as of its own.

    Returns:
        The tidy table with at least one row for every expected period × unit × item (see :mod:`kaohe_xl.base.tidy`), an
        outcome for every file, a status for every filler and period, and all findings.
    """
    known = NameLookup(scheme, today or date.today())
    forms = Forms(known)
    sources: list[SourceFile] = []
    submissions: list[Submission] = []
    for arrival in arrivals:
        sources.append(arrival.source)
        submissions.append(submit(arrival, known, forms))
    if reader is not None:
        _read_doubtful_again(submissions, sources, known, reader)
    _compare_with_scheme(submissions, scheme)
    adopted = adopt(submissions)
    findings = [each for s in submissions for each in _findings_of(s, adopted)]
    findings.extend(each for result in adopted.values() for each in result.findings)
    needs = NeededItems(scheme)
    also = given_keys(inline.tidy) if inline is not None else frozenset()
    fillers, told = filler_statuses(StatusBasis(scheme, known, needs, adopted, submissions, also))
    tidy = complete(scheme, needs, adopted)
    if inline is not None:
        tidy, twice = beside(tidy, inline.tidy)
        findings.extend([*inline.findings, *twice])
    files = [_outcome(submission, adopted) for submission in submissions]
    return Returned(tidy, files, fillers, [*findings, *told])


def _read_doubtful_again(
    submissions: list[Submission], sources: Sequence[SourceFile], known: NameLookup, reader: ReturnsReader
) -> None:
    doubtful = [number for number, submission in enumerate(submissions) if submission.doubt]
    if doubtful:
        forms = Forms(known)  # the exact path tells blanks and formats otherwise
        again = reader.read([sources[number] for number in doubtful], exactly=True)
        for number, arrival in zip(doubtful, again, strict=True):
            if arrival.refusal is None:
                submissions[number] = submit(arrival, known, forms)


def _compare_with_scheme(submissions: Sequence[Submission], scheme: Scheme) -> None:
    """A form that was issued before the scheme was changed says so."""
    if all(submission.fingerprint is None for submission in submissions):
        return
    issued = {(blank.filler, blank.by_department, blank.period): blank.fingerprint for blank in blanks(scheme)}
    for submission in submissions:
        fingerprint, filler = submission.fingerprint, submission.filler
        current = issued.get((filler.name, filler.department, fingerprint.period)) if fingerprint and filler else None
        if fingerprint is None or current is None or submission.refusal is not None:
            continue
        pairs = ((ITEMS, fingerprint.form, current.form), (RUBRIC, fingerprint.rubric, current.rubric))
        changed = [what for what, old, new in pairs if old != new]
        if changed:
            submission.findings.append(finding("D534", Place(submission.name), what="和".join(changed)))


def _findings_of(submission: Submission, adopted: Mapping[Filler, Adopted]) -> Iterable[Finding]:
    """About a file, and about those of its values that count."""
    if submission.refusal is not None:
        if not submission.ignored:
            yield submission.refusal
        yield from submission.findings
    elif submission.filler is not None:
        result = adopted[submission.filler]
        if submission.name not in result.superseded or result.counted.get(submission.name):
            yield from submission.findings
        else:
            yield from (each for each in submission.findings if each.code == "D526")  # a date in the future
        for answers in submission.answers.values():
            if not answers.usual:
                yield from _about_values(answers, result.answers[answers.subject])


def _about_values(answers: Answers, counted: Answers) -> Iterable[Finding]:
    for item, reading in zip(answers.items, answers.readings, strict=True):
        if reading.findings and reading is counted.readings[counted.items.index(item)]:
            yield from reading.told(answers.unit, answers.period)


# -- what became of each file -----------------------------------------------------------------------------------------


def _outcome(submission: Submission, adopted: Mapping[Filler, Adopted]) -> FileOutcome:
    refusal, filler = submission.refusal, submission.filler
    if refusal is not None or filler is None:
        outcome = FileState.IGNORED if submission.ignored else FileState.REFUSED
        reason = refusal.text if refusal else ""
        return FileOutcome(submission.name, outcome, reason, filler.name if filler else "", reading=submission.reading)
    result = adopted[filler]
    values = result.counted.get(submission.name, 0)
    newer = result.superseded.get(submission.name, "")
    if newer and not values:
        outcome = FileState.SUPERSEDED
    else:
        outcome = FileState.PARTLY if newer or submission.lost_something else FileState.ACCEPTED
    return FileOutcome(
        submission.name,
        outcome,
        _reason(submission, result, outcome),
        filler.name,
        "、".join(submission.periods),
        "" if submission.version is None else f"{float(submission.version):g}",
        datetime.combine(submission.filled_at, time()) if submission.filled_at else None,
        newer,
        submission.reading,
        values,
        submission.saved_by,
    )


def _reason(submission: Submission, result: Adopted, outcome: FileState) -> str:
    if outcome is FileState.SUPERSEDED:
        return result.reasons.get(submission.name, "")
    if outcome is FileState.PARTLY:
        titles = [each.message.title for each in submission.findings if each.severity.name != "NOTE"]
        counted = [f"{title}{titles.count(title)}处" for title in dict.fromkeys(titles)]
        invalid = [f"{submission.invalid}个值无效"] if submission.invalid else []
        return "；".join([*invalid, *counted])
    return ""
