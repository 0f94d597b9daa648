"""Every point lost or gained, as entries that add up: to each indicator, to each line, and to each unit's total.

The score says how much; the entries say through what: a clause, missing data, a cap or a floor, 清零, 核定, rounding,
折算, a weight, a veto. Over a unit, the ``effect`` of its entries is exactly its total minus its full mark.
"""

from kaohe_xl.explain.points_ledger.entry import Balance, PointsEntry, Through, share_of
from kaohe_xl.explain.points_ledger.ledger import PointsLedger

__all__ = ["Balance", "PointsEntry", "PointsLedger", "Through", "share_of"]
