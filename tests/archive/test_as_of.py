"""A sealed result is calculated again as of the day it was sealed: what lay in the future then still does."""

from __future__ import annotations

from datetime import date

from kaohe_xl.archive.package import Manifest
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.returns.collect import read_returns
from kaohe_xl.sealing.sealed_package import RerunTerms
from tests.support import markdown
from tests.support.arrivals import arrived
from tests.support.small import TEXT

FORM = """
| 填报单位 | 东风镇 | 期次 | 上半年 |
| 填报时间 | 2022-07-02 |
| 数据项 | 填报值 |
| 整改项数 | 1 |
"""


def test_the_future_is_that_of_the_day_it_was_sealed() -> None:
    scheme = markdown.scheme(TEXT)
    for day, future in ((date(2022, 7, 1), True), (date(2022, 7, 3), False)):
        found = read_returns(scheme, [arrived("东风镇.xlsx", FORM)], today=day).findings
        assert ("D526" in [each.code for each in found]) is future


def test_the_day_is_the_manifests() -> None:
    manifest = Manifest("考核", 1, "张三", "2023-01-20T17:05:00+0800", "", "0.1.0", "", True)
    assert RerunTerms.of(manifest, Passwords()).today == date(2023, 1, 20)
