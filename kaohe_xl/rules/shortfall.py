"""差额扣分: points for every step that the item falls short of (or exceeds) 基准."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Rule, Say
from kaohe_xl.rules.fields import Rounding, Targets, column


@dataclass(frozen=True, kw_only=True)
class Shortfall(Rule):
    name = "差额扣分"
    effect = Effect.TAKES
    summary = "与基准相差（>= 为低于，<= 为超过）每一个“每”扣一个分值"
    examples = (
        Example({"数据项": "完成率", "基准": ">=95%", "每": "1", "分值": "1"}, "92.3%", "2.7", "低 2.7 个百分点"),
        Example({"数据项": "完成率", "基准": ">=95%", "每": "1", "分值": "1", "取整": "进一"}, "92.3%", "3"),
    )

    base: Targets = column("基准", fields.target, help="目标，例如 >=95% 或 <=3")
    points: t.Node = column("分值", fields.number, help="每一步扣的分")
    per: t.Node = column("每", fields.positive, default=t.ONE, help="一步多大；百分比项 1 = 一个百分点")
    rounding: Rounding = column("取整", fields.rounding, default=Rounding("按比例"), help="按比例、进一、舍去")

    @property
    def gap(self) -> t.Node:
        base = self.base.base
        return t.at_least_zero(base - self.x if self.base.higher_is_better else self.x - base)

    def amount(self) -> t.Node:
        return self.points * self.rounding.apply(self.gap / fields.step(self.per, self.x))

    def explain(self, say: Say) -> str:
        side = "低" if self.base.higher_is_better else "超过"
        return (
            f"要求{say.target(self.base)}，实际{say(self.x)}，{side}{say.gap(self.gap, self.x)}，"
            f"每{say.gap(fields.step(self.per, self.x), self.x)}扣{say.points(self.points)}分"
        )
