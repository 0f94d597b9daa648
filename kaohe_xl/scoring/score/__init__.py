"""The score of one period: clauses → indicators → lines, all units at once."""

from kaohe_xl.scoring.score.model import (
    ClauseScore,
    IndicatorScore,
    LineScore,
    PeriodScore,
    ScoreStatus,
    ScoreStatuses,
    status_in,
)
from kaohe_xl.scoring.score.period import score_again, score_period
from kaohe_xl.scoring.score.source import UnitSource

__all__ = [
    "ClauseScore",
    "IndicatorScore",
    "LineScore",
    "PeriodScore",
    "ScoreStatus",
    "ScoreStatuses",
    "UnitSource",
    "score_again",
    "score_period",
    "status_in",
]
