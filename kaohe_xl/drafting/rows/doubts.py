"""A row that a family was sure of, seen beside the rest of its cell: what would make it wrong without a word.

The second look only ever lowers how sure a row is; it never changes a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.base.sheet_names import GRADES, REWARDS, RUBRIC, VETOES
from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.drafted import Confidence, DraftRow

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_POINTS = re.compile(r"[扣得加减计记奖].*")
_CAP = re.compile(
    r"(?:最高|最多|累计|合计|封顶|不超过|上限|以内)\D{0,6}(\d+(?:\.\d+)?)\s*分|(\d+(?:\.\d+)?)分(?:封顶|为限)"
)
_ODD_NAME = re.compile(r"\d月|^[一二两三四五六七八九十每\d]|[扣得加减]\d+分|不扣分|发现每|降低位次")
# words that say nothing but that it is the whole assessment: 对年度考核综合得分排名在
_WHOLE = re.compile(
    "(?:对|凡|连续|不足|低于|不满|未达到|未达|高于|超过|设立|设|评出|[特一二三四五]等奖|[≥≤<>=]|经|在|于|获得|取得|荣获|被评为|年度|年终|年末|全年|月度|季度|半年|每月|每季度|每年|当年|当月|当季|综合|总体|目标|管理|责任制|责任|绩效|工作|"
    "考核|考评|评比|评价|评定|评选|结果|最终|总分|总|得分|评分|分数|成绩|名次|排名|排位|位次|排|列|居|位|为|达到|达|的|者|且|各|单位|镇街|乡镇|镇|乡|街道|村|社区|部门|全县|全市|全区|全镇|"
    "等次|等级|档|优秀|先进|良好|合格|一般|较好|好|差|基本|称职|不|等|奖惩|奖励|惩处|办法|运用|其他|其它|附则|[一二三四五、,])*"
)
_BESIDE = "这一格里还有没有读懂的话，核对这条分数线是不是几档里的一档"
_BY_CASE = ("每例扣分", "每例得分", "超额得分", "递增扣分")


def second_look(rows: Sequence[DraftRow], clauses: Sequence[str]) -> list[DraftRow]:
    """``clauses``: all of the cell, also those that became no row."""
    unread = any(row.sure is Confidence.LOW for row in rows)
    seen = [_lowered(row, clauses) if row.sure is Confidence.HIGH and row.table == RUBRIC else row for row in rows]
    return [row.doubted(_BESIDE) if unread and _is_limit(row) else row for row in seen]


def _is_limit(row: DraftRow) -> bool:
    """≥90的20分: one line of several, where the others were not read."""
    return row.columns.get("计分方式") in ("达标得分", "不达标扣分") and row.columns["基准"][:1] in "<>="


def of_the_whole(rows: Sequence[DraftRow], lead: str, subject: str) -> Sequence[DraftRow]:
    """招商引资前三名奖励3万元: places and marks of one matter are not those of the whole, and nobody can tell for sure.

    ``lead``: the words before the first figure or place; ``subject``: what the cell is about.
    """
    other = next((words for words in (lead, subject) if not _WHOLE.fullmatch(narrow(words))), "")
    if not other:
        return rows
    why = f"“{other}”说的如果是单项，不是总分或总名次，依据和条件要改"
    return [row.doubted(why) if _rests_on_the_whole(row) else row for row in rows]


def _rests_on_the_whole(row: DraftRow) -> bool:
    told = row.columns
    by_total = "名次起" in told or told.get("方式") == "每分" or re.search("总分|名次", told.get("条件", ""))
    return row.table == GRADES or (row.table in (REWARDS, VETOES) and bool(by_total))


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
