"""Data items of a draft: names that an expression can read, one per fact, two facts never under one name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.base.contract_words import OWN_UNIT
from kaohe_xl.drafting.draft import SOURCE, SURE, SchemeRow
from kaohe_xl.drafting.drafted import DraftItem, DraftRow

_OF_NAMES = ("数据项", "基准", "条件", "倍数", "公式")
_FRACTION = re.compile(r"(\d+)/(\d+)")  # 1/2 is a half, not twelve
_NOT_IN_NAMES = re.compile(r"[^\w]|[且或]")  # 非正常上访 without its 非 is the opposite
_LONGEST = 30
_TELLING, _FIGURE = 6, "数值"


def clean_name(text: str) -> str:
    """A name that a formula can use: no signs, no 且 或 非, not beginning with a figure."""
    bare = _NOT_IN_NAMES.sub("", _FRACTION.sub(r"\2分之\1", text))
    return (f"第{bare}" if bare[:1].isdigit() else bare)[:_LONGEST]


@dataclass(frozen=True)
class ItemOrigin:
    """What in the document an item is needed for, and who reports it.

    ``key``: the 编号; empty for vetoes and rewards. ``owner``: empty for the unit itself.
    """

    key: str
    source: str
    title: str = ""
    owner: str = ""


@dataclass
class ItemCollector:
    """Collects the items of all rows."""

    found: dict[str, DraftItem] = field(default_factory=dict)
    origins: dict[str, ItemOrigin] = field(default_factory=dict)
    sure: dict[str, str] = field(default_factory=dict)
    of_entry: dict[tuple[str, str], str] = field(default_factory=dict)  # (编号, name as drafted) → name given

    def copy(self) -> ItemCollector:
        """The same items, to try a row on."""
        return ItemCollector(dict(self.found), dict(self.origins), dict(self.sure), dict(self.of_entry))

    def take(self, row: DraftRow, origin: ItemOrigin) -> Mapping[str, str]:
        """The row's columns with the names that its items got."""
        names: dict[str, str] = {}
        for item in row.items:
            names[item.name] = self._take(item, origin, row.sure.value)
        for new in names.values():
            item = self.found[new]
            if item.formula:
                self.found[new] = DraftItem(item.name, item.measure, item.type, _renamed(item.formula, names))
        columns = dict(row.columns)
        for column in _OF_NAMES:
            if columns.get(column):
                columns[column] = _renamed(columns[column], names)
        return columns

    def _take(self, item: DraftItem, origin: ItemOrigin, sure: str) -> str:
        name = clean_name(item.name) or "数据"
        known = self.of_entry.get((origin.key, item.name))
        if known is not None and self.found[known].type == item.type:
            return known
        if not origin.key and name in self.found and self.found[name].type == item.type:
            return name  # a veto or a reward speaks of what the rubric counts
        if name in self.found and len(name) >= _TELLING and item.type == self.found[name].type == _FIGURE:
            return name  # a figure of a formula, known by so long a name, is the same figure
        if name in self.found:
            name = self._free(name, origin.title)
        self.found[name] = DraftItem(name, item.measure, item.type, item.formula)
        self.origins[name], self.sure[name] = origin, sure
        self.of_entry[origin.key, item.name] = name
        return name

    def _free(self, name: str, title: str) -> str:
        """Two indicators count something of the same name: told apart by the indicator's title, else by a number."""
        prefix = clean_name(title)[:8]
        if prefix and prefix not in name and f"{prefix}{name}" not in self.found:
            return f"{prefix}{name}"
        number = 2
        while f"{name}{number}" in self.found:
            number += 1
        return f"{name}{number}"

    def rows(self) -> Sequence[SchemeRow]:
        """The sheet 填报项."""
        found: list[SchemeRow] = []
        for name, item in self.found.items():
            row: dict[str, str] = {"数据项": name, "计量单位": item.measure, "类型": item.type}
            if item.formula:
                row["公式"] = item.formula
            else:
                row["填报人"] = self.origins[name].owner or OWN_UNIT
            found.append({**row, SOURCE: self.origins[name].source, SURE: self.sure[name]})
        return found


def _renamed(text: str, names: Mapping[str, str]) -> str:
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return text
    pattern = re.compile("|".join(re.escape(old) for old in sorted(changed, key=len, reverse=True)))
    return pattern.sub(lambda match: changed[match[0]], text)
