"""每例得分: points for every case."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.sentence import SentenceTree, ValueOf, words
from kaohe_xl.rules.steps import PerCase


@dataclass(frozen=True, kw_only=True)
class CaseGain(PerCase):
    name = "每例得分"
    effect = Effect.GIVES
    summary = (
        "每一个“每”（不填为 1）得一个分值，最多得上限；分值写 1; >5:2 的，5 以内每个得 1，超过的每个得 2；负数按 0 计"
    )
    examples = (
        Example({"数据项": "采用篇数", "分值": "2", "上限": "10"}, "5", "10", "正好到上限", measure="篇"),
        Example({"数据项": "采用篇数", "分值": "2", "上限": "10"}, "7", "10", "超过上限的不计", measure="篇"),
        Example({"数据项": "采用篇数", "分值": "2", "上限": "10"}, "0", "0", measure="篇"),
        Example({"数据项": "采用篇数", "分值": "1; >5:2", "上限": "10"}, "6", "7", "5 × 1 + 1 × 2", measure="篇"),
        Example({"数据项": "服务人次", "每": "300", "分值": "1"}, "500", "1.67", "1 × 500 ÷ 300", measure="人次"),
        Example(
            {"数据项": "服务人次", "每": "300", "取整": "舍去", "分值": "1"},
            "599",
            "1",
            "不足 300 的不算",
            measure="人次",
        ),
    )

    def sentence(self) -> SentenceTree:
        return words("实际", ValueOf(self.x), "，", self.rates_in_words("得"))
