"""达标得分: all or nothing against 基准."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Rule, Say
from kaohe_xl.rules.fields import Targets, column


@dataclass(frozen=True, kw_only=True)
class Meet(Rule):
    name = "达标得分"
    effect = Effect.GIVES
    summary = "数据项达到基准得分值（不填分值得标准分），达不到得 0 分；写了几个数据项的，要个个达到"
    examples = (
        Example({"数据项": "完成率", "基准": ">=95%", "分值": "5"}, "95%", "5", "正好达到基准算达标"),
        Example({"数据项": "完成率", "基准": ">=95%", "分值": "5"}, "94.99%", "0"),
    )

    base: Targets = column("基准", fields.target, help="比较，例如 >=95%、=0、是")
    points: t.Node = column("分值", fields.number, default=fields.full_mark, help="达标时的得分")

    def amount(self) -> t.Node:
        met = t.both(*(self.base.met_by(item) for item in self.items))
        return t.If(met, self.points, t.ZERO)

    def explain(self, say: Say) -> str:
        seen = "，".join(f"实际{say(item)}" for item in self.items)
        met = all(say.holds(self.base.met_by(item)) for item in self.items)
        return f"要求{say.target(self.base)}，{seen}，{'达标' if met else '未达标'}"
