"""The assessment with some figures changed: everything calculated once more, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.tidy import State, Value
from kaohe_xl.reward import settle
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL, Assessment, reassess
from kaohe_xl.sensitivity.units_of_change import UnitOfChange, unit_of_change


@dataclass(frozen=True)
class ReturnedFigure:
    """A figure that a unit (or a department about it) returned: one that may be changed."""

    row: int
    item: str
    period: str


@dataclass(frozen=True)
class FigureChange:
    """One figure, moved by so many units of change."""

    figure: ReturnedFigure
    units: Fraction


@dataclass(frozen=True)
class Threshold:
    """A prize, a fine, a grade or a veto: a line that a unit stands on one side of. ``names``: all that it decides."""

    kind: str  # 奖惩, 等次, 否决
    names: tuple[str, ...]
    period: str
    basis: str
    by_place: bool
    rewards: tuple[m.Reward, ...] = ()


def lines_of(assessment: Assessment) -> list[Threshold]:
    """Every line of the scheme; rewards that fall to the same units by the same words are one.

    What is paid in every month or quarter: in the last of them of which figures came in.
    """
    scheme = assessment.scheme
    root = scheme.calendar.root.name
    found = []
    for position, grade in enumerate(scheme.grades):
        by_place = grade.last_rank is not None or grade.ratio is not None
        if by_place or grade.lowest is not None:
            better = tuple(each.name for each in scheme.grades[: position + 1])
            found.append(Threshold("等次", better, root, OVERALL, by_place))
    alike: dict[tuple[object, ...], list[m.Reward]] = {}
    for reward in scheme.rewards:
        limited = reward.first_rank is not None or reward.last_rank is not None
        if limited or reward.grades or reward.condition is not None:
            ranks = (reward.first_rank, reward.last_rank)
            words = (reward.basis, *ranks, reward.grades, str(reward.condition), reward.groups, reward.consecutive)
            alike.setdefault((*words, reward.periods or (root,)), []).append(reward)
    for rewards in alike.values():
        one = rewards[0]
        by_place = one.first_rank is not None or one.last_rank is not None or bool(one.grades)
        names = tuple(dict.fromkeys(each.name for each in rewards))
        periods = [each.name for each in scheme.calendar.periods if each.name in (one.periods or (root,))]
        told = [name for name in periods if not assessment.periods[name].figures.silent.all()]
        found += [Threshold("奖惩", names, name, one.basis, by_place, tuple(rewards)) for name in told[-1:]]
    return [*found, *(Threshold("否决", (veto.name,), root, OVERALL, False) for veto in scheme.vetoes)]


@dataclass(frozen=True)
class TrialOutcome:
    """What came of it. ``inside``: for every line, the units on the side of it that it speaks of."""

    assessment: Assessment
    inside: Mapping[Threshold, frozenset[int]]


class Trials:
    """Assessments like one that was made, with figures changed; each made once.

    Only figures that came in, and that nobody has 核定, are changed: what is still open is the matter of 会不会变.
    """

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.scheme = assessment.scheme
        self.lines = lines_of(assessment)
        tidy = assessment.tidy
        self._values: npt.NDArray[np.object_] = tidy["值"].to_numpy(dtype=object)
        self.rows = self._figures()
        self.units = self._units_of_change()
        self._made: dict[frozenset[FigureChange], TrialOutcome] = {}
        self.base = self.outcome(())

    def _figures(self) -> dict[ReturnedFigure, list[int]]:
        """Figure → its rows of the tidy table (several where several departments give it)."""
        tidy, scheme = self.assessment.tidy, self.scheme
        position = {name: row for row, name in enumerate(scheme.unit_names)}
        leaves = {leaf.name for leaf in scheme.calendar.leaves}
        used = {name: self.assessment.periods[name].figures.items for name in leaves}
        found: dict[ReturnedFigure, list[int]] = {}
        columns = zip(tidy["期次"], tidy["单位"], tidy["数据项"], tidy["状态"], strict=True)
        for number, (period, unit, item, state) in enumerate(columns):
            row = position.get(unit)
            if row is None or period not in leaves or item not in scheme.items or state != State.REPORTED.value:
                continue
            if row not in used[period][item].approved:
                found.setdefault(ReturnedFigure(row, item, period), []).append(number)
        return found

    def _units_of_change(self) -> dict[str, UnitOfChange]:
        values: dict[str, list[Fraction]] = {}
        for figure, rows in self.rows.items():
            own = values.setdefault(figure.item, [])
            own += [value for row in rows if isinstance(value := self._values[row], Fraction)]
        found = {name: unit_of_change(self.scheme.items[name], own) for name, own in values.items()}
        return {name: unit for name, unit in found.items() if unit is not None}

    def value(self, figure: ReturnedFigure) -> Value:
        """What came in."""
        value: Value = self._values[self.rows[figure][0]]
        return value

    def changed(self, change: FigureChange) -> Value:
        """The figure after the change; None where the item does not allow it."""
        return self.units[change.figure.item].moved(self.value(change.figure), change.units)

    def outcome(self, changes: Sequence[FigureChange]) -> TrialOutcome:
        """Everything calculated with these changes; those that the items do not allow are left out."""
        key = frozenset(changes)
        if key not in self._made:
            outcome = self.tried(changes)
            if len(changes) > 1:
                return outcome  # one of many units at a time: looked at once
            self._made[key] = outcome
        return self._made[key]

    def tried(self, changes: Sequence[FigureChange]) -> TrialOutcome:
        values = self._values.copy()
        for change in changes:
            unit = self.units[change.figure.item]
            for row in self.rows[change.figure]:
                new = unit.moved(values[row], change.units)
                if new is not None:
                    values[row] = new
        changed = {change.figure.item for change in changes}
        assessment = reassess(self.assessment, self.assessment.tidy.assign(值=values), changed)
        return TrialOutcome(assessment, self._inside(assessment))

    def same_statuses(self, outcome: TrialOutcome, row: int) -> bool:
        """Do the same clauses count for the unit as before? Not where 触发清零 falls, or a figure is not valid."""
        before = self.base.assessment.periods
        for name, result in outcome.assessment.periods.items():
            old = before[name].score
            if result.score is None or old is None:
                continue
            if any(each.status[row] is not old.clauses[key].status[row] for key, each in result.score.clauses.items()):
                return False
        return True

    def _inside(self, assessment: Assessment) -> dict[Threshold, frozenset[int]]:
        payments, _ = settle(assessment) if self.scheme.rewards else ([], [])
        paid: dict[tuple[int, str], set[int]] = {}
        for payment in payments:
            paid.setdefault((id(payment.reward), payment.period), set()).add(payment.unit)
        found = {}
        for line in self.lines:
            if line.kind == "等次":
                found[line] = frozenset(row for row, grade in enumerate(assessment.grades) if grade in line.names)
            elif line.kind == "否决":
                fallen = assessment.final.fallen.get(line.names[0])
                found[line] = frozenset(np.flatnonzero(fallen).tolist() if fallen is not None else ())
            else:
                found[line] = frozenset(
                    row for reward in line.rewards for row in paid.get((id(reward), line.period), ())
                )
        return found
