"""The sheets of a scheme workbook.

Most columns are declared as the fields of the model that they are read into (:func:`kaohe_xl.scheme.columns.column`).
Those here are read by code that looks at a row as a whole: 填报项 by its 类型, 评分细则 by its 计分方式, and the rest.
"""

from __future__ import annotations

from kaohe_xl.base import sheet_names
from kaohe_xl.base.text import fold
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.rules.fields import ROUNDINGS
from kaohe_xl.rules.registry import KINDS
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.columns import GROUPS, Column, TableSpec, columns_of, values_of

YES_NO = ("是", "否")
_NOTE = Column("说明", "写给人看的，不参与计算", width=30, wide=True)
_REMARK = Column("备注", "写给人看的，不参与计算", width=18, wide=True)
_PERIODS = "在哪些期次有效：期次名，或 月、季、半年、全年；不填是每一期"

SETTINGS = TableSpec(
    sheet_names.SETTINGS,
    (
        Column("设置", "设置的名称，不要改写", needed=True, also=("设置项", "项目"), width=16),
        Column("值", "设成什么；空着用默认", needed=True, also=("设置值",), width=30, wide=True),
        _NOTE,
        _REMARK,
    ),
    required=True,
)
UNITS = TableSpec(
    sheet_names.UNITS,
    columns_of(m.Unit),
    required=True,
    open_ended=True,
)
LINES = TableSpec(
    sheet_names.LINES,
    (*columns_of(m.Line), _NOTE, _REMARK),
)
PERIODS = TableSpec(
    sheet_names.PERIODS,
    (*columns_of(m.Period), _NOTE, _REMARK),
)
ITEMS = TableSpec(
    sheet_names.ITEMS,
    (
        Column(
            "数据项",
            "要收的一个数或一句话，名称不能重复，不要带运算符号",
            needed=True,
            also=("填报项",),
            width=18,
            wide=True,
        ),
        Column("计量单位", "例、户、万元……填报时带了别的单位会自动换算或退回", also=("单位",)),
        Column("类型", "数值、百分比、整数、是否、日期、文本 或 附件", choices=values_of(ValueType)),
        Column(
            "填报人",
            "本单位（由各单位自己填），或一个部门的名称；几个部门用、隔开",
            also=("数据来源",),
            suggested=(m.OWN_UNIT,),
        ),
        Column("必填", "是 或 否，不填是 是", choices=YES_NO),
        Column("最小", "允许的最小值；百分比带 %", also=("最小值",)),
        Column("最大", "允许的最大值；百分比带 %", also=("最大值",)),
        Column("缺省值", "没有填时当作多少；也可以填 不适用。不写的，没填就是缺数据，不得分", also=("默认值",)),
        Column(
            "可不适用",
            "是：填报时可以写“不适用”；否：写了也不采用。不填是可以写，但每一处都提出来请考核办确认",
            choices=YES_NO,
        ),
        Column("公式", "由别的数据项算出的，写式子，例如 已报数÷下发数；这样的数据项不用填报", width=22, wide=True),
        Column(
            "期内汇总",
            "几期合成一期：合计（数的默认）、平均、最新（其它的默认）、任一（是否项，有一期是“是”就是“是”）",
            choices=values_of(m.Gather),
        ),
        Column(
            "多份取值",
            "几个部门都填了：唯一（不一致就提出来）、平均、去高低平均、最大、最小、合计",
            choices=values_of(m.Several),
        ),
        Column("说明", "印在填报表上，告诉填报人怎么填", width=30, wide=True),
        _REMARK,
    ),
    required=True,
)
RUBRIC = TableSpec(
    sheet_names.RUBRIC,
    (
        Column(
            "编号",
            "1、1.1 或 一、（一）1. ⑴ ①；同一编号有几条的，编号只写在第一行，下面空着或合并",
            needed=True,
            also=("序号",),
            as_text=True,
        ),
        Column(
            "计分方式",
            "从下拉框选，怎么算见“计分方式说明”",
            needed=True,
            also=("计分方法",),
            choices=tuple(kind.name for kind in KINDS),
            width=13,
        ),
        Column("考核线", "属于哪条考核线；只有一条线的不填"),
        Column("项目", "大项的名称，往下空着就是同上", also=("考核项目",), width=13),
        Column("考核内容", "考核什么", width=16),
        Column("标准分", "这一项的满分；直接加减总分的不填", also=("满分",)),
        Column("评分标准", "照文件写的话，给人看；计算只看右边各列", also=("评分办法",), width=34, wide=True),
        Column("数据项", "用哪个数据项，要在填报项里登记；有的方式可以写几个，用、隔开", width=18, wide=True),
        Column(
            "基准",
            "目标、条件或各档，例如 >=95%、是、>=98%:10; >=95%:8；各分组不同的写 镇:>=95%; 街道:>=98%",
            width=16,
            wide=True,
        ),
        Column("每", "每多少算一个，不填是 1；百分比项的 1 是一个百分点"),
        Column("取整", "不足一个的：按比例（不填）、进一 或 舍去", choices=ROUNDINGS),
        Column("分值", "每一个得或扣几分；扣分也写正数"),
        Column("上限", "这一条最多得或扣几分"),
        Column("下限", "这个编号最低几分，不填是 0；可以倒扣的写 不限", suggested=("不限",)),
        Column("起点", "既有得分又有扣分的，写明从 满分 还是从 零 算起", choices=("满分", "零")),
        Column("计入", "填 总分：直接加减总分，不算在本项里", choices=("总分",)),
        Column("倍数", "条件:倍数，例如 未如实上报=是:2"),
        Column("互斥", "写同样标记的几条只算最大的一条（就高不就低）"),
        Column("合计上限", "几条合起来最多几分：写 组名:几分，例如 加分:6；同组别的行写组名；不同编号的也可以同组"),
        Column("适用分组", GROUPS),
        Column("适用期次", _PERIODS),
        Column(
            "评分人",
            "评定的由谁评：姓名或部门；几个人的写 张三、李四（取平均）、张三、李四、王五（去高低平均），"
            "或带权重 领导:30%; 群众代表:70%；不填看考核线的评分人",
            also=("评委", "打分人"),
            width=12,
        ),
        _REMARK,
    ),
    required=True,
)
VETOES = TableSpec(
    sheet_names.VETOES,
    (*columns_of(m.Veto), _NOTE, _REMARK),
)
GRADES = TableSpec(
    sheet_names.GRADES,
    (*columns_of(m.Grade), _NOTE, _REMARK),
)
REWARDS = TableSpec(
    sheet_names.REWARDS,
    (*columns_of(m.Reward), _NOTE, _REMARK),
)
APPROVED = TableSpec(
    sheet_names.APPROVED,
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
        _REMARK,
    ),
)
PAST_RESULTS = TableSpec(
    sheet_names.PAST_RESULTS,
    (*columns_of(m.PastResult), _REMARK),
)
DATA = TableSpec(
    sheet_names.DATA,
    (Column("单位名称", "单位名称或别名", needed=True, also=m.UNIT_NAMES), Column("期次", "哪一期；只有一期的不填")),
    open_ended=True,
)
CASES = TableSpec(
    sheet_names.CASES,
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
        _REMARK,
    ),
    open_ended=True,
)

ALL: tuple[TableSpec, ...] = (
    SETTINGS, UNITS, LINES, PERIODS, ITEMS, RUBRIC, VETOES, GRADES, REWARDS, APPROVED, PAST_RESULTS, CASES,
)  # fmt: skip


def spec_of(sheet: str) -> TableSpec | None:
    """The declaration of a sheet by its name; every sheet that begins with 评分细则 is one of the rubric."""
    if fold(sheet).startswith(fold(RUBRIC.sheet)):
        return RUBRIC
    return next((spec for spec in ALL if fold(spec.sheet) == fold(sheet)), None)
