"""Clauses whose words mislead: none of them may be taken for sure."""

from __future__ import annotations

import pytest

from kaohe_xl.drafting.clauses import draft_cell, split_clauses
from kaohe_xl.drafting.drafted import Confidence


@pytest.mark.parametrize(
    "text",
    [
        "拒不整改的扣5分", "无证经营的扣5分", "未经批准擅自离岗的扣5分", "无故不参加会议的扣2分", "培训2次得5分",
        "多休1日扣10分，多休2日扣30分", "未完成指标的，每低0.1个百分点扣0.3分",
        "每月召开会议1次得2分", "每少一种机构或少一项制度的扣0.5分", "发现不合格的扣2分",
        "单位能耗超过控制目标的，每超1%扣0.5分",
    ],
)  # fmt: skip
def test_misleading_clauses_are_not_high(text: str) -> None:
    rows = draft_cell(text, None)
    assert rows
    assert any(row.sure is not Confidence.HIGH for row in rows)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1、未建立的扣4分；2、缺一次扣0。5分。", ["未建立的扣4分", "缺一次扣0.5分"]),
        (
            "按〔2015〕15号（一；二）执行。迟报1次扣1分，扣完为止。",
            ["按〔2015〕15号（一；二）执行", "迟报1次扣1分，扣完为止"],
        ),
        ("缺报1篇扣1分，迟报1篇扣2分", ["缺报1篇扣1分", "迟报1篇扣2分"]),
        ("未建立的扣4分，不完善的扣2分", ["未建立的扣4分，不完善的扣2分"]),
    ],
)
def test_clauses_are_parted_where_one_ends(text: str, parts: list[str]) -> None:
    assert split_clauses(text) == parts


@pytest.mark.parametrize("text", ["每例扣" * 25_000 + "1分", "扣1分，" * 25_000, "(" * 100_000, "1" * 100_000])
def test_a_hundred_thousand_characters_end_as_kept_text(text: str) -> None:
    (row,) = draft_cell(text, None)
    assert (row.sure, row.why) == (Confidence.LOW, "这一格太长，没有读；分成几格再起草")


def test_each_person_each_time_counts_both() -> None:
    (row,) = draft_cell("网格员未按要求走访，每人每次扣0.1分", None)
    assert [(item.name, item.measure) for item in row.items] == [("网格员未按要求走访人次数", "人次")]
