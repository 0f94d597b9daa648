"""Findings of the kind 方案: what is wrong with the scheme workbook, told to the clerk who wrote it.

S1xx tables, names and settings; S2xx columns of a scoring method. S3xx: :mod:`.rubric`; the rest: :mod:`.reviewing`.
"""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity
from kaohe_xl.messages.reviewing import REVIEWING
from kaohe_xl.messages.rubric import RUBRIC

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.AUTHOR, title, text, remedy)


_TABLES = (
    _m("S101", _E, "缺少工作表", "方案里没有“{sheet}”工作表", "{hint}，表头要有：{columns}"),
    _m(
        "S102",
        _E,
        "找不到表头",
        "“{sheet}”里找不到表头",
        "在表格最上面一行写列名，至少要有：{columns}；列名不要合并，不要改写",
    ),
    _m("S103", _E, "缺少列", "“{sheet}”的表头里没有“{column}”这一列", "在表头行加一列“{column}”{hint}"),
    _m("S104", _E, "没填", "“{column}”没有填", "{expected}"),
    _m("S105", _E, "值不对", "“{column}”填的“{value}”不对：{problem}", "{expected}"),
    _m("S106", _E, "重复", "“{column}”里的“{value}”前面 {first} 已经有了", "{hint}"),
    _m(
        "S107",
        _W,
        "列不认识",
        "“{sheet}”没有“{column}”这种列，里面的内容不参与计算",
        "{hint}若只是备查，可以不管，原样保留",
    ),
    _m(
        "S108",
        _W,
        "设置不认识",
        "没有“{name}”这项设置，不起作用",
        "若是“{near}”，改成“{near}”；若是给通报模板用的，可以不管",
    ),
    _m("S109", _E, "没有考核对象", "考核对象里一个单位也没有", "在表头下面写考核单位，一行一个"),
    _m(
        "S110",
        _E,
        "别名冲突",
        "“{name}”的别名“{alias}”，{other} 的单位也叫这个名字",
        "一个名字只能指一个单位，删去其中一处",
    ),
    _m(
        "S119",
        _E,
        "说明下面还有内容",
        "“{sheet}”的“{value}”这一行写在说明文字的下面，没有读入",
        "把这一行移到说明的上面；若也是说明，写进一个格子里",
    ),
    _m(
        "S710",
        _E,
        "名称冲突",
        "数据项“{item}”与评定的得分重名",
        "把这个数据项改个名字；评分人评的分由程序叫这个名字",
    ),
    _m(
        "S761",
        _E,
        "算例不符",
        "算例“{case}”（{figures}）：{key} 应得 {expected}，按方案算得 {found}。{why}",
        "哪一边错了改哪一边：评分细则的这一条，或算例的应得",
    ),
    _m(
        "S762",
        _N,
        "算例待确认",
        "{count} 个算例还没有确认，没有用来检验",
        "逐个核对：对的把“确认”一格清空，不对的改评分细则",
    ),
    _m("S763", _W, "算例没有应得", "算例“{case}”没有写应得多少，什么也没有检验", "写上编号和应得，或删去这个算例"),
    _m(
        "S764",
        _W,
        "算例不符仍评分",
        "{count} 处算例与方案算出的不一样，按 --anyway 照样评了分",
        "改正评分细则或算例后重新评分",
    ),
    _m("S765", _W, "列不认识", "算例里的“{column}”不是数据项，也不是编号，没有用", "{hint}改成填报项里的名称或编号"),
    _m(
        "S791",
        _E,
        "合计上限不一致",
        "合计上限“{group}”写的分数与 {other} 不一样",
        "同一组只有一个上限，改成一样，或只在一行写几分",
    ),
    _m(
        "S792",
        _E,
        "合计上限不能混用",
        "合计上限“{group}”里既有得分又有扣分（或清零）的条款",
        "得分的、扣分的各用一个组名；清零的条款不用合计上限",
    ),
    _m(
        "S793",
        _E,
        "合计上限与互斥",
        "同一行既写了合计上限“{group}”又写了互斥“{exclusive}”",
        "只留一样；互斥的几条先合成一个编号，再用合计上限",
    ),
    _m("S794", _E, "合计上限没有分数", "合计上限“{group}”哪一行都没有写几分", "在其中一行写成 组名:几分，例如 加分:6"),
    _m(
        "S820",
        _W,
        "与评分标准不符",
        "编号 {key} 的评分标准“{text}”，照字面 {value} 应得 {by_words}，按各列算得 {by_columns}",
        "核对文件原文：哪一边错了改哪一边；字面另有意思的，可以不管",
    ),
    _m(
        "S711",
        _W,
        "没写评分人",
        "{count} 条评定没有写由谁评分（编号 {keys}），暂由“{judge}”评",
        "在评分细则的“评分人”一列，或考核线的“评分人”一列写明",
    ),
    _m(
        "S111",
        _E,
        "缺少权重",
        "“{parent}”按权重汇总，“{child}”却没有权重",
        "“{parent}”的每个下级期次都填权重，加起来是 100%；不按权重的，在“{parent}”的汇总方式填 合计 或 平均",
    ),
    _m(
        "S112",
        _E,
        "权重合计不是 100%",
        "“{parent}”的下级期次权重加起来不是 100%：{listed}",
        "改正权重；不按权重的，在“{parent}”的汇总方式填 合计 或 平均",
    ),
    _m("S113", _E, "期次循环", "“{name}”的上级期次一级一级往上，又绕回到它自己", "改正上级期次；全年没有上级"),
    _m("S114", _E, "公式循环", "派生项“{item}”的公式最后又用到它自己", "改正公式，派生项不能由自己算出"),
    _m(
        "S115",
        _E,
        "工作表名不对",
        "工作表“{sheet}”看样子是“{wanted}”，但名称不一样，里面的内容没有读",
        "改名为“{wanted}”；确实不是的，换一个不相近的名称，或把它隐藏",
    ),
    _m(
        "S116",
        _E,
        "格子里没有值",
        "“{column}”这一格显示 {problem}，读不出值",
        "改正公式，或把结果复制成数值再保存",
    ),
    _m(
        "S117",
        _W,
        "权重不起作用",
        "“{child}”填了权重，但“{parent}”的汇总方式是 {how}，权重不起作用",
        "要按权重，把“{parent}”的汇总方式改为 加权；不按权重，清空权重",
    ),
    _m(
        "S118",
        _W,
        "没有分组",
        "“{name}”没有写分组，而其它单位大多有",
        "补上分组；不补的，限定了适用分组的条款和奖惩都不包括它",
    ),
    _m("S121", _W, "没有公示开始日期", "有公示截止日期，没有公示开始日期，不会写公示稿", "在考核设置填上公示开始日期"),
    _m("S122", _E, "日期前后颠倒", "{name} {day} 早于公示开始日期 {first}", "核对这两个日期"),
)

_METHODS = (
    _m("S201", _E, "计分方式参数不对", "{kind}的“{column}”不对：{problem}", "{remedy}"),
    _m(
        "S202",
        _W,
        "用不到的列",
        "{kind}用不到“{column}”，填的“{value}”不起作用",
        "清空这一格；若要它起作用，换一种方式",
    ),
)

SCHEME: tuple[Message, ...] = (*_TABLES, *_METHODS, *RUBRIC, *REVIEWING)
