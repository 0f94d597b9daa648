"""Short sentences that name one thing: an event and what it costs, levels, words with their marks, a veto.

They are tried last, and most leave something to be confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from kaohe_xl.drafting.clauses import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name

SentenceRule = Callable[[str, str, Fraction | None], Sequence[DraftRow]]

_N = r"\d+(?:\.\d+)?"
_UNIT = "例|次|个|人次|人|起|件|篇|户|条|份|项|村|处|天|名|场|期|宗|张|座|家|个工作日|工作日|公里"
_LOSE, _GAIN = "(?:倒扣|扣减|扣除|扣|减)", "(?:加|奖|奖励|计|得)"
_UP_TO = (
    rf"(?:[,，](?:(?P<done>扣完为止|直至扣完)|(?:最高|最多|累计|封顶)(?:不超过|加|扣|减|得)*"
    rf"(?P<cap>{_N})分(?:封顶)?))?"
)


def _draft(columns: dict[str, str], items: Sequence[DraftItem], doubt: str = "", table: str = "评分细则") -> DraftRow:
    return DraftRow(table, columns, tuple(items), Confidence.MEDIUM if doubt else Confidence.HIGH, "", doubt)


def _name(words: str, subject: str, ending: str = "") -> str:
    bare = re.sub(r"^(?:对于|对|如|凡|若|因|其中|被)|(?:的|情况|者|[,，、])+$", "", words.strip("，,、的"))
    name = (clean_name(bare) or clean_name(subject) or "发生")[-20:]
    return name if not ending or name.endswith(ending) else f"{name}{ending}"


_EACH = re.compile(
    rf"(?P<s>[^,，\d]{{0,16}}?)[,，]?每(?:有|实现|发现|发生|出现|增加|新增)?(?:1|一)?(?P<u>{_UNIT})"
    rf"(?P<o>[^,，\d]{{0,24}}?)[的]?[,，]?(?P<d>{_LOSE}|加|奖)(?P<p>{_N})分{_UP_TO}"
)


def _each(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """每1个国控断面未达到水质目标扣5分."""
    found = _EACH.fullmatch(text)
    if found is None or re.search(r"[少缺漏].*或|超过|低于|高于", text):
        return ()
    item = DraftItem(
        _name(f"{found['s']}{found['o']}", subject, f"{found['u'].replace('个工作日', '工作日')}数"), found["u"], "整数"
    )
    kind = "每例扣分" if re.fullmatch(_LOSE, found["d"]) else "每例得分"
    columns = {"计分方式": kind, "数据项": item.name, "分值": found["p"]}
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    named = found["o"] or found["s"]
    return (_draft(columns, [item], "" if named else f"条款没有写是什么，按“{subject}”起名"),)


_TWO_STEPS = re.compile(
    rf"(?P<s>[^,，\d]*?)低于(?P<b>{_N})%[的]?[,，]?每(?:降低|下降|低|降)(?:1|一)?个?百分点[的]?扣"
    rf"(?P<p>{_N})分[,，]低于(?P<b2>{_N})%[的]?[,，]?每(?:降低|下降|低|降)(?:1|一)?个?百分点[的]?扣"
    rf"(?P<q>{_N})分(?:[,，]扣完为止)?"
)
_KEPT_WITHIN = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:控制在|不超过|不高于)(?P<b>{_N})(?P<u>%|{_UNIT})?(?:以内|之内|以下)?[的]?[,，]?"
    rf"(?:得|计|记)(?:满分|{_N}分)"
    rf"[,，]每(?:上升|超过|超出|超|高|增加|多)(?P<n>{_N})?(?P<m>个?百分点|个点|{_UNIT})?[的]?[,，]?扣"
    rf"(?P<p>{_N})分{_UP_TO}"
)


def _steps(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """低于96%的每降低1个百分点扣0.25分，低于90%的每降低1个百分点扣0.5分; 控制在110以内记10分，每上升1扣0.5分."""
    if (found := _TWO_STEPS.fullmatch(text)) is not None:
        item = DraftItem(_name(found["s"], subject), "%", "百分比")
        figures = f"{found['b']}%:{found['p']}; {found['b2']}%:{found['q']}"
        return (
            _draft({"计分方式": "差额扣分", "数据项": item.name, "基准": f">={found['b']}%", "分值": figures}, [item]),
        )
    found = _KEPT_WITHIN.fullmatch(text)
    if found is None:
        return ()
    percent = found["u"] == "%"
    item = DraftItem(_name(found["s"], subject), "%" if percent else found["u"] or "", "百分比" if percent else "数值")
    columns = {"计分方式": "差额扣分", "数据项": item.name, "基准": f"<={found['b']}{'%' if percent else ''}"}
    columns |= {"分值": found["p"]} | ({"每": found["n"]} if found["n"] not in (None, "1") else {})
    columns |= {"上限": found["cap"]} if found["cap"] else {}
    mixed = bool(found["m"]) and "点" in (found["m"] or "") and not percent
    return (_draft(columns, [item], "原文说百分点，目标却没有 %，核对数据项是不是百分比" if mixed else ""),)


_LEVELS = re.compile(
    rf"(?P<s>[^,，\d]*?)(?P<levels>[^,，、\d]{{1,6}}(?:[、和][^,，、\d]{{1,12}})+?)[的]?[,，]?(?:每"
    rf"(?P<u>{_UNIT})|一次|每一次)[的]?[,，]?分别(?P<d>{_LOSE}|{_GAIN})(?P<list>{_N}分?(?:[、,，]{_N}分?)+)"
)


def _levels(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """被中央、省、市、区通报问题的，每例分别扣4分、3分、2分、1分."""
    found = _LEVELS.fullmatch(text)
    if found is None:
        return ()
    points = re.findall(_N, found["list"])
    levels = re.split(r"[、和]", found["levels"])
    if len(levels) != len(points):
        return ()
    last = re.match(r"(省|市|县|区|镇|街道|国家|中央|[一二三]等|[一二三]级)级?(?P<rest>.*)", levels[-1])
    rest = last["rest"] if last else ""
    names = [*levels[:-1], levels[-1].removesuffix(rest) if rest else levels[-1]]
    kind = "每例扣分" if re.fullmatch(_LOSE, found["d"]) else "每例得分"
    unit = found["u"] or "次"
    rows = []
    for level, figure in zip(names, points, strict=True):
        item = DraftItem(_name(f"{found['s']}{level}{rest}", subject, f"{unit}数"), unit, "整数")
        columns = {"计分方式": kind, "数据项": item.name, "分值": figure}
        rows.append(_draft(columns, [item], "按各级各算一行草拟；同一件事几级都有的，只算一行的，填互斥"))
    return rows


_WORD_MARK = re.compile(rf"(?P<w>[^,，\d每]{{1,8}}?)(?P<p>{_N})分")


def _word_marks(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """优秀20分，称职16分，基本称职10分，不称职4分."""
    parts = [_WORD_MARK.fullmatch(part) for part in re.split(r"[,，、]", text)]
    if len(parts) < 3 or any(part is None or re.search(r"[扣加奖罚满附共总]", part["w"]) for part in parts):
        return ()
    item = DraftItem(_name(subject, subject, "等级"), "", "文本")
    tiers = "; ".join(f"{part['w'].removesuffix('得').removesuffix('计')}:{part['p']}" for part in parts if part)
    columns = {"计分方式": "分档得分", "数据项": item.name, "基准": tiers}
    return (_draft(columns, [item], "等级由填报人选写"),)


_VETO_SCORE = re.compile(
    rf"(?P<s>[^,，\d]*?)(?:未达到?|低于|不足|不满)(?P<m>{_N})分(?:以下)?[的]?[,，]?(?:实行|予以|给予)?一票否决"
)
_VETO_EVENT = re.compile(r"(?P<s>[^,，]{3,30}?)[的]?[,，]?(?:实行|予以|给予|均?)?一票否决(?:制)?")
_EFFECT = "取消评优"


def _vetoes(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """年终考核未达80分的实行一票否决; 支部委员违纪被立案查处的，实行一票否决."""
    told = "原文没有写否决的后果，按取消评优草拟"
    if (found := _VETO_SCORE.fullmatch(text)) is not None:
        columns = {"否决项": f"总分低于{found['m']}分", "条件": f"总分<{found['m']}", "后果": _EFFECT}
        return (_draft(columns, [], told, "一票否决"),)
    found = _VETO_EVENT.fullmatch(text)
    if found is None or re.search(r"[,，]", found["s"]):
        return ()
    item = DraftItem(_name(re.sub(r"^(?:发生|出现|有)", "", found["s"]), subject), "", "是否")
    return (_draft({"否决项": item.name, "条件": f"{item.name}=是", "后果": _EFFECT}, [item], told, "一票否决"),)


_EVENT = re.compile(rf"(?P<s>[^,，\d]{{3,30}}?)[的者]?[,，]?{_LOSE}(?P<p>{_N})分")


def _event(text: str, subject: str, full: Fraction | None) -> Sequence[DraftRow]:
    """重点时期未按要求设立检查站的扣5分: something that did or did not happen, and what it costs."""
    found = _EVENT.fullmatch(text)
    if found is None or re.search(r"每|各|分别|酌情|视|以上|以下|或|低于|高于|加倍", found["s"]):
        return ()
    item = DraftItem(_name(found["s"], subject), "", "是否")
    columns = {"计分方式": "不达标扣分", "数据项": item.name, "基准": "否", "分值": found["p"]}
    return (_draft(columns, [item], "有这种情况填“是”就扣；按次数扣的，改成 每例扣分"),)


PLAIN_SENTENCES: tuple[SentenceRule, ...] = (_each, _steps, _levels, _word_marks, _vetoes, _event)
