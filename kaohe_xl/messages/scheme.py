"""Findings of the kind 方案."""

from __future__ import annotations

from kaohe_xl.finding import Audience, Message, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.AUTHOR, title, text, remedy)


SCHEME: tuple[Message, ...] = (
    _m("S101", _E, "缺少工作表", "方案里没有“{sheet}”工作表", "新建工作表“{sheet}”，列：{columns}。{hint}"),
    _m(
        "S102",
        _E,
        "找不到表头",
        "“{sheet}”里找不到表头（要有：{columns}）",
        "让一行同时写有这些列名，列名不要合并或改写",
    ),
    _m("S103", _E, "缺少列", "“{sheet}”缺少“{column}”列", "在表头行加一列“{column}”。{hint}"),
    _m("S104", _E, "没填", "“{column}”没有填", "{expected}"),
    _m("S105", _E, "值不对", "“{column}”填的“{value}”不对：{problem}", "{expected}"),
    _m("S106", _E, "重复", "“{column}”里“{value}”已在 {first} 出现过", "改名或删去其中一个"),
    _m("S107", _W, "列不认识", "“{sheet}”的“{column}”列不认识，按原样保留，不参与计算", "{hint}"),
)
