"""Words for every number, down to file!sheet!cell. Why a clause, an indicator, a unit came to what it came to."""

from kaohe_xl.explain.calculation_steps import explain_clause, explain_indicator
from kaohe_xl.explain.clause_reasons import ClauseReasons
from kaohe_xl.explain.reason import Reason
from kaohe_xl.explain.unit import explain_unit

__all__ = ["ClauseReasons", "Reason", "explain_clause", "explain_indicator", "explain_unit"]
