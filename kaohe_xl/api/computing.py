"""Reading and scoring for other programs: run, check, issue, status."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kaohe_xl import pipeline
from kaohe_xl.api.answers import Outcome, Result
from kaohe_xl.api.options import AS_USUAL, CannotWorkError, Options, OptionWords, at_work
from kaohe_xl.base.finding import Finding, Severity, has_errors
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.notice import Notice, compose_notices, missing_templates
from kaohe_xl.returns.model import Received
from kaohe_xl.writing.appeals import issue_appeals
from kaohe_xl.writing.issue import issue as write_blanks

if TYPE_CHECKING:
    from kaohe_xl.scheme.model import Scheme

Folder = str | os.PathLike[str]

_NOT_LOGGED = (*pipeline.NOT_THERE, "R701")  # nothing has happened


def run(
    folder: Folder,
    *,
    write: bool = True,
    closed: bool = False,
    anyway: bool = False,
    options: Options = AS_USUAL,
    **words: Unpack[OptionWords],
) -> Result:
    """Read what came back, score, rank and settle the consequences; with ``write``, write 结果/ too.

    Args:
        folder: the assessment's folder, or a workbook that is complete in itself.
        write: False computes the same and leaves the disk alone.
        closed: no more forms are waited for; units that returned nothing are treated as 缺报处理 says.
        anyway: score a scheme whose 算例 fail; otherwise that is ``exit_code`` 2.
        options: how it goes about it; ``words`` (``jobs=2``, ``tell=…``) count before it.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Result(findings, 2)
    options, started = options.with_words(words), datetime.now()
    choices = pipeline.RunChoices(closed=closed, anyway=anyway)
    try:
        with at_work(job, options) as (reading, listed):
            if write:
                report = pipeline.run_alone(job, reading, options.tell, options.renderer, choices)
            else:
                report = _computed(job, replace(reading, noted=None), options, choices)
    except CannotWorkError as error:
        return Result(error.found, 2)
    happened = write and not any(each.code in _NOT_LOGGED for each in report.findings)
    logged = pipeline.write_log(report, started) if happened else []
    finished = report.assessment is not None if not write else report.output is not None
    attention = report.needs_attention or _notable(listed)
    code = 2 if not finished else int(attention)
    return Result([*listed, *report.findings, *logged], code, listed, report.scheme, report)


def _computed(
    job: pipeline.Job, reading: ReadOptions, options: Options, choices: pipeline.RunChoices
) -> pipeline.Report:
    """A run that leaves the disk alone."""
    scheme, findings = pipeline.load(job)
    gone = pipeline.missing_returns(job, reading)
    if scheme is None or gone:
        return pipeline.Report(job, scheme, [*findings, *gone])
    wrong, proofs = pipeline.held_against_cases(job, scheme, anyway=choices.anyway)
    if wrong:
        return pipeline.Report(job, scheme, [*findings, *proofs])
    assessment, payments, returned, found = pipeline.calculate(
        job, scheme, reading, options.tell, closed=choices.closed
    )
    return pipeline.Report(job, scheme, [*findings, *proofs, *found], returned, assessment, payments)


def loaded(folder: Folder) -> tuple[pipeline.Job | None, Scheme | None, Sequence[Finding]]:
    """The assessment and its scheme, as far as they are there."""
    job, findings = pipeline.locate(Path(folder))
    return (None, None, findings) if job is None else (job, *pipeline.load(job))


def check(folder: Folder, *, examples: bool = False) -> Outcome:
    """Lint the scheme and work out its 算例. ``exit_code`` 2: it cannot be scored; 1: look again.

    Args:
        folder: the assessment's folder, or a workbook that is complete in itself.
        examples: draft 算例 for every limit of every clause into 算例.xlsx (``paths``), to be confirmed.

    Raises:
        OSError: 算例.xlsx cannot be written.
    """
    job, scheme, findings = loaded(folder)
    if job is None or scheme is None:
        return Outcome(findings, 2)
    findings = [*findings, *missing_templates(scheme, job.root / pipeline.TEMPLATES), *pipeline.proved(job, scheme)]
    paths = [pipeline.write_cases(job, scheme)] if examples else []
    code = 2 if has_errors(findings) else int(_notable(findings))
    return Outcome(findings, code, scheme=scheme, paths=paths)


