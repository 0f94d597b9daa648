"""What each decision does to everybody: the assessment once more without it, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe_xl.appeals.cases import AppealCase, cases_of, findings_of
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.returns.model import Appeal
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL, Assessment, assess

MOST = 60  # decisions whose effects are worked out one by one; of more, only all of them together


@dataclass(frozen=True)
class Standing:
    """How a unit stands. ``yuan``: payments less fines."""

    total: Fraction | None
    place: int | None
    grade: str
    yuan: Fraction

    def words(self, digits: int) -> tuple[str, str, str, str]:
        """总分, 名次, 等次, 奖惩（元）; — for what there is none of."""
        total = "—" if self.total is None else decimal_text(self.total, digits)
        return total, str(self.place or "—"), self.grade or "—", decimal_text(self.yuan, 2)


def moved_words(before: Standing, after: Standing, digits: int) -> list[str]:
    """82.10 → 83.00 for each of :meth:`Standing.words`; what did not move stands alone."""
    pairs = zip(before.words(digits), after.words(digits), strict=True)
    return [old if old == new else f"{old} → {new}" for old, new in pairs]


Moved = Mapping[int, tuple[Standing, Standing]]  # unit row → before and after, who moved only


@dataclass(frozen=True)
class DecisionEffect:
    """What a decision moved. ``before``: the score that the case is about, as it would be without the decision."""

    case: AppealCase
    moved: Moved
    before: Fraction | None


@dataclass(frozen=True)
class Appealed:
    """All cases, and the effects of what was decided.

    ``together``: of all decisions, where there are several; ``unshown``: how many are only in that one.
    """

    cases: tuple[AppealCase, ...]
    effects: tuple[DecisionEffect, ...] = ()
    together: Moved | None = None
    findings: tuple[Finding, ...] = ()
    unshown: int = 0

    def effect_of(self, case: AppealCase) -> DecisionEffect | None:
        return next((each for each in self.effects if each.case == case), None)

    @property
    def open(self) -> list[AppealCase]:
        return [case for case in self.cases if case.open]


def appealed(assessment: Assessment, payments: Sequence[Payment], appeals: Sequence[Appeal]) -> Appealed:
    """Everything about the appeals of an assessment; kept with it, since each decision costs a calculation."""
    return assessment.worked_out.once(Appealed, lambda: _appealed(assessment, payments, appeals))


def _appealed(assessment: Assessment, payments: Sequence[Payment], appeals: Sequence[Appeal]) -> Appealed:
    cases = cases_of(assessment, appeals)
    now = standings(assessment, payments)
    changing = [case for case in cases if case.decision is not None and case.decision.ruling.changes]
    effects = tuple(_effect(assessment, now, case) for case in changing[:MOST])
    together = None
    if len(changing) > 1:
        together = _moved(_settled(_with_only(assessment, lambda change: not change.appeal)), now)
    found = (*findings_of(cases), *(each for effect in effects for each in _in_vain(effect)))
    return Appealed(tuple(cases), effects, together, found, max(0, len(changing) - MOST))


def standings(assessment: Assessment, payments: Sequence[Payment]) -> list[Standing]:
    """Every unit's total, place, grade and yuan."""
    yuan = [Fraction(0)] * len(assessment.scheme.units)
    for payment in payments:
        yuan[payment.unit] += payment.amount or 0
    final = assessment.final
    return [
        Standing(final.total[row], final.rank(OVERALL, row), assessment.grades[row] or "", yuan[row])
        for row in range(len(yuan))
    ]


def if_decided(assessment: Assessment, payments: Sequence[Payment], scheme: m.Scheme) -> tuple[Moved, Assessment]:
    """What a scheme with one decision more would move, and the result as it would be."""
    after, _ = assess(scheme, assessment.tidy, waiting=assessment.waiting)
    return _moved(standings(assessment, payments), _settled(after)), after


def _effect(assessment: Assessment, now: Sequence[Standing], case: AppealCase) -> DecisionEffect:
    assert case.decision is not None
    period = case.decision.period
    own = (case.unit, period, case.key)
    before = _with_only(assessment, lambda change: (change.unit, change.period, change.appeal) != own)
    column = before.periods[period].indicators.get(case.key)
    return DecisionEffect(case, _moved(_settled(before), now), column[case.row] if column is not None else None)


def _with_only(assessment: Assessment, kept: Callable[[m.ApprovedValue], bool]) -> Assessment:
    scheme = assessment.scheme
    fewer = replace(scheme, approved=tuple(each for each in scheme.approved if kept(each)))
    return assess(fewer, assessment.tidy, waiting=assessment.waiting)[0]


def _settled(assessment: Assessment) -> list[Standing]:
    return standings(assessment, settle(assessment)[0])


def _moved(before: Sequence[Standing], after: Sequence[Standing]) -> Moved:
    return {row: pair for row, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]}


def _in_vain(effect: DecisionEffect) -> list[Finding]:
    """A decision that grants something and changes no score is probably not what was meant."""
    case = effect.case
    if case.decision is None or case.now is None or case.now != effect.before:
        return []
    told = {"ruling": case.decision.ruling.value, "now": decimal_text(case.now), "name": case.unit, "key": case.key}
    return [finding("R971", case.decision.place, unit=case.unit, period=case.period, **told)]
