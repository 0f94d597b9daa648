"""A revised document beside the scheme that the clerk made of the former one: clauses are known by the office's words.

What stands in both is the clerk's, with every correction. New words bring the drafted row; where they replace others
and the former words would have been drafted alike in a column, the clerk's correction of that column holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.base.text import fold
from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.draft import MEANS, ORIGINAL, SOURCE, SURE, SchemeRow, Value
from kaohe_xl.drafting.drafted import Confidence

WORDS = "评分标准"
UNSAID = (SURE, MEANS, SOURCE, ORIGINAL, WORDS)  # columns that are no change of their own
METHOD, ALIKE = "计分方式", 0.6
_OF_ANY_WORDS = ("评分人", "合计上限", "互斥", "适用分组", "适用期次", "备注", "说明")  # the clerk's, whatever is said
_NUMBERING = re.compile(r"^(?:[(\[]?[\d一二三四五六七八九十]{1,3}[)\].、](?!\d)|[①-⓿㈠-㈩])")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)[:：,，、;；~—-](?=\d)")
_SIGNS = re.compile(r"[^\w%<>=+×÷*/.-]|(?<!\d)[.-]|\.(?!\d)")


class ClauseChangeKind(StrEnum):
    """What became of a clause."""

    CHANGED = "改了"
    ADDED = "加了"
    REMOVED = "删了"


@dataclass(frozen=True)
class ClauseChange:
    """One clause: its words before and after, and the columns that differ, each with both values."""

    kind: ClauseChangeKind
    sheet: str
    key: str  # 编号, or the name
    before: str
    after: str
    columns: Sequence[tuple[str, str, str]] = ()


@dataclass
class RevisedRow:
    """A row of the revision. ``old``: the clerk's row in this place; ``drafted``: (partly) from the new draft."""

    row: dict[str, Value]
    old: int | None
    drafted: bool = False


@dataclass
class WordedClause:
    """The rows that stand for the same words. ``own``: the clerk's, not of the document."""

    words: str
    title: str
    block: int
    rows: list[int]
    own: bool = False

    @cached_property
    def key(self) -> str:
        return bare(self.words)


@dataclass
class ClauseLinks:
    """Which new clause is which old one (``same``), which it replaces (``instead``); both new → old."""

    same: dict[int, int] = field(default_factory=dict)
    instead: dict[int, int] = field(default_factory=dict)

    def all(self) -> dict[int, int]:
        return {**self.same, **self.instead}


def bare(words: str) -> str:
    """The words without numbering, punctuation and width."""
    return _SIGNS.sub("", _BETWEEN_FIGURES.sub("_", _NUMBERING.sub("", fold(words))))


def shown(value: Value | None) -> str:
    """A value as it reads in the sheet."""
    return decimal_text(value) if isinstance(value, Fraction) else str(value if value is not None else "").strip()


def differing(one: SchemeRow, other: SchemeRow) -> list[tuple[str, str, str]]:
    """Columns that read differently, without those that only tell where a row came from."""
    columns = [name for name in dict.fromkeys([*one, *other]) if name not in UNSAID]
    found = [(name, shown(one.get(name)), shown(other.get(name))) for name in columns]
    return [each for each in found if figure(each[1]) != figure(each[2])]


def figure(text: str) -> Fraction | str:
    """40 and 40分 and 40.0 are the same."""
    try:
        return Fraction(fold(text).removesuffix("分"))
    except (ValueError, ZeroDivisionError):
        return fold(text)


