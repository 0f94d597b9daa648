"""Where the data stands in a returned sheet: its header rows, whatever was moved, inserted, merged or renamed.

Four shapes are known: a form (数据项 | 填报值), a list (the same with 单位名称), a matrix (单位名称 | a column for each
item) and a matrix on its side (数据项 | a column for each unit).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from kaohe_xl.base.cells import CellValue
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.text import is_blank, trim
from kaohe_xl.returns.names.name_lookup import AMBIGUOUS_UNIT, NameLookup
from kaohe_xl.scheme.model import DataItem

_WHO = frozenset(("单位名称", AMBIGUOUS_UNIT, "期次"))


class Shape(Enum):
    """What one row below the header is."""

    FORM = "填报表"
    LIST = "清单"
    MATRIX = "单位×数据项"
    SIDEWAYS = "数据项×单位"
    SCORES = "评分表"


@dataclass(frozen=True)
class Header:
    """A header row and the rows that belong to it. Columns are 1-based; a heading may stand over several (merged)."""

    grid: Grid
    row: int
    shape: Shape
    columns: dict[str, tuple[int, ...]]
    items: dict[int, DataItem] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    last_row: int = 0

    def column(self, name: str) -> int | None:
        """The first column under a heading."""
        return next(iter(self.columns.get(name, ())), None)


@dataclass
class _Scan:
    """What the cells of one row could be as headings."""

    columns: dict[str, list[int]] = field(default_factory=dict)
    items: dict[int, DataItem] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)


def find_headers(grid: Grid, known: NameLookup) -> list[Header]:
    """Every header row of the sheet in order; a table that is repeated or stacked below another has its own."""
    found: list[Header] = []
    above = _Scan()
    plain = grid.values
    for row in range(1, len(grid.rows) + 1):
        scan = _scan(grid, row, plain[row - 1], known)
        header = None if found and _filled_in(scan, found[-1]) else _header(grid, row, scan, above, known)
        if header is not None:
            found.append(header)
        above = scan
    best = max((_width(header) for header in found), default=0)
    # a data row can look like a narrow header; a repeated one is as wide as the first
    kept = [header for header in found if _width(header) * 2 >= best]
    ends = [*(header.row - 1 for header in kept[1:]), len(grid.rows)]
    return [replace(header, last_row=end) for header, end in zip(kept, ends, strict=False)]


def _filled_in(scan: _Scan, above: Header) -> bool:
    """Is the row one of the form above, whose 计量单位 (村, 单位) reads like a heading?

    Its only item stands under 数据项, and the word that could be a heading stands in another of the form's columns.
    """
    items, who = above.columns.get("数据项", ()), above.columns.get("单位名称", ())
    if not scan.items or not scan.items.keys() <= set(items):
        return False
    others = {column for places in above.columns.values() for column in places} - set(who)
    return all(column in others for places in scan.columns.values() for column in places)


def _width(header: Header) -> int:
    return len(header.columns) + len(header.items) + len(header.units)


def _scan(grid: Grid, row: int, plain: Sequence[CellValue], known: NameLookup) -> _Scan:
    """Looks at plain values: of a thousand forms, few cells need to be more than that."""
    scan = _Scan()
    for column, value in enumerate(plain, 1):
        if value in (None, ""):
            head = grid.head_of(row, column)
            if head == (row, column):
                continue
            value = grid.cell(*head).value
        if not isinstance(value, str) or is_blank(value):
            continue
        meaning = known.meaning_of(value)
        if meaning.heading:
            scan.columns.setdefault(meaning.heading, []).append(column)
        elif meaning.item:
            scan.items.setdefault(column, meaning.item)
        elif meaning.unit:
            scan.units.setdefault(column, meaning.unit)
        else:
            scan.unknown[column] = trim(value)
    return scan


def _header(grid: Grid, row: int, scan: _Scan, above: _Scan, known: NameLookup) -> Header | None:
    beside = _WHO & above.columns.keys()
    if not scan.columns and not (scan.items and beside):
        return None
    columns = {name: tuple(places) for name, places in scan.columns.items()}
    if scan.items and not {"单位名称", AMBIGUOUS_UNIT} & columns.keys():
        # a header of two rows: 单位名称 stands beside the group headings, the items stand below them
        taken = scan.items.keys() | scan.unknown.keys() | scan.units.keys() | {c for cs in columns.values() for c in cs}
        for name in beside:
            places = tuple(c for c in above.columns.get(name, ()) if c not in taken)
            if places and name not in columns:
                columns[name] = places
    has_items = "数据项" in columns
    if has_items and "填报值" in columns:
        columns = _settle_unit(grid, row, columns, known)
        shape = Shape.LIST if "单位名称" in columns else Shape.FORM
        return Header(grid, row, shape, columns, unknown=scan.unknown)
    if has_items and scan.units:
        return Header(grid, row, Shape.SIDEWAYS, columns, units=scan.units, unknown=scan.unknown)
    if AMBIGUOUS_UNIT in columns and "单位名称" not in columns:
        columns["单位名称"] = columns.pop(AMBIGUOUS_UNIT)
    if "单位名称" in columns and scan.items:
        return Header(grid, row, Shape.MATRIX, columns, items=scan.items, unknown=scan.unknown)
    return None


def _settle_unit(
    grid: Grid, row: int, columns: dict[str, tuple[int, ...]], known: NameLookup
) -> dict[str, tuple[int, ...]]:
    """单位 over a column of unit names is who reports; over 例 and 万元 it is the unit of measure."""
    settled = dict(columns)
    places = settled.pop(AMBIGUOUS_UNIT, ())
    if places:
        below = (grid.merged_from(r, places[0]).text for r in range(row + 1, min(row + 40, len(grid.rows)) + 1))
        is_reporter = any(known.unit(text) for text in below if text)
        settled.setdefault("单位名称" if is_reporter else "计量单位", places)
    return settled


def rows_of(header: Header) -> Iterator[int]:
    """Rows below the header that hold anything."""
    plain = header.grid.values
    for row in range(header.row + 1, header.last_row + 1):
        if any(value not in (None, "") for value in plain[row - 1]) or any(
            cell.problem for cell in header.grid.rows[row - 1]
        ):
            yield row
