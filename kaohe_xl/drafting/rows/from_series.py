"""Rows from clauses whose cases cost or bring differently by their order: the first, the second, all later ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.drafting.drafted import DraftRow
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, limits, number_of, other_full, row

DraftRows = Sequence[DraftRow]
_NO_FURTHER = "原文没有写后面的例怎么扣，按最后一个数草拟"
_FIRST = re.compile(r"^(?:第.|首)")


def first_then(said: ClausePart, about: ClauseContext) -> DraftRows:
    """第一起扣2分，以后每起扣1分; 建成1座得10分，每增加一座加5分."""
    one, more = said.all("change")[:2]
    if (one.part("loses") is None) != (more.part("loses") is None):
        return ()
    first = said.part("first")
    assert first is not None
    later = said.part("later")
    per, unit = first.part("per"), _FIRST.sub("", first.word("FIRSTCASE")) or first.word("UNIT")
    if per is not None and per.has("EACH"):
        return ()
    if per is not None and (per.word("NUM") not in ("", "1") or later is None or later.word("UNIT") != unit):
        return ()
    matter = first.part("matter")
    happens = per.part("happens") if per is not None else None
    words = f"{said.topic}{happens.text() if happens is not None and not happens.has('EVENT') else ''}"
    item = number_of(f"{words}{matter.text() if matter else ''}", about, unit)
    if one.part("loses") is not None:
        columns = {"计分方式": "递增扣分", "数据项": item.name, "分值": f"{one.points},{more.points}", **limits(said)}
    else:
        columns = {
            "计分方式": "累进得分",
            "数据项": item.name,
            "分值": f"1:{one.points}; 其余:{more.points}",
            **limits(said),
        }
    return [row(columns, [item])]


def ordinals(said: ClausePart, about: ClauseContext) -> DraftRows:
    """第一起扣5分，第二起扣8分，以后每起扣10分."""
    nths, later = said.all("nth"), said.own("later")
    numbers = [nth.word("NUM") if nth.has("ORDINAL") else "1" for nth in nths]
    units = {_FIRST.sub("", nth.word("FIRSTCASE")) or nth.word("UNIT") or nth.word("PLACE") for nth in nths}
    if later is not None:
        units.add(later.word("UNIT") or next(iter(units)))
    changes = [*(nth.part("change") for nth in nths), *([said.own("change")] if later is not None else [])]
    points = [change.points for change in changes if change is not None]
    in_order = numbers == [str(position) for position in range(1, len(nths) + 1)]
    if not in_order or len(units) > 1 or said.has("GAIN"):
        return ()
    unit = units.pop()
    item = number_of(said.topic, about, unit)
    columns = {"计分方式": "递增扣分", "数据项": item.name, "分值": ",".join(points), **limits(said)}
    return [row(columns, [item], "" if later is not None else _NO_FURTHER)]


def rising(said: ClausePart, about: ClauseContext) -> DraftRows:
    """第一起至第四起分别扣5、6、7、8分，以此类推."""
    numbers, marks = said.words("NUM"), said.part("marks")
    assert marks is not None
    points = marks.words("NUM")
    if numbers[0] != "1" or int(numbers[1]) != len(points):
        return ()
    unit = said.word("UNIT")
    item = number_of(said.topic, about, unit)
    columns = {"计分方式": "递增扣分", "数据项": item.name, "分值": ",".join(points), **limits(said)}
    return [row(columns, [item], "" if said.has("ANDSOON") else _NO_FURTHER)]


def none_then(said: ClausePart, about: ClauseContext) -> DraftRows:
    """无刑事案件得5分，每发生1件扣0.5分."""
    head = re.fullmatch(r"(?:无|没有|未发生|不发生|未出现)(.+)", said.topic)
    if head is None:
        return ()
    loses, gives, per = said.part("loses"), said.part("gives"), said.part("per")
    assert loses is not None
    assert gives is not None
    assert per is not None
    unit = per.word("UNIT")
    item = number_of(head[1], about, unit)
    number = per.part("count")
    columns = {"计分方式": "每例扣分", "数据项": item.name, "分值": loses.points, **limits(said)}
    columns |= {"每": number.word("NUM")} if number is not None and number.word("NUM") != "1" else {}
    return [row(columns, [item], other_full(gives.points, about.full))]
