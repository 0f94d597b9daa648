"""What kinds share that compare a unit with the others."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.base import Rule
from kaohe_xl.rules.declared import column, from_context


@dataclass(frozen=True, kw_only=True)
class Compared(Rule):
    """The comparison set: ranked units of the same scope with a value, within the clause's 适用分组."""

    groups: tuple[str, ...] = from_context(lambda context: context.clause_groups)

    def across(self, statistic: t.Statistic) -> t.Node:
        """A statistic of the item over the comparison set."""
        return t.Across(statistic, self.x, self.groups)


@dataclass(frozen=True, kw_only=True)
class Scaled(Compared):
    """A kind that scales 分值."""

    points: t.Number = column("分值", fields.points, default=fields.full_mark, help="最高得分，不填为标准分")
