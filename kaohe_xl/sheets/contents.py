"""目录: what each sheet holds, with a link to it; and the defined names of the scheme's parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kaohe_xl.scheme import tables
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.frame import Canvas
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.parameters import Parameters
from kaohe_xl.sheets.refs import link_to

NAME = "目录"
_COLUMNS = ("序号", "工作表", "内容")
_WIDTHS = (8, 20, 70)
_SAYS: Mapping[str, str] = {
    "排名": "总排名，各考核线、各期排名，图表",
    "得分汇总": "各单位各项目得分，逐期汇总到总分",
    "得分明细": "各单位每个编号的得分；公式，随填报数据变动",
    "扣分清单": "每一分扣在哪里：条款、数据、规则、出自哪个文件哪个单元格",
    "评分表汇总": "每条评定由谁评、评了多少；自评与评定的差距",
    "奖励金额": "每一笔奖惩，按单位、种类、资金来源合计",
    "通报": "通报正文",
    "成绩单": "每个单位一份，可单独打印",
    "收表情况": "收到的每份文件怎样处理，每个单位交得怎样",
    "数据问题": "需要方案、填报单位或经办人处理的问题",
    "核定记录": "核定调整前后的数、依据、核定人",
    "计分过程": "每条规则得扣多少分；公式",
    "采用数据": "核定、缺省、汇总、派生以后实际采用的数；公式",
    "填报数据": "各单位填报的数，改这里的数，得分和排名跟着变",
    "分册": "单位太多时：每个上级单位一册，各册的单位数、总分、金额合计，打开各册的链接",
    "校验": "合计、人数、名次、预算是否一致，实时显示",
    "方案快照": "评分时方案各格的内容，用来看出评分后改过哪里",
}
_LIVE = re.compile(r"[；，](?:公式|改这里)")  # what a volume's sheets do not do
_LONGEST = 200  # Excel takes 255
_BAD = re.compile(r"[^\w.]")


def contents_sheet(scheme: Scheme, names: Sequence[str], part: str = "") -> Sheet:
    """One row per sheet, in their order; ``names`` are those of the finished workbook, ``part`` that of a volume."""
    canvas = Canvas(len(_COLUMNS))
    canvas.title(scheme.settings, f"（{part}）{NAME}" if part else NAME)
    header = canvas.head(_COLUMNS)
    own = {spec.sheet for spec in tables.ALL}
    for number, name in enumerate(names, start=1):
        says = _LIVE.split(_SAYS.get(name, ""))[0] if part else _SAYS.get(name)
        says = says or ("方案：原样保留" if name in own or name.startswith("评分细则") else "方案里附带的表")
        canvas.add(Out(number, Style.WHOLE), Out(name, Style.LINK, link=link_to(name, 1, 1)), Out(says))
    return replace(canvas.sheet(NAME, _WIDTHS, header, 0), landscape=False)


def parameter_names(scheme: Scheme, parameters: Parameters) -> dict[str, str]:
    """Defined name → cell, for parameters that stand alone in a cell: 标准分_2.1, 分值_2.1_2, 权重_半年."""
    found: dict[str, str] = {}

    def name(title: str, reference: str | None) -> None:
        word = _BAD.sub("_", title)
        taken = {known.casefold() for known in found}
        if reference is not None and len(word) <= _LONGEST and word.casefold() not in taken:
            found[word] = reference

    for indicator in scheme.indicators.values():
        name(f"标准分_{indicator.key}", parameters.number(indicator.full_mark_place))
        for clause in indicator.clauses:
            for column in ("分值", "上限", "每"):
                name(f"{column}_{clause.key}", parameters.in_column(tables.RUBRIC, clause.place, column))
    for period in scheme.calendar.periods:
        name(f"权重_{period.name}", parameters.in_column(tables.PERIODS, period.place, "权重"))
    for line in scheme.lines:
        name(f"计入总分_{line.name}", parameters.in_column(tables.LINES, line.place, "计入总分"))
    return found
