"""Findings D770 to D776: returns that deserve a second look. For the clerk; never sent to the unit."""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity

_CHECK = "请与填报的人核对；核对无误的不用处理，不影响得分"


def _m(code: str, title: str, text: str, remedy: str = _CHECK) -> Message:
    return Message(code, Severity.NOTE, Audience.CLERK, title, text, remedy)


SECOND_LOOK = (
    _m("D770", "两份表很像", "“{first}”和“{second}”{when}的 {of} 个数有 {same} 个相同，别的单位很少这样填：{shown}"),
    _m("D771", "全是零", "“{name}”的 {count} 个数全填了 0（{items}），别的单位不是这样"),
    _m("D772", "全是空白", "“{name}”交了表，{count} 项全是空白（{items}），别的单位不是这样"),
    _m("D773", "全是整十的数", "“{name}”的 {count} 个数都是整十、整五的数（{items}），别的单位不是这样"),
    _m("D774", "与上期差得多", "“{name}”的“{item}”{when}是 {before}，这次是 {now}；别的单位：{others}"),
    _m(
        "D775",
        "率与数不符",
        "“{name}”的“{item}”填了 {given}，“{top}”{above} 除以“{bottom}”{below} 是 {quotient}；别的单位大多相符",
    ),
    _m("D776", "保存人相同", "“{name}”的表最后是用“{who}”这个名字保存的，{why}"),
)
