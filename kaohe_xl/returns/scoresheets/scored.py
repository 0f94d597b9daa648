"""The rows of a 评分表 → entries: what was given for each clause and unit, why, and by which stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.text import fold, one_line
from kaohe_xl.messages import finding
from kaohe_xl.returns.forms.form_header import UNIT, is_measure, labelled
from kaohe_xl.returns.names.clauses import ClauseMatch, RowWords
from kaohe_xl.returns.names.name_lookup import NameLookup, only_named
from kaohe_xl.returns.scoresheets.score_row import GivenScore, ScoreRowCells
from kaohe_xl.returns.scoresheets.scoresheet import (
    STAGES,
    ScoreColumn,
    ScoreColumns,
    ScoreTable,
    find_score_tables,
    rows_of,
)
from kaohe_xl.returns.values.understood import Reading
from kaohe_xl.scheme import model as m

_TOTALS = ("合计", "总计", "小计", "总分", "得分合计", "合计得分", "总得分")
_FOOT = (
    "评分人",
    "审核人",
    "被考核单位",
    "填表人",
    "负责人",
    "注",
    "说明",
    "备注",
    "签字",
    "日期",
    "考核组",
    "评分日期",
)


@dataclass(frozen=True)
class RowScore:
    """What a row gives for a clause. ``cell``: where the figure stands; ``unit``: whose it is, "" = the sheet's own."""

    item: m.DataItem
    cell: Cell
    reading: Reading
    unit: Cell | None = None
    self_given: Cell | None = None  # 自评分


@dataclass
class ScoredSheet:
    """All that the 评分表 of a sheet say."""

    grid: Grid
    tables: Sequence[ScoreTable]
    given: list[RowScore] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unreviewed: list[Cell] = field(default_factory=list)


def read_score_tables(grid: Grid, known: NameLookup) -> ScoredSheet | None:
    """The 评分表 of a sheet; None where it holds none."""
    tables = find_score_tables(grid, known)
    if not tables:
        return None
    sheet = ScoredSheet(grid, tables)
    subject: Cell | None = None
    above = 0
    for table in tables:
        subject = _subject(grid, above, table.first_row, known) or subject
        reader = _TableReader(table, known, sheet, subject)
        reader.read()
        above = reader.last_given
    if subject is None and (name := only_named(grid.name, known.units_by_spelling)) is not None:
        named = Cell(name, grid.place(1, 1))
        sheet.given = [replace(each, unit=named) if each.unit is None else each for each in sheet.given]
    return sheet


def _subject(grid: Grid, above: int, header: int, known: NameLookup) -> Cell | None:
    """Whom a table is about: what stands beside 被考核单位 over it, else the one unit that its title names."""
    rows = range(above + 1, header)
    for row in rows:
        for cell in labelled(grid, row, UNIT):
            if known.unit(cell.text) is not None or not is_measure(cell):
                return cell
    for row in reversed(rows):
        for text in dict.fromkeys(grid.merged_from(row, c).text for c in range(1, len(grid.rows[row - 1]) + 1)):
            if text and (name := only_named(text, known.units_by_spelling)) is not None:
                return Cell(name, grid.place(row, 1))
    return None


