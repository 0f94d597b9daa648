"""The starter scheme as sheets: columns of the contract with notes, dropdowns, an example in each, and a guide.

Columns, choices and methods come from where they are defined (scheme/tables, the model, the registry of rules): a
new column or a new rule kind is in the starter as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from kaohe_xl.base.grid import Merge
from kaohe_xl.drafting.draft import MEANS, ORIGINAL, SOURCE, SURE
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.rules.declared import specs
from kaohe_xl.rules.registry import KINDS
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.columns import Column, TableSpec
from kaohe_xl.scheme.model.settings import BY_NAME
from kaohe_xl.sheets.model import Out, Sheet, Style, Validation, Workbook
from kaohe_xl.sheets.schemes.starter_content import NOTES, StarterRow, Value, content
from kaohe_xl.sheets.sheet_parts import Canvas

COLUMNS_GUIDE, METHODS_GUIDE = "填写说明", "计分方式说明"
_EMPTY_ROWS = 15  # ruled, to write in
_VALIDATED = 500  # rows that have the dropdowns, also beyond the ruled ones
_METHOD_COLUMNS = ("数据项", "基准", "每", "取整", "分值", "下限", "上限")
_PORTRAIT = 100.0  # characters that fit an upright page
_PERCENTS = ("权重", "比例上限")
_OWN = "自己加的列：条件和公式里可以用，通报模板里也可以用"
_LONG_NOTE = 220  # characters; a longer list of helps stands in the guide


def starter_workbook(title: str, year: int) -> Workbook:
    """The scheme that a new folder starts with, and a guide to every column and method."""
    rows = content(title, year)
    specs_by_name = {spec.sheet: spec for spec in tables.ALL}
    sheets = [scheme_sheet(specs_by_name[name], own) for name, own in rows.items()]
    return Workbook([*sheets, columns_guide(), methods_guide()], title=title)


CellDecorator = Callable[
    [StarterRow, Column, Out], Out
]  # how a cell of a row is to look; gets what it would be otherwise


def scheme_sheet(
    spec: TableSpec, rows: Sequence[StarterRow], note: str = "", look: CellDecorator = lambda row, column, cell: cell
) -> Sheet:
    """A sheet of the contract with these rows, its dropdowns, and rows to write in below."""
    columns = _columns(spec, rows)
    canvas = Canvas(len(columns))
    canvas.across(Out(spec.sheet, Style.TITLE))
    header = canvas.add(*(Out(column, Style.HEAD, comment=_comment(spec, column)) for column in columns))
    for row in rows:
        declared = [_declared(spec, column) for column in columns]
        canvas.add(*(look(row, column, _cell(column, row.get(column.name, ""))) for column in declared))
    for _ in range(_EMPTY_ROWS if spec is not tables.SETTINGS else 3):
        canvas.add(*(_cell(_declared(spec, column), "") for column in columns))
    canvas.note(note or NOTES[spec.sheet])
    widths = [_declared(spec, column).width for column in columns]
    return replace(
        canvas.sheet(spec.sheet, widths, header),
        landscape=sum(widths) > _PORTRAIT,
        validations=_validations(spec, columns, rows, header),
        tab="#4472C4" if spec.required else "#A5A5A5",
    )


def _columns(spec: TableSpec, rows: Sequence[StarterRow]) -> list[str]:
    """The contract's columns in its order, and what the example adds (书记, 人口数)."""
    columns = _told(spec.columns)
    if spec is tables.RUBRIC:  # 计分方式 stands beside the sentence that it puts into figures
        columns.remove("计分方式")
        columns.insert(columns.index("数据项"), "计分方式")
        if any(MEANS in row for row in rows):  # beside the sentence too: how sure, and what the row would do
            place = columns.index("计分方式")
            columns[place:place] = [SURE, MEANS]
    return list(dict.fromkeys([*columns, *(column for row in rows for column in row)]))


def _told(columns: Sequence[str]) -> list[str]:
    """Without 备注 beside 说明: one column for remarks is enough."""
    return [column for column in columns if column != "备注" or "说明" not in columns]


def _declared(spec: TableSpec, name: str) -> Column:
    """The column as the contract has it, or as one that the rows add."""
    return spec.column(name) or _ADDED.get(name) or Column(name, _OWN)


def _cell(column: Column, value: Value) -> Out:
    """Percents are numbers shown as such, 编号 a text: 1.10 stays 1.10."""
    if isinstance(value, Fraction) and column.name in _PERCENTS:
        return Out(value, Style.PERCENT, number_format="0%" if (value * 100).denominator == 1 else "0.##%")
    if isinstance(value, Fraction):
        return Out(value, Style.NUMBER)
    if isinstance(value, int):
        return Out(value, Style.NUMBER)
    if isinstance(value, date):
        return Out(value, Style.DAY)
    style = Style.TEXT if column.wide else Style.CENTER
    return Out(value or None, style, number_format="@" if column.as_text else "")


