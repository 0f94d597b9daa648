"""Clauses of the office's text, and the rows that each becomes, with how sure that is.

High: one family's sentence takes in every character of the clause. What no family takes in is kept in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from kaohe_xl.base.text import narrow


class Sure(StrEnum):
    """How far a drafted row may be trusted."""

    HIGH = "高"  # may be taken as it is
    MEDIUM = "中"  # something was defaulted: to be confirmed
    LOW = "低"  # only the text is kept: somebody must decide
    NONE = "不评"  # no clause that scores


@dataclass(frozen=True)
class DraftItem:
    """A data item that a row needs. ``type``: 整数, 百分比, 是否 …"""

    name: str
    measure: str
    type: str
    formula: str = ""


@dataclass(frozen=True)
class DraftRow:
    """A row of ``table`` (评分细则, 一票否决, 等次, 奖惩; empty: none) from ``source``; ``why``: the doubt."""

    table: str
    columns: Mapping[str, str]
    items: Sequence[DraftItem]
    sure: Sure
    source: str
    why: str


_LONGEST = 600  # characters of a clause; a longer one is kept as text
_OPEN, _CLOSE = "（(“「『《〔[【", "）)”」』》〕]】"
_NUMBER = re.compile(
    r"^\s*(?:[（(]?\d{1,2}[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳⑴-⒇]|[（(][一二三四五六七八九十]+[）)])\s*、?"
)
_ENDS_A_CLAUSE = re.compile(r"(?:扣|得|加|减|奖|计|记)\s*\d+(?:\.\d+)?\s*分$")
_SCORES = re.compile(r"扣|减\d|得\s*\d|加\s*\d|计\s*\d|记\s*\d|不得分|清零|否决|\d分|奖|罚|优秀|合格")
_FAULT = re.compile(r"^(?:未|没有|没|无|不)[^\d，,]+扣")
_LESSER = re.compile(r"^(?:不(?:完善|规范|健全|到位|齐全|完整|及时)|[^\d未没无]{2,6}(?:差|不强|不高|不够|较差))的?扣")
_TAILS = re.compile(r"^(?:扣完为止|直至扣完|最高不超过|最多|封顶|上限|累计|倒扣|不封顶|不保底|该项最)")


def split_clauses(text: str) -> list[str]:
    """Clauses of a cell or paragraph: at ；。 line ends, numbers, and commas between complete clauses.

    Never inside brackets or quotes, nor at the point of a figure (0。5).
    """
    plain = re.sub(r"(?<=\d)。(?=\d)", ".", text)
    parts: list[str] = []
    depth = 0
    start = 0
    for at, char in enumerate(plain):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char == "\n" or (char in "；;。" and not depth):
            parts.append(plain[start:at])
            start, depth = at + 1, 0
        elif (
            char in "，,、"
            and not depth
            and _ENDS_A_CLAUSE.search(plain[start:at])
            and _goes_on(plain[start:at], plain[at + 1 :])
        ):
            parts.append(plain[start:at])
            start = at + 1
    parts.append(plain[start:])
    bare = [_NUMBER.sub("", part).strip(" ，,、　") for part in parts]
    found: list[str] = []
    for part in bare:
        if part and found and _TAILS.match(part) and len(part) <= 20:
            found[-1] += f"，{part}"  # 扣完为止 speaks of the clause before it
        elif part:
            found.append(part)
    return found


def _goes_on(before: str, rest: str) -> bool:
    """Is what follows a comma a clause of its own? 未建立的扣4分，不完善的扣2分 is one: of two grades one holds."""
    if not _ENDS_A_CLAUSE.search(before):
        return False
    head = re.split(r"[；;。\n，,]", rest)[0]
    if _FAULT.match(_NUMBER.sub("", before)) and _LESSER.match(head):
        return False
    return bool(re.search(r"(?:扣|得|加|减|奖|计|记)\s*\d", head)) and not _TAILS.match(head)


def draft_cell(text: str, full_mark: Fraction | None, *, subject: str = "") -> list[DraftRow]:
    """The rows of a cell that may hold several clauses. ``subject``: what the cell is about (考核内容)."""
    if "得分=" in narrow(text):  # a formula speaks of the whole cell
        whole = draft_clause(text, full_mark, subject=subject)
        if whole[0].sure in (Sure.HIGH, Sure.MEDIUM):
            return whole
    from kaohe_xl.drafting.doubts import second_look

    found: list[DraftRow] = []
    clauses = split_clauses(text)
    for clause in clauses:
        found += draft_clause(clause, full_mark, subject=subject)
    counted = [row.columns["数据项"] for row in found if row.columns.get("计分方式", "").startswith("每例")]
    if len(set(counted)) < len(counted):  # 多休1日扣10分，多休2日扣30分: degrees of one thing, not two counts
        return [_kept(text, Sure.LOW, "几个分数说的是同一件事的几档，由评分人评定")]
    return second_look(found, clauses)


def draft_clause(text: str, full_mark: Fraction | None, *, subject: str = "") -> list[DraftRow]:
    """The rows of one clause. A clause that no family takes in is one row 评定 with its words, or none that scores."""
    from kaohe_xl.drafting.families import FAMILIES

    plain = re.sub(r"(?<=\d)。(?=\d)", ".", narrow(text)).replace(" ", "").replace("\n", "").strip("，,；;。")
    if len(plain) > _LONGEST:
        return [_kept(text, Sure.LOW, "太长，没有读")]
    for family in FAMILIES:
        rows = family(plain, subject)
        if rows:
            return [replace(row, source=text) for row in rows]
    if not _SCORES.search(plain):
        return [DraftRow("", {}, (), Sure.NONE, text, "没有写得分、扣分或奖惩")]
    return [_kept(text, Sure.LOW, "")]


def _kept(text: str, sure: Sure, why: str) -> DraftRow:
    return DraftRow("评分细则", {"计分方式": "评定"}, (), sure, text, why)
