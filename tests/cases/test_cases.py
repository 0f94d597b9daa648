"""算例: an author's own cases catch what is wrong with a rubric, and a scheme whose cases fail is not scored."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import kaohe_xl
from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.cases import Case, CaseFigure, Expected, draft_cases, prove, read_cases
from kaohe_xl.cases.draft import Drafted
from kaohe_xl.cases.read import Subject
from kaohe_xl.expr.parse import NO, YES
from kaohe_xl.reading.read import read_book
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.read import read_scheme
from tests.support import markdown
from tests.support.engine import folder_of, scheme_of
from tests.support.random_cases import THOROUGH

# how many slips in the rubric of each sample: thirty before a release
SLIPS = {"s1": 6, "s3": 6, "s4": 6, "s5": 4, "s6": 6, "s7": 2} if THOROUGH else {"s1": 2, "s6": 2}

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 算例 |
| 年度 | 2026 |
## 考核对象
| 单位名称 | 分组 |
| 东风镇 | 镇 |
| 朝阳镇 | 镇 |
## 填报项
| 数据项 | 类型 |
| 办证率 | 百分比 |
| 投诉 | 整数 |
| 税收 | 数值 |
## 评分细则
| 编号 | 标准分 | 评分标准 | 计分方式 | 数据项 | 基准 | 每 | 分值 | 上限 |
| 1 | 10 | 办证率低于85%，每低1个百分点扣1分 | 差额扣分 | 办证率 | >=85% | 1 | 1 | |
| 2 | 6 | 投诉每件扣2分，最多扣4分 | 每例扣分 | 投诉 | | | 2 | 4 |
| 3 | 20 | 税收第一名20分，第二名15分 | 名次得分 | 税收 | | | 20,15 | |
## 等次
| 等次 | 最低分 |
| 优秀 | 30 |
| 合格 | 0 |
## 奖惩
| 奖惩 | 名次起 | 名次止 | 方式 | 金额 |
| 一等奖 | 1 | 1 | 定额 | 5000 |
"""
LONG = """
## 算例
| 算例 | 数据项 | 值 | 编号 | 应得 | 确认 |
| 刚好 | 办证率 | 85%% | 1 | 10 | |
| 差一点 | 办证率 | 84%% | 1 | {under} | |
| 投诉多 | 投诉 | 9 | 2 | {capped} | {state} |
"""
WIDE = """
## 算例
| 算例 | 办证率 | 投诉 | 1 | 得分[2] |
| 例一 | 84%% | 1 | 9 | {two} |
"""
TOGETHER = """
## 算例
| 算例 | 单位 | 办证率 | 投诉 | 税收 | 3 | 总分 | 等次 | 金额 |
| 两镇 | 东风镇 | 90%% | 0 | 80 | {first} | 36 | 优秀 | 5000 |
|  | 朝阳镇 | 90%% | 0 | 70 | 15 | 31 | 优秀 | 0 |
"""


def proved(cases: str, scheme: str = SCHEME) -> list[Finding]:
    found = markdown.scheme(scheme + cases)
    read, findings = read_cases(found, [found.book])
    return [*findings, *prove(found, read)]


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(each.code, each.place.cell) for each in findings]


def test_cases_that_hold_say_nothing() -> None:
    assert told(proved(LONG.format(under=9, capped=2, state=""))) == []
    assert told(proved(WIDE.format(two=4))) == []
    assert told(proved(TOGETHER.format(first=20))) == []


def test_one_that_does_not_hold_is_told_at_its_cell_with_the_reasons() -> None:
    (found,) = proved(LONG.format(under=10, capped=2, state=""))
    assert (found.code, found.place.sheet, found.place.cell) == ("S761", "算例", "E3")
    assert "应得 10，按方案算得 9" in found.text
    assert "84%" in found.text
    assert told(proved(WIDE.format(two=6))) == [("S761", "E2")]
    assert told(proved(TOGETHER.format(first=15))) == [("S761", "F2")]


def test_a_drafted_one_proves_nothing_until_it_is_confirmed() -> None:
    assert told(proved(LONG.format(under=9, capped=0, state="待确认"))) == [("S762", "A4")]
    assert told(proved(LONG.format(under=9, capped=0, state="是"))) == [("S761", "E4")]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("## 算例\n| 算例 | 数据项 | 值 | 编号 | 应得 |\n| 甲 | 办证綠 | 84%% | 1 | 9 |", "S105"),
        ("## 算例\n| 算例 | 数据项 | 值 | 编号 | 应得 |\n| 甲 | 办证率 | 84%% | 7 | 9 |", "S105"),
        ("## 算例\n| 算例 | 数据项 | 值 | 编号 | 应得 |\n| 甲 | 投诉 | 很多 | 2 | 9 |", "S105"),
        ("## 算例\n| 算例 | 数据项 | 值 | 编号 | 应得 |\n| 甲 | 投诉 | 1 | 2 | |", "S104"),
        ("## 算例\n| 算例 | 投诉 |\n| 甲 | 1 |", "S763"),
        ("## 算例\n| 算例 | 投拆 | 2 |\n| 甲 | 1 | 4 |", "S765"),
    ],
)
def test_what_is_wrong_with_a_case_itself_is_told(sheet: str, code: str) -> None:
    assert code in [each.code for each in proved(sheet)]


