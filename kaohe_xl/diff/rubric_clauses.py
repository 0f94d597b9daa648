"""Rows of 评分细则 as the indicators and clauses that they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.base.text import fold
from kaohe_xl.drafting.draft import SOURCE, SchemeRow, Value
from kaohe_xl.drafting.revised import METHOD, WORDS, ClauseLinks, WordedClause, bare, link, linked_blocks, shown
from kaohe_xl.scheme.cells import is_total

KEY, MARK, TITLE = "编号", "标准分", "考核内容"
HEAD = (KEY, "项目", TITLE, MARK, "考核线")  # on the first row of an indicator
_CARRIED = ("项目", "考核线")  # blank: as above


@dataclass(frozen=True)
class Rubric:
    """Rows by indicators, the clauses in them, and what stands on the first row of each indicator."""

    rows: Sequence[SchemeRow]
    clauses: Sequence[WordedClause]
    heads: Sequence[Mapping[str, Value]]
    block_of: Sequence[int]

    def rows_of(self, clause: WordedClause) -> list[SchemeRow]:
        return [self.rows[i] for i in clause.rows]


def read_rubric(rows: Sequence[SchemeRow]) -> Rubric:
    """A further row has no 编号, or the same again; without words of its own it belongs to the clause above."""
    clauses: list[WordedClause] = []
    heads: list[Mapping[str, Value]] = []
    block_of: list[int] = []
    carried: dict[str, Value] = {}
    of_document = any(shown(row.get(SOURCE)) for row in rows)
    for at, row in enumerate(rows):
        key, words = shown(row.get(KEY)), shown(row.get(WORDS))
        carried |= {name: row[name] for name in _CARRIED if shown(row.get(name))}
        starts = not heads or (bool(key) and fold(key) != fold(shown(heads[-1].get(KEY))))
        if starts:
            heads.append({**{name: row[name] for name in HEAD if name in row}, **carried})
        block_of.append(len(heads) - 1)
        if not starts and not shown(row.get(METHOD)) and any(is_total(shown(row.get(n))) for n in ("项目", TITLE)):
            clauses.append(WordedClause("", "", len(heads) - 1, [at], own=True))  # 合计 100: nothing is read of it
            continue
        title = fold(shown(heads[-1].get(TITLE)))
        if starts or (words and bare(words) != clauses[-1].key):
            own = of_document and not shown(row.get(SOURCE))
            clauses.append(WordedClause(words, title, len(heads) - 1, [at], own))
        else:
            clauses[-1].rows.append(at)
    return Rubric(rows, clauses, heads, block_of)


@dataclass(frozen=True)
class MatchedRubrics:
    """The clerk's rubric and the drafted one, and what in the new one stands for what in the old one.

    ``links``: clauses, drafted → the clerk's; ``blocks``: indicators, drafted → the clerk's.
    """

    old: Rubric
    new: Rubric
    links: ClauseLinks
    blocks: Mapping[int, int]


def match_rubrics(old: Rubric, new: Rubric) -> MatchedRubrics:
    """Indicators are known by clauses that are the same, before those that replace others."""
    links = link(old.clauses, new.clauses)
    blocks = linked_blocks(old.clauses, new.clauses, links.same)
    for block, at in linked_blocks(old.clauses, new.clauses, links.instead).items():
        if block not in blocks and at not in blocks.values():
            blocks[block] = at
    return MatchedRubrics(old, new, links, blocks)