def issue(
    folder: Folder, *, appeal: bool = False, options: Options = AS_USUAL, **words: Unpack[OptionWords]
) -> Outcome:
    """Write the blank forms into 发放/; ``paths`` are the files.

    Args:
        folder: the assessment's folder.
        appeal: 申诉表 instead, with every unit's scores: for that the returned files are read.
        options: how it goes about it; ``words`` (``jobs=2``, ``tell=…``) count before it.

    Raises:
        OSError: the folder cannot be written to.
    """
    job, scheme, findings = loaded(folder)
    if job is None or scheme is None:
        return Outcome(findings, 2)
    options = options.with_words(words)
    if appeal:
        return _issue_appeals(job, scheme, options)
    paths, found = write_blanks(scheme, job.root / pipeline.BLANKS, lambda done, of: options.tell("写填报表", done, of))
    return Outcome(found, 1 if found else 0, scheme=scheme, paths=paths)


def _issue_appeals(job: pipeline.Job, scheme: Scheme, options: Options) -> Outcome:
    try:
        with at_work(job, options) as (reading, listed):
            gone = pipeline.missing_returns(job, reading)
            if gone or not scheme.indicators:
                return Outcome([*listed, *gone] or [finding("D502")], 2, listed, scheme)
            assessment, _, _, found = pipeline.calculate(job, scheme, reading, options.tell)
    except CannotWorkError as error:
        return Outcome(error.found, 2, scheme=scheme)
    open_still = [each for each in found if each.code in pipeline.STILL_OPEN]
    home = job.root / pipeline.BLANKS
    paths, told = issue_appeals(assessment, home, lambda done, of: options.tell("写申诉表", done, of))
    return Outcome([*listed, *open_still, *told], 1 if open_still or told else 0, listed, scheme, paths=paths)


def status(folder: Folder, *, options: Options = AS_USUAL, **words: Unpack[OptionWords]) -> Outcome:
    """Who has returned what: ``fillers`` and ``returns`` as on 收表情况. ``exit_code`` 1: a form is still due.

    Args:
        folder: the assessment's folder, or a workbook that is complete in itself.
        options: how it goes about it; ``words`` (``jobs=2``, ``tell=…``) count before it.
    """
    return _status(folder, options.with_words(words), read=True)


def ready(folder: Folder, *, options: Options = AS_USUAL, **words: Unpack[OptionWords]) -> Outcome:
    """Is there a scheme without errors, and a 收表? Like :func:`status`, but no returned file is opened."""
    return _status(folder, options.with_words(words), read=False)


def _status(folder: Folder, options: Options, *, read: bool) -> Outcome:
    job, scheme, findings = loaded(folder)
    if job is None or scheme is None:
        return Outcome(findings, 2)
    try:
        with at_work(job, options) as (reading, listed):
            gone = pipeline.missing_returns(job, reading)
            if gone:
                return Outcome([*listed, *gone], 2, listed, scheme)
            if not read:
                return Outcome(listed, 0, listed, scheme)
            returned = pipeline.collect(job, scheme, reading, options.tell)
    except CannotWorkError as error:
        return Outcome(error.found, 2, scheme=scheme)
    owing = any(filler.received is not Received.RETURNED for filler in returned.fillers)
    return Outcome([*listed, *returned.findings], 1 if owing else 0, listed, scheme, returned)


def notices_of(result: Result) -> tuple[Sequence[Notice], Sequence[Finding]]:
    """通报, 通知 and 成绩单 of an assessment that is scored; nothing is written."""
    report = result.report
    if report is None or report.assessment is None or report.returned is None:
        return [], result.found
    about = pipeline.appeals_of(report.assessment, report.payments, report.returned)
    return compose_notices(report.assessment, report.payments, report.job.root / pipeline.TEMPLATES, appealed=about)


def _notable(findings: Sequence[Finding]) -> bool:
    return any(each.severity is not Severity.NOTE for each in findings)
