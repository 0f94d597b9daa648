"""Rows from clauses with a target, and what every step beside it gains or loses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.said import ClauseContext, Said, counted, limits, measured, named, other_full, row, step, worth

DraftRows = Sequence[DraftRow]
_RATE = re.compile(r"率|比例|比重|占比|增速|增幅|程度|满意度|安全感")
_OUTSIDE = re.compile(r"全国|全省|前一年度|上年")
_NO_CAP = "没有写最多加几分"
_MIXED = "原文说百分点，目标却没有 %，核对数据项是不是百分比"


@dataclass(frozen=True)
class Held:
    """An item, what it is held against (as 基准 writes it), and what is doubtful about that."""

    items: tuple[DraftItem, ...]
    base: str
    doubt: str = ""

    @property
    def name(self) -> str:
        return self.items[0].name


def _per_cent(size: Said | None) -> bool:
    """Is the step a point of a rate? A clause that names no step goes by the rate too."""
    return size is None or size.has("POINT", "PCT")


def held(topic: str, limit: Said | None, size: Said | None, about: ClauseContext) -> Held | None:
    """What a clause compares: a figure, an average, last year, or the task."""
    figure = limit.part("figure") if limit is not None else None
    if figure is not None:
        unit = figure.text()[len(figure.word("NUM")) :]
        unit = "%" if figure.has("POINT") else unit
        rate = unit == "%"
        if unit == "分" or (size is not None and (size.has("UNIT", "MONEY") and size.text() != unit)):
            return None
        mixed = size is not None and size.has("POINT", "PCT") and not rate
        if mixed and unit:
            return None
        return Held(
            (measured(topic, about.subject, unit),),
            f"{figure.word('NUM')}{'%' if rate else ''}",
            _MIXED if mixed else "",
        )
    if limit is not None and limit.has("AVERAGE", "LASTYEAR"):
        return _compared(topic, limit, size, about)
    middle = "".join(limit.words("TEXT")) if limit is not None else ""
    words = topic if topic.endswith(middle) else f"{topic}{middle}"
    if _per_cent(size):
        return Held((DraftItem(named(words, about.subject, "完成率"), "%", "百分比"),), "100%")
    assert size is not None
    done = counted(named(words, about.subject, "完成数"), size.text().removeprefix("个") or "个")
    task = DraftItem(done.name.removesuffix("完成数") + "任务数", done.measure, done.type)
    return Held((done, task), task.name)


def _compared(topic: str, limit: Said, size: Said | None, about: ClauseContext) -> Held:
    rate = (
        bool(_RATE.search(topic))
        or (not topic and bool(_RATE.search(about.subject)))
        or (size is not None and size.has("POINT"))
    )
    item = DraftItem(named(topic, about.subject), "%" if rate else "", "百分比" if rate else "数值")
    if limit.has("LASTYEAR"):
        return Held((item,), f"上年[{item.name}]", "上年的数要在历年结果里登记，或放上年的结果工作簿")
    average = limit.word("AVERAGE")
    if _OUTSIDE.search(average):
        other = DraftItem(named(f"{item.name}{average}", about.subject), item.measure, item.type)
        return Held((item, other), other.name, f"“{average}”由考核办填报")
    return Held((item,), f"全体平均({item.name})", "平均按被考核单位的平均草拟；用上级公布的平均数的，改成填报项")


def _rounding(said: Said) -> dict[str, str]:
    told = said.part("rounding")
    return {} if told is None else {"取整": "舍去" if told.has("IGNORED") else "进一"}


def _steps(kind: str, sign: str, found: Held, said: Said, by: Said | None, points: str, *doubts: str) -> DraftRows:
    columns = {"计分方式": kind, "数据项": found.name, "基准": f"{sign}{found.base}", "分值": points}
    return [row({**columns, **step(by), **limits(said), **_rounding(said)}, found.items, found.doubt, *doubts)]


def shortfall(said: Said, about: ClauseContext) -> DraftRows:
    """参保率低于100%的，每低于10%扣0.5分; 未完成任务的，每差1%扣1分."""
    loses, by = said.part("loses"), said.part("step_down")
    limit = said.part("below") or said.part("undone")
    assert loses is not None
    assert by is not None
    topics = "".join(part.text() for part in said.all("topic"))
    parts = re.split(r"[、和及]", topics) if limit is not None and limit.has("figure") else [topics]
    rows: list[DraftRow] = []
    for topic in [part for part in parts if part] or [""]:
        found = held(topic.strip("的，,"), limit, by.part("size"), about)
        if found is None:
            return ()
        guess = (
            "未完成多少按完成率草拟；按差几个数算的，改数据项和基准"
            if limit is not None and limit.tree.data == "undone"
            else ""
        )
        rows += _steps("差额扣分", ">=", found, said, by, loses.points, guess)
    return rows


short_of_task = shortfall


def surplus(said: Said, about: ClauseContext) -> DraftRows:
    """差错率超过2%的，每超0.3个百分点扣1分."""
    loses, by = said.part("loses"), said.part("step_up")
    assert loses is not None
    assert by is not None
    found = held(said.topic, said.part("over"), by.part("size"), about)
    guess = "" if found is None or found.base != "100%" else "超过目标多少按占目标的百分比草拟"
    return () if found is None else _steps("差额扣分", "<=", found, said, by, loses.points, guess)


def kept(said: Said, about: ClauseContext) -> DraftRows:
    """达到90%得满分，每低1个百分点扣0.2分; 高于平均水平得满分，每低于平均1个百分点扣0.5分."""
    loses, by, gives = said.part("loses"), said.part("step_down"), said.part("gives")
    assert loses is not None
    assert by is not None
    assert gives is not None
    limit = said.part("at")
    found = held(said.topic, limit, by.part("size"), about)
    if found is None or gives.has("share"):
        return ()
    return _steps("差额扣分", ">=", found, said, by, loses.points, other_full(gives.points, about.full))


def kept_within(said: Said, about: ClauseContext) -> DraftRows:
    """控制在110以内记10分，每上升1扣0.5分."""
    loses, by, gives = said.part("loses"), said.part("step_up"), said.part("gives")
    assert loses is not None
    assert by is not None
    assert gives is not None
    found = held(said.topic, said.part("within"), by.part("size"), about)
    if found is None or gives.has("share"):
        return ()
    return _steps("差额扣分", "<=", found, said, by, loses.points, other_full(gives.points, about.full))


def two_steps(said: Said, about: ClauseContext) -> DraftRows:
    """低于96%的每降低1个百分点扣0.25分，低于90%的每降低1个百分点扣0.5分."""
    belows, bys, losses = said.all("below"), said.all("step_down"), said.all("loses")
    first, second = (held(said.topic, below, by.part("size"), about) for below, by in zip(belows, bys, strict=True))
    if first is None or second is None or step(bys[0]) != step(bys[1]) or not belows[1].has("figure"):
        return ()
    figures = f"{first.base}:{losses[0].points}; {second.base}:{losses[1].points}"
    return _steps("差额扣分", ">=", first, said, bys[0], figures)


def least_of_each(said: Said, about: ClauseContext) -> DraftRows:
    """中心不少于12次，村卫生室不少于6次，少一次扣0.5分."""
    by, loses, wanted = said.part("step_down"), said.part("loses"), said.all("wanted")
    assert by is not None
    assert loses is not None
    rows: list[DraftRow] = []
    for each in wanted:
        figure, size = each.part("figure"), by.part("size")
        assert figure is not None
        if size is not None and figure.text() != f"{figure.word('NUM')}{size.text()}":
            return ()
        unit = figure.text()[len(figure.word("NUM")) :]
        item = (
            DraftItem(named(each.topic, about.subject), "%", "百分比")
            if unit == "%"
            else counted(named(f"{each.topic}{unit}数", about.subject), unit)
        )
        found = Held((item,), f"{figure.word('NUM')}{'%' if unit == '%' else ''}")
        doubt = "几个目标各算一行草拟；只对一类单位的，填适用分组" if len(wanted) > 1 else ""
        rows += _steps("差额扣分", ">=", found, said, by, loses.points, doubt)
    return rows


def both(said: Said, about: ClauseContext) -> DraftRows:
    """完成任务得15分，每增减1个百分点增减0.3分."""
    steps, gives = said.part("each_both"), said.own("gives")
    assert steps is not None
    found = held(said.topic, said.part("at"), steps.part("size"), about)
    points = worth(gives, about.full)
    if found is None or points is None:
        return ()
    figures, by = _swings(steps)
    if figures is None:
        return ()
    cap = limits(said).get("上限")
    doubt = "" if cap else "原文没有写最高几分，增加的会被标准分封住；可以超过的，计入另写一行"
    given = gives.points if gives is not None and not gives.has("share") else ""
    return _steps("增减得分", "", found, said, by, f"{points}{figures}", doubt, other_full(given, about.full))


def _swings(steps: Said) -> tuple[str | None, Said]:
    """±0.3, or ;+0.6;-0.3; and the part that says the step."""
    up, down = steps.part("step_up"), steps.part("step_down")
    if up is None or down is None:
        return f"±{steps.points}", steps
    gains, loses = steps.part("gains"), steps.part("loses")
    if step(up) != step(down) or gains is None or loses is None:
        return None, steps
    return f";+{gains.points};-{loses.points}", up


def either_side(said: Said, about: ClauseContext) -> DraftRows:
    """每高于或低于10个百分点分别加减1分，最多2分: the base is not said."""
    steps = said.part("each_both")
    assert steps is not None
    figures, by = _swings(steps)
    cap = limits(said).get("上限")
    if figures is None or cap is None or not _per_cent(steps.part("size")):
        return ()
    item = DraftItem(named(said.topic, about.subject), "%", "百分比")
    base = DraftItem(f"{item.name}基准值", "%", "百分比")
    columns = {"计分方式": "增减得分", "数据项": item.name, "基准": base.name, "分值": f"0{figures}", **step(by)}
    doubt = "原文没有写与什么比、正好时得几分，按与基准值比、正好得0分草拟"
    return [row({**columns, "上限": cap, "下限": f"-{cap}"}, [item, base], doubt)]


def bonus(said: Said, about: ClauseContext) -> DraftRows:
    """完成任务得10分，每超1%加0.5分."""
    by, gains, gives = said.part("step_up"), said.all("gains"), said.own("gives")
    assert by is not None
    found = held(said.topic, said.part("at"), by.part("size"), about)
    points = worth(gives, about.full)
    if found is None or points is None or gives is None:
        return ()
    doubt = "没到目标的没有写怎么算，按得基本分草拟"
    return _steps(
        "增减得分", "", found, said, by, f"{points};+{gains[-1].points};-0", doubt, other_full(gives.points, about.full)
    )


def excess(said: Said, about: ClauseContext) -> DraftRows:
    """超额完成任务的，每超1%加0.1分，最多加1分."""
    by, gains = said.part("step_up"), said.part("gains")
    assert by is not None
    assert gains is not None
    over, figure, size = said.part("over"), said.own("figure"), by.part("size")
    up = by.word("UP")
    if over is None and not said.has("OVERDONE") and not up.startswith("超") and figure is None:
        return ()
    doubts = ["" if limits(said).get("上限") else _NO_CAP]
    topic = said.topic
    if figure is not None:  # 任务5000万元以上的单位，每提高1个百分点: whom it is for, not what it is held against
        doubts.append(f"只对{topic}{figure.text()}以上的单位，填适用分组")
        topic = ""
    if over is None and not said.has("OVERDONE") and size is not None and size.has("UNIT", "MONEY"):
        words = "".join(by.words("TEXT")) or topic
        found: Held | None = held(words, None, size, about)
    else:
        found = held(topic, over, size, about)
    return () if found is None else _steps("超额得分", ">=", found, said, by, gains.points, *doubts)


def excess_by(said: Said, about: ClauseContext) -> DraftRows:
    """任务3000万元的每超1个百分点加0.2分，任务1000万元的加0.1分: one row for each size of task."""
    by, rows = said.part("step_up"), []
    assert by is not None
    item = DraftItem(named("", about.subject, "完成率"), "%", "百分比")
    if not _per_cent(by.part("size")):
        return ()
    for who, gains in zip(said.all("by_task"), said.all("gains"), strict=True):
        columns = {"计分方式": "超额得分", "数据项": item.name, "基准": ">=100%", "分值": gains.points, **step(by)}
        rows.append(row({**columns, **limits(said)}, [item], f"只对{who.text().strip('，,的')}的单位，填适用分组"))
    return rows


def excess_both(said: Said, about: ClauseContext) -> DraftRows:
    """每超额完成1个单位奖励2分，奖励分不超过本项基本分；每差1个单位扣2分."""
    up, down, gains, loses = (said.part(name) for name in ("step_up", "step_down", "gains", "loses"))
    assert up is not None
    assert down is not None
    assert gains is not None
    assert loses is not None
    found, points = held("", None, up.part("size"), about), worth(None, about.full) or ""
    if found is None or up.text("size") != down.text("size"):
        return ()
    cap = {"上限": str(about.full)} if said.has("CAP") and about.full is not None and not points else {}
    more = {"计分方式": "超额得分", "数据项": found.name, "基准": f">={found.base}", "分值": gains.points, **step(up)}
    less = {"计分方式": "差额扣分", "数据项": found.name, "基准": f">={found.base}", "分值": loses.points, **step(down)}
    doubt = "与任务比，超过的加、差的扣，核对从满分算起还是从零算起"
    return [row({**more, **cap}, found.items, doubt), row({**less, **limits(said)}, found.items, doubt)]


def deviation(said: Said, about: ClauseContext) -> DraftRows:
    """与95%每相差1个百分点扣0.5分."""
    topic, figure, loses = said.words("TEXT")[0], said.part("figure"), said.part("loses")
    assert loses is not None
    head = re.fullmatch(r"(.*?)(?:与|以|和)", topic)
    found = held(head[1], said, said.part("size"), about) if head is not None and figure is not None else None
    if found is None or figure is None:
        return ()
    number = next((str(child) for child in said.tree.children if getattr(child, "type", "") == "NUM"), "")
    columns = {"计分方式": "偏离扣分", "数据项": found.name, "基准": found.base, "分值": loses.points}
    columns |= {"每": number} if number not in ("", "1") else {}
    return [row({**columns, **limits(said)}, found.items, found.doubt)]


def interpolated(said: Said, about: ClauseContext) -> DraftRows:
    """达到90%得0分，达到100%得10分，中间按线性内插计分."""
    points, units = [], set()
    for each in said.all("point"):
        figure, mark = each.part("figure"), worth(each, about.full)
        if figure is None or mark is None:
            return ()
        unit = figure.text()[len(figure.word("NUM")) :]
        units.add(unit)
        points.append(f"{figure.word('NUM')}{'%' if unit == '%' else ''}:{mark}")
    if len(units) != 1:
        return ()
    item = measured(said.topic, about.subject, units.pop())
    return [row({"计分方式": "功效系数", "数据项": item.name, "基准": "; ".join(points)}, [item])]


def late(said: Said, about: ClauseContext) -> DraftRows:
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
    ):
        return ()
    year, month, day = re.findall(r"\d+", said.word("DATE"))
    item = DraftItem(named(said.topic, about.subject, "日期"), "", "日期")
    columns = {
        "计分方式": "超期扣分",
        "数据项": item.name,
        "基准": f"<={year}-{int(month):02}-{int(day):02}",
        "分值": loses.points,
    }
    return [row({**columns, **step(per), **limits(said)}, [item])]


def threshold(said: Said, about: ClauseContext) -> DraftRows:
    """网上办证率低于85%的扣1分; 差错率超过2%的扣1分."""
    loses, below = said.part("loses"), said.part("below")
    assert loses is not None
    limit = below or said.part("over")
    found = held(said.topic, limit, None, about)
    if found is None or limit is None or not (said.topic or _RATE.search(about.subject)):
        return ()
    sign = ">=" if below is not None else "<="
    columns = {
        "计分方式": "不达标扣分",
        "数据项": found.name,
        "基准": f"{sign}{found.base}",
        "分值": loses.points,
        **limits(said),
    }
    return [
        row(columns, found.items, found.doubt, "原文说每月、每季或每年，核对几期怎么合计" if said.has("EVERY") else "")
    ]


def met(said: Said, about: ClauseContext) -> DraftRows:
    """合格率达到95%的得5分; 宣传报道5篇以上的，奖1分."""
    gains, within = said.part("gains"), said.part("within")
    assert gains is not None
    limit = within or said.part("at")
    found = held(said.topic, limit, None, about)
    if (
        found is None
        or limit is None
        or (limit.has("figure") and not limit.has("REACH", "ATLEAST", "WITHIN", "ATMOST", "ABOVE"))
    ):
        return ()
    sign = "<=" if within is not None else ">" if limit.has("ABOVE") else ">="
    columns = {
        "计分方式": "达标得分",
        "数据项": found.name,
        "基准": f"{sign}{found.base}",
        "分值": gains.points,
        **limits(said),
    }
    return [
        row(columns, found.items, found.doubt, "原文说每月、每季或每年，核对几期怎么合计" if said.has("EVERY") else "")
    ]


def ratio(said: Said, about: ClauseContext) -> DraftRows:
    """完成任务得10分，未完成的按比例计分; 按完成比例计分，每超一例计2分."""
    limit, gives, over = said.part("at"), said.part("gives"), said.part("over_ratio")
    size = over.part("size") if over is not None else None
    found = held(said.topic, limit, size, about)
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
        rows.append(row({**more, **limits(said)}, found.items, "" if limits(said).get("上限") else _NO_CAP))
    return rows


def times(said: Said, about: ClauseContext) -> DraftRows:
    """按照完成率×标准分计分，最高不超过标准分."""
    words = re.sub(r"^按照?", "", said.words("TEXT")[0])
    found = re.fullmatch(r"(.*?)(?:任务|目标)?(?:完成率|完成比例|完成百分比)", words)
    if found is None or said.has("DIV", "points"):
        return ()
    item = DraftItem(named(found[1], about.subject, "完成率"), "%", "百分比")
    doubt = "" if said.has("CAP") else "没写封顶，按标准分封顶草拟"
    return [row({"计分方式": "比例得分", "数据项": item.name, "基准": ">=100%"}, [item], doubt)]


def short_ratio(said: Said, about: ClauseContext) -> DraftRows:
    """未完成任务的，按相应比例扣分."""
    found = held(said.topic, said.part("undone"), None, about)
    return (
        ()
        if found is None
        else [row({"计分方式": "比例得分", "数据项": found.name, "基准": f">={found.base}"}, found.items)]
    )
