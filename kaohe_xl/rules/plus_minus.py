"""增减得分: so many points at the base, more above it, fewer below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields, lists
from kaohe_xl.rules.base import Effect, Example, Problem
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import DistanceOf, FigureOf, SentenceTree, ValueOf, choose, words
from kaohe_xl.rules.steps import Stepped


@dataclass(frozen=True, kw_only=True)
class PlusMinus(Stepped):
    name = "增减得分"
    effect = Effect.GIVES
    summary = (
        "正好完成基准得基本分，每多一个“每”加几分，每少一个“每”减几分，在下限（不填为 0）和上限之间；"
        "分值写成 15±0.3，增减不同的写成 15;+0.6;-0.3"
    )
    caps_points = False
    examples = (
        Example({"数据项": "增长率", "基准": "8%", "分值": "15±0.3"}, "8%", "15", "正好完成"),
        Example({"数据项": "增长率", "基准": "8%", "分值": "15±0.3"}, "10.5%", "15.75", "多 2.5 个百分点"),
        Example({"数据项": "增长率", "基准": "8%", "分值": "15±0.3"}, "-1.1%", "12.27", "少 9.1 个百分点"),
        Example({"数据项": "参训率", "基准": "90%", "分值": "18±0.5", "上限": "20"}, "98%", "20", "最多 20 分"),
        Example({"数据项": "采用篇数", "基准": "3", "分值": "6;+0;-2"}, "1", "2", "每少 1 篇减 2 分", measure="篇"),
        Example({"数据项": "采用篇数", "基准": "3", "分值": "6;+0;-4"}, "0", "0", "不低于下限", measure="篇"),
        Example(
            {"数据项": "增长率", "基准": "8%", "分值": "15;+0.6;-0.3", "取整": "舍去"}, "9.9%", "15.6", "不足的不算"
        ),
    )

    base: Targets = column("基准", fields.directed("=", ">=", "<="), help="得基本分的值，例如 8% 或 任务数")
    points: lists.PlusMinusSteps = column("分值", lists.plus_minus, help="15±0.3 或 15;+0.6;-0.3")
    low: t.Number = column("下限", fields.number, default=t.ZERO, help="最少得几分，不填为 0")
    cap: t.Number | None = column("上限", fields.points, default=None, help="最多得几分，不填的只受标准分限制")

    def amount(self) -> t.Node:
        base, points = self.base.base, self.points
        if self.rounding == "按比例" and points.up is points.down:
            score = points.points + points.up * self.steps(self.x - base)
        else:
            score = points.points
            if points.up.value:
                score = score + points.up * self.steps(t.at_least_zero(self.x - base))
            if points.down.value:
                score = score - points.down * self.steps(t.at_least_zero(base - self.x))
        return t.larger(score if self.cap is None else t.smaller(score, self.cap), self.low)

    def sentence(self) -> SentenceTree:
        base, points = self.base.base, self.points
        more, less = t.at_least_zero(self.x - base), t.at_least_zero(base - self.x)
        above = words("多", DistanceOf(more, self.x), "，", self.each, "加", FigureOf(points.up), "分")
        below = words("少", DistanceOf(less, self.x), "，", self.each, "减", FigureOf(points.down), "分")
        told = choose((t.compare(more, ">", 0), above), (t.compare(less, ">", 0), below), otherwise="正好完成")
        return words("基准", ValueOf(base), "得", FigureOf(points.points), "分，实际", ValueOf(self.x), "，", told)

    def problems(self) -> Iterator[Problem]:
        if not self.points.up.value and not self.points.down.value:
            yield Problem("分值", "增和减都是 0，多少都得一样的分", "写成 15±0.3，或换一种计分方式")
        top = self.cap.value if self.cap else None
        if top is not None and not self.low.value <= self.points.points.value <= top:
            yield Problem("上限", "基本分不在下限和上限之间", "上限是最多得的分，应不小于基本分")
