"""填报项 under a revised document: the clerk's, as long as something uses them, and what the new rows need."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from kaohe_xl.base.sheet_names import ITEMS
from kaohe_xl.drafting.draft import SchemeRow, Value
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.revised import ClauseChange, ClauseChangeKind, RevisedRow, differing, shown, texts

NAME, TYPE = "数据项", "类型"
_NAMED_IN = ("数据项", "基准", "条件", "倍数", "公式")
Pairs = Sequence[tuple[Sequence[SchemeRow], Sequence[SchemeRow]]]


def used(names: Iterable[str], rows: Iterable[SchemeRow]) -> set[str]:
    """Which of the names the rows speak of; the longest that fits counts."""
    pattern = _any_of(names)
    return {match[0] for text in texts(rows) for match in pattern.finditer(text)} if pattern else set()


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted({name for name in names if name}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None


def rename(lines: Iterable[RevisedRow], names: Mapping[str, str]) -> None:
    """Other names of data items in what was drafted."""
    changed = {old: new for old, new in names.items() if old != new}
    pattern = _any_of(names)  # an item that keeps its name covers a shorter one inside it
    if not changed or pattern is None:
        return
    for line in lines:
        for column in _NAMED_IN:
            if shown(line.row.get(column)):
                line.row[column] = pattern.sub(lambda match: names[match[0]], shown(line.row[column]))


def new_names(
    old: Mapping[str, SchemeRow],
    new: Mapping[str, SchemeRow],
    kept: Collection[str],
    kept_new: Collection[str],
    pairs: Pairs,
) -> dict[str, str]:
    """Drafted name → name in the revision: the clerk's for the same fact, a free one where the clerk's means another.

    ``kept``: of the clerk's names those that rows kept use; ``kept_new``: drafted names of the same clauses.
    """
    theirs: dict[str, str] = {}
    for mine, drafted in pairs:
        for one, other in zip(mine, drafted, strict=False):
            name, given = shown(one.get(NAME)), shown(other.get(NAME))
            if name in old and given in new and shown(old[name].get(TYPE)) == shown(new[given].get(TYPE)):
                theirs.setdefault(given, name)
    found: dict[str, str] = {}
    for name, row in new.items():
        same = name in old and shown(old[name].get(TYPE)) == shown(row.get(TYPE))
        if name in theirs:
            found[name] = theirs[name]
        elif name not in old or (same and (name in kept_new or name not in kept)):
            found[name] = name
        else:
            found[name] = _free(name, {*old, *new, *found.values()})
    return found


def _free(name: str, taken: Collection[str]) -> str:
    number = 2
    while f"{clean_name(name)}{number}" in taken:
        number += 1
    return f"{clean_name(name)}{number}"


def revise_items(
    old: Sequence[SchemeRow],
    new: Sequence[SchemeRow],
    names: Mapping[str, str],
    before: Sequence[SchemeRow],
    after: Sequence[RevisedRow],
) -> tuple[list[RevisedRow], list[ClauseChange]]:
    """``before``: all rows of the clerk that may name items; ``after``: those of the revision."""
    own = [shown(row.get(NAME)) for row in old]
    drafted = {names[shown(row.get(NAME))]: dict[str, Value](row) for row in new}
    wanted = used({*own, *drafted}, [line.row for line in after if line.drafted])
    while more := used(drafted, [drafted[name] for name in wanted if name in drafted and name not in own]) - wanted:
        wanted |= more  # what the formula of a wanted item is made of
    known = {*own, *drafted}
    left = used(known, [*(line.row for line in after), *_formulas(old)])
    gone = {name for name in own if name in used(known, before) and name not in left and name not in drafted}
    lines = [RevisedRow(dict(row), at) for at, row in enumerate(old) if shown(row.get(NAME)) not in gone]
    changes = [ClauseChange(ClauseChangeKind.REMOVED, ITEMS, name, name, "") for name in own if name in gone]
    for name in (each for each in drafted if each in wanted and each not in own):
        line = RevisedRow({**drafted[name], NAME: name}, None, True)
        rename([line], {**{each: each for each in names.values()}, **names, name: name})
        lines.append(line)
        columns = [each for each in differing({}, line.row) if each[0] != NAME]
        changes.append(ClauseChange(ClauseChangeKind.ADDED, ITEMS, name, "", name, columns))
    return lines, changes


def _formulas(rows: Sequence[SchemeRow]) -> list[SchemeRow]:
    return [{"公式": row["公式"]} for row in rows if shown(row.get("公式"))]
