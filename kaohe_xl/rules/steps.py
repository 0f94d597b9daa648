"""What kinds share that count steps: 每 and 取整, and rates that change along the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Rule, Say
from kaohe_xl.rules.fields import Rounding, column


@dataclass(frozen=True, kw_only=True)
class Stepped(Rule):
    """A kind that counts how many 每 there are in a distance."""

    per: t.Number = column("每", fields.positive, default=t.ONE, help="一步多大，不填为 1；百分比项的 1 = 一个百分点")
    rounding: Rounding = column("取整", fields.rounding, default=Rounding("按比例"), help="按比例（不填）、进一、舍去")

    @property
    def step(self) -> t.Node:
        """每 in the unit of the item."""
        return fields.step(self.per, self.x)

    def steps(self, distance: t.Node) -> t.Node:
        """How many steps a distance has."""
        return self.rounding.apply(distance / self.step)

    def each(self, say: Say) -> str:
        """每1个百分点, with what is done about a part of a step."""
        part = {"进一": "（不足的按一个算）", "舍去": "（不足的不算）"}.get(self.rounding, "")
        step = say.gap(self.step, self.x)
        return f"每{'个' if step == '1' else step}{part}"


def quotient(distance: t.Number, step: t.Node) -> t.Node:
    """distance ÷ step, worked out where both are plain figures."""
    if isinstance(step, t.Number) and step.cell is None and distance.cell is None:
        return t.Number(distance.value / step.value)
    return distance / step


def marginal(count: t.Node, bands: Sequence[tuple[t.Node | None, t.Node]]) -> t.Node:
    """Each band's rate × how much of the count lies in it, like a tax table; what lies below 0 counts nothing.

    ``bands``: (end, rate) rising; the end None = without end.
    """
    terms = []
    start: t.Node | None = None
    for end, rate in bands:
        inside = count if end is None else t.smaller(count, end)
        terms.append(rate * t.at_least_zero(inside if start is None else inside - start))
        start = end
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result
