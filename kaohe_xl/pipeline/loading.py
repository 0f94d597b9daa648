"""The scheme of a job, with 历年 beside it, held against its 算例."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.base.filenames import numbered
from kaohe_xl.base.finding import Finding, Severity, has_errors
from kaohe_xl.base.place import Place
from kaohe_xl.cases import draft_cases, prove, read_cases
from kaohe_xl.messages import finding
from kaohe_xl.pipeline.job import PAST_YEARS, Job
from kaohe_xl.reading.read import UnreadableError, read_book
from kaohe_xl.scheme.check.uses import past_figures
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.past_results import items_of_last_year, past_items, past_results, with_past
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.sheets.schemes.cases import cases_workbook
from kaohe_xl.writing.write import write_workbook

CASES_FILE = "算例.xlsx"


def load(job: Job) -> tuple[Scheme | None, list[Finding]]:
    """Read and check the scheme of a job; a workbook that cannot be read is a finding too."""
    try:
        scheme, findings = read_scheme(read_book(job.scheme))
    except UnreadableError as error:
        return None, [error.finding]
    if scheme is None or job.single:
        return scheme, findings
    scheme, found = _with_past_years(scheme, job.root / PAST_YEARS)
    # what 历年 brought is no longer missing
    findings = [each for each in findings if each.code != "S324"]
    return scheme, [*findings, *(each for each in past_figures(scheme) if each.code == "S324"), *found]


def _with_past_years(scheme: Scheme, folder: Path) -> tuple[Scheme, list[Finding]]:
    """历年/: scored workbooks of earlier years, beside what 历年结果 says."""
    findings: list[Finding] = []
    wanted = items_of_last_year(scheme)
    for path in sorted(folder.glob("*.xls*")) if folder.is_dir() else ():
        name = f"{PAST_YEARS}/{path.name}"
        try:
            book = read_book(path, name=name)
            past = past_results(book)
        except UnreadableError as error:
            findings.append(error.finding)
            continue
        if not past:
            findings.append(finding("R111", Place(name)))
            continue
        scheme = with_past(scheme, [*past, *past_items(book, wanted)])
        findings.append(finding("R110", Place(name), year=past[0].year, units=len({one.unit for one in past})))
    return scheme, findings


def proved(job: Job, scheme: Scheme) -> list[Finding]:
    """算例 of 方案.xlsx and of 算例.xlsx beside it, held against the scheme: an error for each that fails."""
    books = [scheme.book]
    path = job.root / CASES_FILE
    findings: list[Finding] = []
    if not job.single and path.is_file():
        try:
            books.append(read_book(path, name=CASES_FILE))
        except UnreadableError as error:
            findings.append(error.finding)
    cases, found = read_cases(scheme, books)
    return [*findings, *found, *(prove(scheme, cases) if not has_errors(found) else [])]


def write_cases(job: Job, scheme: Scheme) -> Path:
    """算例 drafted for every limit of every clause, beside the scheme; one that is there already keeps its name.

    Raises:
        OSError: the folder cannot be written to.
    """
    home = job.scheme.parent if job.single else job.root
    path = next(each for each in numbered(home / CASES_FILE) if not each.exists())
    return write_workbook(cases_workbook(draft_cases(scheme)), path)


def held_against_cases(job: Job, scheme: Scheme, *, anyway: bool) -> tuple[bool, list[Finding]]:
    """Do 算例 forbid to score, and what is to be told? ``anyway``: they are told, and it is scored all the same."""
    told = proved(job, scheme)
    failing = [each for each in told if each.severity is Severity.ERROR]
    if failing and anyway:
        others = [each for each in told if each not in failing]
        return False, [*others, finding("S764", failing[0].place, count=len(failing))]
    return bool(failing), told
