"""均值折算: in proportion to the mean of the units."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.compared import Scaled
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, words


@dataclass(frozen=True, kw_only=True)
class ScaledToMean(Scaled):
    name = "均值折算"
    effect = Effect.GIVES
    summary = (
        "分值 × 实际 ÷ 平均（一起排名的单位的平均），最多得上限（几分），不填上限的最多得全部分值；"
        "平均为 0 时算不出，按缺数据"
    )
    caps_points = False
    examples = (
        Example({"数据项": "信息条数", "分值": "10"}, "8", "10", "正好是平均数", ("6", "10"), measure="条"),
        Example({"数据项": "信息条数", "分值": "10"}, "5", "7.14", "10 × 5 ÷ 7", ("6", "10"), measure="条"),
        Example({"数据项": "信息条数", "分值": "10"}, "14", "10", "超过平均不多得", ("6", "10"), measure="条"),
        Example(
            {"数据项": "信息条数", "分值": "10", "上限": "12"},
            "14",
            "12",
            "写了上限的，最多 12 分",
            ("6", "10"),
            measure="条",
        ),
    )

    cap: t.Number | None = column("上限", fields.points, default=None, help="最多得几分，不填为分值")

    def amount(self) -> t.Node:
        return t.smaller(self.points * self.x / self.across(t.Statistic.MEAN), self.cap or self.points)

    def sentence(self) -> SentenceTree:
        mean, x, most = ValueOf(self.across(t.Statistic.MEAN)), ValueOf(self.x), FigureOf(self.cap or self.points)
        scaled = words("按", x, "÷", mean, "×", FigureOf(self.points), "分计，最多", most, "分")
        return words("实际", x, "，平均", mean, "，", scaled)
