"""评分细则 under a revised document: the clerk's indicators in their order, with what the document adds and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.diff.rubric_clauses import HEAD, KEY, MARK, TITLE, MatchedRubrics, Rubric, match_rubrics, read_rubric
from kaohe_xl.drafting.draft import MEANS, SURE, SchemeRow, Value
from kaohe_xl.drafting.revised import (
    METHOD,
    ClauseChange,
    ClauseChangeKind,
    RevisedRow,
    RowOrder,
    differing,
    figure,
    instead,
    shown,
    telling,
)

_OF_THE_INDICATOR = ("起点", "下限")
OLD, NEW = "旧", "新"
Owner = tuple[str, int]  # the clerk's or a new indicator, and its number


@dataclass(frozen=True)
class RevisedRubric:
    """The rows, what changes, what cannot be told; 编号 that moved: of the clerk's rows, of the drafted ones."""

    lines: Sequence[RevisedRow]
    changes: Sequence[ClauseChange]
    notes: Sequence[str]
    moved: Mapping[str, str]
    drafted: Mapping[str, str]
    pairs: Sequence[tuple[Sequence[SchemeRow], Sequence[SchemeRow]]]  # the same clause, the clerk's and drafted


def revise_rubric(rows: Sequence[SchemeRow], drafted: Sequence[SchemeRow], year: int) -> RevisedRubric:
    """The clerk's rubric with what the new draft changes."""
    matched = match_rubrics(read_rubric(rows), read_rubric(drafted))
    old, new = matched.old, matched.new
    places = RowOrder(rows)
    changes = _removed(matched, places)
    for j in sorted(matched.links.instead):
        changes += _replaced(matched, j, places, year)
    changes += _added(matched, places)
    lines = places.lines()
    owners = _owners(lines, matched)
    final = _numbers(owners, matched)
    marks, notes = _marks(matched)
    changes += _marks_told(old, marks)
    _head_lines(lines, owners, old, marks, final)
    order = {tag(owner): at for at, owner in reversed(list(enumerate(owners)))}
    changes.sort(key=lambda each: order.get(each.key, len(order)))
    known = {f"{OLD}{at}": shown(head.get(KEY)) for at, head in enumerate(old.heads)}
    known |= {f"{NEW}{at}": shown(head.get(KEY)) for at, head in enumerate(new.heads)}
    known |= {tag(owner): key for owner, key in final.items()}
    told = [replace(each, key=known[each.key]) for each in changes]
    moved = {shown(old.heads[at].get(KEY)): key for (kind, at), key in final.items() if kind == OLD}
    drafted_keys = {
        shown(new.heads[block].get(KEY)): final[OLD, at] for block, at in matched.blocks.items() if (OLD, at) in final
    }
    pairs = [(old.rows_of(old.clauses[i]), new.rows_of(new.clauses[j])) for j, i in matched.links.same.items()]
    return RevisedRubric(lines, told, notes, _moves(moved), _moves(drafted_keys), pairs)


def _moves(keys: Mapping[str, str]) -> dict[str, str]:
    return {one: other for one, other in keys.items() if one != other}


def _parents(matched: MatchedRubrics) -> set[int]:
    """Clauses without words or method: a row that only names a part stays as long as something of it does."""
    old = matched.old
    gone = set(range(len(old.clauses))) - set(matched.links.all().values())
    kept: set[int] = set()
    for i in gone:
        clause = old.clauses[i]
        if clause.words or shown(old.rows[clause.rows[0]].get(METHOD)):
            continue
        key = shown(old.heads[clause.block].get(KEY))
        children = [
            at for at, each in enumerate(old.clauses)
            if shown(old.heads[each.block].get(KEY)).startswith(f"{key}.")
        ]  # fmt: skip
        if not children or any(at not in gone for at in children):
            kept.add(i)
    return kept


