"""The sheets of what follows from a result: 一票否决, 等次, 奖惩."""

from __future__ import annotations

from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.columns import GROUPS, NOTE, REMARK, Column, TableSpec, values_of

EVERY_LINE = "各考核线"  # 依据 of a 奖惩
EFFECTS = ("不参与排名", "总分计零", "取消奖励", "取消评优", "名次后移2位", "列入倒数3名", "等次不高于合格")

VETOES = TableSpec(
    "一票否决",
    (
        Column("否决项", "给这条否决起个名字", needed=True, also=("否决事项",), width=18),
        Column(
            "条件",
            "什么情况下否决，例如 重大事故=是、信访件数>=5、完成率<60%",
            needed=True,
            also=("否决条件",),
            width=26,
            wide=True,
        ),
        Column(
            "后果",
            "不参与排名、总分计零、取消奖励、取消评优、名次后移N位、列入倒数N名、等次不高于X；几个用；隔开",
            needed=True,
            suggested=EFFECTS,
            width=30,
            wide=True,
        ),
        Column("否决组", "几条合在一起算的，写同样的组名"),
        Column("达到项数", "同一组里几条同时成立才否决，例如 3"),
        GROUPS,
        Column("适用期次", "只在哪些期次看；不填是哪一期发生都算，并且算到上级期次"),
        NOTE,
        REMARK,
    ),
)
GRADES = TableSpec(
    "等次",
    (
        Column("等次", "从好到差，一行一个", needed=True, also=("等级",)),
        Column("最低分", "总分不低于多少；最后一个等次空着"),
        Column("名次止", "到第几名为止"),
        Column("比例上限", "最多占参评单位的多少，例如 30%，不足一个的舍去", also=("比例",)),
        Column("系数", "按系数发奖时用"),
        GROUPS,
        NOTE,
        REMARK,
    ),
)
REWARDS = TableSpec(
    "奖惩",
    (
        Column(
            "奖惩", "名称，例如 一等奖；写 {依据} 的，换成依据的名称", needed=True, also=("奖惩项", "名称"), width=14
        ),
        Column(
            "类型",
            "奖励、处罚、补贴、通报表扬、通报批评、黄牌警告，或别的",
            suggested=("奖励", "处罚", "补贴", "通报表扬", "通报批评", "黄牌警告"),
        ),
        Column(
            "依据",
            "按什么排名或算钱：总分（不填）、某条考核线、某个编号；几个用、隔开，或写 各考核线",
            suggested=(m.SINGLE_LINE, EVERY_LINE),
            width=16,
        ),
        Column("期次", "哪一期的结果：期次名，或 月、季、半年；不填是全年"),
        GROUPS,
        Column("名次起", "从第几名；-1 是最后一名"),
        Column("名次止", "到第几名，含这一名；-1 是最后一名"),
        Column("等次", "什么等次才有，几个用、隔开"),
        Column("条件", "另外的条件，例如 总分<60、否决[重大事故]", width=26, wide=True),
        Column("连续次数", "连续几年都这样才算，2 = 今年和去年；往年看历年结果"),
        Column("对象", "单位（不填），或考核对象里的一列，例如 书记", suggested=("单位",)),
        Column(
            "方式", "定额、每例、超额每例、每分、得分分配、系数 或 公式；只有称号、通报的不填", choices=values_of(m.Pay)
        ),
        Column("数据项", "每例、超额每例按哪个数据项算", width=18, wide=True),
        Column("基准", "超额每例：超过多少才算；公式：算式", width=16, wide=True),
        Column("金额", "元；得分分配填总额", width=12),
        Column("上限", "最多多少元"),
        Column("互斥组", "写同样组名的，一个单位全年只取最大的一笔；写成 组名（每期） 的，每期各取一笔"),
        Column("资金来源", "从哪里出，例如 区:30;街道:170;社区:100", width=18, wide=True),
        Column("称号", "授予的称号", width=18),
        Column(
            "通报模板",
            "用哪个模板行文：表扬、批评、黄牌警告、约谈、整改通知",
            suggested=("表扬", "批评", "黄牌警告", "约谈", "整改通知"),
        ),
        NOTE,
        REMARK,
    ),
)
