"""The sheets of what was decided, reported and tried beside the scheme: 核定调整, 历年结果, 填报数据, 算例."""

from __future__ import annotations

from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.columns import REMARK, Column, TableSpec, values_of
from kaohe_xl.scheme.tables.basics import UNIT_NAMES

VERIFIED = TableSpec(
    "核定调整",
    (
        Column("单位", "单位名称或别名", needed=True, also=("单位名称",)),
        Column("核定值", "核定后的数；原来报的数会留在旁边；申诉不采纳的不填", needed=True),
        Column("依据", "根据什么改的，例如 抽查记录、申诉批复", needed=True, width=16),
        Column("期次", "哪一期；只有一期的不填"),
        Column("数据项", "改哪个数据项；改得分的不填", also=("数据项或编号",), width=18, wide=True),
        Column("编号", "改哪个编号的得分；改数据的不填；裁定申诉的，填申诉的编号", as_text=True),
        Column("核定人", "谁核定"),
        Column("日期", "哪天核定"),
        Column(
            "申诉",
            "裁定申诉的，选 采纳、部分采纳、不采纳 或 不予受理；平常的核定不填",
            choices=values_of(m.Ruling),
        ),
        REMARK,
    ),
)
HISTORY = TableSpec(
    "历年结果",
    (
        Column("年度", "哪一年", needed=True),
        Column("单位", "单位名称或别名", needed=True, also=("单位名称",)),
        Column("范围", "总分（不填）、某条考核线、某个编号，或式子里 上年[ ] 要用的数据项"),
        Column("得分", "那一年的得分；范围是数据项的，填那一年的数", also=("总分",)),
        Column("名次", "那一年的名次"),
        Column("等次", "那一年的等次"),
        Column("否决", "那一年成立的否决"),
        Column("处理", "那一年的处理，例如 黄牌警告"),
        REMARK,
    ),
)
DATA = TableSpec(
    "填报数据",
    (Column("单位名称", "单位名称或别名", needed=True, also=UNIT_NAMES), Column("期次", "哪一期；只有一期的不填")),
    open_ended=True,
)
CASES = TableSpec(
    "算例",
    (
        Column("算例", "给这个例子起个名字，或写单位名称；几行是一个例子的，下面空着或合并", needed=True, width=18),
        Column("单位", "例子里有几个单位一起比的，写明是哪个；不填就用例子的名字"),
        Column("分组", "例子里的单位不是真单位时，按哪个分组算"),
        Column("期次", "按哪一期算；只有一期的不填"),
        Column("数据项", "填报项里的名称；也可以不用这一列，把数据项写成列名", width=18, wide=True),
        Column("值", "数据项是多少，照填报表那样写"),
        Column("编号", "看哪个编号的得分，或 总分、等次、金额；也可以把编号写成列名", as_text=True),
        Column("应得", "应得几分（等次写名称，金额写元）"),
        Column("确认", "程序拟的写 待确认，不算数；核对过的，清空或写 是", suggested=("待确认", "是")),
        Column("说明", "写给人看的，不参与计算", width=44, wide=True),
        REMARK,
    ),
    open_ended=True,
)