def test_a_scheme_whose_cases_fail_is_not_scored_unless_anyway(tmp_path: Path) -> None:
    (tmp_path / "收表").mkdir()
    markdown.write(SCHEME + LONG.format(under=10, capped=2, state=""), tmp_path / "方案.xlsx")
    assert kaohe_xl.check(tmp_path).exit_code == 2
    for write in (True, False):
        result = kaohe_xl.run(tmp_path, write=write)
        assert (result.exit_code, result.output) == (2, None)
        assert "S761" in list(result.findings["代码"])
    result = kaohe_xl.run(tmp_path, anyway=True)
    assert result.exit_code == 1
    assert result.output is not None
    assert "S764" in list(result.findings["代码"])


def test_drafted_cases_stand_at_just_under_and_just_over_each_limit_and_count_once_confirmed(tmp_path: Path) -> None:
    markdown.write(SCHEME, tmp_path / "方案.xlsx")
    (path,) = kaohe_xl.check(tmp_path, examples=True).paths
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book["算例"].iter_rows(min_row=3)]
    lines = {(row[3], row[4], row[6]): row[8] for row in rows if row[0]}
    assert ("办证率", "84.9%", 9.9) in lines
    assert ("办证率", "85%", 10) in lines
    assert "扣0.1分" in lines["办证率", "84.9%", 9.9]
    assert [(value, points) for item, value, points in lines if item == "投诉"] == [
        ("0", 6),
        ("1", 4),
        ("2", 2),
        ("3", 2),
    ]
    assert [f for f in kaohe_xl.check(tmp_path).findings["代码"] if f.startswith("S76")] == ["S762"]
    for row in book["算例"].iter_rows(min_row=3):
        row[7].value = None
    book.save(path)
    assert kaohe_xl.check(tmp_path).exit_code == 0
    markdown.write(SCHEME.replace(">=85%", ">=84%"), tmp_path / "方案.xlsx")
    assert kaohe_xl.check(tmp_path).exit_code == 2


# -- thirty mistakes in the rubrics of the samples --------------------------------------------------------------------


def as_case(scheme: Scheme, drafted: Drafted) -> Case:
    """A drafted line, confirmed."""
    unit = next(u for u in scheme.units if not drafted.group or u.group == drafted.group)
    given = []
    for name, typed in drafted.figures:
        item = scheme.items[name]
        value = read_value(Cell(typed, item.place), item).value
        given.append(CaseFigure(item, value, typed, item.place))
    expected = [Expected(drafted.key, drafted.expected, unit.place)]
    subject = Subject(drafted.name, unit, given, expected)
    return Case(drafted.name, drafted.period, unit.place, {drafted.name: subject})


def mistaken(grid: Grid, row: int, column: int, value: str | int | float | None) -> Grid:
    rows = [list(cells) for cells in grid.rows]
    rows[row - 1][column - 1] = replace(rows[row - 1][column - 1], value=value)
    return replace(grid, rows=rows)


def slips(book: Book, rng: random.Random) -> list[tuple[str, Book]]:
    """Rubrics with one slip each: a figure changed, a comparison the other way, a cap lost."""
    found = []
    for at, grid in enumerate(book.grids):
        if not grid.name.startswith("评分细则"):
            continue
        head = next(r for r in range(1, 6) if any(c.text == "计分方式" for c in grid.rows[r - 1]))
        columns = {cell.text: number for number, cell in enumerate(grid.rows[head - 1], 1)}
        for row in range(head + 1, len(grid.rows) + 1):
            for column in ("分值", "基准", "每", "上限"):
                cell = grid.cell(row, columns[column]) if column in columns else None
                if cell is None or cell.blank:
                    continue
                for slip in _slipped(cell, column):
                    changed = mistaken(grid, row, columns[column], slip)
                    grids = [*book.grids[:at], changed, *book.grids[at + 1 :]]
                    found.append((f"{grid.name}!{cell.place.cell} {cell.text}→{slip}", Book(book.file, grids)))
    rng.shuffle(found)
    return found


def _slipped(cell: Cell, column: str) -> list[str | int | float | None]:
    text = cell.text
    if cell.number is not None:
        return [float(cell.number) / 2]
    if column == "基准" and text in (YES, NO):
        return [NO if text == YES else YES]
    if column == "基准" and text.startswith(">="):
        return ["<=" + text[2:]]
    return []


@pytest.mark.parametrize(("name", "count"), SLIPS.items())
def test_a_slip_in_a_rubric_fails_a_case_of_the_right_one(name: str, count: int) -> None:
    right = scheme_of(name)
    drafted = draft_cases(right)
    asked = {each.clause for each in drafted}
    caught, missed = 0, []
    for what, book in slips(read_book(folder_of(name) / "方案.xlsx"), random.Random(name)):
        wrong, _ = read_scheme(book)
        if wrong is None:
            continue
        differing = [
            k for k in right.indicators if str(wrong.indicators[k].clauses) != str(right.indicators[k].clauses)
        ]
        if not any(key in asked for key in differing):
            continue  # compared with other units, or judged: cannot be asked alone
        cases = [as_case(wrong, each) for each in drafted if each.key in differing]
        if any(each.code == "S761" for each in prove(wrong, cases)):
            caught += 1
        else:
            missed.append(what)
        if caught + len(missed) == count:
            break
    assert missed == []
    assert caught == count
