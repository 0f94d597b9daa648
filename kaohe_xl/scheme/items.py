"""填报项: data items, what they may hold, and those derived from others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import fold, split_list
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import NO, YES, ExpressionError, ExpressionNames, day_of, kind_of, parse_expression
from kaohe_xl.expr.wording import wording
from kaohe_xl.rules.judged_score import Assessed
from kaohe_xl.rules.registry import KINDS
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import NO_WORDS, YES_WORDS, CellReader, empty, is_total

_RESERVED = frozenset(fold(quantity.value) for quantity in t.Quantity)
_NOT_APPLICABLE = "不适用"
_JUDGED = {kind.name for kind in KINDS if issubclass(kind, Assessed)}


def read_items(book: Book, reader: CellReader, attributes: Mapping[str, t.ValueType]) -> dict[str, m.DataItem]:
    """Data items; derived ones have their formula parsed against all the others."""
    table = None if _all_is_judged(book) else reader.table(book, tables.ITEMS)
    items: dict[str, m.DataItem] = {}
    formulas: dict[str, Cell] = {}
    seen: dict[str, Place] = {}
    for row in table or ():
        name = row.text("数据项").replace(" ", "")
        if is_total(name) or reader.nameless(row, "数据项") or not reader.unique(seen, name, row["数据项"], "数据项"):
            continue
        _check_name(name, row, attributes, reader)
        items[name] = _read_item(name, row, reader)
        if not empty(row["公式"]):
            formulas[name] = row["公式"]
    names = ExpressionNames(items={name: item.type for name, item in items.items()}, attributes=attributes)
    for name, cell in formulas.items():
        formula = _formula(cell, items[name], names, reader)
        if formula is not None:
            items[name] = replace(items[name], formula=formula)
    _check_rings(items, reader)
    return items


def _all_is_judged(book: Book) -> bool:
    """Nothing is filled in but by judges (评定): such a scheme has no data items, and needs no sheet for them."""
    rubrics = [tables.RUBRIC.table_in(grid) for grid in book.starting_with(tables.RUBRIC.sheet)]
    rows = [row for table in rubrics if table is not None for row in table]
    methods = {row.text("计分方式") for row in rows} - {""}
    uses_items = any(not row["数据项"].blank for row in rows)
    return book.find(tables.ITEMS.sheet) is None and bool(methods) and methods <= _JUDGED and not uses_items


def _check_name(name: str, row: Row, attributes: Mapping[str, t.ValueType], reader: CellReader) -> None:
    """A name that already means something else would be read as that, or hide it."""
    if fold(name) in _RESERVED:
        reader.bad(row["数据项"], "数据项", "这个名字是计算本身用的", "换一个名字，例如在前面加上“上报”或“自评”")
    elif any(fold(name) == fold(attribute) for attribute in attributes):
        remedy = "两处改成不同的名字，否则式子里的这个名字分不清指哪一个"
        reader.bad(row["数据项"], "数据项", "考核对象里也有这个名字的一列", remedy)


def _read_item(name: str, row: Row, reader: CellReader) -> m.DataItem:
    kind = reader.choice(row, "类型", t.ValueType, t.ValueType.NUMBER)
    usual = m.Gather.SUM if kind in (t.ValueType.NUMBER, t.ValueType.INTEGER) else m.Gather.LAST
    low, high = _bound(row["最小"], "最小", kind, reader), _bound(row["最大"], "最大", kind, reader)
    if low is not None and high is not None and low > high:
        reader.bad(row["最大"], "最大", f"小于最小 {row.text('最小')}", "最小不能大于最大")
    return m.DataItem(
        name=name,
        type=kind,
        measure=row.text("计量单位"),
        owners=_owners(row, reader),
        required=reader.yes(row, "必填", True),
        low=low,
        high=high,
        default=_default(row["缺省值"], kind, low, high, reader),
        may_not_apply=None if empty(row["可不适用"]) else reader.yes(row, "可不适用", True),
        gather=_gather(row, kind, usual, reader),
        several=reader.choice(row, "多份取值", m.Several, m.Several.ONE),
        note=row.text("说明"),
        place=row["数据项"].place,
    )


def _owners(row: Row, reader: CellReader) -> tuple[str, ...]:
    """填报人: 本单位 or departments. 各单位 would silently become a department of that name."""
    owners = tuple(split_list(row.text("填报人")))
    for owner in owners:
        if fold(owner) in _EVERY_UNIT:
            reader.bad(row["填报人"], "填报人", f"“{owner}”会当成一个部门的名称", f"由各单位自己填的，写 {m.OWN_UNIT}")
    return owners or (m.OWN_UNIT,)


_EVERY_UNIT = frozenset(
    ("各单位", "单位", "单位填报", "各被考核单位", "被考核单位", "考核对象", "本单位填报", "自报", "自填")
)


def _gather(row: Row, kind: t.ValueType, usual: m.Gather, reader: CellReader) -> m.Gather:
    gather = reader.choice(row, "期内汇总", m.Gather, usual)
    suits = {
        m.Gather.ANY: kind is t.ValueType.YES_NO,
        m.Gather.SUM: kind in (t.ValueType.NUMBER, t.ValueType.INTEGER, t.ValueType.PERCENT),
        m.Gather.MEAN: kind in (t.ValueType.NUMBER, t.ValueType.INTEGER, t.ValueType.PERCENT),
    }
    if not suits.get(gather, True):
        remedy = "是否项填 任一 或 最新" if kind is t.ValueType.YES_NO else f"{kind.value}项只能取 最新"
        remedy = "任一 只用于是否项，数填 合计、平均 或 最新" if kind in _COUNTED else remedy
        reader.bad(row["期内汇总"], "期内汇总", f"{kind.value}项不能取“{gather.value}”", remedy)
        return usual
    return gather


_COUNTED = (t.ValueType.NUMBER, t.ValueType.INTEGER, t.ValueType.PERCENT)


# -- bounds and defaults ----------------------------------------------------------------------------------------------


def _bound(cell: Cell, column: str, kind: t.ValueType, reader: CellReader) -> Fraction | None:
    """最小, 最大 or 缺省值 of a numeric item: percents as ratios and with their sign, dates as serials."""
    if empty(cell):
        return None
    if not kind.is_numeric:
        reader.bad(cell, column, f"{kind.value}项没有大小", "清空这一格，或改正类型")
        return None
    return reader.figure(cell, column, kind)


def _default(
    cell: Cell, kind: t.ValueType, low: Fraction | None, high: Fraction | None, reader: CellReader
) -> Fraction | str | None:
    if empty(cell):
        return None
    if cell.text == _NOT_APPLICABLE:
        return cell.text
    if kind is t.ValueType.YES_NO:
        word = fold(cell.text)
        if word in YES_WORDS | NO_WORDS:
            return YES if word in YES_WORDS else NO
        reader.bad(cell, "缺省值", "是否项的缺省值只能是 是、否 或 不适用", f"填 {YES} 或 {NO}")
        return None
    if not kind.is_numeric:
        return cell.text
    value = _bound(cell, "缺省值", kind, reader)
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        reader.bad(cell, "缺省值", "不在最小、最大之间", "改正缺省值，或放宽最小、最大")
    return value


def shown(item: m.DataItem, value: Fraction) -> str:
    """A figure of the item as people write it."""
    if item.type is t.ValueType.DATE:
        return day_of(value).isoformat()
    return f"{decimal_text(value * 100)}%" if item.type is t.ValueType.PERCENT else decimal_text(value)


def range_words(item: m.DataItem) -> str:
    """What the item may hold: 0%～100%, 不小于 0, 不大于 5, 是 或 否, or 不限."""
    if item.type is t.ValueType.YES_NO:
        return f"{YES} 或 {NO}"
    low, high = (None if bound is None else shown(item, bound) for bound in (item.low, item.high))
    if low is not None and high is not None:
        return f"{low}～{high}"
    if low is not None:
        return f"不小于 {low}"
    return f"不大于 {high}" if high is not None else "不限"


# -- formulas ---------------------------------------------------------------------------------------------------------


def _formula(cell: Cell, item: m.DataItem, names: ExpressionNames, reader: CellReader) -> t.Node | None:
    """公式 of a derived item; a condition gives 是 or 否."""
    try:
        formula = parse_expression(cell.text.lstrip("=＝"), names)
    except ExpressionError as error:
        where = f"第 {error.position + 1} 个字符处：" if error.position else ""
        reader.bad(cell, "公式", f"{where}{error.problem}", error.hint or "改成由数据项组成的式子")
        return None
    later = next((node for node in formula.walk() if isinstance(node, _LATER)), None)
    if later is not None:
        remedy = "派生项只能由数据项和考核对象的属性算出；得分的计算写在评分细则里"
        reader.bad(cell, "公式", f"派生项里不能用 {wording(later)}", remedy)
        return None
    if kind_of(formula) == "truth":
        formula = t.If(formula, t.TextLiteral(YES), t.TextLiteral(NO))
    if (kind_of(formula) == "number") != item.type.is_numeric:
        gives = "一个数" if kind_of(formula) == "number" else "文字（是/否）"
        reader.bad(cell, "公式", f"算出来是{gives}，类型却是 {item.type.value}", "改正类型一列，或改公式")
        return None
    return formula


_LATER = (t.Given, t.ScoreOf, t.VetoOf, t.Past)  # known only after the data items are


def _check_rings(items: dict[str, m.DataItem], reader: CellReader) -> None:
    """A derived item may use derived items, but not itself."""
    for name, item in items.items():
        trail = [name]
        front = _used(item)
        while front:
            if name in front:
                reader.report("S114", item.place, item=name)
                items[name] = replace(item, formula=None)
                break
            trail.extend(front)
            front = {used for each in front if each in items for used in _used(items[each])} - set(trail[1:])


def _used(item: m.DataItem) -> set[str]:
    return {node.name for node in item.formula.walk() if isinstance(node, t.Item)} if item.formula else set()
