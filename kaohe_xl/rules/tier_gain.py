"""分档得分: the first tier that holds decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.expr import tree as t
from kaohe_xl.rules import lists
from kaohe_xl.rules.base import ANY, Effect, Example, Problem, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import SentenceTree, choose, named_values, words

Tiers = tuple[tuple[t.Node, t.Number], ...]


@dataclass(frozen=True, kw_only=True)
class Tiered(Rule):
    """A kind with tiers, looked at in the order in which they are written."""

    needs_item = False
    several = True
    accepts = ANY

    tiers: Tiers = column(
        "基准", lists.tiers, help="各档写成 条件:分值，例如 >=98%:10; >=95%:8；从前往后第一个成立的算"
    )

    def amount(self) -> t.Node:
        result: t.Node = t.ZERO
        for condition, points in reversed(self.tiers):
            result = t.If(condition, points, result)
        return result

    def sentence(self) -> SentenceTree:
        seen = named_values(self.items)
        tiers = (
            (condition, f"合第{number}档（{decimal_text(points.value)}分）")
            for number, (condition, points) in enumerate(self.tiers, start=1)
        )
        return words(seen, "，" if seen else "", choose(*tiers, otherwise="哪一档也不合"))

    def problems(self) -> Iterator[Problem]:
        if any(points.value < 0 for _, points in self.tiers):
            yield Problem("基准", "档的分值是负数", "分值写正数，扣分也不带负号")


@dataclass(frozen=True, kw_only=True)
class TierGain(Tiered):
    name = "分档得分"
    effect = Effect.GIVES
    summary = "从前往后看各档，第一个成立的档的分值就是得分，都不成立得 0 分；条件里可以写别的数据项，其它 表示其余情况"
    examples = (
        Example({"数据项": "参保率", "基准": ">=98%:3; >=95%:2; >=90%:1"}, "98%", "3", "正好到线算这一档"),
        Example({"数据项": "参保率", "基准": ">=98%:3; >=95%:2; >=90%:1"}, "97.99%", "2"),
        Example({"数据项": "参保率", "基准": ">=98%:3; >=95%:2; >=90%:1"}, "89.5%", "0", "哪一档也不到"),
        Example({"数据项": "等级", "基准": "优秀:10; 良好:8.5; 其它:6"}, "良好", "8.5", "文本数据项写值"),
        Example(
            {"数据项": "", "基准": "国家级=是:10; 省级=是:7; 市级>=2:5.5"},
            {"国家级": "否", "省级": "否", "市级": "2"},
            "5.5",
            "各档看不同的数据项",
        ),
        Example(
            {"数据项": "投资完成率", "基准": ">=100% 且 实际投入比>=20%:10; >=100%:8; 其它:5"},
            {"投资完成率": "102%", "实际投入比": "15%"},
            "8",
            "一档里还看另一个数据项，用 且 接着写",
        ),
    )
