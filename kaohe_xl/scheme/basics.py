"""考核对象 and 考核线: who is assessed, and on which lines."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row, Table
from kaohe_xl.base.text import fold
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import CellReader, is_total
from kaohe_xl.scheme.row_fields import Nameable, read_fields

_BUILT_IN = ("分组", "上级单位")  # texts of every unit, whether or not the sheet has the columns


def read_units(book: Book, reader: CellReader) -> tuple[m.Unit, ...]:
    table = reader.table(book, tables.UNITS)
    if table is None:
        return ()
    names: dict[str, Place] = {}
    rows = _unit_rows(table)
    kinds = _attribute_types(table, rows)
    units, cells = [], []
    for row in rows:
        name = row.text("单位名称")
        if reader.nameless(row, "单位名称") or not reader.unique(names, name, row["单位名称"], "单位名称"):
            continue
        units.append(
            m.Unit(
                **read_fields(row, m.Unit, Nameable(), reader),
                attributes={column: _attribute(row[column], kinds[column]) for column in table.unknown},
                place=row["单位名称"].place,
            )
        )
        cells.append(row["别名"])
    _check_aliases(units, cells, names, reader)
    _check_groups(units, reader)
    if not units:
        reader.report("S109", table.grid.place(table.header_row, table.columns["单位名称"]))
    return tuple(units)


def _unit_rows(table: Table) -> list[Row]:
    """Rows of units: a total row (合计) is none."""
    return [row for row in table if not is_total(row.text("单位名称"))]


def _check_aliases(units: list[m.Unit], cells: list[Cell], names: Mapping[str, Place], reader: CellReader) -> None:
    claimed: dict[str, Place] = dict(names)
    for unit, cell in zip(units, cells, strict=True):
        for alias in unit.aliases:
            other = claimed.setdefault(fold(alias), unit.place)
            if other != unit.place:
                reader.report("S110", cell.place, alias=alias, name=unit.name, other=other.cell)


def _check_groups(units: list[m.Unit], reader: CellReader) -> None:
    """Where most units have a 分组, one without it would fall out of every rule that is limited to groups."""
    bare = [unit for unit in units if not unit.group]
    if len(bare) * 2 < len(units):
        for unit in bare:
            reader.report("S118", unit.place, name=unit.name)


# -- attributes -------------------------------------------------------------------------------------------------------


def attribute_types(book: Book) -> dict[str, t.ValueType]:
    """Types of the attribute columns of 考核对象, from what stands in them."""
    table = CellReader().table(book, tables.UNITS)
    types = {} if table is None else _attribute_types(table, _unit_rows(table))
    return {**types, **dict.fromkeys(_BUILT_IN, t.ValueType.TEXT)} if table is not None else {}


def _attribute_types(table: Table, rows: list[Row]) -> dict[str, t.ValueType]:
    return {column: _attribute_type([row[column] for row in rows]) for column in table.unknown}


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


# -- lines ------------------------------------------------------------------------------------------------------------


def read_lines(book: Book, reader: CellReader, groups: tuple[str, ...]) -> tuple[m.Line, ...]:
    table = reader.table(book, tables.LINES)
    lines = []
    seen: dict[str, Place] = {}
    for row in table or ():
        name = row.text("考核线")
        if is_total(name) or reader.nameless(row, "考核线") or not reader.unique(seen, name, row["考核线"], "考核线"):
            continue
        line = m.Line(**read_fields(row, m.Line, Nameable(groups), reader), place=row["考核线"].place)
        _check_weight(row, line.weight, reader)
        lines.append(line)
    return tuple(lines) or (m.Line(m.SINGLE_LINE),)


def _check_weight(row: Row, weight: Fraction, reader: CellReader) -> None:
    """计入总分: a weight, 0 = ranked alone. Above 1 it was probably meant as a percent or as points."""
    if not 0 <= weight <= 1:
        remedy = "按原分计入填 1，打六折填 60%，只单独排名填 0"
        reader.bad(row["计入总分"], "计入总分", "应在 0 到 1（100%）之间", remedy)
