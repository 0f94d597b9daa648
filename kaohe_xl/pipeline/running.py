"""The whole run: read, score, write 结果/, under the folder's lock."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kaohe_xl import __version__
from kaohe_xl.archive import History, check_code, editions, outcome_of
from kaohe_xl.archive.history import NAME as HISTORY_FILE
from kaohe_xl.base.filenames import PROVISIONAL_NOTE, SENT_BACK
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.letters.word import write_notices
from kaohe_xl.messages import finding
from kaohe_xl.notice import compose_notices
from kaohe_xl.parallel.garbage_collection import rarely_swept
from kaohe_xl.pipeline.beside import archive, note_provisional, publish
from kaohe_xl.pipeline.calculating import ProgressListener, appeals_of, collect, score_returned, silent
from kaohe_xl.pipeline.job import TEMPLATES, Job, missing_returns, output_path
from kaohe_xl.pipeline.loading import held_against_cases, load
from kaohe_xl.pipeline.report import Report
from kaohe_xl.returns.receive import ReturnsOpening, opening
from kaohe_xl.sheets.lists.notice import notice_sheets
from kaohe_xl.sheets.result import RunResult
from kaohe_xl.templating.render import Renderer
from kaohe_xl.watching.folder import Watched
from kaohe_xl.watching.lock import take
from kaohe_xl.writing.results import helpers, write_results
from kaohe_xl.writing.sendback import send_back
from kaohe_xl.writing.untouched import sweep


@dataclass(frozen=True)
class RunChoices:
    """What was asked for. ``closed``: no more forms are waited for. ``anyway``: score even if 算例 fail.

    ``sealed``: another edition is being made, so that 定稿 does not forbid it.
    """

    closed: bool = False
    anyway: bool = False
    sealed: bool = False


AS_USUAL = RunChoices()


def run_alone(
    job: Job,
    options: ReadOptions,
    tell: ProgressListener = silent,
    renderer: Renderer | None = None,
    choices: RunChoices = AS_USUAL,
) -> Report:
    """:func:`run` under the folder's lock, and with a disk that will not take the result as a finding (exit 2).

    After 定稿 nothing is overwritten.
    """
    where = job.scheme.parent if job.single else job.root
    kept = editions(job.sealed)
    if kept and not choices.sealed:
        return Report(job, None, [finding("R900", Place(str(kept[-1].path)), edition=f"第{kept[-1].number}版")])
    watched = Watched(job.scheme if job.single else job.root)
    try:
        watched.results.mkdir(exist_ok=True)
        lock, findings = take(watched.lock_path, "评分")
        if lock is None:
            return Report(job, None, findings)
        with lock:
            sweep(watched.results)
            report = run(job, options, tell, renderer, choices)
            return replace(report, findings=[*report.findings, *_remember(report)])
    except OSError as error:
        problem = said(error)
        name = Path(error.filename).name if isinstance(error.filename, str) else where.name
        return Report(job, None, [finding("R107", Place(str(where)), name=name, problem=problem)])


def _remember(report: Report) -> list[Finding]:
    """The ranking of this run beside those before it, in 结果/历次结果.sqlite."""
    if report.assessment is None or report.output is None or report.job.single:
        return []
    path = report.job.results / HISTORY_FILE
    code = check_code(report.assessment, report.payments)
    figures = outcome_of(report.assessment, report.payments)
    try:
        History(path).add(
            f"{datetime.now():%Y-%m-%d %H:%M:%S}", code, __version__, report.assessment.provisional, figures
        )
    except sqlite3.Error as error:
        return [finding("R906", Place(str(path)), problem=str(error), name=path.name)]
    return []


def run(
    job: Job,
    options: ReadOptions,
    tell: ProgressListener = silent,
    renderer: Renderer | None = None,
    choices: RunChoices = AS_USUAL,
) -> Report:
    """The main job: read, score, write 结果/. Never changes an input file. ``renderer``: one that was started before.

    Raises:
        OSError: the result cannot be written; what was there before stays whole.
    """
    readable = not job.single and not missing_returns(job, options)
    forms = opening(job.returns, options, job.appeals) if readable else nullcontext()
    with rarely_swept(), forms as under_way, renderer or Renderer() as renderer:
        # reading, and the process that fills in templates, come up while the scheme is read
        renderer.start()
        return _run(job, options, tell, StartedAhead(under_way, renderer), choices)


@dataclass(frozen=True)
class StartedAhead:
    """What came up while the scheme was not read yet: the reading of forms, and the process that fills in templates."""

    forms: ReturnsOpening | None
    renderer: Renderer


def _run(job: Job, options: ReadOptions, tell: ProgressListener, started: StartedAhead, choices: RunChoices) -> Report:
    tell("读取方案")
    scheme, findings = load(job)
    gone = missing_returns(job, options)
    if scheme is None or gone:
        return Report(job, scheme, [*findings, *gone])
    wrong, told = held_against_cases(job, scheme, anyway=choices.anyway)
    findings += told
    if wrong:
        return Report(job, scheme, findings)
    own_templates = job.root / TEMPLATES
    with helpers(scheme, options.jobs) as help_from:
        returned = collect(job, scheme, options, tell, started.forms)
        tell("评分排名")
        assessment, payments, found = score_returned(job, scheme, returned, options, closed=choices.closed)
        findings = [*findings, *found]
        if assessment.provisional:  # before anything that a run killed half-way would leave to be mailed
            note_provisional(job, findings)
        tell("写通报")
        about = appeals_of(assessment, payments, returned)
        notices, found = compose_notices(assessment, payments, own_templates, started.renderer.render, about)
        findings += found
        tell("写结果")
        output, volumes, found = write_results(
            RunResult(assessment, payments, returned, findings, notice_sheets(notices)),
            output_path(job, scheme),
            help_from=help_from,
            tell=lambda done, of: tell("写分册", done, of),
        )
    findings += found
    if job.single:
        return Report(job, scheme, findings, returned, assessment, payments, output, volumes=volumes)
    returns, kept = send_back(scheme, returned, findings, job.results / SENT_BACK)
    findings += kept
    letters = write_notices(assessment, payments, job.results, own_templates, notices)
    findings += letters.findings
    findings += archive(job, assessment)
    findings += publish(job, assessment, payments)
    if not assessment.provisional:  # now that no letter of an earlier result is left
        (job.results / PROVISIONAL_NOTE).unlink(missing_ok=True)
    return Report(job, scheme, findings, returned, assessment, payments, output, returns, letters.files, volumes)
