"""What kinds share that count steps: 每 and 取整, and rates that change along the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import case_rates, fields
from kaohe_xl.rules.base import Rule
from kaohe_xl.rules.case_rates import CaseRates
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Rounding
from kaohe_xl.rules.sentence import DistanceOf, FigureOf, SentenceTree, joined, words


@dataclass(frozen=True, kw_only=True)
class Stepped(Rule):
    """A kind that counts how many 每 there are in a distance."""

    per: t.Number = column("每", fields.positive, default=t.ONE, help="一步多大，不填为 1；百分比项的 1 = 一个百分点")
    rounding: Rounding = column("取整", fields.rounding, default=Rounding("按比例"), help="按比例（不填）、进一、舍去")

    @property
    def step(self) -> t.Node:
        """每 in the unit of the item."""
        return fields.step(self.per, self.x)

    def steps(self, distance: t.Node) -> t.Node:
        """How many steps a distance has."""
        return self.rounding.apply(distance / self.step)

    @property
    def each(self) -> SentenceTree:
        """每1个百分点, with what is done about a part of a step."""
        part = {"进一": "（不足的按一个算）", "舍去": "（不足的不算）"}.get(self.rounding, "")
        return words("每", DistanceOf(self.step, self.x, one="个"), part)


@dataclass(frozen=True, kw_only=True)
class PerCase(Stepped):
    """A kind with points for every case: one figure, or another one for what goes beyond a number of cases."""

    points: CaseRates = column("分值", case_rates.case_rates, help="每一步的分；超过几个另计的写 0.5; >5:1")

    @property
    def stated(self) -> tuple[t.Number, ...]:
        return self.points.figures

    @property
    def start(self) -> t.Node | None:
        """Cases up to here do not count; None: all do."""
        return None

    def _counted(self, cases: t.Node) -> t.Node:
        return t.at_least_zero(cases if self.start is None else cases - self.start)

    @property
    def counted(self) -> t.Node:
        return self._counted(self.x)

    @property
    def parts(self) -> list[tuple[t.Node, t.Number]]:
        """(how much of x, points a step) for each figure."""
        if not self.points.beyond:
            return [(self.counted, self.points.first)]
        limits = [limit for limit, _ in self.points.beyond]
        found = [self._counted(t.smaller(self.x, limits[0]))]
        for limit, end in zip(limits, [*limits[1:], None], strict=True):
            inside = self.x if end is None else t.smaller(self.x, end)
            found.append(t.at_least_zero(inside - limit))
        return list(zip(found, self.points.figures, strict=True))

    def amount(self) -> t.Node:
        return summed([rate * self.steps(part) for part, rate in self.parts])

    def rates_in_words(self, verb: str) -> SentenceTree:
        """每个扣0.5分, or 5起以内每个扣0.5分、超过5起的每个扣1分."""
        costs = [words(self.each, verb, FigureOf(rate), "分") for rate in self.points.figures]
        if not self.points.beyond:
            return costs[0]
        limits = [DistanceOf(limit, self.x) for limit, _ in self.points.beyond]
        told = [words(limits[0], "以内", costs[0])]
        told += [words("超过", limit, "的", cost) for limit, cost in zip(limits, costs[1:], strict=True)]
        return joined("、", told)


def quotient(distance: t.Number, step: t.Node) -> t.Node:
    """distance ÷ step, worked out where both are plain figures."""
    if isinstance(step, t.Number) and step.cell is None and distance.cell is None:
        return t.Number(distance.value / step.value)
    return distance / step


def marginal(count: t.Node, bands: Sequence[tuple[t.Node | None, t.Node]]) -> t.Node:
    """Each band's rate × how much of the count lies in it, like a tax table; what lies below 0 counts nothing.

    ``bands``: (end, rate) rising; the end None = without end.
    """
    terms = []
    start: t.Node | None = None
    for end, rate in bands:
        inside = count if end is None else t.smaller(count, end)
        terms.append(rate * t.at_least_zero(inside if start is None else inside - start))
        start = end
    return summed(terms)


def summed(terms: Sequence[t.Node]) -> t.Node:
    """One term after the other."""
    return reduce(add, terms)
