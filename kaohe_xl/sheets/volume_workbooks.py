"""Very many units: a volume for each 上级单位 with all sheets of its units, and a summary workbook on top.

Scores, ranks and amounts are those of the whole; a volume only shows fewer units. What a volume or the summary cannot
recompute on its own stands there as a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from kaohe_xl.base.finding import Finding
from kaohe_xl.returns.model import FileOutcome, FileState, FillerStatus, Received, Returned
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.build import own_sheets, unit_sheets
from kaohe_xl.sheets.contents import contents_sheet
from kaohe_xl.sheets.lists.problems import problems_sheet
from kaohe_xl.sheets.lists.received import received_sheet
from kaohe_xl.sheets.lists.volume_index import index_sheet
from kaohe_xl.sheets.model import Out, Sheet, Style, Workbook
from kaohe_xl.sheets.registry import SAYS
from kaohe_xl.sheets.result import RunResult, Scored
from kaohe_xl.sheets.scores.ranking_sheet import RANKING_SHEET
from kaohe_xl.sheets.scores.summary import SUMMARY_SHEET
from kaohe_xl.sheets.sheet_parts import Anchors
from kaohe_xl.sheets.volume import Volume, scoring_stamp

_RETURNS = "../../收表/"  # seen from 结果/分册/
_MOST_LISTED = 200_000  # rows of 收表情况 and 数据问题 in the summary: what needs attention


_Filled = TypeVar("_Filled", FileOutcome, FillerStatus)


def volume_workbook(result: RunResult, volume: Volume) -> Workbook:
    """All sheets of a volume's units; values, because what they are ranked by stands in other volumes too."""
    assessment = result.assessment
    scored = Scored(_of_volume(result, volume), units=volume.units, returns=_RETURNS)
    shown = unit_sheets(scored)
    settings = assessment.scheme.settings
    names = [sheet.name for sheet in shown]
    part = f"{volume.name}，版次 {scoring_stamp(assessment, result.payments)}"
    sheets = [contents_sheet(assessment.scheme, names, SAYS, part), *(_alone(sheet, names) for sheet in shown)]
    return Workbook(sheets, {}, f"{settings.title}（{volume.name}）", digits=settings.digits)


def summary_workbook(result: RunResult, volumes: Sequence[Volume]) -> Workbook:
    """Ranks and totals of all units, what needs attention, and where the volumes are."""
    scheme, findings = result.assessment.scheme, result.findings
    whole = Scored(result, volumes=volumes)
    scored = [each.make(whole) for each in (RANKING_SHEET, SUMMARY_SHEET) if each.when(whole)]
    told = [
        index_sheet(whole),
        *result.notices,
        received_sheet(result.assessment, _not_in_volumes(scheme, whole.returned), Anchors(), whole.returned),
        problems_sheet(scheme, findings if len(findings) <= _MOST_LISTED else _of_no_unit(scheme, findings)),
    ]
    own = own_sheets(scheme.book)
    sheets = [*(_still(sheet) for sheet in scored), *told, *own]
    contents = contents_sheet(scheme, [sheet.name for sheet in sheets if not sheet.hidden], SAYS)
    at = 1 if scored else 0
    return Workbook([*sheets[:at], contents, *sheets[at:]], {}, scheme.settings.title, digits=scheme.settings.digits)


def _still(sheet: Sheet) -> Sheet:
    """The sheet with values in place of its formulas, which look at sheets that are not here, or at all units."""
    rows = [
        [cell._replace(formula="", array=False) if cell and cell.formula else cell for cell in row]
        for row in sheet.cells
    ]
    return replace(sheet, cells=rows, charts=())


def _alone(sheet: Sheet, names: Sequence[str]) -> Sheet:
    """The sheet of a volume: no formula looks at another sheet, no link leads to a sheet that is not there."""
    there = tuple(f"internal:{start}" for name in names for start in (f"'{name}'!", f"{name}!"))

    def alone(cell: Out | None) -> Out | None:
        if cell is None:
            return None
        if cell.formula and "!" in cell.formula:
            cell = cell._replace(formula="", array=False)
        if cell.link.startswith("internal:") and not cell.link.startswith(there):
            cell = cell._replace(link="", style=Style.CENTER if cell.style is Style.LINK else cell.style)
        return cell

    return replace(sheet, cells=[[alone(cell) for cell in row] for row in sheet.cells])


def _of_no_unit(scheme: Scheme, findings: Sequence[Finding]) -> list[Finding]:
    names = frozenset(scheme.unit_names)
    return [finding for finding in findings if finding.unit not in names]


def _of_volume(result: RunResult, volume: Volume) -> RunResult:
    """What belongs to the units of a volume."""
    rows = frozenset(volume.units)
    names = frozenset(result.assessment.scheme.units[row].name for row in volume.units)
    returned = result.returned or Returned(result.assessment.tidy)
    return RunResult(
        result.assessment,
        [payment for payment in result.payments if payment.unit in rows],
        replace(
            returned,
            files=[file for file in returned.files if file.filler in names],
            fillers=[status for status in returned.fillers if status.filler in names],
        ),
        [finding for finding in result.findings if finding.unit in names],
    )


def _not_in_volumes(scheme: Scheme, returned: Returned) -> Returned:
    """What is no unit's, who is short and what was not taken; the others are in the units' volumes only."""
    names = frozenset(scheme.unit_names)
    taken = (FileState.ACCEPTED, FileState.SUPERSEDED, FileState.IGNORED)
    fillers = [s for s in returned.fillers if s.filler not in names or s.received is not Received.RETURNED]
    files = [file for file in returned.files if file.filler not in names or file.outcome not in taken]
    return replace(returned, fillers=_first(fillers, names), files=_first(files, names))


def _first(listed: Sequence[_Filled], names: frozenset[str]) -> list[_Filled]:
    """What no volume holds always; of the rest as many as a sheet takes."""
    room = max(0, _MOST_LISTED - sum(each.filler not in names for each in listed))
    kept = []
    for each in listed:
        if each.filler not in names:
            kept.append(each)
        elif room:
            room -= 1
            kept.append(each)
    return kept
