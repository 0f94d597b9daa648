"""The scheme workbook, as grids → a frozen :class:`Scheme` and every mistake in it."""

from __future__ import annotations

from kaohe_xl.base.finding import Finding, has_errors
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import position_of
from kaohe_xl.base.text import fold, nearest
from kaohe_xl.expr.parse import ExpressionNames
from kaohe_xl.scheme import basics, blocks, judges, periods, records, rewards, rubric, tables, vetoes
from kaohe_xl.scheme import items as data_items
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import CellReader, has_header
from kaohe_xl.scheme.check import review
from kaohe_xl.scheme.declared_names import DeclaredNames
from kaohe_xl.scheme.rubric_clause import RubricContext
from kaohe_xl.scheme.settings import read_settings, settle_names
from kaohe_xl.scheme.snapshot import generated_names

_ALIKE = 60.0


def read_scheme(book: Book) -> tuple[m.Scheme | None, list[Finding]]:
    """Read and review a scheme workbook.

    Returns the scheme, or None if any finding is an error (a scheme with errors scores nothing), and all findings:
    one run reports every mistake, each with sheet and cell.
    """
    reader = CellReader()
    settings = read_settings(book, reader)
    units = basics.read_units(book, reader)
    groups = tuple(dict.fromkeys(unit.group for unit in units if unit.group))
    lines = basics.read_lines(book, reader, groups)
    calendar = periods.read_calendar(book, reader, settings.year)
    attributes = basics.attribute_types(book)
    items = data_items.read_items(book, reader, attributes)
    rows = blocks.read_blocks(book, reader)
    names = ExpressionNames(
        items={name: item.type for name, item in items.items()},
        attributes=attributes,
        indicators=blocks.indicator_names(rows),
        lines=tuple(line.name for line in lines),
        vetoes=vetoes.veto_names(book),
    )
    around = RubricContext(names, groups, lines, calendar)
    indicators = rubric.build_indicators(rows, around, reader)
    items |= judges.judged_items(indicators.values(), items, settings, reader)
    known = DeclaredNames(names, groups, lines, calendar, units, items, indicators)
    settings = settle_names(settings, known, reader)
    grades = vetoes.read_grades(book, groups, reader)
    approved, decisions = records.read_approved(book, known, reader)
    scheme = m.Scheme(
        settings=settings,
        units=units,
        lines=lines,
        calendar=calendar,
        items=items,
        indicators=indicators,
        vetoes=vetoes.read_vetoes(book, known, grades, reader),
        grades=grades,
        rewards=rewards.read_rewards(book, known, grades, reader),
        approved=approved,
        decisions=decisions,
        past_results=records.read_past_results(book, known, reader),
        names=names,
        book=book,
    )
    _misnamed_sheets(book, reader)
    findings = reader.findings + review(scheme, frozenset(reader.unread), whole=not has_errors(reader.findings))
    return (None if has_errors(findings) else scheme), _in_reading_order(findings, book)


def _in_reading_order(findings: list[Finding], book: Book) -> list[Finding]:
    """Sheet by sheet, row by row, as a clerk goes through the workbook; what concerns the whole book first."""
    sheets = {grid.name: position for position, grid in enumerate(book.grids)}
    return sorted(findings, key=lambda found: (sheets.get(found.place.sheet, -1), position_of(found.place.cell)))


def _misnamed_sheets(book: Book, reader: CellReader) -> None:
    """A sheet that looks like one of the contract's but is called otherwise would silently not count."""
    known = {fold(spec.sheet) for spec in (*tables.ALL, tables.DATA)} | generated_names(book)
    others = [g for g in book.grids if fold(g.name) not in known and not fold(g.name).startswith(tables.RUBRIC.sheet)]
    for spec in tables.ALL:
        if spec.required or book.find(spec.sheet):  # a required sheet that is absent has been reported
            continue
        for grid in others:
            if not grid.hidden and nearest(grid.name, [spec.sheet], alike=_ALIKE) and has_header(grid, spec):
                reader.report("S115", grid.place(1, 1), sheet=grid.name, wanted=spec.sheet)
