"""申诉: what units ask for, what was decided, and what each decision does to everybody."""

from kaohe_xl.appeals.cases import PENDING, Case, cases_of, pending
from kaohe_xl.appeals.effects import Appealed, Effect, Standing, appealed, if_decided

__all__ = ["PENDING", "Appealed", "Case", "Effect", "Standing", "appealed", "cases_of", "if_decided", "pending"]
