"""The clerk's scheme with what a revised document changes, as sheets; 起草说明 lists the changes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.table import Table
from kaohe_xl.base.text import fold
from kaohe_xl.diff.revision import ASIDE, SHEETS, Revision
from kaohe_xl.drafting.draft import ABOUT, QUESTIONS, SOURCE, Draft, SchemeRow, Value
from kaohe_xl.drafting.revised import ClauseChange, ClauseChangeKind, RevisedRow
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.columns import TableSpec
from kaohe_xl.scheme.tables import spec_of
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.schemes.drafted import NOTES, SHORT, WIDTHS, listed, look, sums
from kaohe_xl.sheets.schemes.scheme import own_grids
from kaohe_xl.sheets.schemes.scheme import scheme_sheet as copied
from kaohe_xl.sheets.schemes.starter import COLUMNS_GUIDE, METHODS_GUIDE, columns_guide, methods_guide, scheme_sheet
from kaohe_xl.sheets.sheet_parts import Canvas

_NAMES_KEYS = ("编号", "范围")  # columns of other sheets in which an 编号 may stand
_NEXT = (
    "“评分细则”里改了的和加了的行，“可信”一格有字；核对过的，清空这一格。没有改的行和其它各表都照原来的方案。",
    "运行 kaohe check 体检这份草稿（把它改名为 方案.xlsx，或另放一个文件夹）；没有错误后，用它换下原来的 方案.xlsx。",
)


def rows_of(book: Book) -> dict[str, list[SchemeRow]]:
    """The rows of the sheets that a document may change, as they stand; several sheets of the rubric as one."""
    found: dict[str, list[SchemeRow]] = {name: [] for name in SHEETS}
    for _, spec, table in _tables(book, (*SHEETS, *ASIDE)):
        rows = [{name: _value(row[name], spec, name) for name in row.columns} for row in table]
        found.setdefault(spec.sheet, []).extend(rows)
    return found


def _tables(book: Book, names: Sequence[str] = SHEETS) -> list[tuple[Grid, TableSpec, Table]]:
    known = [(grid, spec) for grid in own_grids(book, ()) if (spec := spec_of(grid.name)) and spec.sheet in names]
    return [(grid, spec, table) for grid, spec in known if (table := spec.table_in(grid))]


def _value(cell: Cell, spec: TableSpec, name: str) -> Value:
    column = spec.column(name)
    number = cell.number
    if cell.problem or cell.shown_as_percent or number is None or (column is not None and column.as_text):
        return cell.value if isinstance(cell.value, str) and not cell.problem else cell.problem or cell.text
    return int(number) if number.denominator == 1 else number


def revised_workbook(book: Book, revision: Revision, draft: Draft) -> Workbook:
    """The clerk's workbook with exactly these changes."""
    own = {fold(grid.name): (grid, spec, table) for grid, spec, table in _tables(book)}
    parts = _by_grid(list(own.values()), revision)
    sheets: list[Sheet] = [about_revision(revision, draft)]
    for grid in own_grids(book, (ABOUT, COLUMNS_GUIDE, METHODS_GUIDE)):
        name = fold(grid.name)
        if name in parts:
            _, spec, table = own[name]
            sheets.append(replace(_changed(spec, parts[name], _note(table)), name=grid.name))
        else:
            sheets.append(_moved(grid, revision.moved))
    there = {spec.sheet for _, spec, _ in own.values()}
    missing = [spec for spec in tables.ALL if spec.sheet in revision.sheets and spec.sheet not in there]
    sheets += [_changed(spec, revision.sheets[spec.sheet], "") for spec in missing]
    return Workbook([*sheets, columns_guide(), methods_guide()], title=draft.title)


def _by_grid(own: Sequence[tuple[Grid, TableSpec, Table]], revision: Revision) -> dict[str, list[RevisedRow]]:
    """The lines of each sheet; a new one goes where the one before it stands."""
    found: dict[str, list[RevisedRow]] = {}
    for name, lines in revision.sheets.items():
        grids = [(fold(grid.name), len(list(table))) for grid, spec, table in own if spec.sheet == name]
        owner = [grid for grid, count in grids for _ in range(count)]
        found |= {grid: [] for grid, _ in grids}
        at = grids[0][0] if grids else ""
        for line in lines if grids else ():
            at = owner[line.old] if line.old is not None else at
            found[at].append(line)
    return found


