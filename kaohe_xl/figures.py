"""Tidy table → exact columns of every data item in every period: 核定, 多份取值, 缺省值, 期内汇总 and 派生项 applied.

This is the first stage of the calculation. A :class:`Figure` keeps, beside its column, why a value is there or not and
where it came from, so that every later number can be traced to its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from kaohe_xl.exact import BoolArray, Exact
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Column, Evaluator, TextColumn, Truth
from kaohe_xl.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.place import NOWHERE, Place
from kaohe_xl.scheme import model as m
from kaohe_xl.tidy import State, Value

_ABSENCES = (State.NOT_APPLICABLE, State.UNRETURNED, State.INVALID, State.BLANK)


@dataclass(frozen=True)
class Figure:
    """One data item in one period, for all units in scheme order."""

    item: m.DataItem
    values: tuple[Value, ...]
    states: tuple[State, ...]
    sources: tuple[tuple[Place, ...], ...]  # the cells each value came from
    raw: tuple[str, ...] = ()
    verified: Mapping[int, m.Verified] = field(default_factory=dict)
    reported: Mapping[int, Value] = field(default_factory=dict)  # what stood there before 核定

    @property
    def ok(self) -> BoolArray:
        return np.array([state.has_value for state in self.states], dtype=np.bool_)

    def is_state(self, *states: State) -> BoolArray:
        return np.array([state in states for state in self.states], dtype=np.bool_)

    def column(self) -> Column:
        if self.item.type.is_numeric:
            numbers = [v if s.has_value and isinstance(v, Fraction) else None for v, s in self._rows()]
            return Exact.of(numbers)
        texts = np.array([v if s.has_value and isinstance(v, str) else "" for v, s in self._rows()], dtype=object)
        return TextColumn(texts, self.ok)

    def _rows(self) -> zip[tuple[Value, State]]:
        return zip(self.values, self.states, strict=True)


@dataclass(frozen=True)
class Figures:
    """All data items of one period."""

    period: str
    size: int
    items: Mapping[str, Figure]
    unreturned: BoolArray  # units that returned none of their own forms

    def column(self, name: str) -> Column:
        return self.columns[name]

    @property
    def columns(self) -> dict[str, Column]:
        cached: dict[str, Column] | None = self.__dict__.get("_columns")
        if cached is None:
            cached = {name: figure.column() for name, figure in self.items.items()}
            self.__dict__["_columns"] = cached
        return cached


@dataclass(frozen=True)
class ItemSource:
    """The least that a tree over data items and attributes needs; the scorer's source builds on it."""

    scheme: m.Scheme
    figures: Figures

    @property
    def size(self) -> int:
        return self.figures.size

    @property
    def groups(self) -> Any:
        return np.array([unit.group for unit in self.scheme.units], dtype=object)

    @property
    def scopes(self) -> Any:
        return np.zeros(self.size, dtype=np.intp)

    @property
    def comparable(self) -> BoolArray:
        return np.ones(self.size, dtype=np.bool_)

    def item(self, name: str) -> Column:
        return self.figures.column(name)

    def blank(self, name: str) -> BoolArray:
        return self.figures.items[name].is_state(State.BLANK)

    def attribute(self, name: str) -> Column:
        return attribute_column(self.scheme, name)

    def given(self, quantity: t.Quantity) -> Column:
        return Exact.missing(self.size)

    def score_of(self, key: str) -> Exact:
        return Exact.missing(self.size)

    def veto_of(self, name: str) -> Truth:
        off = np.zeros(self.size, dtype=np.bool_)
        return Truth(off, off)

    def past(self, last_year: bool, node: t.Item | t.Given) -> Column:
        return Exact.missing(self.size)


def attribute_column(scheme: m.Scheme, name: str) -> Column:
    """A column of 考核对象 as numbers or texts, by its type in the scheme."""
    if scheme.names.attributes[name].is_numeric:
        values = [unit.attributes.get(name) for unit in scheme.units]
        return Exact.of(value if isinstance(value, Fraction) else None for value in values)
    builtin = {"分组": lambda u: u.group, "上级单位": lambda u: u.parent}.get(name)
    texts = [builtin(u) if builtin else u.attributes.get(name) or "" for u in scheme.units]
    return TextColumn(np.array(texts, dtype=object), np.array([bool(text) for text in texts], dtype=np.bool_))


# -- building --------------------------------------------------------------------------------------------------------


