"""Rows from clauses whose marks stand beside places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, named, row, worth

DraftRows = Sequence[DraftRow]
_REPORTED = "按报来的名次草拟；要由程序排名的，改成 名次得分"
_RANKED = "由程序按这一项数据排名；名次是上级给的，改成 分档得分、基准写 =1:…"
_PLACES = re.compile(r"(?:位列|排名|位居|名列|列|居|进入)+")


def places(said: ClausePart, about: ClauseContext) -> DraftRows:
    """第一名得10分，第二名得8分，其余得4分."""
    parts = said.all("place")
    kept = [(part.word("NUM"), part) for part in parts if not part.has("LASTONE")]
    if len(kept) < len(parts) or len({number for number, _ in kept}) < len(kept):
        return ()
    rest = said.own("value")
    topic = _PLACES.sub("", parts[0].topic)
    points = [
        (number, f"-{part.points}" if part.part("loses") else worth(part.part("value"), about.full))
        for number, part in kept
    ]
    if any(point is None for _, point in points):
        return ()
    if any(str(point).startswith("-") for _, point in points):
        if [number for number, _ in points] != [str(k) for k in range(1, len(points) + 1)] or rest is not None:
            return ()
        item = DraftItem(named(topic, about.subject), "", "数值")
        columns = {"计分方式": "名次得分", "数据项": item.name, "分值": ",".join(str(point) for _, point in points)}
        return [row(columns, [item], _RANKED)]
    item = DraftItem(named(topic, about.subject, "排名"), "名", "整数")
    conditions = [f"={number}:{point}" for number, point in points]
    others = worth(rest, about.full) if rest is not None else "0"
    conditions += [f"其它:{others}"] if others not in ("0", None) else []
    return [row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(conditions)}, [item], _REPORTED)]


def place_bands(said: ClausePart, about: ClauseContext) -> DraftRows:
    """第1—3名计20分，第4—6名计16分，第7名以后计12分."""
    bands, conditions, before = said.all("place_band"), [], 0
    for number, band in enumerate(bands):
        places, points = band.words("NUM")[: 2 if band.has("TO") else 1], worth(band.part("value"), about.full)
        tail = band.own_words("TEXT", "LATER", "ATLEAST")
        if band.part("value") is None or band.has("loses") or points is None or int(places[0]) != before + 1:
            return ()
        if tail:
            if number != len(bands) - 1 or tail[0] not in (
                "以后",
                "之后",
                "及以后",
                "以下",
                "及以下",
                "以后的",
                "以后各名",
            ):
                return ()
            conditions.append(f"其它:{points}")
            break
        before = int(places[-1])
        conditions.append(f"<={before}:{points}")
    rest = said.own("value")
    others = worth(rest, about.full) if rest is not None else "0"
    conditions += [f"其它:{others}"] if others not in ("0", None) else []
    item = DraftItem(named(_PLACES.sub("", bands[0].topic), about.subject, "排名"), "名", "整数")
    return [row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(conditions)}, [item], _REPORTED)]


def place_list(said: ClausePart, about: ClauseContext) -> DraftRows:
    """进入全市前三名的分别加3分、2分、1分."""
    marks = said.part("marks")
    assert marks is not None
    points = marks.words("NUM")
    if str(len(points)) != said.word("NUM"):
        return ()
    item = DraftItem(named(_PLACES.sub("", said.topic), about.subject, "排名"), "名", "整数")
    conditions = [f"={number}:{point}" for number, point in enumerate(points, 1)]
    rest = said.own("value")
    others = worth(rest, about.full) if rest is not None else "0"
    conditions += [f"其它:{others}"] if others not in ("0", None) else []
    return [row({"计分方式": "分档得分", "数据项": item.name, "基准": "; ".join(conditions)}, [item], _REPORTED)]


def place_step(said: ClausePart, about: ClauseContext) -> DraftRows:
    """第1名得100分，每降低1个名次减2分."""
    gives, loses = said.own("gives"), said.part("loses")
    first = worth(gives, about.full)
    if said.word("NUM") != "1" or first is None or loses is None or said.has("LATER") is None:
        return ()
    item = DraftItem(named(_PLACES.sub("", said.topic), about.subject), "", "数值")
    columns = {"计分方式": "名次得分", "数据项": item.name, "分值": first, "每": loses.points}
    least = said.own("points")
    columns |= {"下限": least.points} if least is not None else {}
    return [row(columns, [item], _RANKED)]


def last_step(said: ClausePart, about: ClauseContext) -> DraftRows:
    """倒数第1名计2分，倒数第2名1.9分，每进1名扣0.1分: the smallest gets most."""
    loses, first = said.part("loses"), worth(said.own("gives"), about.full)
    if loses is None or first is None:
        return ()
    down = Fraction(loses.points)
    numbers = said.owns("points")
    for number, mark in enumerate(numbers, 1):
        if Fraction(mark.points) != Fraction(first) - number * down:
            return ()
    item = DraftItem(named(_PLACES.sub("", said.topic), about.subject), "", "数值")
    columns = {"计分方式": "名次得分", "数据项": item.name, "基准": "越小越好", "分值": first, "每": loses.points}
    return [row(columns, [item], _RANKED)]
