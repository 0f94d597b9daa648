"""填报数据 in the scheme's own workbook: matrix or list, with every cell accounted for."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.returns.model import Received, Returned
from kaohe_xl.scheme import model as m
from tests.support.tables import BOARD, CASES, ITEMS, RATE, UNITS, book, grid, make_scheme

ITEMS_USED = (RATE, CASES, BOARD)


def read(
    *tables: str, items: tuple[m.DataItem, ...] = ITEMS_USED, leaves: tuple[str, ...] = ("上半年", "下半年")
) -> Returned:
    data = book("方案.xlsx", *(grid(text, f"填报数据{n or ''}") for n, text in enumerate(tables)))
    return inline_data(make_scheme(items, leaves=leaves, data=data))


def rows(tidy: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(tidy[["期次", "单位", "数据项", "值", "状态"]].itertuples(index=False, name=None))


def codes(returned: Returned) -> list[str]:
    return [finding.code for finding in returned.findings]


MATRIX = """
| 2022年填报数据 |
| 序号 | 单位名称 | 期次 | 完成率 | 投诉例数 | 设立专栏 |
| 1 | 东风镇 | 上半年 | 95%% | 3例 | 是 |
| 2 | 东风镇 | 下半年 | 百分之九十六 | 0 | √ |
| 3 | 朝阳 | 上半年 | 不适用 | '1,2 | |
| | 合计 | | | 3 | |
注：数据由各单位报送
"""


def test_a_matrix_gives_a_row_for_every_expected_value() -> None:
    returned = read(MATRIX)
    found = {(p, u, i): (value, state) for p, u, i, value, state in rows(returned.tidy)}
    assert len(returned.tidy) == 3 * 2 * 3
    assert found["上半年", "东风镇", "完成率"] == (Fraction(95, 100), "已报")
    assert found["下半年", "东风镇", "完成率"] == (Fraction(96, 100), "已报")
    assert found["下半年", "东风镇", "设立专栏"] == ("是", "已报")
    assert found["上半年", "朝阳镇", "完成率"] == (None, "不适用")
    assert found["上半年", "朝阳镇", "投诉例数"] == (None, "无效")
    assert found["上半年", "朝阳镇", "设立专栏"] == (None, "缺数据")
    assert found["下半年", "朝阳镇", "完成率"] == (None, "未报")
    assert codes(returned) == ["F117"]
    assert returned.findings[0].unit == "朝阳镇"
    assert returned.findings[0].place.cell == "E5"


def test_values_keep_what_was_typed_and_the_cell() -> None:
    tidy = read(MATRIX).tidy
    row = tidy[(tidy["单位"] == "东风镇") & (tidy["期次"] == "下半年") & (tidy["数据项"] == "完成率")].iloc[0]
    assert (row["原文"], row["文件"], row["工作表"], row["单元格"]) == ("百分之九十六", "方案.xlsx", "填报数据", "D4")


def test_the_status_says_who_is_missing_what() -> None:
    by_filler = {(s.filler, s.period): s for s in read(MATRIX).fillers}
    assert by_filler["东风镇", "上半年"].received is Received.RETURNED
    assert by_filler["朝阳镇", "上半年"].received is Received.PARTLY
    assert by_filler["朝阳镇", "上半年"].missing_items == ("设立专栏",)
    assert by_filler["新城街道", "上半年"].received is Received.MISSING
    assert "尚未收到" in by_filler["新城街道", "上半年"].sentence


def test_a_list_reads_like_the_matrix() -> None:
    returned = read(
        """
        | 单位 | 期次 | 数据项 | 计量单位 | 填报值 |
        | 东风镇 | 上半年 | 完成率 | % | 95% |
        | ^ | ^ | 投诉例数 | 例 | 3 |
        | 新城街办 | 2022年上半年 | 完成率 | % | 90% |
        """
    )
    found = {(p, u, i): value for p, u, i, value, state in rows(returned.tidy) if state == "已报"}
    assert found == {
        ("上半年", "东风镇", "完成率"): Fraction(95, 100),
        ("上半年", "东风镇", "投诉例数"): 3,
        ("上半年", "新城街道", "完成率"): Fraction(9, 10),
    }
    assert codes(returned) == []


def test_several_rows_for_one_value_stay_several() -> None:
    returned = read(
        """
        | 单位名称 | 期次 | 数据项 | 填报值 | 填报人 |
        | 东风镇 | 上半年 | 投诉例数 | 3 | 甲 |
        | 东风镇 | 上半年 | 投诉例数 | 4 | 乙 |
        """
    )
    assert [row[3] for row in rows(returned.tidy) if row[:3] == ("上半年", "东风镇", "投诉例数")] == [3, 4]


def test_one_period_needs_no_column() -> None:
    returned = read("| 单位名称 | 完成率 |\n| 东风镇 | 95% |", leaves=("全年",))
    assert rows(returned.tidy)[0] == ("全年", "东风镇", "完成率", Fraction(95, 100), "已报")
    assert codes(read("| 单位名称 | 完成率 |\n| 东风镇 | 95% |")) == ["F304"]


def test_what_cannot_be_placed_is_told_once_with_a_suggestion() -> None:
    returned = read(
        """
        | 单位名称 | 期次 | 完成律 | 投诉例数 | 设立专栏 |
        | 东凤镇 | 上半年 | 95% | 3 | 是 |
        | 东风镇 | 三季度 | 95% | 3 | 是 |
        | 东风镇 | 全年 | 95% | 3 | 是 |
        | | 上半年 | | 3 | |
        """
    )
    found = {finding.code: finding for finding in returned.findings}
    assert codes(returned).count("F301") == 1
    assert "东风镇" in found["F301"].remedy
    assert found["F302"].place.cell == "B3"
    assert "上半年、下半年" in found["F303"].remedy
    assert found["F206"].place.cell == "D5"
    assert "完成率" in found["F203"].remedy
    assert not any(state == "已报" for *_, state in rows(returned.tidy))


def test_a_header_of_two_rows_and_a_sheet_on_its_side() -> None:
    two_rows = """
    | 单位名称 | 期次 | 工作指标 | < | 设立专栏 |
    | ^ | ^ | 1.完成率（%） | 投诉例数（例） | ^ |
    | 东风镇 | 上半年 | 95% | 3 | 是 |
    """
    sideways = """
    | 数据项 | 期次 | 东风镇 | 朝阳镇 |
    | 完成率 | 上半年 | 95% | 90% |
    | 投诉例数 | 上半年 | 3 | 4 |
    """
    assert len([r for r in rows(read(two_rows).tidy) if r[4] == "已报"]) == 3
    assert {r[:4] for r in rows(read(sideways).tidy) if r[4] == "已报"} == {
        ("上半年", "东风镇", "完成率", Fraction(95, 100)),
        ("上半年", "朝阳镇", "完成率", Fraction(9, 10)),
        ("上半年", "东风镇", "投诉例数", 3),
        ("上半年", "朝阳镇", "投诉例数", 4),
    }


def test_states_written_by_an_earlier_run_are_read_back() -> None:
    returned = read(
        """
        | 单位名称 | 期次 | 完成率 | 投诉例数 | 设立专栏 |
        | 东风镇 | 上半年 | 缺数据 | 未报 | 是 |
        | 朝阳镇 | 上半年 | 未报 | 未报 | 未报 |
        """
    )
    found = {(u, i): state for p, u, i, _, state in rows(returned.tidy) if p == "上半年"}
    assert found["东风镇", "完成率"] == "缺数据"
    assert found["东风镇", "投诉例数"] == "未报"
    assert found["朝阳镇", "完成率"] == "未报"
    assert codes(returned) == []


def test_a_workbook_without_data_says_so() -> None:
    scheme = make_scheme(ITEMS_USED)
    assert codes(inline_data(scheme)) == ["F402"]
    assert len(inline_data(scheme).tidy) == 18
    assert codes(read("| 随便写的 |")) == ["F401"]


def test_derived_items_are_neither_expected_nor_taken() -> None:
    returned = read("| 单位名称 | 期次 | 人均投入 | 投入经费 |\n| 东风镇 | 上半年 | 3 | 30 |", items=ITEMS)
    assert "人均投入" not in set(returned.tidy["数据项"])
    assert codes(returned) == ["F207"]
    assert len(returned.tidy) == len(UNITS) * 2 * (len(ITEMS) - 1)
