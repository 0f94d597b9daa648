"""每例扣分: points off for every case, or for every case above 基准."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Effect, Example, Problem
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.fields import Targets
from kaohe_xl.rules.sentence import DistanceOf, SentenceTree, ValueOf, choose, words
from kaohe_xl.rules.steps import PerCase


@dataclass(frozen=True, kw_only=True)
class CaseLoss(PerCase):
    name = "每例扣分"
    effect = Effect.TAKES
    summary = (
        "每一个“每”（不填为 1）扣一个分值；基准写了 >5 的，只扣超过 5 的部分；"
        "分值写 0.5; >5:1 的，5 以内每个扣 0.5，超过的每个扣 1；负数按 0 计"
    )
    examples = (
        Example({"数据项": "差错例数", "分值": "2"}, "3", "6", measure="例"),
        Example({"数据项": "差错例数", "分值": "2"}, "0", "0", "没有发生不扣", measure="例"),
        Example({"数据项": "违规例数", "基准": ">5", "分值": "4"}, "5", "0", "正好 5 例没有超过", measure="例"),
        Example({"数据项": "违规例数", "基准": ">5", "分值": "4"}, "7", "8", "只扣超过的 2 例", measure="例"),
        Example({"数据项": "事故起数", "分值": "0.5; >5:1"}, "5", "2.5", "控制指标以内", measure="起"),
        Example({"数据项": "事故起数", "分值": "0.5; >5:1"}, "8", "5.5", "5 × 0.5 + 3 × 1", measure="起"),
        Example({"数据项": "事故起数", "分值": "5起以内每起0.5分，超过的每起1分"}, "8", "5.5", measure="起"),
        Example({"数据项": "事故起数", "基准": ">2", "分值": "0.5; >5:1"}, "8", "4.5", "3 × 0.5 + 3 × 1", measure="起"),
        Example(
            {"数据项": "不合格米数", "每": "200", "取整": "进一", "分值": "1.5"},
            "401",
            "4.5",
            "不足 200 米按 200 米",
            measure="米",
        ),
        Example({"数据项": "不合格米数", "每": "300", "分值": "1"}, "100", "0.33", "按比例", measure="米"),
    )

    base: Targets | None = column("基准", fields.directed(">"), default=None, help="只扣超过的部分时写 >5，一般不填")

    @property
    def start(self) -> t.Node | None:
        return None if self.base is None else self.base.base

    def sentence(self) -> SentenceTree:
        x, rates = ValueOf(self.x), self.rates_in_words("扣")
        if self.base is None:
            return words("实际", x, "，", rates)
        base, counted = ValueOf(self.base.base), self.counted
        over = words("超过", base, "的", DistanceOf(counted, self.x), "，", rates)
        return words("实际", x, "，", choose((t.compare(counted, "=", 0), words("没有超过", base)), otherwise=over))

    def problems(self) -> Iterator[Problem]:
        starts = [] if self.base is None else [each.base for each in self.base.every if isinstance(each.base, t.Number)]
        if self.points.beyond and any(start.value >= self.points.beyond[0][0].value for start in starts):
            yield Problem("分值", "另计的起点不在基准之后", "基准 >2 时写 0.5; >5:1 这样更大的数，或不填基准")
