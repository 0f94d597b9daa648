"""验证 of a scored workbook that may have been edited. Its formulas, what stands in its cells, and what edits move."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.formula import ArrayFormula

from kaohe_xl import pipeline
from kaohe_xl.archive import engine
from kaohe_xl.archive.workbook import WorkbookCells, cells_of
from kaohe_xl.base.filenames import RESULTS, SCORED
from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.base.place import Place
from kaohe_xl.base.sheet_names import CONTENTS
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.pipeline import Job, ProgressListener, silent
from kaohe_xl.sealing import sealed_package

_MOST_TOLD = 40
_IN_ORDER = ("R915", "R911", "R912", "R913", "R914")  # what was done first, then what shows it


@dataclass(frozen=True)
class WorkbookVerification:
    """What verifying a workbook came to. ``formulas``: how many were calculated; ``equal``: as our exact figures."""

    findings: Sequence[Finding]
    formulas: int = 0
    equal: int = 0

    @property
    def whole(self) -> bool:
        return not any(each.severity is not Severity.NOTE for each in self.findings)

    @property
    def compared(self) -> int:
        return self.formulas


def verify_any(
    path: Path,
    tell: ProgressListener = silent,
    *,
    closed: bool = False,
    passwords: Passwords | None = None,
    code: str = "",
) -> sealed_package.PackageVerification | WorkbookVerification:
    """A sealed package, or a scored workbook."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return verify_workbook(path, tell, closed=closed, passwords=passwords)
    return sealed_package.verify(path, tell, passwords=passwords, code=code)


def verify_workbook(
    path: Path, tell: ProgressListener = silent, *, closed: bool = False, passwords: Passwords | None = None
) -> WorkbookVerification:
    """Against the workbook that the scheme and the returned files give today, cell by cell; then calculated anew.

    The assessment is the one whose 结果 folder it lies in, or the workbook beside it that it was made from.

    Raises:
        OSError: a file cannot be read.
    """
    data = path.read_bytes()
    job = _job_of(path)
    if job is None:
        return WorkbookVerification([finding("R910", Place(path.name))])
    tell("重新评分")
    fresh = _scored_anew(job, tell, passwords or Passwords(), closed=closed)
    if fresh is None:
        return WorkbookVerification([finding("R910", Place(path.name))])
    try:
        told, mine = _cells(data), _cells(fresh)
    except ValueError as error:
        return WorkbookVerification([finding("R901", Place(path.name), problem=str(error))])
    edits = sorted(_edits(path.name, told, mine), key=lambda each: _IN_ORDER.index(each.code))
    tell("验证公式")
    found, formulas, equal = _calculated(path.name, data, fresh, mine)
    more = [finding("R916", Place(path.name), more=len(edits) - _MOST_TOLD)] if len(edits) > _MOST_TOLD else []
    return WorkbookVerification([*edits[:_MOST_TOLD], *more, *found], formulas, equal)


def _job_of(path: Path) -> Job | None:
    whole = path.resolve()
    if whole.parent.name == RESULTS:
        job, _ = pipeline.locate(whole.parent.parent)
        return job
    source = whole.with_name(whole.name.replace(f"{SCORED}.xlsx", ".xlsx"))
    if source == whole or not source.is_file():
        return None
    job, _ = pipeline.locate(source)
    return job


def _scored_anew(job: Job, tell: ProgressListener, passwords: Passwords, *, closed: bool) -> bytes | None:
    """The result workbook as it is made today, in a place of its own: what is there is left alone."""
    with tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        if job.single:
            copy = Path(folder) / job.scheme.name
            copy.write_bytes(job.scheme.read_bytes())
            again, _ = pipeline.locate(copy)
            report = (
                pipeline.run_alone(again, ReadOptions(jobs=1), tell, choices=pipeline.RunChoices(closed))
                if again is not None
                else None
            )
        else:
            files = sealed_package.files_of(job.root, secrets=True)
            times = sealed_package.times_of(job.root, files)
            terms = sealed_package.RerunTerms(job.scheme.name, closed, times, passwords=passwords)
            report = sealed_package.scored_again(files, Path(folder), terms, tell)
        return report.output.read_bytes() if report is not None and report.output is not None else None


