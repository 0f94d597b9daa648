"""差额扣分: points for every step that the item falls short of (or exceeds) 基准."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields, lists
from kaohe_xl.rules.base import Effect, Example, Problem
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.lists import Rates
from kaohe_xl.rules.sentence import DistanceOf, FigureOf, SentenceTree, ValueOf, choose, joined, requirement, words
from kaohe_xl.rules.steps import Stepped, marginal, quotient


@dataclass(frozen=True, kw_only=True)
class Shortfall(Stepped):
    name = "差额扣分"
    effect = Effect.TAKES
    summary = (
        "与基准相差（>= 为低于，<= 为超过）每一个“每”扣一个分值；"
        "分值可以分段：96%:0.25; 90%:0.5 表示从 96% 到 90% 每个扣 0.25 分，90% 以下的部分每个扣 0.5 分"
    )
    examples = (
        Example({"数据项": "完成率", "基准": ">=95%", "每": "1", "分值": "1"}, "95%", "0", "正好达到基准不扣"),
        Example({"数据项": "完成率", "基准": ">=95%", "每": "1", "分值": "1"}, "92.3%", "2.7", "低 2.7 个百分点"),
        Example(
            {"数据项": "完成率", "基准": ">=95%", "每": "1", "分值": "1", "取整": "进一"},
            "92.3%",
            "3",
            "不足一个按一个",
        ),
        Example({"数据项": "差错率", "基准": "<=2%", "每": "0.3", "分值": "1"}, "3%", "3.33", "超 1 个百分点，1 ÷ 0.3"),
        Example({"数据项": "完成率", "分值": "96%:0.25; 90%:0.5"}, "90%", "1.5", "6 × 0.25"),
        Example({"数据项": "完成率", "分值": "96%:0.25; 90%:0.5"}, "87.5%", "2.75", "6 × 0.25 + 2.5 × 0.5"),
    )

    base: Targets | None = column(
        "基准", fields.directed(">=", "<=", ">", "<"), default=None, help="目标，例如 >=95% 或 <=3；分值分段的可以不填"
    )
    points: Rates = column("分值", lists.rates, help="每一步扣的分；分段的写 96%:0.25; 90%:0.5")

    @property
    def downwards(self) -> bool:
        """Points are lost below the base rather than above it."""
        return self.base.higher_is_better if self.base else self.points.falling

    @property
    def start(self) -> t.Node:
        return self.base.base if self.base else self.points.thresholds[0]

    @property
    def gap(self) -> t.Node:
        return t.at_least_zero(self.start - self.x if self.downwards else self.x - self.start)

    def amount(self) -> t.Node:
        count = self.steps(self.gap)
        if self.points.single is not None:
            return self.points.single * count
        first, *others = self.points.thresholds
        widths = (t.Number(abs(first.value - each.value), percent=each.percent) for each in others)
        ends = [*(quotient(width, self.step) for width in widths), None]
        return marginal(count, [(end, rate) for end, (_, rate) in zip(ends, self.points.pairs, strict=True)])

    def sentence(self) -> SentenceTree:
        gap = self.gap
        wanted = requirement(self.base) if self.base else words("≥" if self.downwards else "≤", ValueOf(self.start))
        missed = words("低" if self.downwards else "超过", DistanceOf(gap, self.x), "，", self._rates_in_words)
        told = choose((t.compare(gap, "=", 0), "达到要求"), otherwise=missed)
        return words("要求", wanted, "，实际", ValueOf(self.x), "，", told)

    @property
    def _rates_in_words(self) -> SentenceTree:
        """每1个百分点扣1分, or 低于96%的每1个百分点扣0.25分、低于90%的每1个百分点扣0.5分."""
        side, told = "低于" if self.downwards else "超过", []
        for start, rate in self.points.pairs:
            beyond = words(side, ValueOf(start), "的") if start else words()
            told.append(words(beyond, self.each, "扣", FigureOf(rate), "分"))
        return joined("、", told)

    def problems(self) -> Iterator[Problem]:
        if any(rate.value < 0 for _, rate in self.points.pairs):
            yield Problem("分值", "分值应是正数", "分值写正数，扣分也不带负号")
        if self.base is None:
            if self.points.single is not None:
                yield Problem("基准", "差额扣分要填基准", "目标，例如 >=95% 或 <=3")
        elif self.points.single is None:
            yield from self._against_base(self.base, self.points.thresholds[0])

    def _against_base(self, base: Targets, first: t.Number) -> Iterator[Problem]:
        """A base beside stepped rates repeats the first threshold; it must say the same."""
        if base.per_group or not isinstance(base.base, t.Number) or base.base.value != first.value:
            yield Problem("基准", "基准与分值的第一段起点不一致", "分值分段时，基准写第一段的起点，或不填")
        elif base.higher_is_better != self.points.falling:
            yield Problem("分值", "各段的方向与基准相反", ">= 的基准各段依次变小，<= 的依次变大")
