"""The scheme workbook, as grids → a frozen :class:`Scheme` and every mistake in it."""

from __future__ import annotations

from kaohe_xl.expr.parse import Names
from kaohe_xl.finding import Finding, has_errors
from kaohe_xl.grid import Book
from kaohe_xl.scheme import basics, outcome, rubric
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.cells import Reader
from kaohe_xl.scheme.check import review


def read_scheme(book: Book) -> tuple[m.Scheme | None, list[Finding]]:
    """Read and review a scheme workbook.

    Returns the scheme, or None if any finding is an error (a scheme with errors scores nothing), and all findings:
    one run reports every mistake, each with sheet and cell.
    """
    reader = Reader()
    settings = basics.read_settings(book, reader)
    units = basics.read_units(book, reader)
    groups = tuple(dict.fromkeys(unit.group for unit in units if unit.group))
    lines = basics.read_lines(book, reader, groups)
    calendar = basics.read_calendar(book, reader, settings.year)
    attributes = basics.attribute_types(book)
    items = basics.read_items(book, reader, attributes)
    blocks = rubric.read_blocks(book, reader)
    names = Names(
        items={name: item.type for name, item in items.items()},
        attributes=attributes,
        indicators=rubric.indicator_names(blocks),
        lines=tuple(line.name for line in lines),
        vetoes=outcome.veto_names(book),
    )
    around = rubric.Surroundings(names, groups, lines, calendar)
    indicators = rubric.build_indicators(blocks, around, reader)
    known = outcome.Known(names, groups, lines, calendar, units, items, indicators)
    grades = outcome.read_grades(book, groups, reader)
    scheme = m.Scheme(
        settings=settings,
        units=units,
        lines=lines,
        calendar=calendar,
        items=items,
        indicators=indicators,
        vetoes=outcome.read_vetoes(book, known, grades, reader),
        grades=grades,
        rewards=outcome.read_rewards(book, known, grades, reader),
        verified=outcome.read_verified(book, known, reader),
        history=outcome.read_history(book, known, reader),
        names=names,
        book=book,
    )
    findings = reader.findings + review(scheme)
    return (None if has_errors(findings) else scheme), findings
