"""The figures of a leaf period: 多份取值 and 缺省值 applied to the rows of the tidy table, a column at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kaohe_xl.base.exact import BoolArray
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.needs import NeededItems
from kaohe_xl.scoring.figures import FigureColumn, Judgement, Objects, Sources, absence
from kaohe_xl.scoring.panels import MERGE, missing_judges, weighted

_STATES = {state.value: state for state in State}
_FIELDS = ("原文", "值", "状态", "文件", "工作表", "单元格", "填报人", "理由")


def leaf_figures(scheme: m.Scheme, period: str, tidy: pd.DataFrame, findings: list[Finding]) -> dict[str, FigureColumn]:
    units = pd.Index(list(scheme.unit_names), dtype=object).get_indexer(pd.Index(tidy["单位"], dtype=object))
    leaf = _LeafRows(scheme, period, {name: tidy[name].to_numpy(dtype=object) for name in _FIELDS}, findings)
    numbers, names = pd.factorize(tidy["数据项"])
    order = np.argsort(numbers, kind="stable")
    bounds = np.searchsorted(numbers[order], np.arange(len(names) + 1))
    rows_of = {name: order[bounds[k] : bounds[k + 1]] for k, name in enumerate(names)}
    figures = {}
    for name, item in scheme.items.items():
        if not item.derived:
            rows = rows_of.get(name, np.zeros(0, dtype=np.intp))
            rows = rows[units[rows] >= 0]
            figures[name] = _leaf_figure(leaf, item, rows, units[rows])
    return figures


@dataclass(frozen=True)
class _LeafRows:
    """The rows of the tidy table of one leaf period, column by column; ``findings`` are added to."""

    scheme: m.Scheme
    period: str
    columns: Mapping[str, Objects]
    findings: list[Finding]


def _leaf_figure(
    leaf: _LeafRows, item: m.DataItem, rows: npt.NDArray[np.intp], units: npt.NDArray[np.intp]
) -> FigureColumn:
    scheme, columns, size = leaf.scheme, leaf.columns, len(leaf.scheme.units)
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
            scheme.units[unit].name, item, leaf.period, entries, leaf.findings
        )
    if item.may_not_apply is False:
        _refuse(leaf, item, states, raw, Sources(cells, more))
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


def _refuse(leaf: _LeafRows, item: m.DataItem, states: Objects, raw: Objects, sources: Sources) -> None:
    """不适用 where 可不适用 says 否: it is no value, and no way out."""
    for row in np.flatnonzero(states == State.NOT_APPLICABLE):
        states[row] = State.INVALID
        unit, place = leaf.scheme.units[row].name, next(iter(sources[int(row)]), NOWHERE)
        details = {"name": unit, "item": item.name, "when": leaf.period, "value": raw[row]}
        leaf.findings.append(finding("F607", place, unit=unit, period=leaf.period, **details))


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


def unreturned_units(
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
