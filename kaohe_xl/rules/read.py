"""A rubric row → a rule of its kind, with every unreadable cell as a problem beside the column it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kaohe_xl.expr import tree as t
from kaohe_xl.grid import Cell
from kaohe_xl.rules.base import Rule
from kaohe_xl.rules.fields import REQUIRED, Context, FieldError, specs


@dataclass(frozen=True)
class Problem:
    """What is wrong in one column of the row."""

    header: str
    problem: str
    remedy: str


def read_rule(kind: type[Rule], cells: Mapping[str, Cell], context: Context) -> tuple[Rule | None, list[Problem]]:
    """Read the declared columns of ``kind``. Returns None for the rule when any of them has a problem."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for attribute, spec in specs(kind).items():
        cell = cells.get(spec.header)
        try:
            if cell is not None and not cell.blank:
                values[attribute] = spec.parse(cell, context)
            elif spec.default is REQUIRED:
                raise FieldError(f"{kind.name}要填{spec.header}", spec.help)
            else:
                values[attribute] = spec.default(context) if callable(spec.default) else spec.default
        except FieldError as error:
            problems.append(Problem(spec.header, error.problem, error.remedy or spec.help))
            continue
        if attribute == "items":
            context = _with_item(kind, values[attribute], context, problems)
    return (None if problems else kind(**values)), problems


def _with_item(kind: type[Rule], items: tuple[t.Node, ...], context: Context, problems: list[Problem]) -> Context:
    """The later fields are read against the item, so it is known first."""
    if not items and kind.needs_item:
        problems.append(Problem("数据项", f"{kind.name}要填数据项", "填 填报项 里登记的名称"))
    return replace(context, x=items[0] if items else None)
