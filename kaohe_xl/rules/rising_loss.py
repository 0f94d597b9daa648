"""递增扣分: the n-th case costs the n-th figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import case_rates
from kaohe_xl.rules.base import Effect, Example, Problem, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, joined, words
from kaohe_xl.rules.steps import marginal


@dataclass(frozen=True, kw_only=True)
class RisingLoss(Rule):
    name = "递增扣分"
    effect = Effect.TAKES
    summary = "第一例扣第一个数，第二例扣第二个数，依次累加，后面的每例都扣最后一个数；例数必须是整数，否则按缺数据"
    accepts = (t.ValueType.NUMBER, t.ValueType.INTEGER)
    examples = (
        Example({"数据项": "事故起数", "分值": "5,6,7,8"}, "0", "0", measure="起"),
        Example({"数据项": "事故起数", "分值": "5,6,7,8"}, "1", "5", "第一起扣 5 分", measure="起"),
        Example({"数据项": "事故起数", "分值": "5,6,7,8"}, "4", "26", "5 + 6 + 7 + 8", measure="起"),
        Example({"数据项": "事故起数", "分值": "5,6,7,8"}, "6", "42", "第五、六起都扣 8 分", measure="起"),
        Example({"数据项": "事故起数", "分值": "0.5,1.25"}, "3", "3", "0.5 + 1.25 + 1.25", measure="起"),
        Example({"数据项": "事故起数", "分值": "首例5分，续例3分"}, "3", "11", "5 + 3 + 3", measure="起"),
        Example({"数据项": "事故起数", "分值": "5,6,7,8"}, "2.5", "缺数据", "不是整数", measure="起"),
    )

    points: tuple[t.Number, ...] = column(
        "分值", case_rates.case_figures, help="第一例、第二例……各扣几分，例如 5,6,7,8，或 首例5分、续例3分"
    )

    @property
    def whole(self) -> t.Node:
        return t.Compare("=", self.x, t.Call(t.Function.FLOOR, (self.x,)))

    def amount(self) -> t.Node:
        bands: list[tuple[t.Number | None, t.Number]] = []
        for number, figure in enumerate(self.points, start=1):
            if bands and bands[-1][1].value == figure.value:
                bands.pop()
            bands.append((t.Number(Fraction(number)), figure))
        return marginal(t.Valid(self.x, self.whole), [*bands[:-1], (None, bands[-1][1])])

    def sentence(self) -> SentenceTree:
        figures = [FigureOf(figure) for figure in self.points]
        losses = words("各例依次扣", joined("、", figures), "分，以后每例扣", figures[-1], "分")
        told = choose((t.Not(self.whole), "不是整数，不予采用"), otherwise=losses)
        return words("实际", ValueOf(self.x), "，", told)

    def problems(self) -> Iterator[Problem]:
        if any(figure.value < 0 for figure in self.points):
            yield Problem("分值", "分值应是正数", "分值写正数，扣分也不带负号")
