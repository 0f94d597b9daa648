"""The value of a tree: exact columns over all units at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact, total
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.over_units import OVER_SUBS, run_lengths, write_statistic
from kaohe_xl.expr.value_columns import ARITHMETIC, Source, TextColumn, Truth, ValueColumn, asked


@dataclass
class Evaluator:
    """Evaluates trees on one source, each node once."""

    source: Source
    _known: dict[int, tuple[t.Node, ValueColumn]] = field(default_factory=dict)

    def __call__(self, node: t.Node) -> ValueColumn:
        # The node is kept beside its value: an id is only unique while the node lives.
        known = self._known.get(id(node))
        if known is None:
            known = (node, self._evaluate(node))
            self._known[id(node)] = known
        return known[1]

    def number(self, node: t.Node) -> Exact:
        value = self(node)
        if not isinstance(value, Exact):
            raise TypeError(f"{node} is not a number; the scheme check should have said so")
        return value

    def truth(self, node: t.Node) -> Truth:
        value = self(node)
        if not isinstance(value, Truth):
            raise TypeError(f"{node} is not a condition; the scheme check should have said so")
        return value

    # -- one method per kind of node ------------------------------------------------------------------------------

    def _evaluate(self, node: t.Node) -> ValueColumn:
        return self._METHODS[type(node)](self, node)

    def _leaf(self, node: Any) -> ValueColumn:
        source = self.source
        match node:
            case t.Number():
                return Exact.full(node.value, source.size)
            case t.TextLiteral():
                return TextColumn(np.full(source.size, node.text, dtype=object), np.ones(source.size, dtype=np.bool_))
            case _:
                found: ValueColumn = asked(node, source)
                return found

    def _arithmetic(self, node: t.Arithmetic) -> Exact:
        result: Exact = ARITHMETIC[node.op](self.number(node.left), self.number(node.right))
        return result

    def _compare(self, node: t.Compare) -> Truth:
        left, right = self(node.left), self(node.right)
        if isinstance(left, TextColumn) and isinstance(right, TextColumn):
            same = np.asarray(left.value == right.value, dtype=np.bool_)
            return Truth(same if node.op == "=" else ~same, left.ok & right.ok)
        if not (isinstance(left, Exact) and isinstance(right, Exact)):
            raise TypeError(f"{node} compares a text with a number; the scheme check should have said so")
        ok = left.ok & right.ok
        return Truth(_COMPARISONS[node.op](left, right) & ok, ok)

    def _logic(self, node: t.Logic) -> Truth:
        parts = [self.truth(part) for part in node.parts]
        ok = np.logical_and.reduce([part.ok for part in parts])
        if node.strict:
            combine = np.logical_and if node.every else np.logical_or
            return Truth(combine.reduce([part.value for part in parts]) & ok, ok)
        if node.every:  # one known "no" settles it, whatever is missing
            no = np.logical_or.reduce([part.ok & ~part.value for part in parts])
            return Truth(np.logical_and.reduce([part.value for part in parts]) & ok, ok | no)
        yes = np.logical_or.reduce([part.ok & part.value for part in parts])
        return Truth(yes, ok | yes)

    def _listed(self, node: t.Listed) -> Truth:
        parts = [self.truth(part) for part in node.parts]
        gone = [self._struck_off(part) for part in node.parts]
        settled = np.logical_and.reduce([part.ok | off for part, off in zip(parts, gone, strict=True)])
        settled &= ~np.logical_and.reduce(gone)
        if node.every:
            holds = np.logical_and.reduce([part.value | off for part, off in zip(parts, gone, strict=True)])
            return Truth(holds & settled, settled)
        yes = np.logical_or.reduce([part.ok & part.value for part in parts])
        return Truth(yes, settled | yes)

    def _applying(self, node: t.Applying) -> Truth:
        condition = self.truth(node.condition)
        return Truth(condition.value & condition.ok, condition.ok | self._struck_off(node.condition))

    def _struck_off(self, node: t.Node) -> BoolArray:
        """Rows where the node has no value, and nothing but 不适用 is to blame: what is missing beats it."""
        off, missing = np.zeros(self.source.size, dtype=np.bool_), np.zeros(self.source.size, dtype=np.bool_)
        for name in {part.name for part in node.walk() if isinstance(part, t.Item)}:
            dropped = self.source.dropped(name)
            off = off | dropped
            missing = missing | ~(self.source.item(name).ok | dropped)
        return np.asarray(off & ~missing & ~self(node).ok, dtype=np.bool_)

    def _not(self, node: t.Not) -> Truth:
        part = self.truth(node.part)
        return Truth(~part.value & part.ok, part.ok)

    def _call(self, node: t.Call) -> Exact:
        arguments = [self.number(argument) for argument in node.arguments]
        return _FUNCTIONS[node.function](arguments)

    def _if(self, node: t.If) -> ValueColumn:
        condition, then, otherwise = self.truth(node.condition), self(node.then), self(node.otherwise)
        if isinstance(then, Exact) and isinstance(otherwise, Exact):
            return then.where(condition.value, otherwise).masked(condition.ok)
        if isinstance(then, TextColumn) and isinstance(otherwise, TextColumn):
            ok = np.where(condition.value, then.ok, otherwise.ok) & condition.ok
            return TextColumn(np.where(condition.value, then.value, otherwise.value), ok)
        raise TypeError(f"{node} mixes kinds; the scheme check should have said so")

    def _choose_figure(self, node: t.Choose) -> Exact:
        place = self.number(node.place)
        result = self.number(node.figures[-1])
        for position in range(len(node.figures) - 1, 0, -1):
            here = ~Exact.full(position, self.source.size).less(place)
            result = self.number(node.figures[position - 1]).where(here, result)
        return result.masked(place.ok)

    def _by_group(self, node: t.ByGroup) -> ValueColumn:
        if node.otherwise is None:
            first = self(node.cases[0][1])
            result: ValueColumn = Exact.missing(self.source.size) if isinstance(first, Exact) else _nothing(first)
        else:
            result = self(node.otherwise)
        for group, part in reversed(node.cases):
            result = _choose(self.source.groups == group, self(part), result)
        return result

    def _if_blank(self, node: t.IfBlank) -> Exact:
        value, fallback = self.number(node.item), self.number(node.fallback)
        blank = self.source.blank(node.item.name) & ~value.ok
        return fallback.where(blank, value)

    def _valid(self, node: t.Valid) -> Exact:
        condition = self.truth(node.condition)
        return self.number(node.value).masked(condition.ok & condition.value)

    def _needs(self, node: t.Needs) -> Exact:
        return self.number(node.value).masked(self(node.item).ok)

    def _across(self, node: t.Across) -> Exact:
        column = self.number(node.part)
        taking_part = self.source.comparable & column.ok
        if node.groups:
            taking_part = taking_part & np.isin(self.source.groups.astype(str), list(node.groups))
        values = column.to_list()
        results: list[Fraction | None] = [None] * self.source.size
        for scope in np.unique(self.source.scopes):
            members = np.flatnonzero(self.source.scopes == scope)
            pool = [v for m in members if taking_part[m] and (v := values[m]) is not None]
            if pool:
                write_statistic(node.statistic, pool, values, members, results)
        return Exact.of(results)

    def on(self, source: Source) -> Evaluator:
        """This evaluator, or a new one for another source."""
        return self if source is self.source else Evaluator(source)

    def _streak(self, node: t.Streak) -> Exact:
        leaves, inside = self.source.leaf_sources()
        truths = [self.on(leaf).truth(node.condition) for leaf in leaves]
        least = run_lengths([each.value & each.ok for each in truths], inside, node.run)
        most = run_lengths([each.value | ~each.ok for each in truths], inside, node.run)
        return Exact.of(int(each) for each in least).masked(np.asarray(least == most, dtype=np.bool_))

    def _of_subs(self, node: t.OfSubs) -> Exact:
        source, below = self.source.subordinates()
        column = self.on(source)(node.part)
        unknown = ~column.ok & lacking(node.part, source)
        values = column.value if isinstance(column, Truth) else self.on(source).number(node.part).to_list()
        results: list[Fraction | None] = []
        for rows in below:
            known = [values[row] for row in rows if column.ok[row]]
            results.append(None if any(unknown[row] for row in rows) else OVER_SUBS[node.over](known))
        return Exact.of(results)

    _METHODS: ClassVar[dict[type[t.Node], Callable[[Evaluator, Any], ValueColumn]]] = {
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
        t.Across: _across,
        t.Streak: _streak,
        t.OfSubs: _of_subs,
    }


def lacking(node: t.Node, source: Source) -> BoolArray:
    """Rows in which a data item that the node asks of the unit itself is missing (not: 不适用)."""
    missing = np.zeros(source.size, dtype=np.bool_)
    for name in {part.name for part in node.walk_own() if isinstance(part, t.Item)}:
        missing = missing | ~(source.item(name).ok | source.dropped(name))
    return missing


def _nothing(like: ValueColumn) -> ValueColumn:
    off = np.zeros(len(like.ok), dtype=np.bool_)
    return Truth(off, off) if isinstance(like, Truth) else TextColumn(np.full(len(off), "", dtype=object), off)


def _choose(condition: BoolArray, then: ValueColumn, otherwise: ValueColumn) -> ValueColumn:
    condition = np.asarray(condition, dtype=np.bool_)
    if isinstance(then, Exact) and isinstance(otherwise, Exact):
        return then.where(condition, otherwise)
    if isinstance(then, Truth) and isinstance(otherwise, Truth):
        return Truth(np.where(condition, then.value, otherwise.value), np.where(condition, then.ok, otherwise.ok))
    if isinstance(then, TextColumn) and isinstance(otherwise, TextColumn):
        return TextColumn(np.where(condition, then.value, otherwise.value), np.where(condition, then.ok, otherwise.ok))
    raise TypeError("cases of different kinds; the scheme check should have said so")


_COMPARISONS: dict[str, Callable[[Exact, Exact], BoolArray]] = {
    "<": lambda a, b: a.less(b),
    ">": lambda a, b: b.less(a),
    "<=": lambda a, b: ~b.less(a),
    ">=": lambda a, b: ~a.less(b),
    "=": lambda a, b: a.equal(b),
    "<>": lambda a, b: ~a.equal(b),
}


def _fold(choose: Callable[[Exact, Exact], Exact]) -> Callable[[list[Exact]], Exact]:
    def apply(columns: list[Exact]) -> Exact:
        result = columns[0]
        for column in columns[1:]:
            result = choose(result, column)
        return result

    return apply


_FUNCTIONS: dict[t.Function, Callable[[list[Exact]], Exact]] = {
    t.Function.MAX: _fold(Exact.maximum),
    t.Function.MIN: _fold(Exact.minimum),
    t.Function.ROUND: lambda columns: columns[0].round(0),
    t.Function.CEIL: lambda columns: columns[0].ceil(),
    t.Function.FLOOR: lambda columns: columns[0].floor(),
    t.Function.ABS: lambda columns: abs(columns[0]),
    t.Function.SUM: lambda columns: total(columns, len(columns[0])),
    t.Function.MEAN: lambda columns: total(columns, len(columns[0])) / Exact.full(len(columns), len(columns[0])),
    t.Function.DAYS: lambda columns: columns[0] - columns[1],
}
