"""Sentences filled in: the figures of units put into words, for one unit or for many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact, decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.evaluate import Evaluator
from kaohe_xl.expr.guard import MISSING
from kaohe_xl.expr.parse import day_of, is_date, is_percent
from kaohe_xl.expr.value_columns import Truth
from kaohe_xl.rules.sentence import Choice, DistanceOf, FigureOf, SentencePart, SentenceTree, ValueOf

UnitRows = npt.NDArray[np.intp]
_DECIMALS = 4


@dataclass(frozen=True)
class FigureWords:
    """Fills sentences with the figures that an evaluator gives.

    ``measures``: 计量单位 of the items. ``absent``: the word for an item without a value (未报), by name and row.
    """

    evaluator: Evaluator
    measures: Mapping[str, str] = field(default_factory=dict)
    absent: Callable[[str, int], str] = lambda name, row: MISSING

    def sentence(self, tree: SentenceTree, row: int) -> str:
        """The sentence of one unit."""
        return self.sentences(tree, [row])[0]

    def sentences(self, tree: SentenceTree, rows: Sequence[int] | UnitRows) -> list[str]:
        """The sentence of each of the units in ``rows``."""
        index = np.asarray(rows, dtype=np.intp)
        if not index.size:
            return []
        columns = [self._part(part, index) for part in tree]
        return ["".join(parts) for parts in zip(*columns, strict=True)] if columns else [""] * len(index)

    def holds(self, condition: t.Node) -> BoolArray:
        """Units for which a condition holds. Shape: all units of the evaluator."""
        truth = self.evaluator.truth(condition)
        return truth.value & truth.ok

    def _part(self, part: SentencePart, rows: UnitRows) -> Sequence[str]:
        match part:
            case str():
                return [part] * len(rows)
            case Choice():
                return self._choice(part, rows)
            case ValueOf(node):
                return self._values(node, rows)
            case FigureOf(node):
                return _in_words(self.evaluator.number(node), rows, _plain)
            case DistanceOf(node, like, one):
                return _in_words(self.evaluator.number(node), rows, self._distance(like, one))

    def _choice(self, choice: Choice, rows: UnitRows) -> Sequence[str]:
        told = np.full(len(rows), "", dtype=object)
        left = np.ones(len(rows), dtype=np.bool_)
        for condition, tree in choice.cases:
            if not left.any():
                break
            here = left & self.holds(condition)[rows]
            told[here] = self.sentences(tree, rows[here])
            left &= ~here
        told[left] = self.sentences(choice.otherwise, rows[left])
        return list(told)

    # -- figures -----------------------------------------------------------------------------------------------------

    def _values(self, node: t.Node, rows: UnitRows) -> Sequence[str]:
        value = self.evaluator(node)
        if isinstance(value, Exact):
            told = _in_words(value, rows, self._shown(node))
        elif isinstance(value, Truth):
            told = ["是" if yes else "否" for yes in value.value[rows]]
        else:
            told = [str(text) for text in value.value[rows]]
        known = value.ok[rows]
        if not known.all():
            told = [word if ok else self._absence(node, row) for word, ok, row in zip(told, known, rows, strict=True)]
        return told

    def _absence(self, node: t.Node, row: int) -> str:
        return self.absent(node.name, int(row)) if isinstance(node, t.Item) else MISSING

    def _shown(self, node: t.Node) -> Callable[[Fraction], str]:
        if is_percent(node) or (isinstance(node, t.Number) and node.percent):
            return lambda value: f"{_plain(value * 100)}%"
        if is_date(node):
            return lambda value: day_of(value).isoformat()
        return lambda value: f"{_plain(value)}{self._measure(node)}"

    def _distance(self, like: t.Node, one: str) -> Callable[[Fraction], str]:
        if is_percent(like):
            return lambda value: f"{_plain(value * 100)}个百分点"
        unit = "天" if is_date(like) else self._measure(like)

        def told(value: Fraction) -> str:
            figure = f"{_plain(value)}{unit}"
            return one if one and figure == "1" else figure

        return told

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


def _plain(value: Fraction) -> str:
    return decimal_text(value, most=_DECIMALS)


def _in_words(column: Exact, rows: UnitRows, words: Callable[[Fraction], str]) -> list[str]:
    """A column in words; equal figures are put into words once."""
    known: dict[tuple[int, int], str] = {}
    told = []
    numerators = column.num[rows].tolist()
    denominators = [column.den] * len(rows) if isinstance(column.den, int) else column.den[rows].tolist()
    for number, den, ok in zip(numerators, denominators, column.ok[rows].tolist(), strict=True):
        if not ok:
            told.append(MISSING)
            continue
        if (number, den) not in known:
            known[number, den] = words(Fraction(number, den))
        told.append(known[number, den])
    return told
