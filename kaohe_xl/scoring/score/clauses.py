"""Clauses: the points that each gives or takes, and how it stands where it gives none.

The effective tree of a clause (``Clause.tree``) is the one place where 倍数 and 上限 meet a rule's own amount; the
sheets write the same tree as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.text import fold
from kaohe_xl.base.tidy import State
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.value_columns import Truth, ValueColumn
from kaohe_xl.expr.wording import wording
from kaohe_xl.messages import finding
from kaohe_xl.rules.base import Effect
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.score.model import ClauseScore, ScoreStatus, ScoreStatuses
from kaohe_xl.scoring.score.source import UnitSource

Faults = Sequence[tuple[str, int]]  # code of the message, row of the unit


def score_clause(clause: m.Clause, evaluate: Evaluator, source: UnitSource) -> tuple[ClauseScore, Faults]:
    """Points and status of one clause, from columns alone. What is wrong is told by :func:`clause_findings`."""
    size = source.size
    column = evaluate(clause.tree)
    status = np.full(size, ScoreStatus.SCORED, dtype=object)
    status[~column.ok] = ScoreStatus.MISSING
    lacking = _lacking(clause, source, evaluate)
    not_asked, concerned = _not_asked(clause, source), concerned_units(clause, source.scheme, source.groups)
    status[~column.ok & ~lacking & not_asked] = ScoreStatus.NOT_APPLICABLE
    faults = _invalidate(clause, column, evaluate, status, ~lacking & ~not_asked & concerned)
    status[~concerned] = ScoreStatus.ABSENT
    if isinstance(column, Truth):
        fell = column.value & (status == ScoreStatus.SCORED)
        status[fell] = ScoreStatus.ZEROED
        points = Exact.full(0, size)
    else:
        assert isinstance(column, Exact)
        points = column.masked(status == ScoreStatus.SCORED).fill(0)
        points = -points if clause.effect is Effect.TAKES else points
    return ClauseScore(clause, points, points, status), faults


def clause_findings(score: ClauseScore, faults: Faults, source: UnitSource) -> list[Finding]:
    """What is to be said about the values that a clause used, at the cells they came from."""
    findings = [_about(score.clause, source, row, code) for code, row in faults]
    _report_missing(score.clause, source, score.status, findings)
    return findings


def _lacking(clause: m.Clause, source: UnitSource, evaluate: Evaluator) -> BoolArray:
    """Units that lack a value which the clause needs; 不适用 is not lacking."""
    lacking = np.zeros(source.size, dtype=np.bool_)
    for name in clause.item_names:
        figure = source.figures.items[name]
        lacking |= ~(figure.ok | figure.is_state(State.NOT_APPLICABLE))
    for node in clause.tree.walk_own():
        if isinstance(node, t.Streak | t.OfSubs):  # a value of another period, or of a sub-unit
            lacking |= ~evaluate(node).ok
    return lacking


def _not_asked(clause: m.Clause, source: UnitSource) -> BoolArray:
    """Units that have 不适用 in what the clause's rule is about."""
    dropped = [source.dropped(name) for name in clause.own_items]
    return np.asarray(np.logical_or.reduce([np.zeros(source.size, dtype=np.bool_), *dropped]), dtype=np.bool_)


def concerned_units(clause: m.Clause, scheme: m.Scheme, groups_of_units: npt.NDArray[Any]) -> BoolArray:
    """Units for which the clause exists: inside its 适用分组, and scored on its indicator's line.

    ``groups_of_units``: 分组 of each unit (object array of str).
    """
    concerned = np.ones(len(groups_of_units), dtype=np.bool_)
    indicator = scheme.indicators[clause.indicator]
    line = next(line for line in scheme.lines if line.name == indicator.line)
    for groups in (clause.groups, () if indicator.every_line else line.groups):
        if groups:
            concerned &= np.isin(groups_of_units.astype(str), list(groups))
    return concerned


