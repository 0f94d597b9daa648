"""Rows from clauses that leave the figure to somebody's judgement, within limits that the words name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.drafting.drafted import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, limits, named, row

DraftRows = Sequence[DraftRow]


def _judged(said: ClausePart, about: ClauseContext, low: str, high: str, *doubts: str) -> DraftRows:
    takes = said.has("LOSE", "FREELOSS")
    name = named(said.topic, about.subject, "扣分" if takes else "得分")
    item = DraftItem(name, "分", "数值")
    columns = {"计分方式": "酌情扣分" if takes else "酌情得分", "数据项": name, "基准": f"{low}~{high}"}
    told = {key: value for key, value in limits(said).items() if key == "下限"}
    return [row({**columns, **told}, [item], *doubts)]


def judged(said: ClausePart, about: ClauseContext) -> DraftRows:
    """记录不全的酌情扣1-3分."""
    low, high = said.words("NUM")[:2]
    if Fraction(low) > Fraction(high) or "每" in said.topic:
        return ()
    caps = limits(said).get("上限")
    if caps is not None and caps != high:
        return _judged(said, about, low, high, f"原文另有封顶 {caps} 分，核对")
    return _judged(said, about, low, high)


def judged_each(said: ClausePart, about: ClauseContext) -> DraftRows:
    """视火灾面积扣5—15分/次; 被通报批评的，每次扣1-3分: how often is not said, so the limit is one time's."""
    per = said.part("per")
    low, high = (str(child) for child in said.tree.children if getattr(child, "type", "") == "NUM")
    if Fraction(low) > Fraction(high) or (per is not None and per.has("count")):
        return ()
    unit = (per or said).word("UNIT")
    return _judged(said, about, low, high, f"原文是每{unit}的幅度；一期不止一{unit}的，把基准的上端放宽")


judged_per = judged_each


def judged_freely(said: ClausePart, about: ClauseContext) -> DraftRows:
    """视情加分，最高3分; 酌情扣分 up to the 标准分."""
    cap = limits(said).get("上限") or said.points
    most = cap or (decimal_text(about.full) if about.full is not None else "")
    doubt = "" if cap else "原文没有写最多几分，按标准分草拟，核对幅度"
    return _judged(said, about, "0", most, doubt) if most else ()


_WHO_JUDGES = re.compile(r"(?:由)?(?P<who>.{2,12}?)(?:负责)?(?:评定|评分|打分|评议|评价|测评)(?:的)?(?:得分|计分)?")


def judged_by(said: ClausePart, about: ClauseContext) -> DraftRows:
    """考核组评定，0至20分."""
    told = _WHO_JUDGES.fullmatch(said.topic)
    low, high = said.own_words("NUM")
    if told is None or Fraction(low) >= Fraction(high):
        return ()
    name = named("", about.subject, "评分")
    columns = {"计分方式": "酌情得分", "数据项": name, "基准": f"{low}~{high}"}
    return [
        row(columns, [DraftItem(name, "分", "数值")], f"由“{told['who']}”评分：填报人改成它；也可以用 评定，评分人填它")
    ]


_LEFT_TO = re.compile(
    r"(?:由)?(?P<who>[^由,，]{2,14}?)(?:负责|根据.{2,20}|按照.{2,20}|查阅.{2,12}后?|结合.{2,20})?(?:进行)?(?:综合)?"
    r"(?:评定|评分|打分|评议打分)(?P<takes>扣分)?"
)
_NOBODY = re.compile(r"[未没不无视]|酌|每|的$|^(?:综合|民主|量化|现场|集中)|者$")


def _scorer(topic: str) -> re.Match[str] | None:
    told = _LEFT_TO.fullmatch(topic)
    return None if told is None or _NOBODY.search(told["who"]) else told


def left_to(said: ClausePart, about: ClauseContext) -> DraftRows:
    """由考核办评定: the judge's figure, up to the 标准分; who judges is said."""
    told = _scorer(said.topic)
    if told is None or about.full is None or told["takes"]:
        return ()
    columns = {"计分方式": "评定", "评分人": told["who"]}
    return [row(columns, (), "没有写评分的尺度，由评分人在标准分以内评定")]


def left_to_deduct(said: ClausePart, about: ClauseContext) -> DraftRows:
    """考核组评定扣分，最多扣5分."""
    told = _scorer(said.topic)
    if told is None or not told["takes"]:
        return ()
    return [row({"计分方式": "评定扣分", "评分人": told["who"], "上限": said.points}, (), "由评分人评定扣几分")]


_TAKEN_OVER = re.compile(
    r"(?:直接)?(?:按照?|以|采用|引用|使用)(?P<what>[^按以]{2,24}?(?:得分|成绩|分数))(?:直接)?(?:为准|计入|计分|计算)?"
)


def taken_over(said: ClausePart, about: ClauseContext) -> DraftRows:
    """按市主管部门考核得分计入: somebody else's figure, as it stands."""
    told = _TAKEN_OVER.fullmatch(said.topic)
    if told is None:
        return ()
    item = DraftItem(clean_name(told["what"]), "分", "数值")
    doubt = "按得分直接计入草拟；满分和标准分不同的要折算，改成 公式得分"
    return [row({"计分方式": "直接评分", "数据项": item.name}, [item], doubt)]


def judged_part(row: DraftRow, mark: Fraction | None, title: str) -> DraftRow | None:
    """酌情扣分 or 酌情得分 up to the highest figure that the clause names, else up to the mark; None without either."""
    figures = [Fraction(figure) for figure in re.findall(r"(\d+(?:\.\d+)?)\s*分", row.source)]
    first = re.search(r"[扣减得加计记奖](?=\s*\d)|不得分|不计分|清零|扣分|加分", row.source)
    takes = first is None or first[0] not in ("得", "加", "计", "记", "奖", "加分")
    by_case = bool(re.search(r"每|次|起|例|/", row.source))
    most = mark if mark and (takes or by_case) else max(figures, default=mark)
    if not most:
        return None
    name = f"{clean_name(row.source)[:10] or clean_name(title)[:10]}{'扣分' if takes else '得分'}"
    columns = {"计分方式": "酌情扣分" if takes else "酌情得分", "数据项": name, "基准": f"0~{decimal_text(most)}"}
    item = DraftItem(name, "分", "数值")
    why = row.why or "没有读懂，由评分人在这个幅度里定"
    return DraftRow(RUBRIC, columns, (item,), Confidence.LOW, row.source, why)


def scored_directly(row: DraftRow, title: str) -> DraftRow:
    """The judge's figure as it stands, where nothing says how much it may be."""
    name = f"{clean_name(title)[:12]}评分"
    columns = {"计分方式": "直接评分", "数据项": name}
    return DraftRow(RUBRIC, columns, (DraftItem(name, "分", "数值"),), Confidence.LOW, row.source, row.why)
