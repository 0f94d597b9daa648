"""Rows from clauses with a target, and what every step short of it loses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import ClauseContext, ClausePart, counted, named, other_full, row, step
from kaohe_xl.drafting.rows.compared_items import ComparedItem, compared_item, step_rows

DraftRows = Sequence[DraftRow]


def shortfall(said: ClausePart, about: ClauseContext) -> DraftRows:
    """参保率低于100%的，每低于10%扣0.5分; 未完成任务的，每差1%扣1分."""
    loses, by = said.part("loses"), said.part("step_down")
    limit = said.part("below") or said.part("undone")
    assert loses is not None
    assert by is not None
    topics = "".join(part.text() for part in said.all("topic"))
    parts = re.split(r"[、和及]", topics) if limit is not None and limit.has("figure") else [topics]
    rows: list[DraftRow] = []
    for topic in [part for part in parts if part] or [""]:
        found = compared_item(topic.strip("的，,"), limit, by.part("size"), about)
        if found is None:
            return ()
        guess = (
            "未完成多少按完成率草拟；按差几个数算的，改数据项和基准"
            if limit is not None and limit.tree.data == "undone"
            else ""
        )
        rows += step_rows("差额扣分", found.at_least(), said, by, loses.points, guess)
    return rows


short_of_task = shortfall


def surplus(said: ClausePart, about: ClauseContext) -> DraftRows:
    """差错率超过2%的，每超0.3个百分点扣1分."""
    loses, by = said.part("loses"), said.part("step_up")
    assert loses is not None
    assert by is not None
    found = compared_item(said.topic, said.part("over") or said.part("within"), by.part("size"), about)
    guess = "" if found is None or found.base != "100%" else "超过目标多少按占目标的百分比草拟"
    return () if found is None else step_rows("差额扣分", found.at_most(), said, by, loses.points, guess)


def kept(said: ClausePart, about: ClauseContext) -> DraftRows:
    """达到90%得满分，每低1个百分点扣0.2分; 高于平均水平得满分，每低于平均1个百分点扣0.5分."""
    return _full_then_steps(said, about, ComparedItem.at_least, said.part("at"), said.part("step_down"))


def kept_within(said: ClausePart, about: ClauseContext) -> DraftRows:
    """控制在110以内记10分，每上升1扣0.5分."""
    return _full_then_steps(said, about, ComparedItem.at_most, said.part("within"), said.part("step_up"))


def _full_then_steps(
    said: ClausePart,
    about: ClauseContext,
    wanted: Callable[[ComparedItem], ComparedItem],
    limit: ClausePart | None,
    by: ClausePart | None,
) -> DraftRows:
    loses, gives = said.part("loses"), said.part("gives")
    assert loses is not None
    assert by is not None
    assert gives is not None
    found = compared_item(said.topic, limit, by.part("size"), about)
    if found is None or gives.has("share"):
        return ()
    return step_rows("差额扣分", wanted(found), said, by, loses.points, other_full(gives.points, about.full))


def _or_zero(rows: DraftRows, said: ClausePart) -> DraftRows:
    """The rows, and one that empties the indicator below a second limit of the same item."""
    under = said.part("zero_under")
    figure = under.part("figure") if under is not None else None
    if len(rows) != 1 or len(rows[0].items) != 1 or figure is None or said.has("VETO"):
        return ()
    item, unit = rows[0].items[0], figure.unit
    if (unit == "%") != (item.measure == "%"):
        return ()
    limit = f"<{figure.word('NUM')}{'%' if unit == '%' else ''}"
    return [*rows, row({"计分方式": "触发清零", "数据项": item.name, "基准": limit}, [item])]


def kept_or_zero(said: ClausePart, about: ClauseContext) -> DraftRows:
    """完成目标任务的得20分，每低1个百分点扣0.5分，低于80%的不得分."""
    return _or_zero(kept(said, about), said)


def short_or_zero(said: ClausePart, about: ClauseContext) -> DraftRows:
    """低于95%的，每降1个百分点扣1分，低于80%的不得分."""
    return _or_zero(shortfall(said, about), said)


def two_steps(said: ClausePart, about: ClauseContext) -> DraftRows:
    """低于96%的每降低1个百分点扣0.25分，低于90%的每降低1个百分点扣0.5分."""
    belows, bys, losses = said.all("below"), [*said.all("step_down"), *said.all("each_point")], said.all("loses")
    first, second = (
        compared_item(said.topic, below, by.part("size"), about) for below, by in zip(belows, bys, strict=True)
    )
    if first is None or second is None or step(bys[0]) != step(bys[1]) or not belows[1].has("figure"):
        return ()
    figures = f"{first.base}:{losses[0].points}; {second.base}:{losses[1].points}"
    return step_rows("差额扣分", first.at_least(), said, bys[0], figures)


def least_of_each(said: ClausePart, about: ClauseContext) -> DraftRows:
    """中心不少于12次，村卫生室不少于6次，少一次扣0.5分."""
    missing, loses, wanted = said.part("missing"), said.part("loses"), said.all("wanted")
    by = said.part("step_down") or missing
    assert by is not None
    assert loses is not None
    if missing is not None and any(figure.unit != missing.word("UNIT") for figure in said.all("figure")):
        return ()
    rows: list[DraftRow] = []
    for each in wanted:
        figure, size = each.part("figure"), by.part("size")
        assert figure is not None
        told = f"{each.topic}{each.word('TEXT') if each.own_words('TEXT') else ''}"
        if not each.has("REACH") and not re.search("目标|任务|要求|标准|计划|应达|为准|为基准", told):
            return ()
        unit = figure.unit
        points = size is not None and unit == "%" and size.has("POINT", "PCT")
        if size is not None and not points and figure.text() != f"{figure.word('NUM')}{size.text()}":
            return ()
        item = (
            DraftItem(named(each.topic, about.subject), "%", "百分比")
            if unit == "%"
            else counted(named(f"{each.topic}{unit}数", about.subject), unit)
        )
        found = ComparedItem((item,), f"{figure.word('NUM')}{'%' if unit == '%' else ''}")
        doubt = "几个目标各算一行草拟；只对一类单位的，填适用分组" if len(wanted) > 1 else ""
        rows += step_rows("差额扣分", found.at_least(), said, by, loses.points, doubt)
    return rows
