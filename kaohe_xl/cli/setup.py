"""Before the forms come back: new, check, issue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaohe_xl.base.filenames import APPEALS, BLANKS
from kaohe_xl.cli.options import Folder, command, find_job, refuse, stop, stop_on_errors, tell


@command("new", "新建")
def new(
    folder: Annotated[Path, typer.Argument(help="要新建的考核文件夹", metavar="目录")],
    sample: Annotated[str, typer.Option("--sample", help="照抄一个样例，例如 S4")] = "",
) -> None:
    """新建一个考核文件夹：方案.xlsx 和 发放、收表、结果"""
    from kaohe_xl import api
    from kaohe_xl.screen import console

    made = api.new(folder, sample)
    stop_on_errors(made.found)
    for path in made.paths:
        console.print(f"已建 {path}", markup=False)
    console.print("下一步：打开 方案.xlsx 改成自己的方案，再运行 kaohe check 体检。")


@command("check", "体检")
def check(
    folder: Folder,
    examples: Annotated[
        bool, typer.Option("--examples", help="把每一条在界限上、差一点、过一点各算一例，写到 算例.xlsx 供核对确认")
    ] = False,
) -> None:
    """体检方案：逐格列出错误和值得再看一眼的地方"""
    from kaohe_xl import api
    from kaohe_xl.screen import console

    find_job(folder)
    done = api.check(folder, examples=examples)
    tell(done.found)
    scheme = done.scheme
    if scheme is None:
        stop("方案有错误，改好以前不能评分。")
    for path in done.paths:
        console.print(f"已拟算例：{path}。逐行核对，对的把“确认”清空。", markup=False)
    if done.exit_code == 2:
        stop("算例与方案不符，改好以前不能评分。")
    scored = sum(indicator.scored for indicator in scheme.indicators.values())
    console.print(
        f"方案可以评分：{len(scheme.units)} 个单位，{len(scheme.calendar.leaves)} 个考核期，"
        f"{len(scheme.items)} 个数据项，{scored} 项指标，{len(scheme.rewards)} 条奖惩。"
    )
    raise typer.Exit(done.exit_code)


@command("issue", "发放")
def issue(
    folder: Folder,
    appeal: Annotated[
        bool, typer.Option("--appeal", help="发申诉表：每个单位一份，附它的得分，编号从下拉列表选")
    ] = False,
) -> None:
    """按方案生成 发放/ 里的空白填报表；--appeal 发申诉表"""
    from kaohe_xl import api
    from kaohe_xl.screen import console, print_findings, progress

    home = find_job(folder).root / BLANKS
    with progress() as told:
        done = api.issue(folder, appeal=appeal, tell=told)
    if done.scheme is None and not appeal:
        refuse(done)
    print_findings(done.found, every=appeal)
    what, where = ("申诉表", home / APPEALS) if appeal else ("填报表", home)
    console.print(f"已写 {len(done.paths)} 份{what}到 {where}", markup=False)
    raise typer.Exit(done.exit_code)
