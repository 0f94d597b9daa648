"""The sheet 算例 → cases: a row for each value or expectation (数据项 值 编号 应得), or a row a case, a column each.

Rows of the same name are one case; the name goes on over blank and merged cells. Several units in one case are worked
out together, for rules that compare units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Row, Table
from kaohe_xl.base.text import did_you_mean, fold
from kaohe_xl.returns.values.values import read_value
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.tables import CASES

TOTAL, GRADE, MONEY = "总分", "等次", "金额"
WAITING = "待确认"
_UNCONFIRMED = frozenset((WAITING, "未确认", "否"))


@dataclass(frozen=True)
class CaseFigure:
    """A figure of a case, as a returned form would give it."""

    item: m.DataItem
    value: Fraction | str | None
    raw: str
    place: Place


@dataclass(frozen=True)
class Expected:
    """What should come out: of an 编号, or 总分, 等次, 金额."""

    key: str
    value: Fraction | str
    place: Place


@dataclass
class Subject:
    """A unit of a case: a real one, or one that is only there for the case."""

    name: str
    unit: m.Unit
    given: list[CaseFigure] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)


@dataclass
class Case:
    """An 算例. ``waiting``: drafted and not confirmed yet; it proves nothing."""

    name: str
    period: str
    place: Place
    subjects: dict[str, Subject] = field(default_factory=dict)
    waiting: bool = False


def read_cases(scheme: m.Scheme, books: Sequence[Book]) -> tuple[list[Case], list[Finding]]:
    """All cases of the sheets called 算例, and what is wrong with them."""
    reader = CellReader()
    found: list[Case] = []
    for book in books:
        table = reader.table(book, CASES) if book.find(CASES.sheet) is not None else None
        if table is not None:
            found.extend(_Cases(scheme, table, reader).read())
    return found, reader.findings


class _Cases:
    def __init__(self, scheme: m.Scheme, table: Table, reader: CellReader) -> None:
        self.scheme, self.table, self.reader = scheme, table, reader
        self.items = {fold(name): item for name, item in scheme.items.items() if not item.derived}
        self.wide: dict[str, m.DataItem | str] = {}
        for title, column in table.unknown.items():
            meaning = self._meaning(title)
            if meaning is not None:
                self.wide[title] = meaning
            else:
                hint = did_you_mean(title, [*scheme.items, *scheme.indicators])
                place = table.grid.place(table.header_row, column)
                reader.report("S765", place, column=title, hint=hint)

    def _meaning(self, title: str) -> m.DataItem | str | None:
        """A column of a wide table: a data item, or what is expected of an 编号, 总分, 等次 or 金额."""
        item = self.items.get(fold(title))
        return item if item is not None else self._key(title)

    def _key(self, text: str) -> str | None:
        bare = fold(text)
        for wrap in ("得分[", "编号"):
            bare = bare.removeprefix(wrap)
        bare = bare.removesuffix("]").removesuffix("得分") if bare not in self.scheme.names.indicators else bare
        if bare in (TOTAL, GRADE, MONEY):
            return bare
        return self.scheme.names.indicators.get(bare)

    def read(self) -> Iterator[Case]:
        case: Case | None = None
        for row in self.table:
            position = self.table.columns.get("算例")
            name = row.grid.merged_from(row.number, position).text if position else ""
            if name and (case is None or fold(name) != fold(case.name)):
                if case is not None:
                    yield case
                case = Case(name, self._period(row), row["算例"].place)
            if case is None:
                continue
            if fold(row.text("确认")) in _UNCONFIRMED:
                case.waiting = True
            self._add(case, row)
        if case is not None:
            yield case

    def _period(self, row: Row) -> str:
        cell = row["期次"]
        names = {fold(period.name): period.name for period in self.scheme.calendar.periods}
        if cell.blank:
            return ""
        if fold(cell.text) not in names:
            self.reader.bad(cell, "期次", "没有这个期次", did_you_mean(cell.text, names.values()) or "写考核期里的名称")
            return ""
        return names[fold(cell.text)]

    def _add(self, case: Case, row: Row) -> None:
        subject = self._subject(case, row)
        if subject is None:
            return
        if not row["数据项"].blank:
            item = self.items.get(fold(row.text("数据项")))
            if item is None:
                hint = did_you_mean(row.text("数据项"), self.scheme.items)
                self.reader.bad(row["数据项"], "数据项", "不在填报项里", hint or "写填报项里的名称")
            else:
                self._give(subject, item, row["值"])
        if not row["编号"].blank:
            key = self._key(row.text("编号"))
            if key is None:
                hint = did_you_mean(row.text("编号"), [*self.scheme.indicators, TOTAL, GRADE, MONEY])
                self.reader.bad(row["编号"], "编号", "没有这个编号", hint or "写评分细则里的编号，或 总分、等次、金额")
            else:
                self._expect(subject, key, row["应得"])
        for title, meaning in self.wide.items():
            cell = self.table.grid.cell(row.number, self.table.unknown[title])
            if cell.blank and not cell.problem:
                continue
            if isinstance(meaning, str):
                self._expect(subject, meaning, cell)
            else:
                self._give(subject, meaning, cell)

    def _subject(self, case: Case, row: Row) -> Subject | None:
        """Whom a row is about: 单位, else the case's name where that is a unit, else somebody of the 分组."""
        said = row.text("单位")
        name = said or (next(iter(case.subjects)) if len(case.subjects) == 1 else "") or case.name
        if name in case.subjects:
            return case.subjects[name]
        unit = self.scheme.unit_called(name)
        if unit is None:
            unit = self._like(row)
            if unit is None:
                return None
        case.subjects[name] = Subject(name, unit)
        return case.subjects[name]

    def _like(self, row: Row) -> m.Unit | None:
        """A unit that lends its 分组 and attributes to one that is only there for the case."""
        group = row.text("分组")
        if not group:
            return self.scheme.units[0] if self.scheme.units else None
        found = next((unit for unit in self.scheme.units if fold(unit.group) == fold(group)), None)
        if found is None:
            hint = did_you_mean(group, self.scheme.groups) or "写考核对象里有的分组"
            self.reader.bad(row["分组"], "分组", "没有这个分组", hint)
        return found

    def _give(self, subject: Subject, item: m.DataItem, cell: Cell) -> None:
        year = self.scheme.settings.year
        reading = read_value(cell, item, (year,) if year else ())
        for told in reading.findings:
            if told.severity.name == "ERROR":
                self.reader.bad(cell, item.name, told.text, told.remedy)
        value = reading.value if isinstance(reading.value, Fraction | str) else None
        subject.given.append(CaseFigure(item, value, reading.raw, cell.place))

    def _expect(self, subject: Subject, key: str, cell: Cell) -> None:
        if key == GRADE:
            subject.expected.append(Expected(key, cell.text, cell.place))
            return
        value = self.reader.number_of(cell, "应得")
        if value is None:
            self.reader.report("S104", cell.place, column="应得", expected="写这个编号应得几分")
        else:
            subject.expected.append(Expected(key, value, cell.place))
