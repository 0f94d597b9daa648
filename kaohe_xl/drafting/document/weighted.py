"""考核期 from the text: 半年占30%、年终占70%; 年度考核得分×40%+各月得分之和÷12×60%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.contract_words import WHOLE_YEAR
from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.document.document import Passage
from kaohe_xl.drafting.draft import ORIGINAL, SOURCE, SURE, SchemeRow
from kaohe_xl.drafting.drafted import Confidence

_SHARE = re.compile(
    r"(上半年|下半年|半年|年终|年底|年度|全年|第[一二三四]季度|季度|月度|平时|日常)[^，,；;。%]{0,10}?"
    r"(?:占|按|权重为?|计)[^，,；;。%]{0,8}?(\d+(?:\.\d+)?)%"
)
_TERM = re.compile(r"([^=+＋，；。%×*]{1,30}?)[×*](\d+(?:\.\d+)?)%")
_LONGEST = 2_000  # characters of a sentence about periods
_BOTH = Fraction(100)
_MONTHS, _QUARTERS = 12, 4


def periods_of(piece: Passage) -> Sequence[SchemeRow]:
    """Rows of 考核期, if the text weights parts of the year and the weights make 100%; else none."""
    plain = narrow(piece.text)
    if len(plain) > _LONGEST:
        return []
    parts = [(name, Fraction(share)) for name, share in _SHARE.findall(plain)]
    if len(parts) < 2:
        parts = [(name.strip(), Fraction(share)) for name, share in _TERM.findall(plain)]
        parts = [part for part in parts if re.search(r"年|季|月|平时", part[0])]
    if len(parts) < 2 or sum(share for _, share in parts) != _BOTH or len({name for name, _ in parts}) < len(parts):
        return []
    seen = {ORIGINAL: piece.text, SOURCE: piece.source, SURE: Confidence.HIGH.value}
    rows: list[SchemeRow] = [{"期次": WHOLE_YEAR, "汇总方式": "加权", **seen}]
    for name, share in parts:
        rows += _part(name, share / 100, seen)
    return rows


def _part(name: str, weight: Fraction, seen: SchemeRow) -> Sequence[SchemeRow]:
    row = {"上级期次": WHOLE_YEAR, "权重": weight, **seen}
    if "月" in name and "半年" not in name:
        months = [{"期次": f"{month}月", "上级期次": "月度", **seen} for month in range(1, _MONTHS + 1)]
        return [{"期次": "月度", "汇总方式": "平均", **row}, *months]
    if "季" in name and "第" not in name:
        quarters = [{"期次": f"第{word}季度", "上级期次": "季度", **seen} for word in "一二三四"]
        return [{"期次": "季度", "汇总方式": "平均", **row}, *quarters]
    return [{"期次": "年终" if name in ("年度", "全年", "年底") or name.startswith("年度") else name, **row}]
