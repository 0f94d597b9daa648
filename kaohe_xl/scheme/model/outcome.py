"""一票否决, 等次, 奖惩, 核定调整 and 历年结果."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from kaohe_xl.base import contract_words
from kaohe_xl.base.contract_words import SINGLE_LINE
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.fields import Targets


class Consequence(Enum):
    """后果 of a veto, without its figure."""

    UNRANKED = "不参与排名"
    ZERO_TOTAL = "总分计零"
    NO_REWARD = "取消奖励"
    NO_HONOUR = "取消评优"
    SHIFT = "名次后移"
    BOTTOM = "列入倒数"
    GRADE_CAP = "等次不高于"


@dataclass(frozen=True)
class Effects:
    """One parsed 后果 with its figure: N places, N last, or a grade."""

    consequence: Consequence
    places: int = 0
    grade: str = ""


@dataclass(frozen=True)
class Veto:
    """一票否决."""

    name: str
    condition: t.Node
    effects: tuple[Effects, ...]
    group: str = ""  # 否决组
    needed: int = 1  # 达到项数
    unit_groups: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()  # empty: every period where data falls, and those above
    on_data: bool = True  # rests on data alone, not on scores
    place: Place = NOWHERE


@dataclass(frozen=True)
class Grade:
    """等次, best first."""

    name: str
    lowest: Fraction | None = None
    last_rank: int | None = None
    ratio: Fraction | None = None
    coefficient: Fraction | None = None
    groups: tuple[str, ...] = ()
    place: Place = NOWHERE


class Pay(Enum):
    """方式 of a 奖惩."""

    FIXED = "定额"
    PER_CASE = "每例"
    ABOVE = "超额每例"
    PER_POINT = "每分"
    SHARE = "得分分配"
    COEFFICIENT = "系数"
    FORMULA = "公式"
    TEXT = ""


@dataclass(frozen=True)
class Reward:
    """奖惩: one consequence of the result."""

    name: str
    kind: str  # 类型
    basis: str = SINGLE_LINE  # 依据: 总分, a 考核线, or an 编号
    periods: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    first_rank: int | None = None
    last_rank: int | None = None
    grades: tuple[str, ...] = ()
    condition: t.Node | None = None
    consecutive: int = 1
    to: str = "单位"  # 对象
    pay: Pay = Pay.TEXT
    item: t.Node | None = None
    base: Targets | None = None
    formula: t.Node | None = None
    amount: Fraction | None = None
    cap: Fraction | None = None
    exclusive: str = ""
    sources: tuple[tuple[str, Fraction], ...] = ()
    honour: str = ""  # 称号
    template: str = ""
    place: Place = NOWHERE
    basis_label: str = ""  # 编号1.1, where 依据 is an 编号

    @property
    def exclusive_each_period(self) -> bool:
        """互斥组 written as 先进（每期）: once in each period, rather than once in the year."""
        return self.exclusive.endswith(("（每期）", "(每期)"))

    @property
    def basis_words(self) -> str:
        """依据 as a payment names it: 总分, 业务线, 编号1.1."""
        return self.basis_label or self.basis

    @property
    def is_fine(self) -> bool:
        return self.kind == "处罚" or (self.amount is not None and self.amount < 0)


class Ruling(Enum):
    """申诉 in 核定调整: what was decided on an appeal."""

    GRANTED = contract_words.GRANTED
    PARTLY = contract_words.PARTLY
    REFUSED = contract_words.REFUSED
    NOT_ADMITTED = contract_words.NOT_ADMITTED
    NONE = ""

    @property
    def changes(self) -> bool:
        """Does a figure change by it?"""
        return self in (Ruling.GRANTED, Ruling.PARTLY)


@dataclass(frozen=True)
class Decision:
    """A ruling on an appeal, from a row of 核定调整. ``key``: the 编号 (or 否决项) that the appeal is about."""

    unit: str
    period: str
    key: str
    ruling: Ruling
    reason: str
    by: str
    on: str
    place: Place = NOWHERE


@dataclass(frozen=True)
class Verified:
    """核定调整: an audited value beside the reported one. ``appeal``: the 编号 of the appeal that it follows from."""

    unit: str
    period: str
    key: str  # 数据项 or 编号
    is_score: bool
    value: Fraction | str | None
    reason: str
    by: str = ""
    on: str = ""
    place: Place = NOWHERE
    value_place: Place = NOWHERE
    appeal: str = ""


@dataclass(frozen=True)
class PastResult:
    """历年结果."""

    year: int
    unit: str
    scope: str = SINGLE_LINE
    score: Fraction | None = None
    rank: int | None = None
    grade: str = ""
    vetoes: str = ""
    handling: str = ""
    place: Place = NOWHERE
