"""Sentences of several parts that belong together: which there are, and those about single events and other years.

Each takes in a whole sentence or nothing, before it is cut at its commas (see :mod:`.clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.drafting.clauses import DraftItem, DraftRow
from kaohe_xl.drafting.sentence_parts import (
    FULL,
    LOSE,
    LOWER,
    POINT,
    TAIL,
    TASK,
    UNIT,
    N,
    SentenceRule,
    named_after,
    other_full,
    rate_item,
    row,
)
from kaohe_xl.drafting.target_sentences import below_target, both_ways, by_ratio, excess, rounded
from kaohe_xl.drafting.tier_sentences import places, tiers, worded

_FIRST_THEN = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:第一|首)(?P<u>{UNIT})[的]?{LOSE}(?P<p>{N})分[,，](?:以后|此后|之后|从第二"
    rf"(?:{UNIT})起|第二(?:{UNIT})起|再发生)[,，]?每(?:增加)?(?:一|1)?(?:{UNIT})[的]?(?:加)?{LOSE}"
    rf"(?P<q>{N})分{TAIL}"
)
_NONE_THEN = re.compile(
    rf"(?:无|没有|未发生|不发生)(?P<s>[^,，\d]*?)[的]?{FULL}[,，]每(?:发生|出现|有)?(?:{N}|一)?"
    rf"(?P<u>{UNIT})[的]?{LOSE}(?P<p>{N})分{TAIL}"
)
_ALL_LOST = re.compile(
    r"(?:凡|如|有|若)?(?:有)?(?P<s>[^,，\d]{2,20}?)(?:行为|现象|情况)?[的]?[,，]?(?:此项|该项|本项)"
    r"(?:不得分|不计分|得0分|清零|计0分|得零分)"
)
_UNLIKE = re.compile(r"未|不|没|无|或|、|每|低于|[一\d][起例次]")
_NONE_ZERO = re.compile(
    r"(?:未|不|没有|无)发生(?P<s>[^,，\d]{2,20}?)[的]?(?:得|计|记)(?:满分|标准分)[,，](?:凡|如)?(?:有)?"
    r"(?:发生|出现)(?:一|1)?(?:起|例|次)?(?:及以上)?[的]?"
    r"[,，]?(?:此项|该项|本项)?(?:不得分|不计分|得0分|计0分)"
)
_NOT_BELOW = re.compile(
    rf"(?P<s>[^,，\d]*?率)(?:低于|不足|不到|未达到|达不到)(?P<b>{N})%[的]?[,，]?(?:此项|该项|本项)?"
    rf"(?:不得分|不计分|得0分|计0分)"
)
_AVERAGE = re.compile(
    rf"(?P<s>[^,，\d]{{2,20}}?)(?:高于|达到或高于|不低于)(?:全[县市区镇]|各[^,，\d]{{0,6}})?平均"
    rf"(?:水平|值|数|增速)[的]?(?:得|计|记)(?P<p>{N})分[,，](?:低于[^,，\d]*?"
    rf"(?:平均[^,，\d]*)?|否则)[的]?(?:(?:得|计|记)(?P<q>{N})分|(?P<none>不得分))"
)


def _once(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """Clauses about what must not happen, or about a figure that is held against the others'."""
    if (found := _FIRST_THEN.fullmatch(text)) is not None:
        item = DraftItem(named_after(found["s"], subject, f"{found['u']}数"), found["u"], "整数")
        columns = {"计分方式": "递增扣分", "数据项": item.name, "分值": f"{found['p']},{found['q']}"}
        return row({**columns, **({"上限": found["cap"]} if found["cap"] else {})}, [item])
    if (found := _NONE_THEN.fullmatch(text)) is not None:
        item = DraftItem(named_after(found["s"], subject, f"{found['u']}数"), found["u"], "整数")
        columns = {"计分方式": "每例扣分", "数据项": item.name, "分值": found["p"]}
        return row(
            {**columns, **({"上限": found["cap"]} if found["cap"] else {})}, [item], [other_full(found["mark"], full)]
        )
    if (found := _NONE_ZERO.fullmatch(text)) is not None:
        item = DraftItem(named_after(found["s"], subject, "起数"), "起", "整数")
        return row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])
    if (found := _NOT_BELOW.fullmatch(text)) is not None:
        item = rate_item(found["s"], subject)
        return row({"计分方式": "触发清零", "数据项": item.name, "基准": f"<{found['b']}%"}, [item])
    if (found := _ALL_LOST.fullmatch(text)) is not None and not re.search(
        r"未|不|没|无|或|、|每|低于|[一\d][起例次]", found["s"]
    ):
        item = DraftItem(named_after(found["s"], subject), "", "是否")
        return row({"计分方式": "触发清零", "数据项": item.name, "基准": "是"}, [item])
    if (found := _AVERAGE.fullmatch(text)) is not None:
        item = DraftItem(named_after(found["s"], subject), "%" if re.search(r"率|增速|增幅", found["s"]) else "", "")
        item = DraftItem(item.name, item.measure, "百分比" if item.measure else "数值")
        rest = "0" if found["none"] else found["q"]
        tiers = f">=全体平均({item.name}):{found['p']}" + (f"; 其它:{rest}" if rest != "0" else "")
        doubt = "平均按被考核单位的平均草拟；用上级公布的平均数的，改成填报项"
        return row({"计分方式": "分档得分", "数据项": item.name, "基准": tiers}, [item], [doubt])
    return ()


