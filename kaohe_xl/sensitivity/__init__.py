"""敏感: the nearest change of one figure that would flip a place, a prize or a penalty, each verified."""

from kaohe_xl.sensitivity.nearest import Nearest, Pair, Sensitivity, sensitivity_of

__all__ = ["Nearest", "Pair", "Sensitivity", "sensitivity_of"]
