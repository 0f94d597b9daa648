"""A target, and what every step beside it gains or loses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.drafting.clauses import DraftItem, DraftRow
from kaohe_xl.drafting.sentence_parts import (
    FULL,
    GAIN,
    HIGHER,
    LOSE,
    LOWER,
    POINT,
    TAIL,
    TASK,
    N,
    named_after,
    other_full,
    points_named,
    rate_item,
    row,
)

_BELOW = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:达到|达|不低于|完成|在|>=|≥)?(?P<b>{N})%(?:及以上|以上|\(含\)以上)?[的]?[,，]?{FULL}"
    rf"[,，](?:未达到的?|达不到的?|未达标的?|不足的?|低于{N}%的?)?[,，]?每{LOWER}(?P<n>{N})?"
    rf"(?:{POINT})[的]?[,，]?{LOSE}(?P<p>{N})分{TAIL}"
)


def below_target(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """达到90%得满分，每低1个百分点扣0.2分."""
    found = _BELOW.fullmatch(text)
    if found is None:
        return ()
    item = rate_item(found["s"], subject)
    columns = {"计分方式": "差额扣分", "数据项": item.name, "基准": f">={found['b']}%", "分值": found["p"]}
    columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    return row(columns, [item], [other_full(found["mark"], full)])


_BOTH_WAYS = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:达到|达|完成|为|与)?(?:(?P<b>{N})%|(?P<t>{TASK}))[的]?[,，]?{FULL}"
    rf"[,，](?:每增减(?P<n>{N})?(?:{POINT})[的]?[,，]?(?:相应)?(?:增减|加减|加、减|加\(减\))(?P<q>{N})分"
    rf"|每{HIGHER}(?P<n1>{N})?(?:{POINT})[的]?[,，]?{GAIN}(?P<up>{N})分[,，、]每{LOWER}(?P<n2>{N})?"
    rf"(?:{POINT})[的]?[,，]?{LOSE}(?P<down>{N})分)"
    rf"(?:[,，](?:最高|最多)?(?:得|不超过|加到|封顶)+(?P<cap>{N})分(?:封顶)?)?"
)


def both_ways(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """完成任务得15分，每增减1个百分点增减0.3分."""
    found = _BOTH_WAYS.fullmatch(text)
    points = points_named(found["mark"], full) if found is not None else None
    if found is None or points is None or (found["n1"] or "1") != (found["n2"] or "1"):
        return ()
    whole = found["b"] is None
    item = rate_item(f"{named_after(found['s'], subject)}完成率" if whole else found["s"], subject)
    figures = f"{points}±{found['q']}" if found["q"] else f"{points};+{found['up']};-{found['down']}"
    columns = {"计分方式": "增减得分", "数据项": item.name, "基准": f"{found['b'] or 100}%", "分值": figures}
    step = found["n"] or found["n1"]
    columns |= {"每": step} if step not in (None, "1") else {}
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    doubts = [] if found["cap"] else ["原文没有写最高几分，增加的会被标准分封住；可以超过的，计入另写一行"]
    return row(columns, [item], [*doubts, other_full(found["mark"], full)])


_BY_RATIO = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:全面|按时|如期)?(?:完成|达到)(?P<o>[^,，\d]*?)(?:{TASK})[的]?[,，]?"
    rf"(?:得|计|记)(?:(?P<all>满分|标准分|全分)|(?P<mark>{N})分)"
    rf"[,，;；](?:未完成(?:任务|目标)?的?|完不成的?|没有完成的?|不足的?|未达到的?)?[,，]?按(?:照)?"
    rf"(?:实际)?(?:完成|达到)?(?:任务|目标)?(?:的)?(?:完成)?比例(?:计分|得分|折算(?:得分|计分)?|计算"
    rf"(?:得分)?|给分|计)"
)
_TIMES = re.compile(
    r"(?:按照|按)?(?P<s>[^,，\d×*]*?)(?:完成率|完成比例|完成百分比)[×*](?:标准分|分值|满分|权重分)"
    r"(?:计分|计算得分|得分|计算)?"
    r"(?P<c>[,，](?:最高|最多)?不超过(?:标准分|满分))?"
)


def by_ratio(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """完成任务得10分，未完成的按比例计分."""
    found, times = _BY_RATIO.fullmatch(text), _TIMES.fullmatch(text)
    if found is None and times is None:
        return ()
    words = f"{found['s']}{found['o']}" if found is not None else times["s"] if times is not None else ""
    item = DraftItem(named_after(words, subject, "完成率"), "%", "百分比")
    columns = {"计分方式": "比例得分", "数据项": item.name, "基准": ">=100%"}
    if found is not None and found["mark"]:
        columns["分值"] = found["mark"]
    capped = found is not None or (times is not None and times["c"])
    doubt = "" if capped else "没写封顶，按标准分封顶草拟"
    return row(columns, [item], [doubt, other_full(found["mark"], full) if found is not None else ""])


_EXCESS = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:超额完成(?:{TASK})?|超过(?:{TASK})|超(?:{TASK}))[的]?[,，]?每"
    rf"(?:增加|高出|超额|超过|超|高|多|增)(?P<n>{N})?(?:{POINT})[的]?[,，]?"
    rf"{GAIN}(?P<p>{N})分{TAIL}"
)


def excess(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """超额完成任务的，每超1%加0.1分，最多加1分."""
    found = _EXCESS.fullmatch(text)
    if found is None:
        return ()
    item = DraftItem(named_after(found["s"], subject, "完成率"), "%", "百分比")
    columns = {"计分方式": "超额得分", "数据项": item.name, "基准": ">=100%", "分值": found["p"]}
    columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    return row(columns, [item], ["" if found["cap"] else "没有写最多加几分"])


_ROUNDED = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:未达到|达不到|低于|不足|不低于|达到)(?P<b>{N})%[的]?[,，]每{LOWER}"
    rf"(?P<n>{N})?(?:{POINT})[的]?[,，]?{LOSE}(?P<p>{N})分"
    rf"[,，](?:不足|不满)(?:{N})?(?:{POINT})[的]?[,，]?(?:(?P<up>按(?:{N}|一)?(?:{POINT})(?:计算|计))|"
    rf"(?P<off>不计|不扣))"
)


def rounded(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """未达到98%的，每降1个百分点扣0.5分，不足1个百分点按1个百分点计."""
    found = _ROUNDED.fullmatch(text)
    if found is None:
        return ()
    item = rate_item(found["s"], subject)
    columns = {"计分方式": "差额扣分", "数据项": item.name, "基准": f">={found['b']}%", "分值": found["p"]}
    columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
    return row({**columns, "取整": "进一" if found["up"] else "舍去"}, [item])
