"""How a sheet of the contract is declared: each column once, with everything that is to be known of it.

Where a row becomes an object of the model, a column is declared as the field that it is read into (:func:`column`), as
a setting is and a field of a rule. The reader takes names, spellings, the kind of cell and the default from there, the
starter workbook its widths, notes and dropdowns, the guide and the comparison of two schemes their columns.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kaohe_xl.base.grid import Grid
from kaohe_xl.base.table import Table, find_table
from kaohe_xl.base.text import fold
from kaohe_xl.drafting.draft import MEANS, ORIGINAL, SOURCE, SURE
from kaohe_xl.scheme.column_kinds import AsChoice, ColumnKind

GROUPS = "只对哪些分组有效，几个用、隔开；不填是所有单位"  # help of 适用分组
# columns that a draft adds to any sheet: how sure it is, from which words, where they stand, what the row would do
KEPT = frozenset(fold(name) for name in (SURE, ORIGINAL, SOURCE, MEANS))


@dataclass(frozen=True)
class Column:
    """A column of a sheet. ``choices`` are all there are; ``suggested`` are offered, others are taken too."""

    name: str
    help: str
    needed: bool = False
    also: tuple[str, ...] = ()  # other spellings that are understood
    choices: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    width: float = 9.0  # characters, in the starter workbook
    wide: bool = False  # holds words: left-aligned
    as_text: bool = False  # 1.10 stays 1.10
    kind: ColumnKind | None = None  # how its cells are read into a field of the model; None: it is read into none
    default: Any = None  # what stands where the cell is blank


@dataclass(frozen=True)
class TableSpec:
    """A sheet of the contract."""

    sheet: str
    declared: tuple[Column, ...]
    required: bool = False
    open_ended: bool = False  # columns beyond the known ones have a meaning (attributes, data items)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.declared)

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.declared if column.needed)

    @property
    def folded_aliases(self) -> dict[str, str]:
        return {fold(other): column.name for column in self.declared for other in column.also}

    def table_in(self, grid: Grid | None) -> Table | None:
        """The sheet's table, wherever it starts; None where there is no sheet or no row looks like its header."""
        return find_table(grid, self.columns, self.needed, self.folded_aliases) if grid is not None else None

    def column(self, name: str) -> Column | None:
        """The declaration of a column; None for one that the author added."""
        return next((column for column in self.declared if column.name == name), None)


def column(
    name: str,
    kind: ColumnKind,
    default: Any = dataclasses.MISSING,
    help: str = "",  # noqa: A002
    *,
    needed: bool = False,
    also: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    suggested: tuple[str, ...] = (),
    width: float = 9.0,
    wide: bool = False,
    as_text: bool = False,
) -> Any:
    """A field of the model that is a column of its sheet. Without ``default`` the row is nothing without it."""
    choices = choices or (values_of(kind.of) if isinstance(kind, AsChoice) else ())
    stands = None if default is dataclasses.MISSING else default
    declared = Column(name, help, needed, also, choices, suggested, width, wide, as_text, kind, stands)
    return dataclasses.field(default=default, metadata={"column": declared})


def fields_of(model: type) -> Mapping[str, Column]:
    """Field → the column that it is read from, in the order of the sheet."""
    return {f.name: f.metadata["column"] for f in dataclasses.fields(model) if "column" in f.metadata}


def columns_of(model: type) -> tuple[Column, ...]:
    return tuple(fields_of(model).values())


def values_of(kind: type[Enum]) -> tuple[str, ...]:
    """The words of a choice, without the one that stands for a blank."""
    return tuple(str(member.value) for member in kind if member.value)
