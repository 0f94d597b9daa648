"""What a clause is held against (a figure, an average, last year, the task), and rows that count steps beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import (
    ClauseContext,
    ClausePart,
    counted,
    limits,
    measured,
    named,
    over_periods,
    row,
    step,
)

DraftRows = Sequence[DraftRow]
RATE = re.compile(r"率|比例|比重|占比|增速|增幅|程度|满意度|安全感")
_OUTSIDE = re.compile(r"全国|全省|前一年度|上年")
NO_CAP = "没有写最多加几分"
_MIXED = "原文说百分点，目标却没有 %，核对数据项是不是百分比"


@dataclass(frozen=True)
class ComparedItem:
    """An item, what it is held against (as 基准 writes it), and what is doubtful about that."""

    items: tuple[DraftItem, ...]
    base: str
    doubt: str = ""

    @property
    def name(self) -> str:
        return self.items[0].name

    def at_least(self) -> ComparedItem:
        """It has to come up to that."""
        return replace(self, base=f">={self.base}")

    def at_most(self) -> ComparedItem:
        """It has to stay within that."""
        return replace(self, base=f"<={self.base}")


def per_cent(size: ClausePart | None) -> bool:
    """Is the step a point of a rate? A clause that names no step goes by the rate too."""
    return size is None or size.has("POINT", "PCT")


def compared_item(
    topic: str, limit: ClausePart | None, size: ClausePart | None, about: ClauseContext
) -> ComparedItem | None:
    """What a clause compares: a figure, an average, last year, or the task."""
    figure = limit.part("figure") if limit is not None else None
    if figure is not None:
        unit = figure.unit
        unit = "%" if figure.has("POINT") else unit
        rate = unit == "%"
        if unit == "分" or (size is not None and (size.has("UNIT", "MONEY") and size.text() != unit)):
            return None
        mixed = size is not None and size.has("POINT", "PCT") and not rate
        if mixed and unit:
            return None
        return ComparedItem(
            (measured(topic, about.subject, unit),),
            f"{figure.word('NUM')}{'%' if rate else ''}",
            _MIXED if mixed else "",
        )
    if limit is not None and limit.has("AVERAGE", "LASTYEAR"):
        return _compared(topic, limit, size, about)
    middle = "".join(limit.words("TEXT")) if limit is not None else ""
    words = topic if topic.endswith(middle) else f"{topic}{middle}"
    if per_cent(size):
        return ComparedItem((DraftItem(named(words, about.subject, "完成率"), "%", "百分比"),), "100%")
    assert size is not None
    done = counted(named(words, about.subject, "完成数"), size.text().removeprefix("个") or "个")
    task = DraftItem(done.name.removesuffix("完成数") + "任务数", done.measure, done.type)
    return ComparedItem((done, task), task.name)


def _compared(topic: str, limit: ClausePart, size: ClausePart | None, about: ClauseContext) -> ComparedItem:
    rate = (
        bool(RATE.search(topic))
        or (not topic and bool(RATE.search(about.subject)))
        or (size is not None and size.has("POINT"))
    )
    item = DraftItem(named(topic, about.subject), "%" if rate else "", "百分比" if rate else "数值")
    if limit.has("LASTYEAR"):
        return ComparedItem((item,), f"上年[{item.name}]", "上年的数要在历年结果里登记，或放上年的结果工作簿")
    average = limit.word("AVERAGE")
    if _OUTSIDE.search(average):
        other = DraftItem(named(f"{item.name}{average}", about.subject), item.measure, item.type)
        return ComparedItem((item, other), other.name, f"“{average}”由考核办填报")
    return ComparedItem(
        (item,), f"全体平均({item.name})", "平均按被考核单位的平均草拟；用上级公布的平均数的，改成填报项"
    )


def rounding_of(said: ClausePart) -> dict[str, str]:
    """取整, where the clause says what becomes of less than a whole step."""
    told = said.part("rounding")
    return {} if told is None else {"取整": "舍去" if told.has("IGNORED") else "进一"}


def step_rows(
    kind: str, found: ComparedItem, said: ClausePart, by: ClausePart | None, points: str, *doubts: str
) -> DraftRows:
    columns = {"计分方式": kind, "数据项": found.name, "基准": found.base, "分值": points}
    return [
        row(
            {**columns, **step(by), **limits(said), **rounding_of(said)},
            found.items,
            found.doubt,
            *doubts,
            over_periods(said),
        )
    ]
