"""比例得分: points in proportion to how far 基准 is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Problem, Rule
from kaohe_xl.rules.declared import Context, FieldError, column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, choose, requirement, words

FULL = t.Number(Fraction(1), percent=True)
_MOST = 3  # a bare figure above this is meant as points, not as a ratio


def _ratio(cell: Cell, context: Context) -> t.Number:
    """上限 as a ratio: 120% or 1.2."""
    value = fields.positive(cell, context)
    if value.value > _MOST and not value.percent:
        raise FieldError(f"“{cell.text}”不是比例", "这里的上限是得分与分值之比，写成 120%；不超过分值的不用填")
    return value


@dataclass(frozen=True, kw_only=True)
class Ratio(Rule):
    name = "比例得分"
    effect = Effect.GIVES
    summary = (
        "分值 × 实际 ÷ 基准（<= 的基准为 基准 ÷ 实际），达到基准得全部分值；"
        "上限填比例，大于 100% 时超过基准的继续按比例加，直到上限；实际不大于 0 的得 0 分（<= 的基准得到顶）"
    )
    caps_points = False
    examples = (
        Example({"数据项": "及时率", "基准": ">=72%", "分值": "20"}, "72%", "20", "正好达到基准得满分"),
        Example({"数据项": "及时率", "基准": ">=72%", "分值": "20"}, "60%", "16.67", "20 × 60% ÷ 72%"),
        Example({"数据项": "及时率", "基准": ">=72%", "分值": "20"}, "90%", "20", "超过基准不多得"),
        Example({"数据项": "及时率", "基准": ">=72%", "分值": "20", "上限": "120%"}, "90%", "24", "最多 20 × 120%"),
        Example({"数据项": "差错数", "基准": "<=3", "分值": "10"}, "4", "7.5", "越少越好：10 × 3 ÷ 4", measure="个"),
        Example({"数据项": "差错数", "基准": "<=0", "分值": "10"}, "1", "0", "要求为 0 的，有就不得分", measure="个"),
        Example(
            {"数据项": "到位资金", "基准": ">=任务数", "分值": "13"},
            {"到位资金": "900", "任务数": "1200"},
            "9.75",
            "基准可以是另一个数据项",
            measure="万元",
        ),
    )

    base: Targets = column("基准", fields.directed(">=", "<=", ">", "<"), help="目标，例如 >=95% 或 <=3")
    points: t.Number = column("分值", fields.points, default=fields.full_mark, help="达到基准时的得分，不填为标准分")
    cap: t.Number = column("上限", _ratio, default=FULL, help="得分最多是分值的多少，不填为 100%")

    @property
    def top(self) -> t.Node:
        """Points for a base that is met but gives no proportion (0 or below)."""
        return self.points if self.cap.value >= 1 else self.points * self.cap

    def amount(self) -> t.Node:
        base = self.base.base
        if self.base.higher_is_better:
            share = t.smaller(self.cap, t.at_least_zero(self.x) / base)
            points = self.points * share
        else:
            # b ÷ max(x, b ÷ cap) = min(b ÷ x, cap), without a division by an x of 0
            points = self.points * base / t.larger(self.x, base if self.cap is FULL else base / self.cap)
        if _positive(base):
            return points
        return t.If(t.compare(base, ">", 0), points, t.If(self.base.met_by(self.x), self.top, t.ZERO))

    def sentence(self) -> SentenceTree:
        base, x = self.base.base, self.x
        share, whole = (x, base) if self.base.higher_is_better else (base, x)
        limit = words() if self.cap is FULL else words("，最多", ValueOf(self.cap))
        scaled = words("按", ValueOf(share), "÷", ValueOf(whole), "×", FigureOf(self.points), "分计", limit)
        met = [(self.base.met_by(x), "达到要求")] if self.cap.value <= 1 else []
        missed = (t.compare(t.smaller(x, base), "<=", 0), "没有达到要求")
        told = choose(*met, missed, otherwise=scaled)
        return words("要求", requirement(self.base), "，实际", ValueOf(x), "，", told)

    def problems(self) -> Iterator[Problem]:
        for each in self.base.every:
            if isinstance(each.base, t.Number) and each.base.value < 0:
                yield Problem("基准", "比例得分的基准是负数，算不出比例", "换成 增减得分 或 差额扣分")


def _positive(node: t.Node) -> bool:
    """Above 0 whatever the data."""
    match node:
        case t.Number():
            return node.value > 0
        case t.ByGroup():
            parts = [part for _, part in node.cases] + ([node.otherwise] if node.otherwise else [])
            return all(_positive(part) for part in parts)
        case _:
            return False
