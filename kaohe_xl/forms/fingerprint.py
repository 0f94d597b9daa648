"""What a blank form remembers of itself in its hidden sheet: whose it is, for when, and what it asked.

It is no secret and no signature: it tells an honest mistake (a renamed file, a form of last year) from a good form. A
fingerprint that was changed does not match its own seal any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Self

from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.base.text import fold
from kaohe_xl.scheme.model import DataItem, Scheme

SHEET = "_指纹"
UNIT, DEPARTMENT, APPEAL = "单位", "部门", "申诉"
TEMPLATE_VERSION = "1"
_SEAL = "校验"
_LABELS = {
    "title": "考核名称",
    "year": "年度",
    "filler": "填报者",
    "kind": "类别",
    "period": "期次",
    "template": "版式",
    "form": "表单摘要",
    "rubric": "细则摘要",
}


def digest(parts: Iterable[str]) -> str:
    """Sixteen hexadecimal digits that change with any of the texts or their order."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Fingerprint:
    """The fields of the hidden sheet; all are text."""

    title: str
    year: str
    filler: str
    kind: str  # UNIT, DEPARTMENT or APPEAL
    period: str
    form: str
    rubric: str
    template: str = TEMPLATE_VERSION

    @property
    def seal(self) -> str:
        return digest(fold(getattr(self, field.name)) for field in fields(self))

    def rows(self) -> list[tuple[str, str]]:
        """Label and text, the seal last: what the hidden sheet shows."""
        return [(_LABELS[field.name], getattr(self, field.name)) for field in fields(self)] + [(_SEAL, self.seal)]

    @classmethod
    def read(cls, grid: Grid) -> tuple[Self | None, bool]:
        """The fingerprint of a hidden sheet and whether its seal holds; None if the sheet holds none."""
        found = {grid.cell(row, 1).text: grid.cell(row, 2).text for row in range(1, len(grid.rows) + 1)}
        values = {name: found.get(label, "") for name, label in _LABELS.items()}
        if not values["filler"] or not values["period"]:
            return None, False
        fingerprint = cls(**values)
        return fingerprint, fingerprint.seal == found.get(_SEAL, "")


def form_digest(scheme: Scheme, items: Sequence[DataItem]) -> str:
    """Of what a form asks: a form issued before an item was renamed or its unit changed is told from a current one."""
    asked = (f"{item.name}|{item.type.value}|{item.measure}" for item in items)
    return digest((scheme.settings.title, str(scheme.settings.year or ""), *asked))


def rubric_digest(book: Book) -> str:
    """Of the texts of the rubric sheets, however they are formatted."""
    return digest(part for grid in book.starting_with(RUBRIC) for part in rubric_texts(grid))


def rubric_texts(grid: Grid) -> list[str]:
    """The filled cells of a rubric sheet with their places, as they are compared."""
    return [f"{cell.place.cell}={fold(cell.text)}" for row in grid.rows for cell in row if not cell.blank]
