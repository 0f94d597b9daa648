"""Findings of explaining and of notices: R301 to R399 questions about a unit, R401 to R499 templates and letters."""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.CLERK, title, text, remedy)


NOTICING: tuple[Message, ...] = (
    _m("R301", _E, "没有这个单位", "考核对象里没有“{name}”", "照考核对象的单位名称或别名填写；{hint}"),
    _m("R302", _E, "没有这个编号", "评分细则里没有编号“{key}”", "照评分细则的编号填写；{hint}"),
    _m(
        "R401",
        _E,
        "模板写法有误",
        "模板 {template} 第{line}行写法有误：{problem}",
        "照通报模板一页改正这一行，再重新运行；这份文书没有生成",
    ),
    _m(
        "R402",
        _E,
        "模板用到没有的数据",
        "模板 {template} 第{line}行用到“{variable}”，数据里没有这一项",
        "改成有的名称；{hint}；这份文书没有生成",
    ),
    _m(
        "R403",
        _E,
        "模板运行太久",
        "模板 {template} 运行 {seconds} 秒还没有结束，已经停止",
        "检查其中的循环，特别是循环里套循环；这份文书没有生成",
    ),
    _m(
        "R404",
        _E,
        "模板写出的内容太多",
        "模板 {template} 写出的内容超过 {limit}，已经停止",
        "检查其中的循环和重复；这份文书没有生成",
    ),
    _m(
        "R405",
        _E,
        "模板越界",
        "模板 {template} 第{line}行要用不允许的功能：{problem}",
        "模板只能用提供给它的数据和过滤器；来历不明的模板不要使用；这份文书没有生成",
    ),
    _m(
        "R406",
        _E,
        "模板算不下去",
        "模板 {template} 第{line}行算不下去：{problem}",
        "检查这一行用到的数据是不是都有值；这份文书没有生成",
    ),
    _m("R407", _W, "没有这个模板", "奖惩“{reward}”的通报模板“{name}”没有找到", "{hint}；这一项没有单独行文"),
    _m("R408", _E, "模板读不出来", "模板 {template} 读不出来：{problem}", "用记事本另存为 UTF-8 编码的文本"),
    _m("R409", _W, "公文没有写出", "公文 {name} 没有写出：{problem}", "关闭已打开的这份文件，或检查磁盘，再运行一次"),
    _m(
        "R410",
        _W,
        "多出的公文",
        "“{name}”是改过的旧稿或自己放的，这次的结果里没有这份公文",
        "不该再发的请移走，否则会随邮件发给该单位",
    ),
    _m(
        "R411",
        _N,
        "没有逐个写成绩单",
        "单位有 {units} 个，超过 {most} 个，没有逐个写 Word 成绩单",
        "各单位的成绩单在评分结果的“成绩单”工作表里，可以打印",
    ),
)
