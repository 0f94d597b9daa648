"""敏感: the nearest changes, found by looking and confirmed by calculating everything once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from math import ceil, floor

from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL, Assessment
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.sensitivity.screening import ScreenedChanges, effect_on, screened, with_inputs
from kaohe_xl.sensitivity.trial import FigureChange, Threshold, TrialOutcome, Trials

PAIRS = 10
_TRIED = 6  # changes of one rung that are confirmed before the next
_COMPARED = 12  # units that are looked at one by one where a rule compares units
_MOST_TRIED = 18  # for one question
PLACES = "名次"
Flips = Callable[[TrialOutcome], bool]


@dataclass(frozen=True)
class NearestChange:
    """One change that was confirmed. ``units``: how many units of change; ``keys``: 编号 of clauses that it moves."""

    unit: str
    item: str
    period: str
    units: Fraction
    keys: tuple[str, ...]
    words: str  # 再多1例（3→4）


@dataclass(frozen=True)
class NeighbourPair:
    """Two units one behind the other. ``gap``: of their scores; 0 where they stand on one place."""

    scope: str
    upper: str
    lower: str
    places: tuple[int, int]
    gap: Fraction
    nearest: NearestChange | None  # None: no change of one figure that was looked at does it


@dataclass(frozen=True)
class ThresholdCrossing:
    """A line and the unit nearest to it. ``inside``: it stands inside now, and would leave."""

    line: Threshold
    unit: str
    inside: bool
    nearest: NearestChange
    joins: tuple[str, ...]  # units that would come in
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Sensitivity:
    """``pairs``: the closest first. ``crossings``: for each line the nearest way out of it and into it, if any.

    ``steady``: lines that no change of one figure that was looked at moves.
    """

    scheme: m.Scheme
    pairs: tuple[NeighbourPair, ...]
    crossings: tuple[ThresholdCrossing, ...]
    steady: tuple[Threshold, ...]

    def __repr__(self) -> str:
        return f"<Sensitivity {len(self.pairs)} 对单位，{len(self.crossings)} 处界限>"


def sensitivity_of(assessment: Assessment) -> Sensitivity:
    """The nearest change for the ten closest pairs and for every prize, grade and penalty line.

    A change is of one figure that came in, by up to 50 units (例, 百分点, 天 …); the fewest units win.
    """
    trials = Trials(assessment)
    scheme = assessment.scheme
    root = scheme.calendar.root.name
    closest = sorted(_neighbours(assessment, OVERALL, root), key=lambda each: each.gap)[:PAIRS]
    at_lines = {line: list(_at_line(trials, line)) for line in trials.lines}
    wanted = chain(closest, chain.from_iterable(at_lines.values()))
    rows = dict.fromkeys(row for each in wanted for row in (each.lower, each.upper))
    screen = screened(trials, list(rows)[:_COMPARED])
    search = _Search(trials, screen)
    pairs = tuple(search.pair(each) for each in closest)
    crossings: list[ThresholdCrossing] = []
    steady = []
    for line in trials.lines:
        found = search.line(line, at_lines[line])
        crossings += found
        if not found and line.kind != "否决":
            steady.append(line)
    return Sensitivity(scheme, pairs, tuple(crossings), tuple(steady))


@dataclass(frozen=True)
class _Neighbours:
    ranking: Ranking
    period: str
    upper: int
    lower: int
    gap: Fraction


def _neighbours(assessment: Assessment, basis: str, period: str) -> Iterator[_Neighbours]:
    """Units one behind the other in every ranking."""
    for ranking in assessment.periods[period].rankings.get(basis, ()):
        ordered = sorted(ranking.ranked, key=lambda row: (ranking.ranks[row] or 0, row))
        for upper, lower in pairwise(ordered):
            gap = (ranking.scores[upper] or Fraction(0)) - (ranking.scores[lower] or Fraction(0))
            yield _Neighbours(ranking, period, upper, lower, abs(gap))


def _at_line(trials: Trials, line: Threshold) -> Iterator[_Neighbours]:
    """Neighbours with the line between them."""
    inside = trials.base.inside[line]
    for each in _neighbours(trials.assessment, line.basis, line.period):
        if (each.upper in inside) != (each.lower in inside):
            yield each


class _Search:
    def __init__(self, trials: Trials, screen: ScreenedChanges) -> None:
        self.trials = trials
        self.screen = screen
        self.by_row: dict[int, list[FigureChange]] = {}
        for change in screen.effects:
            self.by_row.setdefault(change.figure.row, []).append(change)

    def pair(self, near: _Neighbours) -> NeighbourPair:
        """What would put the lower one before the upper one; where they share a place, part them."""
        names, ranks = self.trials.scheme.unit_names, near.ranking.ranks
        found = self._confirmed(self._closing(near), lambda outcome: self._swapped(near, outcome), PLACES)
        return NeighbourPair(
            near.ranking.scope,
            names[near.upper],
            names[near.lower],
            (ranks[near.upper] or 0, ranks[near.lower] or 0),
            near.gap,
            found[1] if found is not None else None,
        )

    def line(self, line: Threshold, near: Sequence[_Neighbours]) -> list[ThresholdCrossing]:
        """The nearest way into it, and out of it."""
        before = self.trials.base.inside[line]
        candidates = list(self.screen.crossed.get(line, ()))
        for each in sorted(near, key=lambda each: each.gap)[:4]:
            candidates += self._closing(each)
        found = []
        for leaving in (True, False):
            result = self._confirmed(
                candidates,
                lambda outcome, leaving=leaving: self._crosses(line, leaving, outcome),  # type: ignore[misc]
                line.kind,
            )
            if result is None or (line.kind == "否决" and self._yes_or_no(result[0])):
                continue  # that a veto falls on whoever says 是 is the veto itself
            found.append(self._crossing(line, before, *result))
        if len(found) == 2 and found[0].nearest == found[1].nearest:
            del found[1]  # one comes in as the other goes
        return found

    def _yes_or_no(self, change: FigureChange) -> bool:
        return self.trials.units[change.figure.item].item.type is t.ValueType.YES_NO

    def _crosses(self, line: Threshold, leaving: bool, outcome: TrialOutcome) -> bool:
        before, after = self.trials.base.inside[line], outcome.inside[line]
        crossed = before - after if leaving else after - before
        return bool(crossed) and (line.kind == "否决" or self._same_vetoes(outcome))

    def _crossing(
        self, line: Threshold, before: frozenset[int], change: FigureChange, nearest: NearestChange
    ) -> ThresholdCrossing:
        names = self.trials.scheme.unit_names
        after = self.trials.outcome([change]).inside[line]
        joins = tuple(names[row] for row in sorted(after - before))
        leaves = tuple(names[row] for row in sorted(before - after))
        return ThresholdCrossing(line, nearest.unit, change.figure.row in before, nearest, joins, leaves)

    def _swapped(self, near: _Neighbours, outcome: TrialOutcome) -> bool:
        result = outcome.assessment.periods[near.period]
        if not self._same_vetoes(outcome):
            return False
        upper, lower = (result.rank(near.ranking.basis, row) for row in (near.upper, near.lower))
        if upper is None or lower is None:
            return False
        return lower < upper if near.ranking.ranks[near.upper] != near.ranking.ranks[near.lower] else lower != upper

    def _same_vetoes(self, outcome: TrialOutcome) -> bool:
        """A veto moves any unit from any place: one that is near is told at its own line."""
        base = self.trials.base
        return all(outcome.inside[line] == base.inside[line] for line in self.trials.lines if line.kind == "否决")

    def _closing(self, near: _Neighbours) -> list[FigureChange]:
        """Changes that by the look of it close the gap."""
        basis, period = near.ranking.basis, near.period
        found = []
        for row, sign in ((near.lower, 1), (near.upper, -1)):
            for change in self.by_row.get(row, ()):
                moved = sign * effect_on(self.trials, self.screen.effects[change], basis, period)
                if (moved >= near.gap and moved > 0) or (not near.gap and moved):
                    found.append((abs(change.units), -abs(moved), change))
        return [change for *_, change in sorted(found, key=lambda each: each[:2])]

    def _confirmed(
        self, candidates: Iterable[FigureChange], does: Flips, kind: str
    ) -> tuple[FigureChange, NearestChange] | None:
        """The first rung of changes at which one does it, and of these the one with the fewest units."""

        def flips(change: FigureChange) -> bool:
            outcome = self.trials.outcome([change])
            return does(outcome) and (kind == "否决" or self.trials.same_statuses(outcome, change.figure.row))

        rungs: dict[Fraction, list[FigureChange]] = {}
        for change in dict.fromkeys(candidates):
            rungs.setdefault(abs(change.units), []).append(change)
        tried = 0
        for rung in sorted(rungs):
            best: FigureChange | None = None
            for change in rungs[rung][:_TRIED]:
                if best is not None and abs(best.units) <= 1 and self.trials.units[change.figure.item].parts == 1:
                    continue  # whole units only: cannot be nearer
                tried += 1
                if not flips(change):
                    continue
                fewer = self._fewer(change, flips)
                if best is None or abs(fewer.units) < abs(best.units):
                    best = fewer
            if best is not None:
                return best, self._told(best)
            if tried >= _MOST_TRIED:
                return None
        return None

    def _fewer(self, change: FigureChange, flips: Callable[[FigureChange], bool]) -> FigureChange:
        """The fewest units with which the change still does it, down to the parts in which the item is told."""
        unit = self.trials.units[change.figure.item]
        sign = 1 if change.units > 0 else -1
        best = abs(change.units)
        if best == 1 and unit.parts == 1:
            return change
        low, high = 0, int(best * unit.parts)
        while high - low > 1:
            middle = (low + high) // 2
            if best * unit.parts > 2 * unit.parts and high - low > unit.parts:  # whole units first
                middle = max(low + 1, floor(Fraction(middle, unit.parts)) * unit.parts or ceil(middle))
            trial = FigureChange(change.figure, Fraction(sign * middle, unit.parts))
            works = self.trials.changed(trial) is not None and flips(trial)
            low, high = (low, middle) if works else (middle, high)
        return FigureChange(change.figure, Fraction(sign * high, unit.parts))

    def _told(self, change: FigureChange) -> NearestChange:
        trials, figure = self.trials, change.figure
        after, before = trials.outcome([change]).assessment, trials.base.assessment
        keys: dict[str, None] = {}
        for period in trials.scheme.calendar.at_or_above(figure.period):
            new, old = after.periods[period.name].score, before.periods[period.name].score
            if new is None or old is None:
                continue
            for key, score in new.clauses.items():
                rests = any(figure.item in with_inputs(trials.scheme, name) for name in score.clause.item_names)
                if rests and score.points[figure.row] != old.clauses[key].points[figure.row]:
                    keys[score.clause.indicator] = None
        unit = trials.units[figure.item]
        after_value = trials.changed(change)
        words = unit.words(trials.value(figure), after_value)
        name = trials.scheme.unit_names[figure.row]
        return NearestChange(name, figure.item, figure.period, abs(change.units), tuple(keys), words)
