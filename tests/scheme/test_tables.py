"""Tables as clerks lay them out: anywhere in the sheet, columns in any order, merged and blank cells, titles, notes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import has_errors
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.model import Combine, Scheme
from kaohe_xl.scheme.read import read_scheme
from tests.scheme.text import ITEMS, RUBRIC, SETTINGS, SMALL, UNITS
from tests.support import markdown as md


def gist(scheme: Scheme) -> dict[str, object]:
    """What a scheme says, without where it says it."""
    return {
        "units": [(unit.name, unit.aliases, unit.group, dict(unit.attributes)) for unit in scheme.units],
        "items": [replace(item, place=NOWHERE) for item in scheme.items.values()],
        "indicators": [
            (i.key, i.section, i.title, i.full_mark, [(c.key, c.text, c.rule.name) for c in i.clauses])
            for i in scheme.indicators.values()
        ],
    }


def test_a_column_that_nobody_declared_is_a_slip_of_the_program() -> None:
    table = tables.REWARDS.table_in(md.book("## 奖惩\n| 奖惩 | 名次起 | 颜色 |\n| 一等奖 | 1 | 红 |").find("奖惩"))
    assert table is not None
    (row,) = table
    assert row["名次止"].blank, "declared, and not in this sheet"
    assert row.text("颜色") == "红", "the author's own"
    assert row.added("备忘").blank, "the author's own in another sheet"
    with pytest.raises(KeyError, match="奖惩 has no column 名次至"):
        row["名次至"]


def test_titles_empty_columns_and_notes_around_a_table() -> None:
    moved = SMALL.replace(
        "| 单位名称 | 别名 | 分组 | 书记 | 人口数 |\n|---|---|---|---|---|\n",
        "| 2022年考核对象 | < | < |\n| | | 截至年底 |\n| 单位名称 | 别名 | 分组 | 书记 | 人口数 |\n",
    )
    moved += "| 注：各项扣完为止。 |\n| 表内单位以考核办公布的名单为准，名单外的不参加本次考核。 |\n"
    assert gist(md.scheme(moved)) == gist(md.scheme(SMALL))


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 4), st.integers(0, 3))
def test_columns_in_any_order_and_tables_anywhere(rng: random.Random, down: int, right: int) -> None:
    book = md.book(SMALL)
    scheme, findings = read_scheme(Book(book.file, [moved_about(grid, rng, down, right) for grid in book.grids]))
    assert scheme is not None, findings
    assert gist(scheme) == gist(md.scheme(SMALL))


def moved_about(grid: Grid, rng: random.Random, down: int, right: int) -> Grid:
    """The same table further down and to the right, its columns shuffled. Blank cells continue, so no merges."""
    width = max(len(row) for row in grid.rows)
    order = rng.sample(range(width), width)
    rows = []
    for number, row in enumerate([*[[]] * down, *grid.rows], start=1):
        cells = [row[old].value if old < len(row) else None for old in order] if row else []
        formats = [row[old].number_format if old < len(row) else "General" for old in order] if row else []
        place = grid.place
        blanks = [Cell(None, place(number, column)) for column in range(1, right + 1)] if row else []
        rows.append(
            blanks
            + [
                Cell(value, place(number, right + column), form)
                for column, (value, form) in enumerate(zip(cells, formats, strict=True), start=1)
            ]
        )
    return Grid(grid.file, grid.name, rows)


def test_full_width_spaced_and_alias_headers() -> None:
    text = SMALL.replace("| 单位名称 | 别名 |", "| 单 位 名　称 | 简称 |").replace(
        "| 编号 | 项目 |", "| 序号 | 考核项目 |"
    )
    text = text.replace("计分方式", "计分方法").replace("## 考核设置", "##  考核设置 ")
    assert gist(md.scheme(text)) == gist(md.scheme(SMALL))


def test_merged_and_blank_cells_continue_the_row_above() -> None:
    scheme = md.scheme(SMALL)
    second = scheme.indicators["2"]
    assert second.section == "工作质量", "项目 is blank: it continues"
    assert second.full_mark == 5
    assert [clause.key for clause in second.clauses] == ["2#1", "2#2"], "编号 is merged: one indicator, two clauses"
    repeated = md.scheme(SMALL.replace("| ~ | | | | 没有设立", "| 2 | | 差错 | 5 | 没有设立"))
    assert gist(repeated) == gist(scheme), "the same 编号 written again is the same indicator"


def test_a_sentence_merged_over_two_rules_belongs_to_both() -> None:
    text = SMALL.replace("| 每例扣2分 |", "| 每例扣2分，没有设立专栏的扣1分 |").replace(
        "| ~ | | | | 没有设立专栏的扣1分 |", "| ~ | | | | ~ |"
    )
    first, second = md.scheme(text).indicators["2"].clauses
    assert first.text == second.text == "每例扣2分，没有设立专栏的扣1分"


def test_four_levels_of_numbers_restart_under_each_heading() -> None:
    rows = "| 编号 | 考核内容 | 标准分 | 计分方式 | 数据项 | 分值 |\n"
    levels = ["一、", "（一）", "1、", "⑴", "①", "②", "2、", "（二）", "1.", "二、", "（一）", "1、"]
    leaf = {4, 5, 6, 8, 11}
    marks = {0: 20, 1: 15, 2: 10, 3: 10, 4: 6, 5: 4, 6: 5, 7: 5, 8: 5, 9: 8, 10: 8, 11: 8}
    for position, number in enumerate(levels):
        rule = "每例扣分 | 差错例数 | 1" if position in leaf else " | | "
        rows += f"| {number} | 项{position} | {marks[position]} | {rule} |\n"
    scheme = md.scheme(SETTINGS + UNITS + ITEMS + "## 评分细则\n" + rows)
    keys = list(scheme.indicators)
    assert keys[:6] == ["一", "一.(一)", "一.(一).1", "一.(一).1.⑴", "一.(一).1.⑴.①", "一.(一).1.⑴.②"]
    assert keys[6:] == ["一.(一).2", "一.(二)", "一.(二).1", "二", "二.(一)", "二.(一).1"]
    assert scheme.indicators["一.(一).1.⑴"].children == ("一.(一).1.⑴.①", "一.(一).1.⑴.②")


def test_percent_cells_and_typed_percents_are_ratios() -> None:
    text = SMALL.replace("| 本单位 | 0 | 100% |", "| 本单位 | 0%% | 100%% |") + (
        "## 考核期\n| 期次 | 上级期次 | 权重 |\n| 半年 | 全年 | 30%% |\n| 年终 | 全年 | ７０％ |\n"
    )
    scheme = md.scheme(text)
    assert scheme.items["完成率"].high == 1
    assert [period.weight for period in scheme.calendar.leaves] == [Fraction(3, 10), Fraction(7, 10)]
    assert scheme.calendar.root.name == "全年"
    assert scheme.calendar.root.combine is Combine.WEIGHTED


def test_attributes_are_typed_by_what_stands_in_them() -> None:
    scheme = md.scheme(SMALL)
    assert scheme.names.attributes["人口数"] is ValueType.NUMBER
    assert scheme.names.attributes["书记"] is ValueType.TEXT
    assert scheme.units[0].attributes == {"书记": "张伟", "人口数": Fraction(32000)}


def test_a_total_row_is_no_unit_and_no_indicator() -> None:
    text = SMALL.replace(
        "| 新城街道 | 新城 | 街道 | 王芳 | 51000 |",
        "| 新城街道 | 新城 | 街道 | 王芳 | 51000 |\n| 合计 | | | | 111000 |",
    )
    assert gist(md.scheme(text + "| 合计 | | | 15 | | | | | | |\n")) == gist(md.scheme(SMALL))


def test_dates_of_every_habit_and_a_default() -> None:
    items = ITEMS + "| 报送日期 | | 日期 | | 2022-01-01 | @2022-12-31 |\n"
    periods = "## 考核期\n| 期次 | 截止日期 |\n| 2022年 | 2022年12月31日 |\n"
    scheme, findings = md.read(SETTINGS + UNITS + items + RUBRIC + periods)
    assert scheme is not None, findings
    assert scheme.calendar.root.deadline == date(2022, 12, 31)
    item = scheme.items["报送日期"]
    assert item.low is not None
    assert item.high is not None
    assert item.high - item.low == 364


def test_year_named_at_the_top_and_periods_below_it() -> None:
    """全年 may have its row or be implied; the others stand below it either way."""
    for rows in (
        "| 全年 | |\n| 半年 | |\n| 年终 | |\n",
        "| 半年 | |\n| 年终 | |\n",
        "| 半年 | 全年 |\n| 年终 | 全年 |\n",
    ):
        calendar = md.scheme(SMALL + "## 考核期\n| 期次 | 上级期次 |\n" + rows).calendar
        assert [leaf.name for leaf in calendar.leaves] == ["半年", "年终"]
        assert calendar.root.name == "全年"


@pytest.mark.parametrize("cell", ["#REF!", "!公式没有计算结果"])
def test_a_cell_without_a_value_is_never_taken_as_blank(cell: str) -> None:
    scheme, findings = md.read(
        SMALL.replace("| 每例扣分 | 差错例数 | | | 2 |", f"| 每例扣分 | 差错例数 | | | {cell} |")
    )
    assert scheme is None
    assert md.told(findings) == [("S116", "评分细则!J3")]


def test_an_xlsx_reads_as_the_same_scheme(tmp_path: Path) -> None:
    read, findings = read_scheme(read_book(md.write(SMALL, tmp_path / "方案.xlsx")))
    assert read is not None
    assert not has_errors(findings)
    assert gist(read) == gist(md.scheme(SMALL))
