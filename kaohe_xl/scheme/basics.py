"""考核设置, 考核对象, 考核线, 考核期 and 填报项."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from typing import TypeVar

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import ExpressionError, Names, kind_of, parse_expression
from kaohe_xl.grid import Book, Cell, Row
from kaohe_xl.place import Place
from kaohe_xl.rules.fields import FieldError, plain_number
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import Reader
from kaohe_xl.text import did_you_mean, fold, split_list

E = TypeVar("E", bound=Enum)

# 设置 → how it is read; names as the contract spells them, further ones are kept for templates
_KNOWN_SETTINGS = (
    "考核名称", "年度", "主办单位", "落款日期", "小数位", "并列规则", "并列比较", "缺报处理", "不适用处理", "核定优先",
    "排名范围", "递补", "并列奖金", "预算",
)  # fmt: skip


def read_settings(book: Book, reader: Reader) -> m.Settings:
    rows = _setting_rows(book, reader)

    def text(name: str) -> str:
        return rows[name].text("值") if name in rows else ""

    def choice(name: str, kind: type[E], default: E) -> E:
        return reader.choice(rows[name], "值", kind, default) if name in rows else default

    def yes(name: str) -> bool:
        return reader.yes(rows[name], "值", True) if name in rows else True

    return m.Settings(
        title=text("考核名称"),
        year=reader.whole(rows["年度"], "值") if "年度" in rows else None,
        office=text("主办单位"),
        signed_on=text("落款日期"),
        digits=_digits(reader, rows.get("小数位")),
        ties=choice("并列规则", m.Ties, m.Ties.LEAVE_PLACES),
        tie_breaks=tuple(split_list(text("并列比较"))),
        unreturned=choice("缺报处理", m.Unreturned, m.Unreturned.ZERO),
        not_applicable=choice("不适用处理", m.NotApplicable, m.NotApplicable.SCALE),
        verified_first=yes("核定优先"),
        rank_within=_rank_within(reader, rows.get("排名范围")),
        pass_on=yes("递补"),
        tied_prize=choice("并列奖金", m.TiedPrize, m.TiedPrize.EACH),
        budget=reader.number(rows["预算"], "值") if "预算" in rows else None,
        extra={name: row.text("值") for name, row in rows.items() if name not in _KNOWN_SETTINGS},
    )


def _setting_rows(book: Book, reader: Reader) -> dict[str, Row]:
    """Rows with a value, by the setting's name; a name that looks mistyped is reported."""
    rows: dict[str, Row] = {}
    seen: dict[str, Place] = {}
    for row in reader.table(book, tables.SETTINGS) or ():
        name = row.text("设置")
        if not name or row["值"].blank or not reader.unique(seen, name, row["设置"], "设置"):
            continue
        rows[name] = row
        near = did_you_mean(name, _KNOWN_SETTINGS) if name not in _KNOWN_SETTINGS else ""
        if near.startswith("是不是"):
            reader.report("S108", row["设置"].place, name=name, hint=near)
    return rows


def _digits(reader: Reader, row: Row | None) -> int:
    value = reader.whole(row, "值", 2) if row else 2
    if row and not 0 <= value <= 6:
        reader.bad(row["值"], "小数位", "应在 0 到 6 之间", "一般填 2")
        return 2
    return value


def _rank_within(reader: Reader, row: Row | None) -> str:
    word = row.text("值") if row else ""
    if row and word not in ("全体", "分组"):
        reader.bad(row["值"], "排名范围", "只能是 全体 或 分组", "填 全体 或 分组；不填则按考核线自动划分")
        return ""
    return word


def read_units(book: Book, reader: Reader) -> tuple[m.Unit, ...]:
    table = reader.table(book, tables.UNITS)
    if table is None:
        return ()
    names: dict[str, Place] = {}
    rows = [row for row in table if row.text("单位名称") and not _is_total(row.text("单位名称"))]
    kinds = {column: _attribute_type([row[column] for row in rows]) for column in table.unknown}
    units = []
    for row in rows:
        name = row.text("单位名称")
        if reader.unique(names, name, row["单位名称"], "单位名称"):
            attributes = {column: _attribute(row[column], kinds[column]) for column in table.unknown}
            units.append(
                m.Unit(
                    name=name,
                    aliases=tuple(split_list(row.text("别名"))),
                    group=row.text("分组"),
                    parent=row.text("上级单位"),
                    email=row.text("邮箱"),
                    attributes=attributes,
                    place=row["单位名称"].place,
                )
            )
    _check_aliases(units, names, reader)
    if not units:
        reader.report("S109", table.grid.place(table.header_row, 1))
    return tuple(units)


