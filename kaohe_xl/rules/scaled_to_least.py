"""末位折算: in inverse proportion to the unit with the smallest value."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.compared import Scaled
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, words


@dataclass(frozen=True, kw_only=True)
class ScaledToLeast(Scaled):
    name = "末位折算"
    effect = Effect.GIVES
    summary = "越小越好：分值 × 最小的 ÷ 实际（一起排名的单位中最小的），最小的得全部分值；实际不大于 0 的得全部分值"
    examples = (
        Example({"数据项": "办结天数", "分值": "10"}, "4", "10", "自己就是最小的", ("5", "12"), measure="天"),
        Example({"数据项": "办结天数", "分值": "10"}, "12", "3.33", "10 × 4 ÷ 12", ("4", "5"), measure="天"),
        Example({"数据项": "投诉件数", "分值": "10"}, "0", "10", "0 件得满分", ("2", "5"), measure="件"),
        Example(
            {"数据项": "投诉件数", "分值": "10"}, "2", "0", "有单位为 0 时，其它单位得 0 分", ("0", "5"), measure="件"
        ),
    )

    def amount(self) -> t.Node:
        least = t.at_least_zero(self.across(t.Statistic.MIN))
        return t.If(t.compare(self.x, "<=", 0), self.points, self.points * least / self.x)

    def sentence(self) -> SentenceTree:
        least, x = ValueOf(self.across(t.Statistic.MIN)), ValueOf(self.x)
        scaled = words("最小的", least, "，按", least, "÷", x, "×", FigureOf(self.points), "分计")
        return words("实际", x, "，", choose((t.compare(self.x, "<=", 0), "不大于0的得全部分值"), otherwise=scaled))
