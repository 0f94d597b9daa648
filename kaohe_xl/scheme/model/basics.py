"""考核对象 and 考核线."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.scheme.column_kinds import AsGroups, AsList, AsNumber, AsText
from kaohe_xl.scheme.columns import GROUPS, column

UNIT_NAMES = ("单位", "名称", "考核单位", "被考核单位")  # other headings of 单位名称


@dataclass(frozen=True)
class Unit:
    """考核对象: who is assessed."""

    name: str = column(
        "单位名称", AsText(), help="被考核单位，一行一个，不能重名", needed=True, also=UNIT_NAMES, width=14
    )
    aliases: tuple[str, ...] = column(
        "别名", AsList(), (), "填报表里可能出现的其它叫法，几个用、隔开；改过名的写旧名", also=("简称",)
    )
    group: str = column("分组", AsText(), "", "用来分别定标准、分别排名，例如 镇、街道", also=("组别", "类别"))
    parent: str = column("上级单位", AsText(), "", "归谁管，用来分级汇总；不必也是考核对象")
    email: str = column("邮箱", AsText(), "", "发成绩单、催报用", also=("电子邮箱", "邮件"), width=22)
    attributes: Mapping[str, Fraction | str | None] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True)
class Line:
    """考核线: a line of scoring with its own ranking."""

    name: str = column(
        "考核线", AsText(), help="一条线单独算分、单独排名；只有一条线的，这张表不用填", needed=True, also=("线",)
    )
    groups: tuple[str, ...] = column("适用分组", AsGroups(), (), GROUPS)
    full_mark: Fraction | None = column("满分", AsNumber(), None, "这条线各项标准分之和，用来核对")
    weight: Fraction = column(
        "计入总分", AsNumber(), Fraction(1), "按原分计入填 1，打六折填 60%，只单独排名填 0", also=("权重",)
    )
    scorer: str = column("评分人", AsText(), "", "谁评分")
    reviewer: str = column("审核人", AsText(), "", "谁审核；在考核设置的“已审核考核线”里写明审核过的线")
    place: Place = NOWHERE
