"""Two schemes, or two results, side by side: what differs, for whom, by how much, and because of what."""

from kaohe_xl.diff.results import Cause, Moved, Paid, ResultDiff, diff_results
from kaohe_xl.diff.schemes import Change, Kind, diff_schemes
from kaohe_xl.diff.tables import Figure, Listing, brief, listings

__all__ = [
    "Cause",
    "Change",
    "Figure",
    "Kind",
    "Listing",
    "Moved",
    "Paid",
    "ResultDiff",
    "brief",
    "diff_results",
    "diff_schemes",
    "listings",
]
