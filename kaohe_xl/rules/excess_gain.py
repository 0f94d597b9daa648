"""超额得分: points for what goes beyond 基准."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import DistanceOf, FigureOf, SentenceTree, ValueOf, choose, words
from kaohe_xl.rules.steps import Stepped


@dataclass(frozen=True, kw_only=True)
class ExcessGain(Stepped):
    name = "超额得分"
    effect = Effect.GIVES
    summary = "比基准好（>= 为超过，<= 为低于）每一个“每”得一个分值，最多得上限；不比基准好得 0 分"
    examples = (
        Example({"数据项": "完成率", "基准": ">=100%", "每": "1", "分值": "0.2"}, "100%", "0", "正好完成没有超额"),
        Example({"数据项": "完成率", "基准": ">=100%", "每": "1", "分值": "0.2"}, "98%", "0", "没完成不倒扣"),
        Example({"数据项": "完成率", "基准": ">=100%", "每": "1", "分值": "0.2"}, "107.6%", "1.52", "超 7.6 个百分点"),
        Example(
            {"数据项": "到位资金", "基准": ">=任务数", "每": "100", "取整": "舍去", "分值": "0.5", "上限": "5"},
            {"到位资金": "1399", "任务数": "1200"},
            "0.5",
            "每满 100 万元才算",
            measure="万元",
        ),
        Example(
            {"数据项": "能耗", "基准": "<=50", "每": "3", "分值": "1"},
            "42",
            "2.67",
            "越低越好：低 8，8 ÷ 3",
            measure="吨",
        ),
    )

    base: Targets = column("基准", fields.directed(">=", "<=", ">", "<"), help="从哪里起算超额，例如 >=100%")
    points: t.Number = column("分值", fields.points, help="每一步得的分")

    @property
    def excess(self) -> t.Node:
        base = self.base.base
        return t.at_least_zero(self.x - base if self.base.higher_is_better else base - self.x)

    def amount(self) -> t.Node:
        return self.points * self.steps(self.excess)

    def sentence(self) -> SentenceTree:
        excess = self.excess
        side = "超过" if self.base.higher_is_better else "低于"
        gained = words(side, DistanceOf(excess, self.x), "，", self.each, "得", FigureOf(self.points), "分")
        told = choose((t.compare(excess, "=", 0), "没有超额"), otherwise=gained)
        return words("基准", ValueOf(self.base.base), "，实际", ValueOf(self.x), "，", told)
