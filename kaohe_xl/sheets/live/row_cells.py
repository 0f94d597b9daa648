"""Where a tree's figures stand in the aligned sheets, for formulas of one period."""

from __future__ import annotations

from kaohe_xl.base.place import Place
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import NoFormula
from kaohe_xl.expr.parse import serial
from kaohe_xl.scheme import model as m
from kaohe_xl.sheets.live.helper_columns import statistic_key, streak_key, subs_key, sum_key
from kaohe_xl.sheets.live.layout import DETAIL, PARENT, PROCESS, UNIT_NAME, USED, Layout
from kaohe_xl.sheets.live.parameters import Parameters

_MEANS = (m.Several.MEAN, m.Several.TRIMMED)


class RowCells:
    """The :class:`~kaohe_xl.expr.cells.Cells` of a period. ``own``: the sheet that the formula will stand on."""

    def __init__(
        self,
        layout: Layout,
        parameters: Parameters,
        period: str,
        own: str,
        indicator: m.Indicator | None = None,
        writing: t.Node | None = None,
    ) -> None:
        self._layout = layout
        self._parameters = parameters
        self._period = period
        self._own = own
        self._indicator = indicator
        self._writing = writing  # a helper's own figure, which cannot rest on its cell

    # -- the unit's own row -------------------------------------------------------------------------------------------

    def item(self, name: str) -> str:
        return self._layout.at(USED, self._item_column(name), self._own)

    def attribute(self, name: str) -> str:
        return self._fact(name)

    def group(self) -> str:
        return self._fact("分组")

    def given(self, quantity: t.Quantity) -> str:
        match quantity:
            case t.Quantity.FULL_MARK if self._indicator is not None:
                return self._full_mark(self._indicator)
            case t.Quantity.CHILDREN if self._indicator is not None:
                return self._helper(sum_key(self._indicator.key))
            case t.Quantity.PARENT_SCORE if self._indicator is not None and self._indicator.parent:
                return self.score_of(self._indicator.parent)
            case t.Quantity.DEADLINE:
                return self._deadline()
            case t.Quantity.UNITS:
                return self._units()
            case _:
                raise NoFormula(f"“{quantity.value}”不在这几张表里")

    def score_of(self, key: str) -> str:
        column = self._score_column(key)
        if column is not None:
            return self._layout.at(DETAIL, column, self._own)
        indicator = self._layout.scheme.indicators.get(key)
        if indicator is not None and not indicator.children:
            return "0"  # not scored in this period
        return self._helper(sum_key(key))

    # -- all units ----------------------------------------------------------------------------------------------------

    def item_range(self, name: str) -> str:
        return self._layout.over(USED, self._item_column(name), self._period, self._own)

    def attribute_range(self, name: str) -> str:
        return self._layout.over(USED, self._fact_column(name), self._period, self._own)

    def group_range(self) -> str:
        return self.attribute_range("分组")

    def given_range(self, quantity: t.Quantity) -> str:
        match quantity:
            case t.Quantity.CHILDREN if self._indicator is not None:
                return self._helper_range(sum_key(self._indicator.key))
            case t.Quantity.PARENT_SCORE if self._indicator is not None and self._indicator.parent:
                return self.score_range(self._indicator.parent)
            case _:
                raise NoFormula(f"“{quantity.value}”没有一列可以比较")

    def score_range(self, key: str) -> str:
        column = self._score_column(key)
        if column is not None:
            return self._layout.over(DETAIL, column, self._period, self._own)
        return self._helper_range(sum_key(key))

    def scope(self) -> str | None:
        return self._fact("排名范围") if len(self._layout.assessment.scopes) > 1 else None

    def scope_range(self) -> str:
        return self.attribute_range("排名范围")

    def comparable_range(self) -> str | None:
        return self.attribute_range("参与比较") if self._layout.some_kept_out else None

    # -- what else formulas ask ---------------------------------------------------------------------------------------

    def statistic(self, node: t.Across) -> str | None:
        if self._writing is not None or self._indicator is None:
            return None  # 派生项 and vetoes have no helper columns for what compares units, nor do helpers themselves
        return self._helper(statistic_key(node, self._indicator))

    def streak(self, node: t.Streak, every: bool) -> tuple[str, str]:
        helper = self._helper_range if every else self._helper
        return helper(streak_key(node)), helper(streak_key(node, most=True))

    def over_subs(self, node: t.OfSubs, every: bool) -> str | None:
        if not self._layout.acyclic(node):
            raise NoFormula("要用到下级单位的得分，会循环引用")
        if node is self._writing:
            return None
        return self._helper_range(subs_key(node)) if every else self._helper(subs_key(node))

    def below(self) -> str:
        key = self._layout.used_columns["key", UNIT_NAME]
        names, own = self._layout.over(USED, key, self._period, self._own), self._layout.at(USED, key, self._own)
        return f"({self.attribute_range(PARENT)}={own})*({names}<>{own})"

    def param(self, place: Place) -> str | None:
        return self._parameters.number(place)

    def typed(self, name: str) -> bool:
        item = self._layout.scheme.items[name]
        is_leaf = not self._layout.scheme.calendar.children(self._period)
        return not item.derived and item.several not in _MEANS and (is_leaf or item.gather is m.Gather.LAST)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _item_column(self, name: str) -> int:
        column = self._layout.used_columns.get(("item", name))
        if column is None:
            raise NoFormula(f"采用数据里没有“{name}”")
        return column

    def _fact_column(self, name: str) -> int:
        column = self._layout.used_columns.get(("fact", name))
        if column is None:
            raise NoFormula(f"采用数据里没有“{name}”")
        return column

    def _fact(self, name: str) -> str:
        return self._layout.at(USED, self._fact_column(name), self._own)

    def _score_column(self, key: str) -> int | None:
        scored = key in self._layout.score(self._period).indicators
        return self._layout.detail_columns["indicator", key] if scored else None

    def _helper_column(self, key: str) -> int:
        column = self._layout.process_columns.get(("helper", key))
        if column is None:
            raise NoFormula("计分过程里没有这一列")
        return column

    def _helper(self, key: str) -> str:
        return self._layout.at(PROCESS, self._helper_column(key), self._own)

    def _helper_range(self, key: str) -> str:
        return self._layout.over(PROCESS, self._helper_column(key), self._period, self._own)

    def _full_mark(self, indicator: m.Indicator) -> str:
        reference = self._parameters.number(indicator.full_mark_place)
        if reference is None:
            raise NoFormula("标准分不是一个数")
        return reference

    def _deadline(self) -> str:
        deadline = self._layout.scheme.calendar.by_name[self._period].deadline
        if deadline is None:
            raise NoFormula("这一期没有截止日期")
        return str(serial(deadline))

    def _units(self) -> str:
        conditions = []
        scope, comparable = self.scope(), self.comparable_range()
        if scope is not None:
            conditions.append(f"({self.scope_range()}={scope})")
        if comparable is not None:
            conditions.append(f'({comparable}="是")')
        if not conditions:
            return str(self._layout.size)
        return f"SUMPRODUCT({'*'.join(conditions)}*1)"
