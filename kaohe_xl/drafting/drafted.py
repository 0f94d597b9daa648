"""What the office's words become: a row of the scheme, the data items it needs, and how far it may be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Confidence(StrEnum):
    """How far a drafted row may be trusted."""

    HIGH = "高"  # may be taken as it is
    MEDIUM = "中"  # something was defaulted: to be confirmed
    LOW = "低"  # only the text is kept: somebody must decide
    NONE = "不评"  # no clause that scores


@dataclass(frozen=True)
class DraftItem:
    """A data item that a row needs. ``type``: 整数, 百分比, 是否 …"""

    name: str
    measure: str
    type: str
    formula: str = ""


@dataclass(frozen=True)
class DraftRow:
    """A row of ``table`` (评分细则, 一票否决, 等次, 奖惩; empty: none) from ``source``; ``why``: the doubt."""

    table: str
    columns: Mapping[str, str]
    items: Sequence[DraftItem]
    sure: Confidence
    source: str
    why: str

    def doubted(self, why: str) -> DraftRow:
        """The same with one doubt more; what was 高 is 中."""
        sure = Confidence.MEDIUM if self.sure is Confidence.HIGH else self.sure
        return replace(self, sure=sure, why="；".join(part for part in (self.why, why) if part))
