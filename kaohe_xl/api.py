"""The door for other programs: what the commands do, as functions; results as DataFrames with the workbook's columns.

    >>> import kaohe_xl
    >>> result = kaohe_xl.run("2022镇街考核", write=False)      # doctest: +SKIP
    >>> result.ranking[["名次", "单位名称", "总分"]]             # doctest: +SKIP

Figures are exact: ``Decimal``, or ``Fraction`` where no decimal ends. What is wrong with a scheme or a file is in
``findings``, never an exception; a path that is no assessment gives a result with ``exit_code`` 2.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kaohe_xl import amending, deciding, pipeline, sealing, workbook_check
from kaohe_xl.appeals import cases_of
from kaohe_xl.archive import History
from kaohe_xl.archive.history import NAME as HISTORY_FILE
from kaohe_xl.base.finding import Finding, Severity, has_errors
from kaohe_xl.bounds import Doubt, doubt_of
from kaohe_xl.bounds.report import as_dict as bounds_dict
from kaohe_xl.bounds.report import columns as bounds_columns
from kaohe_xl.bounds.report import rows as bounds_rows
from kaohe_xl.diff import brief, diff_results, diff_schemes
from kaohe_xl.explain.unit import explain_unit
from kaohe_xl.intake.password_list import find_password_list
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.notice import missing_templates
from kaohe_xl.reading.limits import MEBIBYTE, Limits
from kaohe_xl.returns.model import Received, Returned
from kaohe_xl.returns.report import unsettled
from kaohe_xl.scheme.model import Ruling
from kaohe_xl.sensitivity import Sensitivity, sensitivity_of
from kaohe_xl.sensitivity.report import COLUMNS as NEAREST_COLUMNS
from kaohe_xl.sensitivity.report import as_dict as nearest_dict
from kaohe_xl.sensitivity.report import rows as nearest_rows
from kaohe_xl.sheets import dataframes
from kaohe_xl.writing.appeals import issue_appeals
from kaohe_xl.writing.issue import issue as write_blanks

if TYPE_CHECKING:
    from kaohe_xl.reward import Payment
    from kaohe_xl.scheme.model import Scheme
    from kaohe_xl.scoring.assess import Assessment

Folder = str | os.PathLike[str]


@dataclass(frozen=True, repr=False)
class Result:
    """A scored assessment. Every table is a DataFrame made when it is first asked for.

    ``exit_code``: 0 all fine, 1 finished but something needs attention, 2 could not run. ``output``: the scored
    workbook, None where nothing was written.
    """

    found: Sequence[Finding]
    exit_code: int
    output: Path | None = None
    scheme: Scheme | None = None
    assessment: Assessment | None = None
    returned: Returned | None = None
    rewards: Sequence[Payment] = ()

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """排名: 名次 单位名称 分组 总分 等次 否决 备注, and a column per 考核线 or 期次."""
        if self.assessment is None:
            return pd.DataFrame(columns=list(dataframes.RANKING_COLUMNS))
        return dataframes.ranking_frame(self.assessment)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """得分明细: 单位名称, 期次 where there are several, and a column per 编号."""
        return dataframes.scores_frame(self.assessment) if self.assessment is not None else pd.DataFrame()

    @cached_property
    def deductions(self) -> pd.DataFrame:
        """扣分清单: each point lost or gained, by which rule, from which cell."""
        return dataframes.deductions_frame(self.assessment) if self.assessment is not None else pd.DataFrame()

    @cached_property
    def payments(self) -> pd.DataFrame:
        """奖励金额: each payment and fine; 金额 in yuan."""
        return (
            dataframes.payments_frame(self.assessment, self.rewards) if self.assessment is not None else pd.DataFrame()
        )

    @cached_property
    def findings(self) -> pd.DataFrame:
        """数据问题: 级别 代码 对象 单位 期次 位置 问题 怎么办."""
        return dataframes.findings_frame(self.found)

    @cached_property
    def appeals(self) -> pd.DataFrame:
        """申诉: every appeal, how it stands and what was decided."""
        if self.assessment is None or self.returned is None:
            return dataframes.appeals_frame([])
        return dataframes.appeals_frame(cases_of(self.assessment, self.returned.appeals))

    @cached_property
    def returns(self) -> pd.DataFrame:
        """收表情况: every returned file, and what became of it."""
        return dataframes.files_frame(self.returned)

    @cached_property
    def fillers(self) -> pd.DataFrame:
        """收表情况: every unit and department by period, and what to say to it."""
        return dataframes.fillers_frame(self.returned)

    def __repr__(self) -> str:
        title = self.scheme.settings.title if self.scheme is not None else "没有评分"
        units = f"，{len(self.scheme.units)} 个单位" if self.scheme is not None else ""
        return f"<Result {title}{units}，exit_code={self.exit_code}，{len(self.found)} 条问题>"


@dataclass(frozen=True, repr=False)
class Outcome:
    """What a command that scores nothing came to. ``paths``: the files it wrote."""

    found: Sequence[Finding]
    exit_code: int
    scheme: Scheme | None = None
    returned: Returned | None = None
    paths: Sequence[Path] = ()

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))
    returns = cached_property(lambda self: dataframes.files_frame(self.returned))
    fillers = cached_property(lambda self: dataframes.fillers_frame(self.returned))

    def __repr__(self) -> str:
        return f"<Outcome exit_code={self.exit_code}，{len(self.paths)} 个文件，{len(self.found)} 条问题>"


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why a score is what it is: sentences, the deeper ones explaining those above, with the cells they rest on."""

    found: Sequence[Finding]
    lines: Sequence[str] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<Explanation {len(self.lines)} 行>"


