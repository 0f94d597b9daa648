"""会不会变: what is settled for every unit, what is not, and which open figures decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.bounds.figures import span_figures
from kaohe_xl.bounds.grades import Grades, grade_spans
from kaohe_xl.bounds.open_figures import OpenFigure, open_figures
from kaohe_xl.bounds.open_scores import APPEALED, OpenScores, open_scores
from kaohe_xl.bounds.payments import PaymentSpan, payment_spans, yuan_spans
from kaohe_xl.bounds.period_bounds import PeriodBounds
from kaohe_xl.bounds.periods import bound_periods
from kaohe_xl.bounds.places import PlaceSpan
from kaohe_xl.expr import tree as t
from kaohe_xl.returns.report import Unsettled
from kaohe_xl.reward import yuan as in_yuan
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.subordinates import sub_rows
from kaohe_xl.scoring.assess import OVERALL, Assessment

UNLIMITED = Fraction(10**9)  # a score beyond it has no limit that the scheme states


@dataclass(frozen=True)
class OpenFigureEffect:
    """Something open: a figure, or a score (``item`` says which). ``unit``: "" where it concerns all of them.

    ``points``: how far it can move its unit's total, at most; None where nothing limits it.
    """

    unit: str
    item: str
    period: str
    why: str
    fillers: tuple[str, ...]  # whom to ask
    keys: tuple[str, ...]  # 编号
    points: Fraction | None


@dataclass(frozen=True)
class UnitDoubt:
    """What may become of one unit, when all that is open is settled. None as a limit of the total: 无上限, 无下限."""

    unit: str
    scope: str
    place: PlaceSpan | None
    low: Fraction | None
    high: Fraction | None
    grades: frozenset[str | None]
    vetoes_certain: tuple[str, ...]
    vetoes_open: tuple[str, ...]
    yuan: tuple[Fraction, Fraction]
    settled: tuple[str, ...]  # in words
    depends: tuple[
        OpenFigureEffect, ...
    ]  # its own, its sub-units' and its rivals' open figures, those first that move most
    below: frozenset[str] = frozenset()  # sub-units whose results count in its own

    @property
    def place_certain(self) -> bool:
        return self.place is not None and self.place.certain and self.place.best == self.place.worst


@dataclass(frozen=True)
class Doubt:
    """Bounds on the result; ``figures``: all that is open, most hanging on the first."""

    scheme: m.Scheme
    units: tuple[UnitDoubt, ...]
    figures: tuple[OpenFigureEffect, ...]
    payments: tuple[PaymentSpan, ...]
    exact: bool  # nothing compares units and nothing is open in two places of one rule: the ends are attained

    def __repr__(self) -> str:
        return f"<Doubt {len(self.units)} 个单位，{len(self.figures)} 个待定的数>"


def doubt_of(assessment: Assessment, besides: Unsettled | None = None) -> Doubt:
    """Bounds on every total, place, grade, veto and payment over all completions of what is open.

    A completion puts any figure that the item allows into each open cell, or leaves it as it is. The bounds hold for
    every one of them; 不适用 typed into an open cell is not among them. An appeal is decided as a score between the one
    there is and the one that is asked for (any that the 编号 gives where none is); a row that a draft is not sure of
    gives anything within its limits.
    ``besides``: what reading left in doubt.
    """
    scheme = assessment.scheme
    besides = besides or Unsettled()
    found = open_figures(assessment, besides)
    opened = open_scores(assessment, besides.appeals)
    bounds = bound_periods(assessment, span_figures(assessment, found), opened)
    final = bounds[scheme.calendar.root.name]
    grades = grade_spans(scheme, final)
    payments = payment_spans(assessment, bounds, grades)
    yuan = yuan_spans(scheme, payments)
    open_effects = [_hanging(assessment, bounds, each) for each in found]
    open_effects += _open_scores(assessment, bounds, opened)
    below = _below(scheme)
    open_effects.sort(key=lambda each: (each.points is not None, -(each.points or Fraction(0))))
    known = _AllBounds(assessment, final, grades, payments, yuan, open_effects, below)
    units = tuple(_unit(known, row) for row in range(len(scheme.units)))
    return Doubt(scheme, units, tuple(open_effects), tuple(payments), not open_effects)


@dataclass(frozen=True)
class _AllBounds:
    """The bounds of all units, out of which each has its own."""

    assessment: Assessment
    final: PeriodBounds
    grades: Grades
    payments: Sequence[PaymentSpan]
    yuan: Sequence[tuple[Fraction, Fraction]]
    open_effects: Sequence[OpenFigureEffect]
    below: Mapping[int, frozenset[str]]

    @property
    def places(self) -> Mapping[int, PlaceSpan]:
        return self.final.places.get(OVERALL, {})


def _below(scheme: m.Scheme) -> dict[int, frozenset[str]]:
    """Names of sub-units, on every level, where anything asks about them."""
    trees = [c.tree for c in scheme.clauses] + [v.condition for v in scheme.vetoes]
    trees += [each for reward in scheme.rewards for each in (reward.condition, reward.formula) if each is not None]
    trees += [item.formula for item in scheme.items.values() if item.formula is not None]
    if not any(isinstance(node, t.OfSubs) for tree in trees for node in tree.walk()):
        return {}
    direct = sub_rows(scheme)
    found: dict[int, frozenset[str]] = {}
    for row in range(len(scheme.units)):
        reached: set[int] = set()
        waiting = list(direct[row])
        while waiting:
            each = waiting.pop()
            if each not in reached:
                reached.add(each)
                waiting += direct[each]
        if reached:
            found[row] = frozenset(scheme.units[each].name for each in reached)
    return found


def _open_scores(
    assessment: Assessment, bounds: Mapping[str, PeriodBounds], opened: OpenScores
) -> list[OpenFigureEffect]:
    """Open scores and contested vetoes, as something to ask about."""
    scheme = assessment.scheme
    office = (scheme.settings.office or m.OFFICE,)
    found = []
    for each in opened.scores:
        span = bounds[each.period].spans.indicators.get(each.key)
        if span is None:
            continue
        rows = [each.row] if each.row is not None else [row for row in range(len(scheme.units)) if span.may[row]]
        widths = [(span.high[row] or Fraction(0)) - (span.low[row] or Fraction(0)) for row in rows if span.may[row]]
        if not widths:
            continue
        indicator = scheme.indicators[each.key]
        line = next(line for line in scheme.lines if line.name == indicator.line)
        weight = Fraction(1) if indicator.on_total else abs(line.weight)
        whole = max(widths) * weight * scheme.calendar.share(each.period, scheme.calendar.root.name)
        unit = scheme.units[each.row].name if each.row is not None else ""
        points = None if whole >= UNLIMITED else whole
        found.append(OpenFigureEffect(unit, f"编号{each.key}得分", each.period, each.why, office, (each.key,), points))
    for name, rows_ in opened.vetoes.items():
        for row in rows_:
            when = scheme.calendar.root.name
            found.append(OpenFigureEffect(scheme.units[row].name, f"否决“{name}”", when, APPEALED, office, (), None))
    return found


def _hanging(assessment: Assessment, bounds: Mapping[str, PeriodBounds], one: OpenFigure) -> OpenFigureEffect:
    scheme = assessment.scheme
    item = scheme.items[one.item]
    users = {one.item, *(name for name, other in scheme.items.items() if one.item in _rests_on(scheme, other))}
    keys: dict[str, None] = {}
    whole = Fraction(0)
    for period in scheme.calendar.at_or_above(one.period):
        spans = bounds[period.name].spans
        for key in spans.indicators:
            indicator = scheme.indicators[key]
            own = [c for c in indicator.clauses if period.name in c.periods and users & set(c.item_names)]
            if not own:
                continue
            parts = [spans.clauses[c.key].points for c in own]
            moved = sum(
                ((p.high[one.row] or Fraction(0)) - (p.low[one.row] or Fraction(0)) for p in parts), Fraction(0)
            )
            span = spans.indicators[key]
            if span.may[one.row]:
                whole_range = (span.high[one.row] or Fraction(0)) - (span.low[one.row] or Fraction(0))
                moved = whole_range if not indicator.on_total and moved == 0 else min(moved, whole_range) or whole_range
            keys[key] = None
            line = next(line for line in scheme.lines if line.name == indicator.line)
            weight = Fraction(1) if indicator.on_total else abs(line.weight)
            whole += moved * weight * scheme.calendar.share(period.name, scheme.calendar.root.name)
    fillers = tuple(scheme.units[one.row].name if owner == m.OWN_UNIT else owner for owner in item.owners)
    points = None if whole >= UNLIMITED else whole
    return OpenFigureEffect(scheme.units[one.row].name, one.item, one.period, one.why, fillers, tuple(keys), points)


def _rests_on(scheme: m.Scheme, item: m.DataItem) -> set[str]:
    """Items that a derived item is worked out from, in the end."""
    if item.formula is None:
        return set()
    found: set[str] = set()
    for node in item.formula.walk():
        if isinstance(node, t.Item):
            found |= {node.name, *_rests_on(scheme, scheme.items[node.name])}
    return found


def _unit(known: _AllBounds, row: int) -> UnitDoubt:
    assessment, final, places = known.assessment, known.final, known.places
    scheme, below = assessment.scheme, known.below.get(row, frozenset())
    name = scheme.units[row].name
    place = places.get(row)
    may = bool(final.total.may[row])
    low, high = (final.total.low[row], final.total.high[row]) if may else (None, None)
    certain = tuple(veto for veto, (_, sure) in final.fallen.items() if sure[row])
    possible = tuple(veto for veto, (can, sure) in final.fallen.items() if can[row] and not sure[row])
    scope = next(scope for scope in assessment.scopes if row in scope.members)
    own_names = {name, "", *below}
    rivals = set(own_names)
    if place is not None and place.best < place.worst:
        rivals |= {
            scheme.units[other].name
            for other in scope.members
            if places[other].may and places[other].best <= place.worst and place.best <= places[other].worst
        }
    if not (place is not None and place.certain and place.best == place.worst):
        depends = [each for each in known.open_effects if each.unit in rivals]
        depends.sort(
            key=lambda each: (each.points is not None, -(each.points or Fraction(0)), each.unit not in own_names)
        )
    else:
        depends = [each for each in known.open_effects if each.unit in own_names]
    own = UnitDoubt(
        unit=name,
        scope=scope.name,
        place=place,
        low=low if low is not None and low > -UNLIMITED else None,
        high=high if high is not None and high < UNLIMITED else None,
        grades=known.grades[row],
        vetoes_certain=certain,
        vetoes_open=possible,
        yuan=known.yuan[row],
        settled=(),
        depends=tuple(depends),
        below=below,
    )
    payments = [each for each in known.payments if each.row == row]
    return replace(own, settled=tuple(_settled(scheme, own, (low, high), payments)))


def _settled(
    scheme: m.Scheme, unit: UnitDoubt, total: tuple[Fraction | None, Fraction | None], own: Sequence[PaymentSpan]
) -> list[str]:
    """What no completion changes. ``total``: least and most, however large; ``own``: the unit's payments."""
    told = []
    low, high = total
    if low is not None and low == high:
        told.append(f"总分{decimal_text(low)}分")
    if unit.place is not None and unit.place_certain:
        told.append(f"第{unit.place.best}名")
    if scheme.grades and len(unit.grades) == 1:
        told.append(f"等次{next(iter(unit.grades)) or '无'}")
    told += [f"否决：{name}" for name in unit.vetoes_certain]
    if scheme.vetoes and not unit.vetoes_certain and not unit.vetoes_open:
        told.append("没有否决")
    told += [
        f"{each.reward.name}{in_yuan(each.low) if each.low or each.high else ''}"
        for each in own
        if each.certain and each.low == each.high and not each.reward.exclusive
    ]
    if scheme.rewards and unit.yuan[0] == unit.yuan[1]:
        told.append(f"奖惩合计{in_yuan(unit.yuan[0])}" if unit.yuan[0] else "没有奖惩金额")
    return told
