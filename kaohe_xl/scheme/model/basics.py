"""考核设置, 考核对象 and 考核线."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from kaohe_xl.base.place import NOWHERE, Place


class Ties(Enum):
    """并列规则."""

    LEAVE_PLACES = "并列占位"
    DENSE = "并列不占位"


class Unreturned(Enum):
    """缺报处理: what becomes of a unit that returned nothing in a period."""

    ZERO = "计零"
    UNRANKED = "不排名"
    PENDING = "待定"


class NotApplicable(Enum):
    """不适用处理: what becomes of an indicator that does not apply to a unit."""

    SCALE = "剔除折算"
    FULL = "得满分"
    MEAN = "组平均"
    ZERO = "计零"


class TiedPrize(Enum):
    """并列奖金."""

    EACH = "各按名次"
    SHARED = "平分"


class Subjects(Enum):
    """考核对象类型: how letters address those who are assessed, and how they are counted."""

    UNITS = "单位"
    PERSONS = "个人"

    @property
    def you(self) -> str:
        return "你单位" if self is Subjects.UNITS else "你"

    @property
    def members(self) -> str:
        """As a group: 各单位, 各人员."""
        return "单位" if self is Subjects.UNITS else "人员"

    @property
    def counter(self) -> str:
        """After a number: 5个单位, 5人."""
        return "个单位" if self is Subjects.UNITS else "人"


@dataclass(frozen=True)
class Settings:
    """考核设置."""

    title: str = ""  # 考核名称
    year: int | None = None
    office: str = ""  # 主办单位
    signed_on: str = ""  # 落款日期, as typed
    digits: int = 2
    ties: Ties = Ties.LEAVE_PLACES
    tie_breaks: tuple[str, ...] = ()  # 考核线 or 编号
    unreturned: Unreturned = Unreturned.ZERO
    not_applicable: NotApplicable = NotApplicable.SCALE
    verified_first: bool = True  # 核定优先
    rank_within: str = ""  # 排名范围: 全体, 分组 or empty (by the lines)
    pass_on: bool = True  # 递补
    tied_prize: TiedPrize = TiedPrize.EACH
    budget: Fraction | None = None  # 预算
    subjects: Subjects = Subjects.UNITS  # 考核对象类型
    approved_lines: tuple[str, ...] = ()  # 已审核考核线: names, or 全部
    extra: Mapping[str, str] = field(default_factory=dict)  # settings that templates may use
    places: Mapping[str, Place] = field(default_factory=dict)  # setting → the cell of its value


@dataclass(frozen=True)
class Unit:
    """考核对象: who is assessed."""

    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    parent: str = ""
    email: str = ""
    attributes: Mapping[str, Fraction | str | None] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True)
class Line:
    """考核线: a line of scoring with its own ranking."""

    name: str
    groups: tuple[str, ...] = ()
    full_mark: Fraction | None = None
    weight: Fraction = Fraction(1)
    scorer: str = ""
    reviewer: str = ""
    place: Place = NOWHERE
