"""What every data item of every period may come to, over all that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.base.tidy import State
from kaohe_xl.bounds.evaluate import SpanEvaluator
from kaohe_xl.bounds.item_spans import ItemSpan, ItemSpans, SpanFigures, known
from kaohe_xl.bounds.open_figures import OpenFigure
from kaohe_xl.bounds.span import LARGEST, Span, SpanColumn, TextSpan, rows_of
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.model.calendar import leaves_until
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.scoring.figures import FigureColumn

_LAST_DAY = 2958465  # 9999-12-31 as a serial


def limits(item: m.DataItem) -> tuple[Fraction, Fraction]:
    """The least and the greatest figure that a form may give for the item."""
    if item.type is t.ValueType.DATE:
        low, high = Fraction(1), Fraction(_LAST_DAY)
    else:
        low, high = Fraction(-LARGEST), Fraction(LARGEST)
    return (low if item.low is None else item.low), (high if item.high is None else item.high)


def span_figures(assessment: Assessment, found: Sequence[OpenFigure]) -> dict[str, SpanFigures]:
    """Bounds of every item in every period."""
    scheme, size = assessment.scheme, len(assessment.scheme.units)
    at: dict[tuple[str, str], list[OpenFigure]] = {}
    for each in found:
        at.setdefault((each.period, each.item), []).append(each)
    spans: dict[str, dict[str, ItemSpan]] = {}
    for period in scheme.calendar.periods:
        figures = assessment.periods[period.name].figures
        leaves = [leaf.name for leaf in scheme.calendar.leaves_of(period.name)]
        items = {}
        for name, item in scheme.items.items():
            if item.derived:
                continue
            if leaves == [period.name]:
                rows, kept = rows_of(False, size), rows_of(False, size)
                for each in at.get((period.name, name), ()):
                    rows[each.row], kept[each.row] = True, each.kept
                items[name] = _leaf(figures.items[name], rows, kept)
            else:
                items[name] = _gathered(figures.items[name], [spans[leaf][name] for leaf in leaves])
        spans[period.name] = items
        _derive(assessment, period.name, items, spans)
    return {name: _returned(assessment, name, items) for name, items in spans.items()}


def _returned(assessment: Assessment, period: str, items: Mapping[str, ItemSpan]) -> SpanFigures:
    """A unit that returned nothing may still return something, if anything is open."""
    figures = assessment.periods[period].figures
    some = np.logical_or.reduce([item.open for item in items.values()]) if items else rows_of(False, figures.size)
    late = [item.refusable for item in items.values() if item.refusable is not None]
    gone = np.logical_or.reduce(late) if late else rows_of(False, figures.size)
    return SpanFigures(
        items, (figures.unreturned | gone, figures.unreturned & ~some), (figures.silent | gone, figures.silent & ~some)
    )


def _leaf(figure: FigureColumn, rows: BoolArray, kept: BoolArray) -> ItemSpan:
    item = figure.item
    off = figure.is_state(State.NOT_APPLICABLE)
    blank = figure.is_state(State.BLANK)
    column = known(figure.column())
    if not rows.any():
        return ItemSpan(column, rows, (off, off), (blank, blank))
    if isinstance(column, TextSpan):
        column = TextSpan(column.value, column.free | (rows & ~kept), column.may | rows, column.must & ~rows)
    else:
        low, high = limits(item)
        if isinstance(item.default, Fraction):
            low, high = min(low, item.default), max(high, item.default)
        size = len(rows)
        own = Span(Exact.full(low, size), Exact.full(high, size), rows, rows_of(False, size))
        column = own.where(rows & ~kept, Span(column.low, column.high, column.may, column.must & ~rows))
    may_drop = off | (rows & (item.default == State.NOT_APPLICABLE.value))
    return ItemSpan(column, rows, (may_drop, off & ~rows), (blank | rows, blank & ~rows), kept if kept.any() else None)


def _gathered(figure: FigureColumn, leaves: Sequence[ItemSpan]) -> ItemSpan:
    rows = np.logical_or.reduce([leaf.open for leaf in leaves])
    for row in figure.approved:
        rows[row] = False
    off, blank = figure.is_state(State.NOT_APPLICABLE), figure.is_state(State.BLANK)
    column = known(figure.column())
    if not rows.any():
        return ItemSpan(column, rows, (off, off), (blank, blank))
    may_drop = off | (rows & np.logical_or.reduce([leaf.dropped[0] for leaf in leaves]))
    columns = [leaf.column for leaf in leaves]
    may = np.logical_or.reduce([each.may for each in columns])
    must = np.logical_or.reduce([each.must for each in columns])
    if isinstance(column, TextSpan):
        column = TextSpan(
            column.value, column.free | rows, column.may | (rows & may), np.where(rows, must, column.must)
        )
    else:
        numbers = [each for each in columns if isinstance(each, Span)]
        column = _gather(figure.item.gather, numbers).with_presence(may, must).where(rows, column)
    late = [leaf.refusable for leaf in leaves if leaf.refusable is not None]
    refusable = np.logical_or.reduce(late) if late else None
    return ItemSpan(column, rows, (may_drop, off & ~rows), (blank | rows, blank & ~rows), refusable)


def _gather(gather: m.Gather, columns: Sequence[Span]) -> Span:
    size = len(columns[0])
    always = rows_of(True, size)
    if gather is m.Gather.SUM:
        result = columns[0].fill(0)
        for column in columns[1:]:
            result = result + column.fill(0)
        return result
    result = columns[0]  # a mean, or any of them, lies between the least and the greatest
    for column in columns[1:]:
        result = result.hull(column)
    if gather is m.Gather.MEAN and all((column.must | ~column.may).all() for column in columns):
        count = Exact.of(int(each) for each in np.sum([column.may for column in columns], axis=0))
        whole = _gather(m.Gather.SUM, columns)
        return Span((whole.low / count).fill(0), (whole.high / count).fill(0), always, always)
    return Span(result.low, result.high, always, always)


def _derive(
    assessment: Assessment, period: str, items: dict[str, ItemSpan], done: Mapping[str, Mapping[str, ItemSpan]]
) -> None:
    scheme = assessment.scheme
    names, inside = leaves_until(scheme.calendar, period)
    leaves = tuple(ItemSpans(scheme, done[name]) for name in names)
    figures = assessment.periods[period].figures
    waiting = {name: item for name, item in scheme.items.items() if item.formula is not None}
    while waiting:
        inputs = {name: _inputs(item) for name, item in waiting.items()}
        ready = [name for name in waiting if not inputs[name] & waiting.keys()]
        evaluate = SpanEvaluator(ItemSpans(scheme, dict(items), leaves=leaves, inside=inside))
        for name in ready:
            item, figure = waiting.pop(name), figures.items[name]
            parts = [items[each] for each in sorted(inputs[name])]
            assert item.formula is not None
            size = figures.size
            rows = np.logical_or.reduce([part.open for part in parts]) if parts else rows_of(False, size)
            nodes = list(item.formula.walk())
            if any(isinstance(node, t.Streak) for node in nodes):
                for leaf in leaves:
                    rows = np.logical_or.reduce([rows, *(leaf.items[each].open for each in inputs[name])])
            if any(isinstance(node, t.Across | t.OfSubs) for node in nodes) and rows.any():
                rows = rows_of(True, size)
            for row in figure.approved:
                rows[row] = False
            column = known(figure.column())
            off = figure.is_state(State.NOT_APPLICABLE)
            blank = figure.is_state(State.BLANK)
            if rows.any():
                new = evaluate(item.formula)
                column = _chosen(rows, new, column)
            can = np.logical_or.reduce([part.dropped[0] for part in parts]) if parts else off
            items[name] = ItemSpan(column, rows, (off | (rows & can), off & ~rows), (blank | rows, blank & ~rows))


def _chosen(rows: BoolArray, new: SpanColumn, old: Span | TextSpan) -> Span | TextSpan:
    if isinstance(new, Span) and isinstance(old, Span):
        return new.where(rows, old)
    assert isinstance(new, TextSpan)
    assert isinstance(old, TextSpan)
    return TextSpan(
        np.where(rows, new.value, old.value),
        np.where(rows, new.free, old.free),
        np.where(rows, new.may, old.may),
        np.where(rows, new.must, old.must),
    )


def _inputs(item: m.DataItem) -> set[str]:
    return {node.name for node in item.formula.walk() if isinstance(node, t.Item)} if item.formula else set()
