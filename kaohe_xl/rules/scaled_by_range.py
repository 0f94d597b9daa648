"""极差折算: between the smallest and the largest value of the units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Problem
from kaohe_xl.rules.compared import Scaled
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, words


@dataclass(frozen=True, kw_only=True)
class ScaledByRange(Scaled):
    name = "极差折算"
    effect = Effect.GIVES
    summary = (
        "最大的得全部分值，最小的得下限（不填为 0），中间的按 下限 +（分值 − 下限）×（实际 − 最小）÷（最大 − 最小）；"
        "都一样时都得全部分值"
    )
    examples = (
        Example({"数据项": "增长率", "分值": "10", "下限": "4"}, "2%", "4", "最小的得下限", ("5%", "11%")),
        Example({"数据项": "增长率", "分值": "10", "下限": "4"}, "11%", "10", "最大的得全部分值", ("5%", "2%")),
        Example({"数据项": "增长率", "分值": "10", "下限": "4"}, "-1%", "4", "可以是负数", ("5%", "2%")),
        Example({"数据项": "增长率", "分值": "10"}, "5%", "3.33", "10 ×（5% − 2%）÷（11% − 2%）", ("11%", "2%")),
        Example({"数据项": "增长率", "分值": "10"}, "5%", "10", "都一样，都得全部分值", ("5%", "5%")),
    )

    low: t.Number = column("下限", fields.points, default=t.ZERO, help="最小的得几分，不填为 0")

    def amount(self) -> t.Node:
        least = self.across(t.Statistic.MIN)
        width = self.across(t.Statistic.MAX) - least
        span = self.points if self.low is t.ZERO else self.points - self.low
        scaled = span * (self.x - least) / width
        between = scaled if self.low is t.ZERO else self.low + scaled
        return t.Needs(t.If(t.compare(width, "=", 0), self.points, between), self.x)

    def sentence(self) -> SentenceTree:
        least, most = self.across(t.Statistic.MIN), self.across(t.Statistic.MAX)
        alike = words("各单位都一样，都得", FigureOf(self.points), "分")
        ends = words("最小", ValueOf(least), "，最大", ValueOf(most))
        scale = words("在", FigureOf(self.low), "至", FigureOf(self.points), "分之间按所处位置计")
        told = choose((t.compare(most - least, "=", 0), alike), otherwise=words(ends, "，", scale))
        return words("实际", ValueOf(self.x), "，", told)

    def problems(self) -> Iterator[Problem]:
        if self.low.value > self.points.value:
            yield Problem("下限", "下限大于分值", "下限是最小的单位得的分，应小于分值")