def _is_total(name: str) -> bool:
    return fold(name) in ("合计", "总计", "小计")


def _check_aliases(units: list[m.Unit], names: Mapping[str, Place], reader: Reader) -> None:
    claimed = dict(names)
    for unit in units:
        for alias in unit.aliases:
            place = claimed.get(fold(alias))
            if place is not None and place != unit.place:
                reader.report("S110", unit.place, alias=alias, unit=unit.name, other=str(place.cell))
            claimed.setdefault(fold(alias), unit.place)


def attribute_types(book: Book) -> dict[str, t.ValueType]:
    """Types of the attribute columns of 考核对象, from what stands in them."""
    table = Reader().table(book, tables.UNITS)
    if table is None:
        return {}
    types = {column: _attribute_type([row[column] for row in table]) for column in table.unknown}
    for builtin in ("分组", "上级单位"):
        types[builtin] = t.ValueType.TEXT
    return types


def _attribute_type(cells: list[Cell]) -> t.ValueType:
    filled = [cell for cell in cells if not cell.blank]
    if filled and all(cell.is_number for cell in filled):
        percent = any(cell.shown_as_percent for cell in filled)
        return t.ValueType.PERCENT if percent else t.ValueType.NUMBER
    if filled and all(cell.text in ("是", "否") for cell in filled):
        return t.ValueType.YES_NO
    return t.ValueType.TEXT


def _attribute(cell: Cell, kind: t.ValueType) -> Fraction | str | None:
    if cell.blank:
        return None
    return cell.number if kind.is_numeric else cell.text


def read_lines(book: Book, reader: Reader, groups: tuple[str, ...]) -> tuple[m.Line, ...]:
    table = reader.table(book, tables.LINES)
    lines = []
    seen: dict[str, Place] = {}
    for row in table or ():
        name = row.text("考核线")
        if name and reader.unique(seen, name, row["考核线"], "考核线"):
            lines.append(
                m.Line(
                    name=name,
                    groups=reader.known(row, "适用分组", groups, "分组"),
                    full_mark=reader.number(row, "满分"),
                    weight=reader.number(row, "计入总分", Fraction(1)),
                    scorer=row.text("评分人"),
                    reviewer=row.text("审核人"),
                    place=row["考核线"].place,
                )
            )
    return tuple(lines) or (m.Line(m.SINGLE_LINE),)


def read_calendar(book: Book, reader: Reader, year: int | None) -> m.Calendar:
    table = reader.table(book, tables.PERIODS)
    rows = [row for row in table or () if row.text("期次")]
    if not rows:
        return m.Calendar((m.Period(f"{year}年" if year else m.WHOLE_YEAR),))
    seen: dict[str, Place] = {}
    rows = [row for row in rows if reader.unique(seen, row.text("期次"), row["期次"], "期次")]
    names = [row.text("期次") for row in rows]
    periods = []
    for row in rows:
        parent = reader.known(row, "上级期次", names, "期次")
        periods.append(
            m.Period(
                name=row.text("期次"),
                parent=parent[0] if parent else "",
                weight=reader.number(row, "权重"),
                combine=reader.choice(row, "汇总方式", m.Combine, m.Combine.SUM),
                deadline=reader.day(row, "截止日期"),
                place=row["期次"].place,
            )
        )
    return m.Calendar(_ordered(_rooted(periods, reader), reader))


def _rooted(periods: list[m.Period], reader: Reader) -> list[m.Period]:
    """One root: several top periods get an implied 全年 above them; weights decide how a parent combines if unsaid."""
    tops = [period for period in periods if not period.parent]
    if len(tops) > 1:
        periods = [replace(p, parent=m.WHOLE_YEAR) if not p.parent else p for p in periods]
        periods.append(m.Period(m.WHOLE_YEAR, place=tops[0].place))
    result = []
    for period in periods:
        children = [p for p in periods if p.parent == period.name]
        weighted = [child for child in children if child.weight is not None]
        if children and len(weighted) == len(children) and period.combine is m.Combine.SUM:
            period = replace(period, combine=m.Combine.WEIGHTED)
        if period.combine is m.Combine.WEIGHTED and children:
            if len(weighted) < len(children):
                missing = next(child for child in children if child.weight is None)
                reader.report("S111", missing.place, period=missing.name, parent=period.name)
            elif sum((child.weight or Fraction(0) for child in children), Fraction(0)) != 1:
                listed = " + ".join(f"{child.name} {float(child.weight or 0):.2%}" for child in children)
                reader.report("S112", children[0].place, parent=period.name, listed=listed)
        result.append(period)
    return result


