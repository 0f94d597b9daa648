"""Words that stand for a value or for its absence, as data. All are folded: half width, no spaces, lower case."""

from __future__ import annotations

import re

from kaohe_xl.expr.parse import NO as NO_VALUE
from kaohe_xl.expr.parse import YES as YES_VALUE
from kaohe_xl.returns.values.units import RATIO, parse_unit

# our own words for a state, met when a scored workbook is read again
STATES = {"不适用": "不适用", "缺数据": "缺数据", "无效": "无效"}

NOT_APPLICABLE = frozenset(
    (
        "不涉及",
        "本单位不涉及",
        "n/a",
        "na",
        "无此项",
        "无此项工作",
        "无此项业务",
        "无该项工作",
        "无此业务",
        "不考核",
        "不参与",
    )
)
ABSENT = frozenset(
    (
        *(
            "缺",
            "暂缺",
            "暂无",
            "暂无数据",
            "无数据",
            "待定",
            "待补",
            "待报",
            "待核实",
            "未统计",
            "未填",
            "不详",
            "未知",
        ),
        *("不清楚", "?", "??", "???", "空", "略", "详见附件", "见附件", "同上", "null", "none", "nan"),
    )
)
NOTHING = frozenset(("无", "没有", "没", "未发生", "无发生", "nil"))
DASHES = frozenset(("-", "--", "---", "—", "——", "―", "–", "_", "/", "//", "\\", "、", "…", "……"))
NOT_DONE = frozenset(("未完成", "未开展", "未印发", "未上报", "尚未完成", "正在进行", "进行中"))

YES = frozenset(("是", "有", "√", "✓", "✔", "☑", "v", "y", "yes", "true", "对", "是的", "有的"))
NO = frozenset(("否", "无", "没有", "没", "不是", "×", "✗", "✘", "x", "n", "no", "false", "错"))

_TICKS, _BOXES = "☑√✓✔■", "□☐○"
_CHOICE = "是|有|否|无|没有"
_BOX = f"[{_TICKS}{_BOXES}]"
_BOX_FIRST = re.compile(rf"({_BOX})({_CHOICE})")
_BOX_LAST = re.compile(rf"({_CHOICE})({_BOX})")


def ticked(word: str) -> str:
    """The one choice that is ticked in ☑是□否, 是√否□, √是; empty if that is not plain."""
    bare = re.sub(r"[/,;、]", "", word)
    first = _BOX_FIRST.findall(bare)
    last = [(box, name) for name, box in _BOX_LAST.findall(bare)]
    for pairs, whole in ((first, "".join(m + n for m, n in first)), (last, "".join(n + m for m, n in last))):
        chosen = [name for box, name in pairs if box in _TICKS]
        if whole == bare and len(chosen) == 1:
            return YES_VALUE if chosen[0] in YES else NO_VALUE
    return ""


def is_counted(measure: str, *, dash: bool) -> bool:
    """Whether 无 (or a dash) can mean zero of this: of cases, people, money; not of a rate or of points."""
    if not measure.strip():
        return not dash
    return parse_unit(measure).dimension not in (RATIO, "分")
