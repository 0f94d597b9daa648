"""评分细则: indicators and their clauses."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.scheme.model.items import Panel


@dataclass(frozen=True)
class SharedCap:
    """合计上限: what the clauses of one name give (or take) together is at most ``cap``, in the order of the rubric."""

    name: str
    cap: t.Number | None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Clause:
    """One row of the rubric: a rule, and what stands around it."""

    key: str  # 1.1#2
    indicator: str  # 编号
    text: str  # 评分标准
    rule: Rule
    cap: t.Node | None = None  # 上限 in points
    factor: tuple[t.Node, Fraction] | None = None  # 倍数: (condition, times)
    exclusive: str = ""  # 互斥
    pool: SharedCap | None = None  # 合计上限
    on_total: bool = False  # 计入=总分
    groups: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()  # names of the periods in which it is scored
    note: str = ""
    place: Place = NOWHERE  # the row's 编号 or 计分方式 cell
    panel: Panel | None = None  # 评分人 of a 评定
    judged: str = ""  # the data item that a 评定 without 数据项 brings along

    @property
    def effect(self) -> Effect:
        return self.rule.effect

    @cached_property
    def tree(self) -> t.Node:
        """What it gives or takes, unsigned: its rule's amount × 倍数, capped by 上限. A condition for 触发清零."""
        amount = self.rule.amount()
        if self.effect is Effect.ZEROES:
            return amount
        if self.factor is not None:
            condition, times = self.factor
            amount = amount * t.If(t.Applying(condition), t.Number(times), t.ONE)
        return amount if self.cap is None else t.smaller(amount, self.cap)

    @property
    def settled_late(self) -> bool:
        """Do other clauses decide what it comes to: 互斥, 合计上限?"""
        return bool(self.exclusive) or self.pool is not None

    @cached_property
    def nodes(self) -> tuple[t.Node, ...]:
        """Every node in what it computes, and its data items."""
        return (*self.tree.walk(), *(node for item in self.rule.items for node in item.walk()))

    @cached_property
    def own_nodes(self) -> tuple[t.Node, ...]:
        """Those that do not ask about sub-units."""
        return (*self.tree.walk_own(), *(node for item in self.rule.items for node in item.walk_own()))

    @cached_property
    def item_names(self) -> tuple[str, ...]:
        """Data items of the unit itself that it needs, in order."""
        return tuple(dict.fromkeys(node.name for node in self.own_nodes if isinstance(node, t.Item)))

    @cached_property
    def own_items(self) -> tuple[str, ...]:
        """Those that its rule is about: a 倍数 condition that is 不适用 only does not multiply."""
        nodes = [node for tree in (*self.rule.items, self.rule.amount()) for node in tree.walk_own()]
        return tuple(dict.fromkeys(node.name for node in nodes if isinstance(node, t.Item)))


@dataclass(frozen=True)
class Indicator:
    """An 编号 of the rubric: a scored indicator with clauses, or a heading with children (or both, 子项合计)."""

    key: str
    line: str
    section: str  # 项目
    title: str  # 考核内容
    full_mark: Fraction | None
    full_mark_place: Place = NOWHERE
    floor: t.Node | None = t.ZERO  # 下限; None = 不限
    from_full: bool = False  # 起点: 满分 rather than 零
    clauses: tuple[Clause, ...] = ()
    parent: str = ""
    children: tuple[str, ...] = ()
    sheet: str = ""
    place: Place = NOWHERE
    every_line: bool = False  # on the total without a 考核线 of its own: for units of any line; ``line`` is the first

    @property
    def scored(self) -> bool:
        """Has a column of its own in 得分明细."""
        return bool(self.clauses)

    @property
    def on_total(self) -> bool:
        """All of its clauses act on the total."""
        return bool(self.clauses) and all(clause.on_total for clause in self.clauses)
