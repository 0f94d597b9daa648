"""Rows about the whole result: grades, their shares, vetoes by the toll of an accident, what follows from a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.sheet_names import GRADES, REWARDS, VETOES
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, counted, row
from kaohe_xl.drafting.rows.doubts import of_the_whole
from kaohe_xl.drafting.rows.reward_rows import LOST, condition_of

DraftRows = Sequence[DraftRow]
_GRADE = re.compile(
    r"优秀|优等|良好|中等|一般|合格|不合格|称职|先进|达标|较好|较差|优|良|中|差|.{1,3}等|.{1,3}级|完成|未完成"
)
_NO_CONSEQUENCE = "原文没有写否决的后果，按取消评优草拟"


def _outside(table: str, columns: dict[str, str], items: Sequence[DraftItem] = (), *doubts: str) -> DraftRow:
    return row(columns, items, *doubts, table=table)


def grades(said: ClausePart, about: ClauseContext) -> DraftRows:
    """90分以上为优秀，80分以上为良好，其余为合格."""
    parts, rows, before = said.all("grade"), [], None
    for number, part in enumerate(parts):
        label = part.part("label")
        assert label is not None
        name = re.sub(r"^(?:的|为|评为|定为)|(?:等次|等级|单位|档次)$", "", label.text())
        if len(name) > 8 or re.search(r"[扣加奖罚得\d]", name):
            return ()
        figures = part.all("figure")
        if any(figure.has("PCT", "UNIT", "MONEY", "POINT") for figure in figures):
            return ()
        if part.has("OTHERWISE") or (part.has("BELOW", "UNDER") and len(figures) == 1):
            if number != len(parts) - 1:
                return ()
            rows.append(_outside(GRADES, {"等次": name}))
            continue
        least = min((Fraction(figure.word("NUM")), figure.word("NUM")) for figure in figures)[1]
        if before is not None and Fraction(least) >= before:
            return ()
        before = Fraction(least)
        rows.append(_outside(GRADES, {"等次": name, "最低分": least}))
    return rows


def one_grade(said: ClausePart, about: ClauseContext) -> DraftRows:
    """70分以上且无一票否决项的为完成目标单位."""
    part = said.part("grade")
    assert part is not None
    label, figures = part.part("label"), part.all("figure")
    if (
        label is None
        or len(figures) != 1
        or not part.has("IS")
        or not part.has("ATLEAST", "REACH")
        or not figures[0].has("MARK")
    ):
        return ()
    name = re.sub(r"^(?:的|为)", "", label.text())
    extra = [text for text in part.words("TEXT") if "且" in text]
    doubt = f"另有条件“{extra[0]}”，没有写进这一行" if extra else ""
    return [_outside(GRADES, {"等次": name, "最低分": figures[0].word("NUM")}, (), doubt)]


def quotas(said: ClausePart, about: ClauseContext) -> DraftRows:
    """优秀等次不超过参评单位总数的30%，良好不超过50%，其余为一般."""
    rows: list[DraftRow] = []
    for part in said.all("quota"):
        name = re.sub(r"(?:等次|等级|单位|档次|人数|比例|按)+$", "", part.words("TEXT")[0])
        name = "优秀" if re.fullmatch(r"优秀\w{1,4}", name) else name
        if name in ("最多", "最高", "一般") and rows:
            rows[-1] = _outside(
                GRADES,
                {**rows[-1].columns, "比例上限": f"{part.word('NUM')}%"},
                (),
                "原文有一般比例和最高比例，按最高草拟",
            )
            continue
        if not _GRADE.fullmatch(name):
            return ()
        rows.append(_outside(GRADES, {"等次": name, "比例上限": f"{part.word('NUM')}%"}))
    if said.has("OTHERWISE"):
        name = said.words("TEXT")[-1]
        if not _GRADE.fullmatch(name):
            return ()
        rows.append(_outside(GRADES, {"等次": name}))
    return rows


def toll(said: ClausePart, about: ClauseContext) -> DraftRows:
    """死亡1人（含）或食物中毒10人以上的事故，一票否决; 死亡10人、重伤50人以上的，判定为不达标."""
    texts = said.words("TEXT")
    effect = "取消评优"
    if not said.has("VETO"):
        told = re.search(r"(?:判定|认定|评定|评|定|确定|视)为(?P<grade>.*)", said.text())
        if told is None or not re.fullmatch(r"不达标|不合格|末等|.{1,4}等|差", told["grade"]):
            return ()
        effect = f"等次不高于{told['grade']}"
    items, conditions = [], []
    for part in said.all("victims"):
        name = re.sub(r"^(?:发生|造成|致|或|和|及)+", "", part.word("TEXT"))
        item = counted(clean_name(f"{name}{part.word('UNIT')}数"), part.word("UNIT"))
        items.append(item)
        conditions.append(f"{item.name}>={part.word('NUM')}")
    kind = re.sub(r"^的", "", next((text for text in texts if "事故" in text), "事故"))
    columns = {"否决项": clean_name(kind.removesuffix("的")), "条件": " 或 ".join(conditions), "后果": effect}
    doubt = _NO_CONSEQUENCE if effect == "取消评优" else ""
    return [_outside(VETOES, columns, items, doubt, "人数按一次事故中最多的填报")]


_DEEDS = ("黄牌警告", "通报批评", "通报表扬", "约谈", "黄牌", "红牌", "诫勉", "流动红旗", "辞退", "整改")


def _places(who: ClausePart) -> dict[str, str]:
    number = who.word("NUM") or "1"
    if who.has("LASTONE"):
        return {"名次起": "-1", "名次止": "-1"}
    if who.has("LAST"):
        if who.word("LAST") in ("倒数第",):
            return {"名次起": f"-{number}", "名次止": f"-{number}"}
        return {"名次起": f"-{number}", "名次止": "-1"}
    return {"名次起": "1" if who.has("FIRST") else number, "名次止": number}


def _period(topic: str) -> dict[str, str]:
    """月排名 is the place of a month."""
    found = re.match(r"(?:每个?)?(月|季|半年)", topic)
    return {"期次": found[1]} if found else {}


def consequence(said: ClausePart, about: ClauseContext) -> DraftRows:
    """末位的给予黄牌警告; 前三名的负责人，年终考核直接进入优秀等次."""
    who = said.part("who")
    assert who is not None
    deeds = _deeds(said)
    if not deeds:
        return ()
    condition = deeds.pop(0) if re.match(r"且(?:未|没有)", deeds[0]) else ""
    doubt = f"另有条件“{condition}”，要填在条件里" if condition else ""
    return _followed(deeds, {**_places(who), **_period(said.topic)}, (), doubt)


def _deeds(said: ClausePart) -> list[str]:
    """What follows, in the order in which it is said; none where it is marks or money."""
    told = re.split(r"[,，;；]", said.text("deed"))
    return [] if re.search(r"[扣得奖加减]\d|罚|万元", "".join(told)) else [text for text in told if text]


def _followed(deeds: Sequence[str], when: dict[str, str], items: Sequence[DraftItem], *doubts: str) -> list[DraftRow]:
    rows: list[DraftRow] = []
    for number, deed in enumerate(deeds):
        known = next((word for word in _DEEDS if word in deed), "")
        known = "黄牌警告" if known == "黄牌" else known
        if (
            not known
            and number < len(deeds) - 1
            and len(deeds) > 1
            and not re.search(r"为|进入|不得|说明|授予|参加", deed)
        ):
            continue  # 的镇街, 的单位: whom it is about
        name = known or clean_name(deed)[:12]
        columns = {"奖惩": name, "类型": known or "其它", **when} | (
            {} if known else {"称号": deed} if "授予" in deed else {"说明": deed}
        )
        doubt = "" if known else "不是金额的处理，按原话草拟，核对类型和对象"
        rows.append(_outside(REWARDS, columns, items, doubt, *doubts))
    return rows


_LEAVES = {"个月": "月", "月": "月", "个季度": "季", "季度": "季", "次": "期", "期": "期"}


def streak(said: ClausePart, about: ClauseContext) -> DraftRows:
    """连续两个季度排名末位的，约谈主要负责人; 连续3个月扣分在25分以上者，给予辞退处理."""
    number, unit, who, span = said.word("NUM"), said.word("UNIT"), said.part("who"), said.part("span")
    deeds, topics = _deeds(said), "".join(part.text() for part in said.owns("topic"))
    if not deeds or unit not in _LEAVES:
        return ()
    items: list[DraftItem] = []
    if who is not None:
        place = _places(who)
        first, last = int(place["名次起"]), int(place["名次止"])
        holds = f"倒数名次<={-first}" if last == -1 else f"名次<={last}" if first == 1 else f"名次={last}"
        holds = f"倒数名次={-first}" if first < 0 and (first == last) else holds
    else:
        assert span is not None
        items = [LOST] if "扣分" in topics else []
        told = condition_of(span, said.part("sign"), items[0].name if items else "总分")
        if told is None or not span.all("figure")[-1].has("MARK"):
            return ()
        holds = told
    when = {"条件": f"连续({holds})>={number}"}
    doubt = f"按最细的考核期是{_LEAVES[unit]}草拟；在哪一期兑现，填期次"
    rows = _followed(deeds, when, items, doubt, "“扣分合计”要有人填报" if items else "")
    return rows if items else of_the_whole(rows, topics, about.subject)
