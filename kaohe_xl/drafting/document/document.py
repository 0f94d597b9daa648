"""What the office's document says, before any clause is read: indicators with marks and texts, and what is beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Passage:
    """A text with clauses in it, and where it stands: 表1第3行, 第12段; ``depth`` of its number, -1 without one."""

    text: str
    source: str
    depth: int = -1


@dataclass
class DraftIndicator:
    """An indicator: what will be one 编号. ``grades``: words of a two-row header with the marks below (优秀, 5)."""

    section: str
    title: str
    mark: Fraction | None
    pieces: list[Passage]
    source: str
    number: str = ""  # as the document numbers it
    owner: str = ""
    note: str = ""
    line: str = ""
    bonus: bool = False  # adds to or takes from the total
    grades: tuple[tuple[str, Fraction], ...] = ()
    key: str = ""
    parent: tuple[str, ...] = ()  # titles of the headings above


@dataclass(frozen=True)
class Declared:
    """A sum that the document states: of a section, or of the whole (section empty)."""

    section: str
    mark: Fraction
    source: str


@dataclass
class Document:
    """All of it. ``loose``: paragraphs outside the rubric; each may be a grade, a prize, a weight or nothing."""

    title: str = ""
    year: int | None = None
    entries: list[DraftIndicator] = field(default_factory=list)
    declared: list[Declared] = field(default_factory=list)
    loose: list[Passage] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    units_source: str = ""
    skipped: list[tuple[Passage, str]] = field(default_factory=list)  # what was left out, and why
