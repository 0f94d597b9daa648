"""The manual's table of how officials' clauses are written: every row of it, scored as its words say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.reward import settle
from kaohe_xl.scoring.assess import assess
from tests.support import markdown
from tests.support.engine import tidy_of

MANUAL = (Path(__file__).parents[2] / "docs" / "手册.md").read_text(encoding="utf-8")
TABLE = MANUAL.split("### 细则里常见的话怎么写")[1].split("\n### ")[0]
ROWS = [row.strip().strip("|").split(" | ") for row in TABLE.splitlines() if row.startswith("| ")][1:]
SAID = {said.strip(): (method.strip(), how) for said, method, how in ROWS}

MONTHS = ("1月", "2月", "3月", "4月")
BASE = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 说法 |
| 年度 | 2026 |
| 收表 | 已截止 |
## 考核对象
| 单位名称 | 分组 | 上级单位 |
| 甲县 | 县 | |
| 一镇 | 镇 | 甲县 |
| 二镇 | 镇 | 甲县 |
| 三镇 | 镇 | 甲县 |
## 考核线
| 考核线 | 适用分组 | 计入总分 |
| 县线 | 县 | 1 |
| 镇线 | 镇 | 1 |
## 考核期
| 期次 | 上级期次 | 汇总方式 |
| 1月 | 全年 | |
| 2月 | 全年 | |
| 3月 | 全年 | |
| 4月 | 全年 | |
| 全年 | | 合计 |
## 填报项
| 数据项 | 类型 | 公式 | 期内汇总 |
| 完成率 | 百分比 | | 最新 |
| 事故 | 整数 | | 最新 |
{items}
## 历年结果
| 年度 | 单位 | 范围 | 得分 |
| 2025 | 一镇 | 完成率 | 0.9 |
| 2025 | 一镇 | 事故 | 3 |
## 评分细则
| 编号 | 考核线 | 标准分 | 计分方式 | 数据项 | 基准 | 每 | 分值 | 计入 | 合计上限 | 适用期次 |
| 1.1 | 镇线 | 10 | 直接评分 | 事故 | | | | | | 全年 |
{rows}
{more}
"""
RATES = dict.fromkeys(MONTHS, Fraction(1))
FALLING = {"1月": Fraction(1), "2月": Fraction(9, 10), "3月": Fraction(9, 10), "4月": Fraction(9, 10)}
MORE = {"二镇": 1, "三镇": 2}  # cases beyond those of 一镇
CAUGHT_UP = {**FALLING, "4月": Fraction(1)}


@dataclass(frozen=True)
class Case:
    """What one unit gets for one row of the table; ``said``: how the manual says it is written."""

    rows: str
    wanted: str
    rates: Mapping[str, Fraction] = field(default_factory=lambda: RATES)
    cases: int = 0
    unit: str = "一镇"
    key: str = "9"
    items: str = ""
    more: str = ""
    period: str = "全年"


def row(
    method: str, item: str = "", base: str = "", per: str = "", points: str = "", line: str = "镇线", **told: str
) -> str:
    first = told.get("key", "9")
    head = (first, line, told.get("full", "10")) if first else ("", "", "")
    cells = (*head, method, item, base, per, points, told.get("counts", ""), told.get("pool", ""), "全年")
    return "".join(f"| {cell} " for cell in cells) + "|"


