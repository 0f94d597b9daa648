"""The bounds of a tree as far as every unit stands for itself: :mod:`kaohe_xl.expr.evaluate` again, on intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.bounds.span import Span, SpanColumn, TextSpan, TruthSpan, at_most, rows_of
from kaohe_xl.bounds.span_source import SpanSource
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.value_columns import ARITHMETIC, asked


@dataclass
class UnitSpanEvaluator:
    """Bounds trees on one source, each node once; every unit by itself."""

    source: SpanSource
    _seen: dict[int, tuple[t.Node, SpanColumn]] = field(default_factory=dict)

    def __call__(self, node: t.Node) -> SpanColumn:
        known = self._seen.get(id(node))
        if known is None:
            known = self._seen[id(node)] = (node, self._METHODS[type(node)](self, node))
        return known[1]

    def number(self, node: t.Node) -> Span:
        value = self(node)
        assert isinstance(value, Span), node
        return value

    def truth(self, node: t.Node) -> TruthSpan:
        value = self(node)
        assert isinstance(value, TruthSpan), node
        return value

    def _leaf(self, node: Any) -> SpanColumn:
        source, size = self.source, self.source.size
        match node:
            case t.Number():
                return Span.full(node.value, size)
            case t.TextLiteral():
                on = rows_of(True, size)
                return TextSpan(np.full(size, node.text, dtype=object), ~on, on, on)
            case _:
                found: SpanColumn = asked(node, source)
                return found

    def _arithmetic(self, node: t.Arithmetic) -> Span:
        result: Span = ARITHMETIC[node.op](self.number(node.left), self.number(node.right))
        return result

    def _compare(self, node: t.Compare) -> TruthSpan:
        left, right = self(node.left), self(node.right)
        if isinstance(left, TextSpan) and isinstance(right, TextSpan):
            free = left.free | right.free
            same = np.asarray(left.value == right.value, dtype=np.bool_)
            yes, no = same | free, ~same | free
            if node.op != "=":
                yes, no = no, yes
        else:
            assert isinstance(left, Span)
            assert isinstance(right, Span)
            yes, no = _COMPARISONS[node.op](left, right)
        may, must = left.may & right.may, left.must & right.must
        return TruthSpan(yes & may, no & may, ~must)

    def _logic(self, node: t.Logic) -> TruthSpan:
        parts = [self.truth(part) for part in node.parts]
        some, all_ = np.logical_or.reduce, np.logical_and.reduce
        yes = (all_ if node.every else some)([part.yes for part in parts])
        no = (some if node.every else all_)([part.no for part in parts])
        unknown = np.logical_or.reduce([p.unknown for p in parts])
        if not node.strict:  # one that settles it for sure leaves nothing unknown
            settles = [(p.no & ~p.yes if node.every else p.yes & ~p.no) & ~p.unknown for p in parts]
            unknown = unknown & ~np.logical_or.reduce(settles)
        return TruthSpan(yes, no, unknown)

    def _struck_off(self, node: t.Node) -> tuple[BoolArray, BoolArray]:
        """Rows where nothing but 不適用 may keep (surely keeps) the node from being known."""
        size = self.source.size
        may_off, must_off, may_miss, must_miss = (rows_of(False, size) for _ in range(4))
        for name in {part.name for part in node.walk() if isinstance(part, t.Item)}:
            can, sure = self.source.dropped(name)
            item = self.source.item(name)
            assert not isinstance(item, TruthSpan)
            may_off, must_off = may_off | can, must_off | sure
            may_miss = may_miss | (~item.must & ~sure)
            must_miss = must_miss | (~item.may & ~can)
        column = self(node)
        can_lack, sure_lack = (
            (column.unknown, column.unknown & ~column.yes & ~column.no)
            if isinstance(column, TruthSpan)
            else (~column.must, ~column.may)
        )
        return may_off & ~must_miss & can_lack, must_off & ~may_miss & sure_lack

    def _listed(self, node: t.Listed) -> TruthSpan:
        parts = [self.truth(part) for part in node.parts]
        gone = [self._struck_off(part) for part in node.parts]
        pairs = list(zip(parts, gone, strict=True))
        if node.every:
            yes = np.logical_and.reduce([p.yes | off[0] for p, off in pairs])
            no = np.logical_or.reduce([p.no for p in parts])
        else:
            yes = np.logical_or.reduce([p.yes for p in parts])
            no = np.logical_and.reduce([p.no | off[0] for p, off in pairs])
        unknown = np.logical_or.reduce([p.unknown & ~off[1] for p, off in pairs])
        unknown |= np.logical_and.reduce([off[0] for off in gone])
        if not node.every:
            unknown = unknown & ~np.logical_or.reduce([p.surely for p in parts])
        return TruthSpan(yes, no, unknown)

    def _applying(self, node: t.Applying) -> TruthSpan:
        condition = self.truth(node.condition)
        can, sure = self._struck_off(node.condition)
        return TruthSpan(condition.yes, condition.no | can, condition.unknown & ~sure)

    def _not(self, node: t.Not) -> TruthSpan:
        part = self.truth(node.part)
        return TruthSpan(part.no, part.yes, part.unknown)

    def _call(self, node: t.Call) -> Span:
        spans = [self.number(argument) for argument in node.arguments]
        result = spans[0]
        match node.function:
            case t.Function.MAX:
                for span in spans[1:]:
                    result = result.maximum(span)
            case t.Function.MIN:
                for span in spans[1:]:
                    result = result.minimum(span)
            case t.Function.ROUND:
                result = result.round(0)
            case t.Function.CEIL:
                result = result.mapped(Exact.ceil)
            case t.Function.FLOOR:
                result = result.mapped(Exact.floor)
            case t.Function.ABS:
                result = result.absolute()
            case t.Function.DAYS:
                result = spans[0] - spans[1]
            case _:
                for span in spans[1:]:
                    result = result + span
                if node.function is t.Function.MEAN:
                    result = result / Span.full(len(spans), self.source.size)
        return result

    def _if(self, node: t.If) -> SpanColumn:
        condition = self.truth(node.condition)
        return _branches(condition.yes, self(node.then), condition.no, self(node.otherwise), condition.unknown)

    def _choose_figure(self, node: t.Choose) -> Span:
        place = self.number(node.place)
        size, last = self.source.size, len(node.figures)
        result: Span | None = None
        possible = rows_of(False, size)
        for position, figure in enumerate(node.figures, start=1):
            here = Exact.full(position, size)
            can = place.may & (at_most(place.low, here) if position < last else rows_of(True, size))
            if position == 1:
                can &= at_most(place.low, here)
            else:
                can &= Exact.full(position - 1, size).less(place.high)
            if last == 1:
                can = place.may
            span = self.number(figure)
            result = span if result is None else result.either(possible, span, can)
            possible = possible | can
        assert result is not None
        return result.with_presence(place.may, place.must)

    def _by_group(self, node: t.ByGroup) -> SpanColumn:
        if node.otherwise is None:
            first = self(node.cases[0][1])
            off = rows_of(False, self.source.size)
            result: SpanColumn
            if isinstance(first, Span):
                result = Span.missing(self.source.size)
            elif isinstance(first, TruthSpan):
                result = TruthSpan(off, off, ~off)
            else:
                result = TextSpan(first.value, off, off, off)
        else:
            result = self(node.otherwise)
        for group, part in reversed(node.cases):
            here = np.asarray(self.source.groups == group, dtype=np.bool_)
            result = _branches(here, self(part), ~here, result, rows_of(False, self.source.size))
        return result

    def _if_blank(self, node: t.IfBlank) -> Span:
        value, fallback = self.number(node.item), self.number(node.fallback)
        can, sure = self.source.blank(node.item.name)
        without = value.either(value.may | ~can, fallback, can & ~value.must)
        filled = fallback.where(sure & ~value.may, without)
        # a form that never comes stays missing
        return Span(filled.low, filled.high, filled.may, (value.must | sure) & filled.must)

    def _valid(self, node: t.Valid) -> Span:
        condition = self.truth(node.condition)
        return self.number(node.value).with_presence(condition.yes, condition.surely)

    def _needs(self, node: t.Needs) -> Span:
        item = self(node.item)
        assert not isinstance(item, TruthSpan)
        return self.number(node.value).with_presence(item.may, item.must)

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Any, Any], SpanColumn]]] = {
        **dict.fromkeys((t.Number, t.TextLiteral, t.Item, t.Attribute, t.Given, t.ScoreOf, t.VetoOf, t.Past), _leaf),
        t.Arithmetic: _arithmetic,
        t.Compare: _compare,
        t.Logic: _logic,
        t.Listed: _listed,
        t.Applying: _applying,
        t.Not: _not,
        t.Call: _call,
        t.If: _if,
        t.Choose: _choose_figure,
        t.ByGroup: _by_group,
        t.IfBlank: _if_blank,
        t.Valid: _valid,
        t.Needs: _needs,
    }


def _branches(yes: BoolArray, then: SpanColumn, no: BoolArray, otherwise: SpanColumn, unknown: BoolArray) -> SpanColumn:
    if isinstance(then, Span) and isinstance(otherwise, Span):
        result = then.either(yes, otherwise, no)
        return result.with_presence(yes | no, ~unknown)
    if isinstance(then, TruthSpan) and isinstance(otherwise, TruthSpan):
        return TruthSpan(
            (then.yes & yes) | (otherwise.yes & no),
            (then.no & yes) | (otherwise.no & no),
            (then.unknown & yes) | (otherwise.unknown & no) | unknown,
        )
    assert isinstance(then, TextSpan)
    assert isinstance(otherwise, TextSpan)
    both = yes & no
    return TextSpan(
        np.where(yes, then.value, otherwise.value),
        both | np.where(yes, then.free, otherwise.free),
        (then.may & yes) | (otherwise.may & no),
        (then.must | ~yes) & (otherwise.must | ~no) & ~unknown,
    )


_COMPARISONS: dict[str, Callable[[Span, Span], tuple[BoolArray, BoolArray]]] = {
    "<": lambda a, b: (a.low.less(b.high), at_most(b.low, a.high)),
    ">": lambda a, b: (b.low.less(a.high), at_most(a.low, b.high)),
    "<=": lambda a, b: (at_most(a.low, b.high), b.low.less(a.high)),
    ">=": lambda a, b: (at_most(b.low, a.high), a.low.less(b.high)),
    "=": lambda a, b: (_meet(a, b), ~_same(a, b)),
    "<>": lambda a, b: (~_same(a, b), _meet(a, b)),
}


def _meet(a: Span, b: Span) -> BoolArray:
    return np.asarray(at_most(a.low, b.high) & at_most(b.low, a.high), dtype=np.bool_)


def _same(a: Span, b: Span) -> BoolArray:
    """Both known, and equal."""
    return np.asarray(a.low.equal(a.high) & b.low.equal(b.high) & a.low.equal(b.low), dtype=np.bool_)
