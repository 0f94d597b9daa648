"""The scored workbook on disk: one file, or a summary with volumes where there are too many units for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from kaohe_xl.base.filenames import SCORED
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.messages import finding
from kaohe_xl.parallel.executor import Executor, here
from kaohe_xl.parallel.garbage_collection import in_steps, sweep
from kaohe_xl.parallel.shared_data import SharedData
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.build import apart_of, result_workbook, sheet_apart
from kaohe_xl.sheets.registry import APART
from kaohe_xl.sheets.result import RunResult
from kaohe_xl.sheets.volume import FOLDER, MOST_UNITS, Volume, volumes_of
from kaohe_xl.sheets.volume_workbooks import summary_workbook, volume_workbook
from kaohe_xl.writing.prepared_sheet import PreparedSheet, make_ready
from kaohe_xl.writing.untouched import keep_edited
from kaohe_xl.writing.write import Apart, write_workbook

_MOST_ROWS = 1_000_000  # of the 1,048,576 that Excel takes
_CARD = 40  # rows of a 成绩单 beside those of its points
_MUCH = 40_000  # clauses times units: below that a process comes up too late to help
_MOST_PROCESSES = 4  # unless more are asked for: each holds all scores, and the sheets of a volume


@contextmanager
def helpers(scheme: Scheme, jobs: int) -> Iterator[Executor | None]:
    """Processes that help to write a large result, for :func:`write_results`; they come up at once. None = no help.

    ``jobs``: how many processes work at a time; 0 = as many as there are processors, up to four.
    """
    jobs = jobs or min(os.cpu_count() or 1, _MOST_PROCESSES)
    if jobs < 2 or len(scheme.units) * sum(len(clause.periods) for clause in scheme.clauses) < _MUCH:
        yield None
        return
    from kaohe_xl.parallel.processes import processes  # nobody's desk needs it

    beside_this_one = min(jobs - 1, len(APART))
    with processes(jobs if len(scheme.units) > MOST_UNITS else beside_this_one, __name__) as executor:
        yield executor


def write_results(
    result: RunResult,
    path: Path,
    *,
    most: int = MOST_UNITS,
    help_from: Executor | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Path, list[Path], list[Finding]]:
    """Write the result to ``path``, and volumes into 分册/ beside it where there are more than ``most`` units.

    A process makes one volume at a time, so that its memory holds the sheets of one. ``help_from``: see
    :func:`helpers`. ``tell``: volumes done, of how many.

    Returns:
        where the result is, the volumes, and what is to be told about them.
    Raises:
        OSError: the folder cannot be written to.
    """
    folder, assessment = path.parent / FOLDER, result.assessment
    volumes = volumes_of(assessment.scheme, _fitting(assessment, most))
    edited: list[Finding] = []
    if not volumes:
        _remove_others(folder, [], edited)
        with _apart(assessment, help_from) as apart:
            book = result_workbook(result, apart)
            output = write_workbook(book, path, apart, partial(keep_edited, edited))
            return output, [], [*edited, *_renamed(output, path)]
    units = len(assessment.scheme.units)
    told = finding("R412", Place(path.name), units=units, count=len(volumes), folder=FOLDER)
    tell(0, len(volumes))
    written: list[Path] = []
    with SharedData(replace(result, notices=())) as whole:
        for file, kept in (help_from or here)(partial(_write_volume, whole, folder), volumes):
            written.append(file)
            edited += kept
            tell(len(written), len(volumes))
    _remove_others(folder, written, edited)
    named = [replace(volume, saved_as=file.name) for volume, file in zip(volumes, written, strict=True)]
    book = summary_workbook(replace(result, findings=[*result.findings, told]), named)
    output = write_workbook(book, path, before=partial(keep_edited, edited))
    return output, written, [told, *edited, *_renamed(output, path)]


def _renamed(output: Path, path: Path) -> list[Finding]:
    """The result of before is open in a spreadsheet program, so it has another name now."""
    return [] if output == path else [finding("R103", Place(path.name), name=output.name)]


@contextmanager
def _apart(assessment: Assessment, help_from: Executor | None) -> Iterator[Apart]:
    """Sheets that others make at the same time."""
    if help_from is None:
        yield {}
        return
    with SharedData(assessment) as common:
        yield {name: partial(next, help_from(partial(_made_ready, common), [name])) for name in apart_of(assessment)}


def _made_ready(assessment: SharedData[Assessment], name: str) -> PreparedSheet:
    return make_ready(sheet_apart(assessment.value, name), assessment.value.scheme.settings.digits)


def _write_volume(whole: SharedData[RunResult], folder: Path, volume: Volume) -> tuple[Path, list[Finding]]:
    """Where the volume is, and whether an edited one was kept; nothing of it stays in memory."""
    edited: list[Finding] = []
    with in_steps():
        book = volume_workbook(whole.value, volume)
        file = write_workbook(book, folder / volume.file, before=partial(keep_edited, edited))
        del book
        sweep()
    return file, edited


def _fitting(assessment: Assessment, most: int) -> int:
    """How many units a workbook takes: ``most``, or fewer where each has very many rows in 扣分清单 and 成绩单."""
    scores = [result.score for result in assessment.periods.values() if result.score is not None]
    at_most = sum(len(score.clauses) + 4 * len(score.indicators) + 2 for score in scores) + _CARD
    units = len(assessment.scheme.units)
    if at_most * min(units, most) <= _MOST_ROWS:
        return most
    ledger = worded_entries_of(assessment).ledger
    longest = max(len(ledger.of(row)) for row in range(units)) + _CARD
    return min(most, _MOST_ROWS // longest)


def _remove_others(folder: Path, written: Sequence[Path], edited: list[Finding]) -> None:
    """Volumes of an earlier run that no longer hold, edited ones kept aside; a folder of nothing else goes too."""
    kept = {path.name for path in written}
    for path in folder.glob(f"*{SCORED}.xlsx") if folder.is_dir() else ():
        if path.name not in kept and not path.name.startswith("~$"):
            keep_edited(edited, path)
            path.unlink()
    if not written and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
