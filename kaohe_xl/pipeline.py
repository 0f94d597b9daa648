"""The wiring, one screen: scheme → returns → tidy → score → reward → sheets → workbook. Edges are called here only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from kaohe_xl import __version__
from kaohe_xl.appeals import Appealed, appealed
from kaohe_xl.archive import History, check_code, editions, outcome_of
from kaohe_xl.archive.history import NAME as HISTORY_FILE
from kaohe_xl.archive.package import FOLDER as SEALED
from kaohe_xl.base.filenames import (
    APPEALS,
    PROVISIONAL_NOTE,
    RESULTS,
    RETURNS,
    SCHEME_FILE,
    is_temporary,
    numbered,
    safe_name,
)
from kaohe_xl.base.filenames import BLANKS as BLANKS
from kaohe_xl.base.finding import Finding, Severity, has_errors
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.cases import draft_cases, prove, read_cases
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.letters.word import write_filled_rubrics, write_notices
from kaohe_xl.messages import finding
from kaohe_xl.notice import compose_notices
from kaohe_xl.notice.compose import PUBLIC
from kaohe_xl.parallel.executor import here
from kaohe_xl.parallel.garbage_collection import rarely_swept
from kaohe_xl.reading.read import UnreadableError, read_book, sheet_names
from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.returns.model import FileState, Received, Returned
from kaohe_xl.returns.receive import Opening, opening, receive
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme.check.uses import past_figures
from kaohe_xl.scheme.closing import with_returns_closed
from kaohe_xl.scheme.history import items_of_last_year, past_items, past_results, with_past
from kaohe_xl.scheme.model import Collection, Scheme
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scheme.tables import DATA, UNITS
from kaohe_xl.scoring.assess import Assessment, assess
from kaohe_xl.sheets.cases import cases_workbook
from kaohe_xl.sheets.filled_rubrics import filled_workbook
from kaohe_xl.sheets.notice import notice_sheets
from kaohe_xl.sheets.publicity import public_workbook
from kaohe_xl.suspicion import second_look
from kaohe_xl.templating.render import Renderer
from kaohe_xl.watching.folder import Watched
from kaohe_xl.watching.lock import take
from kaohe_xl.watching.runlog import NAME as LOG
from kaohe_xl.watching.runlog import RunLog
from kaohe_xl.writing.results import helpers, write_results
from kaohe_xl.writing.sendback import send_back
from kaohe_xl.writing.untouched import keep_edited, sweep
from kaohe_xl.writing.write import write_workbook

SENT_BACK, TEMPLATES, HISTORY = "退回修改", "模板", "历年"
PROVISIONAL = "（阶段性）"  # behind the assessment's name, wherever that is printed
NOT_THERE = ("R112", "R115")  # findings that say that 收表 cannot be known: nothing is scored
_NAMED = 12
UNREVIEWED = "F726"  # a 评分表 that nobody signed off
STILL_OPEN = ("R113", "R710")  # findings that say why a result is provisional
FILLED = "细则存档"
CASES_FILE = "算例.xlsx"
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


class ProgressListener(Protocol):
    """How far a run has come; the screen shows it."""

    def __call__(self, stage: str, done: int = 0, of: int = 0) -> None: ...


def silent(stage: str, done: int = 0, of: int = 0) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Report:
    """What a run came to. ``output`` is None when the scheme has errors: then nothing is scored."""

    job: Job
    scheme: Scheme | None
    findings: Sequence[Finding]
    returned: Returned | None = None
    assessment: Assessment | None = None
    payments: Sequence[Payment] = field(default_factory=tuple)
    output: Path | None = None
    sent_back: Sequence[Path] = ()  # forms to be corrected, in 结果/退回修改
    letters: Sequence[Path] = ()  # notices as Word files, in 结果/
    volumes: Sequence[Path] = ()  # workbooks in 结果/分册, where there are too many units for one

    @property
    def exit_code(self) -> int:
        """0 all fine, 1 finished but something needs attention, 2 could not run."""
        if self.output is None:
            return 2
        return 1 if self.needs_attention else 0

    @property
    def needs_attention(self) -> bool:
        notable = any(f.severity is not Severity.NOTE for f in self.findings)
        returned = self.returned
        refused = returned is not None and any(f.outcome is FileState.REFUSED for f in returned.files)
        absent = returned is not None and any(f.received is not Received.RETURNED for f in returned.fillers)
        return notable or refused or absent


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


def load(job: Job) -> tuple[Scheme | None, list[Finding]]:
    """Read and check the scheme of a job; a workbook that cannot be read is a finding too."""
    try:
        scheme, findings = read_scheme(read_book(job.scheme))
    except UnreadableError as error:
        return None, [error.finding]
    if scheme is None or job.single:
        return scheme, findings
    scheme, found = _with_history(scheme, job.root / HISTORY)
    # what 历年 brought is no longer missing
    findings = [each for each in findings if each.code != "S324"]
    return scheme, [*findings, *(each for each in past_figures(scheme) if each.code == "S324"), *found]


def _with_history(scheme: Scheme, folder: Path) -> tuple[Scheme, list[Finding]]:
    """历年/: scored workbooks of earlier years, beside what 历年结果 says."""
    findings: list[Finding] = []
    wanted = items_of_last_year(scheme)
    for path in sorted(folder.glob("*.xls*")) if folder.is_dir() else ():
        name = f"{HISTORY}/{path.name}"
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


def has_data(job: Job, scheme: Scheme) -> bool:
    """Is there anything to score: 填报数据 in the workbook, or a folder of returned files?"""
    return scheme.book.find(DATA.sheet) is not None if job.single else job.returns.is_dir()


def collect(
    job: Job, scheme: Scheme, options: ReadOptions, tell: ProgressListener = silent, begun: Opening | None = None
) -> Returned:
    """Read what came back: the files in 收表/, or 填报数据 of a single workbook.

    ``begun``: reading that began before.
    """
    if job.single:
        return inline_data(scheme)
    returned = receive(scheme, job.returns, options, lambda done, of: tell("读取收表", done, of), begun, job.appeals)
    if options.noted is not None and not options.returns and any(file.reading for file in returned.files):
        with suppress(OSError):  # nothing that is asked for now depends on it
            options.noted.parent.mkdir(exist_ok=True)
            options.noted.touch()
    return returned


def calculate(
    job: Job,
    scheme: Scheme,
    options: ReadOptions,
    tell: ProgressListener = silent,
    begun: Opening | None = None,
    *,
    closed: bool = False,
) -> tuple[Assessment, list[Payment], Returned, list[Finding]]:
    """Read what came back, score it and settle the consequences; nothing is written.

    ``closed``: no more forms are waited for, whatever 考核设置 says.
    """
    returned = collect(job, scheme, options, tell, begun)
    tell("评分排名")
    task_runner = options.task_runner
    if closed:
        scheme = with_returns_closed(scheme)
    unsigned = [each for each in returned.findings if each.code == UNREVIEWED]
    waiting = [_still_open(job, returned)] if returned.waiting else []
    waiting += [_unreviewed(scheme, unsigned)] if unsigned or scheme.unreviewed else []
    provisional = bool(waiting) and scheme.settings.collection is not Collection.CLOSED
    still_open = waiting if provisional else []
    if provisional:
        title = f"{scheme.settings.title}{PROVISIONAL}"
        scheme = replace(scheme, settings=replace(scheme.settings, title=title))
    assessment, found = assess(
        scheme,
        returned.tidy,
        task_runner.map if task_runner is not None else here,
        waiting="".join(found.text for found in still_open),
    )
    payments, more = settle(assessment)
    about = appeals_of(assessment, payments, returned)
    more += [*still_open, *(about.findings if about is not None else ())]
    told = task_runner.told() if task_runner is not None else []
    noted = second_look(scheme, returned)
    return assessment, payments, returned, [*returned.findings, *found, *more, *told, *noted]


def appeals_of(assessment: Assessment, payments: Sequence[Payment], returned: Returned) -> Appealed | None:
    """Cases and effects; None where nobody appealed and nothing was decided."""
    if not returned.appeals and not assessment.scheme.decisions:
        return None
    return appealed(assessment, payments, returned.appeals)


def _still_open(job: Job, returned: Returned) -> Finding:
    """What is still to come in, and from whom."""
    states = [each.received for each in returned.waiting]
    named = list(dict.fromkeys(f"{each.filler}（{each.period}）" for each in returned.waiting))
    who = "、".join(named[:_NAMED]) + (f" 等 {len(named)} 份" if len(named) > _NAMED else "")
    missing, partly = states.count(Received.MISSING), states.count(Received.PARTLY)
    place = Place(job.scheme.name if job.single else RETURNS)
    return finding("R113", place, of=len(returned.fillers), missing=missing, partly=partly, who=who)


def _unreviewed(scheme: Scheme, unsigned: Sequence[Finding]) -> Finding:
    """考核线 and 评分表 that nobody has signed off."""
    names = [f"考核线“{line.name}”" for line in scheme.unreviewed]
    names += [each.place.file or each.place.sheet for each in unsigned]
    named = list(dict.fromkeys(names))
    what = "、".join(named[:_NAMED]) + (f" 等 {len(named)} 处" if len(named) > _NAMED else "")
    return finding("R710", Place(RETURNS), what=what)


def run_alone(
    job: Job,
    options: ReadOptions,
    tell: ProgressListener = silent,
    renderer: Renderer | None = None,
    *,
    closed: bool = False,
    anyway: bool = False,
    sealed: bool = False,
) -> Report:
    """:func:`run` under the folder's lock, and with a disk that will not take the result as a finding (exit 2).

    After 定稿 nothing is overwritten, unless another edition is being made (``sealed``).
    """
    where = job.scheme.parent if job.single else job.root
    kept = editions(job.sealed)
    if kept and not sealed:
        return Report(job, None, [finding("R900", Place(str(kept[-1].path)), edition=f"第{kept[-1].number}版")])
    watched = Watched(job.scheme if job.single else job.root)
    try:
        watched.results.mkdir(exist_ok=True)
        lock, findings = take(watched.lock_path, "评分")
        if lock is None:
            return Report(job, None, findings)
        with lock:
            sweep(watched.results)
            report = run(job, options, tell, renderer, closed=closed, anyway=anyway)
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
    *,
    closed: bool = False,
    anyway: bool = False,
) -> Report:
    """The main job: read, score, write 结果/. Never changes an input file.

    ``renderer``: one that was started before. ``closed``: no more forms are waited for. ``anyway``: score even
    if 算例 fail.

    Raises:
        OSError: the result cannot be written; what was there before stays whole.
    """
    readable = not job.single and not missing_returns(job, options)
    forms = opening(job.returns, options, job.appeals) if readable else nullcontext()
    with rarely_swept(), forms as begun, renderer or Renderer() as renderer:
        # reading, and the process that fills in templates, come up while the scheme is read
        renderer.start()
        return _run(job, options, tell, begun, renderer, closed=closed, anyway=anyway)


def held_against_cases(job: Job, scheme: Scheme, *, anyway: bool) -> tuple[bool, list[Finding]]:
    """Do 算例 forbid to score, and what is to be told? ``anyway``: they are told, and it is scored all the same."""
    told = proved(job, scheme)
    failing = [each for each in told if each.severity is Severity.ERROR]
    if failing and anyway:
        others = [each for each in told if each not in failing]
        return False, [*others, finding("S764", failing[0].place, count=len(failing))]
    return bool(failing), told


def _run(
    job: Job,
    options: ReadOptions,
    tell: ProgressListener,
    begun: Opening | None,
    renderer: Renderer,
    *,
    closed: bool,
    anyway: bool,
) -> Report:
    tell("读取方案")
    scheme, findings = load(job)
    gone = missing_returns(job, options)
    if scheme is None or gone:
        return Report(job, scheme, [*findings, *gone])
    wrong, told = held_against_cases(job, scheme, anyway=anyway)
    findings += told
    if wrong:
        return Report(job, scheme, findings)
    own_templates = job.root / TEMPLATES
    with helpers(scheme, options.jobs) as help_from:
        assessment, payments, returned, found = calculate(job, scheme, options, tell, begun, closed=closed)
        findings = [*findings, *found]
        if assessment.provisional:  # before anything that a run killed half-way would leave to be mailed
            _note_provisional(job, findings)
        tell("写通报")
        about = appeals_of(assessment, payments, returned)
        notices, found = compose_notices(assessment, payments, own_templates, renderer.render, about)
        findings += found
        tell("写结果")
        output, volumes, found = write_results(
            assessment,
            payments,
            returned,
            findings,
            notice_sheets(notices),
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
    findings += _archive(job, assessment)
    findings += _publish(job, assessment, payments)
    if not assessment.provisional:  # now that no letter of an earlier result is left
        (job.results / PROVISIONAL_NOTE).unlink(missing_ok=True)
    return Report(job, scheme, findings, returned, assessment, payments, output, returns, letters.files, volumes)


def _archive(job: Job, assessment: Assessment) -> list[Finding]:
    """细则存档: the filled-in 细则 of every unit, where 考核设置 asks for it."""
    findings: list[Finding] = []
    path = job.results / f"{FILLED}.xlsx"
    if assessment.scheme.settings.archived and assessment.scheme.indicators:
        written = write_workbook(filled_workbook(assessment), path, before=partial(keep_edited, findings))
        if written != path:
            findings.append(finding("R103", Place(str(path)), name=written.name))
    return [*findings, *write_filled_rubrics(assessment, job.results).findings]


def _publish(job: Job, assessment: Assessment, payments: Sequence[Payment]) -> list[Finding]:
    """公示.xlsx, where 考核设置 says from when it hangs out; an earlier one goes where nothing does any more."""
    findings: list[Finding] = []
    path = job.results / f"{PUBLIC}.xlsx"
    wanted = assessment.scheme.settings.published_from is not None and bool(assessment.scheme.indicators)
    if wanted and not assessment.provisional:
        written = write_workbook(public_workbook(assessment, payments), path, before=partial(keep_edited, findings))
        return [*findings, finding("R103", Place(str(path)), name=written.name)] if written != path else findings
    if path.exists():
        keep_edited(findings, path)
        path.unlink()
    return findings


def _note_provisional(job: Job, findings: Sequence[Finding]) -> None:
    """结果/阶段性结果.txt says that the result is not the last word, to people and to ``kaohe mail``."""
    if job.single:  # nothing of it is mailed
        return
    told = "".join(f"{each.text}。\n{each.remedy}。\n" for each in findings if each.code in STILL_OPEN)
    job.results.mkdir(exist_ok=True)
    (job.results / PROVISIONAL_NOTE).write_text(told, encoding="utf-8")


def output_path(job: Job, scheme: Scheme) -> Path:
    """结果/<考核名称>-评分结果.xlsx, or beside a single workbook; never the input itself."""
    if job.single:
        stem = job.scheme.stem.removesuffix("-评分结果")
        path = job.scheme.with_name(f"{stem}-评分结果.xlsx")
        return path if path != job.scheme else job.scheme.with_name(f"{stem}-再评-评分结果.xlsx")
    return job.results / f"{safe_name(scheme.settings.title or job.root.resolve().name)}-评分结果.xlsx"


def write_log(report: Report, started: datetime) -> list[Finding]:
    """Append what happened to 结果/运行记录.log, one line per finding and per file; a finding if that cannot be."""
    folder = report.job.results if not report.job.single else report.job.root
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return [finding("R706", Place(str(folder / LOG)), file=LOG, problem=said(error))]
    told = []
    if report.returned is not None:
        told = [
            f"{file.outcome.value} {file.name} {file.filler} {file.period} {file.reading} {file.reason}".rstrip()
            for file in report.returned.files
        ]
    log = RunLog(folder)
    log.add(f"开始 {report.job.scheme}", started, [*told, *(str(each) for each in report.findings)])
    problem = log.add(f"结束 {report.output or '没有评分'}")
    return [problem] if problem is not None else []
