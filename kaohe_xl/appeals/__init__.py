"""申诉: what units ask for, what was decided, and what each decision does to everybody."""

from kaohe_xl.appeals.cases import PENDING, AppealCase, cases_of, pending
from kaohe_xl.appeals.effects import Appealed, DecisionEffect, Standing, appealed, if_decided, moved_words

__all__ = [
    "PENDING",
    "AppealCase",
    "Appealed",
    "DecisionEffect",
    "Standing",
    "appealed",
    "cases_of",
    "if_decided",
    "moved_words",
    "pending",
]
