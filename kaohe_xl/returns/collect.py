"""Everything that came back → the tidy table, what became of every file, and how every filler stands.

Every file ends in exactly one :class:`FileOutcome`, every unit and department in one :class:`FillerStatus` for each
leaf period in which it has something to fill in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from kaohe_xl.blanks import blanks
from kaohe_xl.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.place import Place
from kaohe_xl.returns.claims import Claim, Key, unreturned
from kaohe_xl.returns.identify import named_in
from kaohe_xl.returns.known import Filler, Known
from kaohe_xl.returns.model import FileOutcome, FillerStatus, Outcome, Returned
from kaohe_xl.returns.status import days_late, must_fill, status
from kaohe_xl.returns.submission import Arrival, Submission, submit
from kaohe_xl.returns.versions import Adopted, adopt
from kaohe_xl.scheme.model import OWN_UNIT, Period, Scheme
from kaohe_xl.scheme.needs import Needs
from kaohe_xl.tidy import Record, State, to_frame

_SHOWN = 8
_NOTHING = Adopted()


def read_returns(
    scheme: Scheme,
    arrivals: Iterable[Arrival],
    again: Callable[[Sequence[int]], Iterable[Arrival]] | None = None,
) -> Returned:
    """Understand all returned files.

    Args:
        scheme: what was asked.
        arrivals: every file that lies in 收表/, opened or refused.
        again: reads the arrivals at these positions once more by the exact path, where the fast one cannot know; one
            answer each, in order.

    Returns:
        The tidy table with at least one row for every expected period × unit × item (see :mod:`kaohe_xl.tidy`), an
        outcome for every file, a status for every filler and period, and all findings.
    """
    known = Known(scheme)
    submissions = [submit(arrival, known) for arrival in arrivals]
    if again is not None:
        _read_doubtful_again(submissions, known, again)
    _compare_with_scheme(submissions, scheme)
    adopted = adopt(submissions)
    findings = [each for s in submissions for each in _findings_of(s, adopted)]
    findings.extend(each for result in adopted.values() for each in result.findings)
    claims: dict[Key, list[Claim]] = {}
    for result in adopted.values():
        for key, claim in result.claims.items():
            claims.setdefault(key, []).append(claim)
    standing = _Standing(scheme, known, Needs(scheme), adopted, submissions)
    fillers, told = _statuses(standing)
    records = _records(standing, claims)
    files = [_outcome(submission, adopted) for submission in submissions]
    return Returned(to_frame(records), files, fillers, [*findings, *told])


def _read_doubtful_again(
    submissions: list[Submission], known: Known, again: Callable[[Sequence[int]], Iterable[Arrival]]
) -> None:
    doubtful = [number for number, submission in enumerate(submissions) if submission.doubt]
    if doubtful:
        for number, arrival in zip(doubtful, again(doubtful), strict=True):
            if arrival.refusal is None:
                submissions[number] = submit(arrival, known)


def _compare_with_scheme(submissions: Iterable[Submission], scheme: Scheme) -> None:
    """A form that was issued before the scheme was changed says so."""
    issued = {(blank.filler, blank.by_department, blank.period): blank.fingerprint for blank in blanks(scheme)}
    for submission in submissions:
        mark, filler = submission.mark, submission.filler
        current = issued.get((filler.name, filler.department, mark.period)) if mark and filler else None
        if mark is None or current is None or submission.refusal is not None:
            continue
        pairs = (("填报项", mark.form, current.form), ("评分细则", mark.rubric, current.rubric))
        changed = [what for what, old, new in pairs if old != new]
        if changed:
            submission.findings.append(finding("D534", Place(submission.name), what="和".join(changed)))


def _findings_of(submission: Submission, adopted: Mapping[Filler, Adopted]) -> Iterable[Finding]:
    """About a file, and about those of its values that count."""
    if submission.refusal is not None:
        if not submission.arrival.ignored:
            yield submission.refusal
        yield from submission.findings
    elif submission.filler is not None:
        result = adopted[submission.filler]
        if submission.name not in result.superseded or result.counted.get(submission.name):
            yield from submission.findings
        for key, claim in submission.claims.items():
            if result.claims.get(key) is claim:
                yield from claim.findings


# -- how everybody stands ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Standing:
    """What the statuses and the tidy table are made from."""

    scheme: Scheme
    known: Known
    needs: Needs
    adopted: Mapping[Filler, Adopted]
    submissions: Sequence[Submission]

    def claims_of(self, filler: Filler, period: str) -> dict[tuple[str, str], Claim]:
        """(unit, item) → claim, of one filler in one period."""
        result = self.adopted.get(filler, _NOTHING)
        return {(unit, item): claim for (when, unit, item), claim in result.claims.items() if when == period}

    def files_of(self, filler: Filler, period: str) -> list[Submission]:
        return [s for s in self.submissions if s.filler == filler and s.refusal is None and period in s.periods]

    def refused_of(self, filler: Filler) -> list[str]:
        """Reasons why files that seem to be theirs were refused."""
        return [
            s.refusal.text
            for s in self.submissions
            if s.refusal is not None and not s.arrival.ignored and self._seems_from(s, filler)
        ]

    def _seems_from(self, submission: Submission, filler: Filler) -> bool:
        return (submission.filler or named_in(submission.name, self.known)) == filler


def _statuses(standing: _Standing) -> tuple[list[FillerStatus], list[Finding]]:
    scheme, needs = standing.scheme, standing.needs
    fillers: list[FillerStatus] = []
    findings: list[Finding] = []
    for leaf in scheme.calendar.leaves:
        for unit in scheme.units:
            owned = needs.owned(OWN_UNIT, unit.group, leaf.name)
            if owned:
                wanted = [(unit.name, item.name) for item in must_fill(scheme, owned)]
                _add_status(standing, Filler(unit.name, False), leaf, wanted, fillers, findings)
        for name in scheme.fillers:
            wanted = [
                (unit.name, item.name)
                for unit in needs.units_of(name, leaf.name)
                for item in must_fill(scheme, needs.owned(name, unit.group, leaf.name))
            ]
            if needs.units_of(name, leaf.name):
                _add_status(standing, Filler(name, True), leaf, wanted, fillers, findings)
    return fillers, findings


def _add_status(
    standing: _Standing,
    filler: Filler,
    leaf: Period,
    wanted: Sequence[tuple[str, str]],
    fillers: list[FillerStatus],
    findings: list[Finding],
) -> None:
    claims = standing.claims_of(filler, leaf.name)
    filled = {key for key, claim in claims.items() if not claim.blank}
    files = standing.files_of(filler, leaf.name)
    missing = _named([key for key in wanted if key not in filled], filler)
    wrong = [key for key, claim in claims.items() if claim.reading.state is State.INVALID]
    first = min(files, key=lambda s: (s.day is None, s.day), default=None)
    late = days_late(first.day, leaf.deadline) if first is not None else 0
    fillers.append(
        status(
            filler.name,
            leaf.name,
            missing,
            files=[submission.name for submission in files],
            returned=bool(filled),
            late=late,
            deadline=leaf.deadline,
            wrong=_named(wrong, filler),
            refused=standing.refused_of(filler) if not filled else (),
        )
    )
    unit = "" if filler.department else filler.name
    if filled and missing:
        items = "、".join(missing[:_SHOWN]) + ("等" if len(missing) > _SHOWN else "")
        place = Place(files[-1].name) if files else Place()
        findings.append(
            finding("F210", place, unit=unit, period=leaf.name, filler=filler, count=len(missing), items=items)
        )
    if late and first is not None:
        basis = f"填报时间 {first.filled_at}" if first.filled_at else f"没填填报时间，按文件保存时间 {first.day}"
        findings.append(
            finding(
                "F311",
                Place(first.name),
                unit=unit,
                period=leaf.name,
                filler=filler,
                when=leaf.name,
                days=late,
                basis=basis,
            )
        )


def _named(keys: Sequence[tuple[str, str]], filler: Filler) -> list[str]:
    """Items; for a department each with the units it concerns."""
    if not filler.department:
        return [item for _, item in keys]
    by_item: dict[str, list[str]] = {}
    for unit, item in keys:
        by_item.setdefault(item, []).append(unit)
    return [
        f"{item}（{'、'.join(units[:_SHOWN])}{'等' if len(units) > _SHOWN else ''}）" for item, units in by_item.items()
    ]


# -- the tidy table ---------------------------------------------------------------------------------------------------


def _records(standing: _Standing, claims: Mapping[Key, Sequence[Claim]]) -> list[Record]:
    """Rows for every expected value, in the order of the scheme, then for what was given beyond it."""
    scheme, needs = standing.scheme, standing.needs
    returned = {(filler, key[0]) for filler, result in standing.adopted.items() for key in result.claims}
    records: list[Record] = []
    expected: set[Key] = set()
    for leaf in scheme.calendar.leaves:
        for unit in scheme.units:
            for item in needs.items(unit.group, leaf.name):
                key = (leaf.name, unit.name, item.name)
                expected.add(key)
                given = claims.get(key, ())
                filled = [claim for claim in given if not claim.blank]
                owners = [Filler(unit.name, False) if o == OWN_UNIT else Filler(o, True) for o in item.owners]
                if filled or given:
                    records.extend(claim.record() for claim in filled or given[:1])
                elif any((owner, leaf.name) in returned for owner in owners):
                    records.append(Record(*key, "", None, State.BLANK))
                else:
                    records.append(unreturned(*key))
    beyond = (claim for key, given in claims.items() if key not in expected for claim in given)
    records.extend(claim.record() for claim in beyond if not claim.blank)
    return records


# -- what became of each file -----------------------------------------------------------------------------------------


def _outcome(submission: Submission, adopted: Mapping[Filler, Adopted]) -> FileOutcome:
    refusal, filler = submission.refusal, submission.filler
    if refusal is not None or filler is None:
        ignored = submission.arrival.ignored
        outcome = Outcome.IGNORED if ignored else Outcome.REFUSED
        reason = refusal.text if refusal else ""
        return FileOutcome(
            submission.name, outcome, reason, filler.name if filler else "", reading=submission.arrival.reading
        )
    result = adopted[filler]
    values = result.counted.get(submission.name, 0)
    newer = result.superseded.get(submission.name, "")
    if newer and not values:
        outcome = Outcome.SUPERSEDED
    else:
        outcome = Outcome.PARTLY if newer or submission.lost_something else Outcome.ACCEPTED
    return FileOutcome(
        submission.name,
        outcome,
        _reason(submission, result, outcome),
        filler.name,
        "、".join(submission.periods),
        "" if submission.version is None else f"{float(submission.version):g}",
        datetime.combine(submission.filled_at, time()) if submission.filled_at else None,
        newer,
        submission.arrival.reading,
        values,
    )


def _reason(submission: Submission, result: Adopted, outcome: Outcome) -> str:
    if outcome is Outcome.SUPERSEDED:
        return result.reasons.get(submission.name, "")
    if outcome is Outcome.PARTLY:
        titles = [each.message.title for each in submission.findings if each.severity.name != "NOTE"]
        counted = [f"{title}{titles.count(title)}处" for title in dict.fromkeys(titles)]
        invalid = sum(claim.reading.state is State.INVALID for claim in submission.claims.values())
        return "；".join([*([f"{invalid}个值无效"] if invalid else []), *counted])
    return ""
