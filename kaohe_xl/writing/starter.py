"""新建: the folder of an assessment, with a starter scheme or a copy of a sample. Nothing is overwritten."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from kaohe_xl.base import resources
from kaohe_xl.base.filenames import BLANKS, RESULTS, RETURNS, SCHEME_FILE
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.base.text import fold
from kaohe_xl.messages import finding
from kaohe_xl.sheets.schemes.starter import starter_workbook
from kaohe_xl.writing.write import write_workbook

_OWN_OUTPUT = (BLANKS, RESULTS)  # of a sample that has been run: not part of it


def new_folder(folder: Path, sample: str | None = None, year: int | None = None) -> tuple[list[Path], list[Finding]]:
    """Make ``folder`` with 方案.xlsx, 发放/, 收表/ and 结果/; what exists already is kept.

    ``sample``: a sample's name or its beginning (S4): its scheme and returned files are copied. ``year``: of the
    starter scheme, default the current one. Returns what was made, and what stood in the way (then nothing was made).
    """
    place = Place(str(folder))
    if folder.exists() and not folder.is_dir():
        return [], [finding("R153", place, name=folder.name)]
    if (folder / SCHEME_FILE).exists():
        return [], [finding("R151", place, name=SCHEME_FILE)]
    source = None
    if sample is not None:
        source, found = _sample(sample)
        if source is None:
            return [], found
        existing = next((path for path in _files(source) if (folder / path).exists()), None)
        if existing is not None:
            return [], [finding("R151", place, name=str(existing))]
    try:
        return _make(folder, source, year or date.today().year), []
    except OSError as error:
        return [], [finding("R107", place, name=str(folder), problem=said(error))]


def _make(folder: Path, source: Path | None, year: int) -> list[Path]:
    made = []
    for path in (folder, folder / BLANKS, folder / RETURNS, folder / RESULTS):
        if not path.is_dir():
            path.mkdir(parents=True)
            made.append(path)
    if source is None:
        scheme = write_workbook(starter_workbook(f"{year}年度工作考核", year), folder / SCHEME_FILE)
        return [*made, scheme]
    for relative in _files(source):
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / relative, target)
    return [*made, folder / SCHEME_FILE]


def _sample(name: str) -> tuple[Path | None, list[Finding]]:
    """The one sample that is called so or starts so."""
    folders = sorted(path for path in resources.samples().iterdir() if (path / SCHEME_FILE).is_file())
    wanted = fold(name)
    exact = [path for path in folders if fold(path.name) == wanted or fold(path.name).split("-")[0] == wanted]
    found = exact or [path for path in folders if wanted and wanted in fold(path.name)]
    if len(found) == 1:
        return found[0], []
    return None, [finding("R152", name=name, listed="、".join(path.name for path in folders))]


def _files(source: Path) -> list[Path]:
    """Files of a sample, relative to it: the scheme first, without what a run has written."""
    relative = (path.relative_to(source) for path in source.rglob("*") if path.is_file())
    kept = [path for path in relative if path.parts[0] not in _OWN_OUTPUT]
    return sorted(kept, key=lambda path: (path.name != SCHEME_FILE, str(path)))
