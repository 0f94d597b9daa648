"""敏感: the nearest change of one figure that would flip a place or money. Each is verified."""

from kaohe_xl.sensitivity.nearest import Nearest, Pair, Sensitivity, sensitivity_of

__all__ = ["Nearest", "Pair", "Sensitivity", "sensitivity_of"]
