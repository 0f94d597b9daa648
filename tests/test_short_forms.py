"""Short forms: one 奖惩 row for several 依据, 否决[否决组], 任一 — with the results of the long forms."""

from __future__ import annotations

import importlib
import random
from fractions import Fraction
from typing import Any

import pytest

from kaohe_xl.base.grid import Book
from kaohe_xl.reading.read import read_book
from kaohe_xl.reward import settle
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scoring.assess import assess
from tests.support import markdown as md
from tests.support.engine import evaluate, folder_of, tidy_of

SINGLE = "招商引资、民营经济、林业、奶牛、税费、规划建设、合作医疗、村村通、社会稳定、后进村整顿"
SHORT = {
    "s5": f"""
## 奖惩
| 奖惩 | 类型 | 依据 | 名次起 | 名次止 | 条件 | 连续次数 | 对象 | 方式 | 金额 | 互斥组 | 称号 |
| 先进乡镇 | 奖励 | 总分 | 1 | 4 | | | | | | | 先进乡镇 |
| 书记奖金（第一名） | 奖励 | 总分 | 1 | 1 | | | 书记 | 定额 | 30000 | 奖金 | |
| 镇长奖金（第一名） | 奖励 | 总分 | 1 | 1 | | | 镇长 | 定额 | 20000 | 奖金 | |
| 书记奖金（第二名） | 奖励 | 总分 | 2 | 2 | | | 书记 | 定额 | 20000 | 奖金 | |
| 镇长奖金（第二名） | 奖励 | 总分 | 2 | 2 | | | 镇长 | 定额 | 10000 | 奖金 | |
| 书记奖金（第三名） | 奖励 | 总分 | 3 | 3 | | | 书记 | 定额 | 10000 | 奖金 | |
| 镇长奖金（第三名） | 奖励 | 总分 | 3 | 3 | | | 镇长 | 定额 | 5000 | 奖金 | |
| 书记奖金（第四名） | 奖励 | 总分 | 4 | 4 | | | 书记 | 定额 | 5000 | 奖金 | |
| 镇长奖金（第四名） | 奖励 | 总分 | 4 | 4 | | | 镇长 | 定额 | 3000 | 奖金 | |
| {{依据}}先进乡镇 | 奖励 | {SINGLE} | 1 | 3 | | | | | | | {{依据}}先进乡镇 |
| 综合倒数第一罚款 | 处罚 | 总分 | -1 | -1 | | | | 定额 | 20000 | 罚款 | |
| 综合倒数第二罚款 | 处罚 | 总分 | -2 | -2 | | | | 定额 | 15000 | 罚款 | |
| {{依据}}倒数第一罚款 | 处罚 | {SINGLE} | -1 | -1 | | | | 定额 | 15000 | 罚款 | |
| {{依据}}倒数第二罚款 | 处罚 | {SINGLE} | -2 | -2 | | | | 定额 | 10000 | 罚款 | |
| 黄牌警告 | 黄牌警告 | 总分 | -1 | -1 | 完成年度任务=否 | | | | | | |
| 书记降职安排 | 处罚 | 总分 | -1 | -1 | | 2 | 书记 | | | | |
| 镇长降职安排 | 处罚 | 总分 | -1 | -1 | | 2 | 镇长 | | | | |
""",
    "s6": """
## 奖惩
| 奖惩 | 类型 | 依据 | 名次起 | 名次止 | 连续次数 | 对象 | 方式 | 金额 | 互斥组 | 称号 |
| 红旗单位 | 奖励 | 总分 | 1 | 1 | | | 定额 | 3000 | | 红旗单位 |
| 先进单位 | 奖励 | 总分 | 2 | 3 | | | 定额 | 1000 | | 先进单位 |
| 综合末位降职降级 | 降职降级 | 总分 | -1 | | 3 | 书记 | | | 综合末位 | |
| 综合末位诫勉 | 诫勉 | 总分 | -1 | | 2 | 书记 | | | 综合末位 | |
| 综合末位警示谈话 | 警示谈话 | 总分 | -1 | | | 书记 | | | 综合末位 | |
| {依据}末位降职降级 | 降职降级 | 各考核线 | -1 | | 3 | 书记 | | | {依据}末位 | |
| {依据}末位诫勉 | 诫勉 | 各考核线 | -1 | | 2 | 书记 | | | {依据}末位 | |
| {依据}末位警示谈话 | 警示谈话 | 各考核线 | -1 | | 1 | 书记 | | | {依据}末位 | |
""",
}


@pytest.mark.parametrize("name", SHORT)
def test_a_sample_with_short_rows_pays_the_same(name: str) -> None:
    """Ten rows for ten single rankings, or one: the same people, amounts and reasons."""
    book = read_book(folder_of(name) / "方案.xlsx")
    short = Book(book.file, [*(g for g in book.grids if g.name != "奖惩"), *md.book(SHORT[name]).grids])
    module = importlib.import_module(f"tests.independent.{name}")
    rng = random.Random(f"short {name}")
    for data in (module.BASE, module.random_data(rng), module.random_data(rng)):
        assert payments(short, data) == payments(book, data)


