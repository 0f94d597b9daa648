"""评定: how far the words of a clause let a judge go."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from kaohe_xl.rules.judged_score import stated_range


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("落实不力的酌情扣5-10分", (True, F(5), F(10))),
        ("视情节扣5—10分", (True, F(5), F(10))),
        ("扣0.5至1分", (True, F(1, 2), F(1))),
        ("有创新的加0.5分", (False, F(0), F(1, 2))),
        ("未制定方案的扣2分", (True, F(0), F(2))),
        ("每次扣1-2分", None),
        ("一项不到位的扣0.5-1分", None),
        ("一般的扣1-3分，严重的扣5分", None),
        ("由评分人评定", None),
    ],
)
def test_range_of_a_clause(told: str, wanted: tuple[bool, F, F] | None) -> None:
    assert stated_range(told) == wanted
