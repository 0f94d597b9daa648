"""The scheme workbook changed from outside Excel, whole or not at all. Cells, or a 核定 as a row of 核定调整."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.place import Place, position_of
from kaohe_xl.base.system import said
from kaohe_xl.messages import finding
from kaohe_xl.pipeline import Job, load
from kaohe_xl.reading.read import UnreadableError, read_book
from kaohe_xl.scheme.model import Ruling, Scheme
from kaohe_xl.scheme.tables import APPROVED, spec_of
from kaohe_xl.watching.folder import Watched
from kaohe_xl.watching.lock import take
from kaohe_xl.writing.amend import NotAmendableError, amend
from kaohe_xl.writing.write import has_lock_file

_AS_TEXT = ("编号", "期次", "日期")


def approve(job: Job, entered: Mapping[str, str]) -> list[Finding]:
    """Add a row to 核定调整. ``entered``: text by column of that sheet; 单位, 核定值, 依据 and 核定人 are needed.

    The scheme is checked with the row in it before the file is replaced. Findings say why nothing was written.
    """
    path = job.scheme
    lacking = [name for name in _needed(entered) if not entered.get(name, "").strip()]
    if lacking:
        return [finding("R960", Place(path.name, APPROVED.sheet), what="、".join(lacking))]

    def put(scratch: Path) -> list[Finding]:
        scheme, found = _with_row(job, scratch, entered)
        if scheme is not None:
            _, cells, as_text = _row_of(read_book(path).find(APPROVED.sheet), entered)
            amend(path, APPROVED.sheet, cells, as_text=as_text)
        return found

    return _alone(job, put)


def scheme_with(job: Job, entered: Mapping[str, str]) -> tuple[Scheme | None, list[Finding]]:
    """The scheme as it would be with a row more in 核定调整; nothing is written. Findings say why there is none."""
    try:
        with tempfile.TemporaryDirectory(prefix="kaohe-") as scratch:
            return _with_row(job, Path(scratch), entered)
    except NotAmendableError:
        return None, [finding("R961", Place(job.scheme.name), problem="它不是 .xlsx 工作簿")]
    except UnreadableError as error:
        return None, [error.finding]


def _needed(entered: Mapping[str, str]) -> tuple[str, ...]:
    """核定值 is no part of an appeal that is turned down."""
    changes = entered.get("申诉", "").strip() not in (Ruling.REFUSED.value, Ruling.NOT_ADMITTED.value)
    return ("单位", "核定值", "依据", "核定人") if changes else ("单位", "编号", "依据", "核定人")


def rewrite(job: Job, sheet: str, cells: Mapping[tuple[int, int], str]) -> list[Finding]:
    """Put texts into cells (row and column from 1) of a sheet that the scheme has."""
    book = read_book(job.scheme)
    grid = book.find(sheet)
    if grid is None:
        return [finding("R961", Place(job.scheme.name), problem=f"方案里没有“{sheet}”这张表")]
    text = _columns_of_text(grid)

    def put(scratch: Path) -> list[Finding]:
        amend(job.scheme, grid.name, cells, as_text=text)
        return []

    return _alone(job, put)


def _columns_of_text(grid: Grid) -> Sequence[int]:
    """Columns whose figures are names: 1.10 is not 1.1."""
    spec = spec_of(grid.name)
    table = spec.table_in(grid) if spec is not None else None
    if spec is None or table is None:
        return ()
    return [number for name, number in table.columns.items() if (known := spec.column(name)) and known.as_text]


def _alone(job: Job, change: Callable[[Path], list[Finding]]) -> list[Finding]:
    """Under the folder's lock, with the scheme open nowhere; ``change`` gets a scratch folder."""
    path = job.scheme
    if has_lock_file(path):
        return [finding("R961", Place(path.name), problem="它正在 Excel 或 WPS 里打开")]
    watched = Watched(job.scheme if job.single else job.root)
    try:
        watched.results.mkdir(exist_ok=True)
        lock, found = take(watched.lock_path, "改方案")
        if lock is None:
            return found
        with lock, tempfile.TemporaryDirectory(prefix="kaohe-") as scratch:
            return change(Path(scratch))
    except NotAmendableError:
        return [finding("R961", Place(path.name), problem="它不是 .xlsx 工作簿")]
    except UnreadableError as error:
        return [error.finding]
    except OSError as error:
        return [finding("R961", Place(path.name), problem=said(error))]


def _with_row(job: Job, scratch: Path, entered: Mapping[str, str]) -> tuple[Scheme | None, list[Finding]]:
    """In a copy: a row that the scheme's reader refuses never gets into the scheme."""
    path = job.scheme
    copy = scratch / path.name
    shutil.copyfile(path, copy)
    row, cells, as_text = _row_of(read_book(copy).find(APPROVED.sheet), entered)
    amend(copy, APPROVED.sheet, cells, as_text=as_text)
    before, old = load(job)
    after, new = load(Job(job.root, copy, job.single))
    known = {(each.code, each.text) for each in old}
    wrong = [each for each in new if each.severity is Severity.ERROR and (each.code, each.text) not in known]
    if wrong or after is None or before is None:
        return None, wrong or [each for each in new if each.severity is Severity.ERROR]
    read = [*(each.place for each in after.approved), *(each.place for each in after.decisions)]
    if not any(position_of(place.cell)[0] == row for place in read):
        return None, [finding("R961", Place(path.name, APPROVED.sheet, f"A{row}"), problem="写进去的一行没有被读到")]
    return after, []


def _row_of(grid: Grid | None, entered: Mapping[str, str]) -> tuple[int, dict[tuple[int, int], str], Sequence[int]]:
    """Below the last row of the table; with a header where there is none."""
    table = APPROVED.table_in(grid)
    if table is None:
        columns = {name: number for number, name in enumerate(APPROVED.columns, 1)}
        header = len(grid.rows) + 1 if grid is not None else 1
        cells = {(header, number): name for name, number in columns.items()}
        row = header + 1
    else:
        columns, cells = dict(table.columns), {}
        row = max([table.header_row, *(each.number for each in table)]) + 1
        width = max(columns.values())
        for name in entered:
            if entered[name] and name not in columns:  # a column that this office's table has not had
                width += 1
                columns[name] = width
                cells[table.header_row, width] = name
    cells |= {(row, columns[name]): text.strip() for name, text in entered.items() if text.strip()}
    return row, cells, [columns[name] for name in _AS_TEXT if name in columns]
