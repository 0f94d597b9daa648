"""The command line. Each command parses its words, calls the pipeline, prints, and says how it went by exit status.

0 all fine, 1 finished but something was refused or needs attention, 2 could not run. Heavy imports wait until a command
needs them, so that ``kaohe --help`` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kaohe_xl import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kaohe_xl.finding import Finding
    from kaohe_xl.pipeline import Job
    from kaohe_xl.workbook.reader import ReadOptions

app = typer.Typer(
    name="kaohe",
    help="目标管理责任制考核：收回填报表，评分、排名、奖惩、通报。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Folder = Annotated[Path, typer.Argument(help="考核文件夹（里面有 方案.xlsx），或一个完整的工作簿", metavar="目录")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", help="同时读几个文件，0 = 按处理器个数", min=0, max=64)]
Seconds = Annotated[float, typer.Option("--timeout", help="读一个文件最多几秒，超过就拒收", min=1)]
Memory = Annotated[int, typer.Option("--memory", help="读一个文件最多用多少 MB 内存", min=128)]
Password = Annotated[
    list[str] | None, typer.Option("--password", help="加密工作簿的密码，可写几次；也可用环境变量 KAOHE_PASSWORD")
]


def command(name: str, chinese: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command under its English name and its Chinese alias."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        app.command(name, help=f"{function.__doc__}（也可写作 {chinese}）")(function)
        app.command(chinese, hidden=True, help=function.__doc__)(function)
        return function

    return register


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="显示版本")] = False) -> None:
    """目标管理责任制考核：收回填报表，评分、排名、奖惩、通报。"""
    if show:
        typer.echo(f"kaohe_xl {__version__}")
        raise typer.Exit


@command("new", "新建")
def new(
    folder: Annotated[Path, typer.Argument(help="要新建的考核文件夹", metavar="目录")],
    sample: Annotated[str, typer.Option("--sample", help="照抄一个样例，例如 S4")] = "",
) -> None:
    """新建一个考核文件夹：方案.xlsx 和 发放、收表、结果"""
    from kaohe_xl.screen import console
    from kaohe_xl.workbook.starter import new_folder

    paths, findings = new_folder(folder, sample or None)
    _stop_on_errors(findings)
    for path in paths:
        console.print(f"已建 {path}")
    console.print("下一步：打开 方案.xlsx 改成自己的方案，再运行 kaohe check 体检。")


@command("check", "体检")
def check(folder: Folder) -> None:
    """体检方案：逐格列出错误和值得再看一眼的地方"""
    from kaohe_xl.pipeline import load
    from kaohe_xl.screen import console, print_findings

    job = _job(folder)
    scheme, findings = load(job)
    print_findings(findings, every=True)
    if scheme is None:
        _exit(2, "方案有错误，改好以前不能评分。")
    scored = sum(indicator.scored for indicator in scheme.indicators.values())
    console.print(
        f"方案可以评分：{len(scheme.units)} 个单位，{len(scheme.calendar.leaves)} 个考核期，"
        f"{len(scheme.items)} 个数据项，{scored} 项指标，{len(scheme.rewards)} 条奖惩。"
    )
    if findings:
        raise typer.Exit(1)


@command("issue", "发放")
def issue(folder: Folder) -> None:
    """按方案生成 发放/ 里的空白填报表"""
    from kaohe_xl.pipeline import BLANKS
    from kaohe_xl.screen import console, print_findings, progress
    from kaohe_xl.workbook.issue import issue as write_blanks

    job = _job(folder)
    scheme = _scheme(job)
    with progress() as tell:
        paths, findings = write_blanks(scheme, job.root / BLANKS, lambda done, of: tell("写填报表", done, of))
    print_findings(findings)
    console.print(f"已写 {len(paths)} 份填报表到 {job.root / BLANKS}")
    if findings:
        raise typer.Exit(1)


@command("run", "评分")
def run(
    folder: Folder,
    jobs: Jobs = 0,
    timeout: Seconds = 60.0,
    memory: Memory = 1024,
    password: Password = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="另存一份 PDF（需要 LibreOffice）")] = False,
) -> None:
    """读收表、评分、排名、算奖惩，写出结果工作簿和通报"""
    from datetime import datetime

    from kaohe_xl import pipeline
    from kaohe_xl.screen import console, print_report, progress

    started = datetime.now()
    job = _job(folder)
    with progress() as tell:
        report = pipeline.run(job, _options(job, jobs, timeout, memory, password), tell)
    print_report(report)
    pipeline.write_log(report, started)
    if pdf and report.output is not None:
        from kaohe_xl.workbook.pdf import to_pdf

        path, findings = to_pdf(report.output)
        _print(findings)
        if path is not None:
            console.print(f"PDF：{path}")
    raise typer.Exit(report.exit_code)


@command("status", "状态")
def status(
    folder: Folder,
    jobs: Jobs = 0,
    timeout: Seconds = 60.0,
    memory: Memory = 1024,
    password: Password = None,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，供别的程序用")] = False,
) -> None:
    """谁交了、谁没交、缺什么、该怎么通知"""
    from kaohe_xl.pipeline import collect
    from kaohe_xl.returns.model import Received
    from kaohe_xl.returns.report import as_json
    from kaohe_xl.screen import console, print_returned, progress, status_table

    job = _job(folder)
    scheme = _scheme(job)
    with progress() as tell:
        returned = collect(job, scheme, _options(job, jobs, timeout, memory, password), tell)
    if json:
        typer.echo(as_json(scheme, returned))
    else:
        console.print(status_table(returned))
        print_returned(returned)
    if any(filler.received is not Received.RETURNED for filler in returned.fillers):
        raise typer.Exit(1)


@command("explain", "说明")
def explain(
    folder: Folder,
    unit: Annotated[str, typer.Argument(help="单位名称或别名", metavar="单位")],
    key: Annotated[str, typer.Argument(help="编号；不写则说明总分", metavar="编号")] = "",
    jobs: Jobs = 0,
    password: Password = None,
) -> None:
    """为什么是这个分：从名次一路说到哪个文件哪个单元格"""
    from kaohe_xl.explain import explain_unit
    from kaohe_xl.pipeline import calculate
    from kaohe_xl.screen import console, print_findings, progress

    job = _job(folder)
    scheme = _scheme(job)
    with progress() as tell:
        assessment, payments, _, _ = calculate(job, scheme, _options(job, jobs, 60.0, 1024, password), tell)
    lines, findings = explain_unit(assessment, payments, unit, key or None)
    print_findings(findings, every=True)
    for line in lines:
        console.print(f"{'  ' * line.depth}{line.text}", markup=False)
    if not lines:
        raise typer.Exit(2)


def _job(folder: Path) -> Job:
    from kaohe_xl.pipeline import locate

    job, findings = locate(folder)
    if job is None:
        _print(findings)
        raise typer.Exit(2)
    return job


def _scheme(job: Job):  # type: ignore[no-untyped-def]
    from kaohe_xl.pipeline import load
    from kaohe_xl.screen import print_findings

    scheme, findings = load(job)
    if scheme is None:
        print_findings(findings, every=True)
        _exit(2, "方案有错误，改好以前不能继续。")
    return scheme


def _options(job: Job, jobs: int, timeout: float, memory: int, password: list[str] | None) -> ReadOptions:
    import os

    from kaohe_xl.workbook.limits import MEBIBYTE, Limits
    from kaohe_xl.workbook.passwords import Passwords
    from kaohe_xl.workbook.reader import ReadOptions

    return ReadOptions(
        limits=Limits(seconds=timeout, memory=memory * MEBIBYTE),
        jobs=jobs,
        passwords=Passwords.gathered(tuple(password or ()), os.environ),
        cache=job.cache,
    )


def _print(findings: Sequence[Finding]) -> None:
    from kaohe_xl.screen import print_findings

    print_findings(findings, every=True)


def _stop_on_errors(findings: Sequence[Finding]) -> None:
    from kaohe_xl.finding import has_errors

    _print(findings)
    if has_errors(findings):
        raise typer.Exit(2)


def _exit(code: int, text: str) -> NoReturn:
    from kaohe_xl.screen import console

    console.print(text, style="red")
    raise typer.Exit(code)


def main() -> None:
    """Entry point of the ``kaohe`` command."""
    app()


if __name__ == "__main__":
    main()
