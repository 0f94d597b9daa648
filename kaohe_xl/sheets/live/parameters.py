"""Numbers of the scheme that formulas read where they stand: the scheme's sheets are copied to the same cells."""

from __future__ import annotations

import re

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import Table
from kaohe_xl.scheme.columns import TableSpec
from kaohe_xl.sheets.refs import quoted_sheet

_CELL = re.compile(r"([A-Z]+)(\d+)")


class Parameters:
    """Hands out references to numbers in the scheme's sheets and remembers them: those cells are live."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._tables: dict[str, Table | None] = {}
        self.used: set[tuple[str, str]] = set()  # (sheet, cell)

    def number(self, place: Place) -> str | None:
        """``评分细则!$K$12`` where that cell holds a number; None where it holds a text or nothing."""
        cell = self._cell(place)
        if cell is None or not cell.is_number:
            return None
        return self._reference(cell)

    def anything(self, place: Place) -> str | None:
        """The reference of a cell that holds a number or a text."""
        cell = self._cell(place)
        return None if cell is None or cell.blank or cell.problem else self._reference(cell)

    def in_column(self, spec: TableSpec, row_of: Place, column: str, *, number: bool = True) -> str | None:
        """The cell of a named column in the row of ``row_of``."""
        table, match = self._table(row_of.sheet, spec), _CELL.fullmatch(row_of.cell)
        position = table.columns.get(column, table.unknown.get(column)) if table else None
        if table is None or match is None or position is None:
            return None
        place = table.grid.place(int(match[2]), position)
        return self.number(place) if number else self.anything(place)

    def _table(self, sheet: str, spec: TableSpec) -> Table | None:
        if sheet not in self._tables:
            grid = self._book.find(sheet) if sheet else None
            found = spec.table_in(grid)
            self._tables[sheet] = found
        return self._tables[sheet]

    def _cell(self, place: Place) -> Cell | None:
        grid = self._book.find(place.sheet) if place.sheet else None
        match = _CELL.fullmatch(place.cell)
        if grid is None or match is None:
            return None
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return grid.cell(int(match[2]), column)

    def _reference(self, cell: Cell) -> str:
        self.used.add((cell.place.sheet, cell.place.cell))
        match = _CELL.fullmatch(cell.place.cell)
        assert match is not None
        return f"{quoted_sheet(cell.place.sheet)}!${match[1]}${match[2]}"
