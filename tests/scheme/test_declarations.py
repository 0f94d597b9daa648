"""A setting or a column is declared once: reader, starter workbook, dropdowns and guide follow."""

from __future__ import annotations

import dataclasses

import pytest

from kaohe_xl.base.grid import Book
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.rules.declared import Context
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import settings as reading
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.column_kinds import AsText
from kaohe_xl.scheme.columns import column, columns_of
from kaohe_xl.scheme.model import setting_types
from kaohe_xl.scheme.model import settings as declared
from kaohe_xl.scheme.row_fields import Nameable, read_fields
from kaohe_xl.sheets.schemes import starter, starter_content
from tests.support.markdown import book


@dataclasses.dataclass(frozen=True)
class _Settings(m.Settings):
    """One setting more: this field is the whole change."""

    seal: m.TiedPrize = setting_types.setting(
        "盖章方式", setting_types.ChoiceSetting(m.TiedPrize), m.TiedPrize.EACH, "怎样盖章", also=("用印方式",)
    )


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {f.name: f.metadata["setting"] for f in dataclasses.fields(_Settings) if "setting" in f.metadata}
    by_name = {each.name: each for each in fields.values()}
    monkeypatch.setattr(m, "Settings", _Settings)
    for place, name, value in (
        (reading, "SETTINGS", fields),
        (reading, "BY_NAME", by_name),
        (starter, "BY_NAME", by_name),
        (starter_content, "BY_NAME", by_name),
    ):
        monkeypatch.setattr(place, name, value)


@pytest.mark.usefixtures("one_more")
def test_a_new_setting_is_one_field() -> None:
    reader = CellReader()
    read = reading.read_settings(_book("| 设置 | 值 |\n| 盖章方式 | 平分 |"), reader)
    assert (read.seal, reader.findings) == (m.TiedPrize.SHARED, [])  # type: ignore[attr-defined]
    read = reading.read_settings(_book("| 设置 | 值 |\n| 用 印 方 式 | 平分 |"), reader)
    assert (read.seal, read.extra, reader.findings) == (m.TiedPrize.SHARED, {}, [])  # type: ignore[attr-defined]
    reading.read_settings(_book("| 设置 | 值 |\n| 盖章方式 | 平均分 |"), reader)
    assert [found.code for found in reader.findings] == ["S105"]
    sheet = next(s for s in starter.starter_workbook("某考核", 2026).sheets if s.name == "考核设置")
    row = next(n for n, cells in enumerate(sheet.cells) if cells[0] is not None and cells[0].value == "盖章方式")
    assert sheet.cells[row][2].value == "怎样盖章"  # type: ignore[union-attr]
    assert any(v.first_row == row and v.choices == ("各按名次", "平分") for v in sheet.validations)


@dataclasses.dataclass(frozen=True)
class _Reward(m.Reward):
    """One column more: this field is the whole change."""

    paid_by: str = column(
        "发放方式", AsText(), "现金", "现金还是转账", also=("发放办法",), choices=("现金", "转账"), width=11
    )


def test_a_new_column_is_one_field(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = dataclasses.replace(tables.REWARDS, declared=columns_of(_Reward))
    monkeypatch.setattr(tables, "ALL", tuple(spec if each is tables.REWARDS else each for each in tables.ALL))
    table = CellReader().table(_book("| 奖惩 | 发放办法 |\n| 一等奖 | 转账 |", "奖惩"), spec)
    assert table is not None
    reader, known = CellReader(), Nameable(calendar=m.Calendar(()), context=Context(ExpressionNames(items={})))
    assert read_fields(next(iter(table)), _Reward, known, reader)["paid_by"] == "转账"
    blank = CellReader().table(_book("| 奖惩 | 名次起 |\n| 一等奖 | 1 |", "奖惩"), spec)
    assert blank is not None
    assert read_fields(next(iter(blank)), _Reward, known, reader)["paid_by"] == "现金"
    assert reader.findings == []
    sheet = next(s for s in starter.starter_workbook("某考核", 2026).sheets if s.name == "奖惩")
    head = next(cells for cells in sheet.cells if cells[0] is not None and cells[0].value == "奖惩" and cells[1])
    at = next(n for n, cell in enumerate(head) if cell is not None and cell.value == "发放方式")
    assert head[at].comment == "现金还是转账"  # type: ignore[union-attr]
    assert sheet.widths[at] == 11
    assert any(v.first_column == at and v.choices == ("现金", "转账") for v in sheet.validations)
    told = [str(cell.value) for cells in starter.columns_guide().cells for cell in cells if cell is not None]
    assert "现金还是转账" in told


def test_every_setting_says_what_it_does() -> None:
    silent = {each.name for each in declared.BY_NAME.values() if not each.help} - {"年度"}
    assert not silent
    assert all(column.help for spec in tables.ALL for column in spec.declared)


def _book(table: str, sheet: str = "考核设置") -> Book:
    return book(f"## {sheet}\n{table}")
