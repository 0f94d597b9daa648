"""What scoring one period gives: clauses, indicators and lines, for all units at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from kaohe_xl.base.exact import BoolArray, Exact
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.figures import Figures
from kaohe_xl.scoring.score.source import UnitSource


class ScoreStatus(Enum):
    """How a clause or an indicator stands for one unit."""

    SCORED = "计分"
    ABSENT = "不在范围"  # 适用分组 leaves the unit out
    NOT_APPLICABLE = "不适用"
    MISSING = "缺数据"
    INVALID = "无效"
    ZEROED = "清零"
    APPROVED = "核定"


ScoreStatuses = npt.NDArray[Any]  # object array of ScoreStatus


def status_in(statuses: ScoreStatuses, *among: ScoreStatus) -> BoolArray:
    """Rows whose status is one of those named."""
    return np.asarray(np.logical_or.reduce([statuses == each for each in among]), dtype=np.bool_)


@dataclass(frozen=True)
class ClauseScore:
    """One clause for all units. ``points`` are signed, 0 where it does not count; ``raw`` before 互斥."""

    clause: m.Clause
    points: Exact
    raw: Exact
    status: ScoreStatuses


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator for all units; ``score`` is rounded, missing where ``status`` is ABSENT or NOT_APPLICABLE."""

    indicator: m.Indicator
    score: Exact
    before_rounding: Exact
    status: ScoreStatuses
    approved: Mapping[int, m.ApprovedValue]


@dataclass(frozen=True)
class LineScore:
    """One line: the sum of its indicators, the printed 折算 adjustment, and the score (missing where out of scope)."""

    line: m.Line
    score: Exact
    adjustment: Exact


@dataclass(frozen=True)
class PeriodScore:
    """What the rubric gives in one period, before periods are combined."""

    figures: Figures
    clauses: Mapping[str, ClauseScore]
    indicators: Mapping[str, IndicatorScore]
    lines: Mapping[str, LineScore]
    on_total: Exact  # sum of the period's 计入=总分 clauses
    source: UnitSource | None = None  # what it was scored on: the sheets evaluate their helper cells on the same
