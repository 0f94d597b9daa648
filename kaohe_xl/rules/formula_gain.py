"""公式得分: the value of an expression."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import ANY, Effect, Example, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import SentenceTree, by_name, named_values, words


@dataclass(frozen=True, kw_only=True)
class Computed(Rule):
    """A kind whose points are written as an expression."""

    needs_item = False
    several = True
    accepts = ANY

    value: t.Node = column("基准", fields.expression, help="算出分数的式子，例如 最小(5, 完成数÷任务数×5)")

    def amount(self) -> t.Node:
        return self.value

    def sentence(self) -> SentenceTree:
        used = (t.Item, t.Attribute, t.ScoreOf)
        nodes = by_name(node for node in self.value.walk_now() if isinstance(node, used))
        return words(named_values(nodes.values()), "，按公式计") if nodes else words("按公式计")


@dataclass(frozen=True, kw_only=True)
class FormulaGain(Computed):
    name = "公式得分"
    effect = Effect.GIVES
    summary = "基准里的式子算出来的数就是得分；除数为 0 的算不出，按缺数据"
    examples = (
        Example({"数据项": "", "基准": "最小(5, 完成数÷任务数×5)"}, {"完成数": "8", "任务数": "8"}, "5", "正好完成"),
        Example({"数据项": "", "基准": "最小(5, 完成数÷任务数×5)"}, {"完成数": "5", "任务数": "7"}, "3.57"),
        Example(
            {"数据项": "", "基准": "如果(覆盖率>=95%, 6, 如果(覆盖率>=90%, 4, 0))"}, {"覆盖率": "94.9%"}, "4", "分情况"
        ),
        Example({"数据项": "", "基准": "完成数÷任务数×5"}, {"完成数": "5", "任务数": "0"}, "缺数据", "除数为 0"),
    )
