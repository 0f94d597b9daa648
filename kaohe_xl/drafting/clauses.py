"""Clauses of the office's text, and the rows that each becomes, with how sure that is.

High: one family's sentence takes in every character of the clause. What no family takes in is kept in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.sheet_names import REWARDS, RUBRIC
from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.drafted import Confidence, DraftRow
from kaohe_xl.drafting.items import clean_name
from kaohe_xl.drafting.language.clause_parts import ClauseContext
from kaohe_xl.drafting.language.lexing import plain
from kaohe_xl.drafting.reading import read
from kaohe_xl.drafting.rows.doubts import second_look

_LONGEST = 600  # characters of a clause; a longer one is kept as text
_LONGEST_CELL = 10_000  # characters of a cell or paragraph
_OPEN, _CLOSE = "（(“「『《〔[【", "）)”」』》〕]】"
_NUMBER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十\d]{1,3}条\s*|[（(]?\d{1,2}[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳⑴-⒇]|[（(][一二三四五六七八九十]+[）)])\s*、?"
)
_ENDS_A_CLAUSE = re.compile(
    r"(?:扣|得|加|减|奖|计|记)\s*\d+(?:\.\d+)?(?:[-—~至]+\d+(?:\.\d+)?)?\s*分(?:/\w{1,2})?$|(?:奖|罚|款)\w{0,3}?\d+(?:\.\d+)?万?元(?:/\w{1,2})?$"
)
_ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十百\d]{1,4}条\s*")
_SCORES = re.compile(
    r"扣|减\d|得\s*\d|加\s*\d|计\s*\d|记\s*\d|不得分|清零|否决|评优|评先|\d分|满分|标准分|计分|奖|罚|优秀|合格"
)
_CLAUSE = re.compile(r"(?:扣|得|加|减|奖|计|记|罚)\s*\d|按\d+(?:\.\d+)?分/|加倍|翻倍")
_FAULT = re.compile(r"^(?:未|没有|没|无|不)[^\d，,]+扣")
_LESSER = re.compile(r"^(?:不(?:完善|规范|健全|到位|齐全|完整|及时)|[^\d未没无]{2,6}(?:差|不强|不高|不够|较差))的?扣")
_LIMIT = re.compile(r"[<>]=?\d")
_ALTOGETHER = re.compile(r"(?:累计|合计|共计|总计)[^,，;；。]{0,10}\d+(?:\.\d+)?分(?:封顶|为限)?[)）。;；]?$")
_HEADED = re.compile(r"(?P<head>[\u4e00-\u9fff]{2,12})[:：](?P<rest>[^:：]{4,})", re.DOTALL)
_HIGHEST = re.compile(
    r"[，,；;（(]?(?:同一\w{0,8}|按)?(?:就高不就低|就高不重复|取最高(?:分|项|值)|按最高(?:级别|分|项|一级)\w{0,4}计(?:分|算)?|不重复(?:计|加|得)分)[）)]?"
)
_BY_CASE = ("每例扣分", "每例得分")
_TAILS = re.compile(
    r"^(?:每月|每季度?|每年|全年|月度|季度|单项|本条)?(?:[本该此]项)?(?:扣完为止|直至扣完|最高|最多|封顶|上限|累计|倒扣|不封顶|不保底|不超过)"
)
_SPARED = re.compile(r"[^\d]*不(?:予|再)?扣分。?")


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
            and _ENDS_A_CLAUSE.search(plain[max(start, at - _LONGEST) : at])
            and _goes_on(plain[start:at], plain[at + 1 : at + 1 + _LONGEST])
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
    return bool(_CLAUSE.search(head)) and not _TAILS.match(head)


def draft_cell(text: str, full_mark: Fraction | None, *, subject: str = "", year: int | None = None) -> list[DraftRow]:
    """The rows of a cell that may hold several clauses. ``subject``: what the cell is about (考核内容)."""
    about = ClauseContext(subject, full_mark, year)
    text = _ARTICLE.sub("", text)
    if _HIGHEST.search(text):
        rows = draft_cell(_HIGHEST.sub("", text), full_mark, subject=subject, year=year)
        return [_only_one(row, subject) for row in rows]
    if len(text) > _LONGEST_CELL:
        return [_kept(text, Confidence.LOW, "这一格太长，没有读；分成几格再起草")]
    headed = _HEADED.fullmatch(text.strip())
    if headed is not None and "=" not in narrow(text):  # 科研立项：国家级加10分，省部级加6分
        rows = draft_cell(headed["rest"], full_mark, subject=headed["head"], year=year)
        if all(row.sure in (Confidence.HIGH, Confidence.MEDIUM) for row in rows):
            return rows
    if "得分=" in narrow(text):  # a formula speaks of the whole cell
        whole = draft_clause(text, about)
        if whole[0].sure in (Confidence.HIGH, Confidence.MEDIUM):
            return whole
    whole = _as_sentence(text.replace("；", "，").replace(";", "，"), about)  # tiers written with ；
    if whole:
        return [replace(row, source=text) for row in whole]
    found: list[DraftRow] = []
    clauses: list[str] = []
    for sentence in split_sentences(text):
        rows = _as_sentence(sentence, about)
        parts = [sentence] if rows else split_clauses(sentence)
        drafted = rows or [row for part in parts for row in draft_clause(part, about)]
        found += _together(_sharing_a_cap(drafted, sentence, subject))
        clauses += parts
    found = _doubled(found)
    counted = [row.columns["数据项"] for row in found if row.columns.get("计分方式", "").startswith("每例")]
    if len(set(counted)) < len(counted):  # 多休1日扣10分，多休2日扣30分: degrees of one thing, not two counts
        return [_kept(text, Confidence.LOW, "几个分数说的是同一件事的几档，由评分人评定")]
    return second_look(found, clauses)


def _only_one(row: DraftRow, subject: str) -> DraftRow:
    """就高不就低: of the clauses of a cell only the one that comes to most counts."""
    if row.table != RUBRIC or row.columns.get("计分方式") not in (*_BY_CASE, "达标得分", "不达标扣分"):
        return row.doubted("原文说就高不就低，核对管哪几条") if row.columns else row
    columns = {**row.columns, "互斥": clean_name(subject)[:10] or "就高"}
    return replace(row, columns=columns).doubted("就高不就低，按这一格的几条只算最多的一条草拟")


def _doubled(rows: Sequence[DraftRow]) -> list[DraftRow]:
    """加倍 belongs to the row before it; where there is none, only the words are kept."""
    found: list[DraftRow] = []
    for row in rows:
        if row.columns.get("计分方式") != "":
            found.append(row)
        elif found and found[-1].table == REWARDS and found[-1].columns.get("方式") == "每例":
            found.append(_paid_double(found.pop(), row))
        elif found and found[-1].table == RUBRIC and found[-1].columns.get("计分方式") not in ("评定", ""):
            before = found.pop()
            columns = {**before.columns, "倍数": row.columns["倍数"]}
            doubled = replace(before, columns=columns, items=(*before.items, *row.items))
            found.append(doubled.doubted(row.why))
        else:  # of other money: it is not known how they double, and so not what the row before comes to
            if found and found[-1].columns:
                found[-1] = found[-1].doubted("后面加倍的话没有读懂，核对它管不管这一条")
            found.append(_kept(row.source, Confidence.LOW, "加倍的话前面没有可加倍的条款"))
    return found


def _paid_double(before: DraftRow, doubling: DraftRow) -> DraftRow:
    """处罚10元/人次，屡教不改者翻倍处理: an amount for each case has no 倍数, a formula says it."""
    (when,) = doubling.items
    kept = {name: value for name, value in before.columns.items() if name not in ("方式", "数据项", "金额")}
    written = f"{before.columns['金额']}×{before.columns['数据项']}×如果({when.name}=是,2,1)"
    columns = {**kept, "方式": "公式", "基准": written}
    return replace(before, columns=columns, items=(*before.items, when)).doubted(doubling.why)


def _sharing_a_cap(rows: Sequence[DraftRow], sentence: str, subject: str) -> list[DraftRow]:
    """国家级每项加3分，省级每项加2分，累计加分不超过10分: one cap for all of them, not for the last alone."""
    cap = rows[-1].columns.get("上限") if rows else None
    kinds = {"扣" if "扣分" in row.columns.get("计分方式", "") else "得" for row in rows}
    if cap is None or len(rows) < 2:
        return list(rows)
    if len(kinds) > 1 or not _ALTOGETHER.search(narrow(sentence)):
        last, why = rows[-1], f"“不超过{cap}分”写在几条的后面，可能管前面各条"
        alone = last.sure is Confidence.HIGH and any("上限" not in row.columns for row in rows[:-1])
        return [*rows[:-1], last.doubted(why)] if alone else list(rows)
    name = f"{subject or '合计'}{'扣分' if kinds == {'扣'} else '加分'}"
    why = f"累计不超过{cap}分，按这几条合起来封顶草拟"
    shared = []
    for position, row in enumerate(rows):
        columns = {key: value for key, value in row.columns.items() if key != "上限"}
        columns["合计上限"] = name if position else f"{name}:{cap}"
        shared.append(replace(row, columns=columns).doubted(why) if row.columns.get("计分方式") else row)
    return shared


def _together(rows: Sequence[DraftRow]) -> list[DraftRow]:
    """Parts of one sentence: where one was not understood, the others may mean something else than they say alone."""
    limits = [
        row
        for row in rows
        if row.columns.get("计分方式") in ("达标得分", "不达标扣分") and _LIMIT.match(row.columns["基准"])
    ]
    if len(limits) > 1:  # 90%以上得5分，95%以上得3分
        why = "同一句里有几个分数线，核对是各算各的还是只算一档"
        return [row.doubted(why) if row.sure is Confidence.HIGH else row for row in rows]
    if len(rows) < 2 or all(row.sure in (Confidence.HIGH, Confidence.MEDIUM) for row in rows):
        return list(rows)
    why = "同一句里还有没有读懂的话，核对这一条单独成立"
    return [row.doubted(why) if row.sure is Confidence.HIGH else row for row in rows]


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


def _as_sentence(text: str, about: ClauseContext) -> list[DraftRow]:
    """The rows of a sentence that a family takes in whole; none where no family does."""
    words = plain(text)
    if len(words) > _LONGEST:
        return []
    return [replace(row, source=text) for row in read(words, about)]


def draft_clause(text: str, about: ClauseContext) -> list[DraftRow]:
    """The rows of one clause. A clause that no family takes in is one row 评定 with its words, or none that scores."""
    if len(text) > _LONGEST:
        return [_kept(text, Confidence.LOW, "太长，没有读")]
    if rows := _as_sentence(text, about):
        return rows
    if _SPARED.fullmatch(plain(text)):
        return [DraftRow("", {}, (), Confidence.NONE, text, "说的是不扣分的情形，填报时注意")]
    if not _SCORES.search(plain(text)):
        return [DraftRow("", {}, (), Confidence.NONE, text, "没有写得分、扣分或奖惩")]
    return [_kept(text, Confidence.LOW, "")]


def _kept(text: str, sure: Confidence, why: str) -> DraftRow:
    return DraftRow(RUBRIC, {"计分方式": "评定"}, (), sure, text, why)
