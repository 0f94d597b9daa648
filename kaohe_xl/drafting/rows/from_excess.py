"""Rows from clauses that give for what goes beyond a target, or move both ways beside it."""

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
from kaohe_xl.drafting.rows.compared_items import NO_CAP, ComparedItem, compared_item, per_cent, step_rows

DraftRows = Sequence[DraftRow]


def both(said: ClausePart, about: ClauseContext) -> DraftRows:
    """完成任务得15分，每增减1个百分点增减0.3分."""
    steps, gives = said.part("each_both"), said.own("gives")
    assert steps is not None
    found = compared_item(said.topic, said.part("at"), steps.part("size"), about)
    points = worth(gives, about.full)
    if found is None or points is None:
        return ()
    figures, by = _swings(steps)
    if figures is None:
        return ()
    cap = limits(said).get("上限")
    doubt = "" if cap else "原文没有写最高几分，增加的会被标准分封住；可以超过的，计入另写一行"
    given = gives.points if gives is not None and not gives.has("share") else ""
    return step_rows("增减得分", found, said, by, f"{points}{figures}", doubt, other_full(given, about.full))


def _swings(steps: ClausePart) -> tuple[str | None, ClausePart]:
    """±0.3, or ;+0.6;-0.3; and the part that says the step."""
    up, down = steps.part("step_up"), steps.part("step_down")
    if up is None or down is None:
        return f"±{steps.points}", steps
    gains, loses = steps.part("gains"), steps.part("loses")
    if step(up) != step(down) or gains is None or loses is None:
        return None, steps
    return f";+{gains.points};-{loses.points}", up


def either_side(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每高于或低于10个百分点分别加减1分，最多2分: the base is not said."""
    steps = said.part("each_both")
    assert steps is not None
    figures, by = _swings(steps)
    cap = limits(said).get("上限")
    if figures is None or cap is None or not per_cent(steps.part("size")):
        return ()
    item = DraftItem(named(said.topic, about.subject), "%", "百分比")
    base = DraftItem(f"{item.name}基准值", "%", "百分比")
    columns = {"计分方式": "增减得分", "数据项": item.name, "基准": base.name, "分值": f"0{figures}", **step(by)}
    doubt = "原文没有写与什么比、正好时得几分，按与基准值比、正好得0分草拟"
    return [row({**columns, "上限": cap, "下限": f"-{cap}"}, [item, base], doubt)]


def bonus(said: ClausePart, about: ClauseContext) -> DraftRows:
    """完成任务得10分，每超1%加0.5分."""
    by, gains, gives = said.part("step_up"), said.all("gains"), said.own("gives")
    assert by is not None
    found = compared_item(said.topic, said.part("at"), by.part("size"), about)
    points = worth(gives, about.full)
    if found is None or points is None or gives is None:
        return ()
    doubt = "没到目标的没有写怎么算，按得基本分草拟"
    return step_rows(
        "增减得分", found, said, by, f"{points};+{gains[-1].points};-0", doubt, other_full(gives.points, about.full)
    )


def excess(said: ClausePart, about: ClauseContext) -> DraftRows:
    """超额完成任务的，每超1%加0.1分，最多加1分."""
    by, gains = said.part("step_up"), said.part("gains")
    assert by is not None
    assert gains is not None
    over, figure, size = said.part("over"), said.own("figure"), by.part("size")
    up = by.word("UP")
    if over is None and not said.has("OVERDONE") and not up.startswith("超") and figure is None:
        return ()
    doubts = ["" if limits(said).get("上限") else NO_CAP]
    topic = said.topic
    if figure is not None:  # 任务5000万元以上的单位，每提高1个百分点: whom it is for, not what it is held against
        doubts.append(f"只对{topic}{figure.text()}以上的单位，填适用分组")
        topic = ""
    if over is None and not said.has("OVERDONE") and size is not None and size.has("UNIT", "MONEY"):
        words = "".join(by.words("TEXT")) or topic
        found: ComparedItem | None = compared_item(words, None, size, about)
    else:
        found = compared_item(topic, over, size, about)
    return () if found is None else step_rows("超额得分", found.at_least(), said, by, gains.points, *doubts)


def excess_by(said: ClausePart, about: ClauseContext) -> DraftRows:
    """任务3000万元的每超1个百分点加0.2分，任务1000万元的加0.1分: one row for each size of task."""
    by, rows = said.part("step_up"), []
    assert by is not None
    item = DraftItem(named("", about.subject, "完成率"), "%", "百分比")
    if not per_cent(by.part("size")):
        return ()
    for who, gains in zip(said.all("by_task"), said.all("gains"), strict=True):
        columns = {"计分方式": "超额得分", "数据项": item.name, "基准": ">=100%", "分值": gains.points, **step(by)}
        rows.append(row({**columns, **limits(said)}, [item], f"只对{who.text().strip('，,的')}的单位，填适用分组"))
    return rows


def excess_both(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每超额完成1个单位奖励2分，奖励分不超过本项基本分；每差1个单位扣2分."""
    up, down, gains, loses = (said.part(name) for name in ("step_up", "step_down", "gains", "loses"))
    assert up is not None
    assert down is not None
    assert gains is not None
    assert loses is not None
    found, points = compared_item("", None, up.part("size"), about), worth(None, about.full) or ""
    if found is None or up.text("size") != down.text("size"):
        return ()
    cap = {"上限": str(about.full)} if said.has("CAP") and about.full is not None and not points else {}
    more = {"计分方式": "超额得分", "数据项": found.name, "基准": f">={found.base}", "分值": gains.points, **step(up)}
    less = {"计分方式": "差额扣分", "数据项": found.name, "基准": f">={found.base}", "分值": loses.points, **step(down)}
    doubt = "与任务比，超过的加、差的扣，核对从满分算起还是从零算起"
    return [row({**more, **cap}, found.items, doubt), row({**less, **limits(said)}, found.items, doubt)]