def build_figures(scheme: m.Scheme, tidy: pd.DataFrame) -> tuple[dict[str, Figures], list[Finding]]:
    """Figures of every period of the calendar, leaves from the tidy table, higher ones by 期内汇总."""
    findings: list[Finding] = []
    by_period: dict[str, dict[str, Figure]] = {}
    unreturned: dict[str, BoolArray] = {}
    parts = dict(iter(tidy.groupby("期次", sort=False)))
    for leaf in scheme.calendar.leaves:
        part = parts.get(leaf.name, tidy.iloc[:0])
        given = _leaf_figures(scheme, leaf.name, part, findings)
        unreturned[leaf.name] = _unreturned(scheme, given)
        by_period[leaf.name] = given
    for period in scheme.calendar.periods:
        if period.name not in by_period:
            leaves = [leaf.name for leaf in scheme.calendar.leaves_of(period.name)]
            by_period[period.name] = {
                name: _gathered(item, [by_period[leaf][name] for leaf in leaves])
                for name, item in scheme.items.items()
                if not item.derived
            }
            unreturned[period.name] = np.logical_or.reduce([unreturned[leaf] for leaf in leaves])
            _verify(scheme, period.name, by_period[period.name])
    result = {}
    for period in scheme.calendar.periods:
        figures = Figures(period.name, len(scheme.units), by_period[period.name], unreturned[period.name])
        result[period.name] = _derived(scheme, figures, findings)
    return result, findings


def _leaf_figures(scheme: m.Scheme, period: str, tidy: pd.DataFrame, findings: list[Finding]) -> dict[str, Figure]:
    position = {name: row for row, name in enumerate(scheme.unit_names)}
    cells: dict[str, list[list[Any]]] = {
        name: [[] for _ in scheme.units] for name, item in scheme.items.items() if not item.derived
    }
    columns = ("单位", "数据项", "原文", "值", "状态", "文件", "工作表", "单元格")
    for unit, item, raw, value, state, file, sheet, cell in zip(*(tidy[c] for c in columns), strict=True):
        if item in cells and unit in position:
            cells[item][position[unit]].append((raw, value, State(state), Place(file, sheet, cell)))
    figures = {}
    for name, rows in cells.items():
        figures[name] = _merged(scheme, scheme.items[name], period, rows, findings)
    _verify(scheme, period, figures)
    return figures


def _merged(
    scheme: m.Scheme, item: m.DataItem, period: str, rows: Sequence[list[Any]], findings: list[Finding]
) -> Figure:
    """Several given values become one by 多份取值; nothing given becomes 缺省值 or stays absent."""
    values: list[Value] = []
    states: list[State] = []
    sources: list[tuple[Place, ...]] = []
    raws: list[str] = []
    for row, given in enumerate(rows):
        present = [entry for entry in given if entry[2].has_value]
        places = tuple(entry[3] for entry in (present or given))
        if present:
            value = _one_value(scheme.units[row].name, item, period, present, findings)
            state = present[0][2] if value is not None else State.INVALID
        elif item.default is not None and all(entry[2] in (State.BLANK, State.UNRETURNED) for entry in given):
            value, state = item.default, State.DEFAULT
            if value == State.NOT_APPLICABLE.value:
                value, state = None, State.NOT_APPLICABLE
        else:
            value, state = None, absence([entry[2] for entry in given])
        values.append(value)
        states.append(state)
        sources.append(places)
        raws.append("；".join(str(entry[0]) for entry in (present or given) if entry[0]))
    return Figure(item, tuple(values), tuple(states), tuple(sources), tuple(raws))


def absence(states: Sequence[State]) -> State:
    """Why a value put together from others is not there, when these are the reasons why they are not."""
    return next((state for state in _ABSENCES if state in states), State.UNRETURNED)


def _one_value(unit: str, item: m.DataItem, period: str, entries: list[Any], findings: list[Finding]) -> Value:
    values = [entry[1] for entry in entries]
    if len(set(values)) == 1 and item.several is not m.Several.SUM:
        return values[0]  # type: ignore[no-any-return]
    numbers = [value for value in values if isinstance(value, Fraction)]
    if item.several is m.Several.ONE or len(numbers) != len(values):
        listed = "；".join(f"{entry[3]} {entry[0]}" for entry in entries)
        findings.append(
            finding("F601", entries[0][3], unit=unit, period=period, name=unit, item=item.name, listed=listed)
        )
        return None
    return _MERGE[item.several](numbers)


