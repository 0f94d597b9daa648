"""A scheme under a revised document: its sheets as they would be, the list of what changes, and what stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.base.sheet_names import APPROVED, CASES, ITEMS, PAST_RESULTS, RUBRIC, SETTINGS
from kaohe_xl.base.text import fold, split_list
from kaohe_xl.diff.revised_beside import revise_beside
from kaohe_xl.diff.revised_items import NAME, new_names, rename, revise_items, used
from kaohe_xl.diff.revised_rubric import RevisedRubric, revise_rubric
from kaohe_xl.drafting.beside_rubric import NAME_OF
from kaohe_xl.drafting.draft import Draft, SchemeRow, Value
from kaohe_xl.drafting.revised import ClauseChange, ClauseChangeKind, RevisedRow, shown

YEAR, TITLE = "年度", "考核名称"
SHEETS = (SETTINGS, ITEMS, RUBRIC, *NAME_OF)
ASIDE = (APPROVED, PAST_RESULTS, CASES)  # the clerk's; they may name data items and 编号
_SCORE_OF = re.compile(r"(?<=得分\[)([^\]]+)(?=\])")
_BY_KEY = ("依据",)
SheetRows = Sequence[SchemeRow]


@dataclass
class Revision:
    """``sheets``: those that change; ``kept``: clauses, items and conditions of the clerk that stay as they are;
    ``moved``: the clerk's 编号 → the new one."""

    sheets: dict[str, list[RevisedRow]] = field(default_factory=dict)
    changes: list[ClauseChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: int = 0
    moved: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Revision {len(self.changes)} 处改动，{self.kept} 行不动>"


def revise(scheme: Mapping[str, SheetRows], draft: Draft) -> Revision:
    """What the new draft adds to the clerk's rows, by sheet, and changes in them."""
    drafted = {name: [dict[str, Value](row) for row in draft.sheets.get(name, ())] for name in SHEETS}
    rubric, sheets = _pass(scheme, drafted, draft.year)
    items, given = ({shown(row[NAME]): row for row in rows} for rows in (_items(scheme), drafted[ITEMS]))
    kept = [line.row for lines in sheets.values() for line in lines[0] if not line.drafted]
    kept_new = [row for _, rows in rubric.pairs for row in rows]
    names = new_names(items, given, used(items, kept), used(given, kept_new), rubric.pairs)
    fresh = [RevisedRow(row, None) for name in (RUBRIC, *NAME_OF) for row in drafted[name]]
    rename(fresh, names)
    for name in (RUBRIC, *NAME_OF):
        drafted[name] = [fresh.pop(0).row for _ in drafted[name]]
    rubric, sheets = _pass(scheme, drafted, draft.year)

    revision = Revision(moved=rubric.moved)
    for lines, _, _ in sheets.values():
        for line in lines:
            line.row = renumbered(line.row, rubric.drafted if line.drafted else rubric.moved)
    every = [line for lines, _, _ in sheets.values() for line in lines]
    every += [RevisedRow(dict(row), None) for name in ASIDE for row in scheme.get(name, ())]
    before = [row for name in sheets for row in scheme.get(name, ())]
    sheets[ITEMS] = (*revise_items(_items(scheme), drafted[ITEMS], names, before, every), [])
    sheets[SETTINGS] = (*_settings(scheme.get(SETTINGS, ()), draft), [])
    for name in SHEETS:
        lines, changes, notes = sheets[name]
        revision.changes += changes if name != ITEMS else ()
        revision.notes += notes
        if changes or any(renumbered(row, rubric.moved) != row for row in scheme.get(name, ())):
            revision.sheets[name] = lines
        revision.kept += sum(line.old is not None and not line.drafted for line in lines) if name != SETTINGS else 0
    revision.changes += sheets[ITEMS][1]
    revision.notes += _dangling(scheme, sheets, rubric.moved)
    if rubric.moved:
        told = "，".join(f"{one} → {other}" for one, other in rubric.moved.items())
        revision.notes.append(f"编号跟着文件顺移：{told}")
    return revision


def _dangling(scheme: Mapping[str, SheetRows], sheets: Mapping[str, Revised], moved: Mapping[str, str]) -> list[str]:
    """编号 that are gone and still named by what stays."""
    gone = {shown(row.get("编号")) for row in scheme.get(RUBRIC, ())}
    gone -= {shown(line.row.get("编号")) for line in sheets[RUBRIC][0]} | moved.keys()
    found: list[str] = []
    rows = [(name, row) for name in ASIDE for row in scheme.get(name, ())]
    rows += [(name, line.row) for name in (RUBRIC, ITEMS, *NAME_OF) for line in sheets[name][0]]
    for name, row in rows:
        named = {key for column in ("编号", "范围", *_BY_KEY) for key in split_list(shown(row.get(column)))}
        named |= {key.strip() for value in row.values() for key in _SCORE_OF.findall(shown(value))}
        found += [f"{name} 里还写着编号 {key}，这一条已经删了；请改掉" for key in sorted((named & gone) - {""})]
    return list(dict.fromkeys(found))


Revised = tuple[list[RevisedRow], list[ClauseChange], list[str]]


def _pass(
    scheme: Mapping[str, SheetRows], drafted: Mapping[str, SheetRows], year: int
) -> tuple[RevisedRubric, dict[str, Revised]]:
    rubric = revise_rubric(scheme.get(RUBRIC, ()), drafted[RUBRIC], year)
    sheets: dict[str, Revised] = {RUBRIC: (list(rubric.lines), list(rubric.changes), list(rubric.notes))}
    for name in NAME_OF:
        sheets[name] = revise_beside(name, scheme.get(name, ()), drafted[name], year)
    return rubric, sheets


def _items(scheme: Mapping[str, SheetRows]) -> list[SchemeRow]:
    return [row for row in scheme.get(ITEMS, ()) if shown(row.get(NAME))]


def renumbered(row: SchemeRow, moved: Mapping[str, str]) -> dict[str, Value]:
    """The row with other 编号 where it names one: 依据, and 得分[1.2] in formulas and conditions."""
    found = dict(row)
    for name, value in row.items() if moved else ():
        if name in _BY_KEY:
            keys = split_list(shown(value))
            if any(key in moved for key in keys):
                found[name] = "、".join(moved.get(key, key) for key in keys)
        elif isinstance(value, str) and "得分[" in value:
            found[name] = _SCORE_OF.sub(lambda match: moved.get(match[0].strip(), match[0]), value)
    return found


def _settings(rows: SheetRows, draft: Draft) -> tuple[list[RevisedRow], list[ClauseChange]]:
    """年度 and 考核名称, where the document is of another year."""
    lines = [RevisedRow(dict(row), at) for at, row in enumerate(rows)]
    by_name = {fold(shown(line.row.get("设置"))): line for line in lines}
    year, title = by_name.get(YEAR), by_name.get(TITLE)
    was = shown(year.row.get("值")) if year else ""
    if year is None or not was or was == str(draft.year) or str(draft.year) not in draft.title:
        return lines, []
    wanted: list[tuple[RevisedRow, Value]] = [(year, draft.year)]
    if title is not None:
        called = shown(title.row.get("值"))
        wanted.append((title, called.replace(was, str(draft.year)) if was in called else draft.title))
    changes: list[ClauseChange] = []
    for line, value in wanted:
        name, before = shown(line.row.get("设置")), shown(line.row.get("值"))
        line.row["值"], line.drafted = value, True
        changes.append(ClauseChange(ClauseChangeKind.CHANGED, SETTINGS, name, "", "", [("值", before, shown(value))]))
    return lines, changes
