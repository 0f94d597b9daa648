"""The scored workbook on disk: one file, or a summary with volumes where there are too many units for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from kaohe_xl.assess import Assessment
from kaohe_xl.explain.account import account_of
from kaohe_xl.finding import Finding
from kaohe_xl.memory import in_steps, sweep
from kaohe_xl.messages import finding
from kaohe_xl.place import Place
from kaohe_xl.returns.model import Returned
from kaohe_xl.reward import Payment
from kaohe_xl.sheets.build import result_workbook
from kaohe_xl.sheets.model import Sheet
from kaohe_xl.sheets.volumes import FOLDER, MOST_UNITS, Volume, summary_workbook, volume_workbook, volumes_of
from kaohe_xl.workbook.write import write_workbook

_MOST_ROWS = 1_000_000  # of the 1,048,576 that Excel takes
_CARD = 40  # rows of a 成绩单 beside those of its points
_SUFFIX = "-评分结果.xlsx"


def write_results(
    assessment: Assessment,
    payments: Sequence[Payment],
    returned: Returned,
    findings: Sequence[Finding],
    extra: Sequence[Sheet],
    path: Path,
    *,
    most: int = MOST_UNITS,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Path, list[Path], list[Finding]]:
    """Write the result to ``path``, and volumes into 分册/ beside it where there are more than ``most`` units.

    Volumes are made one after the other, so that memory holds the sheets of one. ``tell``: volumes done, of how many.

    Returns:
        where the result is, the volumes, and what is to be told about them.
    Raises:
        OSError: the folder cannot be written to.
    """
    folder = path.parent / FOLDER
    volumes = volumes_of(assessment.scheme, _fitting(assessment, most))
    if not volumes:
        _remove_others(folder, [])
        return write_workbook(result_workbook(assessment, payments, returned, findings, extra), path), [], []
    units = len(assessment.scheme.units)
    told = finding("R412", Place(path.name), units=units, count=len(volumes), folder=FOLDER)
    written: list[Path] = []
    named: list[Volume] = []
    with in_steps():
        for volume in volumes:
            tell(len(written), len(volumes))
            book = volume_workbook(assessment, payments, returned, findings, volume)
            written.append(write_workbook(book, folder / volume.file))
            named.append(replace(volume, saved_as=written[-1].name))
            del book
            sweep()
    _remove_others(folder, written)
    book = summary_workbook(assessment, payments, returned, [*findings, told], named, extra)
    return write_workbook(book, path), written, [told]


def _fitting(assessment: Assessment, most: int) -> int:
    """How many units a workbook takes: ``most``, or fewer where each has very many rows in 扣分清单 and 成绩单."""
    scores = [result.score for result in assessment.periods.values() if result.score is not None]
    at_most = sum(len(score.clauses) + 4 * len(score.indicators) + 2 for score in scores) + _CARD
    units = len(assessment.scheme.units)
    if at_most * min(units, most) <= _MOST_ROWS:
        return most
    ledger = account_of(assessment).ledger
    longest = max(len(ledger.of(row)) for row in range(units)) + _CARD
    return min(most, _MOST_ROWS // longest)


def _remove_others(folder: Path, written: Sequence[Path]) -> None:
    """Volumes of an earlier run that no longer hold; a folder of nothing else goes too."""
    kept = {path.name for path in written}
    for path in folder.glob(f"*{_SUFFIX}") if folder.is_dir() else ():
        if path.name not in kept and not path.name.startswith("~$"):
            path.unlink()
    if not written and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