def _removed(matched: MatchedRubrics, places: RowOrder) -> list[ClauseChange]:
    old, staying = matched.old, {*matched.links.all().values(), *_parents(matched)}
    found: list[ClauseChange] = []
    for i, clause in enumerate(old.clauses):
        if i in staying or clause.own:
            continue
        for at in clause.rows:
            places.drop(at)
        words = clause.words or shown(old.heads[clause.block].get(TITLE))
        found.append(ClauseChange(ClauseChangeKind.REMOVED, RUBRIC, f"{OLD}{clause.block}", words, ""))
    return found


def _replaced(matched: MatchedRubrics, j: int, places: RowOrder, year: int) -> list[ClauseChange]:
    old, new = matched.old, matched.new
    clause, other = old.clauses[matched.links.instead[j]], new.clauses[j]
    before, after = ([dict(row) for row in each] for each in (old.rows_of(clause), new.rows_of(other)))
    before[0].setdefault(TITLE, old.heads[clause.block].get(TITLE, ""))
    after[0] |= {name: new.heads[other.block][name] for name in (TITLE, MARK) if name in new.heads[other.block]}
    rows = instead(RUBRIC, before, after, year)
    told: list[ClauseChange] = []
    for at in clause.rows:
        places.drop(at)
    for position, row in enumerate(rows):
        former: SchemeRow = before[position] if position < len(before) else {}
        columns = [each for each in differing(former, row) if each[0] not in HEAD]
        places.put(clause.rows[0], RevisedRow(row, clause.rows[min(position, len(clause.rows) - 1)], True))
        told.append(
            ClauseChange(ClauseChangeKind.CHANGED, RUBRIC, f"{OLD}{clause.block}", clause.words, other.words, columns)
        )
    return telling(told)


def _added(matched: MatchedRubrics, places: RowOrder) -> list[ClauseChange]:
    """New clauses into the indicators that they belong to, then new indicators after the one before them."""
    new, blocks, known = matched.new, matched.blocks, matched.links.all()
    found: list[ClauseChange] = []
    for into in (True, False):
        for j, clause in enumerate(new.clauses):
            if j in known or (clause.block in blocks) is not into:
                continue
            rows = new.rows_of(clause)
            places.put(_anchor(matched, j), *(RevisedRow(dict(row), None, True) for row in rows))
            words = clause.words or shown(new.heads[clause.block].get(TITLE))
            key = f"{OLD}{blocks[clause.block]}" if into else f"{NEW}{clause.block}"
            columns = [each for row in rows for each in differing({}, row) if each[0] != KEY]
            found.append(ClauseChange(ClauseChangeKind.ADDED, RUBRIC, key, "", words, columns))
    return found


def _anchor(matched: MatchedRubrics, j: int) -> int:
    """The clerk's row that a new clause comes after."""
    old, new, blocks, known = matched.old, matched.new, matched.blocks, matched.links.all()
    block = new.clauses[j].block
    if block in blocks:
        for before in range(j - 1, -1, -1):
            if new.clauses[before].block != block:
                break
            if before in known and old.clauses[known[before]].block == blocks[block]:
                return old.clauses[known[before]].rows[-1]
        return old.block_of.index(blocks[block]) - 1
    earlier = next((blocks[each] for each in range(block - 1, -1, -1) if each in blocks), None)
    return max((at for at, each in enumerate(old.block_of) if each == earlier), default=-1)


# -- 编号 and 标准分 ---------------------------------------------------------------------------------------------------


def tag(owner: Owner) -> str:
    """Stands for the 编号 until that is known."""
    return f"{owner[0]}{owner[1]}"


def _owners(lines: Sequence[RevisedRow], matched: MatchedRubrics) -> list[Owner]:
    """The indicator that each line belongs to."""
    old, new, blocks = matched.old, matched.new, matched.blocks
    by_row = {id(row): block for row, block in zip(new.rows, new.block_of, strict=True)}
    by_key = {shown(new.heads[block].get(KEY)): block for block in by_row.values()}
    found: list[Owner] = []
    for line in lines:
        if line.old is not None:
            found.append((OLD, old.block_of[line.old]))
            continue
        block = by_key[shown(line.row.get(KEY))]
        found.append((OLD, blocks[block]) if block in blocks else (NEW, block))
    return found


