"""What differs between two schemes: cells by sheet, by what the row is about, and by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import fold
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.blocks import IndicatorRows, read_blocks
from kaohe_xl.scheme.cells import CellReader, is_total
from kaohe_xl.scheme.columns import TableSpec
from kaohe_xl.scheme.model import Scheme

# what a row of each sheet is known by
_KEYS: tuple[tuple[TableSpec, tuple[str, ...]], ...] = (
    (tables.SETTINGS, ("设置",)),
    (tables.UNITS, ("单位名称",)),
    (tables.LINES, ("考核线",)),
    (tables.PERIODS, ("期次",)),
    (tables.ITEMS, ("数据项",)),
    (tables.VETOES, ("否决项",)),
    (tables.GRADES, ("等次", "适用分组")),
    (tables.REWARDS, ("奖惩",)),
    (tables.APPROVED, ("单位", "期次", "数据项", "编号")),
    (tables.PAST_RESULTS, ("年度", "单位", "范围")),
)
_OF_INDICATOR = ("考核线", "项目", "考核内容", "标准分")
_OF_BLOCK = ("编号", *_OF_INDICATOR)
# a clause is the same one if as many as possible of these agree, the first ones counting most
_LIKENESS = (("数据项", "计分方式"), ("评分标准",), ("数据项",))


class ChangeKind(Enum):
    """What happened to a cell or a row."""

    ADDED = "新增"
    REMOVED = "删去"
    CHANGED = "改动"


@dataclass(frozen=True)
class SchemeChange:
    """One difference. ``column`` is empty for a whole row; ``key``: the 编号, unit, item … that it is about."""

    sheet: str
    key: str
    column: str
    kind: ChangeKind
    before: str = ""
    after: str = ""
    place_before: Place = NOWHERE
    place_after: Place = NOWHERE

    @property
    def words(self) -> str:
        """分值 1 → 2; 新增：每例扣分，差错例数，2."""
        if self.kind is ChangeKind.CHANGED:
            return f"{self.column} {self.before or '（空）'} → {self.after or '（空）'}"
        return f"{self.kind.value}：{self.before or self.after}"


def diff_schemes(before: Scheme, after: Scheme) -> list[SchemeChange]:
    """Differences in sheet order of the contract: settings, units, lines, periods, items, rubric, then the rest."""
    one, other = before.book, after.book
    found: list[SchemeChange] = []
    for spec, key in _KEYS:
        if spec is tables.VETOES:  # the rubric comes before what follows from it
            found.extend(_diff_rubric(one, other))
        found.extend(_diff_sheet(spec, key, one, other))
    return found


# -- tables with one row for each thing -------------------------------------------------------------------------------


def _diff_sheet(spec: TableSpec, key: tuple[str, ...], one: Book, other: Book) -> Iterator[SchemeChange]:
    old, new = _rows(spec, key, one), _rows(spec, key, other)
    for name in dict.fromkeys([*old, *new]):
        pairs = _paired(old.get(name, []), new.get(name, []), ())
        for before, after in pairs:
            yield from _diff_row(spec.sheet, _label(key, after or before), before, after)


def _rows(spec: TableSpec, key: tuple[str, ...], book: Book) -> dict[tuple[str, ...], list[Row]]:
    """Rows of a sheet by their key, folded."""
    grid = book.find(spec.sheet)
    table = spec.table_in(grid)
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in table or ():
        if row.text(key[0]) and not is_total(row.text(key[0])):
            found.setdefault(tuple(fold(row.text(column)) for column in key), []).append(row)
    return found


def _label(key: Sequence[str], row: Row | None) -> str:
    return " ".join(text for column in key if (text := row.text(column))) if row is not None else ""


def _paired(
    old: Sequence[Row], new: Sequence[Row], likeness: Sequence[tuple[str, ...]], but: Sequence[str] = ()
) -> list[tuple[Row | None, Row | None]]:
    """Rows of one key side by side: equal ones first, then the most alike, then in order; the rest stand alone."""
    every = dict.fromkeys(column for row in (*old, *new) for column in row.columns if column not in but)
    pairs: dict[int, Row] = {}
    taken: set[int] = set()
    for columns in (tuple(every), *likeness, ()):
        for position, before in enumerate(old):
            if position in pairs:
                continue
            free = (n for n, after in enumerate(new) if n not in taken and _alike(before, after, columns))
            match = next(free, None)
            if match is not None:
                pairs[position] = new[match]
                taken.add(match)
    both: list[tuple[Row | None, Row | None]] = [(before, pairs.get(position)) for position, before in enumerate(old)]
    return both + [(None, after) for number, after in enumerate(new) if number not in taken]


def _alike(one: Row, other: Row, columns: Sequence[str]) -> bool:
    return all(fold(one.added(column).text) == fold(other.added(column).text) for column in columns)


def _diff_row(
    sheet: str, key: str, before: Row | None, after: Row | None, but: Sequence[str] = ()
) -> Iterator[SchemeChange]:
    if before is None or after is None:
        row = before or after
        kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED
        if row is not None:
            words = _summary(row, but)
            there = {"place_after": row.place} if before is None else {"place_before": row.place}
            yield SchemeChange(
                sheet, key, "", kind, "" if before is None else words, words if before is None else "", **there
            )
        return
    for column in dict.fromkeys([*before.columns, *after.columns]):
        if column not in but:
            yield from _diff_cell(sheet, key, column, before.added(column), after.added(column))


def _diff_cell(sheet: str, key: str, column: str, old: Cell, new: Cell) -> Iterator[SchemeChange]:
    if fold(old.text) != fold(new.text):
        yield SchemeChange(sheet, key, column, ChangeKind.CHANGED, old.text, new.text, old.place, new.place)


def _summary(row: Row, but: Sequence[str] = ()) -> str:
    """What stands in a row, in few words."""
    return "，".join(text for column in row.columns if column not in but and (text := row.text(column)))


# -- the rubric -------------------------------------------------------------------------------------------------------


def _diff_rubric(one: Book, other: Book) -> Iterator[SchemeChange]:
    """By 编号; within one, the clauses that are most alike are the same clause."""
    old, new = _blocks(one), _blocks(other)
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            block = before or after
            assert block is not None
            yield from _whole_block(block, ChangeKind.ADDED if before is None else ChangeKind.REMOVED)
            continue
        for column in _OF_INDICATOR:
            yield from _diff_cell(after.sheet, key, column, _of_block(before, column), _of_block(after, column))
        for first, second in _paired(_clauses(before), _clauses(after), _LIKENESS, _OF_BLOCK):
            yield from _diff_row(after.sheet, key, first, second, _OF_BLOCK)


def _blocks(book: Book) -> dict[str, IndicatorRows]:
    return {block.key: block for block in read_blocks(book, CellReader())}


def _clauses(block: IndicatorRows) -> list[Row]:
    return [row for row in block.rows if not row["计分方式"].blank]


def _of_block(block: IndicatorRows, column: str) -> Cell:
    """A cell of the indicator, as it continues from above."""
    place = block.number.place
    cells: Mapping[str, Cell | str] = {
        "考核线": block.line or "",
        "项目": block.section,
        "考核内容": block.title,
        "标准分": block.full_mark,
    }
    found = cells[column]
    return Cell(found, block.rows[0][column].place or place) if isinstance(found, str) else found


def _whole_block(block: IndicatorRows, kind: ChangeKind) -> Iterator[SchemeChange]:
    words = "，".join(
        text for text in (block.title, f"标准分 {block.full_mark.text}" if block.full_mark.text else "") if text
    )
    rules = "；".join(_summary(row, _OF_BLOCK) for row in _clauses(block))
    told = "：".join(part for part in (words, rules) if part)
    place = block.number.place
    if kind is ChangeKind.ADDED:
        yield SchemeChange(block.sheet, block.key, "", kind, "", told, NOWHERE, place)
    else:
        yield SchemeChange(block.sheet, block.key, "", kind, told, "", place, NOWHERE)
