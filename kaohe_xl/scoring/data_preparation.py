"""Tidy table → figures: 多份取值, 缺省值, 核定, 期内汇总 and 派生项 applied, whole columns at once.

The first stage of the calculation. Only what needs a second look (two values for one item, a 核定) is gone through unit
by unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaohe_xl.base.exact import BoolArray, Exact, total
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator, TextColumn
from kaohe_xl.expr.names import YES
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scheme.needs import NeededItems
from kaohe_xl.scoring.figures import (
    FigureColumn,
    Figures,
    ItemSource,
    Joined,
    Judgement,
    Objects,
    Sources,
    absence,
    worst_absence,
)
from kaohe_xl.scoring.panels import MERGE, missing_judges, weighted

_STATES = {state.value: state for state in State}
_FIELDS = ("原文", "值", "状态", "文件", "工作表", "单元格", "填报人", "理由")


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
        by_period[leaf.name] = _leaf_figures(scheme, leaf.name, part, findings)
        # before 核定: that does not make a form one that came back
        unreturned[leaf.name], asked[leaf.name] = _unreturned(scheme, leaf.name, by_period[leaf.name], needs)
        silent[leaf.name] = unreturned[leaf.name]
        _verify(scheme, leaf.name, by_period[leaf.name])
    for period in scheme.calendar.periods:
        if period.name not in by_period:
            leaves = [leaf.name for leaf in scheme.calendar.leaves_of(period.name)]
            by_period[period.name] = {
                name: _gathered(item, [by_period[leaf][name] for leaf in leaves])
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


# -- leaf periods -----------------------------------------------------------------------------------------------------


def _leaf_figures(
    scheme: m.Scheme, period: str, tidy: pd.DataFrame, findings: list[Finding]
) -> dict[str, FigureColumn]:
    units = pd.Index(list(scheme.unit_names), dtype=object).get_indexer(pd.Index(tidy["单位"], dtype=object))
    columns = {name: tidy[name].to_numpy(dtype=object) for name in _FIELDS}
    numbers, names = pd.factorize(tidy["数据项"])
    order = np.argsort(numbers, kind="stable")
    bounds = np.searchsorted(numbers[order], np.arange(len(names) + 1))
    rows_of = {name: order[bounds[k] : bounds[k + 1]] for k, name in enumerate(names)}
    figures = {}
    for name, item in scheme.items.items():
        if not item.derived:
            rows = rows_of.get(name, np.zeros(0, dtype=np.intp))
            rows = rows[units[rows] >= 0]
            figures[name] = _leaf_figure(scheme, item, period, columns, rows, units[rows], findings)
    return figures


def _leaf_figure(
    scheme: m.Scheme,
    item: m.DataItem,
    period: str,
    columns: Mapping[str, Objects],
    rows: npt.NDArray[np.intp],
    units: npt.NDArray[np.intp],
    findings: list[Finding],
) -> FigureColumn:
    size = len(scheme.units)
    values, raw = np.full(size, None, dtype=object), np.full(size, "", dtype=object)
    states = np.full(size, State.UNRETURNED, dtype=object)
    cells: list[tuple[str, str, str] | None] = [None] * size
    values[units], raw[units] = columns["值"][rows], columns["原文"][rows]
    states[units] = [_STATES[state] for state in columns["状态"][rows]]
    for unit, *cell in zip(units, *(columns[c][rows] for c in ("文件", "工作表", "单元格")), strict=True):
        cells[unit] = tuple(cell)
    more: dict[int, tuple[Place, ...]] = {}
    counts = np.bincount(units, minlength=size)
    least = 1 if item.judged and len(item.owners) > 1 else 2  # of a panel, one figure alone is none of the panel's
    for unit in np.flatnonzero(counts >= least):  # several owners
        entries = [[columns[c][row] for c in _FIELDS] for row in rows[units == unit]]
        values[unit], states[unit], raw[unit], more[int(unit)] = _one_of(
            scheme.units[unit].name, item, period, entries, findings
        )
    if item.may_not_apply is False:
        _refuse(scheme, item, period, states, raw, Sources(cells, more), findings)
    _fill_default(item, values, states)
    given = _judgements(columns, rows, units) if item.judged else {}
    figure = FigureColumn(item, values, states, Sources(cells, more), raw, judgements=given)
    values[~figure.ok] = None
    return figure


def _judgements(
    columns: Mapping[str, Objects], rows: npt.NDArray[np.intp], units: npt.NDArray[np.intp]
) -> dict[int, tuple[Judgement, ...]]:
    """Who gave what for each unit, and why."""
    found: dict[int, tuple[Judgement, ...]] = {}
    for row, unit in zip(rows, units, strict=True):
        if _STATES[columns["状态"][row]].has_value:
            told = Judgement(*(columns[name][row] for name in ("填报人", "原文", "值", "理由")))
            found[int(unit)] = (*found.get(int(unit), ()), told)
    return found


def _refuse(
    scheme: m.Scheme,
    item: m.DataItem,
    period: str,
    states: Objects,
    raw: Objects,
    sources: Sources,
    findings: list[Finding],
) -> None:
    """不适用 where 可不适用 says 否: it is no value, and no way out."""
    for row in np.flatnonzero(states == State.NOT_APPLICABLE):
        states[row] = State.INVALID
        unit, place = scheme.units[row].name, next(iter(sources[int(row)]), NOWHERE)
        details = {"name": unit, "item": item.name, "when": period, "value": raw[row]}
        findings.append(finding("F607", place, unit=unit, period=period, **details))


def _fill_default(item: m.DataItem, values: Objects, states: Objects) -> None:
    """缺省值 for what a returned form left blank.

    A form that never came stays 未报 (缺报处理 decides); what could not be read, or is 不适用, stays what it is.
    """
    if item.default is None:
        return
    empty = states == State.BLANK
    applicable = item.default != State.NOT_APPLICABLE.value
    values[empty] = item.default if applicable else None
    states[empty] = State.DEFAULT if applicable else State.NOT_APPLICABLE


def _one_of(
    unit: str, item: m.DataItem, period: str, entries: Sequence[Sequence[Any]], findings: list[Finding]
) -> tuple[Value, State, str, tuple[Place, ...]]:
    """Several entries for one item become one by 多份取值."""
    given = [
        (raw, value, _STATES[state], Place(file, sheet, cell), filler)
        for raw, value, state, file, sheet, cell, filler, _ in entries
    ]
    present = [entry for entry in given if entry[2].has_value]
    counted = present or given
    raw = "；".join(str(entry[0]) for entry in counted if entry[0])
    places = tuple(entry[3] for entry in counted)
    if not present:
        return None, absence([entry[2] for entry in given]), raw, places
    if item.judged and (settled := _of_panel(unit, item, period, present, findings)) is not None:
        return *settled, raw, places
    values: list[Value] = [entry[1] for entry in present]
    if len(set(values)) == 1 and item.several is not m.Several.SUM:
        return values[0], present[0][2], raw, places
    numbers = [value for value in values if isinstance(value, Fraction)]
    if item.several is m.Several.ONE or len(numbers) != len(values):
        listed = "；".join(f"{place} {text}" for text, _, _, place, _ in present)
        details = {"name": unit, "item": item.name, "listed": listed}
        findings.append(finding("F601", places[0], unit=unit, period=period, **details))
        return None, State.INVALID, raw, places
    return MERGE[item.several](numbers), present[0][2], raw, places


def _of_panel(
    unit: str,
    item: m.DataItem,
    period: str,
    present: Sequence[tuple[str, Value, State, Place, str]],
    findings: list[Finding],
) -> tuple[Value, State] | None:
    """What a panel's figures come to where somebody of it is missing, or they have weights; None: as any other item."""
    given = {filler: value for _, value, _, _, filler in present if isinstance(value, Fraction)}
    missing = missing_judges(item, given)
    if missing:
        code = "F711" if item.weights else "F710"
        details = {"name": unit, "item": item.name, "present": "、".join(given), "missing": "、".join(missing)}
        findings.append(finding(code, present[0][3], unit=unit, period=period, **details))
    if not item.weights or not given.keys() & set(item.owners):
        return None
    value = weighted(item, given)
    return (None, State.BLANK) if value is None else (value, State.REPORTED)


