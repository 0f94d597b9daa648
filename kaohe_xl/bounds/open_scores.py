"""Scores that are open whatever the figures are: appeals that nobody has decided, rows that a draft is not sure of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.appeals import AppealCase, pending
from kaohe_xl.base.place import position_of
from kaohe_xl.base.text import fold
from kaohe_xl.bounds.span import LARGEST
from kaohe_xl.drafting.draft import SURE
from kaohe_xl.returns.model import Appeal
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.tables import RUBRIC
from kaohe_xl.scoring.assess import Assessment

APPEALED = "申诉待裁定"
_UNSURE = ("中", "低")


@dataclass(frozen=True)
class OpenScore:
    """The score of an 编号 in a period: for one unit, or for all whom it concerns (``row`` None).

    ``low`` and ``high``: what it may be beside what the figures give.
    """

    row: int | None
    key: str
    period: str
    low: Fraction
    high: Fraction
    why: str


@dataclass(frozen=True)
class OpenScores:
    """All of them; ``vetoes``: of a veto that is appealed against, the units for which it may not stand."""

    scores: tuple[OpenScore, ...] = ()
    vetoes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    cases: tuple[AppealCase, ...] = ()

    def of(self, key: str, period: str) -> list[OpenScore]:
        return [each for each in self.scores if (each.key, each.period) == (key, period)]

    def __bool__(self) -> bool:
        return bool(self.scores or self.vetoes)


NOTHING = OpenScores()


def open_scores(assessment: Assessment, appeals: Sequence[Appeal] = ()) -> OpenScores:
    """What of an assessment's scores is open beside its figures."""
    scheme = assessment.scheme
    cases = pending(assessment, appeals)
    vetoes: dict[str, list[int]] = {}
    for case in cases:
        if any(veto.name == case.key for veto in scheme.vetoes):
            vetoes.setdefault(case.key, []).append(case.row)
    scores = [*(each for case in cases for each in _appealed(scheme, case)), *_unsure(scheme)]
    return OpenScores(tuple(scores), vetoes, tuple(cases))


def _appealed(scheme: m.Scheme, case: AppealCase) -> Iterator[OpenScore]:
    """Between the score and what is asked for; anything that the 编号 may give where nothing is.

    An appeal whose period is not known concerns each period in which the 编号 is scored.
    """
    indicator = scheme.indicators.get(case.key)
    if indicator is None or not indicator.clauses:
        return
    low, high = whole_range(indicator)
    if case.requested is not None and case.now is not None:
        low, high = min(case.now, case.requested), max(case.now, case.requested)
    periods = dict.fromkeys(name for clause in indicator.clauses for name in clause.periods)
    for period in [case.period] if case.period in periods else periods:
        yield OpenScore(case.row, case.key, period, low, high, APPEALED)


def whole_range(indicator: m.Indicator) -> tuple[Fraction, Fraction]:
    """The least and the greatest that an 编号 may give at all; ±LARGEST where the scheme states no limit."""
    floor = indicator.floor
    low = Fraction(-LARGEST)
    if floor is not None and not indicator.on_total:
        value = getattr(floor, "value", None)
        low = value if isinstance(value, Fraction) else low
    high = indicator.full_mark if indicator.full_mark is not None and not indicator.on_total else Fraction(LARGEST)
    return min(low, Fraction(0)), high


def _unsure(scheme: m.Scheme) -> Iterator[OpenScore]:
    """编号 with a row that a draft has marked 中 or 低, and that is reckoned: its rule may be another one."""
    sure = _confidence(scheme)
    for indicator in scheme.indicators.values() if sure else ():
        words = [sure.get((c.place.sheet, position_of(c.place.cell)[0]), "") for c in indicator.clauses if not c.judged]
        word = next((each for each in reversed(_UNSURE) if each in words), "")
        if word:
            low, high = whole_range(indicator)
            for period in dict.fromkeys(name for clause in indicator.clauses for name in clause.periods):
                yield OpenScore(None, indicator.key, period, low, high, f"可信{word}")


def _confidence(scheme: m.Scheme) -> dict[tuple[str, int], str]:
    """What stands under 可信, by sheet and row; nothing for a scheme that no draft made."""
    found = {}
    for grid in scheme.book.starting_with(RUBRIC.sheet):
        table = RUBRIC.table_in(grid)
        column = next((c for name, c in table.unknown.items() if fold(name) == SURE), None) if table else None
        if table is not None and column is not None:
            for row in range(table.header_row + 1, table.last_row + 1):
                word = grid.cell(row, column).text
                if word in _UNSURE:
                    found[grid.name, row] = word
    return found
