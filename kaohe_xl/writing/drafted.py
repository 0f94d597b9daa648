"""起草: the office's text → a folder with 方案.xlsx. An existing scheme is never written over."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from kaohe_xl.base.filenames import BLANKS, RESULTS, RETURNS, SCHEME_FILE
from kaohe_xl.base.finding import Finding, has_errors
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import fold, trim
from kaohe_xl.drafting.assemble import assemble
from kaohe_xl.drafting.draft import Draft
from kaohe_xl.drafting.layout import read_document
from kaohe_xl.drafting.sources import PASTED, Labelled, from_text, read_source
from kaohe_xl.messages import finding
from kaohe_xl.reading.read import UnreadableError, read_book
from kaohe_xl.scheme.tables import UNIT_NAMES
from kaohe_xl.sheets.drafted import drafted_workbook
from kaohe_xl.writing.write import write_workbook

_LONGEST_NAME = 20
_LONGEST_TEXT = 2_000_000  # characters


def read_draft(source: Path | str, units: Path | None = None) -> tuple[Draft | None, list[Finding]]:
    """The draft of a file (Path) or of a text (str). ``units``: a workbook with the names of the units."""
    blocks: list[Labelled]
    if isinstance(source, Path):
        name, (blocks, findings) = source.name, read_source(source)
    else:
        name, blocks, findings = PASTED, from_text(source[:_LONGEST_TEXT]), []
    names: list[str] = []
    if units is not None:
        names, found = read_units(units)
        findings = [*findings, *found]
    if has_errors(findings):
        return None, findings
    document = read_document(blocks)
    if not document.entries and not document.loose:
        return None, [*findings, finding("R184", Place(name))]
    draft = assemble(document, name, names)
    if not draft.sheets["评分细则"]:
        return None, [*findings, finding("R184", Place(name))]
    findings += [
        finding("R185", Place(name), what=each.what, found=str(each.found), stated=str(each.stated), source=each.source)
        for each in draft.sums
        if not each.agrees
    ]
    return draft, findings


def read_units(path: Path) -> tuple[list[str], list[Finding]]:
    """Names of units: below a header 单位名称 (or the like) in any sheet, else the first column of the first sheet."""
    try:
        book = read_book(path)
    except UnreadableError as error:
        return [], [error.finding]
    names = _under_header(book) or _first_column(book)
    return (names, []) if names else ([], [finding("R186", Place(path.name))])


def _under_header(book: Book) -> list[str]:
    known = {fold(name) for name in ("单位名称", *UNIT_NAMES)}
    for grid in book.grids:
        for row in grid.rows[:30]:
            for column, cell in enumerate(row, 1):
                if fold(cell.text) in known:
                    start = next(number for number, each in enumerate(grid.rows, 1) if each is row) + 1
                    return _names(grid.cell(number, column).text for number in range(start, len(grid.rows) + 1))
    return []


def _first_column(book: Book) -> list[str]:
    return _names(row[0].text for row in book.grids[0].rows if len(row)) if book.grids else []


def _names(texts: Iterable[str]) -> list[str]:
    names = [trim(text) for text in texts]
    return [name for name in dict.fromkeys(names) if name and len(name) <= _LONGEST_NAME and not name.isdigit()]


def draft(source: Path | str, folder: Path, units: Path | None = None) -> tuple[Draft | None, list[Finding]]:
    """Write ``folder`` with a drafted 方案.xlsx, 发放/, 收表/ and 结果/.

    ``source``: a file, or the text itself. Returns the draft and what there is to say; None where nothing was written:
    the source cannot be read or holds no rubric, or there is a scheme already.
    """
    place = Place(str(folder))
    if folder.exists() and not folder.is_dir():
        return None, [finding("R153", place, name=folder.name)]
    if (folder / SCHEME_FILE).exists():
        return None, [finding("R151", place, name=SCHEME_FILE)]
    made, findings = read_draft(source, units)
    if made is None:
        return None, findings
    try:
        for path in (folder, folder / BLANKS, folder / RETURNS, folder / RESULTS):
            path.mkdir(parents=True, exist_ok=True)
        write_workbook(drafted_workbook(made), folder / SCHEME_FILE)
    except OSError as error:
        return None, [finding("R107", place, name=str(folder), problem=error.strerror or str(error))]
    return made, findings


def drafted_file(made: Draft, folder: Path) -> Path:
    """The draft as a workbook of its own beside a scheme: 方案（修订草稿）.xlsx, or with a number behind it."""
    stem, number = "方案（修订草稿）", 1
    target = folder / f"{stem}.xlsx"
    while target.exists():
        number += 1
        target = folder / f"{stem}{number}.xlsx"
    return write_workbook(drafted_workbook(made), target)


def in_scratch(made: Draft) -> tuple[Path, tempfile.TemporaryDirectory[str]]:
    """The draft as a workbook that is thrown away, to compare with."""
    scratch = tempfile.TemporaryDirectory(prefix="kaohe-")
    return write_workbook(drafted_workbook(made), Path(scratch.name) / SCHEME_FILE), scratch
