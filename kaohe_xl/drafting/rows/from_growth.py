"""Rows from clauses that hold a figure against last year's, in more than one step."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import (
    ClauseContext,
    ClausePart,
    limits,
    named,
    other_full,
    row,
    step,
    worth,
)
from kaohe_xl.drafting.rows.compared_items import NO_CAP, RATE

DraftRows = Sequence[DraftRow]
_LAST_YEAR = "上年的数要在历年结果里登记，或放上年的结果工作簿"


def _item(said: ClausePart, about: ClauseContext) -> DraftItem:
    size = said.part("size")
    rate = (size is not None and size.has("POINT", "PCT")) or bool(RATE.search(said.topic or about.subject))
    return DraftItem(named(said.topic, about.subject), "%" if rate else "", "百分比" if rate else "数值")


def growth(said: ClausePart, about: ClauseContext) -> DraftRows:
    """占比低于上年基数的不计分，达到的计满分，比上年增长一个百分点加2分."""
    below, gives, gains = said.part("below"), said.own("gives"), said.owns("gains")[-1]
    level = said.has("LEVEL") or said.words("TEXT")[-1].endswith(("达到", "达到的", "持平", "持平的"))
    points = worth(gives, about.full)
    if points is None or not level or (below is not None and not below.has("LASTYEAR")):
        return ()
    item, by = _item(said, about), said.part("step_up")
    base = f">=上年[{item.name}]"
    numbers = said.words("NUM")
    each = step(by) if by is not None else ({"每": numbers[-2]} if len(numbers) > 1 and numbers[-2] != "1" else {})
    given = gives.points if gives is not None and not gives.has("share") else ""
    kept = {"计分方式": "达标得分", "数据项": item.name, "基准": base, "分值": points}
    more = {"计分方式": "超额得分", "数据项": item.name, "基准": base, **each, "分值": gains.points, **limits(said)}
    capped = "" if limits(said).get("上限") else f"{NO_CAP}，超过标准分的部分会被标准分封住"
    unsaid = "" if below is not None else "低于上年的怎么计分没有写，按不得分草拟"
    return [
        row(kept, [item], _LAST_YEAR, unsaid, other_full(given, about.full)),
        row(more, [item], _LAST_YEAR, capped),
    ]


def level_then(said: ClausePart, about: ClauseContext) -> DraftRows:
    """性别比与去年持平扣0.1分，每高0.1个比点加扣0.1分: something at the level already, more beyond it."""
    level, beyond = said.owns("loses")
    by = said.part("step_up") or said.part("step_down")
    item = _item(said, about)
    past, (bad, good) = f"上年[{item.name}]", ("<", "<=") if said.part("step_up") is not None else (">", ">=")
    at = {"计分方式": "不达标扣分", "数据项": item.name, "基准": f"{bad}{past}", "分值": level.points}
    more = {"计分方式": "差额扣分", "数据项": item.name, "基准": f"{good}{past}", **step(by), "分值": beyond.points}
    return [row(at, [item], _LAST_YEAR), row({**more, **limits(said)}, [item], _LAST_YEAR)]
