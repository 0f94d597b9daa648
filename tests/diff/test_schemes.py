"""What differs between two schemes: by 编号 and column, not by the order of rows."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.place import position_of
from kaohe_xl.diff import ChangeKind, diff_schemes
from tests.scheme.text import SMALL
from tests.support import markdown as md
from tests.test_order import book_of, read, scheme_of, shuffled
from tests.test_samples import SCHEMES


def told(before: str, after: str) -> list[tuple[str, str, str, str, str]]:
    changes = diff_schemes(md.scheme(before), md.scheme(after))
    return [(each.sheet, each.key, each.column or each.kind.value, each.before, each.after) for each in changes]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("| 年度 | 2022 |", "| 年度 | 2023 |", ("考核设置", "年度", "值", "2022", "2023")),
        ("| 镇 | 李娜 |", "| 街道 | 李娜 |", ("考核对象", "朝阳镇", "分组", "镇", "街道")),
        ("| 镇 | 张伟 | 32000 |", "| 镇 | 张伟 | 32500 |", ("考核对象", "东风镇", "人口数", "32000", "32500")),
        ("| 监测科 | 0 | |", "| 监测科 | 0 | 50 |", ("填报项", "差错例数", "最大", "", "50")),
        ("| >=95% | 1 | 1 |", "| >=95% | 1 | 2 |", ("评分细则", "1", "分值", "1", "2")),
        ("| >=95% | 1 | 1 |", "| >=96% | 1 | 1 |", ("评分细则", "1", "基准", ">=95%", ">=96%")),
        ("| 完成情况 | 10 |", "| 完成情况 | 12 |", ("评分细则", "1", "标准分", "10", "12")),
        ("| 设立专栏 | 是 | | 1 |", "| 设立专栏 | 是 | | 2 |", ("评分细则", "2", "分值", "1", "2")),
    ],
)
def test_one_changed_cell_is_one_change(old: str, new: str, change: tuple[str, str, str, str, str]) -> None:
    assert SMALL.count(old) == 1
    assert told(SMALL, SMALL.replace(old, new)) == [change]


def test_added_and_removed_rows_say_what_they_hold() -> None:
    more = SMALL + "| 3 | | 走访 | 4 | 每例扣1分 | 每例扣分 | 差错例数 | | | 1 |\n"
    assert told(SMALL, more) == [("评分细则", "3", "新增", "", "走访，标准分 4：每例扣1分，每例扣分，差错例数，1")]
    assert told(more, SMALL) == [("评分细则", "3", "删去", "走访，标准分 4：每例扣1分，每例扣分，差错例数，1", "")]
    clause = SMALL + "| | | | | 迟报每次扣1分 | 每例扣分 | 差错例数 | | | 1 |\n"
    assert told(SMALL, clause) == [("评分细则", "2", "新增", "", "迟报每次扣1分，每例扣分，差错例数，1")]


def test_a_clause_in_front_of_others_does_not_shift_them() -> None:
    first = "每例扣2分 | 每例扣分 | 差错例数 | | | 2 |"
    new = "完成率不到90%扣3分 | 不达标扣分 | 完成率 | >=90% | | 3 |"
    clause = SMALL.replace(f"| 2 | | 差错 | 5 | {first}", f"| 2 | | 差错 | 5 | {new}\n| ~ | | | | {first}")
    assert told(SMALL, clause) == [("评分细则", "2", "新增", "", "完成率不到90%扣3分，不达标扣分，完成率，>=90%，3")]


def test_repeated_rewards_are_told_apart() -> None:
    head = "## 奖惩\n| 奖惩 | 类型 | 适用分组 | 名次起 | 金额 |\n"
    one = SMALL + head + "| 一等奖 | 奖励 | 镇 | 1 | 3000 |\n| 一等奖 | 奖励 | 街道 | 1 | 2000 |\n"
    other = SMALL + head + "| 一等奖 | 奖励 | 街道 | 1 | 2000 |\n| 一等奖 | 奖励 | 镇 | 1 | 3500 |\n"
    assert told(one, other) == [("奖惩", "一等奖", "金额", "3000", "3500")]


@pytest.mark.parametrize("name", SCHEMES)
def test_another_order_is_no_difference(name: str) -> None:
    rng = random.Random(f"diff {name}")
    assert diff_schemes(scheme_of(name), read(shuffled(book_of(name), rng))) == []


def test_every_changed_points_cell_of_a_sample_is_found() -> None:
    book = book_of("s4")
    rubric = next(grid for grid in book.grids if grid.name == "评分细则")
    header = next(cell.place for row in rubric.rows for cell in row if cell.text == "分值")
    _, column = position_of(header.cell)
    cells = [row[column - 1] for row in rubric.rows if len(row) >= column and row[column - 1].is_number]
    assert len(cells) > 60
    for cell in cells[::9]:
        changed = replace_cell(book, rubric, cell.place.cell, 0.07)
        found = [each for each in diff_schemes(scheme_of("s4"), read(changed)) if each.kind is ChangeKind.CHANGED]
        assert [(each.column, each.before, each.after) for each in found] == [("分值", cell.text, "0.07")]
        assert found[0].place_after.cell == cell.place.cell


def replace_cell(book: Book, grid: Grid, cell: str, value: float) -> Book:
    rows = [[replace(each, value=value) if each.place.cell == cell else each for each in row] for row in grid.rows]
    changed = Grid(grid.file, grid.name, rows, grid.merges)
    return Book(book.file, [changed if each.name == grid.name else each for each in book.grids])