STREAK = "| 连续未完成 | 整数 | 连续(完成率<100%) | |"
VETO = "## 一票否决\n| 否决项 | 条件 | 后果 | 适用分组 |\n| 安全生产 | 事故>=1 | 取消奖励 | 镇 |"
TREND = row("分档得分", "事故", "较上年下降:10; 与上年持平:8; 较上年上升:5")
TARGETED = f"{row('差额扣分', '完成率', '>=100%', '1', '0.5')}\n{row('触发清零', '完成率', '<60%', key='')}"
POOLED = "\n".join(
    (
        row("每例得分", "事故", points="2", key="8", full="", counts="总分", pool="加分:6"),
        row("每例得分", "事故", points="3", full="", counts="总分", pool="加分"),
    )
)
OVER = row("每例扣分", "事故", points="0.5; >5:1")
CASES: dict[str, list[Case]] = {
    "连续3个月未完成的，扣2分": [
        Case(row("分档扣分", "连续未完成", ">=3:2"), "8", FALLING, items=STREAK),
        Case(row("分档扣分", "连续未完成", ">=3:2"), "10", CAUGHT_UP, items=STREAK),
    ],
    "同上，不另立派生项": [Case(row("公式扣分", base="如果(连续(完成率<100%)>=3,2,0)"), "8", FALLING)],
    "到年底仍连续未完成的": [
        Case(row("公式扣分", base="如果(至今连续(完成率<100%)>=3,2,0)"), "8", FALLING),
        Case(row("公式扣分", base="如果(至今连续(完成率<100%)>=3,2,0)"), "10", CAUGHT_UP),
    ],
    "所辖乡镇排名末两位的，每个扣0.5分": [
        Case(row("公式扣分", base="0.5*下级个数(倒数名次<=2)", line="县线"), "9", unit="甲县")
    ],
    "按所辖乡镇平均分计分": [
        Case(row("公式得分", base="下级平均(总分)", line="县线"), "4", unit="甲县", cases=3),
        Case(row("公式得分", base="下级平均(得分[1.1])", line="县线"), "4", unit="甲县", cases=3),
    ],
    "所辖单位有被一票否决的，每个扣1分": [
        Case(row("公式扣分", base="下级个数(否决[安全生产])", line="县线"), "7", unit="甲县", cases=1, more=VETO)
    ],
    "首例扣5分，以后每例扣3分": [
        Case(row("递增扣分", "事故", points="首例5分，续例3分"), "2", cases=2),
        Case(row("递增扣分", "事故", points="5,3"), "2", cases=2),
    ],
    "控制指标5起以内每起扣0.5分，超过的每起扣1分": [
        Case(OVER, "7.5", cases=5),
        Case(OVER, "5.5", cases=7),
        Case(row("每例扣分", "事故", points="5起以内每起0.5分，超过的每起1分"), "5.5", cases=7),
    ],
    "较上年下降得10分，持平得8分，上升得5分": [
        Case(TREND, "10", cases=2),
        Case(TREND, "8", cases=3),
        Case(TREND, "5", cases=4),
    ],
    "与上年持平得10分，每高1个百分点加0.5分": [
        Case(
            row("增减得分", "完成率", "上年[完成率]", "1", "10;+0.5;-0.5", full="20"),
            "12.5",
            {"4月": Fraction(95, 100)},
        ),
        Case(
            row("增减得分", "完成率", "上年[完成率]", "1", "10;+0.5;-0.5", full="20"), "9", {"4月": Fraction(88, 100)}
        ),
    ],
    "完成目标得分，否则每低1个百分点扣0.5分，未达60%不得分": [
        Case(TARGETED, "10"),
        Case(TARGETED, "5", {"4月": Fraction(9, 10)}),
        Case(TARGETED, "0", {"4月": Fraction(59, 100)}),
    ],
    "累计加分不超过6分": [Case(POOLED, "2", cases=2), Case(POOLED, "3", cases=1)],
}
CASES_OF_PAY = "连续3个月排名末位的，约谈"


def score(case: Case) -> Fraction | None:
    scheme = markdown.scheme(BASE.format(rows=case.rows, items=case.items, more=case.more))
    data = {
        month: {
            name: {"完成率": case.rates.get(month, Fraction(1)), "事故": Fraction(case.cases + MORE.get(name, 0))}
            for name in scheme.unit_names
        }
        for month in MONTHS
    }
    found = assess(scheme, tidy_of(scheme, data))[0]
    return found.periods[case.period].indicators[case.key][scheme.unit_names.index(case.unit)]


def test_every_row_of_the_manual_is_scored_here() -> None:
    assert set(CASES) | {CASES_OF_PAY} == set(SAID)


@pytest.mark.parametrize(("said", "number"), [(said, n) for said, cases in CASES.items() for n in range(len(cases))])
def test_a_clause_written_as_the_manual_says_gives_what_its_words_say(said: str, number: int) -> None:
    case = CASES[said][number]
    assert score(case) == Fraction(case.wanted)


@pytest.mark.parametrize("said", CASES)
def test_what_is_scored_here_is_what_the_manual_prints(said: str) -> None:
    """Every piece in `backquotes` stands in one of the rows that are scored (a group's name may be another)."""
    method, how = SAID[said]
    everything = "\n".join(f"{case.rows}\n{case.items}\n{case.more}" for case in CASES[said])
    for piece in re.findall(r"`([^`]+)`", how):
        assert piece in everything, piece
    assert method.split("，")[0].split("和")[0] in everything or method == "各加分行"


def test_a_talk_after_three_months_at_the_bottom() -> None:
    pay = "## 奖惩\n| 名称 | 奖惩类型 | 条件 | 适用分组 |\n| 约谈 | 约谈 | 连续(倒数名次=1)>=3 | 镇 |"
    monthly = "| 2 | 镇线 | 10 | 每例扣分 | 事故 | | | 1 | | | 月 |"
    scheme = markdown.scheme(BASE.format(rows=monthly, items="", more=pay))
    worst = {"1月": "二镇", "2月": "一镇", "3月": "一镇", "4月": "一镇"}
    data = {
        month: {
            name: {"完成率": Fraction(1), "事故": Fraction(5 if name == worst[month] else 1)}
            for name in scheme.unit_names
        }
        for month in MONTHS
    }
    payments = settle(assess(scheme, tidy_of(scheme, data))[0])[0]
    assert [(scheme.unit_names[p.unit], p.reward.name) for p in payments if p.period == "全年"][:1] == [
        ("一镇", "约谈")
    ]
    assert "二镇" not in {scheme.unit_names[p.unit] for p in payments}
