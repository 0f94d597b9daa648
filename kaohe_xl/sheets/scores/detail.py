"""得分明细: one column per indicator headed by its 编号, each score a live formula over 计分过程."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.grid import Merge
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.score import IndicatorScore, ScoreStatus
from kaohe_xl.sheets.live.formulas import OUT_OF_SCOPE, Formulas, existing
from kaohe_xl.sheets.live.layout import DETAIL, FIRST_ROW, Layout
from kaohe_xl.sheets.live.plan import marks_below
from kaohe_xl.sheets.model import ColourScale, Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, has_scores
from kaohe_xl.sheets.scores.unit_rows import AlignedTable, SheetRow, aligned_sheet, keys_of, live
from kaohe_xl.sheets.sheet_parts import SIGNATURE

_NOTE = (
    "每个编号的得分（已四舍五入）；“不适用”不计分也不扣分，“—”不在考核范围，核定过的有批注。颜色按得分占标准分的比例。"
)
_WIDTH = 7.6


def detail_sheet(layout: Layout, formulas: Formulas) -> Sheet:
    """Rows as in 采用数据 and 计分过程."""
    columns = [_column(layout, formulas, indicator) for indicator in layout.indicators]
    sections, merges = _sections(layout)
    heads: list[SheetRow] = [
        sections,
        [Out(indicator.title or indicator.section, Style.HEAD) for indicator in layout.indicators],
        [_full_mark(formulas, indicator) for indicator in layout.indicators],
    ]
    titles: SheetRow = [Out(indicator.key, Style.HEAD) for indicator in layout.indicators]
    body = [[*keys_of(layout, *key), *(column[at] for column in columns)] for at, key in enumerate(layout.rows)]
    first = len(layout.key_columns)
    last_row = FIRST_ROW - 2 + len(body)
    coloured = [
        (ColourScale.MARKS, FIRST_ROW - 1, first + number, last_row, first + number)
        for number, indicator in enumerate(layout.indicators)
        if indicator.full_mark
    ]
    table = AlignedTable(
        ("项目", "考核内容", "标准分"),
        heads,
        titles,
        body,
        below=[Out(SIGNATURE, Style.SIGN)],
        merges=merges,
        widths={first + number: _WIDTH for number in range(len(columns))},
    )
    groups = [(merge.first_column - 1, merge.last_column - 1) for merge in merges]
    return replace(aligned_sheet(layout, DETAIL, _NOTE, table, "#4472C4"), heats=coloured, column_groups=groups)


def _sections(layout: Layout) -> tuple[SheetRow, list[Merge]]:
    """项目 over its indicators."""
    row: SheetRow = []
    merges = []
    first = len(layout.key_columns) + 1
    start = 0
    keys = [(indicator.line, indicator.section) for indicator in layout.indicators]
    for position, key in enumerate(keys):
        fresh = position == 0 or key != keys[position - 1]
        start = position if fresh else start
        row.append(Out(marks_below(key[1]) if fresh else None, Style.HEAD))
        if position > start and (position + 1 == len(keys) or keys[position + 1] != key):
            merges.append(Merge(3, first + start, 3, first + position))
    return row, merges


def _full_mark(formulas: Formulas, indicator: m.Indicator) -> Out:
    if indicator.full_mark is None:
        return Out("计入总分" if indicator.on_total else None, Style.HEAD)
    reference = formulas.parameters.number(indicator.full_mark_place)
    return Out(indicator.full_mark, Style.HEAD, formula=reference or "")


def _column(layout: Layout, formulas: Formulas, indicator: m.Indicator) -> list[Out]:
    cells = []
    for period, unit in layout.rows:
        score = layout.score(period).indicators.get(indicator.key)
        own = existing(indicator, layout.score(period), unit)
        if score is None or (not own and unit not in score.approved):
            cells.append(Out(OUT_OF_SCOPE, Style.ABSENT))
            continue
        value, style = _shown(score, unit)
        template = formulas.score(score, period, unit) if layout.live else None
        comment = f"核定：{score.approved[unit].reason}" if unit in score.approved else ""
        cell = live(value, style, template, layout.row(period, unit), comment)
        cells.append(cell._replace(number_format=score_format(layout)) if style is Style.BAD else cell)
    return cells


def score_format(layout: Layout) -> str:
    """Number format of a score in a cell whose style is not that of scores."""
    digits = layout.scheme.settings.digits
    return "0" if digits <= 0 else "0." + "0" * digits


def _shown(score: IndicatorScore, unit: int) -> tuple[Fraction | str, Style]:
    value = score.score.to_list()[unit]
    if value is None:
        return score.status[unit].value, Style.ABSENT
    lacking = score.status[unit] in (ScoreStatus.MISSING, ScoreStatus.INVALID)
    return value, Style.BAD if lacking else Style.SCORE


DETAIL_SHEET = ResultSheet(
    name=DETAIL,
    says="各单位每个编号的得分；公式，随填报数据变动",
    make=lambda scored: detail_sheet(scored.layout, scored.formulas),
    when=has_scores,
    by_unit=True,
)
