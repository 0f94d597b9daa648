"""上期[…] and 上年[…]: the period before, and 历年结果; what there is nothing of is a mistake of the scheme."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import kaohe_xl
from tests.support import markdown as md
from tests.support.engine import evaluate

TEXT = """
## 考核设置
| 设置 | 值 |
| 年度 | 2022 |
## 考核对象
| 单位名称 |
| 东风镇 |
| 朝阳镇 |
| 新城镇 |
## 考核期
| 期次 | 上级期次 |
| 1月 | 全年 |
| 2月 | 全年 |
| 3月 | 全年 |
## 填报项
| 数据项 | 类型 |
| 差错例数 | 整数 |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 基准 | 分值 | 适用期次 |
| 1 | 10 | 每例扣分 | 差错例数 | | 1 | 月 |
| 2 | 5 | 不达标扣分 | 差错例数 | <=上期[差错例数] | 5 | 2月、3月 |
## 奖惩
| 奖惩 | 类型 | 期次 | 条件 |
| 进步 | 通报表扬 | 月 | 总分>上期[总分] |
| 名次上升 | 通报表扬 | 月 | 名次<上期[名次] |
| 比去年好 | 通报表扬 | 全年 | 总分>上年[总分] 且 名次<上年[名次] |
## 历年结果
| 年度 | 单位 | 得分 | 名次 |
| 2021 | 东风镇 | 30 | 3 |
| 2021 | 朝阳镇 | 39 | 1 |
"""


def data(**cases: tuple[int, int, int]) -> dict[str, Any]:
    months = ("1月", "2月", "3月")
    return {
        month: {unit: {"差错例数": Fraction(counts[number])} for unit, counts in cases.items()}
        for number, month in enumerate(months)
    }


def test_the_previous_period_and_the_year_before() -> None:
    result, findings = evaluate(md.scheme(TEXT), data(东风镇=(0, 1, 0), 朝阳镇=(2, 0, 3), 新城镇=(1, 1, 1)))
    assert {month: result["totals"][month] for month in ("1月", "2月", "3月")} == {
        "1月": {"东风镇": "10.00", "朝阳镇": "8.00", "新城镇": "9.00"},
        "2月": {"东风镇": "9.00", "朝阳镇": "15.00", "新城镇": "14.00"},
        "3月": {"东风镇": "15.00", "朝阳镇": "7.00", "新城镇": "14.00"},
    }
    given = [(p["reward"], p["period"], p["unit"]) for p in result["payments"]]
    assert given == [
        ("进步", "2月", "朝阳镇"),
        ("进步", "2月", "新城镇"),
        ("进步", "3月", "东风镇"),
        ("名次上升", "2月", "朝阳镇"),
        ("名次上升", "3月", "东风镇"),
        ("比去年好", "全年", "东风镇"),
    ]
    lacking = {(each.unit, each.period, each.details["item"]) for each in findings if each.code == "R202"}
    assert ("新城镇", "全年", "总分、上年[总分]、名次、上年[名次]") in {
        (unit, when, "、".join(dict.fromkeys(item.split("、")))) for unit, when, item in lacking
    }
    assert {when for _, when, _ in lacking} == {"1月", "全年"}, "the first month has no month before"


@pytest.mark.parametrize(
    ("old", "new", "code", "cell"),
    [
        ("<=上期[差错例数]", "<=上期[总分]", "S323", "评分细则!C3"),
        ("总分>上期[总分] |", "总分>上期[截止日期] |", "S323", "奖惩!A2"),
    ],
)
def test_figures_that_nobody_has_are_a_mistake_of_the_scheme(old: str, new: str, code: str, cell: str) -> None:
    scheme, findings = md.read(TEXT.replace(old, new))
    assert scheme is None
    assert md.told(findings) == [(code, cell)]


def test_a_missing_year_is_pointed_out() -> None:
    scheme, findings = md.read(TEXT.replace("| 2021 |", "| 2020 |"))
    assert scheme is not None
    assert set(md.told(findings)) == {("S324", "奖惩!A4")}


def test_a_veto_cannot_look_at_grades() -> None:
    text = TEXT + "## 等次\n| 等次 | 最低分 |\n| 优秀 | 40 |\n| 合格 | |\n"
    scheme, findings = md.read(text + "## 一票否决\n| 否决项 | 条件 | 后果 |\n| 差 | 等次=合格 | 取消奖励 |\n")
    assert scheme is None
    assert ("S322", "一票否决!A2") in md.told(findings)


LAST_YEAR = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 与上年比 |
| 年度 | {year} |
| 收表 | 已截止 |
## 考核对象
| 单位名称 |
| 东风镇 |
| 朝阳镇 |
## 填报项
| 数据项 | 类型 |
| 发案数 | 整数 |
| 满意率 | 百分比 |
## 评分细则
| 编号 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 |
| 1 | 10 | 发案数低于上年得10分，持平得8分，上升得5分 | 分档得分 | 发案数 | {cases} |
| 2 | 5 | 满意率不低于上年 | 达标得分 | 满意率 | {rate} |
## 填报数据
| 单位名称 | 发案数 | 满意率 |
| 东风镇 | {first} | 92%% |
| 朝阳镇 | {second} | 90%% |
"""
COMPARED = {"cases": "<上年[发案数]:10; =上年[发案数]:8; 其它:5", "rate": ">=上年[满意率]"}


def test_last_years_figures_come_from_its_scored_workbook(tmp_path: Path) -> None:
    last = LAST_YEAR.format(year=2025, cases=">=0:10", rate=">=0%", first=30, second=20)
    old = kaohe_xl.run(md.write(last, tmp_path / "2025.xlsx"))
    assert old.output is not None
    folder = tmp_path / "2026"
    for name in ("历年", "收表"):
        (folder / name).mkdir(parents=True)
    shutil.copy(old.output, folder / "历年")
    now = LAST_YEAR.format(year=2026, first=30, second=25, **COMPARED).replace("92%%", "93%%")
    md.write(now, folder / "方案.xlsx")
    result = kaohe_xl.run(folder)
    assert {row["单位名称"]: (row["1"], row["2"]) for _, row in result.scores.iterrows()} == {
        "东风镇": (8, 5),
        "朝阳镇": (5, 5),
    }
    assert "S324" not in list(result.findings["代码"])
    assert result.output is not None
    again = kaohe_xl.run(shutil.copy(result.output, tmp_path / "again.xlsx"))  # 历年结果 keeps them
    assert again.scores.to_dict() == result.scores.to_dict()


def test_last_years_figures_may_be_written_into_the_scheme_and_are_missing_without() -> None:
    now = LAST_YEAR.format(year=2026, first=30, second=25, **COMPARED)
    rows = "| 2025 | 东风镇 | 发案数 | 31 |\n| 2025 | 东风镇 | 满意率 | 93%% |\n"
    history = f"## 历年结果\n| 年度 | 单位 | 范围 | 得分 |\n{rows}"
    data = {"2026年": {"东风镇": {"发案数": Fraction(30), "满意率": Fraction(92, 100)}}}
    result, _ = evaluate(md.scheme(now + history), data)
    assert result["indicators"]["2026年"]["东风镇"] == {"1": "10.00", "2": "0.00"}
    _, findings = md.read(now)
    assert {each.code for each in findings} == {"S324"}
