"""每例扣分: points off for every case, or for every case above 基准."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Say
from kaohe_xl.rules.fields import Targets, column
from kaohe_xl.rules.steps import Stepped


@dataclass(frozen=True, kw_only=True)
class CaseLoss(Stepped):
    name = "每例扣分"
    effect = Effect.TAKES
    summary = "每一个“每”（不填为 1）扣一个分值；基准写了 >5 的，只扣超过 5 的部分；负数按 0 计"
    examples = (
        Example({"数据项": "差错例数", "分值": "2"}, "3", "6", measure="例"),
        Example({"数据项": "差错例数", "分值": "2"}, "0", "0", "没有发生不扣", measure="例"),
        Example({"数据项": "违规例数", "基准": ">5", "分值": "4"}, "5", "0", "正好 5 例没有超过", measure="例"),
        Example({"数据项": "违规例数", "基准": ">5", "分值": "4"}, "7", "8", "只扣超过的 2 例", measure="例"),
        Example(
            {"数据项": "不合格米数", "每": "200", "取整": "进一", "分值": "1.5"},
            "401",
            "4.5",
            "不足 200 米按 200 米",
            measure="米",
        ),
        Example({"数据项": "不合格米数", "每": "300", "分值": "1"}, "100", "0.33", "按比例", measure="米"),
    )

    base: Targets | None = column("基准", fields.directed(">"), default=None, help="只扣超过的部分时写 >5，一般不填")
    points: t.Number = column("分值", fields.points, help="每一步扣的分")

    @property
    def excess(self) -> t.Node:
        return t.at_least_zero(self.x if self.base is None else self.x - self.base.base)

    def amount(self) -> t.Node:
        return self.points * self.steps(self.excess)

    def explain(self, say: Say) -> str:
        if self.base is not None and say.value(self.excess) == 0:
            return f"实际{say(self.x)}，没有超过{say(self.base.base)}"
        over = "" if self.base is None else f"，超过{say(self.base.base)}的{say.gap(self.excess, self.x)}"
        return f"实际{say(self.x)}{over}，{self.each(say)}扣{say.points(self.points)}分"
