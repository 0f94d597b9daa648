"""Sentences of several parts that belong together: tiers, a target with what is gained or lost beside it, places.

Each takes in a whole sentence or nothing, before it is cut at its commas (see :mod:`.clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.drafting.clauses import DraftItem, DraftRow, Sure
from kaohe_xl.drafting.items import clean_name

Sentence = Callable[[str, str, Fraction | None], Sequence[DraftRow]]

_N = r"\d+(?:\.\d+)?"
_UNIT = "例|次|个|人次|人|起|件|篇|户|条|份|项|村|处|天|名|场|期|宗|张|座|家|亩|万元|亿元|元|公里|平方米|吨|小时|分钟"
_POINT = "个?百分点|个点|%"
_GAIN, _LOSE = "(?:加|增加|奖|增)", "(?:扣减|扣除|扣|减)"
_HIGHER = "(?:高|高出|提高|增加|增长|增|超|超过|超额|上升|多)"
_LOWER = "(?:低|低于|降低|下降|减少|少增|少完成|少|降|差|欠)"
_TAIL = (
    rf"(?:[,，](?:(?P<done>扣完为止|直至扣完(?:为止)?)|(?:本项|该项|累计|合计)?(?:最高|最多)?"
    rf"(?:不超过|加|扣|得|计|封顶|上限为?)*(?P<cap>{_N})分(?:封顶|为限|为止)?))?"
)
_FULL = rf"(?:得|计|记)(?:(?P<all>满分|标准分|基本分|全分)|(?:基本分)?(?P<mark>{_N})分)"
_TASK = r"(?:年度|全年|目标|任务|计划|指标|目标任务|任务数|目标值|既定目标|下达任务|的)+"


def _row(columns: dict[str, str], items: Sequence[DraftItem], doubts: Sequence[str] = ()) -> Sequence[DraftRow]:
    told = "；".join(doubt for doubt in doubts if doubt)
    return (DraftRow("评分细则", columns, tuple(items), Sure.MEDIUM if told else Sure.HIGH, "", told),)


def _name(words: str, subject: str, ending: str = "") -> str:
    bare = re.sub(r"^(?:对于|如|凡|若|因|其中|按|按照)|(?:的|情况|[,，、])+$", "", words.strip("，,、的"))
    name = (clean_name(bare) or clean_name(subject) or "完成")[-20:]
    return name if not ending or name.endswith(ending) else f"{name}{ending}"


def _rate(words: str, subject: str) -> DraftItem:
    return DraftItem(_name(words, subject), "%", "百分比")


def _points(mark: str | None, full: Fraction | None) -> str | None:
    """The points that a sentence names, or the full mark where it says 满分."""
    return mark or (decimal_text(full, most=4) if full is not None else None)


def _other_full(mark: str | None, full: Fraction | None) -> str:
    """A sentence whose 得10分 is not the 标准分 of its row: a slip, or the row has more parts."""
    return (
        f"原文写得{mark}分，标准分是{decimal_text(full)}"
        if mark and full is not None and Fraction(mark) != full
        else ""
    )


# -- a target, and every step beside it -------------------------------------------------------------------------------

_BELOW = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:达到|达|不低于|完成|在|>=|≥)?(?P<b>{_N})%(?:及以上|以上|\(含\)以上)?[的]?[,，]?{_FULL}"
    rf"[,，](?:未达到的?|达不到的?|未达标的?|不足的?|低于{_N}%的?)?[,，]?每{_LOWER}(?P<n>{_N})?"
    rf"(?:{_POINT})[的]?[,，]?{_LOSE}(?P<p>{_N})分{_TAIL}"
)


def _below_target(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """达到90%得满分，每低1个百分点扣0.2分."""
    found = _BELOW.fullmatch(text)
    if found is None:
        return ()
    item = _rate(found["s"], subject)
    columns = {"计分方式": "差额扣分", "数据项": item.name, "基准": f">={found['b']}%", "分值": found["p"]}
    columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    return _row(columns, [item], [_other_full(found["mark"], full)])


_BOTH_WAYS = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:达到|达|完成|为|与)?(?:(?P<b>{_N})%|(?P<t>{_TASK}))[的]?[,，]?{_FULL}"
    rf"[,，](?:每增减(?P<n>{_N})?(?:{_POINT})[的]?[,，]?(?:相应)?(?:增减|加减|加、减|加\(减\))(?P<q>{_N})分"
    rf"|每{_HIGHER}(?P<n1>{_N})?(?:{_POINT})[的]?[,，]?{_GAIN}(?P<up>{_N})分[,，、]每{_LOWER}(?P<n2>{_N})?"
    rf"(?:{_POINT})[的]?[,，]?{_LOSE}(?P<down>{_N})分)"
    rf"(?:[,，](?:最高|最多)?(?:得|不超过|加到|封顶)+(?P<cap>{_N})分(?:封顶)?)?"
)


def _both_ways(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """完成任务得15分，每增减1个百分点增减0.3分."""
    found = _BOTH_WAYS.fullmatch(text)
    points = _points(found["mark"], full) if found is not None else None
    if found is None or points is None or (found["n1"] or "1") != (found["n2"] or "1"):
        return ()
    whole = found["b"] is None
    item = _rate(f"{_name(found['s'], subject)}完成率" if whole else found["s"], subject)
    figures = f"{points}±{found['q']}" if found["q"] else f"{points};+{found['up']};-{found['down']}"
    columns = {"计分方式": "增减得分", "数据项": item.name, "基准": f"{found['b'] or 100}%", "分值": figures}
    step = found["n"] or found["n1"]
    columns |= {"每": step} if step not in (None, "1") else {}
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    doubts = [] if found["cap"] else ["原文没有写最高几分，增加的会被标准分封住；可以超过的，计入另写一行"]
    return _row(columns, [item], [*doubts, _other_full(found["mark"], full)])


_BY_RATIO = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:全面|按时|如期)?(?:完成|达到)(?P<o>[^,，\d]*?)(?:{_TASK})[的]?[,，]?"
    rf"(?:得|计|记)(?:(?P<all>满分|标准分|全分)|(?P<mark>{_N})分)"
    rf"[,，;；](?:未完成(?:任务|目标)?的?|完不成的?|没有完成的?|不足的?|未达到的?)?[,，]?按(?:照)?"
    rf"(?:实际)?(?:完成|达到)?(?:任务|目标)?(?:的)?(?:完成)?比例(?:计分|得分|折算(?:得分|计分)?|计算"
    rf"(?:得分)?|给分|计)"
)
_TIMES = re.compile(
    r"(?:按照|按)?(?P<s>[^,，\d×*]*?)(?:完成率|完成比例|完成百分比)[×*](?:标准分|分值|满分|权重分)"
    r"(?:计分|计算得分|得分|计算)?"
    r"(?P<c>[,，](?:最高|最多)?不超过(?:标准分|满分))?"
)


def _by_ratio(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """完成任务得10分，未完成的按比例计分."""
    found, times = _BY_RATIO.fullmatch(text), _TIMES.fullmatch(text)
    if found is None and times is None:
        return ()
    words = f"{found['s']}{found['o']}" if found is not None else times["s"] if times is not None else ""
    item = DraftItem(_name(words, subject, "完成率"), "%", "百分比")
    columns = {"计分方式": "比例得分", "数据项": item.name, "基准": ">=100%"}
    if found is not None and found["mark"]:
        columns["分值"] = found["mark"]
    capped = found is not None or (times is not None and times["c"])
    doubt = "" if capped else "没写封顶，按标准分封顶草拟"
    return _row(columns, [item], [doubt, _other_full(found["mark"], full) if found is not None else ""])


_EXCESS = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:超额完成(?:{_TASK})?|超过(?:{_TASK})|超(?:{_TASK}))[的]?[,，]?每"
    rf"(?:增加|高出|超额|超过|超|高|多|增)(?P<n>{_N})?(?:{_POINT})[的]?[,，]?"
    rf"{_GAIN}(?P<p>{_N})分{_TAIL}"
)


def _excess(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """超额完成任务的，每超1%加0.1分，最多加1分."""
    found = _EXCESS.fullmatch(text)
    if found is None:
        return ()
    item = DraftItem(_name(found["s"], subject, "完成率"), "%", "百分比")
    columns = {"计分方式": "超额得分", "数据项": item.name, "基准": ">=100%", "分值": found["p"]}
    columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    return _row(columns, [item], ["" if found["cap"] else "没有写最多加几分"])


_ROUNDED = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:未达到|达不到|低于|不足|不低于|达到)(?P<b>{_N})%[的]?[,，]每{_LOWER}"
    rf"(?P<n>{_N})?(?:{_POINT})[的]?[,，]?{_LOSE}(?P<p>{_N})分"
    rf"[,，](?:不足|不满)(?:{_N})?(?:{_POINT})[的]?[,，]?(?:(?P<up>按(?:{_N}|一)?(?:{_POINT})(?:计算|计))|"
    rf"(?P<off>不计|不扣))"
)


def _rounded(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """未达到98%的，每降1个百分点扣0.5分，不足1个百分点按1个百分点计."""
    found = _ROUNDED.fullmatch(text)
    if found is None:
        return ()
    item = _rate(found["s"], subject)
    columns = {"计分方式": "差额扣分", "数据项": item.name, "基准": f">={found['b']}%", "分值": found["p"]}
    columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
    return _row({**columns, "取整": "进一" if found["up"] else "舍去"}, [item])


# -- tiers ------------------------------------------------------------------------------------------------------------

_TIER = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:达到|达|在|为|>=|≥)?(?:(?P<low>{_N})(?P<u1>%|{_UNIT})?(?:\(含\))?"
    rf"(?:以上|及以上)?(?:[-—~～至到]|不足|不满|以下)+(?P<high>{_N})(?P<u2>%|{_UNIT})(?:\(不?含\))?"
    rf"(?:的|之间|以下)*"
    rf"|(?P<least>{_N})(?P<u3>%|{_UNIT})(?P<w>(?:\(含\))?(?:及以上|以上|\(含\)以上|以上\(含\)))?"
    rf"|(?P<rest>不足|少于|低于|不到|未达到|小于|<)(?P<below>{_N})(?P<u4>%|{_UNIT})|(?P<below2>{_N})"
    rf"(?P<u5>%|{_UNIT})以下)"
    rf"[的]?(?:,|，)?(?:(?:得|计|记|加)?(?:(?P<p>{_N})分|(?P<all>满分|标准分)|标准分的(?P<share>{_N})%)|"
    rf"(?P<none>不得分|不计分|得零分))"
)


def _tiers(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """满意度95%以上得5分，90%—95%得3分，90%以下不得分."""
    if "亿元" in text and "万元" in text:
        text = re.sub(rf"({_N})亿元", lambda found: f"{decimal_text(Fraction(found[1]) * 10_000)}万元", text)
    parts = [_TIER.fullmatch(part) for part in _parts(text)]
    if len(parts) < 2 or any(part is None for part in parts):
        return ()
    tiers: list[tuple[Fraction, str]] = []
    units, named, rest = set(), "", ""
    for number, part in enumerate(parts):
        assert part is not None
        units.add(next((part[u] for u in ("u2", "u3", "u4", "u5") if part[u]), ""))
        named = named or part["s"].strip("，,的")
        if number and part["s"] and not named.startswith(part["s"].strip("，,的")):
            return ()
        points = "0" if part["none"] else _worth(part["p"], part["share"], full)
        if points is None:
            return ()
        low = part["low"] or part["least"]
        if low is None:
            if number != len(parts) - 1 or Fraction(part["below"] or part["below2"]) != tiers[-1][0]:
                return ()
            rest = points
        else:
            tiers.append((Fraction(low), points))
            if part["high"] and (number == 0 or Fraction(part["high"]) != tiers[-2][0]):
                return ()  # a gap or an overlap between two tiers
    values = [low for low, _ in tiers]
    if values != sorted(set(values), reverse=True) or len(units) != 1:
        return ()
    unit = units.pop()
    item = _rate(named, subject) if unit == "%" else DraftItem(_name(named, subject, f"{unit}数"), unit, _whole(unit))
    written = [f">={decimal_text(low)}{'%' if unit == '%' else ''}:{points}" for low, points in tiers]
    written += [f"其它:{rest}"] if rest not in ("", "0") else []
    return _row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(written)}, [item])


def _whole(unit: str) -> str:
    return "数值" if unit in ("万元", "亿元", "元", "公里", "平方米", "吨", "小时", "亩") else "整数"


def _worth(points: str | None, share: str | None, full: Fraction | None) -> str | None:
    if points:
        return points
    if full is None:
        return None
    return decimal_text(full * Fraction(share) / 100 if share else full, most=4)


def _parts(text: str) -> list[str]:
    """Cut at commas, before what says its own points; 得标准分的80% behind a comma goes with what it speaks of."""
    return [
        part
        for part in re.split(
            r"[,，;；、](?=(?!得|计|记|不得|不计)[^,，;；]*?[,，]?(?:得|计|记|加|扣|分(?:[,，;；]|$)))", text
        )
        if part
    ]


_WORDED = re.compile(
    rf"(?P<s>[^,，\d]{{2,24}}?)[的]?[,，]?(?:(?:得|计|记)(?:(?P<p>{_N})分|(?P<all>满分|标准分))|"
    rf"(?P<none>不得分|不计分))"
)
_NO_WORD = re.compile("每|或|以上|以下|第|最多|最高|一[次例起项]|该项|此项|本项")
_DENIED = re.compile(r"^(?:未|没有|没|无|不)(?P<rest>.+)|^(?P<short>否则)$")


def _worded(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """制定方案得2分，未制定不得分: yes or no. 落实到位得5分，基本落实得3分，未落实得0分: a word for each tier."""
    parts = [_WORDED.fullmatch(part) for part in _parts(text)]
    if len(parts) < 2 or any(part is None for part in parts):
        return ()
    found = [(part["s"].strip("的"), "0" if part["none"] else _worth(part["p"], None, full)) for part in parts if part]
    if any(points is None for _, points in found) or any(
        re.search(r"每|或|以上|以下|第|最多|最高|一[次例起项]|该项|此项|本项", words) for words, _ in found
    ):
        return ()
    (good, most), (last, least) = found[0], found[-1]
    denied = _DENIED.match(last)
    if len(found) == 2 and denied and least in ("0",) and (denied["short"] or _same(denied["rest"], good)):
        item = DraftItem(_name(good, subject), "", "是否")
        return _row({"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": str(most)}, [item])
    item = DraftItem(_name(subject, subject, "情况"), "", "文本")
    tiers = "; ".join(f"{words}:{points}" for words, points in found)
    return _row(
        {"计分方式": "分档得分", "数据项": item.name, "基准": tiers}, [item], ["按几档草拟，由填报人选写哪一档"]
    )


def _same(denied: str, good: str) -> bool:
    """未制定 denies 制定年度实施方案."""
    return good.startswith(denied[:2]) or denied in good


# -- places -----------------------------------------------------------------------------------------------------------

_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_PLACE = re.compile(rf"(?P<s>[^,，\d]*?)第(?P<k>[一二三四五六七八九十]|\d+)名[的]?(?P<v>得|计|记|加)(?P<p>{_N})分")
_OTHER_PLACES = re.compile(
    rf"(?:其余|其他|其它)(?:名次|单位)?[的]?(?:均|各)?(?:(?:得|计|记|加)(?P<p>{_N})分|(?P<none>不得分|不加分))"
)
_FIRST_PLACES = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:排名|位列|进入|居)?(?P<o>[^,，\d]*?)前(?P<n>[一二三四五六七八九十]|\d+)名[的]?"
    rf"(?:单位)?[,，]?(?:分别|依次)(?:得|计|记|加)(?P<list>{_N}分?(?:[、,，]{_N}分?)+)"
)


def _places(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """第一名得10分，第二名得8分，其余得4分; 前三名的分别加3分、2分、1分."""
    first = _FIRST_PLACES.fullmatch(text)
    if first is not None:
        points = re.findall(_N, first["list"])
        places = _ORDINALS.get(first["n"]) or int(first["n"])
        named = f"{first['s']}{first['o']}"
        tiers = [f"={k}:{p}" for k, p in enumerate(points, 1)] if len(points) == places else []
    else:
        parts = _parts(text)
        found = [_PLACE.fullmatch(part) for part in parts]
        rest = _OTHER_PLACES.fullmatch(parts[-1])
        kept = [part for part in found if part is not None]
        if len(kept) < 2 or len(kept) + (rest is not None) != len(parts):
            return ()
        named = kept[0]["s"]
        tiers = [f"={_ORDINALS.get(part['k']) or part['k']}:{part['p']}" for part in kept]
        tiers += [f"其它:{rest['p']}"] if rest is not None and rest["p"] else []
    if not tiers:
        return ()
    named = re.sub(r"(?:位列|排名|位居|名列|列|居)+", "", named)
    item = DraftItem(_name(named, subject, "排名"), "名", "整数")
    doubt = "按报来的名次草拟；要由程序排名的，改成 名次得分"
    return _row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(tiers)}, [item], [doubt])


# -- what happened once, or first, or compared ------------------------------------------------------------------------

_FIRST_THEN = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:第一|首)(?P<u>{_UNIT})[的]?{_LOSE}(?P<p>{_N})分[,，](?:以后|此后|之后|从第二"
    rf"(?:{_UNIT})起|第二(?:{_UNIT})起|再发生)[,，]?每(?:增加)?(?:一|1)?(?:{_UNIT})[的]?(?:加)?{_LOSE}"
    rf"(?P<q>{_N})分{_TAIL}"
)
_NONE_THEN = re.compile(
    rf"(?:无|没有|未发生|不发生)(?P<s>[^,，\d]*?)[的]?{_FULL}[,，]每(?:发生|出现|有)?(?:{_N}|一)?"
    rf"(?P<u>{_UNIT})[的]?{_LOSE}(?P<p>{_N})分{_TAIL}"
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
    rf"(?P<s>[^,，\d]*?率)(?:低于|不足|不到|未达到|达不到)(?P<b>{_N})%[的]?[,，]?(?:此项|该项|本项)?"
    rf"(?:不得分|不计分|得0分|计0分)"
)
_AVERAGE = re.compile(
    rf"(?P<s>[^,，\d]{{2,20}}?)(?:高于|达到或高于|不低于)(?:全[县市区镇]|各[^,，\d]{{0,6}})?平均"
    rf"(?:水平|值|数|增速)[的]?(?:得|计|记)(?P<p>{_N})分[,，](?:低于[^,，\d]*?"
    rf"(?:平均[^,，\d]*)?|否则)[的]?(?:(?:得|计|记)(?P<q>{_N})分|(?P<none>不得分))"
)


def _once(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """Clauses about what must not happen, or about a figure that is held against the others'."""
    if (found := _FIRST_THEN.fullmatch(text)) is not None:
        item = DraftItem(_name(found["s"], subject, f"{found['u']}数"), found["u"], "整数")
        columns = {"计分方式": "递增扣分", "数据项": item.name, "分值": f"{found['p']},{found['q']}"}
        return _row({**columns, **({"上限": found["cap"]} if found["cap"] else {})}, [item])
    if (found := _NONE_THEN.fullmatch(text)) is not None:
        item = DraftItem(_name(found["s"], subject, f"{found['u']}数"), found["u"], "整数")
        columns = {"计分方式": "每例扣分", "数据项": item.name, "分值": found["p"]}
        return _row(
            {**columns, **({"上限": found["cap"]} if found["cap"] else {})}, [item], [_other_full(found["mark"], full)]
        )
    if (found := _NONE_ZERO.fullmatch(text)) is not None:
        item = DraftItem(_name(found["s"], subject, "起数"), "起", "整数")
        return _row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])
    if (found := _NOT_BELOW.fullmatch(text)) is not None:
        item = _rate(found["s"], subject)
        return _row({"计分方式": "触发清零", "数据项": item.name, "基准": f"<{found['b']}%"}, [item])
    if (found := _ALL_LOST.fullmatch(text)) is not None and not re.search(
        r"未|不|没|无|或|、|每|低于|[一\d][起例次]", found["s"]
    ):
        item = DraftItem(_name(found["s"], subject), "", "是否")
        return _row({"计分方式": "触发清零", "数据项": item.name, "基准": "是"}, [item])
    if (found := _AVERAGE.fullmatch(text)) is not None:
        item = DraftItem(_name(found["s"], subject), "%" if re.search(r"率|增速|增幅", found["s"]) else "", "")
        item = DraftItem(item.name, item.measure, "百分比" if item.measure else "数值")
        rest = "0" if found["none"] else found["q"]
        tiers = f">=全体平均({item.name}):{found['p']}" + (f"; 其它:{rest}" if rest != "0" else "")
        doubt = "平均按被考核单位的平均草拟；用上级公布的平均数的，改成填报项"
        return _row({"计分方式": "分档得分", "数据项": item.name, "基准": tiers}, [item], [doubt])
    return ()