def _unreturned(
    scheme: m.Scheme, leaf: str, figures: Mapping[str, FigureColumn], needs: NeededItems
) -> tuple[BoolArray, BoolArray]:
    """Units none of whose own items came back; units that own an item at all.

    Only items count that the unit is asked for and something is computed from: what judges or departments say of a unit
    gives it its place, whether or not its attachments came in.
    """
    size = len(scheme.units)
    unreturned, asked = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    rows_of: dict[str, list[int]] = {}
    for row, unit in enumerate(scheme.units):
        rows_of.setdefault(unit.group, []).append(row)
    for group, rows in rows_of.items():
        own = [i.name for i in needs.computed(group, leaf) if m.OWN_UNIT in i.owners and not i.self_of]
        if own:
            states = [figures[name].states[rows] == State.UNRETURNED for name in own]
            asked[rows], unreturned[rows] = True, np.logical_and.reduce(states)
    return unreturned, asked


# -- 核定 -------------------------------------------------------------------------------------------------------------


def _verify(scheme: m.Scheme, period: str, figures: dict[str, FigureColumn]) -> None:
    """核定值 in place of what was reported; the reported value is kept beside it."""
    if not scheme.settings.verified_first:
        return
    position = {name: row for row, name in enumerate(scheme.unit_names)}
    last = {(each.unit, each.key): each for each in scheme.verified if not each.is_score and each.period == period}
    for change in last.values():
        if change.key not in figures:
            continue
        old, row = figures[change.key], position[change.unit]
        if row in old.verified:  # done before the derived items were; what was reported stays what was reported
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
            verified={**old.verified, row: change},
            reported={**old.reported, row: old.values[row]},
            exact=None,
        )


