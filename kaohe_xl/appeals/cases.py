"""Returned appeals and rows of 核定调整 → cases: one for each unit, period and 编号, with what was decided on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.messages import finding
from kaohe_xl.returns.model import Appeal
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment

PENDING = "待裁定"
_NAMED = 8

About = tuple[str, str, str]  # unit, period, 编号


@dataclass(frozen=True)
class AppealCase:
    """What one unit says about one 编号 in one period.

    ``appeals``: all rows about it, the one that counts last; none where the unit wrote on paper and only the decision
    is known. ``now``: the score as it is; None where there is none (a 否决项, an 编号 that does not exist).
    """

    unit: str
    row: int
    period: str
    key: str
    title: str
    known: bool
    appeals: tuple[Appeal, ...]
    decision: m.Decision | None
    now: Fraction | None
    late: bool

    @property
    def state(self) -> str:
        return self.decision.ruling.value if self.decision is not None else PENDING

    @property
    def open(self) -> bool:
        return self.decision is None

    @property
    def asked(self) -> Appeal | None:
        """The row that counts."""
        return self.appeals[-1] if self.appeals else None

    @property
    def requested(self) -> Fraction | None:
        return self.asked.requested if self.asked is not None else None

    @property
    def reason(self) -> str:
        """What the rows of the counting file say, each once."""
        if self.asked is None:
            return ""
        file = self.asked.place.file
        return "；".join(dict.fromkeys(each.reason for each in self.appeals if each.place.file == file and each.reason))

    @property
    def evidence(self) -> str:
        return "；".join(dict.fromkeys(each.evidence for each in self.appeals if each.evidence))

    @property
    def day(self) -> date | None:
        return self.asked.day if self.asked is not None else None

    @property
    def place(self) -> Place:
        """Where it is asked; of a case that only has a decision, where that stands."""
        if self.asked is not None:
            return self.asked.place
        return self.decision.place if self.decision is not None else NOWHERE

    @property
    def what(self) -> str:
        return f"{self.unit} {self.key}"


def cases_of(assessment: Assessment, appeals: Sequence[Appeal]) -> list[AppealCase]:
    """Cases by unit in the order of the scheme, then by 编号."""
    scheme = assessment.scheme
    asked: dict[About, list[Appeal]] = {}
    for each in appeals:
        asked.setdefault((each.unit, each.period, each.key), []).append(each)
    decisions: dict[About, m.Decision] = {(each.unit, each.period, each.key): each for each in scheme.decisions}
    _find_periods(asked, decisions)
    order = {key: position for position, key in enumerate(scheme.indicators)}
    keys = sorted(
        dict.fromkeys([*asked, *decisions]),
        key=lambda about: (scheme.unit_names.index(about[0]), order.get(about[2], len(order))),
    )
    return [_case(assessment, about, asked.get(about, []), decisions.get(about)) for about in keys]


def _find_periods(asked: Mapping[About, Sequence[Appeal]], decisions: dict[About, m.Decision]) -> None:
    """Where the period of an appeal is not known, the unit's one decision about that 编号 is the one."""
    for unit, period, key in asked:
        own = [at for at in decisions if (at[0], at[2]) == (unit, key) and at not in asked]
        if not period and len(own) == 1:
            decisions[unit, period, key] = decisions.pop(own[0])


def _case(assessment: Assessment, about: About, appeals: Sequence[Appeal], decision: m.Decision | None) -> AppealCase:
    unit, period, key = about
    scheme = assessment.scheme
    row = scheme.unit_names.index(unit)
    ordered = tuple(sorted(appeals, key=lambda each: each.day or date.min))
    indicator = scheme.indicators.get(key)
    result = assessment.periods.get(decision.period if decision is not None else period)
    column = result.indicators.get(key) if result is not None else None
    last, day = scheme.settings.last_day_of_appeals, ordered[-1].day if ordered else None
    title = (indicator.title or indicator.section) if indicator is not None else ordered[-1].title if ordered else ""
    return AppealCase(
        unit,
        row,
        period,
        key,
        title,
        indicator is not None or any(veto.name == key for veto in scheme.vetoes),
        ordered,
        decision,
        column[row] if column is not None else None,
        last is not None and day is not None and day > last,
    )


def pending(assessment: Assessment, appeals: Sequence[Appeal]) -> list[AppealCase]:
    """Appeals that nobody has decided."""
    return [case for case in cases_of(assessment, appeals) if case.open] if appeals else []


def findings_of(cases: Sequence[AppealCase]) -> list[Finding]:
    """What is to be told of the cases, beside what stands in each form."""
    found = [each for case in cases for each in (*_twice(case), *_figures(case), *_ruling(case))]
    waiting = [case for case in cases if case.open]
    if waiting:
        listed = "、".join(case.what for case in waiting[:_NAMED])
        more = f" 等 {len(waiting)} 件" if len(waiting) > _NAMED else ""
        found.append(finding("R970", waiting[0].place, count=len(waiting), listed=listed + more))
    return found


def _twice(case: AppealCase) -> list[Finding]:
    kept = f"{case.place.file}!{case.place.cell}"
    return [
        finding("F812", other.place, name=case.unit, key=case.key, kept=kept, unit=case.unit)
        for other in case.appeals[:-1]
    ]


def _figures(case: AppealCase) -> list[Finding]:
    """What an undecided form says about scores, against the scores."""
    asked, now = case.asked, case.now
    if asked is None or not case.open or now is None:
        return []
    found = []
    if asked.stated is not None and asked.stated != now:
        told = {"stated": decimal_text(asked.stated), "now": decimal_text(now), "key": case.key}
        found.append(finding("F813", asked.place, unit=case.unit, period=case.period, **told))
    if asked.requested is not None and asked.requested <= now:
        told = {"asked": decimal_text(asked.requested), "now": decimal_text(now), "key": case.key}
        found.append(finding("F814", asked.place, unit=case.unit, period=case.period, **told))
    return found


def _ruling(case: AppealCase) -> list[Finding]:
    """采纳 that grants less than was asked, 部分采纳 that grants all of it."""
    decision, now = case.decision, case.now
    if decision is None or case.requested is None or now is None:
        return []
    whole = now >= case.requested
    if (decision.ruling is m.Ruling.GRANTED) is whole or not decision.ruling.changes:
        return []
    told = {"asked": decimal_text(case.requested), "now": decimal_text(now), "ruling": decision.ruling.value}
    return [finding("R972", decision.place, name=case.unit, key=case.key, unit=case.unit, period=case.period, **told)]
