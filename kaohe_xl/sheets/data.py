"""填报数据: what came in, one row per unit and period. 采用数据: the value that scoring uses, each a live formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from kaohe_xl.base.exact import Exact, decimal_text
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import quoted
from kaohe_xl.expr.names import YES
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.tables import UNITS
from kaohe_xl.scoring.figures import FigureColumn, absence
from kaohe_xl.sheets.formula_text import is_any, number_text, why_absent, writable
from kaohe_xl.sheets.formulas import Formulas, Template
from kaohe_xl.sheets.layout import REPORTED, ROW, USED, Layout
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.refs import cell_at, link_to
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.unit_rows import SheetRow, aligned_sheet, keys_of

_STYLES = {
    t.ValueType.NUMBER: Style.NUMBER,
    t.ValueType.INTEGER: Style.NUMBER,
    t.ValueType.PERCENT: Style.PERCENT,
    t.ValueType.DATE: Style.DAY,
    t.ValueType.YES_NO: Style.CENTER,
}
_MOST_NESTED = 50  # Excel takes 64 IFs in one another
_ABSENT = (State.BLANK.value, State.UNRETURNED.value, State.NOT_APPLICABLE.value, State.INVALID.value)
_TYPED_NOTE = (
    "本表是各单位（部门）填报并经识别的数据；改动这里的数，采用数据、计分过程、得分和名次随即重算。"
    "没有数的写明原因：缺数据（交了表没有填）、未报（没有交表）、不适用、无效（填的数不能采用）。"
)
_USED_NOTE = (
    "计分采用的数：取自填报数据；经核定的取核定调整；空缺有缺省值的取缺省值；派生项按公式、上级期次按期内汇总算出。"
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
        shown = _one_format([cell.value for cell in cells], item.type)
        columns.append([_with_format(cell, shown) for cell in cells])
    heads: list[SheetRow] = [
        [Out("、".join(scheme.items[name].owners), Style.HEAD) for name in layout.reported_items],
        [Out(scheme.items[name].type.value, Style.HEAD) for name in layout.reported_items],
        [Out(scheme.items[name].measure, Style.HEAD) for name in layout.reported_items],
    ]
    titles = [Out(name, Style.HEAD) for name in layout.reported_items]
    body = [[*keys_of(layout, *key), *(column[at] for column in columns)] for at, key in enumerate(leaves)]
    labels = ("填报人", "类型", "计量单位")
    return aligned_sheet(layout, REPORTED, _TYPED_NOTE, labels, heads, titles, body, tab="#70AD47")


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
    value = figure.reported[unit] if unit in figure.verified else _value(figure, unit)
    if value is None:  # several that do not agree
        return Out(State.INVALID.value, Style.ABSENT, comment=_told(present, State.INVALID.value), unlocked=True)
    comment = _told(present, _plain(value, item.type))
    if unit in figure.verified:
        change = figure.verified[unit]
        comment = "\n".join(part for part in (comment, f"已核定，见 {change.place.sheet}!{change.place.cell}") if part)
    return Out(value, _STYLES.get(item.type, Style.TEXT), comment=comment, unlocked=True)


def _value(figure: FigureColumn, unit: int) -> Value:
    column = figure.column()
    return column.to_list()[unit] if isinstance(column, Exact) else figure.values[unit]


def _told(given: Sequence[tuple[Any, ...]], understood: str) -> str:
    """What was typed and where, if that is not simply what stands in the cell."""
    lines = [f"{raw}　{where}".strip() for raw, _, _, where in given if str(raw) not in ("", understood)]
    return "原填：" + "\n".join(lines) if lines else ""


def _plain(value: Value, kind: t.ValueType) -> str:
    """How a value is usually typed."""
    if not isinstance(value, Fraction):
        return value or ""
    return f"{decimal_text(value * 100)}%" if kind is t.ValueType.PERCENT else decimal_text(value)


# -- 采用数据 ---------------------------------------------------------------------------------------------------------


def used_sheet(layout: Layout, formulas: Formulas) -> Sheet:
    """采用数据: rows as in 计分过程 and 得分明细."""
    scheme = layout.scheme
    facts = [[_fact(layout, formulas, name, period, unit) for period, unit in layout.rows] for name in layout.facts]
    items = [_used_column(layout, formulas, scheme.items[name]) for name in layout.used_items]
    blank = [Out(None, Style.HEAD) for _ in facts]
    heads: list[SheetRow] = [
        [*blank, *(Out(_origin(scheme.items[name]), Style.HEAD) for name in layout.used_items)],
        [*blank, *(Out(scheme.items[name].type.value, Style.HEAD) for name in layout.used_items)],
        [*blank, *(Out(scheme.items[name].measure, Style.HEAD) for name in layout.used_items)],
    ]
    titles = [Out(name, Style.HEAD) for name in (*layout.facts, *layout.used_items)]
    body = [
        [*keys_of(layout, *key), *(column[at] for column in (*facts, *items))] for at, key in enumerate(layout.rows)
    ]
    return aligned_sheet(layout, USED, _USED_NOTE, ("来源", "类型", "计量单位"), heads, titles, body, tab="#A5A5A5")


def _origin(item: m.DataItem) -> str:
    if item.derived:
        return "派生项"
    return "填报" if item.default is None else f"填报，缺省 {_plain(item.default, item.type)}"


def _fact(layout: Layout, formulas: Formulas, name: str, period: str, unit: int) -> Out:
    if name == "排名范围":
        scope = next(scope for scope in layout.assessment.scopes if unit in scope.members)
        return Out(scope.name, Style.CENTER)
    if name == "参与比较":
        source = layout.score(period).source
        taking_part = source is None or bool(source.in_comparison[unit])
        return Out("是" if taking_part else "否", Style.CENTER)
    told = layout.scheme.units[unit]
    value = {"分组": told.group, "上级单位": told.parent}.get(name, told.attributes.get(name))
    kind = layout.scheme.names.attributes.get(name, t.ValueType.TEXT)
    style = _STYLES.get(kind, Style.CENTER)
    if value is None or value == "":
        return Out(State.BLANK.value, Style.ABSENT)
    reference = formulas.parameters.in_column(UNITS, told.place, name, number=kind.is_numeric)
    if reference is None or not layout.live:
        return Out(value, style)
    return Out(value, style, formula=f'IF({reference}="",{quoted(State.BLANK.value)},{reference})')


def _used_column(layout: Layout, formulas: Formulas, item: m.DataItem) -> list[Out]:
    figures = {period: layout.assessment.periods[period].figures.items[item.name] for period in layout.periods}
    derived = {p: formulas.derived(item, p) if item.derived else None for p in layout.periods}
    cells = []
    for period, unit in layout.rows:
        figure = figures[period]
        state = figure.states[unit]
        value = _value(figure, unit) if state.has_value else state.value
        style = _STYLES.get(item.type, Style.TEXT) if state.has_value else Style.ABSENT
        text = _source_formula(layout, formulas, figure, period, unit, derived[period]) if layout.live else ""
        text = text if writable(text) else ""
        comment = _origin_note(figure, unit)
        cells.append(Out(value, style, formula=text, comment=comment))
    shown = _one_format([cell.value for cell in cells], item.type)
    # whoever types a value where none was sees it in the item's format
    kept = _STYLES.get(item.type, Style.TEXT)
    return [_with_format(cell, shown if kept is Style.PERCENT or kept is Style.DAY else "") for cell in cells]


def _origin_note(figure: FigureColumn, unit: int) -> str:
    if unit in figure.verified:
        return f"核定：{figure.verified[unit].reason}"
    return "取缺省值" if figure.states[unit] is State.DEFAULT else ""


def _source_formula(
    layout: Layout, formulas: Formulas, figure: FigureColumn, period: str, unit: int, derived: Template | None
) -> str:
    item, row = figure.item, layout.row(period, unit)
    if unit in figure.verified:
        reference = formulas.parameters.anything(figure.verified[unit].value_place)
        number = isinstance(figure.verified[unit].value, Fraction)
        if number:  # 4例 is understood, but is not a number to a formula
            reference = formulas.parameters.number(figure.verified[unit].value_place)
        return reference or ""
    if item.derived:
        return derived.at(row) if derived is not None else ""
    if layout.scheme.calendar.children(period):
        return _gathered(layout, item, period, unit)
    source = cell_at(REPORTED, layout.reported_row(period, unit), layout.reported_columns["item", item.name])
    typed = source
    if item.may_not_apply is False:
        typed = f"IF({source}={quoted(State.NOT_APPLICABLE.value)},{quoted(State.INVALID.value)},{source})"
    blank = f'IF({source}="",{quoted(State.BLANK.value)},{typed})'
    if item.default is None:
        return blank
    default = number_text(item.default) if isinstance(item.default, Fraction) else quoted(item.default)
    words = [f"{source}={quoted(word)}" for word in ("", State.BLANK.value)]
    return f"IF(OR({','.join(words)}),{default},{typed})"


def _gathered(layout: Layout, item: m.DataItem, period: str, unit: int) -> str:
    """期内汇总 over the leaf rows of the same column."""
    column = layout.used_columns["item", item.name]
    leaves = [leaf.name for leaf in layout.scheme.calendar.leaves_of(period)]
    template = layout.at(USED, column, USED)
    cells = [template.replace(ROW, str(layout.row(leaf, unit))) for leaf in leaves]
    dropped = ",".join(f"{cell}={quoted(State.NOT_APPLICABLE.value)}" for cell in cells)
    blank = quoted(State.BLANK.value)
    lacking = why_absent(cells, f"IF(AND({dropped}),{quoted(State.NOT_APPLICABLE.value)},{blank})")
    if len(cells) > _MOST_NESTED:
        return ""
    if item.gather is m.Gather.LAST or not item.type.is_numeric:
        result = lacking
        for cell in cells:
            there = f"ISNUMBER({cell})" if item.type.is_numeric else f"NOT({_lacks(cell)})"
            result = f"IF({there},{cell},{result})"
        return f"IF({is_any(cells, YES)},{quoted(YES)},{result})" if item.gather is m.Gather.ANY else result
    listed = ",".join(cells)
    gathered = f"SUM({listed})" if item.gather is m.Gather.SUM else f"AVERAGE({listed})"
    return f"IF(COUNT({listed})>0,{gathered},{lacking})"


def _lacks(cell: str) -> str:
    return "OR(" + ",".join(is_any([cell], word) for word in ("", *_ABSENT)) + ")"


# -- formats ----------------------------------------------------------------------------------------------------------


def _one_format(values: Sequence[Any], kind: t.ValueType) -> str:
    """One number format for a column of percents: as many decimals as its values have, at most two."""
    if kind is not t.ValueType.PERCENT:
        return ""
    numbers = [value for value in values if isinstance(value, Fraction)]
    decimals = max(map(_percent_decimals, numbers), default=0)
    return "0%" if decimals == 0 else f"0.{'0' * decimals}%"


def _percent_decimals(ratio: Fraction) -> int:
    return 0 if 100 % ratio.denominator == 0 else 1 if 1000 % ratio.denominator == 0 else 2


def _with_format(cell: Out, number_format: str) -> Out:
    if not number_format:
        return cell
    return Out(cell.value, cell.style, cell.formula, cell.array, cell.link, cell.comment, number_format, cell.unlocked)


def value_link(layout: Layout, period: str, unit: int, item: str) -> str:
    """Link to the cell of 填报数据 that a value stands in; "" where it has none of its own."""
    column = layout.reported_columns.get(("item", item))
    if column is None or layout.scheme.calendar.children(period):
        return ""
    return link_to(REPORTED, layout.reported_row(period, unit), column)


USED_SHEET = ResultSheet(
    name=USED,
    says="核定、缺省、汇总、派生以后实际采用的数；公式",
    make=lambda scored: used_sheet(scored.layout, scored.formulas),
    by_unit=True,
)
REPORTED_SHEET = ResultSheet(
    name=REPORTED,
    says="各单位填报的数，改这里的数，得分和排名跟着变",
    make=lambda scored: reported_sheet(scored.layout),
    by_unit=True,
    apart=True,
)
