"""Words for every number: why a clause, an indicator, a unit came to what it came to, down to file!sheet!cell."""

from kaohe_xl.explain.parts import explain_clause, explain_indicator
from kaohe_xl.explain.speaker import Speaker
from kaohe_xl.explain.unit import explain_unit
from kaohe_xl.explain.why import Why

__all__ = ["Speaker", "Why", "explain_clause", "explain_indicator", "explain_unit"]
