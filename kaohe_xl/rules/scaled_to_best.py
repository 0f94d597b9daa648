"""首位折算: in proportion to the unit with the largest value."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.compared import Scaled
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, words


@dataclass(frozen=True, kw_only=True)
class ScaledToBest(Scaled):
    name = "首位折算"
    effect = Effect.GIVES
    summary = (
        "分值 × 实际 ÷ 第一名（一起排名的单位中最大的），第一名得全部分值；第一名不大于 0 时都得 0 分，得分不低于 0"
    )
    examples = (
        Example({"数据项": "投入额", "分值": "100"}, "1500", "100", "自己就是第一名", ("1200", "300"), measure="万元"),
        Example(
            {"数据项": "投入额", "分值": "100"}, "1000", "66.67", "100 × 1000 ÷ 1500", ("1500", "300"), measure="万元"
        ),
        Example({"数据项": "投入额", "分值": "100"}, "-20", "0", "不低于 0 分", ("1500", "300"), measure="万元"),
        Example({"数据项": "投入额", "分值": "100"}, "0", "0", "都没有投入，都得 0 分", ("0", "0"), measure="万元"),
    )

    def amount(self) -> t.Node:
        best = self.across(t.Statistic.MAX)
        share = self.points * t.at_least_zero(self.x) / best
        return t.Needs(t.If(t.compare(best, ">", 0), share, t.ZERO), self.x)

    def sentence(self) -> SentenceTree:
        best, x = self.across(t.Statistic.MAX), ValueOf(self.x)
        scaled = words("按", x, "÷", ValueOf(best), "×", FigureOf(self.points), "分计")
        told = choose((t.compare(t.smaller(best, self.x), "<=", 0), "不大于0的得0分"), otherwise=scaled)
        return words("实际", x, "，第一名", ValueOf(best), "，", told)
