"""The scheme as frozen data, read once and passed down. Names of fields follow docs/glossary.md."""

from kaohe_xl.base.contract_words import ALL_LINES, OFFICE, OWN_UNIT, SINGLE_LINE, WHOLE_YEAR
from kaohe_xl.scheme.model.basics import UNIT_NAMES, Line, Unit
from kaohe_xl.scheme.model.calendar import Calendar, Combine, Period
from kaohe_xl.scheme.model.items import DataItem, Gather, Panel, Several
from kaohe_xl.scheme.model.outcome import (
    EFFECTS,
    EVERY_LINE,
    ApprovedValue,
    Consequence,
    Decision,
    Effects,
    Grade,
    PastResult,
    Pay,
    Reward,
    Ruling,
    Veto,
)
from kaohe_xl.scheme.model.rubric import Clause, Indicator, SharedCap
from kaohe_xl.scheme.model.scheme import Scheme
from kaohe_xl.scheme.model.settings import (
    Collection,
    NotApplicable,
    ScoreSheet,
    Settings,
    Subjects,
    TiedPrize,
    Ties,
    Unreturned,
)

__all__ = [
    "ALL_LINES",
    "EFFECTS",
    "EVERY_LINE",
    "OFFICE",
    "OWN_UNIT",
    "SINGLE_LINE",
    "UNIT_NAMES",
    "WHOLE_YEAR",
    "ApprovedValue",
    "Calendar",
    "Clause",
    "Collection",
    "Combine",
    "Consequence",
    "DataItem",
    "Decision",
    "Effects",
    "Gather",
    "Grade",
    "Indicator",
    "Line",
    "NotApplicable",
    "Panel",
    "PastResult",
    "Pay",
    "Period",
    "Reward",
    "Ruling",
    "Scheme",
    "ScoreSheet",
    "Settings",
    "Several",
    "SharedCap",
    "Subjects",
    "TiedPrize",
    "Ties",
    "Unit",
    "Unreturned",
    "Veto",
]
