"""How every unit and department stands in every leaf period in which it has something to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding
from kaohe_xl.returns.answers import Answers
from kaohe_xl.returns.forms.identify import named_in
from kaohe_xl.returns.model import FillerStatus
from kaohe_xl.returns.names.name_lookup import Filler, NameLookup
from kaohe_xl.returns.status import FormOfFiller, days_late, must_fill, status
from kaohe_xl.returns.submission import Submission
from kaohe_xl.returns.versions import Adopted, accepted
from kaohe_xl.scheme.model import OWN_UNIT, Period, Scheme
from kaohe_xl.scheme.needs import NeededItems

_SHOWN = 8
Wanted = Sequence[tuple[str, str]]  # unit, item


@dataclass(eq=False)
class StatusBasis:
    """What the statuses are made from."""

    scheme: Scheme
    known: NameLookup
    needs: NeededItems
    adopted: Mapping[Filler, Adopted]
    submissions: Sequence[Submission]
    also: frozenset[tuple[str, str, str]] = frozenset()  # 期次, 单位, 数据项 that 填报数据 gives

    def answers_of(self, filler: Filler, period: str) -> list[Answers]:
        """What counts of one filler in one period."""
        result = self.adopted.get(filler)
        return [each for each in result.answers.values() if each.period == period] if result is not None else []

    @cached_property
    def files(self) -> Mapping[tuple[Filler, str], list[Submission]]:
        """Accepted files by filler and period."""
        return accepted(self.submissions)

    @cached_property
    def refusals(self) -> Mapping[Filler, list[str]]:
        """Reasons why files that seem to be somebody's were refused."""
        found: dict[Filler, list[str]] = {}
        for submission in self.submissions:
            if submission.refusal is not None and not submission.ignored:
                filler = submission.filler or named_in(submission.name, self.known)
                if filler is not None:
                    found.setdefault(filler, []).append(submission.refusal.text)
        return found


def filler_statuses(basis: StatusBasis) -> tuple[list[FillerStatus], list[Finding]]:
    """A status for every filler and leaf period, and what is to be told about it (F210 missing items, F311 late)."""
    fillers: list[FillerStatus] = []
    findings: list[Finding] = []
    for leaf in basis.scheme.calendar.leaves:
        for filler, wanted in _wanted(basis, leaf):
            one, found = _status(basis, filler, leaf, wanted)
            fillers.append(one)
            findings += found
    return fillers, findings


def _wanted(basis: StatusBasis, leaf: Period) -> Iterator[tuple[Filler, Wanted]]:
    """Everybody who has something to fill in, and what must not be missing."""
    scheme, needs = basis.scheme, basis.needs
    asked: dict[str, tuple[str, ...] | None] = {}  # by group, of the units themselves
    for unit in scheme.units:
        if unit.group not in asked:
            owned = needs.owned(OWN_UNIT, unit.group, leaf.name)
            asked[unit.group] = tuple(item.name for item in must_fill(scheme, owned)) if owned else None
        items = asked[unit.group]
        if items is not None:
            yield Filler(unit.name, False), [(unit.name, item) for item in items]
    for name in scheme.fillers:
        concerned = needs.units_of(name, leaf.name)
        if concerned:
            yield (
                Filler(name, True),
                [
                    (unit.name, item.name)
                    for unit in concerned
                    for item in must_fill(scheme, needs.owned(name, unit.group, leaf.name))
                ],
            )


def _status(basis: StatusBasis, filler: Filler, leaf: Period, wanted: Wanted) -> tuple[FillerStatus, list[Finding]]:
    answers = basis.answers_of(filler, leaf.name)
    filled = {(each.unit, item) for each in answers for item in each.filled}
    filled |= {(unit, item) for unit, item in wanted if (leaf.name, unit, item) in basis.also}
    files = basis.files.get((filler, leaf.name), [])
    missing = _named([key for key in wanted if key not in filled], filler)
    wrong = _named([(each.unit, item) for each in answers for item in each.invalid], filler)
    first = min(files, key=lambda s: (s.day is None, s.day), default=None)
    late = days_late(first.day, leaf.deadline) if first is not None else 0
    form = FormOfFiller(
        filler=filler.name,
        period=leaf.name,
        missing=missing,
        returned=bool(filled),
        files=[submission.name for submission in files],
        late=late,
        deadline=leaf.deadline,
        wrong=wrong,
        refused=basis.refusals.get(filler, ()) if not filled else (),
    )
    findings = [_missing(filler, leaf, missing, files)] if filled and missing else []
    findings += [_late(filler, leaf, late, first)] if late and first is not None else []
    return replace(status(form), awaited=_awaited(basis, filler, leaf)), findings


def _awaited(basis: StatusBasis, filler: Filler, leaf: Period) -> bool:
    """Does the result need anything of a filler?"""
    if filler.department:
        return True
    group = next((unit.group for unit in basis.scheme.units if unit.name == filler.name), "")
    return any(not item.self_of for item in basis.needs.owned(OWN_UNIT, group, leaf.name))


def _missing(filler: Filler, leaf: Period, missing: Sequence[str], files: Sequence[Submission]) -> Finding:
    unit = "" if filler.department else filler.name
    items = "、".join(missing[:_SHOWN]) + ("等" if len(missing) > _SHOWN else "")
    place = Place(files[-1].name) if files else Place()
    return finding("F210", place, unit=unit, period=leaf.name, filler=filler, count=len(missing), items=items)


def _late(filler: Filler, leaf: Period, days: int, first: Submission) -> Finding:
    unit = "" if filler.department else filler.name
    basis = f"填报时间 {first.filled_at}" if first.filled_at else f"没填填报时间，按文件保存时间 {first.day}"
    details = {"filler": filler, "when": leaf.name, "days": days, "basis": basis}
    return finding("F311", Place(first.name), unit=unit, period=leaf.name, **details)


def _named(keys: Wanted, filler: Filler) -> list[str]:
    """Items; for a department each with the units it concerns."""
    if not filler.department:
        return [item for _, item in keys]
    by_item: dict[str, list[str]] = {}
    for unit, item in keys:
        by_item.setdefault(item, []).append(unit)
    return [
        f"{item}（{'、'.join(units[:_SHOWN])}{'等' if len(units) > _SHOWN else ''}）" for item, units in by_item.items()
    ]
