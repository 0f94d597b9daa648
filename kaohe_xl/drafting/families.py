"""Families of clauses: each takes in a whole sentence or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from re import Match

from kaohe_xl.drafting.clauses import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name

Family = Callable[[str, str], Sequence[DraftRow]]

_N = r"\d+(?:\.\d+)?"
_UNIT = "例|次|个工作日|工作日|个|人次|人|起|件|篇|户|条|份|项|村|处|天|日|名|场|期|宗|张|座|家|亩|单位"
_POINTS = "个?百分点|个点|点|%|1%"
_TAKE, _GIVE = "(?:扣减|扣除|扣|减|酌减)", "(?:加计|加|得|计|记|奖励|奖)"
_TAIL = (
    rf"(?:[,，]?(?:(?P<done>扣完为止|直至扣完(?:为止)?|扣完该?项?分?为止)|(?P<open>倒扣不封顶|倒扣|不封顶|不保底)|"
    rf"(?:本项|该项|累计|合计)?(?:最高|最多)?(?:不超过|加|扣|得|封顶|上限|为)*(?P<cap>{_N})分(?:封顶|为限|为止)?))?"
)
_RATE = r"[^,，;；]*?(?:率|比例|占比|比重|程度|度)"
_NOT = r"(?:未|没有|没|无|不)"


def _row(
    columns: dict[str, str], items: Sequence[DraftItem], sure: Confidence = Confidence.HIGH, why: str = ""
) -> DraftRow:
    return DraftRow("评分细则", columns, tuple(items), sure, "", why)


def _tail(found: Match[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    if found["cap"]:
        told["上限"] = found["cap"]
    if found["open"] and found["open"] != "不封顶":
        told["下限"] = "不限"
    return told


def _named(words: str, subject: str, ending: str = "") -> str:
    """A name from the clause's own words, from the subject's where it has none."""
    bare = re.sub(r"^(?:对于|如|凡|若|因|其中)|(?:的|情况|每|出现|发生|按|,|，|、)+$", "", words.strip("，,、的"))
    bare = re.sub(r"^(?:出现|发生|有)(?=.{2})", "", bare)
    name = clean_name(bare) or clean_name(subject)
    name = name[-20:] if len(name) > 20 else name
    return name if name.endswith(ending) else f"{name}{ending}"


def _of(subject: str) -> str:
    """A rate that the clause speaks of without naming it: 网上办证率（4分）：低于85%扣1分."""
    return subject if re.fullmatch(r"\w*(?:率|比例|占比|比重)", subject) else ""


_CASE = re.compile(
    rf"(?P<s>[^,，]*?(?:[,，][^,，]*?)?)[,，的]*(?:每有?|每出现|每发生|每)?(?P<v>缺少|缺报|漏报|迟报|错报|缺|少|漏|迟|错|多|有|发生|出现)?"
    rf"(?P<n>{_N}|一)?(?P<u>{_UNIT})(?P<o>[^扣减加得计记,，\d每]{{0,8}}?)[的]?[,，]?(?:各|分别)?(?P<d>{_TAKE}|{_GIVE})(?P<p>{_N})分(?:/(?:{_UNIT}))?{_TAIL}"
)


# changes, excess and points of a rate are no count of cases; 少一种机构或少一项制度 is two counts
_NOT_A_CASE = re.compile(
    r"(?<!不)(?<!不得)超过|超额|每超|低于|\d[^,，]{0,3}以上|不足|少于|第[\d一二三]|逾期|增加|减少|每增|每减|每提高|每低|每高|百分点"
)
_SEVERAL = re.compile(r"[少缺漏][^,，]*或[^,，]*[少缺漏]|[少缺漏][一\d][^,，]*或")


_EVERY_PERIOD = re.compile(r"每(?:个?月|季度?|年|周|半年)")
_EACH = re.compile(rf"每(?!个?月|季|年|周|半年)|各(?:{_UNIT})")


def _by_case(text: str, subject: str) -> Sequence[DraftRow]:
    found = _CASE.fullmatch(text)
    if found is None or not ("每" in text or found["v"] or found["n"]):
        return ()
    if "%" in text or _NOT_A_CASE.search(text) or _SEVERAL.search(found["s"]):
        return ()
    lacking = found["v"] if found["v"] not in (None, "有", "发生", "出现") else ""
    object_ = found["o"] or ""
    named = re.sub(r"每?满$", "", found["s"].strip("，,的每"))
    name = _named(named, "" if object_ and not lacking else subject)
    full = f"{name}{lacking}{object_}{found['u'].replace('日', '天')}数"
    item = DraftItem(clean_name(full), found["u"], "整数")
    kind = "每例扣分" if re.fullmatch(_TAKE, found["d"]) else "每例得分"
    columns = {"计分方式": kind, "数据项": item.name, "分值": found["p"], **_tail(found)}
    if found["n"] and found["n"] not in ("1", "一"):
        columns["每"] = found["n"]
    if "每满" in text:  # what does not fill one does not count
        columns["取整"] = "舍去"
    if not _EACH.search(text) and found["n"] not in (None, "1", "一"):
        return ()  # 培训2次得5分: a threshold, or so many for each two?
    doubts = [] if named or object_ else [f"条款没有写是什么，按“{subject}”起名"]
    doubts += ["原文说每月、每季或每年，核对几期怎么合计"] if _EVERY_PERIOD.search(text) else []
    doubts += (
        ["按每一个都加分草拟；做到了就给分、不按个数的，改成 达标得分"]
        if not _EACH.search(text) and "得" in kind
        else []
    )
    return (_row(columns, [item], Confidence.MEDIUM if doubts else Confidence.HIGH, "；".join(doubts)),)


_SHORT = re.compile(
    rf"(?P<s>{_RATE})(?:应|须|要|需)?(?:(?P<low>低于|不足|不到|未达到|达不到|未达|小于|<)|(?P<ok>达到|达|不低于|不小于|>=|≥))(?P<b>{_N})%"
    rf"(?:以上|及以上)?[的]?[,，]?每(?:低于|降低|下降|低|降|少|差|减少|下降)(?P<n>{_N})?(?:{_POINTS})[的]?[,，]?{_TAKE}(?P<p>{_N})分{_TAIL}"
)


def _by_shortfall(text: str, subject: str) -> Sequence[DraftRow]:
    found = _SHORT.fullmatch(text) or _SHORT.fullmatch(_of(subject) + text)
    if found is None:
        return ()
    names = [_named(part, subject) for part in re.split(r"[、和及]", found["s"]) if part]
    items = [DraftItem(name, "%", "百分比") for name in names]
    columns = {"计分方式": "差额扣分", "基准": f">={found['b']}%", "分值": found["p"], **_tail(found)}
    if found["n"] and found["n"] != "1":
        columns["每"] = found["n"]
    return tuple(_row({**columns, "数据项": item.name}, [item]) for item in items)


_MISS = re.compile(
    rf"(?P<s>{_RATE})(?:低于|不足|未达到|达不到|未达|不达|不到|<)(?P<b>{_N})%[的]?[,，]?{_TAKE}(?P<p>{_N})分{_TAIL}"
)
_MEET = re.compile(
    rf"(?P<s>{_RATE})(?:达到|达|不低于|>=|≥)(?P<b>{_N})%(?:以上|及以上)?[的]?[,，]?(?:得|计|记|加)(?P<p>{_N})分{_TAIL}"
)


def _by_threshold(text: str, subject: str) -> Sequence[DraftRow]:
    whole = _of(subject) + text
    found = _MISS.fullmatch(text) or _MEET.fullmatch(text) or _MISS.fullmatch(whole) or _MEET.fullmatch(whole)
    if found is None:
        return ()
    kind = "不达标扣分" if found.re is _MISS else "达标得分"
    item = DraftItem(_named(found["s"], subject), "%", "百分比")
    columns = {"计分方式": kind, "数据项": item.name, "基准": f">={found['b']}%", "分值": found["p"], **_tail(found)}
    return (_row(columns, [item]),)


_LACK = re.compile(rf"(?P<s>[^,，]*?)(?P<neg>{_NOT})(?P<o>[^,，\d]{{2,24}}?)[的]?[,，]?{_TAKE}(?P<p>{_N})分{_TAIL}")


# 拒不整改, 无证经营, 未经批准擅自离岗: what follows the negation is not the good state; two negations are none
_NO_GOOD_STATE = re.compile(
    rf"每|或|、|酌情|[一二三](?:{_UNIT})|擅自|私自|仍|却|继续|而|[未没无不]|发现|检查|瞒|造成|^(?:经|能|因)"
)
_REFUSES = re.compile(r"(?:拒|决|绝|毫|并|也|屡|概|知|从|若|因)$")
_KEPT_THINGS = re.compile(
    r"(?:记录|计划|方案|总结|制度|资料|图片|台账|场所|牌子?|牌匾|细则|档案|机构|人员|措施|预案|栏|责任书|成效)$"
)


def _by_lack(text: str, subject: str) -> Sequence[DraftRow]:
    found = _LACK.fullmatch(text)
    if found is None or _NO_GOOD_STATE.search(found["o"]) or _NO_GOOD_STATE.search(found["s"]):
        return ()
    neg, before = found["neg"], found["s"]
    if (neg == "不" and (not before or _REFUSES.search(before))) or (
        neg in ("无", "没") and found["o"][0] in "故证照视端"
    ):
        return ()
    item = DraftItem(_named(before + found["o"], subject), "", "是否")
    columns = {"计分方式": "不达标扣分", "数据项": item.name, "基准": "是", "分值": found["p"], **_tail(found)}
    plain = neg in ("未", "没有") or (neg in ("无", "没") and _KEPT_THINGS.search(found["o"])) or len(before) >= 2
    why = "" if plain else "把否定的话改成了肯定的数据项，核对填“是”是不是做到了"
    return (_row(columns, [item], Confidence.HIGH if plain else Confidence.MEDIUM, why),)


_AT_LEAST = re.compile(
    rf"(?P<s>[^,，\d]{{2,20}}?)(?:不少于|不低于|应达到?|达到|不得少于)(?P<b>{_N})(?P<u>{_UNIT})(?:以上)?[的]?[,，]"
    rf"每?(?:少|缺|差)(?P<n>{_N}|一)?(?:{_UNIT})[的]?[,，]?{_TAKE}(?P<p>{_N})分{_TAIL}"
)


def _by_least(text: str, subject: str) -> Sequence[DraftRow]:
    found = _AT_LEAST.fullmatch(text)
    if found is None:
        return ()
    item = DraftItem(_named(f"{found['s']}{found['u']}数", subject), found["u"], "整数")
    columns = {
        "计分方式": "差额扣分",
        "数据项": item.name,
        "基准": f">={found['b']}",
        "分值": found["p"],
        **_tail(found),
    }
    if found["n"] not in (None, "1", "一"):
        columns["每"] = found["n"]
    return (_row(columns, [item]),)


_DEED = re.compile(rf"(?P<s>[^,，\d每]{{2,24}}?)[的]?[,，]?(?:可)?(?:加|得|记|计)(?P<p>{_N})分{_TAIL}")


def _by_deed(text: str, subject: str) -> Sequence[DraftRow]:
    found = _DEED.fullmatch(text)
    if found is None or re.search(r"未|不|无|以上|以下|率|比例|各|分别|第|酌情|或", found["s"]):
        return ()
    item = DraftItem(_named(found["s"], subject), "", "是否")
    columns = {"计分方式": "达标得分", "数据项": item.name, "基准": "是", "分值": found["p"], **_tail(found)}
    return (_row(columns, [item], Confidence.MEDIUM, "按“是否”草拟；按次数加的，改成 每例得分"),)


_ZERO = re.compile(
    r"(?:凡|如|有)?(?:发生|出现|有)(?P<s>[^,，]{2,24}?)(?:1例|一例|1次|一次|1起|一起)?(?:的|者)?[,，]?(?:则|即)?"
    r"(?:此项|该项|本项)?(?:不得分|不计分|得0分|清零|计0分)(?P<veto>[,，]?并?(?:实行)?一票否决)?"
)


def _by_zeroing(text: str, subject: str) -> Sequence[DraftRow]:
    found = _ZERO.fullmatch(text)
    if found is None or re.search(r"未|不|低于|\d", found["s"]):
        return ()
    item = DraftItem(_named(found["s"], subject, "起数"), "起", "整数")
    rows = [_row({"计分方式": "触发清零", "数据项": item.name, "基准": ">0"}, [item])]
    return [*rows, _veto(item, found["s"])] if found["veto"] else rows


def _veto(item: DraftItem, name: str) -> DraftRow:
    columns = {"否决项": clean_name(name), "条件": f"{item.name}>0", "后果": "取消评优"}
    why = "原文没有写否决的后果，按取消评优草拟"
    return DraftRow("一票否决", columns, (item,), Confidence.MEDIUM, "", why)


_VETO = re.compile(r"(?:凡|如)?(?:发生|出现|有)(?P<s>[^,，]{2,24}?)[的]?[,，]?(?:实行|予以)?一票否决")


def _by_veto(text: str, subject: str) -> Sequence[DraftRow]:
    found = _VETO.fullmatch(text)
    if found is None:
        return ()
    return (_veto(DraftItem(_named(found["s"], subject, "起数"), "起", "整数"), found["s"]),)


_RANGE = re.compile(
    rf"(?P<s>[^,，]*?)[的]?[,，]?(?:酌情|视情节|视情况|视情)?[,，]?{_TAKE}(?P<a>{_N})(?:分)?"
    rf"[-—~～至到](?P<b>{_N})分{_TAIL}"
)


def _by_range(text: str, subject: str) -> Sequence[DraftRow]:
    found = _RANGE.fullmatch(text)
    if found is None or "每" in found["s"]:
        return ()
    item = DraftItem(_named(found["s"], subject, "扣分"), "分", "数值")
    columns = {"计分方式": "酌情扣分", "数据项": item.name, "基准": f"{found['a']}~{found['b']}"}
    return (_row(columns, [item]),)


_PAIR = re.compile(
    rf"(?P<neg>{_NOT})(?P<one>[^,，\d]{{2,20}}?)[的]?{_TAKE}(?P<p>{_N})分[,，](?P<two>[^,，\d]{{2,20}}?)[的]?{_TAKE}(?P<q>{_N})分"
)


def _by_pair(text: str, subject: str) -> Sequence[DraftRow]:
    found = _PAIR.fullmatch(text)
    if found is None:
        return ()
    thing = re.sub(r"^(?:建立|制定|制订|设立|成立)(?=.{2})", "", found["one"])
    item = DraftItem(_named(thing, subject, "情况"), "", "文本")
    tiers = f"{found['neg']}{found['one']}:{found['p']}; {found['two']}:{found['q']}"
    why = "看作一个情况的两档，只扣一档；是两件事的，拆成两行"
    return (_row({"计分方式": "分档扣分", "数据项": item.name, "基准": tiers}, [item], Confidence.MEDIUM, why),)


_RATIO = re.compile(r".*得分=[(（](?P<a>[^/÷()（）]+)[/÷](?P<b>[^()（）]+)[)）][×*](?:分值|标准分|满分)")


def _by_ratio(text: str, subject: str) -> Sequence[DraftRow]:
    found = _RATIO.fullmatch(text)
    if found is None:
        return ()
    items = [DraftItem(clean_name(found["a"]), "", "数值"), DraftItem(clean_name(found["b"]), "", "数值")]
    capped = "满分" in text.partition("得分=")[0]
    columns = {"计分方式": "比例得分", "数据项": items[0].name, "基准": f">={items[1].name}"}
    return (
        _row(
            columns, items, Confidence.HIGH if capped else Confidence.MEDIUM, "" if capped else "没写封顶，按封顶草拟"
        ),
    )


_DERIVED = re.compile(r"(?P<x>[^=;；]+)=(?P<a>[^/÷=]+)[/÷](?P<b>[^=;；]+)[;；,，。]得分=(?P=x)[×*](?:分值|标准分|满分)")


def _by_formula(text: str, subject: str) -> Sequence[DraftRow]:
    found = _DERIVED.fullmatch(text)
    if found is None:
        return ()
    parts = [DraftItem(clean_name(found[part]), "", "数值") for part in ("a", "b")]
    columns = {"计分方式": "公式得分", "基准": f"{parts[0].name}÷{parts[1].name}×标准分"}
    return (_row(columns, parts),)


_BAND = re.compile(
    rf"(?:总?得?分|总分)?(?:>=|≥|在)?(?P<m>{_N})分?(?:[(（]含[)）])?(?:及?以上)?(?:[(（]含[)）])?(?:(?:不满|不足|以下){_N}分)?(?:的)?为(?P<g>[^,，\d]{{1,8}})"
)
_BETWEEN = re.compile(rf"(?P<m>{_N})分?(?:[-—~～至到]){_N}分?(?:之间)?(?:的)?为(?P<g>[^,，\d]{{1,8}})")
_REST = re.compile(
    rf"(?:其余|其他|其它|(?:不足|不满|低于)?{_N}分(?:以下|的)?(?:的)?)的?(?:为|(?=不合格|较差|差))(?P<g>[^,，\d]{{1,8}})"
)
_PREFACE = re.compile(rf"^(?:以?满分{_N}分计|总分{_N}分)[,，]")


def _by_bands(text: str, _subject: str) -> Sequence[DraftRow]:
    parts = re.split(r"[,，、]", _PREFACE.sub("", text))
    rows: list[DraftRow] = []
    for number, part in enumerate(parts):
        found = _BAND.fullmatch(part) or _BETWEEN.fullmatch(part)
        rest = _REST.fullmatch(part) if number == len(parts) - 1 else None
        if rest is not None:
            rows.append(DraftRow("等次", {"等次": rest["g"]}, (), Confidence.HIGH, "", ""))
        elif found is not None:
            rows.append(DraftRow("等次", {"等次": found["g"], "最低分": found["m"]}, (), Confidence.HIGH, "", ""))
        else:
            return ()
    return rows if len(rows) > 1 else ()


_WORDS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_PAID = {"类型": "奖励", "方式": "定额"}
_PRIZE = re.compile(
    rf"(?:对)?(?:总分|综合|考核)?(?:排名)?(?:居|在)?前(?P<n>[一二两三四五六七八九十]|\d+)名[的]?(?:单位)?(?:分别|依次|各)?(?:奖励|奖)(?P<list>{_N}万?元?(?:[、,，]{_N}万?元?)*)元?"
)


def _by_prize(text: str, _subject: str) -> Sequence[DraftRow]:
    found = _PRIZE.fullmatch(text)
    if found is None:
        return ()
    places = _WORDS.get(found["n"]) or int(found["n"])
    thousands = found["list"].endswith(("万", "万元"))  # 10、8、5万元 are all of them in 万元
    sums = [
        str(int(Fraction(figure) * (10_000 if ten or thousands else 1)))
        for figure, ten in re.findall(rf"({_N})(万)?", found["list"])
    ]
    if len(sums) == 1:
        columns = {"奖惩": f"前{places}名奖励", "名次起": "1", "名次止": str(places), "金额": sums[0]}
        return (DraftRow("奖惩", {**columns, **_PAID}, (), Confidence.HIGH, "", ""),)
    if len(sums) != places:
        return ()
    return tuple(
        DraftRow(
            "奖惩",
            {"奖惩": f"第{rank}名奖励", "名次起": str(rank), "名次止": str(rank), "金额": amount, **_PAID},
            (), Confidence.HIGH, "", "",
        )
        for rank, amount in enumerate(sums, 1)
    )  # fmt: skip


_LAST = r"(?:总分|综合)?(?:排名|得分)?(?:在|为|列)?(?:末位|倒数第一名?|最后一名|末名)"
_WARNING = re.compile(rf"{_LAST}[的]?(?:单位|社区|乡镇|镇街)?[,，]?(?:给予|予以|实行)?(?P<w>黄牌警告|通报批评)")


def _by_warning(text: str, _subject: str) -> Sequence[DraftRow]:
    found = _WARNING.fullmatch(text)
    if found is None:
        return ()
    columns = {"奖惩": found["w"], "类型": found["w"], "名次起": "-1", "名次止": "-1"}
    return (DraftRow("奖惩", columns, (), Confidence.HIGH, "", ""),)


FAMILIES: tuple[Family, ...] = (
    _by_bands, _by_prize, _by_warning, _by_formula, _by_ratio, _by_pair, _by_shortfall, _by_threshold, _by_range,
    _by_zeroing, _by_veto, _by_lack, _by_least, _by_case, _by_deed,
)  # fmt: skip