def _invalidate(
    clause: m.Clause, column: ValueColumn, evaluate: Evaluator, status: ScoreStatuses, present: BoolArray
) -> Faults:
    """Values outside what the rule allows, and figures that cannot be computed, are named one by one.

    ``present``: units that the clause exists for, with all that it needs.
    """
    faults: list[tuple[str, int]] = []
    for node in clause.tree.walk():
        if isinstance(node, t.Valid):
            outside = evaluate.truth(node.condition)
            for row in np.flatnonzero(present & outside.ok & ~outside.value):
                status[row] = ScoreStatus.INVALID
                faults.append(("F603", int(row)))
    for row in np.flatnonzero(present & ~column.ok & (status == ScoreStatus.MISSING)):
        status[row] = ScoreStatus.INVALID
        faults.append(("F604", int(row)))
    return faults


def _about(clause: m.Clause, source: UnitSource, row: int, code: str) -> Finding:
    """A finding about the value that a clause used, at the cell it came from."""
    names = clause.item_names
    figures = [source.figures.items[name] for name in names]
    places = [place for figure in figures for place in figure.sources[row]]
    raw = "；".join(f"{f.item.name}={f.raw[row] or f.values[row]}" for f in figures)
    unit = source.scheme.units[row].name
    return finding(
        code,
        places[0] if places else NOWHERE,
        unit=unit,
        period=source.figures.period,
        name=unit,
        key=clause.indicator,
        value=raw,
        rule=clause.text or clause.rule.name,
    )


def _report_missing(clause: m.Clause, source: UnitSource, status: ScoreStatuses, findings: list[Finding]) -> None:
    for row in (int(each) for each in np.flatnonzero(status == ScoreStatus.MISSING)):
        absent = [
            figure for name in clause.item_names if not (figure := source.figures.items[name]).states[row].has_value
        ]
        if source.figures.unreturned[row] and all(f.states[row] is State.UNRETURNED for f in absent):
            continue  # said once for the whole form, not for each of its items
        unit = source.scheme.units[row].name
        place = next((p for figure in absent for p in figure.sources[row] if p != NOWHERE), NOWHERE)
        names = "、".join(figure.item.name for figure in absent) or "、".join(clause.item_names)
        around = [node for node in clause.tree.walk_own() if isinstance(node, t.Streak | t.OfSubs)]
        names = names if absent or not around else "、".join(dict.fromkeys(f"{wording(n)}要用的数" for n in around))
        findings.append(
            finding(
                "F605",
                place,
                unit=unit,
                period=source.figures.period,
                name=unit,
                item=names,
                key=clause.indicator,
                effect="不计分" if clause.on_total else "该项计零",
            )
        )


def share_caps(clauses: dict[str, ClauseScore], keys: Sequence[str], digits: int) -> None:
    """合计上限: rows of one group, in the order of ``keys``, give or take (each rounded) until their cap is used up."""
    used: dict[str, Exact] = {}
    for key in keys:
        score = clauses[key]
        pool = score.clause.pool
        if pool is None or pool.cap is None:
            continue
        name, size = fold(pool.name), len(score.points)
        before = used.get(name, Exact.full(0, size))
        own = abs(score.raw).round(digits).fill(0)
        given = own.minimum(Exact.full(pool.cap.value, size) - before)
        used[name] = before + given
        negative = score.raw.fill(0).less(Exact.full(0, size))
        signed = (-given).where(negative, given)
        clauses[key] = replace(score, points=signed.masked(score.points.ok))


def exclude(clauses: dict[str, ClauseScore], keys: Sequence[str]) -> None:
    """互斥: of the clauses of one group only the largest counts, the first on a tie (就高不就低)."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        exclusive = clauses[key].clause.exclusive
        if exclusive:
            groups.setdefault(exclusive, []).append(key)
    for members in groups.values():
        for position, key in enumerate(members):
            own = abs(clauses[key].raw)
            counts = np.ones(len(own), dtype=np.bool_)
            for other_position, other in enumerate(members):
                rival = abs(clauses[other].raw)
                if other_position < position:
                    counts &= rival.less(own)
                elif other_position > position:
                    counts &= ~own.less(rival)
            raw = clauses[key].raw
            clauses[key] = replace(clauses[key], points=raw.where(counts, Exact.full(0, len(own))))
