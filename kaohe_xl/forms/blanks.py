"""Scheme → blank forms, as values: who fills in what, for which period, and what a cell may hold.

One form for each unit and leaf period, one (units × items) for each scoring department and leaf period. How a form
looks is :mod:`kaohe_xl.sheets.forms.blank_forms`; putting it on disk is :mod:`kaohe_xl.writing.issue`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.expr.parse import NO, YES, day_of
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.forms.fingerprint import DEPARTMENT, UNIT, Fingerprint, form_digest, rubric_digest
from kaohe_xl.rules.base import Effect
from kaohe_xl.scheme.model import OWN_UNIT, DataItem, Scheme, ScoreSheet, Unit
from kaohe_xl.scheme.needs import NeededItems

NOT_APPLICABLE = "不适用"


@dataclass(frozen=True)
class Fault:
    """One thing to correct in a form that is sent back: where it stood, what is wrong, what to do."""

    place: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Answer:
    """What stands in a cell of a form that is sent back: the value as it was understood, or as it was typed.

    ``wrong``: what has to be corrected, for the cell's comment; empty = the value is fine.
    """

    value: Fraction | str | None
    wrong: str = ""
    serious: bool = True


@dataclass(frozen=True)
class ScoreRow:
    """A line of a 评分表: a clause as the rubric has it. ``item``: the figure that is asked for, None = it is computed.

    ``first``: the first line of its 编号.
    """

    key: str
    section: str
    title: str
    full_mark: Fraction | None
    text: str
    item: DataItem | None
    takes: bool = False
    first: bool = True


@dataclass(frozen=True)
class Blank:
    """One form to be filled in. ``units`` is empty for a unit's own form; else the rows of the matrix.

    A form that is sent back for correction has ``answers`` by (unit, item), ``faults`` and the next ``version``.
    """

    title: str
    filler: str
    period: str
    deadline: date | None
    items: tuple[DataItem, ...]
    fingerprint: Fingerprint
    units: tuple[Unit, ...] = ()
    wanted: frozenset[tuple[str, str]] = frozenset()  # (unit, item) cells of the matrix that are to be filled
    office: str = ""
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    version: int = 1
    rows: tuple[ScoreRow, ...] = ()  # of its 评分表
    style: ScoreSheet = ScoreSheet.BY_UNIT

    @property
    def data_items(self) -> tuple[DataItem, ...]:
        """Items of the 填报表; figures of a 评定 and 自评 stand on the 评分表."""
        return tuple(item for item in self.items if not (item.judged or item.self_of))

    @property
    def by_department(self) -> bool:
        return bool(self.units)

    def asks(self, unit: str, item: str) -> bool:
        """Whether the cell of a unit and an item is to be filled in."""
        return not self.by_department or (unit, item) in self.wanted


@dataclass(frozen=True)
class Allowed:
    """What may be typed into a cell. ``formula`` refers to the cell as ``{cell}``; empty = anything."""

    prompt: str
    number_format: str
    choices: tuple[str, ...] = ()
    formula: str = ""


def blanks(scheme: Scheme) -> Iterator[Blank]:
    """Every form of the scheme, by period, units before departments. Units with nothing to fill in get none."""
    needs, rubric = NeededItems(scheme), rubric_digest(scheme.book)
    settings = scheme.settings

    def made(filler: str, kind: str, period: str, items: tuple[DataItem, ...]) -> Fingerprint:
        form = form_digest(scheme, items)
        return Fingerprint(settings.title, str(settings.year or ""), filler, kind, period, form, rubric)

    for leaf in scheme.calendar.leaves:
        for unit in scheme.units:
            items = needs.owned(OWN_UNIT, unit.group, leaf.name)
            if items:
                fingerprint = made(unit.name, UNIT, leaf.name, items)
                head = (settings.title, unit.name, leaf.name, leaf.deadline, items, fingerprint)
                yield Blank(*head, office=settings.office, rows=score_rows(scheme, items))
        for department in scheme.fillers:
            units = needs.units_of(department, leaf.name)
            wanted = frozenset(
                (unit.name, item.name) for unit in units for item in needs.owned(department, unit.group, leaf.name)
            )
            asked = {name for _, name in wanted}
            items = tuple(item for item in scheme.items.values() if item.name in asked)
            if items:
                fingerprint = made(department, DEPARTMENT, leaf.name, items)
                form = (settings.title, department, leaf.name, leaf.deadline, items, fingerprint, units, wanted)
                rows = score_rows(scheme, items)
                yield Blank(*form, office=settings.office, rows=rows, style=settings.score_sheet)


def score_rows(scheme: Scheme, items: Sequence[DataItem]) -> tuple[ScoreRow, ...]:
    """The lines of a 评分表 that asks for these items: every clause of the indicators that they belong to."""
    asked = {item.clause or item.self_of: item for item in items if item.judged or item.self_of}
    rows: list[ScoreRow] = []
    for indicator in scheme.indicators.values():
        if not any(clause.key in asked for clause in indicator.clauses):
            continue
        for number, clause in enumerate(indicator.clauses):
            takes = clause.effect is not Effect.GIVES
            rows.append(
                ScoreRow(
                    indicator.key,
                    indicator.section,
                    indicator.title,
                    indicator.full_mark,
                    clause.text,
                    asked.get(clause.key),
                    takes,
                    number == 0,
                )
            )
    return tuple(rows)


# -- what a cell may hold ---------------------------------------------------------------------------------------------

_FORMATS = {
    ValueType.PERCENT: "0.00%",
    ValueType.INTEGER: "0",
    ValueType.DATE: "yyyy-mm-dd",
    ValueType.TEXT: "@",
    ValueType.ATTACHMENT: "@",
}
_HOW = {
    ValueType.NUMBER: "填一个数",
    ValueType.INTEGER: "填一个整数，没有填 0",
    ValueType.PERCENT: "填百分比，例如 95%",
    ValueType.YES_NO: "选 是 或 否",
    ValueType.DATE: "填日期，例如 2022-06-30；没有完成的不填",
    ValueType.TEXT: "填文字",
    ValueType.ATTACHMENT: "填附件名称",
}


def allowed(item: DataItem) -> Allowed:
    """The prompt, number format and check of an item's cell. 不适用 may be typed unless 可不适用 says 否."""
    number_format = _FORMATS.get(item.type, "General")
    refused = item.may_not_apply is False
    if item.type is ValueType.YES_NO:
        return Allowed(_prompt(item), number_format, choices=(YES, NO) if refused else (YES, NO, NOT_APPLICABLE))
    if item.type in (ValueType.TEXT, ValueType.ATTACHMENT):
        return Allowed(_prompt(item), number_format)
    return Allowed(_prompt(item), number_format, formula=_check(item))


