"""Names of the scheme as they are written in returned files: units and aliases, periods, items, departments, headings.

Only spellings that cannot mean anything else are accepted: width, spaces, case, a number in front (1.完成率), a unit in
brackets behind (完成率(%)), 1月 for 一月. A near miss is never taken; it is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.text import fold
from kaohe_xl.returns.names.clauses import Clauses
from kaohe_xl.returns.values.units import parse_unit
from kaohe_xl.scheme import model as m

T = TypeVar("T")

_NUMBERED = re.compile(
    r"^(?:\(?[0-9一二三四五六七八九十]+\)|[0-9]+(?:\.[0-9]+)*[.、](?![0-9])|[0-9]+(?:\.[0-9]+)+(?=[^0-9.])"
    r"|[一二三四五六七八九十]+[.、]|[①-⑳⑴-⒇*※★☆])+"
)
_BRACKETS = re.compile(r"\(([^()]*)\)$")
_YEAR = re.compile(r"^(20[0-9]{2})年?(?:度)?")
_MONTHS = {name: str(number) for number, name in enumerate("一二三四五六七八九十", 1)} | {"十一": "11", "十二": "12"}
_ORDINAL = re.compile(r"^第?(十[一二]|[一二三四五六七八九十])(?=月|季)")

# headings of returned tables, as people change them; folded
HEADINGS: Mapping[str, frozenset[str]] = {
    "单位名称": frozenset(
        (
            "单位名称",
            "填报单位",
            "被考核单位",
            "考核单位",
            "考核对象",
            "镇街",
            "乡镇",
            "镇",
            "街道",
            "社区",
            "村",
            "单位全称",
            "名称",
        )
    ),
    "期次": frozenset(("期次", "考核期", "考核期次", "月份", "季度", "时段")),
    "数据项": frozenset(
        (
            "数据项",
            "数据项名称",
            "指标",
            "指标名称",
            "考核指标",
            "统计指标",
            "填报项",
            "填报项目",
            "填报内容",
            "项目",
            "项目名称",
        )
    ),
    "计量单位": frozenset(("计量单位",)),
    "填报值": frozenset(
        (
            *("填报值", "填报数", "填报数据", "填报数值", "数值", "上报值", "上报数", "本期数", "本期值"),
            *("完成值", "完成数", "完成情况", "实际值", "实际数", "实际完成", "数据", "值", "填报结果"),
        )
    ),
    "说明": frozenset(("说明", "备注", "情况说明", "填报说明", "附注")),
    "填报人": frozenset(("填报人", "填表人", "评分人")),
}
_REMEMBERED = 50_000  # texts
AMBIGUOUS_UNIT = "单位"  # the unit that reports, or the unit of measure: the column's cells decide


@dataclass(frozen=True, slots=True)
class TextMeaning:
    """What a text in a table can be: a heading, a data item or a unit; the first that fits."""

    heading: str | None
    item: m.DataItem | None
    unit: str | None


@dataclass(frozen=True)
class Filler:
    """Who a file is from: a unit, or a department that fills items in for all units."""

    name: str
    department: bool

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Spellings(Generic[T]):
    """Names that may stand inside a longer text, and what each means."""

    meaning: Mapping[str, T]

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(spelling) for spelling in self.meaning}, reverse=True)

    def inside(self, text: str) -> list[str]:
        """Those that occur in a text, the longest first. As quick for ten thousand names as for ten."""
        return [
            spelling
            for length in self._lengths
            for spelling in dict.fromkeys(text[k : k + length] for k in range(len(text) - length + 1))
            if spelling in self.meaning
        ]


def only_named(text: str, spellings: Spellings[T]) -> T | None:
    """What the only known names in a text stand for; names inside longer known names do not count (1月 in 11月)."""
    plain = fold(text)
    found = [spelling for spelling in spellings.inside(plain) if _apart(spelling, plain)]
    rest, kept = plain, []
    for spelling in found:
        if spelling in rest:
            rest = rest.replace(spelling, "\0")
            kept.append(spellings.meaning[spelling])
    meant = list(dict.fromkeys(kept))
    return meant[0] if len(meant) == 1 else None


def _apart(spelling: str, text: str) -> bool:
    """A name that begins with a digit is not part of a longer number."""
    return not spelling[0].isdigit() or re.search(rf"(?<![0-9]){re.escape(spelling)}", text) is not None


@dataclass(eq=False)
class NameLookup:
    """Lookups by the text of a cell; each gives the scheme's own name, or None. ``today``: of the reading."""

    scheme: m.Scheme
    today: date = field(default_factory=date.today)
    # digests of rubric sheets by their content: nearly every form brings the same ones back
    rubrics: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _seen: dict[str, TextMeaning] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _units(self) -> dict[str, str]:
        pairs = ((name, unit.name) for unit in self.scheme.units for name in (unit.name, *unit.aliases))
        return _unambiguous(pairs, fold)

    @cached_property
    def _items(self) -> dict[str, m.DataItem]:
        return _unambiguous(((item.name, item) for item in self.scheme.items.values()), fold)

    @cached_property
    def _bare_items(self) -> dict[str, m.DataItem]:
        return _unambiguous(((item.name, item) for item in self.scheme.items.values()), _bare)

    @cached_property
    def _periods(self) -> dict[str, str]:
        names = [(period.name, period.name) for period in self.scheme.calendar.periods]
        return _unambiguous(names, _plain_period) | _unambiguous(names, fold)

    @cached_property
    def _fillers(self) -> dict[str, str]:
        return _unambiguous(((name, name) for name in self.scheme.fillers), fold)

    @cached_property
    def clauses(self) -> Clauses:
        """The rubric, for rows of a 评分表."""
        return Clauses(self.scheme)

    def meaning_of(self, text: str) -> TextMeaning:
        """What a text in a table can be; remembered, for the same texts come back in every form."""
        found = self._seen.get(text)
        if found is None:
            if len(self._seen) > _REMEMBERED:
                self._seen.clear()
            title = heading(text)
            if title and fold(text) != title and fold(text) in self._items:
                title = None  # an item that is called 完成情况 is that item
            item = None if title else self.item(text)
            found = TextMeaning(title, item, None if title or item else self.unit(text))
            self._seen[text] = found
        return found

    def unit(self, text: str) -> str | None:
        """A unit by its name or an alias; a seal mark behind it — 东风镇（盖章） — does not matter."""
        key = fold(text)
        return self._units.get(key) or self._units.get(re.sub(r"\((?:盖章|公章|章)\)$", "", key))

    def department(self, text: str) -> str | None:
        key = fold(text)
        return self._fillers.get(key) or self._fillers.get(re.sub(r"\((?:盖章|公章|章)\)$", "", key))

    def item(self, text: str) -> m.DataItem | None:
        return self._items.get(fold(text)) or self._bare_items.get(_bare(text))

    def period(self, cell: Cell | str) -> str | None:
        """A period by its name; 2022年1月, 一月 and a date cell in January are 1月 in an assessment of 2022."""
        value = cell if isinstance(cell, str) else cell.value
        if isinstance(value, date | datetime):
            value = f"{value.year}年{value.month}月"
        text = fold(value if isinstance(value, str) else cell.text if isinstance(cell, Cell) else "")
        for spelled in (text, *self._without_year(text)):
            found = self._periods.get(spelled) or self._periods.get(_plain_period(spelled))
            if found or spelled in ("", "年", "年度", "全年", "全年度"):
                return found or (self.scheme.calendar.root.name if text else None)
        return None

    def _without_year(self, text: str) -> Iterator[str]:
        """2022年终 is 年终 and 2022年1月 is 1月; another year than the assessment's stays, so it matches nothing."""
        year = _YEAR.match(text)
        if year and (self.scheme.settings.year is None or int(year[1]) == self.scheme.settings.year):
            yield text[year.end() :]
            yield text[4:]

    @cached_property
    def fillers_by_spelling(self) -> Spellings[Filler]:
        """Folded names (and aliases of two characters and more) of everybody who fills in a form."""
        units = ((name, Filler(unit, False)) for name, unit in self._units.items() if len(name) > 1)
        departments = ((name, Filler(name, True)) for name in self.scheme.fillers)
        return Spellings(_unambiguous((*units, *departments), fold))

    @cached_property
    def units_by_spelling(self) -> Spellings[str]:
        """Names and aliases of units alone: whom a 评分表 is about."""
        return Spellings({name: unit for name, unit in self._units.items() if len(name) > 1})

    @cached_property
    def departments_by_spelling(self) -> Spellings[Filler]:
        """Names of those who fill in forms for others, judges among them."""
        return Spellings(_unambiguous(((name, Filler(name, True)) for name in self.scheme.fillers), fold))

    @cached_property
    def leaves_by_spelling(self) -> Spellings[str]:
        """Folded spellings of the leaf periods, as they may stand in a file name."""
        names = [(leaf.name, leaf.name) for leaf in self.scheme.calendar.leaves]
        return Spellings(_unambiguous(names, fold) | _unambiguous(names, _plain_period))

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        return (*self.scheme.unit_names, *(alias for unit in self.scheme.units for alias in unit.aliases))


