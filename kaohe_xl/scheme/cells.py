"""Reading one cell of a scheme table as a figure, a choice, a date or a name — or a finding that says what it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import TypeVar

from kaohe_xl.finding import Finding
from kaohe_xl.grid import Book, Cell, Row, Table, find_table
from kaohe_xl.messages import finding
from kaohe_xl.place import Place
from kaohe_xl.rules.fields import FieldError, plain_number
from kaohe_xl.scheme.tables import TableSpec
from kaohe_xl.text import did_you_mean, fold, narrow, split_list

E = TypeVar("E", bound=Enum)
T = TypeVar("T")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
YES_WORDS = {"是", "√", "有", "y", "yes", "1", "对"}
NO_WORDS = {"否", "×", "无", "n", "no", "0", "不", ""}


@dataclass
class Reader:
    """Collects findings while cells are read; every method returns a usable value or the default."""

    findings: list[Finding] = field(default_factory=list)

    def report(self, code: str, place: Place, **details: str | int) -> None:
        self.findings.append(finding(code, place, unit="", period="", **details))

    def bad(self, cell: Cell, column: str, problem: str, expected: str) -> None:
        self.report("S105", cell.place, column=column, value=cell.text, problem=problem, expected=expected)

    def table(self, book: Book, spec: TableSpec) -> Table | None:
        """The table of a sheet; None (with findings) where it is absent or has no header."""
        grid = book.find(spec.sheet)
        if grid is None:
            if spec.required:
                hint = did_you_mean(spec.sheet, [g.name for g in book.grids]) if book.grids else ""
                place = Place(book.file)
                self.report("S101", place, sheet=spec.sheet, columns="、".join(spec.needed), hint=hint)
            return None
        table = find_table(grid, spec.columns, spec.needed, spec.folded_aliases)
        return self.checked(table, spec, grid.name, Place(book.file, grid.name))

    def checked(self, table: Table | None, spec: TableSpec, sheet: str, place: Place) -> Table | None:
        """The table, if all its needed columns are there."""
        if table is None:
            self.report("S102", place, sheet=sheet, columns="、".join(spec.needed))
            return None
        header = table.grid.place(table.header_row, min(table.columns.values(), default=1))
        missing = [name for name in spec.needed if name not in table.columns]
        for name in missing:
            self.report("S103", header, sheet=sheet, column=name, hint=did_you_mean(name, table.unknown))
        for title, column in table.unknown.items() if not spec.open_ended else ():
            hint = did_you_mean(title, [name for name in spec.columns if name not in table.columns])
            near = hint if hint.startswith("是不是") else "如果它应当起作用，请改成约定的列名"
            self.report("S107", table.grid.place(table.header_row, column), sheet=sheet, column=title, hint=near)
        return None if missing else table

    # -- one cell -------------------------------------------------------------------------------------------------

    def needed(self, row: Row, column: str, expected: str = "请填写") -> str:
        cell = row[column]
        if cell.blank:
            self.report("S104", cell.place, column=column, expected=expected)
        return cell.text

    def number(self, row: Row, column: str, default: T = None) -> Fraction | T:  # type: ignore[assignment]
        """A figure, exact; 30% is 0.3."""
        cell = row[column]
        if cell.blank:
            return default
        try:
            return plain_number(cell.text).value
        except FieldError as error:
            self.bad(cell, column, error.problem, error.remedy)
            return default

    def whole(self, row: Row, column: str, default: T = None) -> int | T:  # type: ignore[assignment]
        value = self.number(row, column)
        if value is None:
            return default
        if value.denominator != 1:
            self.bad(row[column], column, "应是整数", "填 1、2、3 这样的整数")
            return default
        return int(value)

    def choice(self, row: Row, column: str, kind: type[E], default: E) -> E:
        cell = row[column]
        if cell.blank:
            return default
        return self.choice_of(cell, column, kind, default)

    def choice_of(self, cell: Cell, column: str, kind: type[E], default: E) -> E:
        words = {fold(str(member.value)): member for member in kind}
        found = words.get(fold(cell.text))
        if found is None:
            choices = [str(member.value) for member in kind if member.value]
            self.bad(
                cell, column, f"只能是 {'、'.join(choices)}", did_you_mean(cell.text, choices) or "从列出的里面选一个"
            )
            return default
        return found

    def yes(self, row: Row, column: str, default: bool) -> bool:
        cell = row[column]
        return default if cell.blank else self.yes_of(cell, column, default)

    def yes_of(self, cell: Cell, column: str, default: bool) -> bool:
        word = fold(cell.text)
        if word in YES_WORDS:
            return True
        if word in NO_WORDS:
            return False
        self.bad(cell, column, "只能是 是 或 否", "填 是 或 否")
        return default

    def day(self, row: Row, column: str) -> date | None:
        cell = row[column]
        if cell.blank:
            return None
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
        if cell.blank:
            return None
        try:
            return parse(cell)
        except FieldError as error:
            self.bad(cell, column, error.problem, error.remedy or "请改正")
            return None

    def unique(self, seen: dict[str, Place], name: str, cell: Cell, column: str) -> bool:
        """Report a name that stands twice; True the first time."""
        key = fold(name)
        if key in seen:
            self.report("S106", cell.place, column=column, value=name, first=str(seen[key].cell or seen[key]))
            return False
        seen[key] = cell.place
        return True


def first_of(mapping: Mapping[str, T], name: str) -> T | None:
    """Look a name up with folding."""
    return next((value for key, value in mapping.items() if fold(key) == fold(name)), None)
