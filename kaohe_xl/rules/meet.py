"""达标得分: all or nothing against 基准."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import ANY, Effect, Example, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import SentenceTree, ValueOf, choose, named_values, requirement, words


@dataclass(frozen=True, kw_only=True)
class MeetsTarget(Rule):
    """A kind that only asks whether every item meets 基准."""

    accepts = ANY
    several = True

    base: Targets = column("基准", fields.target, help="比较，例如 >=95%、=0、是、<=2022-10-31")

    @property
    def met(self) -> t.Node:
        """Every item meets the target; unknown as soon as one item lacks its value. One that is 不适用 is not asked."""
        parts = tuple(self.base.met_by(item) for item in self.items)
        return parts[0] if len(parts) == 1 else t.Listed(True, parts)

    def sentence(self) -> SentenceTree:
        seen = words("实际", ValueOf(self.x)) if len(self.items) == 1 else named_values(self.items)
        told = choose((self.met, "达标"), otherwise="未达标")
        return words("要求", requirement(self.base), "，", seen, "，", told)


@dataclass(frozen=True, kw_only=True)
class Meet(MeetsTarget):
    name = "达标得分"
    effect = Effect.GIVES
    summary = (
        "数据项达到基准得“分值”那么多分（不填得标准分），达不到得 0 分；写了几个数据项的，要个个达到，缺一个就是缺数据"
    )
    examples = (
        Example({"数据项": "完成率", "基准": ">=95%", "分值": "5"}, "95%", "5", "正好达到基准算达标"),
        Example({"数据项": "完成率", "基准": ">=95%", "分值": "5"}, "94.99%", "0", "差一点也不得分，不四舍五入"),
        Example({"数据项": "有制度", "基准": "是", "标准分": "4"}, "是", "4", "不填分值，得标准分"),
        Example(
            {"数据项": "投诉、曝光", "基准": "=0", "分值": "20"},
            {"投诉": "0", "曝光": "1"},
            "0",
            "要个个达到",
            measure="件",
        ),
        Example({"数据项": "完成日期", "基准": "<=2022-10-31", "分值": "15"}, "2022-10-31", "15", "当天算按期"),
        Example(
            {"数据项": "参合率", "基准": "驻地镇:>=80%; 其它:>=50%", "分值": "10"},
            "79.9%",
            "0",
            "驻地镇的基准高",
            group="驻地镇",
        ),
    )

    points: t.Number = column("分值", fields.points, default=fields.full_mark, help="达标时的得分，不填为标准分")

    def amount(self) -> t.Node:
        return t.If(self.met, self.points, t.ZERO)
