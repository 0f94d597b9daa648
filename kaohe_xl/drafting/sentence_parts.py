"""What sentences of several parts share: their words, and how a row and its item are made from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.drafting.clauses import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name

SentenceRule = Callable[[str, str, Fraction | None], Sequence[DraftRow]]  # text, subject, 标准分

N = r"\d+(?:\.\d+)?"
UNIT = "例|次|个|人次|人|起|件|篇|户|条|份|项|村|处|天|名|场|期|宗|张|座|家|亩|万元|亿元|元|公里|平方米|吨|小时|分钟"
POINT = "个?百分点|个点|%"
GAIN, LOSE = "(?:加|增加|奖|增)", "(?:扣减|扣除|扣|减)"
HIGHER = "(?:高|高出|提高|增加|增长|增|超|超过|超额|上升|多)"
LOWER = "(?:低|低于|降低|下降|减少|少增|少完成|少|降|差|欠)"
TAIL = (
    rf"(?:[,，](?:(?P<done>扣完为止|直至扣完(?:为止)?)|(?:本项|该项|累计|合计)?(?:最高|最多)?"
    rf"(?:不超过|加|扣|得|计|封顶|上限为?)*(?P<cap>{N})分(?:封顶|为限|为止)?))?"
)
FULL = rf"(?:得|计|记)(?:(?P<all>满分|标准分|基本分|全分)|(?:基本分)?(?P<mark>{N})分)"
TASK = r"(?:年度|全年|目标|任务|计划|指标|目标任务|任务数|目标值|既定目标|下达任务|的)+"


def row(columns: dict[str, str], items: Sequence[DraftItem], doubts: Sequence[str] = ()) -> Sequence[DraftRow]:
    told = "；".join(doubt for doubt in doubts if doubt)
    return (DraftRow("评分细则", columns, tuple(items), Confidence.MEDIUM if told else Confidence.HIGH, "", told),)


def named_after(words: str, subject: str, ending: str = "") -> str:
    bare = re.sub(r"^(?:对于|如|凡|若|因|其中|按|按照)|(?:的|情况|[,，、])+$", "", words.strip("，,、的"))
    name = (clean_name(bare) or clean_name(subject) or "完成")[-20:]
    return name if not ending or name.endswith(ending) else f"{name}{ending}"


def rate_item(words: str, subject: str) -> DraftItem:
    return DraftItem(named_after(words, subject), "%", "百分比")


def points_named(mark: str | None, full: Fraction | None) -> str | None:
    """The points that a sentence names, or the full mark where it says 满分."""
    return mark or (decimal_text(full, most=4) if full is not None else None)


def other_full(mark: str | None, full: Fraction | None) -> str:
    """A sentence whose 得10分 is not the 标准分 of its row: a slip, or the row has more parts."""
    return (
        f"原文写得{mark}分，标准分是{decimal_text(full)}"
        if mark and full is not None and Fraction(mark) != full
        else ""
    )


_CUT = re.compile(r"[,，;；、](?=(?!得|计|记|不得|不计)[^,，;；]*?[,，]?(?:得|计|记|加|扣|分(?:[,，;；]|$)))")


def parts_of(text: str) -> list[str]:
    """Cut at commas, before what says its own points; 得标准分的80% behind a comma goes with what it speaks of."""
    return [part for part in _CUT.split(text) if part]
