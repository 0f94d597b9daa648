"""Last year's scored workbook as 历年结果: ranks, grades and vetoes of its 排名, and what was done from 奖励金额."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kaohe_xl.base.cells import Cell, CellValue
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.grid import Book, Grid, Merge
from kaohe_xl.base.place import Place
from kaohe_xl.base.sheet_names import PAID, RANKING, USED
from kaohe_xl.base.table import find_table
from kaohe_xl.base.text import fold
from kaohe_xl.expr import tree as t
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.check.uses import reward_nodes

_TITLE = re.compile(r"(?:(?P<period>.+)\s)?(?P<basis>\S+?)排名(?:[（(].*[)）])?")
_COLUMNS = tables.PAST_RESULTS.columns


def past_results(book: Book) -> list[m.PastResult]:
    """Results of the whole period in a scored workbook; empty if it is none (no 年度, no 排名)."""
    year = _year(book)
    grid = book.find(RANKING)
    if year is None or grid is None:
        return []
    done = _handling(book)
    found = []
    for basis, cells in _final_rows(grid):
        unit = cells["单位名称"].text
        rank, score = cells["名次"].number, (cells.get("总分") or cells.get("得分") or cells["名次"]).number
        found.append(
            m.PastResult(
                year=year,
                unit=unit,
                scope=basis,
                score=score,
                rank=int(rank) if rank is not None else None,
                grade=cells["等次"].text if "等次" in cells else "",
                vetoes=cells["否决"].text if "否决" in cells else "",
                handling="；".join(done.get(fold(unit), ())) if basis == m.SINGLE_LINE else "",
                place=cells["单位名称"].place,
            )
        )
    return found


def items_of_last_year(scheme: m.Scheme) -> tuple[str, ...]:
    """Data items that the scheme looks up with 上年[…]."""
    nodes = [node for clause in scheme.clauses for node in clause.nodes]
    nodes += [node for veto in scheme.vetoes for node in veto.condition.walk()]
    nodes += [node for reward in scheme.rewards for node in reward_nodes(reward)]
    past = (node.item for node in nodes if isinstance(node, t.Past) and node.last_year)
    return tuple(dict.fromkeys(item.name for item in past if isinstance(item, t.Item)))


def past_items(book: Book, wanted: Sequence[str]) -> list[m.PastResult]:
    """Figures of data items in a scored workbook, from its 采用数据: of the whole period, where there are several."""
    year, grid = _year(book), book.find(USED)
    table = find_table(grid, ("单位名称", "期次", *wanted), ("单位名称",)) if grid is not None and wanted else None
    if year is None or table is None:
        return []
    rows = [row for row in table if not row["单位名称"].blank]
    periods = list(dict.fromkeys(row.text("期次") for row in rows))
    whole = next((name for name in periods if name in (m.WHOLE_YEAR, f"{year}年")), periods[0] if periods else "")
    found: list[m.PastResult] = []
    for row in rows:
        for name in wanted if row.text("期次") == whole else ():
            value = row[name].number
            if value is not None:
                found.append(m.PastResult(year, row.text("单位名称"), name, value, None, "", "", "", row[name].place))
    return found


def _year(book: Book) -> int | None:
    reader = CellReader()
    rows = {row.text("设置"): row for row in reader.table(book, tables.SETTINGS) or ()}
    return reader.whole(rows["年度"], "值") if "年度" in rows else None


def _final_rows(grid: Grid) -> Iterator[tuple[str, dict[str, Cell]]]:
    """(依据, cells by heading) of the tables of the first named period: the final one stands first."""
    first: str | None = None
    above, basis = "", ""
    heads: dict[str, int] = {}
    for number in range(1, len(grid.rows) + 1):
        row = [grid.cell(number, column) for column in range(1, len(grid.rows[number - 1]) + 1)]
        filled = [cell.text for cell in row if not cell.blank]
        if "名次" in filled and "单位名称" in filled:
            title = _TITLE.fullmatch(above)
            period = (title["period"] or "") if title else ""
            first = period if first is None else first
            basis = title["basis"] if title and period == first else ""
            heads = {cell.text: column for column, cell in enumerate(row) if not cell.blank}
        elif len(filled) <= 1:  # a title, or the end of a table
            above, heads = filled[0] if filled else "", {}
        elif basis and heads and not row[heads["单位名称"]].blank:
            yield basis, {text: row[column] for text, column in heads.items() if column < len(row)}


def _handling(book: Book) -> dict[str, list[str]]:
    """Unit → names of its 奖惩."""
    grid = book.find(PAID)
    table = find_table(grid, ("单位名称", "奖惩", "类型"), ("单位名称", "奖惩")) if grid else None
    done: dict[str, list[str]] = {}
    for row in table or ():
        if row.text("奖惩") and row.text("单位名称"):
            done.setdefault(fold(row.text("单位名称")), []).append(row.text("奖惩"))
    return done


def with_past(scheme: m.Scheme, past: Iterable[m.PastResult]) -> m.Scheme:
    """The scheme with more past results, which also go into its 历年结果 sheet.

    What 历年结果 says itself stands: a year, unit and 范围 that it has is not taken from elsewhere.
    """
    known = {(one.year, one.unit, one.scope) for one in scheme.past_results}
    added = []
    for one in past:
        unit = scheme.unit_called(one.unit)
        named = replace(one, unit=unit.name) if unit is not None else one
        if (named.year, named.unit, named.scope) not in known:
            known.add((named.year, named.unit, named.scope))
            added.append(named)
    if not added:
        return scheme
    return replace(scheme, past_results=(*scheme.past_results, *added), book=_written(scheme.book, added))


def _written(book: Book, added: Sequence[m.PastResult]) -> Book:
    """The workbook with the rows added below its 历年结果 table, or with a new sheet of that name."""
    spec = tables.PAST_RESULTS
    grid = book.find(spec.sheet)
    table = spec.table_in(grid)
    if grid is None or table is None:
        heads = [_cell(book.file, spec.sheet, 1, column, name) for column, name in enumerate(_COLUMNS, start=1)]
        columns = {name: column for column, name in enumerate(_COLUMNS, start=1)}
        new = [_row(book.file, spec.sheet, 2 + k, columns, one) for k, one in enumerate(added)]
        return Book(book.file, [*book.grids, Grid(book.file, spec.sheet, [heads, *new])])
    last, rows = table.last_row, list(grid.rows)
    columns = dict(table.columns)
    heads = list(rows[table.header_row - 1])
    for name in (name for name in _COLUMNS if name not in columns):  # a result without its 范围 would be another one
        heads.append(_cell(grid.file, grid.name, table.header_row, len(heads) + 1, name))
        columns[name] = len(heads)
    rows[table.header_row - 1] = heads
    new = [_row(grid.file, grid.name, last + 1 + k, columns, one) for k, one in enumerate(added)]
    below = [
        [_cell(grid.file, grid.name, last + len(added) + 1 + k, c, cell.value) for c, cell in enumerate(row, start=1)]
        for k, row in enumerate(rows[last:])
    ]
    merges = [_shifted(merge, last, len(added)) for merge in grid.merges]
    longer = replace(grid, rows=[*rows[:last], *new, *below], merges=merges)
    return Book(book.file, [longer if each is grid else each for each in book.grids])


def _shifted(merge: Merge, last: int, by: int) -> Merge:
    if merge.first_row <= last:
        return merge
    return replace(merge, first_row=merge.first_row + by, last_row=merge.last_row + by)


def _row(file: str, sheet: str, number: int, columns: Mapping[str, int], one: m.PastResult) -> list[Cell]:
    values: dict[str, CellValue] = {
        "年度": one.year,
        "单位": one.unit,
        "范围": one.scope,
        "得分": float(one.score) if one.score is not None else None,
        "名次": one.rank,
        "等次": one.grade or None,
        "否决": one.vetoes or None,
        "处理": one.handling or None,
        "备注": f"取自 {one.place.file}（{decimal_text(one.score)}分）" if one.score is not None else None,
    }
    by_column = {columns[name]: value for name, value in values.items() if name in columns}
    width = max(columns.values())
    return [_cell(file, sheet, number, column, by_column.get(column)) for column in range(1, width + 1)]


def _cell(file: str, sheet: str, row: int, column: int, value: CellValue) -> Cell:
    return Cell(value, Place(file, sheet).at(row, column))
