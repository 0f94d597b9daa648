"""Clauses that cannot do what they say: points that never matter, tiers never reached, bases out of range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.wording import wording
from kaohe_xl.messages import finding
from kaohe_xl.rules.base import Effect
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.tier_gain import Tiered
from kaohe_xl.rules.zeroing import Zeroing
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check.maximum import most_points
from kaohe_xl.scheme.check.satisfiable import Trial, try_out
from kaohe_xl.scheme.items import range_words, shown


def weak_points(scheme: m.Scheme) -> Iterator[Finding]:
    """A figure that can never matter: zero points, a cap of zero, or one above the whole indicator."""
    for clause in scheme.clauses:
        indicator = scheme.indicators[clause.indicator]
        for problem in _weak(clause, indicator):
            yield finding("S308", clause.place, key=clause.key, problem=problem)


def _weak(clause: m.Clause, indicator: m.Indicator) -> Iterator[str]:
    bounded = indicator.full_mark is not None and not clause.on_total and indicator.floor is t.ZERO
    figures = [points.value for points in clause.rule.stated]
    if figures and not any(figures):
        yield "分值是 0，这一条写了等于没写"
    elif figures and bounded and max(figures) > (indicator.full_mark or 0):
        mark = decimal_text(indicator.full_mark or Fraction(0))
        yield f"分值 {decimal_text(max(figures))} 比标准分 {mark} 还大，超出的部分永远不起作用"
    if isinstance(clause.cap, t.Number) and clause.cap.value <= 0:
        yield "上限不大于 0，这一条永远不起作用"
    elif isinstance(clause.cap, t.Number) and bounded and clause.cap.value > (indicator.full_mark or 0):
        mark = decimal_text(indicator.full_mark or Fraction(0))
        yield f"上限 {decimal_text(clause.cap.value)} 比标准分 {mark} 还大，起不到限制作用"


# -- tiers ------------------------------------------------------------------------------------------------------------


def tiers(scheme: m.Scheme) -> Iterator[Finding]:
    """分档: a tier covered by earlier ones, tiers that share some values, and a single value between two tiers."""
    for clause in scheme.clauses:
        if not isinstance(clause.rule, Tiered):
            continue
        trial = try_out(scheme, [condition for condition, _ in clause.rule.tiers])
        if trial is None:
            continue
        hidden = list(_never_reached(clause, trial))
        yield from hidden
        if not hidden and trial.single:
            yield from _overlaps(scheme, clause, trial)
            yield from _gaps(scheme, clause, trial)


def _never_reached(clause: m.Clause, trial: Trial) -> Iterator[Finding]:
    for position, own in enumerate(trial.holds):
        earlier = trial.holds[:position]
        if not own.any():
            why = "在填报项的最小、最大之间永远不成立"
        elif earlier and not (own & ~np.logical_or.reduce(earlier)).any():
            covering = [str(number) for number, other in enumerate(earlier, start=1) if (other & own).any()]
            why = f"会落到前面的第 {'、'.join(covering)} 档，从前往后轮不到它"
        else:
            continue
        yield finding("S313", clause.place, key=clause.key, tier=position + 1, why=why)


def _overlaps(scheme: m.Scheme, clause: m.Clause, trial: Trial) -> Iterator[Finding]:
    """Partly overlapping tiers (90至95、95至98): nested ones (>=98, >=95) are how tiers are written."""
    for first in range(len(trial.holds)):
        for second in range(first + 1, len(trial.holds)):
            one, other = trial.holds[first], trial.holds[second]
            both = one & other
            if both.any() and (one & ~other).any() and (other & ~one).any():
                example = _shown(scheme, trial, int(np.flatnonzero(both)[0]))
                pair = f"第 {first + 1} 档和第 {second + 1} 档"
                yield finding("S314", clause.place, key=clause.key, pair=pair, first=first + 1, example=example)


def _gaps(scheme: m.Scheme, clause: m.Clause, trial: Trial) -> Iterator[Finding]:
    """A single value that falls between two tiers, such as 60 between <60 and >60."""
    if not scheme.items[trial.items[0]].type.is_numeric:
        return
    covered = np.logical_or.reduce(trial.holds)
    for position in range(1, len(covered) - 1):
        if not covered[position] and covered[position - 1] and covered[position + 1]:
            yield finding("S315", clause.place, key=clause.key, example=_shown(scheme, trial, position))


def _shown(scheme: m.Scheme, trial: Trial, position: int) -> str:
    value = trial.combinations[position][0]
    return value if isinstance(value, str) else shown(scheme.items[trial.items[0]], value)


# -- bases ------------------------------------------------------------------------------------------------------------


def reachable(scheme: m.Scheme) -> Iterator[Finding]:
    """A 基准 or trigger that can never hold, or never fail, within 最小 and 最大 of its item."""
    for clause in scheme.clauses:
        for condition in _conditions(clause):
            trial = try_out(scheme, [condition])
            if trial is None:
                continue
            always, never = trial.holds[0].all(), not trial.holds[0].any()
            if always or never:
                item = scheme.items[trial.items[0]]
                verdict = "总是成立" if always else "永远不会成立"
                details = {"condition": wording(condition), "range": range_words(item), "verdict": verdict}
                yield finding("S316", clause.place, key=clause.key, **details)


def _conditions(clause: m.Clause) -> Iterator[t.Node]:
    """What decides between doing something and doing nothing."""
    if isinstance(clause.rule, Zeroing):
        yield clause.rule.amount()
    base = getattr(clause.rule, "base", None) or getattr(clause.rule, "target", None)
    if isinstance(base, Targets):
        for item in clause.rule.items:
            for target in base.every:
                if isinstance(item, t.Item):
                    yield target.met_by(item)
    if clause.factor is not None:
        yield clause.factor[0]


def full_mark_reachable(scheme: m.Scheme) -> Iterator[Finding]:
    """What gives points can add up to 标准分, if the most that each clause gives is known."""
    for indicator in scheme.indicators.values():
        giving = [c for c in indicator.clauses if c.effect is Effect.GIVES and not c.on_total]
        if indicator.full_mark is None or indicator.from_full or not giving:
            continue
        for group in scheme.groups or ("",):
            for period in scheme.calendar.periods:
                own = [c for c in giving if period.name in c.periods and (not c.groups or group in c.groups)]
                most = _added([most_points(clause, indicator.full_mark) for clause in own])
                if own and most is not None and most < indicator.full_mark:
                    details = {"most": decimal_text(most), "mark": decimal_text(indicator.full_mark)}
                    yield finding("S318", indicator.place, key=indicator.key, **details)
                    break
            else:
                continue
            break


def _added(parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None


def lonely_exclusive(scheme: m.Scheme) -> Iterator[Finding]:
    """互斥 chooses among the clauses of one group; a group of one chooses nothing."""
    groups: dict[str, list[m.Clause]] = {}
    for clause in scheme.clauses:
        if clause.exclusive:
            groups.setdefault(clause.exclusive, []).append(clause)
    for exclusive, clauses in groups.items():
        if len(clauses) == 1:
            yield finding("S319", clauses[0].place, key=clauses[0].key, exclusive=exclusive)


CHECKS = (weak_points, tiers, reachable)
