"""公式扣分: the value of an expression, taken away."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.formula_gain import Computed


@dataclass(frozen=True, kw_only=True)
class FormulaLoss(Computed):
    name = "公式扣分"
    effect = Effect.TAKES
    summary = "基准里的式子算出来的数就是扣分；算出负数的不扣（扣分不会变成加分）；除数为 0 的算不出，按缺数据"
    examples = (
        Example(
            {"数据项": "", "基准": "(应到数−实到数)÷应到数×10"}, {"应到数": "30", "实到数": "28"}, "0.67", "10 × 2 ÷ 30"
        ),
        Example({"数据项": "", "基准": "(应到数−实到数)×2"}, {"应到数": "30", "实到数": "30"}, "0", "正好不缺"),
        Example({"数据项": "", "基准": "(应到数−实到数)×2"}, {"应到数": "30", "实到数": "31"}, "0", "负数不扣"),
    )

    def amount(self) -> t.Node:
        return t.at_least_zero(self.value)
