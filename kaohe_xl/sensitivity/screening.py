"""Where to look: what every unit's scores would come to if each of its figures were moved a little, many at a time.

Figures that touch no indicator together are moved in one calculation, for all units at once; what an indicator came to
then is due to the one figure of it that was moved. Where a rule compares units, one unit's figures are moved at a time.
Nothing that is told rests on this: it only says what to try first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.references import rests_on
from kaohe_xl.scoring.assess import OVERALL
from kaohe_xl.sensitivity.trial import FigureChange, ReturnedFigure, Threshold, TrialOutcome, Trials

STEPS = tuple(Fraction(units) for units in (1, 2, 5, 15, 50))
FEW_STEPS = tuple(Fraction(units) for units in (1, 10))


@dataclass
class ScreenedChanges:
    """What was seen. ``effects``: change → period → top 编号 → points it moved; ``crossed``: line → changes."""

    effects: dict[FigureChange, dict[str, dict[str, Fraction]]] = field(default_factory=dict)
    crossed: dict[Threshold, list[FigureChange]] = field(default_factory=dict)


@dataclass(frozen=True)
class AffectedIndicators:
    """What an item touches: 编号 as they add up in the lines, and whether units are compared by it."""

    keys: frozenset[str]
    compared: bool
    elsewhere: bool  # in a veto, or in a condition of 奖惩


def affected(scheme: m.Scheme) -> dict[str, AffectedIndicators]:
    """By data item."""
    needs = rests_on(scheme.indicators)
    users: dict[str, set[str]] = {}
    for key, below in needs.items():
        for each in below:
            users.setdefault(each, set()).add(key)
    uses = {name: with_inputs(scheme, name) for name in scheme.items}
    joint = _joint(scheme)
    keys: dict[str, set[str]] = {name: set() for name in scheme.items}
    compared: set[str] = set()
    for clause in scheme.clauses:
        names = {each for name in clause.item_names for each in uses[name]}
        across = any(isinstance(node, t.Across) for node in clause.nodes)
        across = across or any(_across(scheme.items[name]) for name in clause.item_names)
        for name in names:
            keys[name] |= _reached(clause.indicator, users) | {
                key
                for group in (clause.exclusive, clause.pool.name if clause.pool else "")
                for key in joint.get(group, ())
            }
            if across:
                compared.add(name)
    elsewhere = {each for name in _conditions(scheme) for each in uses.get(name, ())}
    return {
        name: AffectedIndicators(
            frozenset(_top(scheme, key) for key in keys[name]), name in compared, name in elsewhere
        )
        for name in scheme.items
        if keys[name] or name in elsewhere
    }


def with_inputs(scheme: m.Scheme, name: str) -> set[str]:
    """A data item and those that it is derived from."""
    item = scheme.items[name]
    found = {name}
    for node in item.formula.walk() if item.formula is not None else ():
        if isinstance(node, t.Item):
            found |= with_inputs(scheme, node.name)
    return found


def _across(item: m.DataItem) -> bool:
    return item.formula is not None and any(isinstance(node, t.Across) for node in item.formula.walk())


def _joint(scheme: m.Scheme) -> dict[str, set[str]]:
    """编号 that share a 互斥 or 合计上限."""
    found: dict[str, set[str]] = {}
    for clause in scheme.clauses:
        for group in (clause.exclusive, clause.pool.name if clause.pool is not None else ""):
            if group:
                found.setdefault(group, set()).add(clause.indicator)
    return found


def _reached(key: str, users: Mapping[str, set[str]]) -> set[str]:
    found, front = {key}, {key}
    while front := {each for one in front for each in users.get(one, ())} - found:
        found |= front
    return found


def _top(scheme: m.Scheme, key: str) -> str:
    """The scored 编号 that the line adds up."""
    found, above = key, scheme.indicators[key].parent
    while above:
        found, above = above if scheme.indicators[above].scored else found, scheme.indicators[above].parent
    return found


def _conditions(scheme: m.Scheme) -> Iterator[str]:
    trees = [veto.condition for veto in scheme.vetoes]
    trees += [reward.condition for reward in scheme.rewards if reward.condition is not None]
    for tree in trees:
        yield from (node.name for node in tree.walk() if isinstance(node, t.Item))


def screened(trials: Trials, rows: Iterable[int]) -> ScreenedChanges:
    """Look at every figure of every unit; where units are compared, of ``rows`` only."""
    screen = ScreenedChanges()
    prints = affected(trials.scheme)
    names = [name for name in trials.units if name in prints]
    plain = [name for name in names if not prints[name].compared]
    compared = [name for name in names if prints[name].compared]
    for colour in _colours(plain, prints):
        for leaves in _leaves(trials.scheme, colour):
            own = [f for f in trials.rows if f.item in colour and f.period in leaves]
            _look(trials, screen, prints, own, STEPS)
    for row in sorted(set(rows)) if compared else ():
        for colour in _colours(compared, prints):
            for leaves in _leaves(trials.scheme, colour):
                own = [f for f in trials.rows if f.item in colour and f.period in leaves and f.row == row]
                _look(trials, screen, prints, own, FEW_STEPS)
    return screen


def _colours(names: Sequence[str], prints: Mapping[str, AffectedIndicators]) -> list[set[str]]:
    """Items apart, so that no two of one set touch an 编号 together; those that a condition rests on by themselves."""
    found: list[tuple[set[str], set[str]]] = []
    for name in names:
        own = prints[name].keys
        for members, taken in found:
            alone = prints[name].elsewhere and any(prints[each].elsewhere for each in members)
            if not alone and taken.isdisjoint(own):
                members.add(name)
                taken |= own
                break
        else:
            found.append(({name}, set(own)))
    return [members for members, _ in found]


def _leaves(scheme: m.Scheme, names: set[str]) -> list[set[str]]:
    """All leaf periods at once, unless what is gathered over them is scored: then one after the other."""
    leaves = [leaf.name for leaf in scheme.calendar.leaves]
    uses = {name for name in scheme.items if with_inputs(scheme, name) & names}
    gathered = any(set(clause.periods) - set(leaves) and uses & set(clause.item_names) for clause in scheme.clauses)
    return [{leaf} for leaf in leaves] if gathered and len(leaves) > 1 else [set(leaves)]


def _look(
    trials: Trials,
    screen: ScreenedChanges,
    prints: Mapping[str, AffectedIndicators],
    figures: Sequence[ReturnedFigure],
    steps: Sequence[Fraction],
) -> None:
    for sign in (1, -1):
        for step in steps:
            changes = [FigureChange(figure, sign * step) for figure in figures]
            if step > 1:
                changes = [
                    each for each in changes if trials.units[each.figure.item].item.type is not t.ValueType.YES_NO
                ]
            changes = [each for each in changes if trials.changed(each) is not None]
            if changes:
                _note(trials, screen, prints, changes, trials.tried(changes))


def _note(
    trials: Trials,
    screen: ScreenedChanges,
    prints: Mapping[str, AffectedIndicators],
    changes: Sequence[FigureChange],
    outcome: TrialOutcome,
) -> None:
    scheme, base = trials.scheme, trials.base.assessment
    moved: dict[tuple[str, str], list[Fraction]] = {}
    for change in changes:
        row = change.figure.row
        for period in scheme.calendar.at_or_above(change.figure.period):
            new, old = outcome.assessment.periods[period.name].score, base.periods[period.name].score
            if new is None or old is None:
                continue
            for key in prints[change.figure.item].keys:
                if key not in new.indicators:
                    continue
                if (period.name, key) not in moved:
                    difference = new.indicators[key].score.fill(0) - old.indicators[key].score.fill(0)
                    moved[period.name, key] = [value or Fraction(0) for value in difference.to_list()]
                points = moved[period.name, key][row]
                if points:
                    screen.effects.setdefault(change, {}).setdefault(period.name, {})[key] = points
    for line, before in trials.base.inside.items():
        if not line.by_place:
            crossing = outcome.inside[line] ^ before
            found = [change for change in changes if change.figure.row in crossing]
            screen.crossed.setdefault(line, []).extend(found)


def effect_on(trials: Trials, by_period: Mapping[str, Mapping[str, Fraction]], basis: str, period: str) -> Fraction:
    """About how far a change moves its unit's 总分, 考核线 or 编号 of a period."""
    scheme = trials.scheme
    below = {each.name: scheme.calendar.share(each.name, period) for each in scheme.calendar.periods}
    weights = {line.name: line.weight for line in scheme.lines}
    whole = Fraction(0)
    for name, keys in by_period.items():
        for key, points in keys.items():
            indicator = scheme.indicators[key]
            if basis == OVERALL:
                weight = Fraction(1) if indicator.on_total else weights[indicator.line]
            else:
                weight = Fraction(basis in (key, indicator.line))
            whole += points * weight * below[name]
    return whole
