"""算例: the author's own test cases for a scheme. Worked out by the engine and held against what the author expects.

``read_cases`` reads them, ``prove`` works them out, ``draft_cases`` writes down what the engine says at every limit.
"""

from kaohe_xl.cases.draft import draft_cases
from kaohe_xl.cases.prove import prove
from kaohe_xl.cases.read import Case, CaseFigure, Expected, read_cases

__all__ = ["Case", "CaseFigure", "Expected", "draft_cases", "prove", "read_cases"]
