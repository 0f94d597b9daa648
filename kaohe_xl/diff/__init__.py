"""Two schemes, or two results, side by side. What differs, for whom, by how much, and because of what."""

from kaohe_xl.diff.results import Cause, Paid, ResultDiff, UnitChange, diff_results
from kaohe_xl.diff.schemes import ChangeKind, SchemeChange, diff_schemes
from kaohe_xl.diff.tables import Listing, NumberStyle, brief, listings

__all__ = [
    "Cause",
    "ChangeKind",
    "Listing",
    "NumberStyle",
    "Paid",
    "ResultDiff",
    "SchemeChange",
    "UnitChange",
    "brief",
    "diff_results",
    "diff_schemes",
    "listings",
]
