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


class Confidence(StrEnum):
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
    sure: Confidence
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
_TAILS = re.compile(r"^(?:扣完为止|直至扣完|最高|最多|封顶|上限|累计|倒扣|不封顶|不保底|该项最)")


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
    return _with_tails([_NUMBER.sub("", part).strip(" ，,、　") for part in parts])


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
        if whole[0].sure in (Confidence.HIGH, Confidence.MEDIUM):
            return whole
    from kaohe_xl.drafting.doubts import second_look

    whole = _as_sentence(text.replace("；", "，").replace(";", "，"), full_mark, subject)  # tiers written with ；
    if whole:
        return [replace(row, source=text) for row in whole]
    found: list[DraftRow] = []
    clauses: list[str] = []
    for sentence in split_sentences(text):
        rows = _as_sentence(sentence, full_mark, subject)
        parts = [sentence] if rows else split_clauses(sentence)
        drafted = rows or [row for part in parts for row in draft_clause(part, full_mark, subject=subject)]
        found += _together(drafted)
        clauses += parts
    counted = [row.columns["数据项"] for row in found if row.columns.get("计分方式", "").startswith("每例")]
    if len(set(counted)) < len(counted):  # 多休1日扣10分，多休2日扣30分: degrees of one thing, not two counts
        return [_kept(text, Confidence.LOW, "几个分数说的是同一件事的几档，由评分人评定")]
    return second_look(found, clauses)


def _together(rows: Sequence[DraftRow]) -> list[DraftRow]:
    """Parts of one sentence: where one was not understood, the others may mean something else than they say alone."""
    if len(rows) < 2 or all(row.sure in (Confidence.HIGH, Confidence.MEDIUM) for row in rows):
        return list(rows)
    why = "同一句里还有没有读懂的话，核对这一条单独成立"
    return [replace(row, sure=Confidence.MEDIUM, why=why) if row.sure is Confidence.HIGH else row for row in rows]


def split_sentences(text: str) -> list[str]:
    """A cell cut at ；。 line ends and numbers only: tiers and a target with its steps stay together."""
    plain = re.sub(r"(?<=\d)。(?=\d)", ".", text)
    parts: list[str] = []
    depth = start = 0
    for at, char in enumerate(plain):
        depth += (char in _OPEN) - (char in _CLOSE and depth > 0)
        if char == "\n" or (char in "；;。" and not depth):
            parts.append(plain[start:at])
            start, depth = at + 1, 0
    return _with_tails([_NUMBER.sub("", part).strip(" ，,、　") for part in [*parts, plain[start:]]])


def _with_tails(parts: Sequence[str]) -> list[str]:
    """扣完为止 speaks of the clause before it."""
    found: list[str] = []
    for part in parts:
        if part and found and _TAILS.match(part) and len(part) <= 20:
            found[-1] += f"，{part}"
        elif part:
            found.append(part)
    return found


def _as_sentence(text: str, full_mark: Fraction | None, subject: str) -> list[DraftRow]:
    """The rows of a sentence whose parts belong together; none where no such sentence takes it in."""
    from kaohe_xl.drafting.sentences import SENTENCES

    plain = _plain(text)
    if len(plain) > _LONGEST:
        return []
    from kaohe_xl.drafting.plain_sentences import PLAIN_SENTENCES

    joined = (*SENTENCES, *PLAIN_SENTENCES) if re.search(r"[,，、]", plain) else SENTENCES
    found = next((rows for sentence in joined if (rows := sentence(plain, subject, full_mark))), ())
    return [replace(row, source=text) for row in found]


def _plain(text: str) -> str:
    """Half width, without spaces, line ends and closing signs: what families are written for."""
    bare = re.sub(r"(?<=\d)。(?=\d)", ".", narrow(text))
    return bare.replace(" ", "").replace("\n", "").strip("，,；;。")


def draft_clause(text: str, full_mark: Fraction | None, *, subject: str = "") -> list[DraftRow]:
    """The rows of one clause. A clause that no family takes in is one row 评定 with its words, or none that scores."""
    from kaohe_xl.drafting.families import FAMILIES

    plain = _plain(text)
    if len(plain) > _LONGEST:
        return [_kept(text, Confidence.LOW, "太长，没有读")]
    for family in FAMILIES:
        rows = family(plain, subject)
        if rows:
            return [replace(row, source=text) for row in rows]
    from kaohe_xl.drafting.plain_sentences import PLAIN_SENTENCES

    last = next((rows for sentence in PLAIN_SENTENCES if (rows := sentence(plain, subject, full_mark))), ())
    if last:
        return [replace(row, source=text) for row in last]
    if not _SCORES.search(plain):
        return [DraftRow("", {}, (), Confidence.NONE, text, "没有写得分、扣分或奖惩")]
    return [_kept(text, Confidence.LOW, "")]


def _kept(text: str, sure: Confidence, why: str) -> DraftRow:
    return DraftRow("评分细则", {"计分方式": "评定"}, (), sure, text, why)