@lru_cache(maxsize=_REMEMBERED)
def heading(text: str) -> str | None:
    """The standard name of a heading, or None. 单位 alone is :data:`AMBIGUOUS_UNIT`."""
    key = fold(text)
    if key == AMBIGUOUS_UNIT:
        return AMBIGUOUS_UNIT
    bare = _BRACKETS.sub("", key).rstrip(":*")
    return next((name for name, spellings in HEADINGS.items() if key in spellings or bare in spellings), None)


def _plain_period(text: str) -> str:
    """1月 for 一月份 and 01月; 1季 for 第一季度."""
    return re.sub(r"^第?0?(?=[0-9])|(?<=[月季])[度份]$", "", in_figures(text))


def in_figures(text: str) -> str:
    """1季度 for 一季度 and 第一季度, whatever follows."""
    return _ORDINAL.sub(lambda match: _MONTHS[match[1]], fold(text))


@lru_cache(maxsize=_REMEMBERED)
def _bare(text: str) -> str:
    """Without a number in front, a unit of measure in brackets behind, a colon."""
    plain = _NUMBERED.sub("", fold(text)).rstrip(":")
    bracket = _BRACKETS.search(plain)
    if bracket and (bracket[1] in ("必填", "选填") or parse_unit(bracket[1]).known):
        plain = plain[: bracket.start()]
    return plain


def _unambiguous(pairs: Iterable[tuple[str, T]], key: Callable[[str], str]) -> dict[str, T]:
    """Spelling → what it names; a spelling that two different things share names neither."""
    found: dict[str, T] = {}
    shared: set[str] = set()
    for text, value in pairs:
        spelled = key(text)
        if spelled in found and found[spelled] != value:
            shared.add(spelled)
        found.setdefault(spelled, value)
    return {spelled: value for spelled, value in found.items() if spelled not in shared and spelled}
