"""Reading and scoring for other programs: run, check, issue, status, explain, doubt, diff."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kaohe_xl import pipeline
from kaohe_xl.base.finding import Finding, Severity, has_errors
from kaohe_xl.bounds import doubt_of
from kaohe_xl.diff import brief, diff_results, diff_schemes
from kaohe_xl.explain.unit import explain_unit
from kaohe_xl.intake.password_list import find_password_list
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.notice import missing_templates
from kaohe_xl.reading.limits import MEBIBYTE, Limits
from kaohe_xl.returns.model import Received
from kaohe_xl.returns.report import unsettled
from kaohe_xl.sensitivity import sensitivity_of
from kaohe_xl.writing.appeals import issue_appeals
from kaohe_xl.writing.issue import issue as write_blanks

if TYPE_CHECKING:
    from kaohe_xl.scheme.model import Scheme
from kaohe_xl.api.answers import Difference, Explanation, Outcome, Result, Uncertainty

Folder = str | os.PathLike[str]


def read_options(
    job: pipeline.Job, jobs: int = 0, timeout: float = 60.0, memory: int = 1024, passwords: Sequence[str] = ()
) -> tuple[ReadOptions, list[Finding]]:
    """How returned files are read, also from the environment and a 密码表 beside the scheme.

    ``jobs``: reading processes, 0 = as many as processors; ``timeout``: seconds a file; ``memory``: MB a file.
    """
    by_unit, findings = find_password_list(job.root) if not job.single else ({}, [])
    return ReadOptions(
        limits=Limits(seconds=timeout, memory=memory * MEBIBYTE),
        jobs=jobs,
        passwords=Passwords.gathered(tuple(passwords), os.environ, by_unit),
        noted=job.noted,
    ), findings


def run(
    folder: Folder,
    *,
    write: bool = True,
    closed: bool = False,
    anyway: bool = False,
    jobs: int = 0,
    timeout: float = 60.0,
    memory: int = 1024,
    passwords: Sequence[str] = (),
    tell: pipeline.ProgressListener = pipeline.silent,
) -> Result:
    """Read what came back, score, rank and settle the consequences; with ``write``, write 结果/ too.

    Args:
        folder: the assessment's folder, or a workbook that is complete in itself.
        write: False computes the same and leaves the disk alone.
        closed: no more forms are waited for; units that returned nothing are treated as 缺报处理 says.
        anyway: score a scheme whose 算例 fail; otherwise that is ``exit_code`` 2.
        tell: called with (stage, done, of) as the work goes on.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Result(findings, 2)
    options, listed = read_options(job, jobs, timeout, memory, passwords)
    if not write:
        options = replace(options, noted=None)
    if write:
        started = datetime.now()
        report = pipeline.run_alone(job, options, tell, choices=pipeline.RunChoices(closed=closed, anyway=anyway))
        logged = pipeline.write_log(report, started) if report.assessment is not None else []
        return _result(report, [*listed, *report.findings, *logged], report.output)
    scheme, findings = pipeline.load(job)
    gone = pipeline.missing_returns(job, options)
    if scheme is None or gone:
        return Result([*listed, *findings, *gone], 2, scheme=scheme)
    wrong, proofs = pipeline.held_against_cases(job, scheme, anyway=anyway)
    if wrong:
        return Result([*listed, *findings, *proofs], 2, scheme=scheme)
    assessment, payments, returned, found = pipeline.calculate(job, scheme, options, tell, closed=closed)
    findings = [*findings, *proofs, *found]
    report = pipeline.Report(job, scheme, findings, returned, assessment, payments, output=job.scheme)
    return _result(report, [*listed, *report.findings], None)


def _loaded(folder: Folder) -> tuple[pipeline.Job | None, Scheme | None, Sequence[Finding]]:
    """The assessment and its scheme, as far as they are there."""
    job, findings = pipeline.locate(Path(folder))
    return (None, None, findings) if job is None else (job, *pipeline.load(job))


def check(folder: Folder, *, examples: bool = False) -> Outcome:
    """Lint the scheme and work out its 算例. ``exit_code`` 2: it cannot be scored; 1: look again.

    ``examples``: draft 算例 for every limit of every clause into 算例.xlsx (``paths``), to be confirmed.

    Raises:
        OSError: 算例.xlsx cannot be written.
    """
    job, scheme, findings = _loaded(folder)
    if job is None or scheme is None:
        return Outcome(findings, 2)
    findings = [*findings, *missing_templates(scheme, job.root / pipeline.TEMPLATES), *pipeline.proved(job, scheme)]
    paths = [pipeline.write_cases(job, scheme)] if examples else []
    if has_errors(findings):
        return Outcome(findings, 2, scheme, paths=paths)
    return Outcome(findings, 1 if _notable(findings) else 0, scheme, paths=paths)