@dataclass(frozen=True, repr=False)
class Uncertainty:
    """What may still change. ``bounds``: limits of every unit's total, place, grade and yuan; None without a result.

    ``nearest``: 敏感.
    """

    found: Sequence[Finding]
    exit_code: int
    bounds: Doubt | None = None
    nearest: Sensitivity | None = None

    @cached_property
    def changes(self) -> pd.DataFrame:
        """敏感: the nearest change that would flip a place, a prize or a penalty."""
        return pd.DataFrame(
            nearest_rows(self.nearest) if self.nearest is not None else [], columns=list(NEAREST_COLUMNS)
        )

    @cached_property
    def units(self) -> pd.DataFrame:
        """会不会变: a row for every unit, in words."""
        if self.bounds is None:
            return pd.DataFrame()
        return pd.DataFrame(bounds_rows(self.bounds), columns=list(bounds_columns(self.bounds)))

    def as_dict(self) -> dict[str, Any]:
        """What ``kaohe doubt --json`` prints."""
        nearest = {"敏感": nearest_dict(self.nearest)} if self.nearest is not None else {}
        return {**bounds_dict(self.bounds), **nearest} if self.bounds is not None else {}

    def __repr__(self) -> str:
        return f"<Uncertainty {len(self.bounds.figures) if self.bounds is not None else 0} 个待定的数>"


@dataclass(frozen=True, repr=False)
class Seal:
    """定稿. ``path``: the package; None where nothing was sealed, and ``findings`` say why."""

    found: Sequence[Finding]
    path: Path | None = None
    check_code: str = ""
    edition: int = 0

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))

    def __repr__(self) -> str:
        return f"<Seal 第{self.edition}版 {self.check_code}>" if self.path is not None else "<Seal 没有定稿>"


@dataclass(frozen=True, repr=False)
class Verification:
    """验证. ``whole``: nothing differs. ``compared``: figures or formulas that were calculated anew."""

    found: Sequence[Finding]
    whole: bool
    compared: int = 0

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))

    @classmethod
    def of(cls, verdict: sealing.PackageVerification | workbook_check.WorkbookVerification) -> Verification:
        return cls(verdict.findings, verdict.whole, verdict.compared)

    def __repr__(self) -> str:
        return f"<Verification {'没有改动' if self.whole else f'{len(self.found)} 处不同'}>"


@dataclass(frozen=True, repr=False)
class Decided:
    """裁定. ``written``: it stands in the scheme; ``moved``: whom it moves, from what to what."""

    found: Sequence[Finding]
    written: bool = False
    moved: pd.DataFrame = field(default_factory=pd.DataFrame)

    findings = cached_property(lambda self: dataframes.findings_frame(self.found))

    def __repr__(self) -> str:
        return f"<Decided {'已写入' if self.written else '没有写入'}，影响 {len(self.moved)} 个单位>"


@dataclass(frozen=True, repr=False)
class Difference:
    """Two schemes or two results side by side. ``tables``: heading → DataFrame; empty where nothing differs."""

    found: Sequence[Finding]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __repr__(self) -> str:
        told = "，".join(f"{name} {len(table)}" for name, table in self.tables.items())
        return f"<Difference {told or '没有差别'}>"


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
        report = pipeline.run_alone(job, options, tell, closed=closed, anyway=anyway)
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