def _ordered(periods: list[m.Period], reader: Reader) -> tuple[m.Period, ...]:
    """Children before parents; a ring of 上级期次 is reported and cut."""
    by_name = {period.name: period for period in periods}
    done: dict[str, m.Period] = {}
    for period in periods:
        trail, name = [period.name], period.parent
        while name and name not in trail:
            trail.append(name)
            name = by_name[name].parent
        if name:
            reader.report("S113", period.place, period=period.name)
            by_name = {**by_name, period.name: replace(period, parent="")}

    def visit(period: m.Period) -> None:
        for child in by_name.values():
            if child.parent == period.name and child.name not in done:
                visit(child)
        done.setdefault(period.name, period)

    for period in by_name.values():
        visit(period)
    return tuple(done.values())


def read_items(book: Book, reader: Reader, attributes: Mapping[str, t.ValueType]) -> dict[str, m.DataItem]:
    """Data items; derived ones have their formula parsed against all the others."""
    table = reader.table(book, tables.ITEMS)
    items: dict[str, m.DataItem] = {}
    formulas: dict[str, Cell] = {}
    seen: dict[str, Place] = {}
    for row in table or ():
        name = row.text("数据项").replace(" ", "")
        if not name or not reader.unique(seen, name, row["数据项"], "数据项"):
            continue
        items[name] = _read_item(name, row, reader)
        if not row["公式"].blank:
            formulas[name] = row["公式"]
    names = Names(items={name: item.type for name, item in items.items()}, attributes=attributes)
    for name, cell in formulas.items():
        try:
            formula = parse_expression(cell.text.lstrip("=＝"), names)
            if kind_of(formula) == "truth":
                formula = t.If(formula, t.Words("是"), t.Words("否"))
            items[name] = replace(items[name], formula=formula)
        except ExpressionError as error:
            problem = f"（第{error.position + 1}个字符处）{error.problem}"
            reader.bad(cell, "公式", problem, error.hint or "改成由数据项组成的式子")
    _check_rings(items, reader)
    return items


def _read_item(name: str, row: Row, reader: Reader) -> m.DataItem:
    kind = reader.choice(row, "类型", t.ValueType, t.ValueType.NUMBER)
    gather = m.Gather.SUM if kind in (t.ValueType.NUMBER, t.ValueType.INTEGER) else m.Gather.LAST
    return m.DataItem(
        name=name,
        type=kind,
        measure=row.text("计量单位"),
        owners=tuple(split_list(row.text("填报人"))) or (m.OWN_UNIT,),
        required=reader.yes(row, "必填", True),
        low=_bound(row["最小"], "最小", kind, reader),
        high=_bound(row["最大"], "最大", kind, reader),
        default=_default(row["缺省值"], kind, reader),
        gather=reader.choice(row, "期内汇总", m.Gather, gather),
        several=reader.choice(row, "多份取值", m.Several, m.Several.ONE),
        note=row.text("说明"),
        place=row["数据项"].place,
    )


def _bound(cell: Cell, column: str, kind: t.ValueType, reader: Reader) -> Fraction | None:
    if cell.blank or kind is t.ValueType.DATE:
        return None
    try:
        value = plain_number(cell.text)
    except FieldError as error:
        reader.bad(cell, column, error.problem, error.remedy)
        return None
    if kind is t.ValueType.PERCENT and not value.percent and value.value not in (0, 1):
        reader.bad(cell, column, "百分比数据项的界限没有带 %", f"写成 {float(value.value):g}%")
    return value.value


def _default(cell: Cell, kind: t.ValueType, reader: Reader) -> Fraction | str | None:
    if cell.blank:
        return None
    if not kind.is_numeric or cell.text == "不适用":
        return cell.text
    return _bound(cell, "缺省值", kind, reader)


def _check_rings(items: dict[str, m.DataItem], reader: Reader) -> None:
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
