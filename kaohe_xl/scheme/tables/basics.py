"""The sheets of what is assessed: 考核设置, 考核对象, 考核线, 考核期."""

from __future__ import annotations

from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.columns import GROUPS, NOTE, REMARK, Column, TableSpec, values_of

UNIT_NAMES = ("单位", "名称", "考核单位", "被考核单位")  # other headings of 单位名称

SETTINGS = TableSpec(
    "考核设置",
    (
        Column("设置", "设置的名称，不要改写", needed=True, also=("设置项", "项目"), width=16),
        Column("值", "设成什么；空着用默认", needed=True, also=("设置值",), width=30, wide=True),
        NOTE,
        REMARK,
    ),
    required=True,
)
UNITS = TableSpec(
    "考核对象",
    (
        Column("单位名称", "被考核单位，一行一个，不能重名", needed=True, also=UNIT_NAMES, width=14),
        Column("别名", "填报表里可能出现的其它叫法，几个用、隔开；改过名的写旧名", also=("简称",)),
        Column("分组", "用来分别定标准、分别排名，例如 镇、街道", also=("组别", "类别")),
        Column("上级单位", "归谁管，用来分级汇总；不必也是考核对象"),
        Column("邮箱", "发成绩单、催报用", also=("电子邮箱", "邮件"), width=22),
    ),
    required=True,
    open_ended=True,
)
LINES = TableSpec(
    "考核线",
    (
        Column("考核线", "一条线单独算分、单独排名；只有一条线的，这张表不用填", needed=True, also=("线",)),
        GROUPS,
        Column("满分", "这条线各项标准分之和，用来核对"),
        Column("计入总分", "按原分计入填 1，打六折填 60%，只单独排名填 0", also=("权重",)),
        Column("评分人", "谁评分"),
        Column("审核人", "谁审核；在考核设置的“已审核考核线”里写明审核过的线"),
        NOTE,
        REMARK,
    ),
)
PERIODS = TableSpec(
    "考核期",
    (
        Column("期次", "期次的名称；一年只考一次的，这张表不用填", needed=True, also=("考核期",)),
        Column("上级期次", "归到哪个期次汇总，例如 半年、年终 归到 全年"),
        Column("权重", "按权重汇总时占多少，同一上级的加起来是 100%"),
        Column("汇总方式", "写在上级那一行：加权、合计 或 平均", choices=values_of(m.Combine)),
        Column("截止日期", "填报截止的日期，过了算迟报", also=("截止时间",), width=13),
        NOTE,
        REMARK,
    ),
)
