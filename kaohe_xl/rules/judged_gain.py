"""酌情得分: the assessor's figure within a range, given."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.judged_loss import Judged


@dataclass(frozen=True, kw_only=True)
class JudgedGain(Judged):
    name = "酌情得分"
    effect = Effect.GIVES
    summary = "考核组评定得几分：没有加分填 0，加分必须在基准的幅度之内，超出的是填报错误，按缺数据处理"
    examples = (
        Example({"数据项": "表扬加分", "基准": "10~20"}, "20", "20", "可以是幅度的上端"),
        Example({"数据项": "表扬加分", "基准": "10~20"}, "0", "0", "没有加分填 0"),
        Example({"数据项": "表扬加分", "基准": "10~20"}, "12.345", "12.35", "得分四舍五入到两位小数"),
        Example({"数据项": "表扬加分", "基准": "10~20"}, "25", "缺数据", "高于幅度，退回重评"),
    )
