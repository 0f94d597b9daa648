"""Blank forms of a scheme filled in with known data, as the books that reading them would give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book, Grid
from kaohe_xl.base.place import Place
from kaohe_xl.base.sheet_names import FORM
from kaohe_xl.forms.blanks import Blank, blanks
from kaohe_xl.intake.reader import OpenedFile
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.forms.blank_forms import form_workbook
from kaohe_xl.sheets.forms.score_forms import SCORE_SHEET
from kaohe_xl.sheets.model import Out, Sheet
from tests.support.arrivals import opened

Data = Mapping[str, Mapping[str, Mapping[str, Any]]]  # period → unit → item → value


def filled_forms(scheme: Scheme, data: Data) -> Iterator[OpenedFile]:
    """Every form of which somebody has something to say, filled in; None and a missing item stay blank."""
    for blank in blanks(scheme):
        given = data.get(blank.period, {})
        units = [unit.name for unit in blank.units] or [blank.filler]
        names = [item.name for item in blank.items]
        if any(given.get(unit, {}).get(name) is not None for unit in units for name in names):
            file = f"{blank.period}/{blank.filler}.xlsx"
            sheets = form_workbook(blank, scheme.book).sheets
            yield opened(file, Book(file, [_grid(file, sheet, blank, given) for sheet in sheets]))


def _grid(file: str, sheet: Sheet, blank: Blank, given: Mapping[str, Mapping[str, Any]]) -> Grid:
    place = Place(file, sheet.name)
    rows = [[_cell(out, place.at(r, c)) for c, out in enumerate(row, 1)] for r, row in enumerate(sheet.cells, 1)]
    if sheet.name == FORM:
        for row in rows:
            _fill(row, rows, blank, given)
    elif blank.rows and (sheet.name == SCORE_SHEET or sheet.name in given):
        _fill_scores(rows, blank, given, sheet.name if sheet.name in given else blank.filler)
    return Grid(file, sheet.name, rows, sheet.merges, hidden=sheet.hidden)


def _cell(out: Out | None, place: Place) -> Cell:
    if out is None:
        return Cell(None, place)
    value = out.value
    plain = float(value) if isinstance(value, Fraction) else value
    return Cell(plain, place, out.number_format or "General")


def _fill(row: list[Cell], rows: list[list[Cell]], blank: Blank, given: Mapping[str, Mapping[str, Any]]) -> None:
    if blank.by_department:
        heads = next(each for each in rows if each[0].value == "单位名称")
        unit = str(row[0].value)
        for column, head in enumerate(heads):
            if blank.asks(unit, str(head.value)):
                row[column] = _with(row[column], given.get(unit, {}).get(str(head.value)))
    elif row[0].value in {item.name for item in blank.items} and len(row) > 2:
        row[2] = _with(row[2], given.get(blank.filler, {}).get(str(row[0].value)))


def _fill_scores(rows: list[list[Cell]], blank: Blank, given: Mapping[str, Mapping[str, Any]], unit: str) -> None:
    """A 评分表 of one unit: each line by its column 得分, 扣分 or 自评分."""
    head = next(number for number, row in enumerate(rows) if row and row[0].value == "编号")
    columns = {str(cell.value): position for position, cell in enumerate(rows[head]) if cell.value}
    lines = iter(row for row in blank.rows if blank.by_department or row.item is not None)
    for row in rows[head + 1 :]:
        if row[0].value in ("小计", "合计") or len(row) < len(columns):
            continue
        line = next(lines, None)
        if line is None:
            return
        name = "自评分" if "自评分" in columns else "扣分" if line.takes else "得分"
        if line.item is not None:
            row[columns[name]] = _with(row[columns[name]], given.get(unit, {}).get(line.item.name))


def _with(cell: Cell, value: Any) -> Cell:
    if isinstance(value, Fraction):
        value = float(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return Cell(value, cell.place, cell.number_format)
