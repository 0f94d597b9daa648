"""How an assessment begins: an empty folder or a sample, a draft from the office's text, a revised text later on."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.api.answers import Outcome
from kaohe_xl.api.computing import Folder, loaded
from kaohe_xl.api.record_answers import SchemeDraft, SchemeRevision
from kaohe_xl.base.finding import has_errors
from kaohe_xl.reading.read import UnreadableError, read_book
from kaohe_xl.writing import drafted
from kaohe_xl.writing.starter import new_folder


def new(folder: Folder, sample: str = "") -> Outcome:
    """Make an assessment's folder with 方案.xlsx, 发放/, 收表/ and 结果/; what exists already is kept.

    Args:
        folder: where.
        sample: a sample's name or its beginning (S4), to be copied; empty for a scheme to begin with.

    ``paths`` are what was made; none where ``findings`` say what stood in the way (``exit_code`` 2).
    """
    paths, findings = new_folder(Path(folder), sample or None)
    return Outcome(findings, 2 if has_errors(findings) else 0, paths=paths)


def draft(source: Path | str, folder: Folder, units: Path | None = None) -> SchemeDraft:
    """起草: make an assessment's folder with a scheme drafted from the office's text.

    Args:
        source: a file (Path), or the text itself (str).
        folder: where; a scheme that is there already is never written over.
        units: a workbook with the names of the units.

    ``exit_code``: 1 where there is something to look at, 2 where nothing was written.
    """
    made, findings = drafted.draft(source, Path(folder), units)
    code = 2 if made is None or has_errors(findings) else 1 if findings else 0
    return SchemeDraft(findings, code, made=made)


def revise(source: Path | str, folder: Folder, units: Path | None = None) -> SchemeRevision:
    """What a revised text changes in the scheme of a folder; ``save`` of the answer writes it beside the old one.

    Args:
        source: a file (Path), or the text itself (str).
        folder: the assessment's folder.
        units: a workbook with the names of the units.
    """
    job, scheme, findings = loaded(folder)
    if job is None or scheme is None:
        return SchemeRevision(findings, 2)
    made, findings = drafted.read_draft(source, units)
    if made is None or has_errors(findings):
        return SchemeRevision(findings, 2, scheme=scheme)
    try:
        book = read_book(job.scheme)
    except UnreadableError as error:
        return SchemeRevision([*findings, error.finding], 2)
    revision = drafted.revision_of(made, book)
    return SchemeRevision(findings, 0, (), scheme, revision, made, book, job.scheme.parent)
