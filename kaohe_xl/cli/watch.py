"""watch: run again whenever 收表/ changes."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Annotated

import typer

from kaohe_xl.cli.options import Closed, Folder, Jobs, Memory, Password, Seconds, command, find_job, read_options, tell

if TYPE_CHECKING:
    from kaohe_xl.screen.watch_view import RunSummary


@command("watch", "监视")
def watch(
    folder: Folder,
    closed: Closed = False,
    jobs: Jobs = 0,
    timeout: Seconds = 60.0,
    memory: Memory = 1024,
    password: Password = None,
    settle: Annotated[float, typer.Option("--settle", help="文件停止变化几秒后才算写完", min=0.1)] = 2.0,
) -> None:
    """收表里一有变化就重新评分，Ctrl-C 停止"""
    from kaohe_xl import pipeline
    from kaohe_xl.reading.read import UnreadableError
    from kaohe_xl.screen import console
    from kaohe_xl.screen.watch_view import LiveView
    from kaohe_xl.watching.watch import Settling
    from kaohe_xl.watching.watch import watch as keep_watching

    job = find_job(folder)

    def once() -> object:
        """As an OSError, a scheme that is away or half saved is told and tried again; it does not end the watch."""
        again, findings = pipeline.locate(folder)
        if again is None:
            raise FileNotFoundError(errno.ENOENT, findings[0].text, str(folder))
        try:
            report = pipeline.run(
                again, read_options(again, jobs, timeout, memory, password), choices=pipeline.RunChoices(closed)
            )
        except UnreadableError as error:
            raise OSError(errno.EBADMSG, error.finding.text, str(again.scheme)) from error
        gone = next((found for found in report.findings if found.code in pipeline.NOT_THERE), None)
        if gone is not None:
            raise FileNotFoundError(errno.ENOENT, gone.text, str(again.returns))
        return report

    with LiveView(_glance, console) as view:
        findings = keep_watching(job.scheme if job.single else job.root, once, view, Settling(settle))
    tell(findings)
    if findings:
        raise typer.Exit(2)


def _glance(result: object) -> RunSummary:
    """A run's report in a few lines."""
    from fractions import Fraction

    from kaohe_xl.base.exact import decimal_text
    from kaohe_xl.base.finding import Severity
    from kaohe_xl.pipeline import Report
    from kaohe_xl.returns.model import Received
    from kaohe_xl.scoring.assess import OVERALL
    from kaohe_xl.screen.watch_view import RunSummary

    assert isinstance(result, Report)
    problems = sum(finding.severity is not Severity.NOTE for finding in result.findings)
    if result.assessment is None or result.returned is None:
        return RunSummary(0, 0, problems=problems, output="方案有错误，没有评分")
    scheme, final = result.assessment.scheme, result.assessment.final
    fillers = result.returned.fillers
    missing = tuple(dict.fromkeys(f"{f.filler}（{f.period}）" for f in fillers if f.received is Received.MISSING))
    ranked = [
        (rank, scheme.units[row].name, decimal_text(final.total[row] or Fraction(0), scheme.settings.digits))
        for ranking in final.rankings.get(OVERALL, ())
        for row in ranking.ranked
        if (rank := ranking.ranks[row]) is not None and rank <= 5
    ]
    return RunSummary(
        returned=sum(f.received is not Received.MISSING for f in fillers),
        of=len(fillers),
        missing=missing,
        problems=problems,
        top=tuple((str(rank), name, score) for rank, name, score in sorted(ranked)),
        output=str(result.output or ""),
    )
