"""A row that a family was sure of, seen beside the rest of its cell: what would make it wrong without a word.

The second look only ever lowers how sure a row is; it never changes a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.drafted import Confidence, DraftRow

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_POINTS = re.compile(r"[扣得加减计记奖].*")
_CAP = re.compile(
    r"(?:最高|最多|累计|合计|封顶|不超过|上限|以内)\D{0,6}(\d+(?:\.\d+)?)\s*分|(\d+(?:\.\d+)?)分(?:封顶|为限)"
)
_ODD_NAME = re.compile(r"^[一二两三四五六七八九十每\d]|[扣得加减]\d+分|不扣分|发现每|降低位次")
_BY_CASE = ("每例扣分", "每例得分", "超额得分", "递增扣分")


def second_look(rows: Sequence[DraftRow], clauses: Sequence[str]) -> list[DraftRow]:
    """``clauses``: all of the cell, also those that became no row."""
    return [_lowered(row, clauses) if row.sure is Confidence.HIGH and row.table == "评分细则" else row for row in rows]


def _lowered(row: DraftRow, clauses: Sequence[str]) -> DraftRow:
    reason = _degrees(row, clauses) or _lost_cap(row, clauses) or _odd_name(row)
    return row.doubted(reason) if reason else row


def _stem(clause: str) -> str:
    """What a clause is about, whatever its figures: 重伤#人 of 重伤2人及以上扣30分."""
    about = _POINTS.sub("", narrow(clause))
    return re.sub(r"(?:及|\(含\)|含)?以上|以下|以内", "", _FIGURE.sub("#", about))


def _degrees(row: DraftRow, clauses: Sequence[str]) -> str:
    """重伤1人扣15分；重伤2人及以上扣30分: degrees of one thing, of which only one holds."""
    own = _stem(row.source)
    if row.columns.get("计分方式") in _BY_CASE and "#" in own and sum(_stem(clause) == own for clause in clauses) > 1:
        return "同一件事按数量分了几档，可能只按一档算，不是每例累加"
    return ""


def _lost_cap(row: DraftRow, clauses: Sequence[str]) -> str:
    """最高减5分 behind a clause caps it; a row without a cap would go on."""
    if row.columns.get("计分方式") not in _BY_CASE or row.columns.get("上限"):
        return ""
    caps = [next(filter(None, match.groups())) for clause in clauses for match in _CAP.finditer(narrow(clause))]
    return f"原文有封顶（{'、'.join(caps)}分），没有定下是不是管这一条" if caps else ""


def _odd_name(row: DraftRow) -> str:
    name = row.columns.get("数据项", "")
    return f"数据项的名称“{name}”是从句子里截的，请改成看得懂的" if _ODD_NAME.search(name) else ""
