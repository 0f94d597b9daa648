"""一票否决, 等次, 奖惩, 核定调整 and 历年结果."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from kaohe_xl.base import contract_words
from kaohe_xl.base.contract_words import SINGLE_LINE
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.expr import tree as t
from kaohe_xl.rules import fields
from kaohe_xl.rules.fields import Targets
from kaohe_xl.scheme.column_kinds import (
    AsChoice,
    AsGrades,
    AsGroups,
    AsNumber,
    AsPeriods,
    AsText,
    AsWhole,
    AsYear,
    Parsed,
    WithItsRow,
)
from kaohe_xl.scheme.columns import GROUPS, column
from kaohe_xl.scheme.shares import sources

EVERY_LINE = "各考核线"  # 依据 of a 奖惩


class Consequence(Enum):
    """后果 of a veto, without its figure."""

    UNRANKED = "不参与排名"
    ZERO_TOTAL = "总分计零"
    NO_REWARD = "取消奖励"
    NO_HONOUR = "取消评优"
    SHIFT = "名次后移"
    BOTTOM = "列入倒数"
    GRADE_CAP = "等次不高于"


EFFECTS = (  # as 后果 writes them
    *(each.value for each in Consequence if each not in (Consequence.SHIFT, Consequence.BOTTOM, Consequence.GRADE_CAP)),
    *(f"{Consequence.SHIFT.value}2位", f"{Consequence.BOTTOM.value}3名", f"{Consequence.GRADE_CAP.value}合格"),
)


@dataclass(frozen=True)
class Effects:
    """One parsed 后果 with its figure: N places, N last, or a grade."""

    consequence: Consequence
    places: int = 0
    grade: str = ""


@dataclass(frozen=True)
class Veto:
    """一票否决."""

    name: str = column("否决项", AsText(), help="给这条否决起个名字", needed=True, also=("否决事项",), width=18)
    condition: t.Node = column(
        "条件",
        Parsed(fields.condition),
        help="什么情况下否决，例如 重大事故=是、信访件数>=5、完成率<60%",
        needed=True,
        also=("否决条件",),
        width=26,
        wide=True,
    )
    effects: tuple[Effects, ...] = column(
        "后果",
        WithItsRow(),
        help="不参与排名、总分计零、取消奖励、取消评优、名次后移N位、列入倒数N名、等次不高于X；几个用；隔开",
        needed=True,
        suggested=EFFECTS,
        width=30,
        wide=True,
    )
    group: str = column("否决组", AsText(), "", "几条合在一起算的，写同样的组名")
    needed: int = column("达到项数", AsWhole(), 1, "同一组里几条同时成立才否决，例如 3")
    unit_groups: tuple[str, ...] = column("适用分组", AsGroups(), (), GROUPS)
    periods: tuple[str, ...] = column(  # empty: every period where data falls, and those above
        "适用期次", AsPeriods(), (), "只在哪些期次看；不填是哪一期发生都算，并且算到上级期次"
    )
    on_data: bool = True  # rests on data alone, not on scores
    place: Place = NOWHERE


@dataclass(frozen=True)
class Grade:
    """等次, best first."""

    name: str = column("等次", AsText(), help="从好到差，一行一个", needed=True, also=("等级",))
    lowest: Fraction | None = column("最低分", AsNumber(), None, "总分不低于多少；最后一个等次空着")
    last_rank: int | None = column("名次止", AsWhole(), None, "到第几名为止")
    ratio: Fraction | None = column(
        "比例上限", AsNumber(), None, "最多占参评单位的多少，例如 30%，不足一个的舍去", also=("比例",)
    )
    coefficient: Fraction | None = column("系数", AsNumber(), None, "按系数发奖时用")
    groups: tuple[str, ...] = column("适用分组", AsGroups(), (), GROUPS)
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

    name: str = column(
        "奖惩",
        AsText(),
        help="名称，例如 一等奖；写 {依据} 的，换成依据的名称",
        needed=True,
        also=("奖惩项", "名称"),
        width=14,
    )
    kind: str = column(
        "类型",
        AsText(),
        "奖励",
        "奖励、处罚、补贴、通报表扬、通报批评、黄牌警告，或别的",
        suggested=("奖励", "处罚", "补贴", "通报表扬", "通报批评", "黄牌警告"),
    )
    basis: str = column(  # 总分, a 考核线, or an 编号
        "依据",
        WithItsRow(),
        SINGLE_LINE,
        "按什么排名或算钱：总分（不填）、某条考核线、某个编号；几个用、隔开，或写 各考核线",
        suggested=(SINGLE_LINE, EVERY_LINE),
        width=16,
    )
    periods: tuple[str, ...] = column("期次", AsPeriods(), (), "哪一期的结果：期次名，或 月、季、半年；不填是全年")
    groups: tuple[str, ...] = column("适用分组", AsGroups(), (), GROUPS)
    first_rank: int | None = column("名次起", WithItsRow(), None, "从第几名；-1 是最后一名")
    last_rank: int | None = column("名次止", WithItsRow(), None, "到第几名，含这一名；-1 是最后一名")
    grades: tuple[str, ...] = column("等次", AsGrades(), (), "什么等次才有，几个用、隔开")
    condition: t.Node | None = column(
        "条件",
        Parsed(fields.condition),
        None,
        "另外的条件，例如 总分<60、否决[重大事故]",
        width=26,
        wide=True,
    )
    consecutive: int = column("连续次数", AsWhole(), 1, "连续几年都这样才算，2 = 今年和去年；往年看历年结果")
    to: str = column("对象", AsText(), "单位", "单位（不填），或考核对象里的一列，例如 书记", suggested=("单位",))
    pay: Pay = column(
        "方式", AsChoice(Pay), Pay.TEXT, "定额、每例、超额每例、每分、得分分配、系数 或 公式；只有称号、通报的不填"
    )
    item: t.Node | None = column("数据项", WithItsRow(), None, "每例、超额每例按哪个数据项算", width=18, wide=True)
    base: Targets | None = column("基准", WithItsRow(), None, "超额每例：超过多少才算；公式：算式", width=16, wide=True)
    formula: t.Node | None = None  # 基准 too
    amount: Fraction | None = column("金额", AsNumber(), None, "元；得分分配填总额", width=12)
    cap: Fraction | None = column("上限", AsNumber(), None, "最多多少元")
    exclusive: str = column(
        "互斥组", AsText(), "", "写同样组名的，一个单位全年只取最大的一笔；写成 组名（每期） 的，每期各取一笔"
    )
    sources: tuple[tuple[str, Fraction], ...] = column(
        "资金来源", Parsed(sources), (), "从哪里出，例如 区:30;街道:170;社区:100", width=18, wide=True
    )
    honour: str = column("称号", AsText(), "", "授予的称号", width=18)
    template: str = column(
        "通报模板",
        AsText(),
        "",
        "用哪个模板行文：表扬、批评、黄牌警告、约谈、整改通知",
        suggested=("表扬", "批评", "黄牌警告", "约谈", "整改通知"),
    )
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
class ApprovedValue:
    """核定调整: an approved value beside the reported one. ``appeal``: the 编号 of the appeal that it follows from."""

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

    year: int = column("年度", AsYear(), help="哪一年", needed=True)
    unit: str = column("单位", WithItsRow(), help="单位名称或别名", needed=True, also=("单位名称",))
    scope: str = column(
        "范围", AsText(), SINGLE_LINE, "总分（不填）、某条考核线、某个编号，或式子里 上年[ ] 要用的数据项"
    )
    score: Fraction | None = column(
        "得分", WithItsRow(), None, "那一年的得分；范围是数据项的，填那一年的数", also=("总分",)
    )
    rank: int | None = column("名次", WithItsRow(), None, "那一年的名次")
    grade: str = column("等次", AsText(), "", "那一年的等次")
    vetoes: str = column("否决", AsText(), "", "那一年成立的否决")
    handling: str = column("处理", AsText(), "", "那一年的处理，例如 黄牌警告")
    place: Place = NOWHERE
