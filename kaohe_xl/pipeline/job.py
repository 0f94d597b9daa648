"""One assessment on disk: where everything of it lies, and whether it is there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from kaohe_xl.archive.package import FOLDER as SEALED
from kaohe_xl.base.filenames import APPEALS, RESULTS, RETURNS, SCHEME_FILE, SCORED, is_temporary, safe_name
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.reading.read import sheet_names
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.tables import DATA, UNITS

TEMPLATES, PAST_YEARS = "模板", "历年"
NOT_THERE = ("R112", "R115")  # findings that say that 收表 cannot be known: nothing is scored
READ_BEFORE = ".收到过"  # in 结果/


@dataclass(frozen=True)
class Job:
    """One assessment on disk: a folder with 方案.xlsx, or a single workbook that holds scheme and data."""

    root: Path
    scheme: Path
    single: bool

    @property
    def returns(self) -> Path:
        return self.root / RETURNS

    @property
    def appeals(self) -> Path:
        """Where 申诉表 lie that were not dropped into 收表/."""
        return self.root / APPEALS

    @property
    def results(self) -> Path:
        return self.root / RESULTS

    @property
    def sealed(self) -> Path:
        """Where the packages of 定稿 lie: 定稿/ in the folder, or <name>-定稿/ beside a single workbook."""
        return self.scheme.with_name(f"{self.scheme.stem}-{SEALED}") if self.single else self.root / SEALED

    @property
    def noted(self) -> Path | None:
        """The file that says that returned files were read here before. A single workbook has none."""
        return None if self.single else self.results / READ_BEFORE


def locate(path: Path) -> tuple[Job | None, list[Finding]]:
    """The assessment that a path means: a folder, its 方案 workbook, or a workbook that is complete in itself."""
    if not path.exists():
        return None, [finding("R101", Place(str(path)))]
    if path.is_file():
        return _of_workbook(path), []
    if (path / SCHEME_FILE).is_file():
        return _of_folder(path, path / SCHEME_FILE), []
    workbooks = [p for p in sorted(path.glob("*.xls*")) if not p.name.startswith("~$")]
    candidates = [p for p in workbooks if UNITS.sheet in sheet_names(p)]
    if len(candidates) == 1:
        return _of_folder(path, candidates[0]), []
    listed = "、".join(p.name for p in candidates) or "没有"
    return None, [finding("R102", Place(str(path)), scheme=SCHEME_FILE, listed=listed)]


def _of_folder(folder: Path, scheme: Path) -> Job:
    """A folder; with data in its scheme and no 收表 it is complete in one workbook."""
    alone = not (folder / RETURNS).exists() and DATA.sheet in sheet_names(scheme)
    return Job(folder, scheme, single=alone)


def _of_workbook(path: Path) -> Job:
    """A workbook means the folder whose scheme it is, else itself."""
    folder = path.parent
    if (folder / RETURNS).exists():
        whole, _ = locate(folder)
        if whole is not None and whole.scheme.name == path.name:
            return whole
    complete = DATA.sheet in sheet_names(path)
    return Job(folder, path, single=complete or path.name != SCHEME_FILE)


def is_complete(workbook: Path) -> bool:
    """A workbook that holds scheme and data; not where it cannot be read."""
    return workbook.is_file() and DATA.sheet in sheet_names(workbook)


def missing_returns(job: Job, options: ReadOptions) -> list[Finding]:
    """A 收表 that is not there is not “nobody reported”: a finding, and nothing is scored."""
    if job.single or options.returns:
        return []
    try:
        with os.scandir(job.returns):
            pass
    except FileNotFoundError:
        problem = ""
    except OSError as error:
        problem = f"（{said(error)}）"
    else:
        emptied = _was_read(job) and not _holds_files(job.returns)
        return [finding("R115", Place(str(job.returns)), folder=RETURNS, results=RESULTS)] if emptied else []
    return [finding("R112", Place(str(job.returns)), folder=RETURNS, problem=problem)]


def _was_read(job: Job) -> bool:
    """Has an earlier run read files here? The place where a drive was mounted is an empty folder while it is away."""
    return job.noted is not None and job.noted.exists()


def _holds_files(folder: Path) -> bool:
    return any(not is_temporary(name) for _, _, files in os.walk(folder) for name in files)


def has_data(job: Job, scheme: Scheme) -> bool:
    """Is there anything to score: 填报数据 in the workbook, or a folder of returned files?"""
    return scheme.book.find(DATA.sheet) is not None if job.single else job.returns.is_dir()


def output_path(job: Job, scheme: Scheme) -> Path:
    """结果/<考核名称>-评分结果.xlsx, or beside a single workbook; never the input itself."""
    if job.single:
        stem = job.scheme.stem.removesuffix(SCORED)
        path = job.scheme.with_name(f"{stem}{SCORED}.xlsx")
        return path if path != job.scheme else job.scheme.with_name(f"{stem}-再评{SCORED}.xlsx")
    return job.results / f"{safe_name(scheme.settings.title or job.root.resolve().name)}{SCORED}.xlsx"