def check(folder: Folder, *, examples: bool = False) -> Outcome:
    """Lint the scheme and work out its 算例. ``exit_code`` 2: it cannot be scored; 1: look again.

    ``examples``: draft 算例 for every limit of every clause into 算例.xlsx (``paths``), to be confirmed.

    Raises:
        OSError: 算例.xlsx cannot be written.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Outcome(findings, 2)
    scheme, findings = pipeline.load(job)
    if scheme is None:
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
    job, findings = pipeline.locate(Path(folder))
    scheme = None
    if job is not None:
        scheme, findings = pipeline.load(job)
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
    job, findings = pipeline.locate(Path(folder))
    scheme = None
    if job is not None:
        scheme, findings = pipeline.load(job)
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


def seal(
    folder: Folder, by: str, reason: str = "", *, closed: bool = False, jobs: int = 0, passwords: Sequence[str] = ()
) -> Seal:
    """定稿: score once more and keep everything that the result rests on as the next edition.

    Args:
        folder: the assessment's folder.
        by: who seals it; stands in the manifest.
        reason: why there is another edition; needed from the second on.
        closed: no more forms are waited for.

    Raises:
        OSError: the package cannot be written.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Seal(findings)
    options, listed = read_options(job, jobs, passwords=passwords)
    sealed = sealing.seal(job, options, by, reason, closed=closed)
    return Seal([*listed, *sealed.findings], sealed.path, sealed.check_code, sealed.edition)


def verify(path: Folder, *, closed: bool = False, code: str = "", passwords: Sequence[str] = ()) -> Verification:
    """验证: a sealed package, or a scored workbook that may have been edited by hand. Nothing of it is executed.

    ``closed``: the workbook was scored with ``closed``. ``code``: the 封存码 that was written down. ``passwords``: of
    encrypted returns; a 密码表 beside the file is used too.
    """
    by_unit, _ = find_password_list(Path(path).parent)
    known = Passwords.gathered(tuple(passwords), os.environ, by_unit)
    return Verification.of(workbook_check.verify_any(Path(path), closed=closed, passwords=known, code=code))


def history(folder: Folder, unit: str) -> pd.DataFrame:
    """历次: when a unit's figures changed. Columns 序号 时间 校验码 阶段性 数 原来 现在; 原来 is None where it is new.

    Raises:
        sqlite3.Error: 结果/历次结果.sqlite is damaged.
    """
    columns = ["序号", "时间", "校验码", "阶段性", "数", "原来", "现在"]
    job, _ = pipeline.locate(Path(folder))
    moved = History(job.results / HISTORY_FILE).of(unit) if job is not None else []
    rows = [
        (run.number, run.at, run.check_code, run.provisional, name, before, now)
        for run in moved
        for name, (before, now) in run.figures.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def approve(folder: Folder, entered: Mapping[str, str]) -> list[Finding]:
    """核定: add a row to 核定调整 of the scheme; all else in the workbook stays as it is.

    ``entered``: text by column (单位, 数据项 or 编号, 期次, 核定值, 依据, 核定人, 日期, 备注). Findings say why nothing
    was written; none: it was.
    """
    job, findings = pipeline.locate(Path(folder))
    return amending.approve(job, entered) if job is not None else findings


def decide(
    folder: Folder,
    unit: str,
    key: str,
    ruling: str,
    *,
    reason: str,
    by: str,
    value: str = "",
    item: str = "",
    period: str = "",
    on: str = "",
    on_paper: bool = False,
    write: bool = True,
    passwords: Sequence[str] = (),
) -> Decided:
    """裁定: decide an appeal; what that moves is worked out first, then it goes into 核定调整.

    Args:
        ruling: 采纳, 部分采纳, 不采纳 or 不予受理.
        value: the new score, or the new figure of ``item``; none where nothing changes.
        on: the day, today if not given.
        on_paper: the unit has appealed without a 申诉表.
        write: False only tries it out.

    Raises:
        ValueError: no such ruling.
    """
    job, findings = pipeline.locate(Path(folder))
    said = deciding.OfficeRuling(unit, key, Ruling(ruling), reason, by, value, item, period, on)
    if job is None:
        return Decided(findings)
    options, listed = read_options(job, passwords=passwords)
    ruled = deciding.decide(job, options, said, on_paper=on_paper, write=write)
    moved = pd.DataFrame(ruled.moved, columns=list(deciding.COLUMNS))
    return Decided([*listed, *ruled.findings], ruled.written, moved)


def amend(folder: Folder, sheet: str, cells: Mapping[tuple[int, int], str]) -> list[Finding]:
    """Write cells (row and column from 1 → text) of one of the scheme's sheets; all else stays as it is.

    Findings say why nothing was written; none: it was. What the cells then mean, :func:`check` tells.
    """
    job, findings = pipeline.locate(Path(folder))
    return amending.rewrite(job, sheet, cells) if job is not None else findings


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
