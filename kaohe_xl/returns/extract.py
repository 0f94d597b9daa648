"""A returned sheet → entries: which cell answers for which item (and unit, and period, where the sheet says so).

Nothing is decided here about who may say what; cells are only found. What cannot be placed is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.base.text import did_you_mean, fold
from kaohe_xl.intake.reader import NO_DATA
from kaohe_xl.messages import finding
from kaohe_xl.returns.forms.layout import Header, Shape, find_headers, rows_of
from kaohe_xl.returns.names.name_lookup import NameLookup, heading
from kaohe_xl.returns.scoresheets.scored import ScoredSheet, read_score_tables
from kaohe_xl.returns.values.understood import Reading
from kaohe_xl.scheme.model import DataItem

_TOTALS = frozenset(("合计", "小计", "总计", "平均", "平均值", "合计数", "累计"))
_OWN_COLUMNS = frozenset(("序号", "编号", "分组", "上级单位", "排名", "名次"))
_FOOT = (
    "填报人",
    "填表人",
    "审核人",
    "负责人",
    "联系电话",
    "填报时间",
    "填报日期",
    "填表日期",
    "注",
    "说明",
    "备注",
    "单位负责人",
)


@dataclass(frozen=True)
class ItemCell:
    """One answer: the cell of an item. ``unit`` and ``period``: the cells that name them; None = the form's own."""

    item: DataItem
    cell: Cell
    unit: Cell | None = None
    period: Cell | None = None
    reading: Reading | None = None  # understood already, where the cell alone does not say it all (评分表)


@dataclass
class Extracted:
    """Everything found in one sheet."""

    grid: Grid
    headers: list[Header]
    entries: list[ItemCell] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    scored: bool = False  # a 评分表: the unit that its head names is whom it is about, not who filled it in
    subjects: list[str] = field(default_factory=list)


def may_hold_data(grid: Grid) -> bool:
    """Not a sheet of words, nor one that we issued for reference."""
    name = fold(grid.name)
    return not name.startswith(("_", RUBRIC)) and name not in NO_DATA


def extract(grid: Grid, known: NameLookup) -> Extracted:
    """All entries of a sheet; none, and no finding, where it holds no table that we know."""
    if known.clauses.asked and (scored := read_score_tables(grid, known)) is not None:
        return _of_score_tables(scored, known)
    found = Extracted(grid, find_headers(grid, known))
    for header in found.headers:
        for row in rows_of(header):
            _SHAPES[header.shape](header, row, known, found)
        _unknown_columns(header, known, found)
    return found


def _of_score_tables(sheet: ScoredSheet, known: NameLookup) -> Extracted:
    """What judges gave, and what the unit gave itself, as entries."""
    headers = [Header(sheet.grid, table.first_row, Shape.SCORES, {}, last_row=table.last_row) for table in sheet.tables]
    found = Extracted(sheet.grid, headers, findings=sheet.findings, scored=True)
    for given in sheet.given:
        unit = given.unit
        found.entries.append(ItemCell(given.item, given.cell, unit, reading=given.reading))
        own = known.clauses.self_items.get(given.item.clause)
        if own is not None and given.self_given is not None:
            found.entries.append(ItemCell(own, given.self_given, unit))
        if unit is not None and (name := known.unit(unit.text)) and name not in found.subjects:
            found.subjects.append(name)
    if sheet.unreviewed:
        first = sheet.unreviewed[0]
        found.findings.append(finding("F726", first.place, count=len(sheet.unreviewed)))
    return found


# -- one row of each shape --------------------------------------------------------------------------------------------


def _form_row(header: Header, row: int, known: NameLookup, found: Extracted) -> None:
    grid = header.grid
    label = grid.merged_from(row, header.columns["数据项"][0])
    cell = _value_cell(header, row, header.columns["填报值"], found)
    if label.blank:
        if not cell.blank:
            found.findings.append(finding("F202", cell.place, raw=cell.text or cell.problem))
        return
    item = known.item(label.text)
    if item is None:
        _unknown_item(label, cell, known, found)
        return
    if cell.blank and not item.derived:
        notes = [grid.cell(row, column) for column in header.columns.get("说明", ())]
        note = next((each for each in notes if not each.blank and fold(each.text) != fold(item.note)), None)
        if note is not None:
            found.findings.append(finding("F205", note.place, item=item.name, note=note.text[:60]))
    unit, period = _cell_under(header, row, "单位名称"), _cell_under(header, row, "期次")
    _add(found, ItemCell(item, cell, unit, period))