def _changed(spec: TableSpec, lines: Sequence[RevisedRow], note: str) -> Sheet:
    return scheme_sheet(spec, [line.row for line in lines], note or NOTES.get(spec.sheet, ""), look)


def _note(table: Table) -> str:
    """What the clerk has written under the table."""
    grid = table.grid
    below = [grid.cell(number, c).text for number in range(table.last_row + 1, len(grid.rows) + 1)
             for c in range(1, len(grid.rows[number - 1]) + 1)]  # fmt: skip
    return "\n".join(text for text in below if text)


def _moved(grid: Grid, moved: Mapping[str, str]) -> Sheet:
    """A sheet as it is; where it names an 编号 that has moved, the new one."""
    sheet, spec = copied(grid), spec_of(grid.name)
    table = spec.table_in(grid) if spec else None
    if not moved or table is None:
        return sheet
    rows = [list(row) for row in sheet.cells]
    places = [(table.header_row, column) for column in table.unknown.values()]
    places += [
        (row.number, table.columns[name]) for row in table for name in _NAMES_KEYS if name in table.columns
    ]  # fmt: skip
    for number, column in places:
        cell = rows[number - 1][column - 1]
        if cell is not None and (key := moved.get(grid.cell(number, column).text)):
            rows[number - 1][column - 1] = cell._replace(value=key, number_format="@")
    return replace(sheet, cells=rows)


def told(change: ClauseChange) -> tuple[str, str]:
    """A change in plain words: what became of the clause, and the columns that differ."""
    if not change.before and not change.after:
        words = ""
    elif change.before == change.after:
        words = f"“{_cut(change.after)}”（原话没有改）"
    elif change.before and change.after:
        words = f"“{_cut(change.before)}” → “{_cut(change.after)}”"
    else:
        words = f"“{_cut(change.before or change.after)}”"
    if change.kind is ClauseChangeKind.ADDED:
        return words, "；".join(f"{name} {_cut(new)}" for name, _, new in change.columns)
    return words, "；".join(f"{name} {_cut(old) or '空'} → {_cut(new) or '空'}" for name, old, new in change.columns)


def _cut(text: str) -> str:
    bare = text.replace("\n", " ")
    return bare if len(bare) <= SHORT else f"{bare[:SHORT]}…"


def about_revision(revision: Revision, draft: Draft) -> Sheet:
    """What changes, what cannot be told, what has to be settled, sums, what to do next."""
    canvas = Canvas(len(WIDTHS))
    canvas.across(Out(f"{draft.title}修订草稿说明", Style.TITLE))
    canvas.across(Out(f"根据“{draft.source}”，与原来的方案逐条对照；这张表只供查阅，程序不读它", Style.SUBTITLE))
    rows = [(each.kind.value, f"{each.sheet} {each.key}", *told(each)) for each in revision.changes]
    listed(
        canvas, f"改了什么（{len(rows)} 处；照原来的 {revision.kept} 行）", ("", "哪一条", "原话", "列"), rows, "没有"
    )
    notes = [(str(number), "", text, "") for number, text in enumerate(revision.notes, 1)]
    listed(canvas, "请留意", ("序号", "", "内容", ""), notes, "没有")
    touched = {f"{each.sheet} {each.key}" for each in revision.changes if each.after}
    asked = [each for each in draft.questions if each.place in touched]
    listed(canvas, QUESTIONS, ("序号", "位置", "要定什么", SOURCE), [
        (str(number), each.place, each.text, each.source) for number, each in enumerate(asked, 1)
    ], "没有")  # fmt: skip
    sums(canvas, draft)
    canvas.across(Out("下一步", Style.LETTER_HEAD))
    for number, text in enumerate(_NEXT, 1):
        canvas.joined((Out(str(number), Style.CENTER), 1), (Out(text), 3))
    return replace(canvas.sheet(ABOUT, WIDTHS, 2, kept=0), landscape=False, tab="#ED7D31", header_rows=0)
