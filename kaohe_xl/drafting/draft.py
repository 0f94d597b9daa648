"""The draft of a scheme as rows by sheet, and what the clerk has to know about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.drafting.drafted import Confidence

SURE, ORIGINAL, SOURCE, MEANS = "可信", "原文", "出处", "照此计算"
ABOUT = "起草说明"  # the sheet that tells of the draft
QUESTIONS, LEFT_OUT = "要定的事，按先后", "没有写进方案的话，以及为什么"  # headings of its lists
Value = str | int | Fraction
SchemeRow = Mapping[str, Value]


@dataclass(frozen=True)
class Question:
    """Something that only the clerk can decide. ``rank`` 0 comes first."""

    rank: int
    place: str  # 评分细则 1.2, 考核对象
    text: str
    source: str = ""


@dataclass(frozen=True)
class StatedSum:
    """A stated sum beside what the parts come to."""

    what: str
    stated: Fraction
    found: Fraction
    source: str

    @property
    def agrees(self) -> bool:
        return self.stated == self.found


@dataclass(frozen=True)
class LeftOut:
    """A sentence of the document that became no row, and why."""

    text: str
    source: str
    why: str


@dataclass
class Draft:
    """Rows by sheet in the columns of the contract, each with 可信 and 出处."""

    title: str
    year: int
    source: str
    sheets: dict[str, list[SchemeRow]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    sums: list[StatedSum] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Draft {self.title}，{sum(map(len, self.sheets.values()))} 行，{len(self.questions)} 件要定的事>"

    def count(self, sheet: str, sure: Confidence) -> int:
        """Rows of a sheet with this confidence."""
        return sum(row.get(SURE) == sure.value for row in self.sheets.get(sheet, ()))
