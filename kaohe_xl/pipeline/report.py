"""What a run came to, and the line of it in 结果/运行记录.log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.base.place import Place
from kaohe_xl.base.system import said
from kaohe_xl.messages import finding
from kaohe_xl.pipeline.job import Job
from kaohe_xl.returns.model import FileState, Received, Returned
from kaohe_xl.reward import Payment
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.watching.runlog import NAME as LOG
from kaohe_xl.watching.runlog import RunLog


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

    def __repr__(self) -> str:
        return f"<Report exit_code={self.exit_code}，{len(self.findings)} 条问题>"

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
