"""不达标扣分: a fixed loss when 基准 is not met."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.meet import MeetsTarget


@dataclass(frozen=True, kw_only=True)
class Miss(MeetsTarget):
    name = "不达标扣分"
    effect = Effect.TAKES
    summary = (
        "数据项达不到基准扣“分值”那么多分（不填扣标准分），达到不扣；"
        "写了几个数据项的，有一个达不到就扣，一行只扣一次，缺一个就是缺数据"
    )
    examples = (
        Example({"数据项": "网上办证率", "基准": ">=85%", "分值": "1"}, "85%", "0", "正好达到基准不扣"),
        Example({"数据项": "网上办证率", "基准": ">=85%", "分值": "1"}, "84.9%", "1"),
        Example({"数据项": "实行告知", "基准": "是", "分值": "0.5"}, "否", "0.5"),
        Example(
            {"数据项": "有方案、有总结", "基准": "是", "分值": "0.2"},
            {"有方案": "否", "有总结": "否"},
            "0.2",
            "两个都没有也只扣一次；要分别扣的，写成两行",
        ),
    )

    points: t.Number = column("分值", fields.points, default=fields.full_mark, help="不达标时扣的分，不填为标准分")

    def amount(self) -> t.Node:
        return t.If(self.met, t.ZERO, self.points)
