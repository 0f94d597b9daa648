"""The wiring, one screen: scheme → returns → tidy → score → reward → sheets → workbook. Edges are called here only."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kaohe_xl.base.filenames import BLANKS as BLANKS
from kaohe_xl.base.filenames import RESULTS, RETURNS, SCHEME_FILE, safe_name
from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.base.place import Place
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.letters.word import write_notices
from kaohe_xl.messages import finding
from kaohe_xl.notice import compose_notices
from kaohe_xl.parallel.garbage import rarely_swept
from kaohe_xl.parallel.spread import here
from kaohe_xl.reading.read import UnreadableError, read_book, sheet_names
from kaohe_xl.returns.inline import inline_data
from kaohe_xl.returns.model import Outcome, Received, Returned
from kaohe_xl.returns.receive import Opening, opening, receive
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme.history import past_results, with_past
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scheme.tables import DATA, UNITS
from kaohe_xl.scoring.assess import Assessment, assess
from kaohe_xl.sheets.notice import notice_sheets
from kaohe_xl.templating.render import Renderer
from kaohe_xl.writing.results import helpers, write_results
from kaohe_xl.writing.sendback import send_back

SENT_BACK, TEMPLATES, HISTORY = "退回修改", "模板", "历年"


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
    def results(self) -> Path:
        return self.root / RESULTS

    @property
    def cache(self) -> Path | None:
        """Where parsed files are kept between runs; may be deleted at any time."""
        return None if self.single else self.results / ".缓存"


class Tell(Protocol):
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
        refused = returned is not None and any(f.outcome is Outcome.REFUSED for f in returned.files)
        absent = returned is not None and any(f.received is not Received.RETURNED for f in returned.fillers)
        return notable or refused or absent


def locate(path: Path) -> tuple[Job | None, list[Finding]]:
    """The assessment that a path means: a folder, its 方案 workbook, or a workbook that is complete in itself."""
    if not path.exists():
        return None, [finding("R101", Place(str(path)))]
    if path.is_file():
        complete = DATA.sheet in sheet_names(path)
        if not complete and path.name == SCHEME_FILE:
            return Job(path.parent, path, single=False), []
        return Job(path.parent, path, single=True), []
    if (path / SCHEME_FILE).is_file():
        return Job(path, path / SCHEME_FILE, single=False), []
    workbooks = [p for p in sorted(path.glob("*.xls*")) if not p.name.startswith("~$")]
    candidates = [p for p in workbooks if UNITS.sheet in sheet_names(p)]
    if len(candidates) == 1:
        return Job(path, candidates[0], single=False), []
    listed = "、".join(p.name for p in candidates) or "没有"
    return None, [finding("R102", Place(str(path)), scheme=SCHEME_FILE, listed=listed)]


def load(job: Job) -> tuple[Scheme | None, list[Finding]]:
    """Read and check the scheme of a job; a workbook that cannot be read is a finding too."""
    try:
        scheme, findings = read_scheme(read_book(job.scheme))
    except UnreadableError as error:
        return None, [error.finding]
    if scheme is None or job.single:
        return scheme, findings
    scheme, found = _with_history(scheme, job.root / HISTORY)
    return scheme, [*findings, *found]


def _with_history(scheme: Scheme, folder: Path) -> tuple[Scheme, list[Finding]]:
    """历年/: scored workbooks of earlier years, beside what 历年结果 says."""
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.xls*")) if folder.is_dir() else ():
        name = f"{HISTORY}/{path.name}"
        try:
            past = past_results(read_book(path, name=name))
        except UnreadableError as error:
            findings.append(error.finding)
            continue
        if not past:
            findings.append(finding("R111", Place(name)))
            continue
        scheme = with_past(scheme, past)
        findings.append(finding("R110", Place(name), year=past[0].year, units=len({one.unit for one in past})))
    return scheme, findings


def has_data(job: Job, scheme: Scheme) -> bool:
    """Is there anything to score: 填报数据 in the workbook, or a folder of returned files?"""
    return scheme.book.find(DATA.sheet) is not None if job.single else job.returns.is_dir()


def collect(
    job: Job, scheme: Scheme, options: ReadOptions, tell: Tell = silent, begun: Opening | None = None
) -> Returned:
    """Read what came back: the files in 收表/, or 填报数据 of a single workbook.

    ``begun``: reading that began before.
    """
    if job.single:
        return inline_data(scheme)
    return receive(scheme, job.returns, options, lambda done, of: tell("读取收表", done, of), begun)


def calculate(
    job: Job, scheme: Scheme, options: ReadOptions, tell: Tell = silent, begun: Opening | None = None
) -> tuple[Assessment, list[Payment], Returned, list[Finding]]:
    """Read what came back, score it and settle the consequences; nothing is written."""
    returned = collect(job, scheme, options, tell, begun)
    tell("评分排名")
    crew = options.crew
    assessment, found = assess(scheme, returned.tidy, crew.map if crew is not None else here)
    payments, more = settle(assessment)
    told = crew.told() if crew is not None else []
    return assessment, payments, returned, [*returned.findings, *found, *more, *told]


def run(job: Job, options: ReadOptions, tell: Tell = silent, renderer: Renderer | None = None) -> Report:
    """The main job: read, score, write 结果/. Never changes an input file.

    ``renderer``: one that was started before.
    """
    forms = opening(job.returns, options) if not job.single else nullcontext()
    with rarely_swept(), forms as begun, renderer or Renderer() as renderer:
        # reading, and the process that fills in templates, come up while the scheme is read
        renderer.start()
        return _run(job, options, tell, begun, renderer)


def _run(job: Job, options: ReadOptions, tell: Tell, begun: Opening | None, renderer: Renderer) -> Report:
    tell("读取方案")
    scheme, findings = load(job)
    if scheme is None:
        return Report(job, None, findings)
    own_templates = job.root / TEMPLATES
    with helpers(scheme, options.jobs) as help_from:
        assessment, payments, returned, found = calculate(job, scheme, options, tell, begun)
        findings = [*findings, *found]
        tell("写通报")
        notices, found = compose_notices(assessment, payments, own_templates, renderer.render)
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
    returns = send_back(scheme, returned, findings, job.results / SENT_BACK)
    letters = write_notices(assessment, payments, job.results, own_templates, notices)
    findings += letters.findings
    return Report(job, scheme, findings, returned, assessment, payments, output, returns, letters.files, volumes)


def output_path(job: Job, scheme: Scheme) -> Path:
    """结果/<考核名称>-评分结果.xlsx, or beside a single workbook; never the input itself."""
    if job.single:
        stem = job.scheme.stem.removesuffix("-评分结果")
        path = job.scheme.with_name(f"{stem}-评分结果.xlsx")
        return path if path != job.scheme else job.scheme.with_name(f"{stem}-再评-评分结果.xlsx")
    return job.results / f"{safe_name(scheme.settings.title or job.root.resolve().name)}-评分结果.xlsx"


def write_log(report: Report, started: datetime) -> None:
    """Append what happened to 结果/运行记录.log, one line per finding and per file."""
    folder = report.job.results if not report.job.single else report.job.root
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{started:%Y-%m-%d %H:%M:%S} 开始 {report.job.scheme}"]
    if report.returned is not None:
        lines += [
            f"  {file.outcome.value} {file.name} {file.filler} {file.period} {file.reading} {file.reason}".rstrip()
            for file in report.returned.files
        ]
    lines += [f"  {item}" for item in report.findings]
    lines.append(f"{datetime.now():%Y-%m-%d %H:%M:%S} 结束 {report.output or '没有评分'}")
    with (folder / "运行记录.log").open("a", encoding="utf-8") as log:
        log.write("\n".join(lines) + "\n")
