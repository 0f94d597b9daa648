"""When the forms are back: run, status, explain, diff."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kaohe_xl.cli.options import (
    Closed,
    Folder,
    Jobs,
    Memory,
    Password,
    Returns,
    Scheduler,
    Seconds,
    command,
    elsewhere,
    find_job,
    load_scheme,
    read_options,
    stop_on_errors,
    tell,
)


@command("run", "评分")
def run(
    folder: Folder,
    jobs: Jobs = 0,
    timeout: Seconds = 60.0,
    memory: Memory = 1024,
    password: Password = None,
    scheduler: Scheduler = "",
    returns: Returns = "",
    closed: Closed = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="算例与方案不符也照样评分")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="另存一份 PDF（需要 LibreOffice）")] = False,
) -> None:
    """读收表、评分、排名、算奖惩，写出结果工作簿和通报"""
    from kaohe_xl.templating.render import Renderer

    started = datetime.now()
    with Renderer() as renderer:
        renderer.start()  # a process: it comes up while all the rest is imported
        from kaohe_xl import api, pipeline
        from kaohe_xl.base.finding import Severity
        from kaohe_xl.screen import console, print_report, progress

        job = find_job(folder)
        options, listed = api.read_options(job, jobs, timeout, memory, password or ())
        tell(listed)
        with elsewhere(job, options, scheduler, returns) as options, progress() as told:
            report = pipeline.run_alone(job, options, told, renderer, pipeline.RunChoices(closed=closed, anyway=anyway))
    print_report(report)
    if not any(found.code in (*pipeline.NOT_THERE, "R701") for found in report.findings):  # nothing has happened
        tell(pipeline.write_log(report, started))
    if pdf and report.output is not None:
        from kaohe_xl.letters.pdf import to_pdf

        path, findings = to_pdf(report.output)
        tell(findings)
        if path is not None:
            console.print(f"PDF：{path}", markup=False)
    troubled = any(found.severity is not Severity.NOTE for found in listed)  # a 密码表 that cannot be read
    raise typer.Exit(max(report.exit_code, int(troubled)))


@command("status", "状态")
def status(
    folder: Folder,
    jobs: Jobs = 0,
    timeout: Seconds = 60.0,
    memory: Memory = 1024,
    password: Password = None,
    scheduler: Scheduler = "",
    returns: Returns = "",
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，供别的程序用")] = False,
) -> None:
    """谁交了、谁没交、缺什么、该怎么通知"""
    from kaohe_xl.appeals import cases_of
    from kaohe_xl.pipeline import collect, missing_returns
    from kaohe_xl.returns.model import Received
    from kaohe_xl.returns.report import as_json
    from kaohe_xl.scoring.assess import assess
    from kaohe_xl.screen import console, print_files, progress, status_table
    from kaohe_xl.screen.tables import appeals_table

    job = find_job(folder)
    scheme = load_scheme(job)
    options = read_options(job, jobs, timeout, memory, password)
    with elsewhere(job, options, scheduler, returns) as options, progress() as told:
        stop_on_errors(missing_returns(job, options))
        returned = collect(job, scheme, options, told)
    if json:
        typer.echo(as_json(scheme, returned))
    else:
        console.print(status_table(returned))
        print_files(returned)
        if returned.appeals or scheme.decisions:
            assessment, _ = assess(scheme, returned.tidy)
            console.print(appeals_table(cases_of(assessment, returned.appeals)))
    if any(filler.received is not Received.RETURNED for filler in returned.fillers):
        raise typer.Exit(1)


@command("explain", "说明")
def explain(
    folder: Folder,
    unit: Annotated[str, typer.Argument(help="单位名称或别名", metavar="单位")],
    key: Annotated[str, typer.Argument(help="编号；不写则说明总分", metavar="编号")] = "",
    closed: Closed = False,
    jobs: Jobs = 0,
    password: Password = None,
    scheduler: Scheduler = "",
    returns: Returns = "",
) -> None:
    """为什么是这个分：从名次一路说到哪个文件哪个单元格"""
    from kaohe_xl.explain.unit import explain_unit
    from kaohe_xl.pipeline import calculate, missing_returns
    from kaohe_xl.screen import console, progress

    job = find_job(folder)
    scheme = load_scheme(job)
    options = read_options(job, jobs, password=password)
    with elsewhere(job, options, scheduler, returns) as options, progress() as told:
        stop_on_errors(missing_returns(job, options))
        assessment, payments, _, _ = calculate(job, scheme, options, told, closed=closed)
    why, findings = explain_unit(assessment, payments, unit, key or None)
    stop_on_errors(findings)
    if why is not None:
        for line in why.lines():
            console.print(line, markup=False, soft_wrap=True)


@command("doubt", "会不会变")
def doubt(
    folder: Folder,
    jobs: Jobs = 0,
    timeout: Seconds = 60.0,
    memory: Memory = 1024,
    password: Password = None,
    scheduler: Scheduler = "",
    returns: Returns = "",
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，供别的程序用")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="另存为工作簿")] = None,
    ranges: Annotated[bool, typer.Option("--ranges", help="只看范围，不找最近的改动（快）")] = False,
) -> None:
    """还没有定的数会把结果变成什么样：名次、总分、等次、金额的范围，什么已经定了，先催谁"""
    from kaohe_xl.bounds import as_json, doubt_of
    from kaohe_xl.pipeline import calculate, missing_returns
    from kaohe_xl.returns.report import unsettled
    from kaohe_xl.screen import console, doubt_table, nearest_table, progress
    from kaohe_xl.sensitivity import sensitivity_of
    from kaohe_xl.sensitivity.report import as_dict as nearest_dict
    from kaohe_xl.sheets.doubt import doubt_workbook
    from kaohe_xl.writing.write import write_workbook

    job = find_job(folder)
    scheme = load_scheme(job)
    options = read_options(job, jobs, timeout, memory, password)
    with elsewhere(job, options, scheduler, returns) as options, progress() as told:
        stop_on_errors(missing_returns(job, options))
        assessment, _, returned, _ = calculate(job, scheme, options, told)
        found = doubt_of(assessment, unsettled(returned))
        told("找最近的改动")
        nearest = sensitivity_of(assessment) if scheme.indicators and not ranges else None
    if json:
        more = {} if nearest is None else {"敏感": nearest_dict(nearest)}
        typer.echo(as_json(found, more))
    else:
        for line in (*doubt_table(found), *(nearest_table(nearest) if nearest is not None else ())):
            console.print(line)
    if save is not None:
        path = write_workbook(doubt_workbook(found, nearest), save)
        if not json:
            console.print(f"已存 {path}", markup=False)
    if found.figures:
        raise typer.Exit(1)


@command("diff", "对比")
def diff(
    before: Annotated[Path, typer.Argument(help="原来的方案或考核文件夹", metavar="甲")],
    after: Annotated[Path, typer.Argument(help="现在的方案或考核文件夹", metavar="乙")],
    jobs: Jobs = 0,
    password: Password = None,
    save: Annotated[Path | None, typer.Option("--save", help="另存为工作簿")] = None,
) -> None:
    """两份方案或两次结果差在哪里：分数、名次、金额，以及因为哪一条"""
    from kaohe_xl.diff import ResultDiff, brief, diff_results, diff_schemes
    from kaohe_xl.pipeline import calculate, has_data, missing_returns
    from kaohe_xl.screen import console, diff_table, progress
    from kaohe_xl.sheets.diff import diff_workbook
    from kaohe_xl.writing.write import write_workbook

    jobs_on_disk = [find_job(before), find_job(after)]
    schemes = [load_scheme(job) for job in jobs_on_disk]
    rules = diff_schemes(*schemes)
    moved = None
    options = [read_options(job, jobs, password=password) for job in jobs_on_disk]
    gone = [found for job, own in zip(jobs_on_disk, options, strict=True) for found in missing_returns(job, own)]
    tell(gone)
    if not gone and all(has_data(job, scheme) for job, scheme in zip(jobs_on_disk, schemes, strict=True)):
        with progress() as told:
            results = [
                calculate(job, scheme, own, told)[:2]
                for job, scheme, own in zip(jobs_on_disk, schemes, options, strict=True)
            ]
        moved = diff_results(*results)
    parts = brief(rules, moved)
    for table in diff_table(parts):
        console.print(table)
    if not parts:
        console.print("没有差别。")
    if moved is None:
        console.print("至少有一边没有填报数据，只对比了方案。")
    if save is not None:
        book = diff_workbook(rules, moved or ResultDiff((), (), ()), str(before), str(after))
        console.print(f"已存 {write_workbook(book, save)}", markup=False)
    if gone:
        raise typer.Exit(1)
