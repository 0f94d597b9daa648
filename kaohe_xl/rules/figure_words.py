"""Figures of one unit as words: what :class:`kaohe_xl.rules.base.Say` asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.exact import Exact, decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.expr.parse import Target, day_of, is_date, is_percent
from kaohe_xl.expr.value_columns import TextColumn, Truth
from kaohe_xl.rules.fields import Targets

_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "为", "<>": "不是"}
_DECIMALS = 4


@dataclass(frozen=True)
class Spoken:
    """Says the figures of the unit in ``row``.

    ``measures``: 计量单位 of the items. ``absent``: the word for an item without a value (未报, 不适用, …).
    """

    evaluator: Evaluator
    row: int
    measures: Mapping[str, str] = field(default_factory=dict)
    absent: Callable[[str], str] = lambda name: MISSING

    def __call__(self, node: t.Node) -> str:
        value = self.evaluator(node)
        if not value.ok[self.row]:
            return self.absent(node.name) if isinstance(node, t.Item) else MISSING
        if isinstance(value, TextColumn):
            return str(value.value[self.row])
        if isinstance(value, Truth):
            return "是" if value.value[self.row] else "否"
        return self._shown(value, node)

    def _shown(self, value: Exact, node: t.Node) -> str:
        number = value[self.row]
        assert number is not None
        if is_percent(node) or (isinstance(node, t.Number) and node.percent):
            return f"{decimal_text(number * 100, most=_DECIMALS)}%"
        if is_date(node):
            return day_of(number).isoformat()
        return f"{decimal_text(number, most=_DECIMALS)}{self._measure(node)}"

    def name(self, node: t.Node) -> str:
        match node:
            case t.Item() | t.Attribute():
                return node.name
            case t.Given():
                return node.quantity.value
            case t.ScoreOf():
                return f"得分[{node.key}]"
            case t.Past():
                return f"{'上年' if node.last_year else '上期'}[{self.name(node.item)}]"
            case _:
                return ""

    def value(self, node: t.Node) -> Fraction | None:
        return self.evaluator.number(node)[self.row]

    def points(self, node: t.Node) -> str:
        value = self.value(node)
        return MISSING if value is None else decimal_text(value, most=_DECIMALS)

    def gap(self, node: t.Node, like: t.Node) -> str:
        value = self.value(node)
        if value is None:
            return MISSING
        if is_percent(like):
            return f"{decimal_text(value * 100, most=_DECIMALS)}个百分点"
        unit = "天" if is_date(like) else self._measure(like)
        return f"{decimal_text(value, most=_DECIMALS)}{unit}"

    def target(self, targets: Targets) -> str:
        own = self.evaluator.source.groups[self.row]
        found = next((each for group, each in targets.cases if group == own), targets.otherwise)
        return self._words(found) if found else "（本分组没有基准）"

    def _words(self, target: Target) -> str:
        parts = []
        for operator, node in target.parts:
            called = self.name(node)
            parts.append(f"{_SIGNS[operator]}{called}（{self(node)}）" if called else f"{_SIGNS[operator]}{self(node)}")
        return "且".join(parts)

    def holds(self, node: t.Node) -> bool:
        truth = self.evaluator.truth(node)
        return bool(truth.value[self.row] and truth.ok[self.row])

    def _measure(self, node: t.Node) -> str:
        match node:
            case t.Item() | t.Attribute():
                measure = self.measures.get(node.name, "")
                return "" if measure == "%" else measure
            case t.Across() if node.statistic not in (t.Statistic.RANK, t.Statistic.RANK_ASCENDING):
                return self._measure(node.part)
            case t.IfBlank() | t.Past():
                return self._measure(node.item)
            case t.ByGroup():
                return self._measure(node.cases[0][1])
            case _:
                return ""