def _check(item: DataItem) -> str:
    tests = ["ISNUMBER({cell})"]
    if item.type is ValueType.INTEGER:
        tests.append("INT({cell})={cell}")
    if item.low is not None:
        tests.append(f"{{cell}}>={decimal_text(item.low, most=12)}")
    if item.high is not None:
        tests.append(f"{{cell}}<={decimal_text(item.high, most=12)}")
    if item.may_not_apply is False:
        return f"AND({','.join(tests)})"
    return f'OR({{cell}}="{NOT_APPLICABLE}",AND({",".join(tests)}))'


def _prompt(item: DataItem) -> str:
    parts = [_HOW[item.type]]
    if item.measure and item.type in (ValueType.NUMBER, ValueType.INTEGER):
        parts.append(f"单位：{item.measure}")
    if span := range_text(item):
        parts.append(f"范围：{span}")
    parts.append("必填" if item.required else "")
    parts.append("" if item.may_not_apply is False else f"确实没有这项工作的，填“{NOT_APPLICABLE}”")
    return "；".join(part for part in parts if part) + "。" + item.note


def range_text(item: DataItem) -> str:
    """0%～100%, 不小于 0, or nothing."""
    low, high = (None if bound is None else _shown(item, bound) for bound in (item.low, item.high))
    if low is not None and high is not None:
        return f"{low}～{high}"
    if low is not None:
        return f"不小于 {low}"
    return f"不大于 {high}" if high is not None else ""


def _shown(item: DataItem, bound: Fraction) -> str:
    if item.type is ValueType.DATE:
        return day_of(bound).isoformat()
    return f"{decimal_text(bound * 100)}%" if item.type is ValueType.PERCENT else decimal_text(bound)


def guide(blank: Blank) -> list[str]:
    """The lines of the cover sheet: how to fill in, by when, and what is understood as what."""
    due = blank.deadline
    lines = [
        "只填“填报表”里黄色的格子，不要增删行列、改数据项名称或合并单元格；评分细则只供阅读，改动无效。",
        "一格只填一个值，按“计量单位”填数，不带别的单位；附注写在“备注”一栏。",
        "百分比直接填 95%；日期填 2022-06-30；是否项从下拉列表选。",
        "没有发生的，数量填 0；确实没有这项工作的，填“不适用”；不要填“约”“以上”“3～5”这样的不确定数。",
        "填报人、联系电话、填报时间要填。更正重报时，把版本号加 1，以版本号大的为准。",
        "不要改文件名；文件名改了也能认出，但不要把一个单位的表拿给另一个单位填。",
    ]
    if due is not None:
        lines.insert(0, f"截止日期：{due.year}年{due.month}月{due.day}日，过期按迟报处理。")
    if blank.office:
        lines.append(f"填好后报{blank.office}。")
    return [f"{number}．{line}" for number, line in enumerate(lines, 1)]
