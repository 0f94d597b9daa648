"""考核设置: each setting is declared once; the reader, the starter workbook and its dropdowns follow from the field.

A new setting is a field here and its use.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction

from kaohe_xl.base.contract_words import ALL_LINES
from kaohe_xl.base.place import Place
from kaohe_xl.scheme.model.setting_types import (
    ChoiceSetting,
    NamesSetting,
    NumberSetting,
    OnDay,
    Setting,
    SomeOf,
    TextSetting,
    WholeNumberSetting,
    WordSetting,
    YearSetting,
    YesNoSetting,
    setting,
)


class Ties(Enum):
    """并列规则."""

    LEAVE_PLACES = "并列占位"
    DENSE = "并列不占位"


class Collection(Enum):
    """收表: may forms still come in?"""

    OPEN = "进行中"
    CLOSED = "已截止"


class ScoreSheet(Enum):
    """评分表样式."""

    BY_UNIT = "每单位一张"
    SIDE_BY_SIDE = "横排"


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


PUBLISHABLE = ("总分", "等次", "奖惩")
_OFFICE = "某县考核工作领导小组办公室"


@dataclass(frozen=True)
class Settings:
    """考核设置."""

    title: str = setting("考核名称", TextSetting(), "", "印在结果和通报上")
    year: int | None = setting("年度", YearSetting(), None)
    office: str = setting("主办单位", TextSetting(), "", "落款用", shown=_OFFICE)
    signed_on: str = setting("落款日期", TextSetting(), "", "印在结果和通报上，例如 2026-01-16")  # as typed
    digits: int = setting("小数位", WholeNumberSetting(0, 6, 2), 2, "每项得分和总分保留几位小数", shown=2)
    ties: Ties = setting(
        "并列规则", ChoiceSetting(Ties), Ties.LEAVE_PLACES, "并列占位：1、1、3；并列不占位：1、1、2", shown="并列占位"
    )
    tie_breaks: tuple[str, ...] = setting(  # 考核线 or 编号
        "并列比较", NamesSetting(indicators=True), (), "总分相同的依次比哪些编号或考核线，例如 1.1、2.1；空着就并列"
    )
    collection: Collection = setting(
        "收表",
        ChoiceSetting(Collection),
        Collection.OPEN,
        "进行中：没有收齐以前是阶段性结果，没交表的不排名、不奖不罚；已截止：没交表的按缺报处理",
        shown="进行中",
    )
    self_assessed: bool = setting(
        "自评", YesNoSetting(), False, "是：各单位先在评分表上自评；自评分只作参考，不计入得分", shown="否"
    )
    archived: bool = setting(
        "细则存档",
        YesNoSetting(),
        False,
        "是：另写每个单位填好的评分细则（Excel 和 Word 各一份），供签字存档",
        shown="否",
    )
    score_sheet: ScoreSheet = setting(
        "评分表样式",
        ChoiceSetting(ScoreSheet),
        ScoreSheet.BY_UNIT,
        "发给评分人的评分表：每单位一张，或各单位横排在一张上",
        shown="每单位一张",
    )
    nearest_changes: bool = setting(
        "敏感分析",
        YesNoSetting(),
        False,
        "是：结果里多一张“敏感”表，写明名次和奖惩线最近的改动；评分要多花一倍左右的时间",
        shown="否",
    )
    unreturned: Unreturned = setting(
        "缺报处理", ChoiceSetting(Unreturned), Unreturned.ZERO, "没有交表的单位：计零、不排名 或 待定", shown="计零"
    )
    not_applicable: NotApplicable = setting(
        "不适用处理",
        ChoiceSetting(NotApplicable),
        NotApplicable.SCALE,
        "填“不适用”的项：剔除折算、得满分、组平均 或 计零",
        shown="剔除折算",
    )
    approved_first: bool = setting("核定优先", YesNoSetting(), True, "核定调整里的数代替填报的数", shown="是")
    rank_within: str = setting(
        "排名范围",
        WordSetting(("全体", "分组"), "不填则按考核线自动划分"),
        "",
        "全体 或 分组；空着按考核线自动划分",
    )
    pass_on: bool = setting("递补", YesNoSetting(), True, "被取消奖励的，空出的名次由后面的单位递补", shown="是")
    tied_prize: TiedPrize = setting(
        "并列奖金",
        ChoiceSetting(TiedPrize),
        TiedPrize.EACH,
        "并列的：各按名次 或 平分；空着各按名次，得奖的比名额多时提醒",
    )
    budget: Fraction | None = setting("预算", NumberSetting(), None, "奖励总额的预算（元），超过会提醒")
    reviewed_lines: tuple[str, ...] = setting(
        "已审核考核线", NamesSetting(every=ALL_LINES), (), "审核过的考核线，全部审核过的填 全部"
    )
    subjects: Subjects = setting(
        "考核对象类型",
        ChoiceSetting(Subjects),
        Subjects.UNITS,
        "单位 或 个人：决定通知里的称呼（你单位、你）和计数（个单位、人）",
        shown="单位",
    )
    published_from: date | None = setting(
        "公示开始日期", OnDay(), None, "填了就写公示稿（结果/公示.docx、公示.xlsx）：第一天"
    )
    published_until: date | None = setting("公示截止日期", OnDay(), None, "公示的最后一天")
    published: tuple[str, ...] = setting(
        "公示内容",
        SomeOf(PUBLISHABLE),
        PUBLISHABLE,
        "公示名次和单位以外的哪些：总分、等次、奖惩，几个用、隔开；都不公示填 无；不写填报人、评分人和扣分原因",
        shown="、".join(PUBLISHABLE),
    )
    appeals_until: date | None = setting("申诉截止日期", OnDay(), None, "最后哪一天可以申诉；空着按公示截止日期")
    appeals_how: str = setting(
        "申诉方式", TextSetting(), "", "印在公示上：送到哪里，例如 书面送县考核办（行政中心301室）"
    )
    appeals_phone: str = setting("申诉电话", TextSetting(), "", "印在公示上：受理申诉的办公电话")
    recipients: str = setting("收件人", TextSetting(), "", "领导的邮箱，例如 张三<zhangsan@example.com>")
    extra: Mapping[str, str] = field(default_factory=dict)  # settings that templates may use
    places: Mapping[str, Place] = field(default_factory=dict)  # setting → the cell of its value

    @property
    def last_day_of_appeals(self) -> date | None:
        return self.appeals_until or self.published_until


SETTINGS: Mapping[str, Setting] = {
    each.name: each.metadata["setting"] for each in dataclasses.fields(Settings) if "setting" in each.metadata
}  # by field
BY_NAME: Mapping[str, Setting] = {each.name: each for each in SETTINGS.values()}