_SHORT_OF_TASK = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:未完成|完不成|没有完成)(?P<o>[^,，\d]*?)(?:{TASK})[的]?[,，]每{LOWER}"
    rf"(?P<n>{N})?(?:{POINT})[的]?[,，]?{LOSE}(?P<p>{N})分{TAIL}"
)
_LAST_YEAR = re.compile(
    rf"(?P<s>[^,，\d]{{2,24}}?)(?:比上年|较上年|同比)?(?P<w>低于|少于|高于|多于|下降|减少|上升|增加|提高)"
    rf"(?:上年|去年)?(?:同期)?(?:水平)?[的]?(?:得|计|记)(?P<p>{N})分"
    rf"[,，](?:与上年|与去年)?(?:同期)?持平[的]?(?:得|计|记)(?P<q>{N})分"
    rf"[,，](?P<v>低于|少于|高于|多于|下降|减少|上升|增加|提高)(?:上年|去年)?(?:同期)?[的]?(?:(?:得|计|记)"
    rf"(?P<r>{N})分|(?P<none>不得分|不计分))"
)
_DOWN = ("低于", "少于", "下降", "减少")


def _against_target_or_last_year(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """未完成任务的，每差10%扣1分; 低于上年的得3分，持平得2分，上升得0分."""
    if (found := _SHORT_OF_TASK.fullmatch(text)) is not None:
        item = DraftItem(named_after(f"{found['s']}{found['o']}", subject, "完成率"), "%", "百分比")
        columns = {"计分方式": "差额扣分", "数据项": item.name, "基准": ">=100%", "分值": found["p"]}
        columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
        doubt = "未完成多少按完成率草拟；按差几个数算的，改数据项和基准"
        return row({**columns, **({"上限": found["cap"]} if found["cap"] else {})}, [item], [doubt])
    found = _LAST_YEAR.fullmatch(text)
    if found is None or (found["w"] in _DOWN) == (found["v"] in _DOWN):
        return ()
    rate = bool(re.search(r"率|比例|比重|占比", found["s"]))
    item = DraftItem(named_after(found["s"], subject), "%" if rate else "", "百分比" if rate else "数值")
    sign, last = "<" if found["w"] in _DOWN else ">", f"上年[{item.name}]"
    rest = "0" if found["none"] else found["r"]
    tiers = f"{sign}{last}:{found['p']}; ={last}:{found['q']}" + (f"; 其它:{rest}" if rest != "0" else "")
    doubt = "上年的数要在历年结果里登记，或放上年的结果工作簿"
    return row({"计分方式": "分档得分", "数据项": item.name, "基准": tiers}, [item], [doubt])


SENTENCES: tuple[SentenceRule, ...] = (
    rounded, below_target, both_ways, by_ratio, excess, tiers, places, _against_target_or_last_year, _once, worded,
)  # fmt: skip
