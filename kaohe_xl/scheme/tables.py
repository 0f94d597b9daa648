"""The sheets of a scheme workbook: their columns, which are needed, and other spellings that are understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kaohe_xl.base.text import fold


@dataclass(frozen=True)
class TableSpec:
    """A sheet of the contract. ``aliases``: other spelling → column."""

    sheet: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    open_ended: bool = False  # columns beyond the known ones have a meaning (attributes, data items)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.needed + self.optional

    @property
    def folded_aliases(self) -> dict[str, str]:
        return {fold(other): name for other, name in self.aliases.items()}


_UNIT = {"单位": "单位名称", "名称": "单位名称", "考核单位": "单位名称", "被考核单位": "单位名称"}

SETTINGS = TableSpec(
    "考核设置", ("设置", "值"), ("说明", "备注"), {"设置项": "设置", "项目": "设置", "设置值": "值"}, required=True
)
UNITS = TableSpec(
    "考核对象",
    ("单位名称",),
    ("别名", "分组", "上级单位", "邮箱"),
    {**_UNIT, "简称": "别名", "组别": "分组", "电子邮箱": "邮箱", "邮件": "邮箱", "类别": "分组"},
    required=True,
    open_ended=True,
)
LINES = TableSpec(
    "考核线",
    ("考核线",),
    ("适用分组", "满分", "计入总分", "评分人", "审核人", "说明", "备注"),
    {"线": "考核线", "权重": "计入总分"},
)
PERIODS = TableSpec(
    "考核期",
    ("期次",),
    ("上级期次", "权重", "汇总方式", "截止日期", "说明", "备注"),
    {"考核期": "期次", "截止时间": "截止日期"},
)
ITEMS = TableSpec(
    "填报项",
    ("数据项",),
    ("计量单位", "类型", "填报人", "必填", "最小", "最大", "缺省值", "公式", "期内汇总", "多份取值", "说明", "备注"),
    {
        "填报项": "数据项",
        "单位": "计量单位",
        "最小值": "最小",
        "最大值": "最大",
        "默认值": "缺省值",
        "数据来源": "填报人",
    },
    required=True,
)
RUBRIC = TableSpec(
    "评分细则",
    ("编号", "计分方式"),
    (
        "考核线", "项目", "考核内容", "标准分", "评分标准", "数据项", "基准", "每", "取整", "分值", "上限", "下限",
        "起点", "计入", "倍数", "互斥", "适用分组", "适用期次", "备注",
    ),
    {"序号": "编号", "计分方法": "计分方式", "满分": "标准分", "考核项目": "项目", "评分办法": "评分标准"},
    required=True,
)  # fmt: skip
VETOES = TableSpec(
    "一票否决",
    ("否决项", "条件", "后果"),
    ("否决组", "达到项数", "适用分组", "适用期次", "说明", "备注"),
    {"否决事项": "否决项", "否决条件": "条件"},
)
GRADES = TableSpec(
    "等次",
    ("等次",),
    ("最低分", "名次止", "比例上限", "系数", "适用分组", "说明", "备注"),
    {"等级": "等次", "比例": "比例上限"},
)
REWARDS = TableSpec(
    "奖惩",
    ("奖惩",),
    (
        "类型", "依据", "期次", "适用分组", "名次起", "名次止", "等次", "条件", "连续次数", "对象", "方式", "数据项",
        "基准", "金额", "上限", "互斥组", "资金来源", "称号", "通报模板", "说明", "备注",
    ),
    {"奖惩项": "奖惩", "名称": "奖惩"},
)  # fmt: skip
VERIFIED = TableSpec(
    "核定调整",
    ("单位", "核定值", "依据"),
    ("期次", "数据项", "编号", "核定人", "日期", "备注"),
    {"单位名称": "单位", "数据项或编号": "数据项"},
)
HISTORY = TableSpec(
    "历年结果",
    ("年度", "单位"),
    ("范围", "得分", "名次", "等次", "否决", "处理", "备注"),
    {"单位名称": "单位", "总分": "得分"},
)
DATA = TableSpec("填报数据", ("单位名称",), ("期次",), dict(_UNIT), open_ended=True)

ALL: tuple[TableSpec, ...] = (
    SETTINGS, UNITS, LINES, PERIODS, ITEMS, RUBRIC, VETOES, GRADES, REWARDS, VERIFIED, HISTORY,
)  # fmt: skip
# What a scored workbook holds besides its scheme: 奖励金额 is no misspelt 奖惩
RESULT_SHEETS = frozenset((
    "排名", "得分汇总", "得分明细", "扣分清单", "奖励金额", "通报", "成绩单", "收表情况", "数据问题", "核定记录",
    "计分过程", "采用数据", "填报数据", "校验", "方案快照", "目录", "分册",
))  # fmt: skip
