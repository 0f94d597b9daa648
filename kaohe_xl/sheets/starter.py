"""The starter scheme as sheets: columns of the contract with notes, dropdowns, an example in each, and a guide.

Columns, choices and methods come from where they are defined (scheme/tables.py, the model, the registry of rules): a
new column or a new rule kind is in the starter as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from fractions import Fraction

from kaohe_xl.base.grid import Merge
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.rules.fields import ROUNDINGS, specs
from kaohe_xl.rules.registry import KINDS
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.column_help import HELP
from kaohe_xl.scheme.rewards import EVERY_LINE
from kaohe_xl.scheme.settings import SCOPES
from kaohe_xl.scheme.tables import TableSpec
from kaohe_xl.scheme.vetoes import CHOICES
from kaohe_xl.sheets.frame import Canvas
from kaohe_xl.sheets.model import Out, Sheet, Style, Validation, Workbook
from kaohe_xl.sheets.starter_content import NOTES, Row, Value, content

COLUMNS_GUIDE, METHODS_GUIDE = "填写说明", "计分方式说明"
_EMPTY_ROWS = 15  # ruled, to write in
_VALIDATED = 500  # rows that have the dropdowns, also beyond the ruled ones
_YES_NO = ("是", "否")
_DECIDED: dict[str, Sequence[str]] = {  # settings with a dropdown
    "并列规则": [each.value for each in m.Ties],
    "缺报处理": [each.value for each in m.Unreturned],
    "不适用处理": [each.value for each in m.NotApplicable],
    "核定优先": _YES_NO,
    "排名范围": SCOPES,
    "递补": _YES_NO,
    "并列奖金": [each.value for each in m.TiedPrize],
    "考核对象类型": [each.value for each in m.Subjects],
}
_METHOD_COLUMNS = ("数据项", "基准", "每", "取整", "分值", "下限", "上限")
_PORTRAIT = 100.0  # characters that fit an upright page
_LONG_NOTE = 220  # characters; a longer list of helps stands in the guide


def _values(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in kind if member.value)


# (sheet, column) → choices; those that may also be something else do not refuse it
_STRICT: Mapping[tuple[str, str], Sequence[str]] = {
    ("考核期", "汇总方式"): _values(m.Combine),
    ("填报项", "类型"): _values(ValueType),
    ("填报项", "必填"): _YES_NO,
    ("填报项", "期内汇总"): _values(m.Gather),
    ("填报项", "多份取值"): _values(m.Several),
    ("评分细则", "计分方式"): tuple(kind.name for kind in KINDS),
    ("评分细则", "取整"): ROUNDINGS,
    ("评分细则", "起点"): ("满分", "零"),
    ("评分细则", "计入"): ("总分",),
    ("奖惩", "方式"): _values(m.Pay),
}
_SUGGESTED: Mapping[tuple[str, str], Sequence[str]] = {
    ("填报项", "填报人"): (m.OWN_UNIT,),
    ("评分细则", "下限"): ("不限",),
    ("一票否决", "后果"): CHOICES,
    ("奖惩", "类型"): ("奖励", "处罚", "补贴", "通报表扬", "通报批评", "黄牌警告"),
    ("奖惩", "依据"): (m.SINGLE_LINE, EVERY_LINE),
    ("奖惩", "对象"): ("单位",),
    ("奖惩", "通报模板"): ("表扬", "批评", "黄牌警告", "约谈", "整改通知"),
}
_WIDTHS = {
    **dict.fromkeys(("项目", "计分方式", "截止日期"), 13.0),
    **dict.fromkeys(("单位名称", "奖惩"), 14.0),
    **dict.fromkeys(("设置", "考核内容", "基准", "依据"), 16.0),
    **dict.fromkeys(("数据项", "备注", "资金来源", "称号", "否决项"), 18.0),
    **dict.fromkeys(("公式", "邮箱"), 22.0),
    **dict.fromkeys(("值", "说明", "后果"), 30.0),
    "金额": 12.0,
    "条件": 26.0,
    "评分标准": 34.0,
}
_WIDE = frozenset(("评分标准", "说明", "值", "后果", "条件", "备注", "公式", "数据项", "基准", "资金来源"))


def starter_workbook(title: str, year: int) -> Workbook:
    """The scheme that a new folder starts with, and a guide to every column and method."""
    rows = content(title, year)
    specs_by_name = {spec.sheet: spec for spec in tables.ALL}
    sheets = [_sheet(specs_by_name[name], own) for name, own in rows.items()]
    return Workbook([*sheets, columns_guide(), methods_guide()], title=title)


def _sheet(spec: TableSpec, rows: Sequence[Row]) -> Sheet:
    columns = _columns(spec, rows)
    canvas = Canvas(len(columns))
    canvas.across(Out(spec.sheet, Style.TITLE))
    header = canvas.add(*(Out(column, Style.HEAD, comment=_comment(spec.sheet, column)) for column in columns))
    for row in rows:
        canvas.add(*(_cell(column, row.get(column, "")) for column in columns))
    for _ in range(_EMPTY_ROWS if spec is not tables.SETTINGS else 3):
        canvas.add(*(_cell(column, "") for column in columns))
    canvas.note(NOTES[spec.sheet])
    widths = [_WIDTHS.get(column, 9.0) for column in columns]
    return replace(
        canvas.sheet(spec.sheet, widths, header),
        landscape=sum(widths) > _PORTRAIT,
        validations=_validations(spec, columns, rows, header),
        tab="#4472C4" if spec.required else "#A5A5A5",
    )


def _columns(spec: TableSpec, rows: Sequence[Row]) -> list[str]:
    """The contract's columns in its order, and what the example adds (书记, 人口数)."""
    columns = _told(spec.columns)
    if spec is tables.RUBRIC:  # 计分方式 stands beside the sentence that it puts into figures
        columns.remove("计分方式")
        columns.insert(columns.index("数据项"), "计分方式")
    return list(dict.fromkeys([*columns, *(column for row in rows for column in row)]))


