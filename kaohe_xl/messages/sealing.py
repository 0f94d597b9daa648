"""Findings of the kind 运行: 定稿, 验证, and 核定 that is written into the scheme."""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.CLERK, title, text, remedy)


_SEALING: tuple[Message, ...] = (
    _m(
        "R900",
        _E,
        "已经定稿",
        "这次考核已定稿（{edition}），不再覆盖结果",
        "要更正的，改好后 kaohe 定稿 目录 --reason 更正的理由，另出一版，原来的一版保留",
    ),
    _m(
        "R901",
        _E,
        "定稿包打不开",
        "打不开这个定稿包：{problem}",
        "找定稿时存下的原包；传输中损坏的重新拷贝",
    ),
    _m(
        "R902",
        _E,
        "定稿包被改动",
        "{what}",
        "以定稿时存下的原包为准；对照签字盖章的排名页上的校验码",
    ),
    _m(
        "R903",
        _E,
        "重新计算与定稿不同",
        "{figure}：定稿是 {before}，按包里的方案和收表重新计算是 {now}",
        "看上面被改动的文件；文件都没有改动的，看定稿用的版本 {version} 与现在的是否不同",
    ),
    _m(
        "R904",
        _E,
        "校验码不符",
        "定稿的校验码是 {stated}，重新计算是 {now}",
        "对照签字盖章的排名页",
    ),
    _m(
        "R905",
        _E,
        "还不能定稿",
        "{why}",
        "收齐、审核后再定稿；不再等的加 --closed 按缺报处理；更正定稿的用 --reason 写明理由",
    ),
    _m(
        "R906",
        _W,
        "没有记下这次结果",
        "历次结果没有写成：{problem}",
        "看结果文件夹是否可写；{name} 损坏的改名后再评分，会重新建立",
    ),
    _m(
        "R907",
        _E,
        "结果工作簿里的数与重新计算不同",
        "{cell}：包里是 {before}，重新计算是 {now}",
        "以重新计算的为准；对照签字盖章的排名页",
    ),
    _m(
        "R910",
        _E,
        "不知是哪次考核的结果",
        "找不到这份结果是由哪个方案和收表算出来的，不能验证",
        "把它放回考核文件夹的 结果 里；单个工作簿的，放回原工作簿旁边",
    ),
    _m(
        "R911",
        _E,
        "公式被改成了数",
        "原来的公式是 {formula}（得 {was}），现在是 {now}",
        "恢复公式，或重新评分；要改分的，写进方案的核定调整",
    ),
    _m("R912", _E, "公式被改动", "应是 {before}，现在是 {now}", "恢复公式，或重新评分"),
    _m(
        "R913",
        _W,
        "单元格被改动",
        "按方案和收表应是 {before}，现在是 {now}",
        "改错了的重新评分；要改数的，写进方案的核定调整，或请填报的人重报",
    ),
    _m(
        "R914",
        _W,
        "公式的结果不同",
        "公式没有改，按方案和收表应得 {before}，现在显示 {now}",
        "看它用到的、被改动的单元格",
    ),
    _m("R915", _E, "表不齐", "{what}", "与原来的结果对照，或重新评分"),
    _m("R916", _N, "还有改动", "另有 {more} 处改动没有列出", "改动太多的，重新评分后再核对"),
    _m(
        "R917",
        _N,
        "没有计算引擎",
        "没有装 {library}，只逐格对照了公式和数，没有用另一个引擎重新计算",
        "装上它：pip install kaohe-xl[verify]；或用 Excel、WPS 打开后重新计算，看“校验”表",
    ),
    _m(
        "R920",
        _E,
        "封存码不符",
        "定稿时记下的封存码是 {stated}，这个包的是 {now}：整个包是另做的，清单和各文件对得上也不是原来那一份",
        "以记下封存码的那一份为准；核对封存码有没有抄错",
    ),
    _m(
        "R921",
        _W,
        "加密的表打不开",
        "“{file}”加了密码，打不开，按没有这份表重新计算；密码表不进包",
        "加 --password，或把 密码表.xlsx 放在包旁边，再验证一次",
    ),
    _m("R918", _W, "公式算不了", "{library} 没有算出这份工作簿", "用 Excel、WPS 打开后重新计算，看“校验”表"),
    _m("R919", _W, "改动牵动", "改动以前是 {before}，按改动后的工作簿重新计算是 {now}", "看上面列出的改动"),
)

_APPROVALS: tuple[Message, ...] = (
    _m(
        "R960",
        _E,
        "核定没有写全",
        "还没有填：{what}",
        "填上再写入：核定必须说得出依据和核定人",
    ),
    _m(
        "R961",
        _E,
        "核定没有写入方案",
        "没有写入方案：{problem}",
        "关闭打开着方案的程序，或把方案另存为 .xlsx，再写入一次；也可以自己在 核定调整 里加一行",
    ),
)

SEALING: tuple[Message, ...] = (*_SEALING, *_APPROVALS)
