"""触发清零: the indicator scores 0 once the condition holds."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import lists
from kaohe_xl.rules.base import ANY, Effect, Example, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.lists import Trigger
from kaohe_xl.rules.sentence import SentenceTree, by_name, choose, named_values, words


@dataclass(frozen=True, kw_only=True)
class Zeroing(Rule):
    name = "触发清零"
    effect = Effect.ZEROES
    summary = "基准的条件成立，该项得 0 分，其它条款怎样都不管；写了几个数据项的，有一个成立就清零"
    needs_item = False
    several = True
    accepts = ANY
    examples = (
        Example({"数据项": "泄密件数", "基准": ">0"}, "1", "清零", "发生 1 件即不得分", measure="件"),
        Example({"数据项": "泄密件数", "基准": ">0"}, "0", "不清零", measure="件"),
        Example({"数据项": "安全事故", "基准": "是"}, "是", "清零"),
        Example(
            {"数据项": "泄密、失密", "基准": ">=1"},
            {"泄密": "0", "失密": "2"},
            "清零",
            "有一个成立就清零",
            measure="件",
        ),
        Example(
            {"数据项": "", "基准": "事故起数>=2 且 瞒报=是"}, {"事故起数": "2", "瞒报": "否"}, "不清零", "条件可以写全"
        ),
    )

    trigger: Trigger = column("基准", lists.trigger, help="条件：>0、是，或写全 泄密件数>0")

    def amount(self) -> t.Node:
        return self.trigger.holds(self.items)

    def sentence(self) -> SentenceTree:
        condition = self.amount()
        asked = [*self.items, *(node for node in condition.walk() if isinstance(node, t.Item | t.Attribute))]
        told = choose((condition, "合清零条件，该项不得分"), otherwise="不合清零条件")
        return words(named_values(by_name(asked).values()), "，", told)