@dataclass
class _TableReader:
    table: ScoreTable
    known: NameLookup
    sheet: ScoredSheet
    subject: Cell | None = None
    last_given: int = 0  # the last row that was understood
    sums: dict[str, list[Fraction | None]] = field(default_factory=dict)
    since: dict[str, list[Fraction | None]] = field(default_factory=dict)  # the last 小计

    def read(self) -> None:
        for row in rows_of(self.table):
            words = self._words(row)
            label = fold(words.shown)
            if label.startswith(_FOOT) and not self._filled(row):
                continue
            if self._adds_up(row):
                self._check_totals(row)
            else:
                self._read_row(row, words)

    # -- what a row is about ------------------------------------------------------------------------------------------

    def _words(self, row: int) -> RowWords:
        grid, shared = self.table.grid, self.table.shared

        def text(part: ScoreColumn) -> list[str]:
            return [one_line(grid.merged_from(row, column).text) for column in shared.get(part, ())]

        number = next(iter(text(ScoreColumn.NUMBER)), "")
        column = self.table.column(ScoreColumn.NUMBER)
        heading = fold(grid.merged_from(self.table.row, column).text) if column else ""
        standard = next((each for each in text(ScoreColumn.STANDARD) if each), "")
        contents = tuple(dict.fromkeys(each for each in reversed(text(ScoreColumn.CONTENT)) if each))
        return RowWords(number, contents, standard, heading != "序号")

    def _adds_up(self, row: int) -> bool:
        grid = self.table.grid
        texts = {fold(grid.merged_from(row, c).text) for columns in self.table.shared.values() for c in columns}
        return any(text.startswith(_TOTALS) for text in texts) and len(texts - {""}) <= 3

    def _filled(self, row: int) -> bool:
        grid = self.table.grid
        given = (part for about in self.table.about for part in about.parts.items())
        return any(
            not grid.cell(row, c).blank
            for part, columns in given
            if part in (*STAGES, ScoreColumn.DEDUCTION)
            for c in columns
        )

    # -- one row ------------------------------------------------------------------------------------------------------

    def _read_row(self, row: int, words: RowWords) -> None:
        match = self.known.clauses.match(words)
        for about in self.table.about:
            cells = ScoreRowCells(self.table.grid, row, about)
            if cells.unasked(computed=match.item is None):
                continue
            if match.item is None:
                self._without_item(row, words, match, cells)
                continue
            if (block := cells.spread_over(self.table, self.known, self._words)) is not None:
                self.sheet.findings.append(finding("F720", block.place, raw=block.text, item=match.item.name))
                continue
            self._give(row, match, match.item, about, cells)

    def _without_item(self, row: int, words: RowWords, match: ClauseMatch, cells: ScoreRowCells) -> None:
        """A row that no judge is asked about, or that cannot be placed: told if something was filled in."""
        cell = next((c for c in cells.given() if not c.blank), None)
        if cell is None or (match.indicator is not None and not match.indicator.clauses):
            return
        raw, near = one_line(cell.text)[:40], "、".join(match.near)
        if match.indicator is not None:
            told = finding("F717", cell.place, key=match.indicator.key, raw=raw)
        elif match.contradicts:
            told = finding("F713", cell.place, row=words.shown, raw=raw, numbered=match.contradicts, near=near)
        else:
            hint = f"，最像的是 {near}" if near else ""
            told = finding("F712", cell.place, row=words.shown or f"第 {row} 行", raw=raw, hint=hint)
        self.sheet.findings.append(told)

    def _give(self, row: int, match: ClauseMatch, item: m.DataItem, about: ScoreColumns, cells: ScoreRowCells) -> None:
        assert match.indicator is not None
        grid = self.table.grid
        unit = Cell(about.unit, grid.place(self.table.row, 1)) if about.unit else None
        column = self.table.column(ScoreColumn.UNIT)
        if unit is None and column is not None:
            unit = grid.merged_from(row, column)
        self.last_given = row
        given = GivenScore(item, match.indicator, cells, self._full_mark(row))
        reading = given.reading()
        self.sheet.given.append(
            RowScore(item, given.cell, reading, unit or self.subject, cells.first(ScoreColumn.SELF))
        )
        value = reading.value if isinstance(reading.value, Fraction) else None
        for kept in (self.sums, self.since):
            kept.setdefault(about.unit, []).append(value)
        reviewer = cells.first(ScoreColumn.REVIEWER)
        if reviewer is not None and reviewer.blank and value is not None:
            self.sheet.unreviewed.append(given.cell)

    def _full_mark(self, row: int) -> Cell | None:
        column = self.table.column(ScoreColumn.FULL_MARK)
        return self.table.grid.merged_from(row, column) if column is not None else None

    # -- sums ---------------------------------------------------------------------------------------------------------

    def _check_totals(self, row: int) -> None:
        """A sum that the judge wrote against the rows above it."""
        for about in self.table.about:
            cells = ScoreRowCells(self.table.grid, row, about)
            cell = next((c for c in cells.given(but=(ScoreColumn.SELF, ScoreColumn.DEDUCTION)) if not c.blank), None)
            rows, since = self.sums.get(about.unit, []), self.since.get(about.unit, [])
            if cell is None or cell.number is None or None in rows:
                continue
            sums = {sum((v for v in values if v is not None), Fraction(0)) for values in (rows, since)}
            if cell.number not in sums and rows:
                self.sheet.findings.append(
                    finding("F721", cell.place, written=decimal_text(cell.number), sum=decimal_text(max(sums)))
                )
            self.since[about.unit] = []
