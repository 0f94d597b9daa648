"""期内汇总: the figures of a higher period out of those of its leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact, total
from kaohe_xl.base.tidy import State
from kaohe_xl.expr.names import YES
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.figures import FigureColumn, Joined, Objects, worst_absence


def pick(condition: BoolArray, then: Any, otherwise: Any) -> Objects:
    return np.where(condition, np.asarray(then, dtype=object), np.asarray(otherwise, dtype=object))


def gathered_figure(item: m.DataItem, leaves: Sequence[FigureColumn]) -> FigureColumn:
    """期内汇总 of leaf figures."""
    size = len(leaves[0].states)
    present = [leaf.ok for leaf in leaves]
    any_present = np.logical_or.reduce(present)
    states = pick(any_present, State.REPORTED, worst_absence(leaves))
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
        values = pick(here, leaf.values, values)
        states = pick(here, leaf.states, states)
        latest[here] = number
    chosen = [np.where(any_present, latest == number, True) for number in range(len(leaves))]
    sources = Joined([leaf.sources for leaf in leaves], chosen)
    rows = [int(row) for row in np.flatnonzero(latest >= 0)] if item.judged else []
    given = {row: leaves[latest[row]].judgements.get(row, ()) for row in rows}
    return FigureColumn(item, values, states, sources, np.full(size, "", dtype=object), judgements=given)
