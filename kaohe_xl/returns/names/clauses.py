"""A row of a 评分表 → the clause that it is about: by 编号, else by its words; in doubt by neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kaohe_xl.base.text import fold
from kaohe_xl.scheme import model as m

_ALIKE, _SURE, _AHEAD = 60.0, 90.0, 5.0  # of 100: the same clause reworded; surely it; better than the next by this
_SHORTEST = 4  # characters that may stand for a whole sentence they are part of
_SHOWN = 3


@dataclass(frozen=True)
class RowWords:
    """What a row says of its clause. ``numbered``: its number stands under 编号, not under a running 序号."""

    number: str
    contents: tuple[str, ...]
    standard: str
    numbered: bool = True

    @property
    def shown(self) -> str:
        return next((text for text in (self.number, *self.contents, self.standard) if text), "")[:40]

    @property
    def silent(self) -> bool:
        return not (self.standard or any(self.contents))


@dataclass(frozen=True)
class ClauseMatch:
    """``indicator`` None: no clause is surely meant; ``near``: those that come nearest.

    ``item`` None: nobody judges it.
    """

    indicator: m.Indicator | None = None
    item: m.DataItem | None = None
    near: tuple[str, ...] = ()
    contradicts: str = ""  # 编号 says this one, the words another


@dataclass(eq=False)
class Clauses:
    """The rubric as rows can be held against it."""

    scheme: m.Scheme

    @cached_property
    def judged(self) -> Mapping[str, tuple[m.DataItem, ...]]:
        """编号 → the figures that judges give for it."""
        by_clause = {item.clause: item for item in self.scheme.items.values() if item.judged}
        return {
            key: tuple(by_clause[clause.key] for clause in indicator.clauses if clause.key in by_clause)
            for key, indicator in self.scheme.indicators.items()
        }

    @cached_property
    def asked(self) -> bool:
        """Does anybody judge anything?"""
        return any(item.judged for item in self.scheme.items.values())

    @cached_property
    def judges(self) -> tuple[str, ...]:
        """Everybody who judges."""
        owners = (owner for item in self.scheme.items.values() if item.judged for owner in item.owners)
        return tuple(dict.fromkeys(owners))

    @cached_property
    def self_items(self) -> Mapping[str, m.DataItem]:
        """Clause → what a unit gives itself for it (自评)."""
        return {item.self_of: item for item in self.scheme.items.values() if item.self_of}

    @cached_property
    def _scored(self) -> tuple[m.Indicator, ...]:
        return tuple(indicator for indicator in self.scheme.indicators.values() if indicator.clauses)

    def match(self, row: RowWords) -> ClauseMatch:
        """The clause of a row."""
        key = self.scheme.names.indicators.get(fold(row.number)) if row.number else None
        numbered = self.scheme.indicators.get(key) if key is not None else None
        if numbered is not None and (row.silent or _mute(numbered) or self._likeness(row, numbered) >= _ALIKE):
            return self._of(numbered, row)
        if numbered is not None and not numbered.clauses:
            return ClauseMatch(numbered)
        ranked = sorted(((self._likeness(row, each), each) for each in self._scored), key=lambda pair: -pair[0])
        best, found = ranked[0] if ranked else (0.0, None)
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        sure = found is not None and best >= _SURE and best >= second + (_AHEAD if best < 100 else 1)
        near = tuple(_name(each) for likeness, each in ranked[:_SHOWN] if likeness >= _ALIKE)
        if numbered is not None and (row.numbered or not sure):
            return ClauseMatch(near=near or (_name(numbered),), contradicts=_name(numbered))
        return self._of(found, row) if sure and found is not None else ClauseMatch(near=near)

    def _of(self, indicator: m.Indicator, row: RowWords) -> ClauseMatch:
        """Which of the indicator's clauses: the one that is judged, or by the words of 评分标准."""
        items = self.judged[indicator.key]
        if len(indicator.clauses) == 1 or not items:
            return ClauseMatch(indicator, items[0] if items else None)
        if not row.standard:
            return (
                ClauseMatch(indicator, items[0]) if len(items) == 1 else ClauseMatch(near=_names(items), contradicts="")
            )
        ranked = sorted(((_ratio(row.standard, c.text), c) for c in indicator.clauses), key=lambda pair: -pair[0])
        (best, clause), (second, _) = ranked[0], ranked[1]
        if best >= _ALIKE and best >= second + _AHEAD:
            return ClauseMatch(indicator, next((item for item in items if item.clause == clause.key), None))
        whole = _ratio(row.standard, "；".join(c.text for c in indicator.clauses))
        if len(items) == 1 and (whole >= best or best < _ALIKE):
            return ClauseMatch(indicator, items[0])
        return ClauseMatch(near=_names(items))

    def _likeness(self, row: RowWords, indicator: m.Indicator) -> float:
        """0 to 100. Both the content and the standard count where both sides have them."""
        found: list[float] = []
        texts = [clause.text for clause in indicator.clauses if clause.text]
        if row.standard and texts:
            found.append(max(_ratio(row.standard, text) for text in (*texts, "；".join(texts))))
        titles = [text for text in (indicator.title, indicator.section) if text]
        contents = [text for text in row.contents if text]
        if contents and indicator.title:
            found.append(max(_ratio(content, indicator.title) for content in contents))
        elif contents and titles and not found:
            found.append(max(_ratio(content, title) for content in contents for title in titles))
        if not found and contents and texts:  # one column for both
            found.append(max(_ratio(content, text) for content in contents for text in texts))
        return sum(found) / len(found) if found else 0.0


def _mute(indicator: m.Indicator) -> bool:
    """The scheme itself says nothing that words could be held against."""
    return not indicator.title and not any(clause.text for clause in indicator.clauses)


def _ratio(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    first, second = fold(one), fold(other)
    if first == second:
        return 100.0
    if len(min(first, second, key=len)) >= _SHORTEST and (first in second or second in first):
        return 95.0
    return fuzz.ratio(first, second)


def _name(indicator: m.Indicator) -> str:
    return " ".join(part for part in (indicator.key, indicator.title or indicator.section) if part)


def _names(items: Sequence[m.DataItem]) -> tuple[str, ...]:
    return tuple(item.name for item in items)
