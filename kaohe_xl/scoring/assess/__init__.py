"""The whole calculation up to grades: periods, vetoes, totals, rankings."""

from kaohe_xl.scoring.assess.model import OVERALL, Assessment, PeriodResult, Scope
from kaohe_xl.scoring.assess.run import assess, ranking_scopes, reassess
from kaohe_xl.scoring.assess.source import ResultSource, result_source
from kaohe_xl.scoring.assess.totals import rounding_of_lines, weighted_line

__all__ = [
    "OVERALL",
    "Assessment",
    "PeriodResult",
    "ResultSource",
    "Scope",
    "assess",
    "ranking_scopes",
    "reassess",
    "result_source",
    "rounding_of_lines",
    "weighted_line",
]
