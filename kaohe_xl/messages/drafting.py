"""Findings of 起草: the office's text that is to become a scheme."""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity

_E, _W = Severity.ERROR, Severity.WARNING


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.CLERK, title, text, remedy)


DRAFTING = (
    _m("R181", _E, "细则打不开", "“{name}”打不开：{problem}", "核对路径和文件名；文件正在编辑的，先关闭"),
    _m(
        "R182",
        _E,
        "这种文件要先转换",
        "{suffix} 文件要靠 LibreOffice 转换，这台机器上没有装",
        "用 Word 或 WPS 打开后另存为 .docx 再起草；也可以把文字粘贴进来：kaohe draft - 目录",
    ),
    _m("R183", _E, "没有转成", "LibreOffice 没有转成：{problem}", "用 Word 或 WPS 打开后另存为 .docx 再起草"),
    _m(
        "R184",
        _E,
        "没有细则",
        "文件里没有找到评分的表格，也没有带分数的条文",
        "表格要有“评分标准”“分值”这样的表头，条文要在标题后写分数，例如 宣传教育（40分）；扫描件要先识别成文字",
    ),
    _m(
        "R185",
        _W,
        "分数不相加",
        "{what}是 {found}，{source}写的是 {stated}",
        "对照原文，看是哪一项的标准分读错了，还是原文本身有误；起草的方案用各项之和",
    ),
    _m(
        "R187",
        _W,
        "PDF 读不准",
        "PDF 里没有表格，只有字的位置，行和格多半拆散了",
        "逐行对照原文；有 Word 原稿的用原稿，没有的用 Word 或 WPS 打开 PDF、另存为 .docx 再起草",
    ),
    _m(
        "R188",
        _W,
        "不像单位",
        "名单里的“{text}”不像单位的名称，没有当作单位",
        "是单位的，在考核对象里补一行；是注解的，不用管",
    ),
    _m("R186", _E, "没有单位", "名单里没有找到单位名称", "第一列写单位名称，一行一个，表头写“单位名称”"),
)
