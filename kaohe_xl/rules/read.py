"""A rubric row → a rule of its kind, with every unreadable cell as a problem beside the column it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kaohe_xl.base.cells import Cell
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Problem, Rule
from kaohe_xl.rules.declared import REQUIRED, Context, FieldError, around, specs


def read_rule(kind: type[Rule], cells: Mapping[str, Cell], context: Context) -> tuple[Rule | None, list[Problem]]:
    """Read the declared columns of ``kind``. Returns None for the rule when any of them has a problem."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for attribute, spec in specs(kind).items():
        cell = cells.get(spec.header)
        try:
            if cell is not None and cell.problem:
                raise FieldError(f"这一格没有值（{cell.problem}）", spec.help)
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
    if problems:
        return None, problems
    values.update((attribute, pick(context)) for attribute, pick in around(kind).items())
    rule = kind(**values)
    problems.extend(rule.problems())
    return (None if problems else rule), problems


def _with_item(kind: type[Rule], items: tuple[t.Node, ...], context: Context, problems: list[Problem]) -> Context:
    """The later fields are read against the items, so they are known first."""
    if not items and kind.needs_item:
        problems.append(Problem("数据项", f"{kind.name}要填数据项", "填 填报项 里登记的名称"))
    if len(items) > 1 and not kind.several:
        remedy = "每个数据项写一行，或先在填报项里用公式合成一个派生项"
        problems.append(Problem("数据项", f"{kind.name}只看一个数据项，这里写了 {len(items)} 个", remedy))
    before = len(problems)
    for item in items:
        if isinstance(item, t.Item | t.Attribute) and item.type not in kind.accepts:
            wanted = "、".join(each.value for each in kind.accepts)
            remedy = f"换成类型为 {wanted} 的数据项，或换一种计分方式"
            problems.append(Problem("数据项", f"“{item.name}”的类型是“{item.type.value}”，{kind.name}不能用", remedy))
    # against an item of the wrong type the other cells would only give the same mistake again
    return replace(context, x=items[0] if items else None, items=items if len(problems) == before else ())
