"""超期扣分: points off for every day after the deadline."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, has_value, words
from kaohe_xl.rules.steps import Stepped

_DEADLINE = t.Quantity.DEADLINE


@dataclass(frozen=True, kw_only=True)
class Late(Stepped):
    name = "超期扣分"
    effect = Effect.TAKES
    summary = (
        "日期比基准晚，每一个“每”（天，不填为 1）扣一个分值；按期和提前不扣；"
        "交了表但日期留空的，视为没有完成，按本期截止日期算；没有交表的按缺数据"
    )
    accepts = (t.ValueType.DATE,)
    examples = (
        Example({"数据项": "报送日期", "基准": "<=2022-11-30", "分值": "1"}, "2022-11-30", "0", "当天不算晚"),
        Example({"数据项": "报送日期", "基准": "<=2022-11-30", "分值": "1"}, "2022-12-04", "4", "晚 4 天"),
        Example({"数据项": "报送日期", "基准": "<=2022-11-30", "每": "3", "分值": "1"}, "2022-12-04", "1.33", "按比例"),
        Example(
            {"数据项": "报送日期", "基准": "<=2022-11-30", "每": "7", "取整": "进一", "分值": "1"},
            "2022-12-08",
            "2",
            "晚 8 天，不足一周按一周",
        ),
        Example(
            {"数据项": "报送日期", "基准": "<=2022-11-30", "分值": "1"},
            "",
            "31",
            "留空：按截止日期 2022-12-31 算",
            given={_DEADLINE: "2022-12-31"},
        ),
    )

    base: Targets = column("基准", fields.directed("<=", "="), help="期限，例如 <=2022-10-31")
    points: t.Number = column("分值", fields.points, help="每一步扣的分")

    @property
    def done(self) -> t.Node:
        """The date, or the period's deadline where a returned form left it blank."""
        return t.IfBlank(self.x, t.Given(_DEADLINE)) if isinstance(self.x, t.Item) else self.x

    @property
    def days(self) -> t.Node:
        return t.at_least_zero(self.done - self.base.base)

    def amount(self) -> t.Node:
        return self.points * self.steps(self.days)

    def sentence(self) -> SentenceTree:
        days, per = self.days, fields.shown(self.per.value)
        part = {"进一": f"（不足{per}天的按{per}天算）", "舍去": f"（不足{per}天的不算）"}.get(self.rounding, "")
        each = words(f"天，每{'' if per == '1' else per}天{part}扣", FigureOf(self.points), "分")
        left_blank = words("没有填日期，按本期截止日期", ValueOf(self.done), "算")
        done = choose((has_value(self.x), words("实际", ValueOf(self.x))), otherwise=left_blank)
        told = choose((t.compare(days, "=", 0), "没有超期"), otherwise=words("晚", FigureOf(days), each))
        return words("期限", ValueOf(self.base.base), "，", done, "，", told)
