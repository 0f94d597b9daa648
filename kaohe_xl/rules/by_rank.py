"""名次得分: points by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields, lists
from kaohe_xl.rules.base import Effect, Example, Problem
from kaohe_xl.rules.compared import Compared
from kaohe_xl.rules.declared import column
from kaohe_xl.rules.sentence import FigureOf, SentenceTree, ValueOf, joined, words


@dataclass(frozen=True, kw_only=True)
class ByRank(Compared):
    name = "名次得分"
    effect = Effect.GIVES
    summary = (
        "按数据项在一起排名的单位中的名次得分：分值列出各名次的分（后面的名次都得最后一个），"
        "或只写第一名的分、用每写每低一名少几分（不低于 0）；并列的名次相同、占位；基准写 越小越好 的，最小的是第一名；"
        "后几名倒扣的，列出负数 1.5,1,0.5,0,-0.5"
    )
    examples = (
        Example({"数据项": "税收", "分值": "60,57,54"}, "80", "57", "第 2 名", ("90", "70", "60"), measure="万元"),
        Example(
            {"数据项": "税收", "分值": "60,57,54"},
            "60",
            "54",
            "第 4 名，得最后一个",
            ("90", "70", "80"),
            measure="万元",
        ),
        Example(
            {"数据项": "税收", "分值": "60,57,54"},
            "70",
            "57",
            "并列第 2 名，都得 57 分",
            ("90", "70", "60"),
            measure="万元",
        ),
        Example(
            {"数据项": "税收", "分值": "10", "每": "0.5"},
            "60",
            "8.5",
            "第 4 名：10 − 3 × 0.5",
            ("90", "70", "80"),
            measure="万元",
        ),
        Example(
            {"数据项": "税收", "分值": "1", "每": "0.5"}, "60", "0", "不低于 0 分", ("90", "70", "80"), measure="万元"
        ),
        Example(
            {"数据项": "税收", "分值": "1.5,1,0.5,0,-0.5"},
            "60",
            "0",
            "第四名不加分，第五名扣 0.5 分",
            ("90", "70", "80", "50"),
            measure="万元",
        ),
        Example(
            {"数据项": "差错率", "基准": "越小越好", "分值": "10,8,6"}, "1.2%", "10", "最小的是第 1 名", ("2%", "3.5%")
        ),
    )

    small_first: bool = column("基准", lists.order, default=False, help="越大越好（不填）或 越小越好")
    points: tuple[t.Number, ...] = column("分值", lists.numbers, help="各名次的分 60,57,54，或第一名的分")
    down: t.Number | None = column("每", fields.positive, default=None, help="只写第一名的分时，每低一名少几分")

    @property
    def place(self) -> t.Node:
        return self.across(t.Statistic.RANK_ASCENDING if self.small_first else t.Statistic.RANK)

    def amount(self) -> t.Node:
        if self.down is None:
            return t.Choose(self.place, self.points)
        return t.at_least_zero(self.points[0] - (self.place - 1) * self.down)

    def sentence(self) -> SentenceTree:
        figures = [FigureOf(figure) for figure in self.points]
        if self.down is None:
            how = words("各名次依次得", joined("、", figures), "分")
        else:
            how = words("第1名", figures[0], "分，每低一名少", FigureOf(self.down), "分")
        return words("实际", ValueOf(self.x), "，排第", FigureOf(self.place), "名，", how)

    def problems(self) -> Iterator[Problem]:
        if len(self.points) == 1 and self.down is None:
            yield Problem(
                "分值", "只有一个分值，看不出别的名次得几分", "列出各名次的分 60,57,54，或在“每”里写每低一名少几分"
            )
        if len(self.points) > 1 and self.down is not None:
            yield Problem("每", "分值已列出各名次的分，不再用“每”", "删去“每”，或只留第一名的分")