def payments(book: Book, data: Any) -> list[tuple[object, ...]]:
    scheme, findings = read_scheme(book)
    assert scheme is not None, [str(found) for found in findings]
    assessment, _ = assess(scheme, tidy_of(scheme, data))
    found, _ = settle(assessment)
    rows = [(p.reward.name, p.unit, p.reward.to, p.amount, p.why, p.how, p.reward.honour) for p in found]
    return sorted(rows, key=str)


SMALL = """
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
| 上半年 | 全年 |
| 下半年 | 全年 |
## 填报项
| 数据项 | 类型 | 期内汇总 |
| 差错例数 | 整数 | |
| 重大事故 | 是否 | GATHER |
## 评分细则
| 编号 | 标准分 | 计分方式 | 数据项 | 分值 |
| 1 | 10 | 每例扣分 | 差错例数 | 1 |
## 一票否决
| 否决项 | 条件 | 否决组 | 达到项数 | 后果 | 适用期次 |
| 全年事故 | 重大事故=是 | | | 不参与排名 | 全年 |
"""


def data(**by_unit: tuple[str | None, str | None]) -> dict[str, Any]:
    """(上半年, 下半年) of 重大事故 for each unit; no errors."""
    halves: dict[str, Any] = {"上半年": {}, "下半年": {}}
    for unit, values in by_unit.items():
        for half, value in zip(halves, values, strict=True):
            halves[half][unit] = {"差错例数": Fraction(0), "重大事故": value}
    return halves


@pytest.mark.parametrize(("gather", "fallen"), [("任一", {"东风镇", "朝阳镇"}), ("最新", {"朝阳镇"}), ("", {"朝阳镇"})])
def test_any_yes_of_the_year_counts_where_the_item_says_so(gather: str, fallen: set[str]) -> None:
    """是 in the first half, 否 in the second: 任一 remembers, 最新 (the default) does not."""
    scheme = md.scheme(SMALL.replace("GATHER", gather))
    result, _ = evaluate(scheme, data(东风镇=("是", "否"), 朝阳镇=(None, "是"), 新城镇=("否", "否")))
    assert set(result["vetoes"].get("全年", {})) == fallen


def test_any_names_the_cells_that_say_yes() -> None:
    scheme = md.scheme(SMALL.replace("GATHER", "任一"))
    assessment, _ = assess(scheme, tidy_of(scheme, data(东风镇=("是", "否"), 朝阳镇=("否", None), 新城镇=(None, None))))
    figure = assessment.final.figures.items["重大事故"]
    assert [figure.values[row] for row in range(3)] == ["是", "否", None]


GROUP = """
## 一票否决
| 否决项 | 条件 | 否决组 | 达到项数 | 后果 |
| 差错多 | 差错例数>=3 | 两项 | 2 | 取消评优 |
| 出事故 | 重大事故=是 | 两项 | 2 | 取消评优 |
## 历年结果
| 年度 | 单位 | 否决 |
| 2021 | 东风镇 | 出事故 |
| 2021 | 朝阳镇 | 两项 |
| 2021 | 新城镇 | |
## 奖惩
| 奖惩 | 类型 | 条件 | 连续次数 |
| 单列管理 | 处理建议 | 否决[两项] | |
| 免职建议 | 处理建议 | 否决[两项] | 2 |
"""


def test_a_group_of_vetoes_in_a_condition() -> None:
    """It has fallen when enough of its conditions hold; a past year knows it by its own name or by a member's."""
    text = SMALL.replace("GATHER", "任一")
    scheme = md.scheme(text[: text.index("## 一票否决")] + GROUP)
    given = {
        half: {
            unit: {"差错例数": Fraction(cases), "重大事故": accident}
            for unit, cases, accident in (("东风镇", 3, "是"), ("朝阳镇", 4, "是"), ("新城镇", 4, "否"))
        }
        for half in ("上半年", "下半年")
    }
    result, _ = evaluate(scheme, given)
    assert [(p["reward"], p["unit"]) for p in result["payments"]] == [
        ("单列管理", "东风镇"),
        ("单列管理", "朝阳镇"),
        ("免职建议", "东风镇"),
        ("免职建议", "朝阳镇"),
    ]


def test_the_payment_says_which_basis_it_rests_on() -> None:
    text = SMALL.replace("GATHER", "")
    text = text[: text.index("## 一票否决")] + (
        "## 奖惩\n| 奖惩 | 依据 | 名次起 | 方式 | 金额 |\n"
        "| 奖金 | 总分、1 | 1 | 定额 | 100 |\n| 按分 | 1 | | 每分 | 2 |\n"
    )
    scheme = md.scheme(text)
    errors = {"东风镇": 0, "朝阳镇": 1, "新城镇": 2}
    given = {
        half: {u: {"差错例数": Fraction(n), "重大事故": "否"} for u, n in errors.items()}
        for half in ("上半年", "下半年")
    }
    assessment, _ = assess(scheme, tidy_of(scheme, given))
    found, _ = settle(assessment)
    assert [(p.unit, p.why) for p in found] == [
        (0, "总分第1名"),
        (0, "编号1第1名"),
        (0, "编号1"),
        (1, "编号1"),
        (2, "编号1"),
    ]
