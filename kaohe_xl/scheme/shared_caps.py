"""合计上限: one cap that several rows share, across 编号, too (累计加分不超过6分)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.text import fold, narrow
from kaohe_xl.expr import tree as t
from kaohe_xl.rules.base import Effect
from kaohe_xl.rules.declared import FieldError
from kaohe_xl.rules.fields import plain_number
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import CellReader, empty


def read_pool(cell: Cell, reader: CellReader) -> m.SharedCap | None:
    """加分:6, or 加分 where another row of the group says how much."""
    if empty(cell):
        return None
    name, colon, figure = (part.strip() for part in narrow(cell.text).partition(":"))
    if not name or (colon and not figure):
        reader.bad(cell, "合计上限", "没有写全", "写成 组名:几分，例如 加分:6；同组别的行写组名即可")
        return None
    try:
        cap = plain_number(figure) if colon else None
    except FieldError as error:
        reader.bad(cell, "合计上限", error.problem, "写成 组名:几分，例如 加分:6")
        return None
    if cap is not None and cap.value <= 0:
        reader.bad(cell, "合计上限", "应大于 0", "写这几行合起来最多几分，例如 加分:6")
        return None
    return m.SharedCap(name, cap, cell.place)


def settle_pools(indicators: Mapping[str, m.Indicator], reader: CellReader) -> dict[str, m.Indicator]:
    """Every row of a group gets the group's cap; what contradicts itself is told."""
    caps: dict[str, m.SharedCap] = {}
    effects: dict[str, Effect] = {}
    clauses = [clause for indicator in indicators.values() for clause in indicator.clauses if clause.pool is not None]
    for clause in clauses:
        pool = clause.pool
        assert pool is not None
        key = fold(pool.name)
        first = caps.get(key)
        if pool.cap is not None and first is not None and first.cap is not None and first.cap.value != pool.cap.value:
            reader.report("S791", pool.place, group=pool.name, other=first.place.cell)
        if first is None or first.cap is None:
            caps[key] = pool
        if effects.setdefault(key, clause.effect) is not clause.effect or clause.effect is Effect.ZEROES:
            reader.report("S792", pool.place, group=pool.name)
        if clause.exclusive:
            reader.report("S793", pool.place, group=pool.name, exclusive=clause.exclusive)
    for pool in caps.values():
        if pool.cap is None:
            reader.report("S794", pool.place, group=pool.name)
    return {key: _with_caps(indicator, caps) for key, indicator in indicators.items()}


def _with_caps(indicator: m.Indicator, caps: Mapping[str, m.SharedCap]) -> m.Indicator:
    settled = tuple(
        replace(clause, pool=replace(clause.pool, cap=caps[fold(clause.pool.name)].cap or t.ZERO))
        if clause.pool is not None
        else clause
        for clause in indicator.clauses
    )
    return replace(indicator, clauses=settled)
