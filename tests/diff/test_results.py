"""Who moved, by how much, and because of what: the causes of a unit add up to the change of its total."""

from __future__ import annotations

import importlib
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.diff import ResultDiff, brief, diff_results, diff_schemes
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment, assess
from kaohe_xl.sheets.lists.diff import diff_workbook
from kaohe_xl.writing.write import write_workbook
from tests.scheme.text import SMALL
from tests.support import markdown as md
from tests.support.engine import tidy_of
from tests.support.random_cases import THOROUGH
from tests.test_order import scheme_of
from tests.test_samples import SCHEMES

REWARDS = """
## 奖惩
| 奖惩 | 类型 | 名次起 | 金额 |
| 一等奖 | 奖励 | 1 | 3000 |
| 二等奖 | 奖励 | 2 | 1000 |
"""
TEXT = SMALL + REWARDS
DATA = {"东风镇": ("95%", 0, "是"), "朝阳镇": ("94%", 1, "是"), "新城街道": ("92.5%", 1, "否")}


def result(scheme: Scheme, data: Any) -> tuple[Assessment, list[Payment]]:
    assessment, _ = assess(scheme, tidy_of(scheme, data))
    payments, _ = settle(assessment)
    return assessment, payments


def small(changed: dict[str, tuple[str, int, str]] | None = None, text: str = TEXT) -> tuple[Assessment, list[Payment]]:
    rows = {**DATA, **(changed or {})}
    values = {
        unit: {"完成率": Fraction(rate.rstrip("%")) / 100, "差错例数": Fraction(cases), "设立专栏": board}
        for unit, (rate, cases, board) in rows.items()
    }
    return result(md.scheme(text), {"2022年": values})


def test_a_changed_value_is_followed_from_the_cell_to_rank_and_money() -> None:
    found = diff_results(small(), small({"朝阳镇": ("98%", 0, "是"), "东风镇": ("95%", 2, "是")}))
    moved = {each.unit: each for each in found.moved}
    assert list(moved) == ["东风镇", "朝阳镇"]
    assert (moved["朝阳镇"].scores, moved["朝阳镇"].points) == ((12, 15), 3)
    assert (moved["朝阳镇"].ranks, moved["朝阳镇"].places, moved["朝阳镇"].yuan) == ((2, 1), 1, 2000)
    assert (moved["东风镇"].ranks, moved["东风镇"].places, moved["东风镇"].yuan) == ((1, 2), -1, -2000)
    assert [(c.unit, c.key, c.before, c.after, c.effect, c.why) for c in found.causes] == [
        ("东风镇", "2", "5.00", "1.00", -4, "差错例数 0例 → 2例"),
        ("朝阳镇", "1", "9.00", "10.00", 1, "完成率 94% → 98%"),
        ("朝阳镇", "2", "3.00", "5.00", 2, "差错例数 1例 → 0例"),
    ]
    assert [(p.unit, p.reward, p.amounts, p.reasons) for p in found.paid] == [
        ("东风镇", "一等奖", (3000, None), ("总分第1名，定额3000元", "")),
        ("东风镇", "二等奖", (None, 1000), ("", "总分第2名，定额1000元")),
        ("朝阳镇", "二等奖", (1000, None), ("总分第2名，定额1000元", "")),
        ("朝阳镇", "一等奖", (None, 3000), ("", "总分第1名，定额3000元")),
    ]


def test_a_changed_rule_is_named() -> None:
    found = diff_results(
        small(), small(text=TEXT.replace("| 每例扣分 | 差错例数 | | | 2 |", "| 每例扣分 | 差错例数 | | | 3 |"))
    )
    assert [(c.unit, c.effect, c.why) for c in found.causes] == [
        ("朝阳镇", -1, "评分细则分值 2 → 3"),
        ("新城街道", -1, "评分细则分值 2 → 3"),
    ]


def test_what_is_scaled_up_is_shown_as_printed_beside_its_weighted_effect() -> None:
    """剔除折算 of 40 points in a period that counts 40%: 40 points, which move the total by 16."""
    text = """
    ## 考核设置
    | 设置 | 值 |
    | 考核名称 | 某考核 |
    ## 考核对象
    | 单位名称 |
    | 甲镇 |
    ## 考核期
    | 期次 | 上级期次 | 权重 |
    | 上半年 | 全年 | 40% |
    | 下半年 | 全年 | 60% |
    ## 填报项
    | 数据项 | 类型 |
    | 一项 | 数值 |
    | 另一项 | 数值 |
    ## 评分细则
    | 编号 | 标准分 | 计分方式 | 数据项 |
    | 1 | 60 | 直接评分 | 一项 |
    | 2 | 40 | 直接评分 | 另一项 |
    """

    def scored(other: str) -> tuple[Assessment, list[Payment]]:
        scheme = md.scheme(
            text
            + "## 填报数据\n| 单位名称 | 期次 | 一项 | 另一项 |\n"
            + f"| 甲镇 | 上半年 | 60 | {other} |\n| 甲镇 | 下半年 | 60 | 40 |\n"
        )
        assessment, _ = assess(scheme, inline_data(scheme).tidy)
        return assessment, settle(assessment)[0]

    causes = {cause.title: cause for cause in diff_results(scored("0"), scored("不适用")).causes if not cause.key}
    (scaled,) = causes.values()
    assert (scaled.before, scaled.after, scaled.effect) == ("—", "40", 16)


