"""敏感: the nearest change of one figure that would flip a place or money. Each is verified."""

from kaohe_xl.sensitivity.nearest import NearestChange, NeighbourPair, Sensitivity, sensitivity_of

__all__ = ["NearestChange", "NeighbourPair", "Sensitivity", "sensitivity_of"]