_ADDED = {
    column.name: column
    for column in (
        Column(SURE, "起草时有多大把握：高 可以照用，中 请核对，低 要人定；核对过的清空这一格", width=6),
        Column(ORIGINAL, "文件里的原话，不参与计算", width=34, wide=True),
        Column(SOURCE, "在文件的哪一段、哪一行，不参与计算", width=13, wide=True),
        Column(MEANS, "照这一行的各列，几个值会得扣多少分（起草时算出），不参与计算", width=26, wide=True),
    )
}


# -- notes and dropdowns ----------------------------------------------------------------------------------------------


def _comment(spec: TableSpec, name: str) -> str:
    """What goes into the column; for a column of the methods also what each of them wants there, if that is short."""
    told, column = _declared(spec, name).help, name
    if spec is not tables.RUBRIC or column not in _METHOD_COLUMNS:
        return told
    helps = [f"{'、'.join(names)}：{text}" for text, names in _helps(column).items()]
    listed = "\n".join(helps)
    return f"{told}\n{listed}" if len(listed) <= _LONG_NOTE else f"{told}\n各计分方式填什么，见“{METHODS_GUIDE}”。"


def _helps(column: str) -> dict[str, list[str]]:
    """What the methods say about a column → the methods that say it; the usual 上限 is the column's own help."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        for spec in specs(kind).values():
            if spec.header == column and spec.help:
                found.setdefault(spec.help, []).append(kind.name)
    most = max(found.values(), key=len, default=[])
    return {text: (["各方式"] if names is most and len(names) > 4 else names) for text, names in found.items()}


def _validations(spec: TableSpec, columns: Sequence[str], rows: Sequence[StarterRow], header: int) -> list[Validation]:
    found = []
    for position, column in enumerate(_declared(spec, name) for name in columns):
        area = (header, position, header + _VALIDATED)
        if column.choices:
            found.append(_choice(area, column.name, column.choices, column.help))
        elif column.suggested:
            found.append(_choice(area, "", column.suggested, column.help))
    if spec is tables.SETTINGS:
        value = columns.index("值")
        for line, row in enumerate(rows, header):
            setting = BY_NAME.get(str(row["设置"]))
            if setting is not None and setting.choices:
                told = f"从下拉框里选：{'、'.join(setting.choices)}"
                found.append(_choice((line, value, line), setting.name, setting.choices, told))
    return found


def _choice(area: tuple[int, int, int], strict: str, choices: tuple[str, ...], told: str) -> Validation:
    """A dropdown over ``area`` (first row, column, last row). ``strict``: the name of what takes nothing else."""
    first, column, last = area
    error = f"“{strict}”只能从下拉框里选" if strict else ""
    return Validation(first, column, last, column, told, choices, error=error)


# -- the guide --------------------------------------------------------------------------------------------------------

_EFFECTS = {Effect.GIVES: "得分", Effect.TAKES: "扣分", Effect.ZEROES: "清零"}
_NOT_READ = "这张表只供查阅，程序不读它；改完方案运行 kaohe check 体检。"


def columns_guide() -> Sheet:
    """What goes into every column of every sheet."""
    canvas = Canvas(4)
    canvas.across(Out(COLUMNS_GUIDE, Style.TITLE))
    canvas.across(Out(_NOT_READ, Style.SUBTITLE))
    header = canvas.head(("工作表", "列", "填什么", "要不要"))
    for spec in tables.ALL:
        first = canvas.next_row
        for column in _told(spec.columns):
            declared = _declared(spec, column)
            cells = (Out(spec.sheet, Style.NAME), Out(column, Style.CENTER), Out(declared.help))
            canvas.add(*cells, Out("必须有" if declared.needed else "", Style.CENTER))
        canvas.merges.append(Merge(first, 1, canvas.next_row - 1, 1))
    return _guide(COLUMNS_GUIDE, canvas, header, (13.0, 13.0, 62.0, 9.0))


def methods_guide() -> Sheet:
    """Every method: how it reckons, and what it wants in which column."""
    canvas = Canvas(4)
    canvas.across(Out(METHODS_GUIDE, Style.TITLE))
    canvas.across(Out(_NOT_READ, Style.SUBTITLE))
    header = canvas.head(("计分方式", "得或扣", "怎么算", "各列填什么"))
    for kind in KINDS:
        asks = "\n".join(f"{column}：{text}" for column, text in _asks(kind))
        canvas.add(Out(kind.name, Style.NAME), Out(_EFFECTS[kind.effect], Style.CENTER), Out(kind.summary), Out(asks))
    return _guide(METHODS_GUIDE, canvas, header, (13.0, 9.0, 56.0, 50.0))


def _guide(name: str, canvas: Canvas, header: int, widths: Sequence[float]) -> Sheet:
    return replace(canvas.sheet(name, widths, header), landscape=sum(widths) > _PORTRAIT, tab="#70AD47")


def _asks(kind: type[Rule]) -> Iterable[tuple[str, str]]:
    """Columns that a method reads, with what it wants there."""
    found = {spec.header: spec.help for spec in specs(kind).values()}
    return [(column, found[column]) for column in _METHOD_COLUMNS if found.get(column)]
