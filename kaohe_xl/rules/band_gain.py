"""累进得分: marginal bands, each with its own rate."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields, lists
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import DistanceOf, FigureOf, SentenceTree, ValueOf, joined, words
from kaohe_xl.rules.steps import Stepped, marginal


@dataclass(frozen=True, kw_only=True)
class BandGain(Stepped):
    name = "累进得分"
    effect = Effect.GIVES
    summary = (
        "像税率表一样分段计：分值 10:0.5; 20:0.25 表示前 10 个“每”每个 0.5 分，第 10 到 20 个每个 0.25 分，再多不计"
        "（最后一段写 其余:0.1 的一直计下去）；基准写起算点，不填从 0 起算"
    )
    examples = (
        Example({"数据项": "增幅", "分值": "10:0.5; 20:0.25"}, "10%", "5", "正好到第一段末"),
        Example({"数据项": "增幅", "分值": "10:0.5; 20:0.25"}, "16.3%", "6.58", "10 × 0.5 + 6.3 × 0.25 = 6.575"),
        Example({"数据项": "增幅", "分值": "10:0.5; 20:0.25"}, "35%", "7.5", "第二段以外不计"),
        Example({"数据项": "增幅", "分值": "10:0.5; 20:0.25"}, "-3%", "0"),
        Example(
            {"数据项": "项目数", "基准": ">2", "分值": "3:2; 其余:0.5"},
            "7",
            "7",
            "超过 2 的 5 个：3 × 2 + 2 × 0.5",
            measure="个",
        ),
    )

    base: Targets | None = column("基准", fields.directed(">", ">=", "="), default=None, help="起算点，不填从 0 起算")
    bands: tuple[tuple[t.Number | None, t.Number], ...] = column(
        "分值", lists.bands, help="各段 到第几个“每”:每个几分，例如 10:0.5; 20:0.25"
    )

    @property
    def distance(self) -> t.Node:
        return self.x if self.base is None else self.x - self.base.base

    def amount(self) -> t.Node:
        return marginal(self.steps(self.distance), self.bands)

    def sentence(self) -> SentenceTree:
        start = words()
        if self.base is not None:
            start = words("，从", ValueOf(self.base.base), "起算", DistanceOf(self.distance, self.x))
        parts, before = [], ""
        for end, rate in self.bands:
            reach = fields.shown(end.value) if end else ""
            span = "以后" if end is None else f"第{before}至{reach}个" if before else f"前{reach}个"
            parts.append(words(span, "每个", FigureOf(rate), "分"))
            before = reach
        return words("实际", ValueOf(self.x), start, "，", self.each, "算一个，", joined("，", parts))
