"""Tidy table → figures: 多份取值, 缺省值, 核定, 期内汇总 and 派生项 applied, whole columns at once.

The first stage of the calculation. Only what needs a second look (two values for one item, a 核定) is gone through unit
by unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.tidy import State
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.value_columns import TextColumn
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scheme.needs import NeededItems
from kaohe_xl.scoring.figures import FigureColumn, Figures, ItemSource, Joined, Sources, worst_absence
from kaohe_xl.scoring.gathered_figures import gathered_figure, pick
from kaohe_xl.scoring.leaf_figures import leaf_figures, unreturned_units


def build_figures(scheme: m.Scheme, tidy: pd.DataFrame) -> tuple[dict[str, Figures], list[Finding]]:
    """Figures of every period of the calendar: leaves from the tidy table, higher ones by 期内汇总."""
    findings: list[Finding] = []
    by_period: dict[str, dict[str, FigureColumn]] = {}
    unreturned: dict[str, BoolArray] = {}
    silent: dict[str, BoolArray] = {}
    asked: dict[str, BoolArray] = {}
    needs = NeededItems(scheme)
    parts = dict(iter(tidy.groupby("期次", sort=False)))
    for leaf in scheme.calendar.leaves:
        part = parts.get(leaf.name, tidy.iloc[:0])
        by_period[leaf.name] = leaf_figures(scheme, leaf.name, part, findings)
        # before 核定: that does not make a form one that came back
        unreturned[leaf.name], asked[leaf.name] = unreturned_units(scheme, leaf.name, by_period[leaf.name], needs)
        silent[leaf.name] = unreturned[leaf.name]
        _verify(scheme, leaf.name, by_period[leaf.name])
    for period in scheme.calendar.periods:
        if period.name not in by_period:
            leaves = [leaf.name for leaf in scheme.calendar.leaves_of(period.name)]
            by_period[period.name] = {
                name: gathered_figure(item, [by_period[leaf][name] for leaf in leaves])
                for name, item in scheme.items.items()
                if not item.derived
            }
            unreturned[period.name] = np.logical_or.reduce([unreturned[leaf] for leaf in leaves])
            quiet = np.logical_and.reduce([silent[leaf] | ~asked[leaf] for leaf in leaves])
            silent[period.name] = quiet & np.logical_or.reduce([asked[leaf] for leaf in leaves])
            _verify(scheme, period.name, by_period[period.name])
    result: dict[str, Figures] = {}
    for period in scheme.calendar.periods:
        name, size = period.name, len(scheme.units)
        figures = Figures(name, size, by_period[name], unreturned[name], silent[name])
        result[period.name] = _derived(scheme, figures, findings, result)
    return result, findings


# -- 核定 -------------------------------------------------------------------------------------------------------------


def _verify(scheme: m.Scheme, period: str, figures: dict[str, FigureColumn]) -> None:
    """核定值 in place of what was reported; the reported value is kept beside it."""
    if not scheme.settings.approved_first:
        return
    position = {name: row for row, name in enumerate(scheme.unit_names)}
    last = {(each.unit, each.key): each for each in scheme.approved if not each.is_score and each.period == period}
    for change in last.values():
        if change.key not in figures:
            continue
        old, row = figures[change.key], position[change.unit]
        if row in old.approved:  # done before the derived items were; what was reported stays what was reported
            continue
        applicable = change.value != State.NOT_APPLICABLE.value
        values, states = old.values.copy(), old.states.copy()
        values[row] = change.value if applicable else None
        states[row] = State.REPORTED if applicable else State.NOT_APPLICABLE
        figures[change.key] = replace(
            old,
            values=values,
            states=states,
            sources=old.sources.with_first(row, change.value_place),
            approved={**old.approved, row: change},
            reported={**old.reported, row: old.values[row]},
            exact=None,
        )


# -- 派生项 -----------------------------------------------------------------------------------------------------------


def _derived(scheme: m.Scheme, figures: Figures, findings: list[Finding], done: Mapping[str, Figures]) -> Figures:
    """派生项, each after those that it uses. ``done``: the periods that are finished, for runs over them."""
    names, inside = leaves_until(scheme.calendar, figures.period)
    leaves = tuple(ItemSource(scheme, done[name]) for name in names if name in done)
    items = dict(figures.items)
    waiting = {name: item for name, item in scheme.items.items() if item.formula is not None}
    while waiting:
        ready = [name for name, item in waiting.items() if not (_inputs(item) & waiting.keys())]
        current = replace(figures, items=dict(items))
        evaluate = Evaluator(ItemSource(scheme, current, leaves=leaves, inside=inside))
        items.update({name: _derived_one(scheme, waiting.pop(name), current, evaluate, findings) for name in ready})
    _verify(scheme, figures.period, items)
    return replace(figures, items=items)


def derive(scheme: m.Scheme, figures: Figures, done: Mapping[str, Figures]) -> Figures:
    """派生项 anew, where an item they use has another value than before. What is wrong with them was told before."""
    return _derived(scheme, figures, [], done)


def _inputs(item: m.DataItem) -> set[str]:
    return {node.name for node in item.formula.walk() if isinstance(node, t.Item)} if item.formula else set()


def _derived_one(
    scheme: m.Scheme, item: m.DataItem, figures: Figures, evaluate: Evaluator, findings: list[Finding]
) -> FigureColumn:
    assert item.formula is not None
    column = evaluate(item.formula)
    nodes = list(item.formula.walk_now())
    inputs = [figures.items[name] for name in sorted({node.name for node in nodes if isinstance(node, t.Item)})]
    complete = np.logical_and.reduce([figure.ok for figure in inputs]) if inputs else np.ones(figures.size, np.bool_)
    absent = worst_absence(inputs) if inputs else np.full(figures.size, State.INVALID, dtype=object)
    for node in nodes:
        if isinstance(node, t.Streak | t.OfSubs):  # what another period, or a sub-unit, owes
            owed = complete & ~evaluate(node).ok
            complete, absent = complete & ~owed, pick(owed, State.BLANK, absent)
    states = pick(column.ok, State.DERIVED, pick(complete, State.INVALID, absent))
    sources = Joined([figure.sources for figure in inputs]) if inputs else Sources([None] * figures.size, {})
    for row in np.flatnonzero(complete & ~column.ok):
        unit = scheme.units[row].name
        details = {"name": unit, "item": item.name, "when": figures.period}
        place = next(iter(sources[int(row)]), NOWHERE)
        findings.append(finding("F602", place, unit=unit, period=figures.period, **details))
    exact = column if isinstance(column, Exact) else None
    if exact is not None:
        values = np.array([*exact.to_list(), None], dtype=object)[:-1]
    else:
        assert isinstance(column, TextColumn)
        values = pick(column.ok, column.value, None)
    return FigureColumn(item, values, states, sources, np.full(figures.size, "", dtype=object), exact=exact)
