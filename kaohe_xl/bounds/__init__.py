"""会不会变: bounds on everything that the figures still open could bring about. Safely wide, never too narrow."""

from kaohe_xl.bounds.doubt import Doubt, OpenFigureEffect, UnitDoubt, doubt_of
from kaohe_xl.bounds.report import as_json, sentence

__all__ = ["Doubt", "OpenFigureEffect", "UnitDoubt", "as_json", "doubt_of", "sentence"]