def issue(folder: Folder, *, appeal: bool = False, tell: pipeline.ProgressListener = pipeline.silent) -> Outcome:
    """Write the blank forms into 发放/; ``paths`` are the files. ``appeal``: 申诉表 instead, with every unit's scores.

    Raises:
        OSError: the folder cannot be written to.
    """
    job, scheme, findings = _loaded(folder)
    if job is None or scheme is None:
        return Outcome(findings, 2)
    if appeal:
        return _issue_appeals(job, scheme, tell)
    paths, found = write_blanks(scheme, job.root / pipeline.BLANKS, lambda done, of: tell("写填报表", done, of))
    return Outcome(found, 1 if found else 0, scheme, paths=paths)


def _issue_appeals(job: pipeline.Job, scheme: Scheme, tell: pipeline.ProgressListener) -> Outcome:
    options, listed = read_options(job)
    gone = pipeline.missing_returns(job, options)
    if gone or not scheme.indicators:
        return Outcome([*listed, *gone] or [finding("D502")], 2, scheme)
    assessment, _, _, found = pipeline.calculate(job, scheme, options, tell)
    open_still = [each for each in found if each.code in pipeline.STILL_OPEN]
    home = job.root / pipeline.BLANKS
    paths, told = issue_appeals(assessment, home, lambda done, of: tell("写申诉表", done, of))
    return Outcome([*listed, *open_still, *told], 1 if open_still or told else 0, scheme, paths=paths)


def status(folder: Folder, *, jobs: int = 0, passwords: Sequence[str] = ()) -> Outcome:
    """Who has returned what: ``fillers`` and ``returns`` as on 收表情况. ``exit_code`` 1: a form is still due."""
    job, scheme, findings = _loaded(folder)
    if job is None or scheme is None:
        return Outcome(findings, 2)
    options, listed = read_options(job, jobs, passwords=passwords)
    gone = pipeline.missing_returns(job, options)
    if gone:
        return Outcome([*listed, *gone], 2, scheme)
    returned = pipeline.collect(job, scheme, options)
    owing = any(filler.received is not Received.RETURNED for filler in returned.fillers)
    return Outcome([*listed, *returned.findings], 1 if owing else 0, scheme, returned)


def explain(
    folder: Folder, unit: str, key: str = "", *, closed: bool = False, passwords: Sequence[str] = ()
) -> Explanation:
    """Why a unit has its total, or its score of one 编号: from the rank down to the cell of the returned file."""
    result = run(folder, write=False, closed=closed, passwords=passwords)
    if result.assessment is None:
        return Explanation(result.found)
    why, findings = explain_unit(result.assessment, result.rewards, unit, key or None)
    return Explanation(findings, tuple(why.lines()) if why is not None else ())


def doubt(folder: Folder, *, jobs: int = 0, passwords: Sequence[str] = (), ranges: bool = False) -> Uncertainty:
    """会不会变: bounds on what every unit may come to, over all that is still open. ``exit_code`` 1: something is.

    ``ranges``: these only, without looking for the nearest changes (敏感), which takes longer.
    """
    return uncertainty_of(run(folder, write=False, jobs=jobs, passwords=passwords), ranges=ranges)


def uncertainty_of(result: Result, *, ranges: bool = False) -> Uncertainty:
    """:func:`doubt` of an assessment that is scored already."""
    if result.assessment is None:
        return Uncertainty(result.found, 2)
    bounds = doubt_of(result.assessment, unsettled(result.returned))
    wanted = not ranges and bool(result.assessment.scheme.indicators)
    nearest = sensitivity_of(result.assessment) if wanted else None
    return Uncertainty(result.found, 1 if bounds.figures else 0, bounds, nearest)


def diff(before: Folder, after: Folder, *, passwords: Sequence[str] = ()) -> Difference:
    """Two schemes, or two results where both sides have data: score, rank, money, and because of which rule."""
    results = [run(each, write=False, passwords=passwords) for each in (before, after)]
    found = [finding for result in results for finding in result.found]
    old, new = results
    if old.scheme is None or new.scheme is None:
        return Difference(found)
    rules = diff_schemes(old.scheme, new.scheme)
    moved = None
    if old.assessment is not None and new.assessment is not None:
        moved = diff_results((old.assessment, list(old.rewards)), (new.assessment, list(new.rewards)))
    return Difference(found, {name: pd.DataFrame(rows) for name, rows in brief(rules, moved).items()})


def _result(report: pipeline.Report, findings: Sequence[Finding], output: Path | None) -> Result:
    return Result(
        findings, report.exit_code, output, report.scheme, report.assessment, report.returned, report.payments
    )


def _notable(findings: Sequence[Finding]) -> bool:
    return has_errors(findings) or any(each.severity is not Severity.NOTE for each in findings)
