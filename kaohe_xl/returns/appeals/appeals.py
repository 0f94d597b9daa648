"""Returned 申诉表 → appeals: who, about which 编号, what is asked for and why. Nothing guessed, nothing dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import did_you_mean, fold, one_line, tidy
from kaohe_xl.intake.reader import OpenedFile
from kaohe_xl.messages import finding
from kaohe_xl.returns.appeals.appeal_table import (
    EVIDENCE,
    KEY,
    PERIOD,
    REASON,
    REQUESTED,
    STATED,
    TITLE,
    UNIT,
    AppealTable,
    fingerprint_of,
    table_in,
)
from kaohe_xl.returns.forms.form_header import Fields, read_fields
from kaohe_xl.returns.forms.identify import Evidence, RefusedError, identify
from kaohe_xl.returns.forms.layout import Header, Shape
from kaohe_xl.returns.model import Appeal, FileOutcome, FileState
from kaohe_xl.returns.names.clauses import RowWords
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.returns.values.numerals import take_numeral
from kaohe_xl.returns.values.unclear import UnclearError
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.check import applies

_FULL = ("满分", "得满分", "恢复满分", "全部得分", "不扣分", "不扣", "恢复全部得分")
_LONGEST = 1000  # characters of a reason
_NOTHING = re.compile(r"[-—/\\无\s]*")


@dataclass
class ReturnedAppeals:
    """Everything that the 申诉表 say."""

    appeals: list[Appeal] = field(default_factory=list)
    files: list[FileOutcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_appeals(arrivals: Iterable[OpenedFile], refused: Iterable[OpenedFile], known: NameLookup) -> ReturnedAppeals:
    """All appeals in the order of the files, and what became of each file; ``refused``: those that cannot be opened."""
    found = ReturnedAppeals()
    for arrival in refused:
        assert arrival.refusal is not None
        if not arrival.ignored:
            found.findings.append(arrival.refusal)
        outcome = FileState.IGNORED if arrival.ignored else FileState.REFUSED
        found.files.append(FileOutcome(arrival.name, outcome, arrival.refusal.text, reading=arrival.reading))
    for arrival in arrivals:
        before = len(found.appeals)
        reason = _read_file(arrival, known, found)
        own = found.appeals[before:]
        outcome = FileState.ACCEPTED if own else FileState.REFUSED
        unit = "、".join(dict.fromkeys(each.unit for each in own))
        told = reason or f"申诉表，{len(own)} 项"
        found.files.append(
            FileOutcome(
                arrival.name,
                outcome,
                told,
                unit,
                reading=arrival.reading,
                values=len(own),
            )
        )
    return found


def _read_file(arrival: OpenedFile, known: NameLookup, found: ReturnedAppeals) -> str:
    """Why nothing was taken from a file; "" where something was."""
    assert arrival.book is not None
    tables = [table for grid in arrival.book.grids if not grid.hidden and (table := table_in(grid)) is not None]
    if not tables:
        return _told(found, finding("D801", Place(arrival.name)))
    fields = [_around(table) for table in tables]
    evidence = Evidence(arrival.name, fingerprint_of(arrival.book), fields)
    own: str | None = None
    if any(_needs_owner(table) for table in tables) or not any(True for table in tables for _ in table.rows):
        try:
            own = identify(evidence, known).name
        except RefusedError as error:
            return _told(found, error.why)
        if own not in known.scheme.unit_names:
            return _told(found, finding("D802", Place(arrival.name), name=own))
        found.findings += evidence.findings
    before = len(found.appeals)
    for table, around in zip(tables, fields, strict=True):
        reader = _AppealRows(table, around, known, own, found)
        for row in table.rows:
            reader.read(row)
    if len(found.appeals) > before:
        return ""
    return _told(found, finding("D803", Place(arrival.name), unit=own or "", name=own or arrival.name))


def _around(table: AppealTable) -> Fields:
    """单位, 申诉日期 … above the table and below it."""
    header = table.table.header_row
    last = max(table.rows, default=header)
    return read_fields(table.grid, [Header(table.grid, header, Shape.SCORES, {}, last_row=last)], last)


def _needs_owner(table: AppealTable) -> bool:
    return any(table.cell(row, UNIT).blank for row in table.rows)


def _told(found: ReturnedAppeals, why: Finding) -> str:
    found.findings.append(why)
    return why.text


@dataclass
class _AppealRows:
    """Rows of one table."""

    table: AppealTable
    around: Fields
    known: NameLookup
    own: str | None
    found: ReturnedAppeals

    def read(self, row: int) -> None:
        unit = self._unit(row)
        if unit is None:
            return
        key, indicator = self._about(row, unit)
        period = self._period(row, unit, indicator)
        cell = self._cell(row, KEY, TITLE, REASON)
        reason = one_line(self.table.cell(row, REASON).text)[:_LONGEST]
        if not reason:
            self._tell("F804", self.table.cell(row, REASON).place, unit, key=key or "—")
        veto = any(veto.name == key for veto in self.known.scheme.vetoes)
        title = one_line(self.table.cell(row, TITLE).text)
        self.found.appeals.append(
            Appeal(
                unit,
                period,
                key,
                indicator is not None or veto,
                (indicator.title or indicator.section) if indicator is not None else title,
                self._figure(self.table.cell(row, STATED), unit, key, None),
                self._requested(row, unit, key, indicator),
                reason,
                one_line(self.table.cell(row, EVIDENCE).text)[:_LONGEST],
                self._day(unit),
                cell.place,
            )
        )

    def _cell(self, row: int, *names: str) -> Cell:
        cells = [self.table.cell(row, name) for name in names]
        return next((cell for cell in cells if not cell.blank), cells[0])

    def _tell(self, code: str, place: Place, unit: str = "", **details: Any) -> None:
        told = finding(code, place, unit=unit, **details)
        if told not in self.found.findings:
            self.found.findings.append(told)

    def _unit(self, row: int) -> str | None:
        cell = self.table.cell(row, UNIT)
        if cell.blank:
            return self.own
        unit = self.known.unit(cell.text)
        if unit is None:
            self._tell("F801", cell.place, name=cell.text[:60], hint=did_you_mean(cell.text, self.known.unit_names))
        elif self.own is not None and unit != self.own:
            self._tell("F802", cell.place, self.own, name=unit, own=self.own)
            return None
        return unit

    def _about(self, row: int, unit: str) -> tuple[str, m.Indicator | None]:
        """The 编号, by itself or by the words beside it; what the scheme does not have stays as it was typed."""
        number, title = self.table.cell(row, KEY), self.table.cell(row, TITLE)
        scheme = self.known.scheme
        for text in (number.text, title.text):
            veto = next((veto.name for veto in scheme.vetoes if text and fold(veto.name) == fold(text)), None)
            if veto is not None:
                return veto, None
        words = [part for part in re.split(r"[\s　]+", tidy(number.text)) if part]
        first = words[0] if words else ""
        key = scheme.names.indicators.get(fold(number.text)) or scheme.names.indicators.get(fold(first))
        indicator = scheme.indicators.get(key) if key is not None else None
        if indicator is None and not title.blank:
            match = self.known.clauses.match(RowWords("", (title.text,), ""))
            if match.indicator is not None and number.blank:
                indicator = match.indicator
                self._tell("F805", title.place, unit, title=title.text[:40], key=indicator.key)
            elif number.blank:
                near = "、".join(match.near) or "考核内容和哪一条都不像"
                self._tell("F803", title.place, unit, key=title.text[:40], hint=near)
                return title.text[:60], None
        if indicator is None:
            hint = did_you_mean(first or number.text, [*scheme.indicators]) or "照评分细则的编号填写"
            self._tell("F803", number.place, unit, key=number.text[:40] or "（空着）", hint=hint)
            return (number.text or title.text)[:60], None
        group = next(each.group for each in scheme.units if each.name == unit)
        if not any(applies(clause, group, period) for clause in indicator.clauses for period in clause.periods):
            self._tell("F806", number.place, unit, key=indicator.key)
        return indicator.key, indicator

    def _period(self, row: int, unit: str, indicator: m.Indicator | None) -> str:
        """As the row or the form says; else the only one in which the 编号 is scored; else nobody knows."""
        calendar = self.known.scheme.calendar
        if indicator is not None:
            scored = [p.name for p in calendar.periods if any(p.name in c.periods for c in indicator.clauses)]
        else:
            scored = [leaf.name for leaf in calendar.leaves]
        head = self.around.cell("期次")
        cell = self.table.cell(row, PERIOD)
        cell = head if cell.blank and head is not None else cell
        written = self.known.period(cell) if not cell.blank else None
        if written in scored:
            return str(written)
        if len(scored) == 1:
            return scored[0]
        self._tell("F807", cell.place, unit, name=cell.text[:30] or "（空着）", listed="、".join(scored[:12]))
        return ""

    def _requested(self, row: int, unit: str, key: str, indicator: m.Indicator | None) -> Fraction | None:
        cell = self.table.cell(row, REQUESTED)
        value = self._figure(cell, unit, key, indicator.full_mark if indicator is not None else None, told=True)
        mark = indicator.full_mark if indicator is not None and not indicator.on_total else None
        if value is not None and mark is not None and value > mark:
            self._tell("F808", cell.place, unit, key=key, asked=decimal_text(value), mark=decimal_text(mark))
            return mark
        return value

    def _figure(self, cell: Cell, unit: str, key: str, mark: Fraction | None, *, told: bool = False) -> Fraction | None:
        """A score as people write it: 8, 8分, 满分; what is none is told (``told``) and counts as not said."""
        if cell.number is not None:
            return cell.number
        text = fold(cell.text)
        if cell.blank or _NOTHING.fullmatch(text):
            return None
        if text in _FULL and mark is not None:
            return mark
        try:
            numeral = take_numeral(text.removeprefix("应得").removeprefix("得"))
        except UnclearError:
            numeral = None
        if numeral is not None and numeral.rest in ("", "分"):
            return numeral.value
        if told:
            self._tell("F809", cell.place, unit, key=key, typed=cell.text[:40])
        return None

    def _day(self, unit: str) -> date | None:
        """申诉日期 of the form; who has written none is told once."""
        day = self.around.filled_at
        place = Place(self.table.grid.file, self.table.grid.name)
        last = self.known.scheme.settings.last_day_of_appeals
        if day is None:
            self._tell("F810", place, unit, name=unit)
        elif last is not None and day > last:
            self._tell("F811", place, unit, name=unit, day=day, last=last)
        return day
