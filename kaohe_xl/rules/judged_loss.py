"""酌情扣分: the assessor's figure within a range."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import lists
from kaohe_xl.rules.base import Effect, Example, Rule
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, words


@dataclass(frozen=True, kw_only=True)
class Judged(Rule):
    """A kind whose figure is given by an assessor: 0, or within the range."""

    accepts = (t.ValueType.NUMBER, t.ValueType.INTEGER)

    limits: tuple[t.Number, t.Number] = column("基准", lists.span, help="幅度，例如 5~10")

    @property
    def allowed(self) -> t.Node:
        low, high = self.limits
        inside = t.both(t.Compare(">=", self.x, low), t.Compare("<=", self.x, high))
        return inside if low.value == 0 else t.Logic(False, (t.compare(self.x, "=", 0), inside))

    def amount(self) -> t.Node:
        return t.Valid(self.x, self.allowed)

    def sentence(self) -> SentenceTree:
        low, high = (FigureOf(end) for end in self.limits)
        refused = choose((t.Not(self.allowed), "，既不是0也不在幅度之内，不予采用"))
        return words("幅度", low, "至", high, "分，评定", ValueOf(self.x), refused)


@dataclass(frozen=True, kw_only=True)
class JudgedLoss(Judged):
    name = "酌情扣分"
    effect = Effect.TAKES
    summary = "考核组评定扣几分：没有扣分填 0，扣分必须在基准的幅度之内，超出的是填报错误，按缺数据处理"
    examples = (
        Example({"数据项": "事故扣分", "基准": "5~10"}, "5", "5", "可以是幅度的下端"),
        Example({"数据项": "事故扣分", "基准": "5~10"}, "0", "0", "没有扣分填 0"),
        Example({"数据项": "事故扣分", "基准": "5~10"}, "7.125", "7.13", "得分四舍五入到两位小数"),
        Example({"数据项": "事故扣分", "基准": "5~10"}, "4.9", "缺数据", "低于幅度，退回重评"),
        Example({"数据项": "事故扣分", "基准": "5~10"}, "10.5", "缺数据", "高于幅度，退回重评"),
    )
