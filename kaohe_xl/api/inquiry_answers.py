"""What the functions that ask about a result answer: why, what may still change, what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kaohe_xl.api.answers import Reply, ShortDict, ShortTuple
from kaohe_xl.bounds import Doubt
from kaohe_xl.bounds.report import as_dict as bounds_dict
from kaohe_xl.bounds.report import columns as bounds_columns
from kaohe_xl.bounds.report import rows as bounds_rows
from kaohe_xl.diff import ResultDiff, SchemeChange, brief
from kaohe_xl.explain.reason import Reason
from kaohe_xl.sensitivity import Sensitivity
from kaohe_xl.sensitivity.report import COLUMNS as NEAREST_COLUMNS
from kaohe_xl.sensitivity.report import as_dict as nearest_dict
from kaohe_xl.sensitivity.report import rows as nearest_rows
from kaohe_xl.sheets.lists.diff import diff_workbook
from kaohe_xl.sheets.lists.doubt import doubt_workbook
from kaohe_xl.writing.write import write_workbook

if TYPE_CHECKING:
    from os import PathLike


@dataclass(frozen=True, repr=False)
class Explanation(Reply):
    """Why a score is what it is: sentences, the deeper ones explaining those above, with the cells they rest on.

    ``exit_code``: 2 where there is no such unit or 编号, or nothing was scored. ``why``: the same as a tree.
    """

    why: Reason | None = None

    @property
    def lines(self) -> Sequence[str]:
        """A line for each sentence, two full-width blanks deeper for each level."""
        return ShortTuple(self.why.lines() if self.why is not None else ())

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<Explanation exit_code={self.exit_code}，{len(self.lines)} 行>"


@dataclass(frozen=True, repr=False)
class Uncertainty(Reply):
    """What may still change. ``bounds``: limits of every unit's total, place, grade and yuan; None without a result.

    ``exit_code``: 1 where something is open. ``nearest``: 敏感.
    """

    bounds: Doubt | None = None
    nearest: Sensitivity | None = None

    @cached_property
    def changes(self) -> pd.DataFrame:
        """敏感: the nearest change that would flip a place, a prize or a penalty."""
        return pd.DataFrame(
            nearest_rows(self.nearest) if self.nearest is not None else [], columns=list(NEAREST_COLUMNS)
        )

    @cached_property
    def units(self) -> pd.DataFrame:
        """会不会变: a row for every unit, in words."""
        if self.bounds is None:
            return pd.DataFrame()
        return pd.DataFrame(bounds_rows(self.bounds), columns=list(bounds_columns(self.bounds)))

    def as_json(self) -> str:
        """What ``kaohe doubt --json`` prints."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)

    def as_dict(self) -> dict[str, Any]:
        """The same as a dictionary; empty without a result."""
        nearest = {"敏感": nearest_dict(self.nearest)} if self.nearest is not None else {}
        return {**bounds_dict(self.bounds), **nearest} if self.bounds is not None else {}

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it as a workbook; returns where, which is another name if that one is open elsewhere.

        Raises:
            OSError: it cannot be written.
            ValueError: there is no result to be written.
        """
        if self.bounds is None:
            raise ValueError("there is no result")
        return write_workbook(doubt_workbook(self.bounds, self.nearest), Path(path))

    def __repr__(self) -> str:
        open_figures = len(self.bounds.figures) if self.bounds is not None else 0
        return f"<Uncertainty exit_code={self.exit_code}，{open_figures} 个待定的数>"


@dataclass(frozen=True, repr=False)
class Difference(Reply):
    """Two schemes or two results side by side.

    ``exit_code``: 2 where a scheme cannot be read, 1 where the returned files of a side are not there. ``rules``: what
    differs between the schemes; ``moved``: between the results, None where a side has no data; ``sides``: their names.
    """

    rules: Sequence[SchemeChange] = ()
    moved: ResultDiff | None = None
    sides: tuple[str, str] = ("", "")

    @property
    def rows(self) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """Heading → rows; empty where nothing differs."""
        return ShortDict(brief(self.rules, self.moved))

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Heading → DataFrame; empty where nothing differs."""
        return ShortDict({name: pd.DataFrame(rows) for name, rows in self.rows.items()})

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it as a workbook; returns where, which is another name if that one is open elsewhere.

        Raises:
            OSError: it cannot be written.
        """
        before, after = self.sides
        book = diff_workbook(self.rules, self.moved or ResultDiff((), (), ()), before, after)
        return write_workbook(book, Path(path))

    def __repr__(self) -> str:
        told = "，".join(f"{name} {len(rows)}" for name, rows in self.rows.items())
        return f"<Difference exit_code={self.exit_code}，{told or '没有差别'}>"
