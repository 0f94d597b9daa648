"""考核期: the tree of periods."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import CellReader
from kaohe_xl.scheme.row_fields import Nameable, read_fields


def read_calendar(book: Book, reader: CellReader, year: int | None) -> m.Calendar:
    """Children before parents. Without the sheet there is one period, named after the year."""
    table = reader.table(book, tables.PERIODS)
    rows = [row for row in table or () if not reader.nameless(row, "期次")]
    if not rows:
        return m.Calendar((m.Period(f"{year}年" if year else m.WHOLE_YEAR),))
    seen: dict[str, Place] = {}
    rows = [row for row in rows if reader.unique(seen, row.text("期次"), row["期次"], "期次")]
    names = [row.text("期次") for row in rows]
    periods = []
    for row in rows:
        parent = reader.known(row, "上级期次", (*names, m.WHOLE_YEAR), "期次")
        read = read_fields(row, m.Period, Nameable(), reader)
        periods.append(m.Period(**read, parent=parent[0] if parent else "", place=row["期次"].place))
    said = {row.text("期次") for row in rows if not row["汇总方式"].blank}
    return m.Calendar(_ordered(_combined(_rooted(periods), said, reader), reader))


def _rooted(periods: list[m.Period]) -> list[m.Period]:
    """One root: several top periods stand below 全年, which is implied where it has no row of its own."""
    tops = [period for period in periods if not period.parent]
    named = any(period.name == m.WHOLE_YEAR for period in periods)
    if len(tops) > 1:
        periods = [replace(p, parent=m.WHOLE_YEAR) if not p.parent and p.name != m.WHOLE_YEAR else p for p in periods]
    if not named and any(period.parent == m.WHOLE_YEAR for period in periods):
        periods = [*periods, m.Period(m.WHOLE_YEAR, place=periods[0].place)]
    return periods


def _combined(periods: list[m.Period], said: set[str], reader: CellReader) -> list[m.Period]:
    """How each parent combines: as it says, else by weight where its children have weights, which add up to 1."""
    result = []
    for period in periods:
        children = [p for p in periods if p.parent == period.name]
        weighted = [child for child in children if child.weight is not None]
        if weighted and period.name not in said:
            period = replace(period, combine=m.Combine.WEIGHTED)
        if period.combine is m.Combine.WEIGHTED and children:
            _check_weights(period, children, reader)
        elif weighted:
            details = {"child": weighted[0].name, "parent": period.name, "how": period.combine.value}
            reader.report("S117", weighted[0].place, **details)
        result.append(period)
    return result


def _check_weights(parent: m.Period, children: list[m.Period], reader: CellReader) -> None:
    missing = [child for child in children if child.weight is None]
    for child in missing:
        reader.report("S111", child.place, child=child.name, parent=parent.name)
    if not missing and sum((child.weight or Fraction(0) for child in children), Fraction(0)) != 1:
        listed = " + ".join(f"{child.name} {decimal_text((child.weight or Fraction(0)) * 100)}%" for child in children)
        reader.report("S112", children[0].place, parent=parent.name, listed=listed)


def _ordered(periods: list[m.Period], reader: CellReader) -> tuple[m.Period, ...]:
    """Children before parents; a ring of 上级期次 is reported and cut."""
    by_name = {period.name: period for period in periods}
    for period in periods:
        trail, name = [period.name], period.parent
        while name and name not in trail:
            trail.append(name)
            name = by_name[name].parent
        if name == period.name:
            reader.report("S113", period.place, name=period.name)
            by_name[period.name] = replace(period, parent="")
    tops = [period.name for period in by_name.values() if not period.parent]
    for name in tops[1:]:  # a cut ring leaves several tops; nothing is scored, but reading goes on
        by_name[name] = replace(by_name[name], parent=tops[0])
    done: dict[str, m.Period] = {}

    def visit(period: m.Period) -> None:
        for child in by_name.values():
            if child.parent == period.name and child.name not in done:
                visit(child)
        done.setdefault(period.name, period)

    for period in by_name.values():
        visit(period)
    return tuple(done.values())
