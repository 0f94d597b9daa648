"""一票否决, 等次 and 奖惩 under a revised document: rows by the words they came from, or by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe_xl.base.text import fold
from kaohe_xl.drafting.beside_rubric import NAME_OF
from kaohe_xl.drafting.draft import ORIGINAL, SchemeRow
from kaohe_xl.drafting.revised import (
    ClauseChange,
    ClauseChangeKind,
    RevisedRow,
    RowOrder,
    WordedClause,
    bare,
    differing,
    instead,
    link,
    shown,
    telling,
)


def revise_beside(
    sheet: str, old: Sequence[SchemeRow], new: Sequence[SchemeRow], year: int
) -> tuple[list[RevisedRow], list[ClauseChange], list[str]]:
    """The sheet as it would be, what changes, and what cannot be told: by 原文, or by name where it has none."""
    if not any(shown(row.get(ORIGINAL)) for row in old):
        return _by_name(sheet, old, new)
    ours, theirs = (list(_groups(sheet, rows)) for rows in (old, new))
    links = link(ours, theirs)
    by_name = {name_of(sheet, old[i]): at for at, each in enumerate(ours) if not each.own for i in each.rows}
    for j, each in enumerate(theirs):  # 优秀 is 优秀, however it is said
        i = next((by_name[name] for k in each.rows if (name := name_of(sheet, new[k])) in by_name), None)
        if j not in links.all() and i is not None and i not in links.all().values():
            links.instead[j] = i
    revised = _RevisedSheet(sheet, old, year)
    for j, each in enumerate(theirs):
        if j in links.same:
            revised.last = ours[links.same[j]].rows[-1]
            continue
        former = ours[links.instead[j]].rows if j in links.instead else []
        revised.replace(former, [new[k] for k in each.rows])
    gone = set(range(len(ours))) - set(links.all().values())
    for i in sorted(i for at in gone if not ours[at].own for i in ours[at].rows):
        revised.changes.append(revised.removed(i))
    return revised.places.lines(), revised.changes, []


def _groups(sheet: str, rows: Sequence[SchemeRow]) -> Iterator[WordedClause]:
    by_words: dict[str, WordedClause] = {}
    for at, row in enumerate(rows):
        words = shown(row.get(ORIGINAL))
        if words and bare(words) in by_words:
            by_words[bare(words)].rows.append(at)
            continue
        made = WordedClause(words, "", at, [at], own=not words)
        by_words.setdefault(bare(words), made)
        yield made


def name_of(sheet: str, row: SchemeRow) -> str:
    """What a row of the sheet is called."""
    return shown(row.get(NAME_OF.get(sheet, "")))


class _RevisedSheet:
    """The clerk's rows as far as they are revised, and what has changed; what is new comes after the row ``last``."""

    def __init__(self, name: str, old: Sequence[SchemeRow], year: int) -> None:
        self.name, self.year = name, year
        self.places = RowOrder(old)
        self.changes: list[ClauseChange] = []
        self.last = -1

    def removed(self, i: int) -> ClauseChange:
        """Take a row of the clerk out."""
        row = self.places.old[i]
        self.places.drop(i)
        return ClauseChange(ClauseChangeKind.REMOVED, self.name, name_of(self.name, row), shown(row.get(ORIGINAL)), "")

    def replace(self, former: Sequence[int], new: Sequence[SchemeRow]) -> None:
        """Rows of new words over those of the former ones: by name, else in order."""
        sheet, old = self.name, self.places.old
        names = {name_of(sheet, old[i]): i for i in former}
        pairs = {k: names[name] for k, row in enumerate(new) if (name := name_of(sheet, row)) in names}
        left = [i for i in former if i not in pairs.values()]
        pairs |= dict(zip([k for k in range(len(new)) if k not in pairs], left, strict=False))
        order = sorted(pairs)
        rows = instead(sheet, [old[pairs[k]] for k in order], [new[k] for k in order], self.year) if order else []
        made = dict(zip(order, rows, strict=True))
        told: list[ClauseChange] = []
        for k, row in enumerate(new):
            words = shown(row.get(ORIGINAL))
            if k not in pairs:
                self.places.put(self.last, RevisedRow(dict(row), None, True))
                told.append(
                    ClauseChange(ClauseChangeKind.ADDED, sheet, name_of(sheet, row), "", words, differing({}, row))
                )
                continue
            self.last = at = pairs[k]
            self.places.drop(at)
            self.places.put(at, RevisedRow(made[k], at, True))
            before, columns = shown(old[at].get(ORIGINAL)), differing(old[at], made[k])
            told.append(ClauseChange(ClauseChangeKind.CHANGED, sheet, name_of(sheet, made[k]), before, words, columns))
        told += [self.removed(i) for i in former if i not in pairs.values()]
        self.changes += telling(told)


def _by_name(
    sheet: str, old: Sequence[SchemeRow], new: Sequence[SchemeRow]
) -> tuple[list[RevisedRow], list[ClauseChange], list[str]]:
    known = {fold(name_of(sheet, row)): at for at, row in enumerate(old)}
    places, changes, notes, last = RowOrder(old), list[ClauseChange](), list[str](), -1
    for row in new:
        name = name_of(sheet, row)
        at = known.get(fold(name))
        if at is None:
            places.put(last, RevisedRow(dict(row), None, True))
            changes.append(
                ClauseChange(ClauseChangeKind.ADDED, sheet, name, "", shown(row.get(ORIGINAL)), differing({}, row))
            )
            continue
        last = at
        other = [each for each in differing(old[at], row) if each[2]]
        told = "，".join(f"{column} 方案是 {mine or '空'}，文件是 {theirs}" for column, mine, theirs in other)
        notes += [f"{sheet} {name}：没有“原文”一列，看不出文件改没改；{told}，请核对"] if told else []
    return places.lines(), changes, notes
