"""每例得分: points for every case."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Say
from kaohe_xl.rules.fields import column
from kaohe_xl.rules.steps import Stepped


@dataclass(frozen=True, kw_only=True)
class CaseGain(Stepped):
    name = "每例得分"
    effect = Effect.GIVES
    summary = "每一个“每”（不填为 1）得一个分值，最多得上限；负数按 0 计"
    examples = (
        Example({"数据项": "采用篇数", "分值": "2", "上限": "10"}, "5", "10", "正好到上限", measure="篇"),
        Example({"数据项": "采用篇数", "分值": "2", "上限": "10"}, "7", "10", "超过上限的不计", measure="篇"),
        Example({"数据项": "采用篇数", "分值": "2", "上限": "10"}, "0", "0", measure="篇"),
        Example({"数据项": "服务人次", "每": "300", "分值": "1"}, "500", "1.67", "1 × 500 ÷ 300", measure="人次"),
        Example(
            {"数据项": "服务人次", "每": "300", "取整": "舍去", "分值": "1"},
            "599",
            "1",
            "不足 300 的不算",
            measure="人次",
        ),
    )

    points: t.Number = column("分值", fields.points, help="每一步得的分")

    def amount(self) -> t.Node:
        return self.points * self.steps(t.at_least_zero(self.x))

    def explain(self, say: Say) -> str:
        return f"实际{say(self.x)}，{self.each(say)}得{say.points(self.points)}分"