_SHORT_OF_TASK = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:未完成|完不成|没有完成)(?P<o>[^,，\d]*?)(?:{_TASK})[的]?[,，]每{_LOWER}"
    rf"(?P<n>{_N})?(?:{_POINT})[的]?[,，]?{_LOSE}(?P<p>{_N})分{_TAIL}"
)
_LAST_YEAR = re.compile(
    rf"(?P<s>[^,，\d]{{2,24}}?)(?:比上年|较上年|同比)?(?P<w>低于|少于|高于|多于|下降|减少|上升|增加|提高)"
    rf"(?:上年|去年)?(?:同期)?(?:水平)?[的]?(?:得|计|记)(?P<p>{_N})分"
    rf"[,，](?:与上年|与去年)?(?:同期)?持平[的]?(?:得|计|记)(?P<q>{_N})分"
    rf"[,，](?P<v>低于|少于|高于|多于|下降|减少|上升|增加|提高)(?:上年|去年)?(?:同期)?[的]?(?:(?:得|计|记)"
    rf"(?P<r>{_N})分|(?P<none>不得分|不计分))"
)
_DOWN = ("低于", "少于", "下降", "减少")


def _against_target_or_last_year(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """未完成任务的，每差10%扣1分; 低于上年的得3分，持平得2分，上升得0分."""
    if (found := _SHORT_OF_TASK.fullmatch(text)) is not None:
        item = DraftItem(_name(f"{found['s']}{found['o']}", subject, "完成率"), "%", "百分比")
        columns = {"计分方式": "差额扣分", "数据项": item.name, "基准": ">=100%", "分值": found["p"]}
        columns |= {"每": found["n"]} if found["n"] not in (None, "1") else {}
        doubt = "未完成多少按完成率草拟；按差几个数算的，改数据项和基准"
        return _row({**columns, **({"上限": found["cap"]} if found["cap"] else {})}, [item], [doubt])
    found = _LAST_YEAR.fullmatch(text)
    if found is None or (found["w"] in _DOWN) == (found["v"] in _DOWN):
        return ()
    rate = bool(re.search(r"率|比例|比重|占比", found["s"]))
    item = DraftItem(_name(found["s"], subject), "%" if rate else "", "百分比" if rate else "数值")
    sign, last = "<" if found["w"] in _DOWN else ">", f"上年[{item.name}]"
    rest = "0" if found["none"] else found["r"]
    tiers = f"{sign}{last}:{found['p']}; ={last}:{found['q']}" + (f"; 其它:{rest}" if rest != "0" else "")
    doubt = "上年的数要在历年结果里登记，或放上年的结果工作簿"
    return _row({"计分方式": "分档得分", "数据项": item.name, "基准": tiers}, [item], [doubt])


SENTENCES: tuple[Sentence, ...] = (
    _rounded, _below_target, _both_ways, _by_ratio, _excess, _tiers, _places,
    _against_target_or_last_year, _once, _worded,
)  # fmt: skip
