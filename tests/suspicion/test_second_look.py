"""可疑: seeded frauds and slips are noted, samples as they are hardly, and what is told is for the clerk only."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

import kaohe_xl
from benchmarks.second_look import SAMPLES, read, seeded
from kaohe_xl.base.finding import Severity
from kaohe_xl.suspicion import second_look


def test_seeded_cases_are_noted() -> None:
    noted = Counter(kind.code for _, kind, _, hit in seeded() if hit)
    assert noted["D770"] >= 10
    assert (noted["D771"], noted["D772"], noted["D774"], noted["D776"]) == (4, 2, 4, 4)


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name[:3])
def test_a_sample_has_at_most_one_note(path: Path) -> None:
    found = second_look(*read(path.name))
    assert len(found) <= 1
    assert all(each.severity is Severity.NOTE and "请与填报的人核对" in each.remedy for each in found)


def test_a_rate_and_its_parts_and_who_saved_it(tmp_path: Path) -> None:
    """From the returned file to 数据问题: a rate that is not its parts', a file saved under another unit's name."""
    root = tmp_path / "考核"
    root.mkdir()
    _write(
        root / "方案.xlsx",
        {
            "考核设置": [["设置", "值"], ["考核名称", "小考核"]],
            "考核对象": [["单位名称"], *([f"{name}镇"] for name in "甲乙丙丁戊己")],
            "填报项": [["数据项", "类型"], ["应办件数", "整数"], ["办结件数", "整数"], ["办结率", "百分比"]],
            "评分细则": [
                ["编号", "标准分", "计分方式", "数据项", "基准", "每", "分值"],
                [1, 10, "差额扣分", "办结率", ">=95%", 1, 0.5],
            ],
        },
    )
    for number, name in enumerate("甲乙丙丁戊己"):
        done = 40 + number
        rate = f"{done / 60:.1%}" if name != "丙" else "97%"
        rows = [["单位", f"{name}镇"], ["数据项", "填报值"], ["应办件数", 60], ["办结件数", done], ["办结率", rate]]
        by = "甲镇" if name == "己" else f"{name}人"
        _write(root / "收表" / f"{name}镇.xlsx", {"填报表": rows}, by)
    result = kaohe_xl.run(root)
    told = {each.code: each for each in result.found if each.code.startswith("D77")}
    assert told.keys() == {"D775", "D776"}
    assert told["D775"].unit == "丙镇"
    assert "填了 97%，“办结件数”42 除以“应办件数”60 是 70%" in told["D775"].text
    assert told["D776"].unit == "己镇"
    assert "“甲镇”的名字" in told["D776"].text
    assert result.ranking["总分"].notna().all()
    assert not (root / "结果" / "退回修改").exists()


def _write(path: Path, sheets: dict[str, list[list[object]]], by: str = "") -> None:
    path.parent.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.properties.lastModifiedBy = by
    book.save(path)
