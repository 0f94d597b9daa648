"""When the forms are back: run, status, explain, doubt, diff."""

from __future__ import annotations

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
    find_job,
    refuse,
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

    with Renderer() as renderer:
        renderer.start()  # a process: it comes up while all the rest is imported
        from kaohe_xl import api
        from kaohe_xl.screen import console, print_report, progress

        find_job(folder)
        with progress() as told:
            options = api.Options(jobs, timeout, memory, password or (), scheduler, returns, told, renderer)
            done = api.run(folder, closed=closed, anyway=anyway, options=options)
    if done.report is None:
        tell(done.found)
        raise typer.Exit(done.exit_code)
    tell(done.beside)
    print_report(done.report)
    tell(done.about_it[len(done.report.findings) :])  # what the run log has to say
    if pdf and done.output is not None:
        from kaohe_xl.letters.pdf import to_pdf

        path, findings = to_pdf(done.output)
        tell(findings)
        if path is not None:
            console.print(f"PDF：{path}", markup=False)
    raise typer.Exit(done.exit_code)


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
    from kaohe_xl import api
    from kaohe_xl.returns.report import as_json
    from kaohe_xl.screen import console, print_files, progress, status_table
    from kaohe_xl.screen.tables import appeals_table

    find_job(folder)
    with progress() as told:
        options = api.Options(jobs, timeout, memory, password or (), scheduler, returns, told)
        done = api.status(folder, options=options)
    if done.scheme is None or done.returned is None:
        refuse(done)
    tell(done.beside)
    if json:
        typer.echo(as_json(done.scheme, done.returned))
    else:
        console.print(status_table(done.returned))
        print_files(done.returned)
        if done.returned.appeals or done.scheme.decisions:
            console.print(appeals_table(done.cases))
    raise typer.Exit(done.exit_code)


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
    from kaohe_xl import api
    from kaohe_xl.screen import console, progress

    find_job(folder)
    with progress() as told:
        options = api.Options(jobs, passwords=password or (), scheduler=scheduler, returns=returns, tell=told)
        done = api.explain(folder, unit, key, closed=closed, options=options)
    if done.why is None:
        refuse(done)
    tell(done.found)
    for line in done.lines:
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
    from kaohe_xl import api
    from kaohe_xl.screen import console, doubt_table, nearest_table, progress

    find_job(folder)
    with progress() as told:
        options = api.Options(jobs, timeout, memory, password or (), scheduler, returns, told)
        done = api.doubt(folder, ranges=ranges, options=options)
    if done.bounds is None:
        refuse(done)
    tell(done.beside if json else done.found)
    if json:
        typer.echo(done.as_json())
    else:
        for line in (*doubt_table(done.bounds), *(nearest_table(done.nearest) if done.nearest is not None else ())):
            console.print(line)
    if save is not None:
        path = done.save(save)
        if not json:
            console.print(f"已存 {path}", markup=False)
    raise typer.Exit(done.exit_code)


@command("diff", "对比")
def diff(
    before: Annotated[Path, typer.Argument(help="原来的方案或考核文件夹", metavar="甲")],
    after: Annotated[Path, typer.Argument(help="现在的方案或考核文件夹", metavar="乙")],
    jobs: Jobs = 0,
    password: Password = None,
    save: Annotated[Path | None, typer.Option("--save", help="另存为工作簿")] = None,
) -> None:
    """两份方案或两次结果差在哪里：分数、名次、金额，以及因为哪一条"""
    from kaohe_xl import api
    from kaohe_xl.screen import console, diff_table, progress

    for each in (before, after):
        find_job(each)
    with progress() as told:
        done = api.diff(before, after, options=api.Options(jobs, passwords=password or (), tell=told))
    if done.scheme is None:
        refuse(done)
    tell(done.found)
    for table in diff_table(done.rows):
        console.print(table)
    if not done.rows:
        console.print("没有差别。")
    if done.moved is None:
        console.print("至少有一边没有填报数据，只对比了方案。")
    if save is not None:
        console.print(f"已存 {done.save(save)}", markup=False)
    raise typer.Exit(done.exit_code)
