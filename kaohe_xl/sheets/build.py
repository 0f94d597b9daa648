"""The scored workbook: every sheet in its order, and how they hang together."""

from __future__ import annotations

from collections.abc import Collection

from kaohe_xl.base.grid import Book
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.contents import NAME as CONTENTS
from kaohe_xl.sheets.contents import contents_sheet, parameter_names
from kaohe_xl.sheets.live.parameters import Parameters
from kaohe_xl.sheets.model import Sheet, Workbook
from kaohe_xl.sheets.registry import APART, RESULT_SHEETS, SAYS
from kaohe_xl.sheets.result import ResultSheet, RunResult, Scored
from kaohe_xl.sheets.schemes.scheme import own_grids, scheme_sheet

# Names of sheets that a result makes itself; a scheme sheet of such a name would be the last result's
GENERATED = (CONTENTS, *(sheet.name for sheet in RESULT_SHEETS))


def result_workbook(result: RunResult, apart: Collection[str] = ()) -> Workbook:
    """Everything about a scored assessment. ``apart``: those of :data:`~kaohe_xl.sheets.registry.APART` that are made
    somewhere else, and only have their place here."""
    scheme = result.assessment.scheme
    grids = own_grids(scheme.book, GENERATED)
    scored = Scored(result, own_grids=grids)
    there = [each for each in RESULT_SHEETS if each.when(scored)]
    scored.made = [_made(each, scored, apart) for each in there if not each.from_others]
    last = [each.make(scored) for each in there if each.from_others]
    shown = [*scored.made, *(sheet for sheet in last if not sheet.hidden), *(scheme_sheet(grid) for grid in grids)]
    contents = contents_sheet(scheme, [sheet.name for sheet in shown if not sheet.hidden], SAYS)
    # named only now: what is named for the reader does not count as used by a formula
    names = parameter_names(scheme, Parameters(scheme.book))
    sheets = [shown[0], contents, *shown[1:], *(sheet for sheet in last if sheet.hidden)]
    return Workbook(sheets, names, scheme.settings.title, digits=scheme.settings.digits)


def _made(sheet: ResultSheet, scored: Scored, apart: Collection[str]) -> Sheet:
    return Sheet(sheet.name, ()) if sheet.name in apart else sheet.make(scored)


def apart_of(assessment: Assessment) -> tuple[str, ...]:
    """Those of :data:`~kaohe_xl.sheets.registry.APART` that this result has: no process makes what is not wanted."""
    scored = Scored(RunResult(assessment))
    return tuple(each.name for each in RESULT_SHEETS if each.name in APART and each.when(scored))


def sheet_apart(assessment: Assessment, name: str) -> Sheet:
    """One of :data:`~kaohe_xl.sheets.registry.APART` as :func:`result_workbook` makes it."""
    (sheet,) = (each for each in RESULT_SHEETS if each.name == name and each.name in APART)
    return sheet.make(Scored(RunResult(assessment)))


def unit_sheets(scored: Scored) -> list[Sheet]:
    """Everything that tells of the units one by one, for a volume that holds some of them."""
    return [each.make(scored) for each in RESULT_SHEETS if each.by_unit and each.when(scored)]


def own_sheets(book: Book, generated: Collection[str] = GENERATED) -> list[Sheet]:
    """The scheme's own sheets, as they are."""
    return [scheme_sheet(grid) for grid in own_grids(book, generated)]
