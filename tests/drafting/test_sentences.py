"""Sentences of several parts, held to what they do: the drafted row gives the points that the words promise."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import pytest

from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.drafted import Confidence, DraftRow
from tests.support import markdown
from tests.support.engine import evaluate

CASES: list[tuple[str, int, dict[str, str]]] = [
    ("农村卫生户厕普及率达到90%得满分，每低1个百分点扣0.2分", 4, {"90%": "4", "95%": "4", "88%": "3.6", "60%": "0"}),
    ("完成全年任务得10分，未完成的按完成比例计分", 10, {"100%": "10", "80%": "8", "120%": "10"}),
    ("按照完成率×标准分计分，最高不超过标准分", 8, {"50%": "4", "110%": "8"}),
    ("群众满意度95%以上得5分，90%—95%得3分，90%以下不得分", 5, {"95%": "5", "90%": "3", "89.9%": "0"}),
    ("化解率85%以上的得满分，80%以上不足85%的得3分，不足80%的不得分", 5, {"85%": "5", "84%": "3", "79%": "0"}),
    (
        "完成任务90%及以上得满分；80%（含）至90%的，得标准分的80%；80%以下不得分",
        5,
        {"90%": "5", "80%": "4", "79%": "0"},
    ),
    (
        "招商引资到位资金1亿元以上得10分，5000万元至1亿元得7分，5000万元以下得3分",
        10,
        {"10000": "10", "7000": "7", "9": "3"},
    ),
    ("培训人数达到200人得2分，达到100人得1分，不足100人不得分", 2, {"200": "2", "150": "1", "99": "0"}),
    ("制定年度实施方案得2分，未制定不得分", 2, {"是": "2", "否": "0"}),
    ("落实到位得5分，基本落实得3分，未落实得0分", 5, {"落实到位": "5", "基本落实": "3", "未落实": "0"}),
    ("位列全县第一名得10分，第二名得8分，第三名得6分，其余得4分", 10, {"1": "10", "3": "6", "7": "4"}),
    ("第一起扣2分，以后每起扣1分，扣完为止", 10, {"0": "10", "1": "8", "3": "6", "20": "0"}),
    ("发生事故的，第一起扣2分，第二起扣3分，以后每起扣4分", 10, {"0": "10", "1": "8", "2": "5", "3": "1"}),
    ("凡弄虚作假的，本项不得分", 5, {"否": "5", "是": "0"}),
    ("无刑事案件得5分，每发生1件扣0.5分", 5, {"0": "5", "4": "3"}),
    ("未发生质量安全事故的得满分；发生一起的该项不得分", 5, {"0": "5", "1": "0"}),
    (
        "办结率未达到98%的，每降1个百分点扣0.5分，不足1个百分点按1个百分点计算",
        5,
        {"98%": "5", "97.5%": "4.5", "96%": "4"},
    ),
    (
        "群众安全感低于96%的每降低1个百分点扣0.25分，低于90%的每降低1个百分点扣0.5分",
        5,
        {"96%": "5", "95%": "4.75", "89%": "3"},
    ),
    ("性别比控制在110以内记10分，每上升1扣0.5分", 10, {"110": "10", "112": "9"}),
    ("未完成任务的，每差10%扣1分", 5, {"100%": "5", "80%": "3"}),
    ("优秀20分，称职16分，基本称职10分，不称职4分", 20, {"称职": "16", "不称职": "4"}),
    ("重点时期未按要求设立检查站的扣5分", 10, {"否": "10", "是": "5"}),
    ("每1个国控断面未达到Ⅲ类水质扣5分", 40, {"0": "40", "2": "30"}),
    ("建成1座得10分；每增加一座加5分", 20, {"0": "0", "1": "10", "3": "20"}),
    ("交办任务未完成的扣1分", 5, {"是": "5", "否": "4"}),
    ("交办任务未完成的酌情扣分", 5, {"2": "3"}),
    ("每满5件加1分", 10, {"4": "0", "5": "1", "14": "2"}),
]


def scored(row: DraftRow, full: int, typed: str) -> F:
    """What the drafted row gives for a value."""
    (item,) = row.items
    columns = " | ".join(row.columns)
    cells = " | ".join(row.columns.values())
    text = f"""
## 考核设置
| 设置 | 值 |
| 年度 | 2026 |
## 考核对象
| 单位名称 |
| 东风镇 |
## 填报项
| 数据项 | 类型 |
| {item.name} | {item.type} |
## 评分细则
| 编号 | 标准分 | {columns} |
| 1 | {full} | {cells} |
"""
    value: Any = typed
    if item.type == "百分比":
        value = F(typed.rstrip("%")) / 100
    elif item.type in ("整数", "数值"):
        value = F(typed)
    result, _ = evaluate(markdown.scheme(text), {"2026年": {"东风镇": {item.name: value}}})
    return F(result["indicators"]["2026年"]["东风镇"]["1"])


@pytest.mark.parametrize(("text", "full", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_the_drafted_row_does_what_the_words_say(text: str, full: int, wanted: dict[str, str]) -> None:
    (row,) = draft_cell(text, F(full), subject="工作")
    assert row.sure in (Confidence.HIGH, Confidence.MEDIUM)
    assert {typed: scored(row, full, typed) for typed in wanted} == {
        typed: F(points) for typed, points in wanted.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "国家级每项加3分，省级每项加2分，最高不超过6分",
        "省级每项加3分，市级每项加2分，累计加分不超过6分",
        "报送信息被市级采用每篇得0.5分，被省级采用每篇得1分，满分5分",
        "满意度95%以上得5分，85%—90%得3分，80%以下不得分",
        "满意度90%以上得5分，95%以上得3分",
        "有一次会议纪要的得1分，最多得2分",
        "查处1起得1分，查处2起得2分，查处3起及以上得3分",
    ],
)
def test_what_is_only_half_understood_is_never_sure(text: str) -> None:
    assert all(row.sure is not Confidence.HIGH for row in draft_cell(text, F(6), subject="工作"))


def test_prizes_in_ten_thousands() -> None:
    rows = draft_cell("对前三名分别奖励10万元、8万元、5万元", None)
    assert [(row.columns["名次起"], row.columns["金额"]) for row in rows] == [
        ("1", "100000"),
        ("2", "80000"),
        ("3", "50000"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "办结率达100%得6分，每下降1个百分点扣0.6分，低于90%不得分",
        "办结率低于100%的每下降1个百分点扣0.6分，低于90%的不得分",
    ],
)
def test_steps_down_to_a_limit_below_which_nothing_is_left(text: str) -> None:
    steps, zeroed = draft_cell(text, F(6), subject="工作")
    assert (steps.columns["基准"], steps.columns["分值"]) == (">=100%", "0.6")
    assert (zeroed.columns["计分方式"], zeroed.columns["基准"]) == ("触发清零", "<90%")
    assert zeroed.columns["数据项"] == steps.columns["数据项"]


def test_a_cap_on_several_rows_together_is_none_of_the_last_alone() -> None:
    rows = draft_cell("省级每项加3分，市级每项加2分，累计加分不超过6分", None, subject="表彰")
    assert [(row.columns.get("上限"), row.columns["合计上限"]) for row in rows] == [
        (None, "表彰加分:6"),
        (None, "表彰加分"),
    ]


def test_a_judged_range_for_each_time_is_told_as_one() -> None:
    (row,) = draft_cell("被通报批评的，每次扣1-3分", F(10), subject="通报")
    assert (row.columns["计分方式"], row.columns["基准"], row.sure) == ("酌情扣分", "1~3", Confidence.MEDIUM)