def _numbers(owners: Sequence[Owner], matched: MatchedRubrics) -> dict[Owner, str]:
    """The clerk's 编号 stay, unless a new indicator needs one of them: then they go with the document."""
    old, new, blocks = matched.old, matched.new, matched.blocks
    mine = {block: shown(old.heads[block].get(KEY)) for kind, block in owners if kind == OLD}
    added = {block: shown(new.heads[block].get(KEY)) for kind, block in owners if kind == NEW}
    final = dict(mine)
    if set(mine.values()) & set(added.values()):
        final |= {at: shown(new.heads[block].get(KEY)) for block, at in blocks.items() if at in mine}
        taken = {*added.values(), *(final[at] for at in blocks.values() if at in final)}
        for at in sorted(set(mine) - set(blocks.values())):
            while final[at] in taken:
                final[at] = _next(final[at])
            taken.add(final[at])
    return {**{(OLD, at): key for at, key in final.items()}, **{(NEW, at): key for at, key in added.items()}}


def _next(key: str) -> str:
    head, dot, number = key.rpartition(".")
    return f"{head}{dot}{int(number) + 1}" if number.isdigit() else f"{key}.1"


def _marks(matched: MatchedRubrics) -> tuple[dict[int, Value], list[str]]:
    """标准分 that the document changes, by the clerk's indicator."""
    old, new = matched.old, matched.new
    found: dict[int, Value] = {}
    notes: list[str] = []
    for block, at in matched.blocks.items():
        mark, mine = new.heads[block].get(MARK, ""), old.heads[at].get(MARK, "")
        if not shown(mark) or figure(shown(mark)) == figure(shown(mine)):
            continue
        if shown(mine):
            found[at] = int(mark) if isinstance(mark, Fraction) and mark.denominator == 1 else mark
        else:
            key = shown(old.heads[at].get(KEY))
            notes.append(f"{RUBRIC} {key}：文件写标准分 {shown(mark)}，方案没有填，没有改；请核对")
    return found, notes


def _marks_told(old: Rubric, marks: Mapping[int, Value]) -> list[ClauseChange]:
    found: list[ClauseChange] = []
    for at, mark in marks.items():
        head = old.heads[at]
        words = shown(head.get(TITLE)) or next(each.words for each in old.clauses if each.block == at)
        columns = [(MARK, shown(head.get(MARK)), shown(mark))]
        found.append(ClauseChange(ClauseChangeKind.CHANGED, RUBRIC, tag((OLD, at)), words, words, columns))
    return found


def _head_lines(
    lines: Sequence[RevisedRow],
    owners: Sequence[Owner],
    old: Rubric,
    marks: Mapping[int, Value],
    final: Mapping[Owner, str],
) -> None:
    """What stands on the first row of the clerk's indicators is the clerk's, whichever row is the first now."""
    before: Owner | None = None
    for line, owner in zip(lines, owners, strict=True):
        kind, at = owner
        if kind == OLD and owner != before:
            line.row.update({name: value for name, value in old.heads[at].items() if shown(value)})
            line.row[KEY] = final[owner]
            first = old.rows[old.block_of.index(at)]
            mates = [each.row for each, other in zip(lines, owners, strict=True) if other == owner]
            for name in _OF_THE_INDICATOR:
                if shown(first.get(name)) and not any(shown(row.get(name)) for row in mates):
                    line.row[name] = first[name]
            if at in marks:
                line.row[MARK], line.row[SURE], line.drafted = marks[at], "中", True
                line.row.update({MEANS: ""} if MEANS in line.row else {})
        elif kind == OLD and line.drafted:
            line.row.update({name: "" for name in HEAD if name in line.row} | {KEY: final[owner]})
        elif kind == OLD and shown(line.row.get(KEY)):
            line.row[KEY] = final[owner]
        before = owner
