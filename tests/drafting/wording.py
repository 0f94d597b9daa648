"""The office's wording of a sample: its own rules as data/S1.md and S4.md have them, else the sample's own words."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.reading.read import read_book
from kaohe_xl.scheme import tables
from tests.support.runs import sample

_DATA = Path(__file__).parent / "data"


def wording(name: str) -> str:
    """A Markdown text from which the Word file is made."""
    path = _DATA / f"{name}.md"
    return path.read_text(encoding="utf-8") if path.exists() else _own_words(name)


def _own_words(name: str) -> str:
    """A Word table of the sample's 评分标准, without the columns that a clerk would have to think of."""
    lines = ["| 序号 | 考核项目 | 考核内容 | 标准分 | 评分标准 |", "|---|---|---|---|---|"]
    for grid in read_book(sample(name) / "方案.xlsx").starting_with("评分细则"):
        for row in tables.RUBRIC.table_in(grid) or ():
            if row.text("计分方式"):
                told = (row.text(column) for column in ("编号", "项目", "考核内容", "标准分", "评分标准"))
                lines.append(f"| {' | '.join(told)} |")
    return "2022年度考核细则\n\n" + "\n".join(lines) + "\n"
