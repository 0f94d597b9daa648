"""偏离扣分: points off for lying off 基准 on either side."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import DistanceOf, FigureOf, SentenceTree, ValueOf, words
from kaohe_xl.rules.steps import Stepped


@dataclass(frozen=True, kw_only=True)
class Deviation(Stepped):
    name = "偏离扣分"
    effect = Effect.TAKES
    summary = "比基准多或少，每一个“每”扣一个分值；正好等于基准不扣"
    examples = (
        Example({"数据项": "性别比", "基准": "105", "分值": "0.5"}, "105", "0", "正好等于基准"),
        Example({"数据项": "性别比", "基准": "105", "分值": "0.5"}, "107.4", "1.2", "多 2.4"),
        Example({"数据项": "性别比", "基准": "105", "分值": "0.5"}, "103", "1", "少 2"),
        Example({"数据项": "误差率", "基准": "0%", "每": "0.3", "分值": "1"}, "-0.4%", "1.33", "偏 0.4 个百分点"),
        Example({"数据项": "误差率", "基准": "0%", "每": "0.3", "取整": "舍去", "分值": "1"}, "-0.4%", "1"),
    )

    base: Targets = column("基准", fields.directed("="), help="应等于的值，例如 105 或 任务数")
    points: t.Number = column("分值", fields.points, help="每一步扣的分")

    @property
    def distance(self) -> t.Node:
        return t.Call(t.Function.ABS, (self.x - self.base.base,))

    def amount(self) -> t.Node:
        return self.points * self.steps(self.distance)

    def sentence(self) -> SentenceTree:
        off = words("偏离", DistanceOf(self.distance, self.x), "，", self.each, "扣", FigureOf(self.points), "分")
        return words("基准", ValueOf(self.base.base), "，实际", ValueOf(self.x), "，", off)
