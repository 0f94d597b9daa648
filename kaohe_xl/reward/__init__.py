"""奖惩: who gets or pays what, computed how, from which source of money."""

from kaohe_xl.reward.amounts import basis_score, yuan
from kaohe_xl.reward.entitled import barred, past_years_held, within_ranks
from kaohe_xl.reward.settle import Payment, settle, total_by

__all__ = ["Payment", "barred", "basis_score", "past_years_held", "settle", "total_by", "within_ranks", "yuan"]
