"""A row of a sheet → the fields of the model that its columns are (:func:`kaohe_xl.scheme.columns.column`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, split_list
from kaohe_xl.rules.declared import Context
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.column_kinds import (
    AsChoice,
    AsDay,
    AsGrades,
    AsGroups,
    AsList,
    AsNumber,
    AsPeriods,
    AsText,
    AsWhole,
    AsYear,
    Parsed,
)
from kaohe_xl.scheme.columns import Column, fields_of


@dataclass(frozen=True)
class Nameable:
    """What the cells of a sheet may name: what was read before it."""

    groups: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    calendar: m.Calendar | None = None
    context: Context | None = None


def read_fields(row: Row, model: type, known: Nameable, reader: CellReader) -> dict[str, Any]:
    """Every field that a column of its own gives. What cannot be read is a finding, and the default stands.

    Fields whose cells mean something only beside others (``WithItsRow``) are the caller's.
    """
    read: dict[str, Any] = {}
    for name, column in fields_of(model).items():
        _read_into(read, name, row, column, known, reader)
    return read


def _read_into(read: dict[str, Any], name: str, row: Row, column: Column, known: Nameable, reader: CellReader) -> None:
    match column.kind:
        case AsText():
            read[name] = row.text(column.name) or column.default
        case AsList():
            read[name] = tuple(split_list(row.text(column.name)))
        case AsNumber():
            read[name] = reader.number(row, column.name, column.default)
        case AsWhole():
            read[name] = reader.whole(row, column.name, column.default)
        case AsChoice(of=kind):
            read[name] = reader.choice(row, column.name, kind, column.default)
        case AsDay():
            read[name] = reader.day(row, column.name)
        case AsYear():
            read[name] = reader.year(row, column.name)
        case AsGroups():
            read[name] = reader.known(row, column.name, known.groups, "分组")
        case AsGrades():
            read[name] = reader.known(row, column.name, known.grades, "等次")
        case AsPeriods():
            assert known.calendar is not None  # a sheet that names periods is read after 考核期
            read[name] = read_periods(row, column.name, known.calendar, reader)
        case Parsed(by=parse):
            context = known.context
            assert context is not None  # likewise after the data items
            value = reader.parsed(row, column.name, lambda cell: parse(cell, context))
            read[name] = column.default if value is None else value


def read_periods(row: Row, column: str, calendar: m.Calendar, reader: CellReader) -> tuple[str, ...]:
    """Periods named by a cell; empty when blank."""
    cell = row[column]
    found: list[str] = []
    for token in split_list(cell.text):
        named = calendar.named_by(token)
        if not named:
            names = [period.name for period in calendar.periods]
            hint = did_you_mean(token, names) or "填考核期里的期次，或 月、季、半年、全年"
            reader.bad(cell, column, f"没有期次“{token}”", hint)
        found.extend(period.name for period in named)
    return tuple(dict.fromkeys(found))
