"""合计上限 in the ranges: what one row uses of the cap, another does not get."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from kaohe_xl.bounds import doubt_of
from kaohe_xl.scoring.assess import assess
from tests.scoring.test_shared_caps import SCHEME
from tests.support import markdown
from tests.support.engine import tidy_of
from tests.support.random_cases import THOROUGH

_TAKES = SCHEME.replace("每例得分", "每例扣分")
_IN_INDICATORS = SCHEME.replace("| 总分 | 加分", "| | 加分")
for _words in ("每项加2分", "每篇加1.5分", "每个加3分"):
    _IN_INDICATORS = _IN_INDICATORS.replace(f"| | {_words}", f"| 5 | {_words}")


@pytest.mark.parametrize("text", [SCHEME, _TAKES, _IN_INDICATORS], ids=["gives", "takes", "in indicators"])
@pytest.mark.parametrize("asked", ["表彰", "经验", "试点"])
def test_the_cap_is_shared_in_every_completion(text: str, asked: str) -> None:
    scheme = markdown.scheme(text)
    for known in product((0, 2, 4) if THOROUGH else (0, 4), repeat=2):
        others = [name for name in ("表彰", "经验", "试点") if name != asked]
        given = {"投诉": Fraction(1), **{name: Fraction(value) for name, value in zip(others, known, strict=True)}}
        doubt = doubt_of(assess(scheme, tidy_of(scheme, {"2026年": {"东风镇": given, "朝阳镇": given}}))[0])
        one = doubt.units[0]
        for value in range(9):
            filled = {"2026年": {"东风镇": {**given, asked: Fraction(value)}, "朝阳镇": given}}
            total = assess(scheme, tidy_of(scheme, filled))[0].final.total[0]
            assert total is not None
            assert one.low is None or one.low <= total, (known, value, total, one)
            assert one.high is None or total <= one.high, (known, value, total, one)
