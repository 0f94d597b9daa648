"""定稿 and history: what was decided, and on what. Kept so that anybody can verify it later, without a network."""

from kaohe_xl.archive.history import History, HistoryChange
from kaohe_xl.archive.outcome import StatedFigures, check_code, outcome_of
from kaohe_xl.archive.package import Edition, Manifest, editions, opened, write_package

__all__ = [
    "Edition",
    "History",
    "HistoryChange",
    "Manifest",
    "StatedFigures",
    "check_code",
    "editions",
    "opened",
    "outcome_of",
    "write_package",
]