def test_a_unit_that_is_new_gone_or_renamed() -> None:
    text = TEXT.replace("| 新城街道 | 新城 | 街道 | 王芳 | 51000 |", "| 新城新区 | 新城街道 | 街道 | 王芳 | 51000 |")
    renamed = small({"新城新区": ("92.5%", 1, "否")}, text)
    assert diff_results(small(), renamed) == ResultDiff((), (), ()), "another name is no other result"
    gone = small(text=TEXT.replace("| 朝阳镇 | | 镇 | 李娜 | 28000 |\n", ""))
    notes = {each.unit: (each.note, each.scores, each.yuan) for each in diff_results(small(), gone).moved}
    assert notes["朝阳镇"] == ("不再考核", (12, None), -1000)
    assert {each.unit: each.note for each in diff_results(gone, small()).moved}["朝阳镇"] == "新增的单位"


def test_a_verified_figure_and_a_unit_that_reported_late() -> None:
    approved = (
        TEXT
        + "## 核定调整\n| 单位 | 数据项 | 编号 | 核定值 | 依据 |\n"
        + "| 朝阳镇 | 差错例数 | | 0 | 复查 |\n| 东风镇 | | 1 | 8 | 申诉 |\n"
    )
    causes = {each.unit: each.why for each in diff_results(small(), small(text=approved)).causes}
    assert causes == {"朝阳镇": "差错例数 1例 → 0例（核定）", "东风镇": "得分核定 无 → 8分"}
    scheme = md.scheme(TEXT)
    late = {"2022年": {"东风镇": {"完成率": Fraction(95, 100), "差错例数": Fraction(0), "设立专栏": "是"}}}
    found = diff_results(result(scheme, {"2022年": {}}), result(scheme, late))
    assert [(c.unit, c.key, c.effect) for c in found.causes] == [("东风镇", "1", 10), ("东风镇", "2", 5)]
    assert found.causes[0].why == "完成率 未报 → 95%"


@pytest.mark.parametrize("name", SCHEMES if THOROUGH else ["s1", "s4", "s5", "s9"])
def test_causes_and_payments_add_up_on_random_assessments(name: str) -> None:
    """Every point and every yuan that a unit won or lost is accounted for."""
    module = importlib.import_module(f"tests.independent.{name}")
    rng = random.Random(f"diff {name}")
    before, after = (result(scheme_of(name), module.random_data(rng)) for _ in range(2))
    found = diff_results(before, after)
    assert found.moved
    for moved in found.moved:
        effects = [cause.effect for cause in found.causes if cause.unit == moved.unit]
        assert sum(effects, Fraction(0)) == (moved.scores[1] or 0) - (moved.scores[0] or 0)
        assert sum((paid.yuan for paid in found.paid if paid.unit == moved.unit), Fraction(0)) == moved.yuan
    assert all(cause.why for cause in found.causes)
    assert diff_results(before, before) == ResultDiff((), (), (), found.digits)


def test_the_screen_and_the_workbook_show_the_same(tmp_path: Path) -> None:
    before = small()
    after = small(
        {"朝阳镇": ("98%", 0, "是")}, TEXT.replace("| 年度 | 2022 |", "| 年度 | 2022 |\n| 主办单位 | 县考核办 |")
    )
    changes, results = diff_schemes(before[0].scheme, after[0].scheme), diff_results(before, after)
    parts = brief(changes, results)
    assert list(parts) == ["单位变化", "变化原因", "奖惩变化", "方案变化"]
    assert parts["单位变化"][0]["总分"] == "12.00 → 15.00（+3.00）"
    assert parts["单位变化"][0]["名次"] == "2 → 1（↑1）"
    assert parts["方案变化"][0] == {"位置": "考核设置!A4", "项": "主办单位", "变化": "新增：主办单位，县考核办"}
    book = read_book(write_workbook(diff_workbook(changes, results, "去年", "今年"), tmp_path / "对比.xlsx"))
    assert [grid.name for grid in book.grids] == ["单位变化", "变化原因", "奖惩变化", "方案变化"]
    row = [cell.value for cell in book.grids[0].rows[3]]
    assert row[:7] == ["朝阳镇", 12, 15, 3, 2, 1, 1]
    nothing = read_book(write_workbook(diff_workbook([], ResultDiff((), (), ())), tmp_path / "无.xlsx"))
    assert all("没有差别" in grid.rows[3][0].text for grid in nothing.grids)
