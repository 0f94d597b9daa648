"""Findings of the kind 填报. F1xx: one value; F2xx: a form's items; F3xx: who and when; F4xx: what came back at all."""

from __future__ import annotations

from kaohe_xl.finding import Audience, Message, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.FILLER, title, text, remedy)


_VALUES = (
    _m("F101", _E, "看不懂", "“{item}”填的“{raw}”看不懂，应填{expected}", "{how}"),
    _m("F102", _E, "单元格出错", "“{item}”的单元格是错误值 {raw}", "改正公式，或直接填入数值"),
    _m(
        "F103",
        _E,
        "公式没有结果",
        "“{item}”的单元格是公式，但没有算出的结果",
        "用 Excel 或 WPS 打开、保存一次再报，或直接填数值",
    ),
    _m("F104", _E, "不是整数", "“{item}”填的“{raw}”理解为 {understood}，应是整数", "核对后填整数"),
    _m("F105", _E, "超出范围", "“{item}”填的“{raw}”理解为 {understood}，{relation}{limit}", "核对数值和计量单位后重填"),
    _m(
        "F106",
        _E,
        "单位不符",
        "“{item}”填的“{raw}”带单位“{typed}”，与计量单位“{measure}”不符",
        "按计量单位“{measure}”填数，不带别的单位",
    ),
    _m("F107", _N, "换算了单位", "“{item}”填的“{raw}”按计量单位理解为 {understood}", "如果不对，按计量单位重填"),
    _m(
        "F108",
        _W,
        "计量词不同",
        "“{item}”填的“{raw}”用了“{typed}”，计量单位是“{measure}”，理解为 {understood}",
        "核对是否同一口径，按计量单位“{measure}”重填",
    ),
    _m(
        "F109",
        _E,
        "不是确数",
        "“{item}”填的“{raw}”不是确数，应填{kind}",
        "填一个确切的数或日期，不要写“超过”“不足”或区间",
    ),
    _m("F110", _W, "约数", "“{item}”填的“{raw}”是约数，按 {understood} 理解", "核实后填确切的数"),
    _m("F111", _W, "附注未采用", "“{item}”填的“{raw}”只取 {understood}，“{note}”没有采用", "附注写在“说明”一栏"),
    _m("F112", _E, "不止一个数", "“{item}”填的“{raw}”里不止一个数", "一格只填一个数"),
    _m("F113", _N, "按0计", "“{item}”填的“{raw}”按 0 理解", "如果是没有数据而不是 0，请说明"),
    _m(
        "F114",
        _W,
        "视为没填",
        "“{item}”填的“{raw}”不能当作{expected}，视为没有填",
        "填{expected}；确实不适用的填“不适用”",
    ),
    _m("F115", _N, "不适用", "“{item}”填的“{raw}”理解为不适用", "如果不是不适用，填{expected}"),
    _m("F116", _N, "写法", "“{item}”填的“{raw}”（{how}）理解为 {understood}", "如果不对，按填报说明重填"),
    _m("F117", _E, "有歧义", "“{item}”填的“{raw}”可以理解为 {first} 或 {second}（{how}），不能采用", "写清楚后重报"),
    _m(
        "F118",
        _W,
        "科学计数",
        "“{item}”填的“{raw}”是科学计数写法，理解为 {understood}，可能已丢失尾数",
        "核对后填完整的数",
    ),
    _m("F119", _E, "文字太长", "“{item}”填的内容有 {length} 个字，超过 {most} 个字，没有采用", "缩短后重报，详情另附"),
    _m(
        "F121",
        _N,
        "百分比没带%",
        "“{item}”是百分比，填的“{raw}”没带 %，理解为 {understood}",
        "带上 % 重填，例如 {understood}",
    ),
    _m(
        "F122",
        _W,
        "百分比没带%",
        "“{item}”是百分比，填的“{raw}”没带 %，理解为 {understood}（不是 {other}）",
        "核对后带上 % 重填",
    ),
    _m("F123", _W, "百分比特别大", "“{item}”是百分比，单元格显示为 {understood}", "核对是不是多乘了 100"),
    _m("F124", _W, "极小的数", "“{item}”的单元格是 {raw}，小到只能是计算误差，按 0 理解", "核对后直接填数值"),
    _m("F131", _W, "日期缺日", "“{item}”填的“{raw}”没有写到日，按 {understood} 理解", "写成年月日，例如 {understood}"),
    _m("F132", _W, "两位年份", "“{item}”填的“{raw}”年份只有两位，按 {understood}理解", "年份写四位"),
    _m("F133", _W, "日期缺年", "“{item}”填的“{raw}”没有写年份，按 {understood} 理解", "写成年月日，例如 {understood}"),
    _m("F134", _N, "日期是数字", "“{item}”填的“{raw}”是{how}，理解为 {understood}", "写成 {understood}"),
    _m("F135", _E, "日期不对", "“{item}”填的“{raw}”不是日期：{problem}", "核对后写成 2022-06-30 这样"),
    _m(
        "F136",
        _E,
        "数变成了日期",
        "“{item}”应填{expected}，单元格里却是日期 {raw}（Excel 会把 3-5、1/2 变成日期）",
        "把单元格格式改为常规，重新填数",
    ),
    _m("F141", _N, "沿用状态", "“{item}”写着“{raw}”，沿用上一次结果的这个状态", "要改就填上数值"),
)

FILLING: tuple[Message, ...] = (*_VALUES,)
