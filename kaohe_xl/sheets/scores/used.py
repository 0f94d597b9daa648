"""采用数据: what is scored, with the formula that takes it from 填报数据."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.base.tidy import State
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.cells import quoted
from kaohe_xl.expr.names import YES
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.tables import UNITS
from kaohe_xl.scoring.figures import FigureColumn
from kaohe_xl.sheets.live.formula_text import is_any, number_text, why_absent, writable
from kaohe_xl.sheets.live.formulas import Formulas
from kaohe_xl.sheets.live.layout import REPORTED, ROW, USED, Layout
from kaohe_xl.sheets.live.parameters import Parameters
from kaohe_xl.sheets.live.row_template import Template
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.refs import cell_at
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.scores.reported import ABSENT, STYLES, one_format, plain_cell, value_of, with_format
from kaohe_xl.sheets.scores.unit_rows import AlignedTable, SheetRow, aligned_sheet, keys_of

_MOST_NESTED = 50  # Excel takes 64 IFs in one another
_USED_NOTE = (
    "计分采用的数：取自填报数据；经核定的取核定调整；空缺有缺省值的取缺省值；派生项按公式、上级期次按期内汇总算出。"
)


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
    table = AlignedTable(("来源", "类型", "计量单位"), heads, titles, body)
    return aligned_sheet(layout, USED, _USED_NOTE, table, "#A5A5A5")


def _origin(item: m.DataItem) -> str:
    if item.derived:
        return "派生项"
    return "填报" if item.default is None else f"填报，缺省 {plain_cell(item.default, item.type)}"


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
    style = STYLES.get(kind, Style.CENTER)
    if value is None or value == "":
        return Out(State.BLANK.value, Style.ABSENT)
    reference = formulas.parameters.in_column(UNITS, told.place, name, number=kind.is_numeric)
    if reference is None or not layout.live:
        return Out(value, style)
    return Out(value, style, formula=f'IF({reference}="",{quoted(State.BLANK.value)},{reference})')


def _used_column(layout: Layout, formulas: Formulas, item: m.DataItem) -> list[Out]:
    used = {period: _UsedFigure.of(layout, formulas, item, period) for period in layout.periods}
    cells = []
    for period, unit in layout.rows:
        figure = used[period].figure
        state = figure.states[unit]
        value = value_of(figure, unit) if state.has_value else state.value
        style = STYLES.get(item.type, Style.TEXT) if state.has_value else Style.ABSENT
        text = used[period].formula(unit) if layout.live else ""
        text = text if writable(text) else ""
        comment = _origin_note(figure, unit)
        cells.append(Out(value, style, formula=text, comment=comment))
    shown = one_format([cell.value for cell in cells], item.type)
    # whoever types a value where none was sees it in the item's format
    kept = STYLES.get(item.type, Style.TEXT)
    return [with_format(cell, shown if kept is Style.PERCENT or kept is Style.DAY else "") for cell in cells]


def _origin_note(figure: FigureColumn, unit: int) -> str:
    if unit in figure.approved:
        return f"核定：{figure.approved[unit].reason}"
    return "取缺省值" if figure.states[unit] is State.DEFAULT else ""


@dataclass(frozen=True)
class _UsedFigure:
    """An item in one period, and where what is used of it comes from. ``derived``: the formula of a 派生项."""

    layout: Layout
    parameters: Parameters
    figure: FigureColumn
    period: str
    derived: Template | None

    @classmethod
    def of(cls, layout: Layout, formulas: Formulas, item: m.DataItem, period: str) -> _UsedFigure:
        figure = layout.assessment.periods[period].figures.items[item.name]
        derived = formulas.derived(item, period) if item.derived else None
        return cls(layout, formulas.parameters, figure, period, derived)

    def formula(self, unit: int) -> str:
        """What takes the figure of a unit into 采用数据; "" where no formula can."""
        item, approved = self.figure.item, self.figure.approved.get(unit)
        if approved is not None:
            reference = self.parameters.anything(approved.value_place)
            if isinstance(approved.value, Fraction):  # 4例 is understood, but is not a number to a formula
                reference = self.parameters.number(approved.value_place)
            return reference or ""
        if item.derived:
            return self.derived.at(self.layout.row(self.period, unit)) if self.derived is not None else ""
        if self.layout.scheme.calendar.children(self.period):
            return self._gathered(unit)
        row = self.layout.reported_row(self.period, unit)
        source = cell_at(REPORTED, row, self.layout.reported_columns["item", item.name])
        typed = source
        if item.may_not_apply is False:
            typed = f"IF({source}={quoted(State.NOT_APPLICABLE.value)},{quoted(State.INVALID.value)},{source})"
        blank = f'IF({source}="",{quoted(State.BLANK.value)},{typed})'
        if item.default is None:
            return blank
        default = number_text(item.default) if isinstance(item.default, Fraction) else quoted(item.default)
        words = [f"{source}={quoted(word)}" for word in ("", State.BLANK.value)]
        return f"IF(OR({','.join(words)}),{default},{typed})"

    def _gathered(self, unit: int) -> str:
        """期内汇总 over the leaf rows of the same column."""
        item, layout = self.figure.item, self.layout
        leaves = [leaf.name for leaf in layout.scheme.calendar.leaves_of(self.period)]
        template = layout.at(USED, layout.used_columns["item", item.name], USED)
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
    return "OR(" + ",".join(is_any([cell], word) for word in ("", *ABSENT)) + ")"


USED_SHEET = ResultSheet(
    name=USED,
    says="核定、缺省、汇总、派生以后实际采用的数；公式",
    make=lambda scored: used_sheet(scored.layout, scored.formulas),
    by_unit=True,
)
