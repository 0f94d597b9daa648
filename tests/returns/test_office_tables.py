"""Layouts that offices really use, typed in and filled in: every figure is read back exactly."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe_xl.base.exact import decimal_text
from tests.support import markdown
from tests.support.arrivals import arrived, codes, returned
from tests.support.tables import grid

DATA = Path(__file__).parents[1] / "drafting" / "data"
MARKS, STANDARDS = ("应得分", "分值"), ("评分细则", "考核内容")


def table_of(name: str) -> list[list[str]]:
    """The first table of a layout, merged cells as ^ and <; the dashed line left out."""
    text = (DATA / f"{name}.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line)]
    rows = [[cell.strip().replace("⏎", "") for cell in line.strip("|").split("|")] for line in lines]
    width = len(rows[0])
    return [row for row in rows if len(row) == width]


def clauses_of(rows: list[list[str]]) -> dict[int, tuple[str, str, Fraction]]:
    """Row of the table → content, standard and marks of its clause."""
    head = rows[0]
    mark = next(head.index(name) for name in MARKS if name in head)
    standard = next(head.index(name) for name in STANDARDS if name in head)
    content = next((head.index(n) for n in ("考核内容及要求", "考核内容", "指标") if n in head), standard)
    found = {}
    for number, row in enumerate(rows[1:], 1):
        points = re.fullmatch(r"(\d+(?:\.\d+)?)分?", row[mark])
        if points and "合计" not in row:
            found[number] = (row[content], row[standard] if standard != content else "", Fraction(points[1]))
    return found


def scheme_of(clauses: dict[int, tuple[str, str, Fraction]]) -> str:
    rows = "\n".join(
        f"| '{key} | {content} | {decimal_text(mark)} | {standard} | 评定 | 安委办 |"
        for key, (content, standard, mark) in enumerate(clauses.values(), 1)
    )
    return f"""
## 考核设置
| 设置 | 值 |
| 年度 | 2026 |
## 考核对象
| 单位名称 |
| 东风镇 |
## 填报项
| 数据项 | 类型 | 填报人 |
| 附件 | 附件 | 安委办 |
## 评分细则
| 编号 | 考核内容 | 标准分 | 评分标准 | 计分方式 | 评分人 |
{rows}
"""


@pytest.mark.parametrize("name", ["01-安全生产目标考核表", "03-招商专班季度评价", "04-河长履职等级表"])
@pytest.mark.parametrize("how", ["{}", "{}分", "扣"])
def test_an_offices_own_table_is_read_back_exactly(name: str, how: str) -> None:
    rows, rng = table_of(name), random.Random(f"{name}{how}")
    clauses = clauses_of(rows)
    assert len(clauses) >= 4
    column = next((rows[0].index(n) for n in ("实得分", "得分") if n in rows[0]), None)
    if column is None:
        rows = [[*row, "得分" if number == 0 else ""] for number, row in enumerate(rows)]
        column = len(rows[0]) - 1
    given = {}
    for number, (key, (_, _, mark)) in zip(clauses, enumerate(clauses.values(), 1), strict=False):
        value = mark - Fraction(rng.randint(0, int(mark) * 4), 4)
        given[f"评定{key}"] = value
        typed = decimal_text(value)
        lost = mark - value
        rows[number][column] = how.format(typed) if how != "扣" else f"扣{decimal_text(lost)}分" if lost else "满分"
    sheet = "| 被考核单位：东风镇　评分人：安委办 |\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)
    found = returned(markdown.scheme(scheme_of(clauses)), arrived("考核表.xlsx", grid(sheet, "考核表", "考核表.xlsx")))
    tidy = found.tidy[found.tidy["状态"] == "已报"]
    assert dict(zip(tidy["数据项"], tidy["值"], strict=True)) == given, codes(found)
