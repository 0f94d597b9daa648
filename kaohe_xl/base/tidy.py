"""The one tidy table that all reading ends in, and that all scoring starts from.

One row per value: 期次, 单位, 数据项, 原文 (as typed), 值 (exact: Fraction, str or None; dates as Excel serials), 状态,
and the place it came from: 文件, 工作表, 单元格; 理由: what a judge wrote beside it. Several rows for one
期次 × 单位 × 数据项 mean that several owners gave a value (多份取值).

What reading promises to scoring: for every leaf period, unit and item that the scheme needs of it
(:class:`kaohe_xl.scheme.needs.NeededItems`) there is at least one row. If anybody gave a value (or typed 不适用, or
something unreadable), the rows are exactly those that were given, one for each filler. If nobody did, there is one row:
缺数据 if a form of one of the item's owners came back, 未报 if none did. Values that were given beyond what is needed
follow at the end. 缺省值, 多份取值, 核定 and 派生 are not applied here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import pandas as pd

from kaohe_xl.base.place import NOWHERE, Place

Value = Fraction | str | None
COLUMNS = ("期次", "单位", "数据项", "原文", "值", "状态", "文件", "工作表", "单元格", "填报人", "理由")


class State(Enum):
    """Why a value is there or is not. Different absences stay different in every sheet."""

    REPORTED = "已报"
    DEFAULT = "缺省"
    DERIVED = "派生"
    BLANK = "缺数据"
    NOT_APPLICABLE = "不适用"
    UNRETURNED = "未报"
    INVALID = "无效"

    @property
    def has_value(self) -> bool:
        return self in _WITH_VALUE


_WITH_VALUE = (State.REPORTED, State.DEFAULT, State.DERIVED)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the tidy table."""

    period: str
    unit: str
    item: str
    raw: str
    value: Value
    state: State
    place: Place = NOWHERE
    filler: str = ""
    reason: str = ""


class Columns:
    """The tidy table while it grows, column by column."""

    def __init__(self) -> None:
        self._columns: tuple[list[object], ...] = tuple([] for _ in COLUMNS)

    def add(self, r: Record) -> None:
        """One row."""
        place = r.place
        where = (place.file, place.sheet, place.cell)
        row = (r.period, r.unit, r.item, r.raw, r.value, r.state.value, *where, r.filler, r.reason)
        for column, value in zip(self._columns, row, strict=True):
            column.append(value)

    def extend(self, *columns: Sequence[object]) -> None:
        """Several rows, given as columns of one length in the order of :data:`COLUMNS` (状态 as its word)."""
        for column, values in zip(self._columns, columns, strict=True):
            column.extend(values)

    def frame(self) -> pd.DataFrame:
        """Columns :data:`COLUMNS`; 值 keeps exact objects."""
        return pd.DataFrame(dict(zip(COLUMNS, self._columns, strict=True)), dtype=object)


def to_frame(records: Iterable[Record]) -> pd.DataFrame:
    """Records as the tidy table, in the order given."""
    columns = Columns()
    for record in records:
        columns.add(record)
    return columns.frame()
