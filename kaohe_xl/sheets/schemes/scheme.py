"""The scheme's own sheets, copied to the same cells so that formulas can read them; and a snapshot to tell changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import time

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import as_fraction
from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.base.place import column_letter
from kaohe_xl.base.text import display_width, fold
from kaohe_xl.scheme.snapshot import GENERATED, SNAPSHOT, generated_names
from kaohe_xl.scheme.tables import spec_of
from kaohe_xl.sheets.live.layout import CHECK
from kaohe_xl.sheets.live.parameters import Parameters
from kaohe_xl.sheets.model import Out, Plain, Sheet, Style
from kaohe_xl.sheets.refs import quoted_sheet
from kaohe_xl.sheets.result import ResultSheet, Scored

_SHORT = 12  # columns of nothing longer are centred


def own_grids(book: Book, generated: Collection[str]) -> list[Grid]:
    """Sheets that belong to the scheme, extra ones too: all but those that a scored workbook generates anew.

    A workbook that is itself a result carries in its snapshot the names of the sheets it generated.
    """
    dropped = {fold(name) for name in generated} | generated_names(book)
    return [grid for grid in book.grids if fold(grid.name) not in dropped]


def scheme_sheet(grid: Grid) -> Sheet:
    """A copy of a sheet: values, number formats, merged cells and widths where they were."""
    spec = spec_of(grid.name)
    table = spec.table_in(grid) if spec else None
    header = table.header_row if table else 0
    last = _last_filled(grid, table.last_row) if table else len(grid.rows)
    merges = _sound(grid.merges, len(grid.rows))
    width = max([len(row) for row in grid.rows] + [merge.last_column for merge in merges], default=0)
    centred = _centred(grid, header, last, width)
    rows = [
        [_copied(grid.cell(r, c), _style(grid.cell(r, c), header, last, c in centred)) for c in range(1, width + 1)]
        for r in range(1, len(grid.rows) + 1)
    ]
    return Sheet(
        grid.name,
        rows,
        widths={column - 1: each for column, each in grid.widths.items() if column <= width},
        merges=merges,
        header_first=max(0, header - 1),
        header_rows=1 if header else 0,
        frozen=(header, 0),
        hidden=grid.hidden,
        tab="#FFC000",
    )


def _last_filled(grid: Grid, last: int) -> int:
    while last > 1 and all(cell.blank for cell in grid.rows[last - 1]):
        last -= 1
    return last


def _sound(merges: Iterable[Merge], rows: int) -> list[Merge]:
    """Merged blocks that can be written: inside the sheet, of more than one cell, none over another."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for merge in merges:
        last_row = min(merge.last_row, max(rows, merge.first_row))
        block = {(r, c) for r in range(merge.first_row, last_row + 1) for c in _columns(merge)}
        if merge.first_row <= rows and len(block) > 1 and not block & taken:
            taken |= block
            kept.append(Merge(merge.first_row, merge.first_column, last_row, merge.last_column))
    return kept


def _columns(merge: Merge) -> range:
    return range(merge.first_column, merge.last_column + 1)


def _centred(grid: Grid, header: int, last: int, width: int) -> set[int]:
    rows = range(header + 1, last + 1)
    return {c for c in range(1, width + 1) if all(display_width(grid.cell(r, c).text) <= _SHORT for r in rows)}


def _style(cell: Cell, header: int, last: int, centred: bool) -> Style | None:
    row = int(cell.place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if row < header:
        return None if cell.blank else Style.TITLE if row == 1 else Style.SUBTITLE
    if row == header:
        return Style.HEAD
    if row > last:
        return None if cell.blank else Style.NOTE
    if not header:
        return None if cell.blank else Style.TEXT
    return Style.CENTER if centred else Style.TEXT


def _copied(cell: Cell, style: Style | None) -> Out | None:
    if style is None:
        return None
    return Out(plain_value(cell), Style.BAD if cell.problem else style, number_format=_shown(cell))


def _shown(cell: Cell) -> str:
    return cell.number_format if cell.number_format not in ("", "General") else ""


def plain_value(cell: Cell) -> Plain:
    """What to write for a cell that was read; an error or a formula without a result as the words for it."""
    value = cell.value
    if cell.problem:
        return cell.problem
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, time):
        return value.isoformat()
    return as_fraction(value) if isinstance(value, int | float) else value


# -- what was scored --------------------------------------------------------------------------------------------------


class Snapshot:
    """A hidden sheet with the scheme as it was scored. Numbers that formulas read are live and may change."""

    def __init__(self, grids: Sequence[Grid], parameters: Parameters, generated: Sequence[str]) -> None:
        self._parameters = parameters
        self._rows: list[list[Out | None]] = [[Out(GENERATED), *(Out(name) for name in (*generated, SNAPSHOT))]]
        self.changes: dict[str, str] = {}  # sheet → formula: how many of its cells differ
        for grid in grids:
            self._add(grid)

    def sheet(self) -> Sheet:
        return Sheet(SNAPSHOT, self._rows, header_rows=0, frozen=(0, 0), hidden=True)

    def _add(self, grid: Grid) -> None:
        width = max((len(row) for row in grid.rows), default=0)
        if not width:
            return
        first = len(self._rows) + 1
        for number in range(1, len(grid.rows) + 1):
            self._rows.append([self._kept(grid.cell(number, column)) for column in range(1, width + 1)])
        there = f"{quoted_sheet(grid.name)}!$A$1:${column_letter(width)}${len(grid.rows)}"
        here = f"{quoted_sheet(SNAPSHOT)}!$A${first}:${column_letter(width)}${len(self._rows)}"
        # as texts: = does not tell A from a, and programs differ in how EXACT looks at numbers
        self.changes[grid.name] = f'SUMPRODUCT(1-EXACT({there}&"",{here}&""))'

    def _kept(self, cell: Cell) -> Out | None:
        value, shown = plain_value(cell), _shown(cell)
        if (cell.place.sheet, cell.place.cell) in self._parameters.used:
            reference = f"{quoted_sheet(cell.place.sheet)}!{cell.place.cell}"
            return Out(value, formula=reference, number_format=shown)
        return None if value is None else Out(value, number_format=shown)


def snapshot_of(scored: Scored) -> Snapshot:
    """Asked for when every sheet with formulas is made: it remembers which numbers they read."""
    names = [*(sheet.name for sheet in scored.made), CHECK]
    return Snapshot(scored.own_grids, scored.parameters, names)


SNAPSHOT_SHEET = ResultSheet(
    name=SNAPSHOT,
    says="评分时方案各格的内容，用来看出评分后改过哪里",
    make=lambda scored: scored.once(snapshot_of).sheet(),
    from_others=True,
)
