"""Rows from clauses with a limit that is met or not, a deviation, a date, points on a line, or a ratio."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import (
    ClauseContext,
    ClausePart,
    limits,
    measured,
    named,
    other_full,
    over_periods,
    row,
    step,
    worth,
)
from kaohe_xl.drafting.rows.compared_items import NO_CAP, RATE, compared_item

DraftRows = Sequence[DraftRow]


def deviation(said: ClausePart, about: ClauseContext) -> DraftRows:
    """与95%每相差1个百分点扣0.5分."""
    topic, figure, loses = said.words("TEXT")[0], said.part("figure"), said.part("loses")
    assert loses is not None
    head = re.fullmatch(r"(.*?)(?:与|以|和)", topic)
    found = compared_item(head[1], said, said.part("size"), about) if head is not None and figure is not None else None
    if found is None or figure is None:
        return ()
    number = next((str(child) for child in said.tree.children if getattr(child, "type", "") == "NUM"), "")
    columns = {"计分方式": "偏离扣分", "数据项": found.name, "基准": found.base, "分值": loses.points}
    columns |= {"每": number} if number not in ("", "1") else {}
    return [row({**columns, **limits(said)}, found.items, found.doubt)]


def interpolated(said: ClausePart, about: ClauseContext) -> DraftRows:
    """达到90%得0分，达到100%得10分，中间按线性内插计分."""
    points, units = [], set()
    for each in said.all("point"):
        figure, mark = each.part("figure"), worth(each, about.full)
        if figure is None or mark is None:
            return ()
        unit = figure.unit
        units.add(unit)
        points.append(f"{figure.word('NUM')}{'%' if unit == '%' else ''}:{mark}")
    if len(units) != 1:
        return ()
    item = measured(said.topic, about.subject, units.pop())
    return [row({"计分方式": "功效系数", "数据项": item.name, "基准": "; ".join(points)}, [item])]


def late(said: ClausePart, about: ClauseContext) -> DraftRows:
    """2022年10月31日前完成，每逾期1天扣1分."""
    per, loses = said.part("per"), said.part("loses")
    assert per is not None
    assert loses is not None
    if per.word("UNIT") not in ("天", "日") or per.word("FAULT") not in (
        "逾期",
        "超期",
        "延期",
        "推迟",
        "迟报",
        "拖延",
        "迟",
        "迟交",
        "未报",
    ):
        return ()
    *years, month, day = re.findall(r"\d+|底", said.word("DATE"))
    year = int(years[0]) if years else about.year
    if year is None:
        return ()
    if day == "底":
        day = str(monthrange(year, int(month))[1])
    item = DraftItem(named(re.sub("于$", "", said.topic), about.subject, "日期"), "", "日期")
    columns = {
        "计分方式": "超期扣分",
        "数据项": item.name,
        "基准": f"<={year}-{int(month):02}-{int(day):02}",
        "分值": loses.points,
    }
    doubt = "" if years else f"原文没有写年份，按{year}年草拟"
    return [row({**columns, **step(per), **limits(said)}, [item], doubt)]


def threshold(said: ClausePart, about: ClauseContext) -> DraftRows:
    """网上办证率低于85%的扣1分; 差错率超过2%的扣1分."""
    loses, below = said.part("loses"), said.part("below")
    assert loses is not None
    limit = below or said.part("over")
    found = compared_item(said.topic, limit, None, about)
    if found is None or limit is None or not (said.topic or RATE.search(about.subject)):
        return ()
    sign = ">=" if below is not None else "<="
    columns = {
        "计分方式": "不达标扣分",
        "数据项": found.name,
        "基准": f"{sign}{found.base}",
        "分值": loses.points,
        **limits(said),
    }
    return [row(columns, found.items, found.doubt, over_periods(said))]


def _no_limit(limit: ClausePart) -> bool:
    """培训2次得5分: a limit, or so much for each two?"""
    return limit.has("figure") and not limit.has("REACH", "ATLEAST", "WITHIN", "ATMOST", "ABOVE")


def met(said: ClausePart, about: ClauseContext) -> DraftRows:
    """合格率达到95%的得5分; 宣传报道5篇以上的，奖1分; 上学率、巩固率、毕业率均达到96%得50分."""
    gains, within = said.part("gains"), said.part("within")
    assert gains is not None
    limit = within or said.part("at")
    found = compared_item(said.topic, limit, None, about)
    if found is None or limit is None or _no_limit(limit):
        return ()
    sign = "<=" if within is not None else ">" if limit.has("ABOVE") else ">="
    each = [named(part, about.subject) for part in re.split("[、和]", said.topic.removesuffix("均"))]
    if len(each) > 1 and said.topic.endswith("均"):  # every one of them
        found = replace(found, items=tuple(replace(found.items[0], name=name) for name in each))
    columns = {
        "计分方式": "达标得分",
        "数据项": "、".join(item.name for item in found.items) if said.topic.endswith("均") else found.name,
        "基准": f"{sign}{found.base}",
        "分值": gains.points,
        **limits(said),
    }
    return [row(columns, found.items, found.doubt, over_periods(said))]


def met_full(said: ClausePart, about: ClauseContext) -> DraftRows:
    """优良天数比例达到85%及以上记满分，达不到的记0分."""
    limit, points = said.part("within") or said.part("at"), worth(said.own("gives"), about.full)
    found = compared_item(said.topic, limit, None, about)
    if found is None or limit is None or points is None or _no_limit(limit):
        return ()
    sign = "<=" if said.has("within") else ">" if limit.has("ABOVE") else ">="
    columns = {"计分方式": "达标得分", "数据项": found.name, "基准": f"{sign}{found.base}", "分值": points}
    return [row(columns, found.items, found.doubt)]


def ratio(said: ClausePart, about: ClauseContext) -> DraftRows:
    """完成任务得10分，未完成的按比例计分; 按完成比例计分，每超一例计2分."""
    limit, gives, over = said.part("at"), said.part("gives"), said.part("over_ratio")
    size = over.part("size") if over is not None else None
    found = compared_item(said.topic, limit, size, about)
    if found is None or (limit is not None and limit.has("AVERAGE", "LASTYEAR")):
        return ()
    points = gives.points if gives is not None else ""
    columns = {"计分方式": "比例得分", "数据项": found.name, "基准": f">={found.base}"}
    columns |= {"分值": points} if points else {}
    capped = gives is not None or over is not None
    doubts = ["" if capped else "没写封顶，按标准分封顶草拟", other_full(points, about.full)]
    rows = [row(columns, found.items, *doubts)]
    if over is not None:
        gains = over.part("gains")
        assert gains is not None
        more = {
            "计分方式": "超额得分",
            "数据项": found.name,
            "基准": f">={found.base}",
            "分值": gains.points,
            **step(over),
        }
        rows.append(row({**more, **limits(said)}, found.items, "" if limits(said).get("上限") else NO_CAP))
    return rows


def times(said: ClausePart, about: ClauseContext) -> DraftRows:
    """按照完成率×标准分计分，最高不超过标准分."""
    words = re.sub(r"^按照?", "", said.words("TEXT")[0])
    found = re.fullmatch(r"(.*?)(?:任务|目标)?(?:完成率|完成比例|完成百分比)", words)
    if found is None or said.has("DIV", "points"):
        return ()
    item = DraftItem(named(found[1], about.subject, "完成率"), "%", "百分比")
    doubt = "" if said.has("CAP") else "没写封顶，按标准分封顶草拟"
    return [row({"计分方式": "比例得分", "数据项": item.name, "基准": ">=100%"}, [item], doubt)]


def short_ratio(said: ClausePart, about: ClauseContext) -> DraftRows:
    """未完成任务的，按相应比例扣分."""
    found = compared_item(said.topic, said.part("undone"), None, about)
    return (
        ()
        if found is None
        else [row({"计分方式": "比例得分", "数据项": found.name, "基准": f">={found.base}"}, found.items)]
    )