def _told(columns: Sequence[str]) -> list[str]:
    """Without 备注 beside 说明: one column for remarks is enough."""
    return [column for column in columns if column != "备注" or "说明" not in columns]


def _cell(column: str, value: Value) -> Out:
    """Percents are numbers shown as such, 编号 a text: 1.10 stays 1.10."""
    if value == "":
        return Out(None, Style.TEXT if column in _WIDE else Style.CENTER, number_format=_FORMATS.get(column, ""))
    if isinstance(value, Fraction):
        return Out(value, Style.PERCENT, number_format="0%")
    if isinstance(value, int):
        return Out(value, Style.NUMBER)
    if isinstance(value, date):
        return Out(value, Style.DAY)
    return Out(value, Style.TEXT if column in _WIDE else Style.CENTER, number_format=_FORMATS.get(column, ""))


_FORMATS = {"编号": "@"}


# -- notes and dropdowns ----------------------------------------------------------------------------------------------


def _comment(sheet: str, column: str) -> str:
    """What goes into the column; for a column of the methods also what each of them wants there, if that is short."""
    told = HELP[sheet].get(column, "自己加的列：条件和公式里可以用，通报模板里也可以用")
    if sheet != tables.RUBRIC.sheet or column not in _METHOD_COLUMNS:
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


def _validations(spec: TableSpec, columns: Sequence[str], rows: Sequence[Row], header: int) -> list[Validation]:
    found = []
    for position, column in enumerate(columns):
        key = (spec.sheet, column)
        strict, suggested = _STRICT.get(key), _SUGGESTED.get(key)
        if strict or suggested:
            found.append(_choice(header, position, header + _VALIDATED, strict or suggested or (), key, bool(strict)))
    if spec is tables.SETTINGS:
        for number, row in enumerate(rows):
            choices = _DECIDED.get(str(row["设置"]))
            if choices:
                line = header + number
                found.append(_choice(line, columns.index("值"), line, choices, (spec.sheet, str(row["设置"])), True))
    return found


def _choice(
    first: int, column: int, last: int, choices: Iterable[str], key: tuple[str, str], strict: bool
) -> Validation:
    sheet, name = key
    told = HELP[sheet].get(name, f"从下拉框里选：{'、'.join(choices)}")
    error = f"“{name}”只能从下拉框里选" if strict else ""
    return Validation(first, column, last, column, told, tuple(choices), error=error)


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
            needed = "必须有" if column in spec.needed else ""
            cells = (Out(spec.sheet, Style.NAME), Out(column, Style.CENTER), Out(HELP[spec.sheet][column]))
            canvas.add(*cells, Out(needed, Style.CENTER))
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
