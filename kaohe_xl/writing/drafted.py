"""起草: the office's text → a folder with 方案.xlsx. An existing scheme is never written over."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.base.filenames import BLANKS, RESULTS, RETURNS, SCHEME_FILE
from kaohe_xl.base.finding import Finding, has_errors
from kaohe_xl.base.grid import Book
from kaohe_xl.base.place import Place
from kaohe_xl.base.sheet_names import RUBRIC
from kaohe_xl.diff.revision import Revision, revise
from kaohe_xl.drafting.assemble import assemble
from kaohe_xl.drafting.document.layout import read_document
from kaohe_xl.drafting.document.sources import PASTED, Labelled, from_text, read_source
from kaohe_xl.drafting.draft import Draft, SchemeRow
from kaohe_xl.messages import finding
from kaohe_xl.sheets.schemes.drafted import drafted_workbook
from kaohe_xl.sheets.schemes.revised import revised_workbook, rows_of
from kaohe_xl.writing.unit_list import read_units
from kaohe_xl.writing.write import write_workbook

_LONGEST_TEXT = 2_000_000  # characters


def read_draft(source: Path | str, units: Path | None = None) -> tuple[Draft | None, list[Finding]]:
    """The draft of a file (Path) or of a text (str). ``units``: a workbook with the names of the units."""
    blocks: list[Labelled]
    if isinstance(source, Path):
        name, (blocks, findings) = source.name, read_source(source)
    else:
        name, blocks, findings = PASTED, from_text(source[:_LONGEST_TEXT]), []
    rows: list[SchemeRow] = []
    if units is not None:
        rows, found = read_units(units)
        findings = [*findings, *found]
    if has_errors(findings):
        return None, findings
    document = read_document(blocks)
    if not document.entries and not document.loose:
        return None, [*findings, finding("R184", Place(name))]
    draft = assemble(document, name, rows)
    if not draft.sheets[RUBRIC]:
        return None, [*findings, finding("R184", Place(name))]
    findings += [
        finding("R185", Place(name), what=each.what, found=str(each.found), stated=str(each.stated), source=each.source)
        for each in draft.sums
        if not each.agrees
    ]
    return draft, findings


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


def revision_of(made: Draft, book: Book) -> Revision:
    """What the draft of a revised document changes in the scheme of ``book``."""
    return revise(rows_of(book), made)


def revised_file(made: Draft, book: Book, revision: Revision, folder: Path) -> Path:
    """The scheme with these changes beside the old one: 方案（修订草稿）.xlsx, or with a number behind it."""
    stem, number = "方案（修订草稿）", 1
    target = folder / f"{stem}.xlsx"
    while target.exists():
        number += 1
        target = folder / f"{stem}{number}.xlsx"
    return write_workbook(revised_workbook(book, revision, made), target)
