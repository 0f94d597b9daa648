"""分档扣分: like 分档得分, taking away."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.rules.base import Effect, Example
from kaohe_xl.rules.tier_gain import Tiered


@dataclass(frozen=True, kw_only=True)
class TierLoss(Tiered):
    name = "分档扣分"
    effect = Effect.TAKES
    summary = "从前往后看各档，第一个成立的档的分值就是扣分，都不成立不扣；各档的分值写正数"
    examples = (
        Example({"数据项": "死亡人数", "基准": ">=6:10; >=3:5"}, "6", "10", "正好到线算这一档", measure="人"),
        Example({"数据项": "死亡人数", "基准": ">=6:10; >=3:5"}, "5", "5", measure="人"),
        Example({"数据项": "死亡人数", "基准": ">=6:10; >=3:5"}, "2", "0", "不到最低一档不扣", measure="人"),
        Example({"数据项": "空置率", "基准": ">10% 且 <=20%:1.25; >20%:3"}, "10%", "0", "10% 不算超过 10%"),
    )
