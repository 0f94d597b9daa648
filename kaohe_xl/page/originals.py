"""The cell that a number came from, with what stands around it; the file is opened by the isolated readers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaohe_xl import api
from kaohe_xl.base.filenames import RETURNS
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.place import Place, column_letter, position_of
from kaohe_xl.intake.discover import discover
from kaohe_xl.intake.reader import ReturnsReader
from kaohe_xl.page.state import OpenAssessment

_ABOVE, _BELOW, _MOST_COLUMNS = 6, 6, 12


@dataclass(frozen=True)
class SheetExcerpt:
    """A piece of a sheet. ``rows``: number and texts; ``row`` and ``column`` (from 0 in ``letters``) are the cell."""

    place: Place
    problem: str = ""
    letters: Sequence[str] = ()
    rows: Sequence[tuple[int, Sequence[str]]] = ()
    row: int = 0
    column: int = -1


def surroundings(opened: OpenAssessment, place: Place) -> SheetExcerpt:
    """What stands around a cell of the scheme or of a returned file."""
    grid, problem = _grid(opened, place)
    if grid is None:
        return SheetExcerpt(place, problem or "没有找到这张表。")
    row, column = position_of(place.cell)
    width = max((len(each) for each in grid.rows), default=0)
    first = max(1, min(column - _MOST_COLUMNS // 2, width - _MOST_COLUMNS + 1))
    columns = range(first, min(width, first + _MOST_COLUMNS - 1) + 1)
    numbers = range(max(1, row - _ABOVE), min(len(grid.rows), row + _BELOW) + 1)
    return SheetExcerpt(
        place,
        letters=[column_letter(each) for each in columns],
        rows=[(number, [grid.cell(number, each).text for each in columns]) for number in numbers],
        row=row,
        column=column - first,
    )


def _grid(opened: OpenAssessment, place: Place) -> tuple[Grid | None, str]:
    job, _ = api.locate(opened.folder)
    if job is None:
        return None, "没有找到方案。"
    if place.file in ("", job.scheme.name):
        book = opened.book()
        return (book.find(place.sheet) if book is not None else None), ""
    options, _ = api.Options(jobs=1).for_reading(job)
    sources = [each for each in discover(opened.root / RETURNS, options.limits) if each.name == place.file]
    if not sources:
        return None, f"收表里没有 {place.file}。"
    with ReturnsReader(options) as reader:
        read = reader.read_exact(sources[0])
    if read.book is None:
        return None, read.refusal.text if read.refusal is not None else ""
    return read.book.find(place.sheet) or (read.book.grids[0] if len(read.book.grids) == 1 else None), ""
