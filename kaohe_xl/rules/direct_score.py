"""直接评分: the scorer's figure itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Problem, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, has_value, words


@dataclass(frozen=True, kw_only=True)
class DirectScore(Rule):
    name = "直接评分"
    effect = Effect.GIVES
    summary = "填的数就是得分；必须在 0 到标准分（或上限）之间，超出的是填报错误，按缺数据处理，不会自动改小"
    caps_points = False
    accepts = (t.ValueType.NUMBER, t.ValueType.INTEGER)
    examples = (
        Example({"数据项": "履职评分", "标准分": "20"}, "20", "20", "可以给满分"),
        Example({"数据项": "履职评分", "标准分": "20"}, "17.255", "17.26", "得分四舍五入到两位小数"),
        Example({"数据项": "履职评分", "标准分": "20"}, "20.5", "缺数据", "超过标准分，退回重评"),
        Example({"数据项": "履职评分", "标准分": "20", "上限": "15"}, "15.5", "缺数据", "超过上限，退回重评"),
        Example({"数据项": "履职评分", "标准分": "20"}, "-1", "缺数据", "不能是负数"),
    )

    cap: t.Number | None = column(
        "上限", fields.points, default=lambda context: context.full_mark, help="最多评几分，不填为标准分"
    )

    @property
    def allowed(self) -> t.Node:
        lowest = t.compare(self.x, ">=", 0)
        return lowest if self.cap is None else t.both(lowest, t.Compare("<=", self.x, self.cap))

    def amount(self) -> t.Node:
        return t.Valid(self.x, self.allowed)

    def sentence(self) -> SentenceTree:
        most = words() if self.cap is None else words("至", FigureOf(self.cap))
        refused = words(FigureOf(self.x), "分，不在0", most, "分之内，不予采用")
        given = choose((has_value(self.x), FigureOf(self.x)), otherwise=ValueOf(self.x))
        return words("评定", choose((t.Not(self.allowed), refused), otherwise=words(given, "分")))

    def problems(self) -> Iterator[Problem]:
        if isinstance(self.x, t.Given):
            yield Problem("数据项", "直接评分要一个评分人填的数据项", "子项合计可用 公式得分")
