"""Every cell of a scheme may hold anything: it is read or told, at once, and nothing falls over."""

from __future__ import annotations

import random

import pytest

from tests.support import markdown
from tests.support.small import TEXT

LINES = TEXT.split("\n")
CELLS = [
    (number, column)
    for number, line in enumerate(LINES)
    if line.startswith("|")
    for column in range(len(line.strip().strip("|").split("|")))
]
ODD = ("#REF!", "100000000", "99999999999999999999", "-1", "0.5", "是", "（", "全年", "不适用", ";", "×" * 300, "~")


def with_cell(number: int, column: int, value: str) -> str:
    cells = LINES[number].strip().strip("|").split("|")
    cells[column] = f" {value} "
    return "\n".join([*LINES[:number], f"|{'|'.join(cells)}|", *LINES[number + 1 :]])


def told_of(number: int, column: int, value: str) -> list[str]:
    _, findings = markdown.read(with_cell(number, column, value))
    return [finding.code for finding in findings]


@pytest.mark.parametrize("part", range(4))
def test_anything_in_any_cell_is_read_or_told(part: int) -> None:
    rng = random.Random(f"any cell {part}")
    for number, column in rng.sample(CELLS, 25):
        told_of(number, column, rng.choice(ODD))


def test_a_name_that_is_an_error_value_is_told_and_its_row_is_left_out() -> None:
    start = LINES.index("## 考核期")
    for number in range(start + 2, start + 5):
        assert "S116" in told_of(number, 0, "#REF!")


def test_a_hundred_million_years_in_a_row_are_refused() -> None:
    text = TEXT.replace("| 名次起 | 名次止 | 等次 | 条件 |", "| 名次起 | 名次止 | 等次 | 连续次数 |").replace(
        "| 黄牌 | 黄牌警告 | -1 | -1 | | |", "| 黄牌 | 黄牌警告 | -1 | -1 | | 100000000 |"
    )
    assert text != TEXT
    scheme, findings = markdown.read(text)
    assert scheme is None
    assert any(finding.code == "S105" and "最多 100 年" in finding.text for finding in findings)


def test_a_sign_instead_of_an_item_is_told() -> None:
    number = next(n for n, line in enumerate(LINES) if "| 达标得分 | 县级表扬 |" in line)
    column = [cell.strip() for cell in LINES[number].strip().strip("|").split("|")].index("县级表扬")
    assert "S201" in told_of(number, column, ";")
