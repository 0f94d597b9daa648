"""填报项: what is reported, or derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from kaohe_xl.base.contract_words import OWN_UNIT
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.expr import tree as t


class Gather(Enum):
    """期内汇总 of leaf values into a higher period."""

    SUM = "合计"
    MEAN = "平均"
    LAST = "最新"
    ANY = "任一"  # 是 if any leaf says 是


class Several(Enum):
    """多份取值: several owners gave a value for one item."""

    ONE = "唯一"
    MEAN = "平均"
    TRIMMED = "去高低平均"
    MAX = "最大"
    MIN = "最小"
    SUM = "合计"


@dataclass(frozen=True)
class Panel:
    """评分人 of a clause: one, or several whose figures are averaged. ``weights`` add up to 1, or are none."""

    names: tuple[str, ...]
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    method: Several = Several.MEAN


@dataclass(frozen=True)
class DataItem:
    """填报项."""

    name: str
    type: t.ValueType
    measure: str = ""  # 计量单位
    owners: tuple[str, ...] = (OWN_UNIT,)  # 填报人: 本单位 or departments
    required: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    default: Fraction | str | None = None
    may_not_apply: bool | None = None  # 可不适用; None = it may, but each one is to be confirmed
    formula: t.Node | None = None  # 派生项
    gather: Gather = Gather.SUM
    several: Several = Several.ONE
    note: str = ""
    place: Place = NOWHERE
    weights: Mapping[str, Fraction] = field(default_factory=dict)  # of its owners, where they are several
    clause: str = ""  # the 评定 clause that it is the figure of
    self_of: str = ""  # the 评定 clause for which it is what the unit gives itself (自评)

    @property
    def judged(self) -> bool:
        """The figure of a 评定: asked for on a 评分表."""
        return bool(self.clause)

    @property
    def derived(self) -> bool:
        return self.formula is not None
