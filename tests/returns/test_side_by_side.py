"""评分表样式 横排: one page with the units side by side is issued, filled in in Excel, handed back and read exactly."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import kaohe_xl
from tests.support import markdown

SCHEME = """
## 考核设置
| 设置 | 值 |
| 考核名称 | 社区考核 |
| 年度 | 2026 |
| 收表 | 已截止 |
| 评分表样式 | 横排 |
## 考核对象
| 单位名称 |
| 河东社区 |
| 河西社区 |
| 河南社区 |
| 河北社区 |
## 考核线
| 考核线 | 评分人 |
| 党建 | 组织科 |
## 评分细则
| 编号 | 项目 | 考核内容 | 标准分 | 评分标准 | 计分方式 |
| 1.1 | 党建 | 理论学习 | 10 | 未按计划组织学习的，每少一次扣2分 | 评定 |
| 1.2 | 党建 | 阵地建设 | 20 | 阵地规范、制度上墙，由评分人评定 | 评定 |
"""
# (unit, 编号) → what is typed under 扣分, 得分, 扣分原因, 佐证材料, and the score that it means
FILLED = {
    ("河东社区", "1.1"): (2, 8, "少一次", "会议记录第3页", "8.00"),
    ("河东社区", "1.2"): (None, "满分", None, None, "20.00"),
    ("河西社区", "1.1"): ("扣4分", None, "少两次", None, "6.00"),
    ("河西社区", "1.2"): (None, 18.5, "制度未上墙", "照片 7", "18.50"),
    ("河南社区", "1.1"): ("不扣", None, None, None, "10.00"),
    ("河南社区", "1.2"): ("-3", "17分", "未开放", None, "17.00"),
    ("河北社区", "1.1"): (None, "１０", None, None, "10.00"),
    ("河北社区", "1.2"): (1, 19, "台账缺页", "台账", "19.00"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("side") / "社区"
    markdown.write(SCHEME, made / "方案.xlsx")
    kaohe_xl.issue(made)
    issued = next(made.glob("发放/**/组织科*.xlsx"))
    book = openpyxl.load_workbook(issued)
    page = next(sheet for sheet in book if any(cell.value == "河东社区" for row in sheet.iter_rows() for cell in row))
    _fill(page)
    (made / "收表").mkdir(exist_ok=True)
    book.save(made / "收表" / "组织科评分.xlsx")
    return made


def _fill(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
    starts = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value in {u for u, _ in FILLED}}
    rows = {cell.value: cell.row for cell in page["A"] if cell.value in ("1.1", "1.2")}
    heads = starts["河东社区"].row + 1
    for (unit, key), typed in FILLED.items():
        first = starts[unit].column
        assert [page.cell(heads, first + n).value for n in range(4)] == ["扣分", "得分", "扣分原因", "佐证材料"]
        for offset, value in enumerate(typed[:4]):
            if value is not None:
                page.cell(rows[key], first + offset).value = value


def test_every_mark_under_every_unit_is_read(folder: Path) -> None:
    found = kaohe_xl.run(folder, write=False)
    scores = {(row["单位名称"], key): f"{row[key]:.2f}" for _, row in found.scores.iterrows() for key in ("1.1", "1.2")}
    assert scores == {key: typed[4] for key, typed in FILLED.items()}
    assert found.exit_code in (0, 1)


def test_reasons_and_evidence_travel_into_the_list_of_deductions(folder: Path) -> None:
    told = " ".join(str(each) for each in kaohe_xl.run(folder, write=False).deductions.to_numpy().ravel())
    for reason in ("少一次", "会议记录第3页", "少两次", "制度未上墙", "照片 7", "未开放", "台账缺页"):
        assert reason in told
