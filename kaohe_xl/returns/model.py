"""What became of every returned file and every unit: data, with reasons, for 收表情况 and ``kaohe status``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from fractions import Fraction

import pandas as pd

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place


class FileState(Enum):
    """How a file ended."""

    ACCEPTED = "采用"
    PARTLY = "部分采用"
    SUPERSEDED = "重复"
    REFUSED = "拒收"
    IGNORED = "忽略"


class Received(Enum):
    """How a unit (or scoring department) stands in one period."""

    RETURNED = "已报"
    LATE = "迟报"
    PARTLY = "部分"
    MISSING = "未报"


@dataclass(frozen=True)
class FileOutcome:
    """One file in 收表/ (``name``: path relative to it; ``bundle.zip/inner.xlsx`` for a member)."""

    name: str
    outcome: FileState
    reason: str = ""
    filler: str = ""  # the unit or department it is from
    period: str = ""
    version: str = ""
    filled_at: datetime | None = None
    superseded_by: str = ""
    reading: str = ""  # which path read it and why: 快速, 精确(百分比未带%)…
    values: int = 0
    saved_by: str = ""  # the name under which it was last saved, as the file has it


@dataclass(frozen=True)
class FillerStatus:
    """A filler (unit, or department) in a period."""

    filler: str
    period: str
    received: Received
    files: tuple[str, ...] = ()
    missing_items: tuple[str, ...] = ()
    days_late: int = 0
    sentence: str = ""  # what to say to them
    awaited: bool = True  # the result waits for it; not for 自评, which never counts


@dataclass(frozen=True)
class Appeal:
    """A row of a returned 申诉表, as it was understood.

    ``key``: the 编号 or 否决项 as the scheme spells it, or as it was typed where the scheme has none such (then
    ``known`` is False). ``requested``: the score that is asked for, None = not said. ``stated``: the score on the form.
    """

    unit: str
    period: str
    key: str
    known: bool
    title: str
    stated: Fraction | None
    requested: Fraction | None
    reason: str
    evidence: str
    day: date | None
    place: Place


@dataclass(frozen=True)
class Returned:
    """Everything that reading 收表/ gives."""

    tidy: pd.DataFrame
    files: Sequence[FileOutcome] = ()
    fillers: Sequence[FillerStatus] = ()
    findings: Sequence[Finding] = field(default_factory=tuple)
    appeals: Sequence[Appeal] = ()

    def __repr__(self) -> str:
        return f"<Returned {len(self.files)} 个文件，{len(self.tidy)} 个数，{len(self.findings)} 条问题>"

    @property
    def waiting(self) -> tuple[FillerStatus, ...]:
        """Who still owes a form, or a part of one."""
        owing = (Received.MISSING, Received.PARTLY)
        return tuple(each for each in self.fillers if each.awaited and each.received in owing)