def _pick(condition: BoolArray, then: Any, otherwise: Any) -> Objects:
    return np.where(condition, np.asarray(then, dtype=object), np.asarray(otherwise, dtype=object))


# -- higher periods ---------------------------------------------------------------------------------------------------


def _gathered(item: m.DataItem, leaves: Sequence[FigureColumn]) -> FigureColumn:
    """期内汇总 of leaf figures."""
    size = len(leaves[0].states)
    present = [leaf.ok for leaf in leaves]
    any_present = np.logical_or.reduce(present)
    states = _pick(any_present, State.REPORTED, worst_absence(leaves))
    raw = np.full(size, "", dtype=object)
    if item.type.is_numeric and item.gather is not m.Gather.LAST:
        columns = [leaf.column() for leaf in leaves]
        exact = total([column.fill(0) for column in columns if isinstance(column, Exact)], size)
        if item.gather is m.Gather.MEAN:
            exact = exact / Exact.of(int(count) for count in np.sum(present, axis=0))
        exact = exact.masked(any_present)
        values = np.array([*exact.to_list(), None], dtype=object)[:-1]
        chosen = [np.where(any_present, here, True) for here in present]
        sources = Joined([leaf.sources for leaf in leaves], chosen)
        return FigureColumn(item, values, states, sources, raw, exact=exact)
    if item.gather is m.Gather.ANY:
        present = _deciding(leaves, present)
    return _last(item, leaves, present, any_present, states)


def _deciding(leaves: Sequence[FigureColumn], present: Sequence[BoolArray]) -> list[BoolArray]:
    """任一: where a leaf says 是, only the leaves that do so count; elsewhere all that have a value."""
    says = [here & np.asarray(leaf.values == YES, dtype=np.bool_) for leaf, here in zip(leaves, present, strict=True)]
    some = np.logical_or.reduce(says)
    return [np.where(some, said, here) for said, here in zip(says, present, strict=True)]


def _last(
    item: m.DataItem,
    leaves: Sequence[FigureColumn],
    present: Sequence[BoolArray],
    any_present: BoolArray,
    states: Objects,
) -> FigureColumn:
    """最新: the last leaf that has a value."""
    size = len(states)
    values = np.full(size, None, dtype=object)
    latest = np.full(size, -1)
    for number, (leaf, here) in enumerate(zip(leaves, present, strict=True)):
        values = _pick(here, leaf.values, values)
        states = _pick(here, leaf.states, states)
        latest[here] = number
    chosen = [np.where(any_present, latest == number, True) for number in range(len(leaves))]
    sources = Joined([leaf.sources for leaf in leaves], chosen)
    rows = [int(row) for row in np.flatnonzero(latest >= 0)] if item.judged else []
    given = {row: leaves[latest[row]].judgements.get(row, ()) for row in rows}
    return FigureColumn(item, values, states, sources, np.full(size, "", dtype=object), judgements=given)


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
            complete, absent = complete & ~owed, _pick(owed, State.BLANK, absent)
    states = _pick(column.ok, State.DERIVED, _pick(complete, State.INVALID, absent))
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
        values = _pick(column.ok, column.value, None)
    return FigureColumn(item, values, states, sources, np.full(figures.size, "", dtype=object), exact=exact)
