"""The words of an expression that the office types: kinds of values, figures of the calculation, functions."""

from __future__ import annotations

from enum import Enum


class ValueType(Enum):
    """类型 of a data item or attribute."""

    NUMBER = "数值"
    PERCENT = "百分比"
    INTEGER = "整数"
    YES_NO = "是否"
    DATE = "日期"
    TEXT = "文本"
    ATTACHMENT = "附件"

    @property
    def is_numeric(self) -> bool:
        """Held as a number: dates too (whole days, Excel's serial)."""
        return self in (ValueType.NUMBER, ValueType.PERCENT, ValueType.INTEGER, ValueType.DATE)


class Quantity(Enum):
    """Figures that the calculation itself provides."""

    FULL_MARK = "标准分"
    TOTAL = "总分"
    RANK = "名次"
    PARENT_SCORE = "上级得分"
    CHILDREN = "子项合计"
    DEADLINE = "截止日期"
    UNITS = "参评单位数"
    RANK_FROM_LAST = "倒数名次"
    GRADE = "等次"


class Function(Enum):
    """Functions over one unit's figures."""

    MAX = "最大"
    MIN = "最小"
    ROUND = "取整"
    CEIL = "进一"
    FLOOR = "舍去"
    ABS = "绝对值"
    SUM = "合计"
    MEAN = "平均"
    DAYS = "天数"


class Statistic(Enum):
    """Functions over the comparison set: the ranked units of the same scope that have a value."""

    MEAN = "全体平均"
    MAX = "全体最大"
    MIN = "全体最小"
    RANK = "组内名次"
    RANK_ASCENDING = "组内升序名次"


class Run(Enum):
    """Functions over the leaf periods of the year, one after the other."""

    LONGEST = "连续"
    CURRENT = "至今连续"


class OverSubs(Enum):
    """Functions over the units below one: those that name it as their 上级单位."""

    COUNT = "下级个数"
    SUM = "下级合计"
    MEAN = "下级平均"
    MAX = "下级最大"
    MIN = "下级最小"
