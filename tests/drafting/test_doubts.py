"""A row that is right alone may be wrong in its cell: it is never passed off as sure."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.drafted import Confidence


@pytest.mark.parametrize(
    "text",
    [
        "重伤1人扣15分/次;重伤2人及以上扣30分/次",
        "多休1日扣10分,多休2日扣30分,多休3日扣60分",
        "迟到1次扣1分；迟到2次扣3分",
        "主要负责人严重违纪或违法犯罪的,每人次减2.5分,最高减5分",
        "每报送一条信息加0.5分，累计加分不超过6分",
        "每篇扣2分，5分封顶",
        "每发生一起扣2分；合计最多扣10分",
        "村自行发现火点及时扑灭上报的不扣分,每个火点加2分",
        "月度排名第1名得100分,每降低1个位次减2分",
    ],
)
def test_it_is_not_sure(text: str) -> None:
    for row in draft_cell(text, Fraction(20)):
        capped = bool(row.columns.get("上限"))
        assert row.sure is not Confidence.HIGH or capped, (row.columns, row.why)


@pytest.mark.parametrize(
    "text",
    [
        "未签订消防责任书的扣20分",
        "登记错误每例扣1分",
        "越级报送1次扣3分,不按隶属关系报文1次扣5分",
        "网上办证率低于85%扣1分",
    ],
)
def test_what_stands_alone_stays_sure(text: str) -> None:
    assert all(row.sure is Confidence.HIGH for row in draft_cell(text, Fraction(20)))
