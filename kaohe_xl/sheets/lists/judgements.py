"""评分表汇总: what every judge gave for each 评定, by unit; and where a unit's own figure (自评) is far from theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaohe_xl.explain.clause_words import plain
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.scoring.figures import FigureColumn
from kaohe_xl.sheets.live.layout import ROW, USED, Layout
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.sheet_parts import Canvas

NAME = "评分表汇总"
_KEYS = ("单位名称", "期次")
_GAPS = ("单位名称", "期次", "编号", "考核内容", "自评", "评定", "差距")
_WIDTHS = (13, 9)


def judged_items(scheme: m.Scheme) -> list[m.DataItem]:
    return [item for item in scheme.items.values() if item.judged]


def judgements_sheet(layout: Layout) -> Sheet:
    """Units × judged clauses, each figure live from 采用数据; below it the gaps between 自评 and 评定, widest first."""
    assessment, scheme = layout.assessment, layout.scheme
    items = judged_items(scheme)
    canvas = Canvas(max(len(_KEYS) + len(items), len(_GAPS)))
    canvas.title(scheme.settings, NAME)
    canvas.note("每格是采用的评分；几个评分人的，下面列出各人评的分。没有评的写明原因。")
    _head(canvas, scheme, items)
    header = canvas.next_row - 1
    for period in layout.periods:
        if any(_scored(scheme, item, period) for item in items):
            for row in layout.units:
                canvas.add(*_row(layout, items, period, row))
                if any(len(item.owners) > 1 for item in items):
                    canvas.add(None, None, *(_each(assessment, item, period, row) for item in items))
    gaps = sorted(_gaps(assessment, layout.units), key=lambda gap: -abs(gap[-1]))
    if gaps:
        canvas.add()
        canvas.across(Out("自评与评定的差距", Style.SUBTITLE))
        canvas.head(_GAPS)
        for unit, period, key, title, own, given, gap in gaps:
            canvas.add(
                Out(unit, Style.NAME),
                Out(period, Style.CENTER),
                Out(key, Style.CENTER),
                Out(title),
                Out(own, Style.POINTS),
                Out(given, Style.POINTS),
                Out(gap, Style.POINTS),
            )
    canvas.signature()
    return canvas.sheet(NAME, [*_WIDTHS, *([12] * (canvas.width - 2))], header, kept=2)


def _head(canvas: Canvas, scheme: m.Scheme, items: Sequence[m.DataItem]) -> None:
    """编号 and what it is about, who judges it, and out of how much."""
    clauses = {clause.key: clause for clause in scheme.clauses}
    indicators = [scheme.indicators[clauses[item.clause].indicator] for item in items]
    first = canvas.next_row
    canvas.add(
        *(Out(name, Style.HEAD) for name in _KEYS),
        *(
            Out(f"{i.key} {i.title}".strip() + ("（扣分）" if item.name.startswith("评定扣分") else ""), Style.HEAD)
            for i, item in zip(indicators, items, strict=True)
        ),
    )
    canvas.add(None, None, *(Out(_judges(item), Style.HEAD) for item in items))
    for column in (1, 2):
        canvas.merge_block(first, column, first + 1, column)


def _judges(item: m.DataItem) -> str:
    if item.weights:
        return "、".join(f"{name}{plain(share * 100)}%" for name, share in item.weights.items())
    method = f"（{item.several.value}）" if len(item.owners) > 1 else ""
    return "、".join(item.owners) + method


def _scored(scheme: m.Scheme, item: m.DataItem, period: str) -> bool:
    return any(clause.key == item.clause and period in clause.periods for clause in scheme.clauses)


def _row(layout: Layout, items: Sequence[m.DataItem], period: str, row: int) -> Iterator[Out]:
    figures = layout.assessment.periods[period].figures.items
    yield Out(layout.scheme.units[row].name, Style.NAME)
    yield Out(period, Style.CENTER)
    for item in items:
        figure = figures[item.name]
        value = figure.values[row] if figure.states[row].has_value else None
        column = layout.used_columns.get(("item", item.name))
        if isinstance(value, Fraction) and column is not None:
            yield Out(value, Style.POINTS, formula=_cell(layout, column, period, row))
        else:
            yield Out(figure.states[row].value, Style.ABSENT)


def _cell(layout: Layout, column: int, period: str, row: int) -> str:
    """The figure's cell in 采用数据."""
    return layout.at(USED, column).replace(ROW, str(layout.row(period, row)))


def _each(assessment: Assessment, item: m.DataItem, period: str, row: int) -> Out:
    """Who of a panel gave what."""
    given = assessment.periods[period].figures.items[item.name].judgements.get(row, ())
    if len(item.owners) < 2:
        return Out(None)
    told = [f"{each.judge}{plain(each.value)}" for each in given if isinstance(each.value, Fraction)]
    absent = [f"{name}未评" for name in item.owners if given and name not in {each.judge for each in given}]
    return Out("、".join([*told, *absent]))


def _gaps(
    assessment: Assessment, units: Sequence[int]
) -> Iterator[tuple[str, str, str, str, Fraction, Fraction, Fraction]]:
    """Unit, period, 编号, 考核内容, 自评, 评定 and what lies between, where they differ."""
    scheme = assessment.scheme
    own_of = {item.self_of: name for name, item in scheme.items.items() if item.self_of}
    for clause in scheme.clauses:
        own = own_of.get(clause.key)
        if own is None:
            continue
        indicator = scheme.indicators[clause.indicator]
        for period in clause.periods:
            figures = assessment.periods[period].figures.items
            for row in units:
                mine, theirs = _value(figures[own], row), _value(figures[clause.judged], row)
                if mine is not None and theirs is not None and mine != theirs:
                    name = scheme.units[row].name
                    yield name, period, indicator.key, indicator.title, mine, theirs, theirs - mine


def _value(figure: FigureColumn, row: int) -> Fraction | None:
    value = figure.values[row] if figure.states[row].has_value else None
    return value if isinstance(value, Fraction) else None


JUDGEMENTS_SHEET = ResultSheet(
    name=NAME,
    says="每条评定由谁评、评了多少；自评与评定的差距",
    make=lambda scored: judgements_sheet(scored.layout),
    when=lambda scored: bool(judged_items(scored.scheme)),
    by_unit=True,
)
