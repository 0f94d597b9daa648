"""功效系数: straight lines between given points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.rules import lists
from kaohe_xl.rules.base import Effect, Example, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import SentenceTree, ValueOf, joined, words


@dataclass(frozen=True, kw_only=True)
class Efficacy(Rule):
    name = "功效系数"
    effect = Effect.GIVES
    summary = (
        "基准写出几个点 数值:分值，两点之间按直线内插，最小的点以下和最大的点以上不再变；"
        "功效系数法（×40+60）写成 不允许值:60; 满意值:100"
    )
    examples = (
        Example({"数据项": "覆盖率", "基准": "80%:0; 95%:40"}, "80%", "0", "正好在下面的点上"),
        Example({"数据项": "覆盖率", "基准": "80%:0; 95%:40"}, "95%", "40", "正好在上面的点上"),
        Example({"数据项": "覆盖率", "基准": "80%:0; 95%:40"}, "90%", "26.67", "40 ×（90% − 80%）÷ 15%"),
        Example({"数据项": "覆盖率", "基准": "80%:0; 95%:40"}, "70%", "0", "低于最小的点"),
        Example({"数据项": "办结天数", "基准": "5:10; 20:4; 30:0"}, "12", "7.2", "越大分越少也可以", measure="天"),
        Example({"数据项": "户均收入", "基准": "2000:60; 5000:100"}, "4000", "86.67", "功效系数法", measure="元"),
    )

    points: tuple[tuple[t.Number, t.Number], ...] = column(
        "基准", lists.points_on_line, help="两个以上的点 数值:分值，例如 90%:0; 100%:10"
    )

    def amount(self) -> t.Node:
        score: t.Node = self.points[0][1]
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if y0.value == y1.value:
                continue
            inside = t.larger(t.smaller(self.x, x1), x0) - x0
            width = t.Number(x1.value - x0.value, percent=x1.percent)
            rise = t.Number(abs(y1.value - y0.value)) * inside / width
            score = score + rise if y1.value > y0.value else score - rise
        return score

    def sentence(self) -> SentenceTree:
        points = joined("、", (words(ValueOf(x), f"得{decimal_text(y.value)}分") for x, y in self.points))
        return words("实际", ValueOf(self.x), "，", points, "，中间按直线内插")
