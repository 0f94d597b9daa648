"""What leaders hold in their hands: print that can be read, titles in one piece, no heading or signature alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import pytest

from kaohe_xl.base.text import display_width
from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.reward import settle
from kaohe_xl.scoring.assess import assess
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.sheets.build import result_workbook
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.result import RunResult
from kaohe_xl.sheets.scores.unit_rows import live
from kaohe_xl.sheets.sheet_parts import SIGNATURE, Canvas
from kaohe_xl.writing import styles
from kaohe_xl.writing.a4 import PageLayout, fitted, page_layout
from kaohe_xl.writing.measure import POINTS_PER_CHARACTER, column_widths, row_heights
from tests.support import markdown
from tests.support.results import Scored, sample
from tests.support.sheets import shown, texts

LOOKS = styles.style_formats(2)
SIDE_BY_SIDE = {"得分明细", "计分过程", "采用数据", "填报数据"}  # a column per indicator: some must take several pages
SAMPLES = (2, 3, 5, 6)


def laid_out(sheet: Sheet) -> tuple[list[float], PageLayout]:
    widths = fitted(sheet, column_widths(sheet, LOOKS))
    return widths, page_layout(sheet, widths, row_heights(sheet, widths, LOOKS))


def listing(rows: int, texts: Sequence[str]) -> Sheet:
    canvas = Canvas(len(texts))
    canvas.head([f"第{number}列" for number in range(len(texts))])
    for _ in range(rows):
        canvas.add(*(Out(text) for text in texts))
    canvas.signature()
    return Sheet("清单", canvas.rows, merges=canvas.merges, kept_at_end=4)


@pytest.mark.parametrize("number", SAMPLES)
def test_every_sheet_of_a_sample_can_be_read_and_begins_no_page_with_nothing_but_a_signature(number: int) -> None:
    for sheet in sample(number).workbook.sheets:
        if sheet.hidden:
            continue
        _, layout = laid_out(sheet)
        assert layout.scale >= 50, sheet.name
        assert not layout.column_breaks or sheet.name in SIDE_BY_SIDE, sheet.name
        for start in layout.row_breaks:
            above = [cell for cell in sheet.cells[start - 1] if cell is not None]
            assert not above or any(cell.style is not Style.HEAD for cell in above), (sheet.name, start)
        if layout.row_breaks:
            last = [cell for row in sheet.cells[layout.row_breaks[-1] :] for cell in row if cell is not None]
            assert any(LOOKS[cell.style].border for cell in last) or sheet.name == "通报", sheet.name


def test_long_texts_wrap_before_print_gets_too_small_to_read() -> None:
    sheet = listing(3, ["一二三四五六七八九十" * 8] * 8)
    natural = page_layout(sheet, column_widths(sheet, LOOKS), [])
    widths, layout = laid_out(sheet)
    assert natural.column_breaks
    assert not layout.column_breaks
    assert min(widths) >= 16


def test_columns_that_cannot_be_narrower_go_over_several_pages_as_wide_as_they_are() -> None:
    sheet = listing(3, ["一二三四五六"] * 30)
    widths, layout = laid_out(sheet)
    assert layout.column_breaks
    assert widths == column_widths(sheet, LOOKS)


@pytest.mark.parametrize("rows", range(20, 70))
def test_nobody_signs_an_empty_page(rows: int) -> None:
    sheet = listing(rows, ["乡镇", "得分"])
    _, layout = laid_out(sheet)
    assert not layout.row_breaks or layout.row_breaks[-1] <= rows - 1


@pytest.mark.parametrize("units", [20, 28, 32, 36, 45, 60, 120])
@pytest.mark.parametrize("name", ["排名", "得分汇总", "得分明细", "扣分清单"])
def test_no_page_holds_nothing_but_the_title(units: int, name: str) -> None:
    sheet = next(each for each in of_size(units).sheets if each.name == name)
    _, layout = laid_out(sheet)
    starts = [0, *layout.row_breaks]
    for first, after in zip(starts, [*layout.row_breaks, len(sheet.cells)], strict=True):
        if any(first <= chart.row < after for chart in sheet.charts):
            continue
        told = [cell for row in sheet.cells[first:after] for cell in row if cell is not None and cell.value is not None]
        assert any(LOOKS[cell.style].border and cell.style not in (Style.HEAD, Style.TOTAL) for cell in told), (
            first,
            after,
        )


@cache
def of_size(units: int) -> Workbook:
    """A scored workbook of so many units, two periods, five indicators."""
    names = [f"第{number:03}社区" for number in range(units)]
    text = "\n".join(
        [
            "## 考核设置\n| 设置 | 值 |\n| 考核名称 | 2026年社区考核 |",
            "## 考核对象\n| 单位名称 |\n" + "\n".join(f"| {name} |" for name in names),
            "## 考核期\n| 期次 | 上级期次 | 权重 |\n| 上半年 | 全年 | 50% |\n| 下半年 | 全年 | 50% |",
            "## 填报项\n| 数据项 | 类型 |\n" + "\n".join(f"| 件数{k} | 整数 |" for k in range(5)),
            "## 评分细则\n| 编号 | 项目 | 标准分 | 计分方式 | 数据项 | 分值 |\n"
            + "\n".join(f"| {k + 1} | 项目{k} | 20 | 每例扣分 | 件数{k} | 1 |" for k in range(5)),
            "## 填报数据\n| 单位名称 | 期次 |" + "".join(f" 件数{k} |" for k in range(5)) + "\n"
            + "\n".join(
                f"| {name} | {period} | {n % 7} | {n % 5} | {n % 3} | {n % 11} | 0 |"
                for n, name in enumerate(names)
                for period in ("上半年", "下半年")
            ),
        ]
    )  # fmt: skip
    scheme = markdown.scheme(text)
    returned = inline_data(scheme)
    assessment, findings = assess(scheme, returned.tidy)
    payments, more = settle(assessment)
    return result_workbook(RunResult(assessment, payments, returned, [*returned.findings, *findings, *more]))


def test_a_narrow_table_is_as_wide_as_its_title_and_the_line_to_sign() -> None:
    canvas = Canvas(3)
    canvas.across(Out("云川区2022年目标管理责任制三线考核填报表", Style.TITLE))
    canvas.head(["单位", "数", "备注"])
    canvas.signature()
    sheet = Sheet("填报表", canvas.rows, merges=canvas.merges, landscape=False)
    widths, _ = laid_out(sheet)
    for text, style in ((shown(sheet.cells[0][0]), Style.TITLE), (SIGNATURE, Style.SIGN)):
        assert display_width(text) * LOOKS[style].size / 2 / POINTS_PER_CHARACTER < sum(widths)


def test_a_third_is_not_printed_with_all_the_digits_of_a_double() -> None:
    assert live(Fraction(1, 3), Style.POINTS, None, 1).number_format == "0.0000"
    assert live(Fraction(1, 4), Style.POINTS, None, 1).number_format == ""
    assert live("缺数据", Style.POINTS, None, 1).number_format == ""


def test_the_ranking_tells_last_periods_rank_and_the_change_and_all_its_tables_are_equally_wide() -> None:
    monthly = sample(2)
    sheet = ranking_of(monthly)
    heads = [n for n, row in enumerate(sheet.cells) if row and shown(row[0]) == "名次"]
    ends = {m.first_row: m.last_column for m in sheet.merges}
    for head in heads:
        filled = sum(1 for cell in sheet.cells[head] if shown(cell))
        assert filled == len(sheet.cells[head]) or ends[head + 1] == len(sheet.cells[head])
    now, before = (monthly.assessment.periods[name].rankings["总分"][0] for name in ("2月", "1月"))
    start = next(n for n in heads if shown(sheet.cells[n - 1][0]).startswith("2月"))
    names = [shown(cell) for cell in sheet.cells[start]]
    for row in sheet.cells[start + 1 : start + 1 + len(now.members)]:
        cells = dict(zip(names, row, strict=False))
        unit = monthly.assessment.scheme.unit_names.index(shown(cells["单位名称"]))
        assert shown(cells["上期名次"]) == str(before.ranks[unit])
        assert shown(cells["变化"]) == change(before, now, unit)


def test_the_ranking_of_a_year_tells_last_years_rank_where_it_is_known() -> None:
    assert "上年名次" in texts(ranking_of(sample(5)))
    assert "上年名次" not in texts(ranking_of(sample(1)))


def ranking_of(scored: Scored) -> Sheet:
    return next(each for each in scored.workbook.sheets if each.name == "排名")


def change(before: Ranking, now: Ranking, unit: int) -> str:
    old, new = before.ranks[unit], now.ranks[unit]
    if old is None or new is None:
        return "—"
    return "持平" if old == new else f"{'↑' if new < old else '↓'}{abs(old - new)}"
