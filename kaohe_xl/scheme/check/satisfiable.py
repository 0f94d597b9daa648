"""Can a condition hold, and can it fail? Tried out on every value of its items that could make a difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor, prod

import numpy as np

from kaohe_xl.base.exact import BoolArray
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.rules.illustrate import Units
from kaohe_xl.scheme import model as m

_MOST = 4000  # combinations; beyond that nothing is said
_OTHER = "（别的文字）"
Value = Fraction | str


@dataclass(frozen=True)
class Trial:
    """Conditions tried on all combinations of values: ``holds[i][j]`` = condition i on combination j."""

    items: tuple[str, ...]
    combinations: tuple[tuple[Value, ...], ...]
    holds: tuple[BoolArray, ...]

    @property
    def single(self) -> bool:
        """All conditions are about one item."""
        return len(self.items) == 1


def try_out(scheme: m.Scheme, conditions: Sequence[t.Node]) -> Trial | None:
    """Values are kept inside 最小 and 最大. None where a condition is not plain comparisons of items with figures."""
    compared: dict[str, list[t.Number | t.TextLiteral]] = {}
    for condition in conditions:
        for part in condition.walk():
            if isinstance(part, t.Compare):
                if isinstance(part.left, t.Number) and isinstance(part.right, t.Number):
                    continue  # 其它: always holds
                item, literal = _sides(part)
                if item is None or literal is None or item.name not in scheme.items:
                    return None
                compared.setdefault(item.name, []).append(literal)
            elif not isinstance(part, t.Logic | t.Listed | t.Applying | t.Not | t.Item | t.Number | t.TextLiteral):
                return None
    values = {name: _values(scheme.items[name], literals) for name, literals in compared.items()}
    if not values or not all(values.values()) or prod(map(len, values.values())) > _MOST:
        return None
    combinations = tuple(product(*values.values()))
    columns = dict(zip(values, zip(*combinations, strict=True), strict=True))
    return Trial(tuple(values), combinations, _evaluated(scheme, conditions, columns, len(combinations)))


def _sides(part: t.Compare) -> tuple[t.Item | None, t.Number | t.TextLiteral | None]:
    for item, literal in ((part.left, part.right), (part.right, part.left)):
        if isinstance(item, t.Item) and isinstance(literal, t.Number | t.TextLiteral):
            return item, literal
    return None, None


def _evaluated(
    scheme: m.Scheme, conditions: Sequence[t.Node], columns: Mapping[str, Sequence[Value]], size: int
) -> tuple[BoolArray, ...]:
    source = Units({name: scheme.items[name].type for name in columns}, columns, [""] * size)
    evaluate = Evaluator(source)
    return tuple(np.asarray(evaluate.truth(condition).value, dtype=np.bool_) for condition in conditions)


def _values(item: m.DataItem, literals: Iterable[t.Number | t.TextLiteral]) -> list[Value]:
    """Every value that could make a difference: thresholds, what lies between and beyond them, the item's bounds."""
    if item.type is t.ValueType.YES_NO:
        return ["是", "否"]
    if not item.type.is_numeric:
        return [*dict.fromkeys(literal.text for literal in literals if isinstance(literal, t.TextLiteral)), _OTHER]
    figures = sorted({literal.value for literal in literals if isinstance(literal, t.Number)})
    between = [(low + high) / 2 for low, high in pairwise(figures)]
    points = {*figures, *between, *(figure + step for figure in (figures[0], figures[-1]) for step in (-1, 1))}
    points |= {bound for bound in (item.low, item.high) if bound is not None}
    if item.type in (t.ValueType.INTEGER, t.ValueType.DATE):
        points = {
            Fraction(near)
            for figure in points
            for near in (floor(figure), ceil(figure), floor(figure) - 1, ceil(figure) + 1)
        }
    return sorted(value for value in points if _inside(item, value))


def _inside(item: m.DataItem, value: Fraction) -> bool:
    return (item.low is None or value >= item.low) and (item.high is None or value <= item.high)