def _trimmed_mean(values: Sequence[Fraction]) -> Fraction:
    """Mean without one highest and one lowest; of fewer than three values, the plain mean."""
    kept = sorted(values)[1:-1] if len(values) > 2 else values
    return _mean(kept)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _sum(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


_MERGE: dict[m.Several, Callable[[Sequence[Fraction]], Fraction]] = {
    m.Several.MEAN: _mean,
    m.Several.TRIMMED: _trimmed_mean,
    m.Several.MAX: max,
    m.Several.MIN: min,
    m.Several.SUM: _sum,
}


def _verify(scheme: m.Scheme, period: str, figures: dict[str, Figure]) -> None:
    """核定值 in place of what was reported; the reported value is kept beside it."""
    if not scheme.settings.verified_first:
        return
    position = {name: row for row, name in enumerate(scheme.unit_names)}
    for change in scheme.verified:
        if change.is_score or change.period != period or change.key not in figures:
            continue
        old, row = figures[change.key], position[change.unit]
        if row in old.verified:  # done before the derived items were; what was reported stays what was reported
            continue
        values, states, sources = list(old.values), list(old.states), list(old.sources)
        reported = {**old.reported, row: old.values[row]}
        applicable = change.value != State.NOT_APPLICABLE.value
        values[row] = change.value if applicable else None
        states[row] = State.REPORTED if applicable else State.NOT_APPLICABLE
        sources[row] = (change.value_place, *old.sources[row])
        figures[change.key] = Figure(
            old.item, tuple(values), tuple(states), tuple(sources), old.raw, {**old.verified, row: change}, reported
        )


def _unreturned(scheme: m.Scheme, figures: Mapping[str, Figure]) -> BoolArray:
    """Units none of whose own items came back (False where units have nothing to fill in)."""
    own = [f for f in figures.values() if m.OWN_UNIT in f.item.owners]
    if not own:
        return np.zeros(len(scheme.units), dtype=np.bool_)
    return np.array(
        [
            all(f.states[row] in (State.UNRETURNED, State.DEFAULT) and not f.raw[row] for f in own)
            and any(f.states[row] is State.UNRETURNED for f in own)
            for row in range(len(scheme.units))
        ],
        dtype=np.bool_,
    )


def _gathered(item: m.DataItem, leaves: Sequence[Figure]) -> Figure:
    """期内汇总 of leaf figures."""
    values: list[Value] = []
    states: list[State] = []
    sources: list[tuple[Place, ...]] = []
    for row in range(len(leaves[0].values)):
        present = [leaf for leaf in leaves if leaf.states[row].has_value]
        numbers = [value for leaf in present if isinstance(value := leaf.values[row], Fraction)]
        if not present:
            values.append(None)
            states.append(absence([leaf.states[row] for leaf in leaves]))
        elif item.gather is m.Gather.LAST or len(numbers) < len(present):
            values.append(present[-1].values[row])
            states.append(present[-1].states[row])
            present = present[-1:]
        else:
            values.append(_sum(numbers) if item.gather is m.Gather.SUM else _mean(numbers))
            states.append(State.REPORTED)
        sources.append(tuple(place for leaf in (present or leaves) for place in leaf.sources[row]))
    return Figure(item, tuple(values), tuple(states), tuple(sources), ("",) * len(values))


def _derived(scheme: m.Scheme, figures: Figures, findings: list[Finding]) -> Figures:
    """派生项, each after those that it uses."""
    items = dict(figures.items)
    waiting = {name: item for name, item in scheme.items.items() if item.formula is not None}
    while waiting:
        ready = [n for n, item in waiting.items() if not (_inputs(item) & waiting.keys())]
        current = Figures(figures.period, figures.size, items, figures.unreturned)
        evaluate = Evaluator(ItemSource(scheme, current))
        computed = {name: _derived_one(scheme, waiting[name], current, evaluate, findings) for name in ready}
        items.update(computed)
        for name in ready:
            del waiting[name]
    _verify(scheme, figures.period, items)
    return Figures(figures.period, figures.size, items, figures.unreturned)


def _inputs(item: m.DataItem) -> set[str]:
    return {node.name for node in item.formula.walk() if isinstance(node, t.Item)} if item.formula else set()


def _derived_one(
    scheme: m.Scheme, item: m.DataItem, figures: Figures, evaluate: Evaluator, findings: list[Finding]
) -> Figure:
    assert item.formula is not None
    column = evaluate(item.formula)
    inputs = [figures.items[name] for name in sorted(_inputs(item))]
    values: list[Value] = []
    states: list[State] = []
    for row in range(figures.size):
        absent = [f.states[row] for f in inputs if not f.states[row].has_value]
        if column.ok[row]:
            values.append(column[row] if isinstance(column, Exact) else column.value[row])
            states.append(State.DERIVED)
            continue
        values.append(None)
        states.append(absence(absent) if absent else State.INVALID)
        if not absent:
            unit = scheme.units[row].name
            place = next((p for f in inputs for p in f.sources[row]), NOWHERE)
            findings.append(
                finding("F602", place, unit=unit, period=figures.period, name=unit, item=item.name, when=figures.period)
            )
    sources = tuple(tuple(p for f in inputs for p in f.sources[row]) for row in range(figures.size))
    return Figure(item, tuple(values), tuple(states), sources, ("",) * figures.size)