def _cells(data: bytes) -> tuple[WorkbookCells, WorkbookCells]:
    """Formulas (and what was typed), and the values that stand in the cells.

    Raises:
        ValueError: it is no workbook.
    """
    return _figures(cells_of(data, formulas=True)), _figures(cells_of(data, formulas=False))


def _figures(cells: WorkbookCells) -> WorkbookCells:
    """Without the 目录, which has none; of a formula over several cells, its words."""
    return {
        sheet: {at: f"{each.text}" if isinstance(each, ArrayFormula) else each for at, each in of_sheet.items()}
        for sheet, of_sheet in cells.items()
        if sheet != CONTENTS
    }


def is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _edits(
    name: str, told: tuple[WorkbookCells, WorkbookCells], mine: tuple[WorkbookCells, WorkbookCells]
) -> Iterator[Finding]:
    """What somebody changed by hand: formulas first, since they are what a figure rests on."""
    formulas, own = told[0], mine[0]
    for sheet in own.keys() - formulas.keys():
        yield finding("R915", Place(name, sheet), what="没有这张表了")
    for sheet in formulas.keys() - own.keys():
        yield finding("R915", Place(name, sheet), what="多出来的表")
    for sheet in own.keys() & formulas.keys():
        for cell in sorted(own[sheet].keys() | formulas[sheet].keys(), key=_position):
            before, now = own[sheet].get(cell), formulas[sheet].get(cell)
            place = Place(name, sheet, cell)
            if is_formula(before) and not is_formula(now):
                yield finding(
                    "R911", place, formula=str(before)[:120], now=_shown(now), was=_shown(mine[1][sheet].get(cell))
                )
            elif is_formula(before) or is_formula(now):
                if before != now:
                    yield finding("R912", place, before=_shown(before), now=_shown(now))
                elif (stands := told[1][sheet].get(cell)) is None:
                    continue  # saved by a program that calculates nothing
                elif not _alike(was := mine[1][sheet].get(cell), stands):
                    yield finding("R914", place, before=_shown(was), now=_shown(stands))
            elif not _alike(before, now):
                yield finding("R913", place, before=_shown(before), now=_shown(now))


def _calculated(
    name: str, data: bytes, fresh: bytes, mine: tuple[WorkbookCells, WorkbookCells]
) -> tuple[list[Finding], int, int]:
    """All formulas calculated by the second engine in both workbooks: what the edits move; how many are as ours."""
    wanted = {sheet: [cell for cell, value in cells.items() if is_formula(value)] for sheet, cells in mine[0].items()}
    count = sum(map(len, wanted.values()))
    if not engine.installed():
        return [finding("R917", Place(name), library=engine.NAME)], 0, 0
    now, before = engine.calculated(data, wanted), engine.calculated(fresh, wanted)
    if now is None or before is None:
        return [finding("R918", Place(name), library=engine.NAME)], 0, 0
    equal = sum(
        engine.same(before.get(sheet, {}).get(cell), _plain(mine[1][sheet].get(cell)))
        for sheet, cells in wanted.items()
        for cell in cells
    )
    moved = (
        finding("R919", Place(name, sheet, cell), before=_shown(mine[1][sheet].get(cell)), now=_shown(now[sheet][cell]))
        for sheet, cells in wanted.items()
        if sheet in now
        for cell in cells
        if not engine.same(before.get(sheet, {}).get(cell), now[sheet].get(cell))
    )
    return [*islice(moved, _MOST_TOLD)], count, equal


def _position(cell: str) -> tuple[int, str]:
    return int("".join(filter(str.isdigit, cell))), cell


def _plain(value: Any) -> engine.Value:
    if isinstance(value, datetime | date):
        return float(to_excel(value))  # type: ignore[no-untyped-call]
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)


def _alike(one: object, other: object) -> bool:
    return one == other or engine.same(_plain(one), _plain(other))


def _shown(value: object) -> str:
    return "（空）" if value in (None, "") else f"{value:.12g}" if isinstance(value, float) else str(value)[:120]
