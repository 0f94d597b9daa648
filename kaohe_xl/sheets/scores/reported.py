"""填报数据: what came in, one row per unit and period; typed into, it is scored anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from kaohe_xl.base.exact import Exact, decimal_text
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.figures import FigureColumn, absence
from kaohe_xl.sheets.live.layout import REPORTED, Layout
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.refs import link_to
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.scores.unit_rows import AlignedTable, SheetRow, aligned_sheet, keys_of

STYLES = {
    t.ValueType.NUMBER: Style.NUMBER,
    t.ValueType.INTEGER: Style.NUMBER,
    t.ValueType.PERCENT: Style.PERCENT,
    t.ValueType.DATE: Style.DAY,
    t.ValueType.YES_NO: Style.CENTER,
}
ABSENT = (State.BLANK.value, State.UNRETURNED.value, State.NOT_APPLICABLE.value, State.INVALID.value)
_TYPED_NOTE = (
    "本表是各单位（部门）填报并经识别的数据；改动这里的数，采用数据、计分过程、得分和名次随即重算。"
    "没有数的写明原因：缺数据（交了表没有填）、未报（没有交表）、不适用、无效（填的数不能采用）。"
)


def reported_sheet(layout: Layout) -> Sheet:
    """填报数据: the only sheet that is meant to be typed into; read back, it gives the same assessment."""
    entries = _entries(layout)
    scheme = layout.scheme
    leaves = [(leaf.name, unit) for leaf in scheme.calendar.leaves for unit in layout.units]
    columns = []
    for name in layout.reported_items:
        item = scheme.items[name]
        cells = [
            _reported(layout, entries.get((period, unit, name), ()), item, period, unit) for period, unit in leaves
        ]
        shown = one_format([cell.value for cell in cells], item.type)
        columns.append([with_format(cell, shown) for cell in cells])
    heads: list[SheetRow] = [
        [Out("、".join(scheme.items[name].owners), Style.HEAD) for name in layout.reported_items],
        [Out(scheme.items[name].type.value, Style.HEAD) for name in layout.reported_items],
        [Out(scheme.items[name].measure, Style.HEAD) for name in layout.reported_items],
    ]
    titles = [Out(name, Style.HEAD) for name in layout.reported_items]
    body = [[*keys_of(layout, *key), *(column[at] for column in columns)] for at, key in enumerate(leaves)]
    labels = ("填报人", "类型", "计量单位")
    return aligned_sheet(layout, REPORTED, _TYPED_NOTE, AlignedTable(labels, heads, titles, body), "#70AD47")


def cells_of_unreturned(layout: Layout) -> Mapping[tuple[str, int], SheetRow]:
    """Rows of 填报数据 by (期次, unit), for those of which nothing was returned."""
    rows = [
        (leaf.name, unit)
        for leaf in layout.scheme.calendar.leaves
        for unit in np.flatnonzero(layout.assessment.periods[leaf.name].figures.unreturned).tolist()
    ]
    entries = _entries(layout) if rows else {}
    items = [layout.scheme.items[name] for name in layout.reported_items]
    return {
        (period, unit): [
            *keys_of(layout, period, unit),
            *(_reported(layout, entries.get((period, unit, item.name), ()), item, period, unit) for item in items),
        ]
        for period, unit in rows
    }


def _entries(layout: Layout) -> Mapping[tuple[str, int, str], Sequence[tuple[Any, ...]]]:
    """(期次, unit, 数据项) → (原文, 值, 状态, where) of all that was given."""
    position = {layout.scheme.units[row].name: row for row in layout.units}
    tidy = layout.assessment.tidy
    if layout.is_part:
        tidy = tidy[tidy["单位"].isin(list(position))]
    columns = ("期次", "单位", "数据项", "原文", "值", "状态", "文件", "工作表", "单元格")
    found: dict[tuple[str, int, str], list[tuple[Any, ...]]] = {}
    for period, unit, item, raw, value, state, *place in zip(*(tidy[c] for c in columns), strict=True):
        if unit in position:
            where = "!".join(part for part in place if part)
            found.setdefault((period, position[unit], item), []).append((raw, value, State(state), where))
    return found


def _reported(layout: Layout, given: Sequence[tuple[Any, ...]], item: m.DataItem, period: str, unit: int) -> Out:
    """One value as it came, before 缺省值 and 核定."""
    figure = layout.assessment.periods[period].figures.items[item.name]
    present = [entry for entry in given if entry[2].has_value]
    if not present:
        word = absence([entry[2] for entry in given]).value
        return Out(word, Style.ABSENT, comment=_told(given, word), unlocked=True)
    value = figure.reported[unit] if unit in figure.approved else value_of(figure, unit)
    if value is None:  # several that do not agree
        return Out(State.INVALID.value, Style.ABSENT, comment=_told(present, State.INVALID.value), unlocked=True)
    comment = _told(present, plain_cell(value, item.type))
    if unit in figure.approved:
        change = figure.approved[unit]
        comment = "\n".join(part for part in (comment, f"已核定，见 {change.place.sheet}!{change.place.cell}") if part)
    return Out(value, STYLES.get(item.type, Style.TEXT), comment=comment, unlocked=True)


def value_of(figure: FigureColumn, unit: int) -> Value:
    column = figure.column()
    return column.to_list()[unit] if isinstance(column, Exact) else figure.values[unit]


def _told(given: Sequence[tuple[Any, ...]], understood: str) -> str:
    """What was typed and where, if that is not simply what stands in the cell."""
    lines = [f"{raw}　{where}".strip() for raw, _, _, where in given if str(raw) not in ("", understood)]
    return "原填：" + "\n".join(lines) if lines else ""


def plain_cell(value: Value, kind: t.ValueType) -> str:
    """How a value is usually typed."""
    if not isinstance(value, Fraction):
        return value or ""
    return f"{decimal_text(value * 100)}%" if kind is t.ValueType.PERCENT else decimal_text(value)


# -- formats ----------------------------------------------------------------------------------------------------------


def one_format(values: Sequence[Any], kind: t.ValueType) -> str:
    """One number format for a column of percents: as many decimals as its values have, at most two."""
    if kind is not t.ValueType.PERCENT:
        return ""
    numbers = [value for value in values if isinstance(value, Fraction)]
    decimals = max(map(_percent_decimals, numbers), default=0)
    return "0%" if decimals == 0 else f"0.{'0' * decimals}%"


def _percent_decimals(ratio: Fraction) -> int:
    return 0 if 100 % ratio.denominator == 0 else 1 if 1000 % ratio.denominator == 0 else 2


def with_format(cell: Out, number_format: str) -> Out:
    if not number_format:
        return cell
    return Out(cell.value, cell.style, cell.formula, cell.array, cell.link, cell.comment, number_format, cell.unlocked)


def value_link(layout: Layout, period: str, unit: int, item: str) -> str:
    """Link to the cell of 填报数据 that a value stands in; "" where it has none of its own."""
    column = layout.reported_columns.get(("item", item))
    if column is None or layout.scheme.calendar.children(period):
        return ""
    return link_to(REPORTED, layout.reported_row(period, unit), column)


REPORTED_SHEET = ResultSheet(
    name=REPORTED,
    says="各单位填报的数，改这里的数，得分和排名跟着变",
    make=lambda scored: reported_sheet(scored.layout),
    by_unit=True,
    apart=True,
)
