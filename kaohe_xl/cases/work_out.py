"""Cases worked out by the engine: its units are those of the case, its figures those that the case gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe_xl.base.tidy import Record, State, to_frame
from kaohe_xl.cases.read import GRADE, MONEY, TOTAL, Subject
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment, assess


@dataclass(frozen=True)
class CaseResult:
    """The engine's result for some subjects, in their order."""

    assessment: Assessment
    payments: Sequence[Payment]
    period: str

    def by_subject(self) -> Iterator[SubjectResult]:
        """What each of the subjects came to."""
        return (SubjectResult(self, row) for row in range(len(self.assessment.scheme.units)))


@dataclass(frozen=True)
class SubjectResult:
    """What one subject came to: the row of the result that is its own."""

    worked: CaseResult
    row: int

    def of(self, key: str) -> Fraction | str | None:
        """Score of an 编号, 总分, 等次 or 金额 (all payments and fines together); None = no figure."""
        assessment, row = self.worked.assessment, self.row
        if key == GRADE:
            return assessment.grades[row] or ""
        if key == MONEY:
            own = (payment.amount for payment in self.worked.payments if payment.unit == row)
            return sum((amount for amount in own if amount is not None), Fraction(0))
        result = assessment.periods[self.worked.period]
        if key == TOTAL:
            return result.total[row]
        column = result.indicators.get(key)
        return column[row] if column is not None else None


def work_out(scheme: m.Scheme, subjects: Sequence[Subject], period: str, *, paid: bool = False) -> CaseResult:
    """Score the subjects as if they were all the units there are. ``paid``: settle the consequences, too."""
    units = tuple(replace(each.unit, name=name) for name, each in zip(_names(subjects), subjects, strict=True))
    names = {unit.name for unit in units}
    alone = replace(
        scheme,
        units=units,
        approved=(),
        past_results=tuple(one for one in scheme.past_results if one.unit in names),
        settings=replace(scheme.settings, collection=m.Collection.CLOSED),
    )
    leaves = [leaf.name for leaf in scheme.calendar.leaves_of(period)] or [period]
    records = [
        record for unit, each in zip(units, subjects, strict=True) for record in _records(alone, unit, each, leaves)
    ]
    assessment, _ = assess(alone, to_frame(records))
    payments = settle(assessment)[0] if paid else []
    return CaseResult(assessment, payments, period)


def _names(subjects: Sequence[Subject]) -> list[str]:
    """One name each; the same unit may stand in several cases."""
    seen: dict[str, int] = {}
    found = []
    for each in subjects:
        seen[each.name] = seen.get(each.name, 0) + 1
        found.append(each.name if seen[each.name] == 1 else f"{each.name}({seen[each.name]})")
    return found


def _records(scheme: m.Scheme, unit: m.Unit, subject: Subject, leaves: Sequence[str]) -> list[Record]:
    """The figures stand in the last leaf of the period; what the case does not give is blank."""
    given: Mapping[str, tuple[Fraction | str | None, str]] = {
        each.item.name: (each.value, each.raw) for each in subject.given
    }
    records = []
    for leaf in scheme.calendar.leaves:
        here = leaf.name == leaves[-1]
        for name, item in scheme.items.items():
            if item.derived:
                continue
            value, raw = given.get(name, (None, "")) if here else (None, "")
            state = State.REPORTED if value is not None else State.BLANK
            if raw == State.NOT_APPLICABLE.value:
                state = State.NOT_APPLICABLE
            records.append(Record(leaf.name, unit.name, name, raw, value, state))
    return records
