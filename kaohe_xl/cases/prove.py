"""算例 held against the engine: one that comes out otherwise is an error at its cell, with the engine's reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.cases.read import GRADE, MONEY, TOTAL, Case, Expected, Subject
from kaohe_xl.cases.work_out import CaseResult, SubjectResult, work_out
from kaohe_xl.explain.unit import explain_unit
from kaohe_xl.expr import tree as t
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m

_LONGEST = 400  # characters of an explanation


def prove(scheme: m.Scheme, cases: Sequence[Case]) -> list[Finding]:
    """Work all confirmed cases out.

    Returns S761 for every expectation that is not met, S762 where cases are still to be confirmed, S763 for a case that
    expects nothing.
    """
    findings: list[Finding] = []
    confirmed = [case for case in cases if not case.waiting]
    waiting = [case for case in cases if case.waiting]
    findings += [finding("S763", c.place, case=c.name) for c in confirmed if not any(_expected(c))]
    for period, together in _batches(scheme, confirmed).items():
        subjects = [subject for case in together for subject in case.subjects.values()]
        worked = work_out(scheme, subjects, period)
        findings += _differing(together, worked)
    for case in confirmed:
        if _alone(scheme, case):
            paid = any(each.key == MONEY for each in _expected(case))
            worked = work_out(scheme, list(case.subjects.values()), _period_of(scheme, case), paid=paid)
            findings += _differing([case], worked)
    if waiting:
        findings.append(finding("S762", waiting[0].place, count=len(waiting)))
    return findings


def _expected(case: Case) -> Iterator[Expected]:
    return (each for subject in case.subjects.values() for each in subject.expected)


def _batches(scheme: m.Scheme, cases: Sequence[Case]) -> dict[str, list[Case]]:
    """Cases by period that can be worked out together, since nothing in them looks at another unit."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        if not _alone(scheme, case):
            found.setdefault(_period_of(scheme, case), []).append(case)
    return found


def _alone(scheme: m.Scheme, case: Case) -> bool:
    """Does what a case expects depend on who else is there?"""
    keys = {each.key for each in _expected(case)}
    if len(case.subjects) > 1 or keys & {GRADE, MONEY}:
        return True
    indicators = scheme.indicators.values() if TOTAL in keys else [scheme.indicators[k] for k in keys]
    return any(compares_units(clause) for indicator in indicators for clause in indicator.clauses)


def compares_units(clause: m.Clause) -> bool:
    """Does a clause look at other units?"""
    return any(isinstance(node, t.Across | t.Statistic | t.OfSubs) for node in clause.nodes)


def _period_of(scheme: m.Scheme, case: Case) -> str:
    """期次 of the case, else the only or the first one in which the 编号 are scored."""
    if case.period:
        return case.period
    keys = [each.key for each in _expected(case) if each.key in scheme.indicators]
    for key in keys:
        for clause in scheme.indicators[key].clauses:
            if clause.periods:
                return clause.periods[0]
    return scheme.calendar.root.name


def _differing(cases: Sequence[Case], worked: CaseResult) -> Iterator[Finding]:
    together = [(case, subject) for case in cases for subject in case.subjects.values()]
    for (case, subject), result in zip(together, worked.by_subject(), strict=True):
        for each in subject.expected:
            if result.of(each.key) != each.value:
                yield _told(case, subject, each, result)


def _told(case: Case, subject: Subject, each: Expected, result: SubjectResult) -> Finding:
    name = case.name if len(case.subjects) == 1 else f"{case.name}（{subject.name}）"
    key = each.key if each.key in (TOTAL, GRADE, MONEY) else f"编号 {each.key}"
    figures = "、".join(f"{given.item.name} {given.raw or '空'}" for given in subject.given)
    found = _words(result.of(each.key))
    details = {"case": name, "key": key, "expected": _words(each.value), "found": found, "figures": figures}
    return finding("S761", each.place, **details, why=_why(each, result))


def _words(value: Fraction | str | None) -> str:
    if value is None:
        return "没有得分"
    return decimal_text(value, most=6) if isinstance(value, Fraction) else value or "没有"


def _why(each: Expected, result: SubjectResult) -> str:
    """The engine's own reasons in one line."""
    scheme = result.worked.assessment.scheme
    key = each.key if each.key in scheme.indicators else None
    why, _ = explain_unit(result.worked.assessment, result.worked.payments, scheme.units[result.row].name, key)
    lines = [line.strip() for line in why.lines()] if why is not None else []
    return "；".join(lines)[:_LONGEST]