def alike(one: str, other: str, least: float = ALIKE) -> float:
    """How much two texts are alike, 0 where it is less than ``least``."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def telling(changes: Sequence[ClauseChange]) -> list[ClauseChange]:
    """Of the rows of one clause those that change; the first, where only its words do."""
    found = [each for each in changes if each.columns or each.kind is not ClauseChangeKind.CHANGED]
    return found or list(changes[:1])


# -- which clause is which ---------------------------------------------------------------------------------------------

_TELLING = 12  # characters of words that say by themselves which clause they are


def link(old: Sequence[WordedClause], new: Sequence[WordedClause]) -> ClauseLinks:
    """Clauses by their words under the same title, then under another one; what is left by likeness."""
    links = ClauseLinks()
    _same(old, new, links, lambda one, other: one.title == other.title)
    _same(old, new, links, lambda one, other: _linked(old, new, links).get(other.block) == one.block)
    free = lambda one, other: len(one.key) >= _TELLING and _unlinked(old, new, links, one, other)  # noqa: E731
    _same(old, new, links, free)
    _same(old, new, links, lambda one, other: _between(old, new, links, one, other))
    taken, linked = set(links.same.values()), _linked(old, new, links)
    pairs = [
        (ratio, i, j)
        for j, other in enumerate(new) if j not in links.same
        for i, one in enumerate(old) if i not in taken and not one.own
        if (ratio := _likeness(one, other, linked))
    ]  # fmt: skip
    for _, i, j in sorted(pairs, key=lambda each: (-each[0], each[1], each[2])):
        if j not in links.instead and i not in links.instead.values():
            links.instead[j] = i
    return links


def _same(
    old: Sequence[WordedClause],
    new: Sequence[WordedClause],
    links: ClauseLinks,
    fits: Callable[[WordedClause, WordedClause], bool],
) -> None:
    for j, other in enumerate(new):
        if j in links.same:
            continue
        taken = set(links.same.values())
        found = (i for i, one in enumerate(old) if i not in taken and one.key == other.key and fits(one, other))
        if (i := next(found, None)) is not None:
            links.same[j] = i


def _linked(old: Sequence[WordedClause], new: Sequence[WordedClause], links: ClauseLinks) -> dict[int, int]:
    return linked_blocks(old, new, links.same)


def linked_blocks(old: Sequence[WordedClause], new: Sequence[WordedClause], pairs: Mapping[int, int]) -> dict[int, int]:
    """New indicator → old one, each once: as their clauses go."""
    found: dict[int, int] = {}
    for j, i in sorted(pairs.items()):
        if new[j].block not in found and old[i].block not in found.values():
            found[new[j].block] = old[i].block
    return found


def _unlinked(
    old: Sequence[WordedClause], new: Sequence[WordedClause], links: ClauseLinks, one: WordedClause, other: WordedClause
) -> bool:
    blocks = _linked(old, new, links)
    return other.block not in blocks and one.block not in blocks.values()


def _between(
    old: Sequence[WordedClause], new: Sequence[WordedClause], links: ClauseLinks, one: WordedClause, other: WordedClause
) -> bool:
    """Do short words under another title stand between the same neighbours?"""
    i, j = old.index(one), new.index(other)
    before = links.same.get(j - 1, -1) == i - 1 if j else i == 0
    last = j + 1 == len(new)
    return before and (i + 1 == len(old) if last else links.same.get(j + 1) == i + 1)


def _likeness(one: WordedClause, other: WordedClause, linked: Mapping[int, int]) -> float:
    """More than 1 in the same indicator; nothing across indicators that have their own counterparts."""
    if bool(one.words) != bool(other.words):
        return 0.0
    if linked.get(other.block) == one.block or (one.title and one.title == other.title):
        return 1 + alike(one.key, other.key, 0.0)
    if other.block in linked or one.block in linked.values():
        return 0.0
    return alike(one.title + one.key, other.title + other.key)  # 每…1次扣1分 is alike whatever it is about


# -- the row that takes the place of another --------------------------------------------------------------------------


def instead(sheet: str, old: Sequence[SchemeRow], new: Sequence[SchemeRow], year: int) -> list[dict[str, Value]]:
    """Drafted rows of new words in the place of the clerk's: what both words say alike stays as the clerk has it."""
    if sheet == RUBRIC:
        mark, title = new[0].get("标准分"), shown(new[0].get("考核内容"))
        marks = mark if isinstance(mark, Fraction) else Fraction(mark) if isinstance(mark, int) else None
        words = WORDS
    else:
        marks, title, words = None, "", ORIGINAL
    was, now = (
        [row.columns for row in draft_cell(shown(rows[0].get(words)), marks, subject=title, year=year)
         if row.table in (sheet, "")]
        for rows in (old, new)
    )  # fmt: skip
    if len(old) == len(new) == len(was) == len(now):
        return [_merged(*rows) for rows in zip(old, new, was, now, strict=True)]
    if len(old) == len(new):
        return [_beside(one, other) for one, other in zip(old, new, strict=True)]
    return [dict(row) for row in new]


def _merged(mine: SchemeRow, theirs: SchemeRow, was: Mapping[str, str], now: Mapping[str, str]) -> dict[str, Value]:
    for column in (METHOD, "方式"):
        if was.get(column) != now.get(column) or shown(mine.get(column)) != shown(theirs.get(column)):
            return _beside(mine, theirs)
    changed = {name for name in (*was, *now) if was.get(name) != now.get(name)}
    told = {name: theirs.get(name, "") for name in (*sorted(changed), *UNSAID) if name in theirs or name in mine}
    corrected = any(shown(mine.get(name)) != value for name, value in was.items())
    if corrected and shown(theirs.get(SURE)) == Confidence.HIGH.value:
        told[SURE] = Confidence.MEDIUM.value  # whether the correction still holds, the clerk has to say
    return {**mine, **told}


def _beside(mine: SchemeRow, theirs: SchemeRow) -> dict[str, Value]:
    """The drafted row with what the clerk added and no words speak of."""
    added = {name: mine[name] for name in _OF_ANY_WORDS if shown(mine.get(name)) and not shown(theirs.get(name))}
    if METHOD in mine and shown(mine[METHOD]) != shown(theirs.get(METHOD)):
        added.pop("评分人", None)
    return {**theirs, **added}


class RowOrder:
    """The clerk's rows in their order, what takes their place, and what comes after which of them."""

    def __init__(self, old: Sequence[SchemeRow]) -> None:
        self.old = old
        self._dropped: set[int] = set()
        self._after: dict[int, list[RevisedRow]] = {}

    def drop(self, at: int) -> None:
        self._dropped.add(at)

    def put(self, at: int, *lines: RevisedRow) -> None:
        """After the clerk's row ``at``; -1: before all."""
        self._after.setdefault(at, []).extend(lines)

    def lines(self) -> list[RevisedRow]:
        """All rows in their order."""
        found = list(self._after.get(-1, ()))
        for at, row in enumerate(self.old):
            found += [] if at in self._dropped else [RevisedRow(dict(row), at)]
            found += self._after.get(at, ())
        return found


def texts(rows: Iterable[SchemeRow]) -> Iterator[str]:
    """All that the rows reckon with: without what is only told to people."""
    for row in rows:
        yield from (shown(value) for name, value in row.items() if name not in (*UNSAID, "说明", "备注", "考核内容"))
