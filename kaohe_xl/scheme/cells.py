"""Reading one cell of a scheme table as a figure, a choice, a date or a name — or a finding that says what it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar, overload

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row, Table
from kaohe_xl.base.text import did_you_mean, fold, narrow, nearest, split_list
from kaohe_xl.expr.names import serial
from kaohe_xl.expr.tree import ValueType
from kaohe_xl.messages import finding
from kaohe_xl.rules.declared import FieldError
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.scheme.columns import KEPT, TableSpec

E = TypeVar("E", bound=Enum)
T = TypeVar("T")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_YEAR = re.compile(r"(\d{4})年?度?")
YES_WORDS = {"是", "√", "有", "y", "yes", "1", "对"}
NO_WORDS = {"否", "×", "无", "n", "no", "0", "不", ""}


@dataclass
class CellReader:
    """Collects findings while cells are read; every method returns a usable value or the default."""

    findings: list[Finding] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # 编号 with a rule that could not be read

    def report(self, code: str, place: Place, /, **details: Any) -> None:
        """Add a finding, once: a cell that continues over several rows is read in each of them."""
        found = finding(code, place, **details)
        if found not in self.findings:
            self.findings.append(found)

    def bad(self, cell: Cell, column: str, problem: str, expected: str) -> None:
        """A cell that holds something wrong. The message quotes it, so the problem need not do so again."""
        problem = problem.removeprefix(f"“{cell.text}”").removeprefix("：")
        self.report("S105", cell.place, column=column, value=cell.text, problem=problem, expected=expected)

    def table(self, book: Book, spec: TableSpec) -> Table | None:
        """The table of a sheet; None (with findings) where it is absent or has no header."""
        grid = book.find(spec.sheet)
        if grid is None:
            if spec.required:
                self.no_sheet(book, spec)
            return None
        table = spec.table_in(grid)
        return self.checked(table, spec, grid.name, Place(book.file, grid.name))

    def no_sheet(self, book: Book, spec: TableSpec) -> None:
        """A sheet that a scheme cannot do without is not there."""
        named = nearest(spec.sheet, [grid.name for grid in book.grids if not grid.hidden])
        near = [grid.name for grid in book.grids if has_header(grid, spec) and not grid.hidden] or named
        how = f"若就是“{near[0]}”，把它改名为“{spec.sheet}”；否则新建这张表" if near else "新建这张表"
        self.report("S101", Place(book.file), sheet=spec.sheet, columns="、".join(spec.needed), hint=how)

    def checked(self, table: Table | None, spec: TableSpec, sheet: str, place: Place) -> Table | None:
        """The table, if all its needed columns are there."""
        if table is None:
            self.report("S102", place, sheet=sheet, columns="、".join(spec.needed))
            return None
        header = table.grid.place(table.header_row, min(table.columns.values(), default=1))
        missing = [name for name in spec.needed if name not in table.columns]
        for name in missing:
            near = nearest(name, table.unknown, limit=1)
            hint = f"；若“{near[0]}”就是这一列，改名为“{name}”" if near else ""
            self.report("S103", header, sheet=sheet, column=name, hint=hint)
        for title, column in table.unknown.items() if not spec.open_ended else ():
            if fold(title) in KEPT:
                continue
            near = nearest(title, [name for name in spec.columns if name not in table.columns], limit=1)
            hint = f"若是“{near[0]}”，把列名改成“{near[0]}”；" if near else ""
            self.report("S107", table.grid.place(table.header_row, column), sheet=sheet, column=title, hint=hint)
        if not missing:
            self._broken_cells(table, spec)
            for row in table.below_notes(spec.needed):
                self.report("S119", row.place, sheet=sheet, value=row.text(spec.needed[0]))
        return None if missing else table

    def _broken_cells(self, table: Table, spec: TableSpec) -> None:
        """#REF! and formulas without a result: a cell that shows something but says nothing is never taken as blank."""
        columns = {**table.columns, **(table.unknown if spec.open_ended else {})}
        for row in table:
            for column in columns:
                cell = row[column]
                if cell.problem:
                    self.report("S116", cell.place, column=column, problem=cell.problem)

    # -- one cell -------------------------------------------------------------------------------------------------

    def nameless(self, row: Row, column: str, *, but: Iterable[str] = ("说明", "备注")) -> bool:
        """A row without its name is passed over only if nothing else stands in it; else somebody would be dropped."""
        if row[column].problem:  # told already, with what stands there instead of a name
            return True
        if not row[column].blank:
            return False
        filled = [name for name in row.columns if name not in but and not row[name].blank]
        if filled:
            expected = f"这一行填了“{'”“'.join(filled[:3])}”，却没有{column}；补上{column}，或清空这一行"
            self.report("S104", row[column].place, column=column, expected=expected)
        return True

    def needed(self, row: Row, column: str, expected: str = "请填写") -> str:
        cell = row[column]
        if cell.blank:
            self.report("S104", row[column].place, column=column, expected=expected)
        return cell.text

    @overload
    def number(self, row: Row, column: str) -> Fraction | None: ...
    @overload
    def number(self, row: Row, column: str, default: T) -> Fraction | T: ...
    def number(self, row: Row, column: str, default: T | None = None) -> Fraction | T | None:
        """A figure, exact; 30% is 0.3."""
        return self.number_of(row[column], column, default)

    @overload
    def number_of(self, cell: Cell, column: str) -> Fraction | None: ...
    @overload
    def number_of(self, cell: Cell, column: str, default: T) -> Fraction | T: ...
    def number_of(self, cell: Cell, column: str, default: T | None = None) -> Fraction | T | None:
        if empty(cell):
            return default
        try:
            return plain_number(cell.text).value
        except FieldError as error:
            self.bad(cell, column, error.problem, error.remedy)
            return default

    def figure(self, cell: Cell, column: str, kind: ValueType) -> Fraction | None:
        """A value of a numeric data item: percents as ratios and with their sign, whole numbers, dates as serials."""
        if kind is ValueType.DATE:
            day = self.day_of(cell, column)
            return None if day is None else Fraction(serial(day))
        try:
            value = plain_number(cell.text)
        except FieldError as error:
            self.bad(cell, column, error.problem, error.remedy)
            return None
        if kind is ValueType.PERCENT and not value.percent and value.value not in (0, 1):
            self.bad(cell, column, "百分比项的数没有带 %", percent_hint(value.value))
        if kind is ValueType.INTEGER and value.value.denominator != 1:
            self.bad(cell, column, "整数项要整数", "填整数，或把类型改成 数值")
        return value.value

    def year(self, row: Row, column: str) -> int | None:
        """2022, also written 2022年 or 2022年度."""
        return self.year_of(row[column], column)

    def year_of(self, cell: Cell, column: str) -> int | None:
        if empty(cell):
            return None
        match = _YEAR.fullmatch(narrow(cell.text).replace(" ", ""))
        if match is None:
            self.bad(cell, column, "不是一个年份", "填四位数的年份，例如 2022")
            return None
        return int(match[1])

    @overload
    def whole(self, row: Row, column: str) -> int | None: ...
    @overload
    def whole(self, row: Row, column: str, default: T) -> int | T: ...
    def whole(self, row: Row, column: str, default: T | None = None) -> int | T | None:
        return self.whole_of(row[column], column, default)

    @overload
    def whole_of(self, cell: Cell, column: str) -> int | None: ...
    @overload
    def whole_of(self, cell: Cell, column: str, default: T) -> int | T: ...
    def whole_of(self, cell: Cell, column: str, default: T | None = None) -> int | T | None:
        value = self.number_of(cell, column)
        if value is None:
            return default
        if value.denominator != 1:
            self.bad(cell, column, "应是整数", "填 1、2、3 这样的整数")
            return default
        return int(value)

    def choice(self, row: Row, column: str, kind: type[E], default: E) -> E:
        return self.choice_of(row[column], column, kind, default)

    def choice_of(self, cell: Cell, column: str, kind: type[E], default: E) -> E:
        if empty(cell):
            return default
        words = {fold(str(member.value)): member for member in kind}
        found = words.get(fold(cell.text))
        if found is None:
            choices = [str(member.value) for member in kind if member.value]
            near = nearest(cell.text, choices, limit=1)
            hint = f"是不是“{near[0]}”？" if near else "从这几个里选一个"
            self.bad(cell, column, f"只能是 {'、'.join(choices)}", hint)
            return default
        return found

    def yes(self, row: Row, column: str, default: bool) -> bool:
        return self.yes_of(row[column], column, default)

    def yes_of(self, cell: Cell, column: str, default: bool) -> bool:
        if empty(cell):
            return default
        word = fold(cell.text)
        if word in YES_WORDS:
            return True
        if word in NO_WORDS:
            return False
        self.bad(cell, column, "只能是 是 或 否", "填 是 或 否")
        return default

    def day(self, row: Row, column: str) -> date | None:
        cell = row[column]
        return None if empty(cell) else self.day_of(cell, column)

    def day_of(self, cell: Cell, column: str) -> date | None:
        if isinstance(cell.value, datetime):
            return cell.value.date()
        if isinstance(cell.value, date):
            return cell.value
        match = _DATE.fullmatch(narrow(cell.text).replace(" ", ""))
        if match:
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                pass  # reported below, together with what does not look like a date at all
        self.bad(cell, column, "不是一个日期", "填 2022-06-30 这样的日期")
        return None

    def known(self, row: Row, column: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        """A list of names, each of which must be known; unknown ones are reported with near misses."""
        cell = row[column]
        choices = {fold(name): name for name in known}
        found = []
        for word in split_list(cell.text):
            if fold(word) in choices:
                found.append(choices[fold(word)])
            else:
                hint = did_you_mean(word, choices.values()) or f"先登记这个{what}"
                self.bad(cell, column, f"没有{what}“{word}”", hint)
        return tuple(found)

    def parsed(self, row: Row, column: str, parse: Callable[[Cell], T]) -> T | None:
        """A cell read by one of the rule-field parsers; None when blank or wrong."""
        cell = row[column]
        if empty(cell):
            return None
        try:
            return parse(cell)
        except FieldError as error:
            self.bad(cell, column, error.problem, error.remedy or "请改正")
            return None

    def unique(self, seen: dict[str, Place], name: str, cell: Cell, column: str, hint: str = "") -> bool:
        """Report a name that stands twice; True the first time."""
        key = fold(name)
        if key in seen:
            first = seen[key]
            where = first.cell if first.sheet == cell.place.sheet else f"{first.sheet}!{first.cell}"
            self.report("S106", cell.place, column=column, value=name, first=where, hint=hint or "改名或删去其中一个")
            return False
        seen[key] = cell.place
        return True


def has_header(grid: Grid, spec: TableSpec) -> bool:
    """Is there a table with all the columns that the spec cannot do without, and another one it knows?"""
    table = spec.table_in(grid)
    return table is not None and {*spec.needed} <= {*table.columns} and len(table.columns) > 1


def percent_hint(value: Fraction) -> str:
    """What a bare number in a percent item was probably meant to be."""
    points, ratio = f"{decimal_text(value)}%", f"{decimal_text(value * 100)}%"
    return f"写成 {points}" if value > 1 else f"若是 {ratio} 就写 {ratio}，若是 {points} 就写 {points}"


def empty(cell: Cell) -> bool:
    """Nothing to read: blank, or broken and reported where its table was found."""
    return cell.blank or bool(cell.problem)


def is_total(name: str) -> bool:
    """合计 and the like: a row that adds others up."""
    return fold(name) in ("合计", "总计", "小计", "合计:", "总计:", "小计:")


def first_of(mapping: Mapping[str, T], name: str) -> T | None:
    """Look a name up with folding."""
    return next((value for key, value in mapping.items() if fold(key) == fold(name)), None)
