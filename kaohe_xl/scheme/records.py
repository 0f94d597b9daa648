"""核定调整 and 历年结果: what was decided about single figures, and what happened in the years before."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, fold, narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import NO, YES
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import NO_WORDS, YES_WORDS, CellReader, empty, first_of
from kaohe_xl.scheme.decisions import appealed_key, decision_of, joined
from kaohe_xl.scheme.declared_names import DeclaredNames
from kaohe_xl.scheme.row_fields import Nameable, read_fields, read_periods

NOT_APPLICABLE = "不适用"


def read_approved(
    book: Book, known: DeclaredNames, reader: CellReader
) -> tuple[tuple[m.ApprovedValue, ...], tuple[m.Decision, ...]]:
    """Changes in sheet order, one for each period that a row names, and what was decided on appeals.

    The last of several changes for one figure counts, and the last of several decisions on one appeal.
    """
    found: list[m.ApprovedValue] = []
    decisions: list[m.Decision] = []
    for row in reader.table(book, tables.APPROVED) or ():
        unit = _unit(row, known, reader)
        periods = _periods(row, known, reader)
        reader.needed(row, "依据", "写明核定的依据，例如 抽查记录或申诉批复")
        ruling = reader.choice(row, "申诉", m.Ruling, m.Ruling.NONE)
        appeal = appealed_key(row, known, ruling, reader)
        if ruling is not m.Ruling.NONE and unit is not None and appeal:
            decision = decision_of(row, unit, appeal, ruling, reader)
            decisions = joined(decisions, [replace(decision, period=period) for period in periods], reader)
        if ruling is not m.Ruling.NONE and not ruling.changes:
            continue
        reader.needed(row, "核定值", "填核定后的数；核定为不适用的写 不适用")
        what = _what(row, known, reader, with_appeal=bool(appeal))
        if unit is None or what is None or empty(row["核定值"]):
            continue
        whole = replace(_change(row, unit, what, reader), appeal=appeal)
        for period in periods:
            change = replace(whole, period=period)
            twin = next((old for old in found if _same_figure(old, change)), None)
            if twin is not None:
                reader.report("S406", row["单位"].place, name=unit, key=change.key, first=twin.place.cell)
            found.append(change)
    return tuple(found), tuple(decisions)


def _same_figure(one: m.ApprovedValue, other: m.ApprovedValue) -> bool:
    return (one.unit, one.period, one.key, one.is_score) == (other.unit, other.period, other.key, other.is_score)


def _unit(row: Row, known: DeclaredNames, reader: CellReader) -> str | None:
    if row["单位"].blank:
        reader.needed(row, "单位", "填考核对象里的单位名称")
        return None
    unit = known.unit_names.get(fold(row.text("单位")))
    if unit is None:
        near = did_you_mean(row.text("单位"), [u.name for u in known.units])
        reader.bad(row["单位"], "单位", "不在考核对象里", near or "填考核对象里的单位名称")
    return unit


def _periods(row: Row, known: DeclaredNames, reader: CellReader) -> tuple[str, ...]:
    """期次 has to be said where there are several: nobody guesses which one was meant."""
    leaves = known.calendar.leaves
    if row["期次"].blank and len(leaves) > 1:
        expected = f"写明核定的是哪一期：{'、'.join(leaf.name for leaf in leaves[:6])}"
        reader.report("S104", row["期次"].place, column="期次", expected=expected)
    return read_periods(row, "期次", known.calendar, reader) or (leaves[-1].name,)


def _what(
    row: Row, known: DeclaredNames, reader: CellReader, *, with_appeal: bool = False
) -> m.DataItem | m.Indicator | None:
    """The data item, or the indicator whose score is changed. 数据项 may also hold an 编号.

    ``with_appeal``: beside a data item 编号 says which appeal it is.
    """
    if not row["数据项"].blank and not row["编号"].blank and not with_appeal:
        remedy = "核定数据的只填数据项，核定得分的只填编号；两样都要改的分两行写"
        reader.bad(row["编号"], "编号", "同一行既写了数据项，又写了编号", remedy)
        return None
    column = "编号" if row["数据项"].blank else "数据项"
    cell = row[column]
    if cell.blank:
        expected = "填核定的数据项；核定得分的，在编号一列填编号"
        reader.report("S104", row["数据项"].place, column="数据项", expected=expected)
        return None
    item = first_of(known.items, cell.text)
    indicator = known.indicator(cell.text)
    if item is None and indicator is None:
        hint = did_you_mean(cell.text, [*known.items, *known.indicators])
        remedy = hint or "填 填报项 里的数据项，或评分细则里的编号"
        reader.bad(cell, column, "没有这个数据项或编号", remedy)
    elif indicator is not None and item is None and not indicator.scored:
        reader.bad(cell, column, "这个编号只是标题，没有得分", "填它下面有计分方式的编号")
        return None
    return item if item is not None else indicator


def _item_value(row: Row, item: m.DataItem, reader: CellReader) -> Fraction | str | None:
    cell = row["核定值"]
    if cell.text == NOT_APPLICABLE:
        return NOT_APPLICABLE
    if item.type is t.ValueType.YES_NO:
        return _yes_no(cell, reader)
    if not item.type.is_numeric:
        return cell.text
    return reader.figure(cell, "核定值", item.type)


def _yes_no(cell: Cell, reader: CellReader) -> str | None:
    word = fold(cell.text)
    if word in YES_WORDS | NO_WORDS:
        return YES if word in YES_WORDS else NO
    reader.bad(cell, "核定值", "这是是否项，只能是 是、否 或 不适用", f"填 {YES} 或 {NO}")
    return None


def _score(row: Row, indicator: m.Indicator, reader: CellReader) -> Fraction | str | None:
    if row["核定值"].text == NOT_APPLICABLE:
        return NOT_APPLICABLE
    score = reader.number(row, "核定值")
    mark = indicator.full_mark if not indicator.on_total else None
    if score is not None and mark is not None and score > mark:
        remedy = "核定的得分不能超过标准分；改正核定值，或先改标准分"
        reader.bad(row["核定值"], "核定值", "超过了这个编号的标准分", remedy)
    return score


def _change(row: Row, unit: str, what: m.DataItem | m.Indicator, reader: CellReader) -> m.ApprovedValue:
    """What the row changes, in whichever periods."""
    if isinstance(what, m.DataItem):
        key, value = what.name, _item_value(row, what, reader)
    else:
        key, value = what.key, _score(row, what, reader)
    return m.ApprovedValue(
        unit=unit,
        period="",
        key=key,
        is_score=isinstance(what, m.Indicator),
        value=value,
        reason=row.text("依据"),
        by=row.text("核定人"),
        on=row.text("日期"),
        place=row["单位"].place,
        value_place=row["核定值"].place,
    )


# -- earlier years ----------------------------------------------------------------------------------------------------

_RANK = re.compile(r"第?(\d+)名?")


def read_past_results(book: Book, known: DeclaredNames, reader: CellReader) -> tuple[m.PastResult, ...]:
    found = []
    seen: dict[str, Place] = {}
    for row in reader.table(book, tables.PAST_RESULTS) or ():
        if reader.nameless(row, "年度") or reader.nameless(row, "单位"):
            continue
        read = read_fields(row, m.PastResult, Nameable(), reader)
        if read["year"] is None:
            continue
        unit = known.unit_names.get(fold(row.text("单位")))
        if unit is None:  # a unit that no longer exists still counts for "last of that year"
            reader.report("S401", row["单位"].place, name=row.text("单位"))
        name = f"{read['year']}年 {unit or row.text('单位')} {read['scope']}"
        if not reader.unique(seen, name, row["单位"], "单位", "同一年、同一单位、同一范围只留一行"):
            continue
        found.append(
            m.PastResult(
                **(read | {"scope": _scope(read["scope"], known)}),
                unit=unit or row.text("单位"),
                score=reader.number(row, "得分") if row["得分"].is_number else None,
                rank=_rank(row["名次"], reader),
                place=row["单位"].place,
            )
        )
    return tuple(found)


def _scope(text: str, known: DeclaredNames) -> str:
    """范围: 总分, a 考核线, an 编号 or a data item as this year's scheme spells it; what it no longer knows stays."""
    item = next((name for name in known.items if fold(name) == fold(text)), None)
    line = next((line.name for line in known.lines if fold(line.name) == fold(text)), None)
    indicator = known.indicator(text)
    return line or (indicator.key if indicator else item or text)


def _rank(cell: Cell, reader: CellReader) -> int | None:
    """A past rank, also written as text; 不参与排名, — and the like are none."""
    match = _RANK.fullmatch(narrow(cell.text).replace(" ", ""))
    if match:
        return int(match[1])
    if cell.is_number:
        reader.bad(cell, "名次", "应是整数", "填 1、2、3 这样的名次；没有名次的留空")
    return None
