"""Rows of 奖惩: an amount in yuan, and the condition that a part of a clause says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.sheet_names import REWARDS
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import ClausePart, row

LOST = DraftItem("扣分合计", "分", "数值")  # marks lost: no figure of the calculation, somebody fills it in
_FACTOR = {"元": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}
OF_THE_SCORE = re.compile(
    r"|(?:.*总分|(?:年度|年终|全年|月度|季度|综合|最终|考核|考评|目标|评比)*(?:得分|总成绩|成绩|分数)?)(?:在|为|达到)?"
)
_PERIOD = {
    **dict.fromkeys(("每月", "每个月", "当月", "月度"), "月"),
    **dict.fromkeys(("每季度", "每个季度", "每季", "当季", "季度"), "季"),
    "每半年": "半年",
}


def amount_of(number: str, unit: str) -> str:
    """In yuan: 3 万元 is 30000."""
    return decimal_text(Fraction(number) * _FACTOR[unit])


def reward(columns: dict[str, str], items: Sequence[DraftItem] = (), *doubts: str) -> DraftRow:
    """A row of the sheet 奖惩."""
    return row(columns, items, *doubts, table=REWARDS)


def period_of(said: ClausePart) -> dict[str, str]:
    """期次, where the clause says 每月 or the like."""
    told = next((_PERIOD[word] for word in said.words("EVERY") if word in _PERIOD), "")
    found = re.match(r"(?:每个?)?(月|季|半年)(?=考核|排名|得分|评比|考评)", said.text())
    period = told or (found[1] if found else "")
    return {"期次": period} if period else {}


def kind_of(said: ClausePart) -> dict[str, str]:
    """类型: a fine or a prize."""
    return {"类型": "处罚" if said.has("FINE") else "奖励"}


def condition_of(span: ClausePart, sign: ClausePart | None, name: str) -> str | None:
    """A condition: 总分>=170 且 总分<=189."""
    edges = sorted(span.all("edge"), key=lambda edge: Fraction(edge.word("NUM")))
    figures = [edge.word("NUM") for edge in edges]
    if len(edges) == 2:
        low, high = edges
        below = high.has("EXCL") or (span.has("UNDER", "BELOW") and not high.has("INCL"))
        above = ">" if low.has("EXCL") else ">="
        return f"{name}{above}{figures[0]} 且 {name}{'<' if below else '<='}{figures[1]}"
    if span.has("UNDER") or (sign is not None and sign.has("BELOW")):
        return f"{name}{'<=' if span.has('INCL') else '<'}{figures[0]}"
    if span.has("ATMOST") or (sign is not None and sign.has("WITHIN")):
        return f"{name}<={figures[0]}"
    if sign is not None and sign.has("ABOVE"):
        return f"{name}>{figures[0]}"
    return f"{name}>={figures[0]}" if span.has("ATLEAST", "INCL") or sign is not None else None


def sums_of(sums: ClausePart) -> tuple[list[str], list[str]]:
    """10、8、5万元 are all of them in 万元; so are 10万、20万、30万元."""
    figures, units = [], []
    for child in sums.tree.children:
        kind = getattr(child, "type", "")
        if kind == "NUM":
            figures.append(str(child))
            units.append("")
        elif kind == "MONEY":
            units[-1] = str(child)
    last = units[-1]
    if last in ("元", "万元", "亿元") and len(set(units)) == 2 and not any(units[:-1]):
        units = [last] * len(units)
    return figures, units