def _matrix_row(header: Header, row: int, known: NameLookup, found: Extracted) -> None:
    grid = header.grid
    unit, period = _cell_under(header, row, "单位名称"), _cell_under(header, row, "期次")
    cells = [(item, _value_cell(header, row, (column,), found)) for column, item in header.items.items()]
    if unit is None or unit.blank:
        for item, cell in cells:
            if not cell.blank:
                found.findings.append(finding("F206", cell.place, item=item.name, raw=cell.text or cell.problem))
        return
    if fold(unit.text) in _TOTALS or _is_foot(unit.text) or heading(unit.text) or grid.cell(row, 1).text in _TOTALS:
        return
    for item, cell in cells:
        _add(found, ItemCell(item, cell, unit, period))


def _sideways_row(header: Header, row: int, known: NameLookup, found: Extracted) -> None:
    grid = header.grid
    label = grid.merged_from(row, header.column("数据项") or 1)
    if label.blank:
        return
    item = known.item(label.text)
    cells = {column: _value_cell(header, row, (column,), found) for column in header.units}
    if item is None:
        filled = next((cell for cell in cells.values() if not cell.blank), grid.cell(row, max(header.units)))
        _unknown_item(label, filled, known, found)
        return
    for column, cell in cells.items():
        _add(found, ItemCell(item, cell, grid.merged_from(header.row, column), _cell_under(header, row, "期次")))


_SHAPES = {
    Shape.FORM: _form_row,
    Shape.LIST: _form_row,
    Shape.MATRIX: _matrix_row,
    Shape.SIDEWAYS: _sideways_row,
}


def _add(found: Extracted, entry: ItemCell) -> None:
    if not entry.item.derived:
        found.entries.append(entry)
    elif not entry.cell.blank:
        found.findings.append(finding("F207", entry.cell.place, item=entry.item.name))


# -- cells ------------------------------------------------------------------------------------------------------------


def _cell_under(header: Header, row: int, name: str) -> Cell | None:
    column = header.column(name)
    return None if column is None else header.grid.merged_from(row, column)


def _value_cell(header: Header, row: int, columns: tuple[int, ...], found: Extracted) -> Cell:
    """The cell under a heading (or under one of several that share it); a merged block answers only where it begins."""
    grid = header.grid
    if len(columns) == 1 and not (only := grid.cell(row, columns[0])).blank:
        return only
    filled = [cell for column in columns if not (cell := grid.cell(row, column)).blank]
    if len(filled) > 1:
        listed = "、".join(cell.text or cell.problem for cell in filled)
        found.findings.append(finding("F208", filled[0].place, listed=listed))
        return Cell(listed, filled[0].place)
    if filled:
        return filled[0]
    cell, head = grid.cell(row, columns[0]), grid.merged_from(row, columns[0])
    if head.place == cell.place or head.blank:
        return cell
    if any(head.place == grid.place(row, column) for column in range(1, columns[0])):
        known_columns = {column for places in header.columns.values() for column in places} - set(columns)
        own = any(head.place == grid.place(row, c) for c in known_columns)
        return cell if own else head
    found.findings.append(finding("F204", cell.place, head=head.place.cell, raw=head.text or head.problem))
    return cell


# -- what cannot be placed --------------------------------------------------------------------------------------------


def _is_foot(text: str) -> bool:
    return fold(text).startswith(_FOOT)


def _unknown_item(label: Cell, cell: Cell, known: NameLookup, found: Extracted) -> None:
    """An item that the scheme does not know matters only if something was filled in for it."""
    if cell.blank or cell.place == label.place or heading(label.text) or _is_foot(label.text):
        return
    hint = did_you_mean(label.text, known.scheme.items)
    found.findings.append(finding("F201", label.place, name=label.text[:60], raw=cell.text or cell.problem, hint=hint))


def _unknown_columns(header: Header, known: NameLookup, found: Extracted) -> None:
    """A column of a matrix that is no item: reported if it holds data, for a mistyped name would lose a column."""
    if header.shape not in (Shape.MATRIX, Shape.SIDEWAYS):
        return
    choices = known.scheme.items if header.shape is Shape.MATRIX else known.unit_names
    for column, text in header.unknown.items():
        if fold(text) not in _OWN_COLUMNS and any(_filled(header, column)):
            place = header.grid.place(header.row, column)
            found.findings.append(finding("F203", place, column=text[:60], hint=did_you_mean(text, choices)))


def _filled(header: Header, column: int) -> Iterator[bool]:
    for row in range(header.row + 1, header.last_row + 1):
        yield not header.grid.cell(row, column).blank
