"""When it is decided: seal, verify, history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaohe_xl.cli.options import Closed, Folder, Jobs, Password, command, find_job, tell


@command("seal", "定稿")
def seal(
    folder: Folder,
    by: Annotated[str, typer.Option("--by", help="由谁定稿：印在清单里", prompt="由谁定稿")],
    reason: Annotated[str, typer.Option("--reason", help="更正已定稿的结果：写明理由，另出一版")] = "",
    closed: Closed = False,
    jobs: Jobs = 0,
    password: Password = None,
) -> None:
    """把方案、收表、结果连同清单封存成一个包；此后评分不再覆盖结果"""
    from kaohe_xl import api
    from kaohe_xl.screen import console, print_findings, progress

    find_job(folder)
    with progress() as told:
        options = api.Options(jobs, passwords=password or (), tell=told)
        sealed = api.seal(folder, by, reason, closed=closed, options=options)
    tell(sealed.beside)
    if sealed.path is None:
        print_findings(sealed.about_it)
        raise typer.Exit(sealed.exit_code)
    console.print(f"已定稿：第{sealed.edition}版 {sealed.path}", markup=False, soft_wrap=True)
    console.print(
        f"封存码 {sealed.package_code}（请记在签字的排名页上；以后用 kaohe verify 包 --code 核对是不是原来那一份）",
        markup=False,
        soft_wrap=True,
    )
    tell([each for each in sealed.about_it if each.code == "R975"])
    console.print(f"校验码 {sealed.check_code}（印在排名页末尾，签字盖章后以那一页为准）", markup=False, soft_wrap=True)


@command("verify", "验证")
def verify(
    file: Annotated[Path, typer.Argument(help="定稿包（定稿/第N版.zip），或评分结果工作簿", metavar="文件")],
    closed: Closed = False,
    code: Annotated[str, typer.Option("--code", help="定稿时记下的封存码：包是不是原来那一份", metavar="封存码")] = "",
    password: Password = None,
) -> None:
    """核对定稿包或评分结果：有没有被改动，重新计算是不是同样的结果"""
    from kaohe_xl import api
    from kaohe_xl.screen import console, print_findings, progress

    with progress() as told:
        verdict = api.verify(file, closed=closed, code=code, passwords=password or (), tell=told)
    tell(verdict.beside)
    manifest = verdict.manifest
    if manifest is not None:
        console.print(
            f"{manifest.title} 第{manifest.edition}版，{manifest.sealed_by} 于 {manifest.sealed_at} 定稿，"
            f"版本 {manifest.version}，校验码 {manifest.check_code}，封存码 {verdict.package_code}",
            markup=False,
            soft_wrap=True,
        )
    elif verdict.compared:
        told_equal = f"{verdict.compared} 个公式用另一个引擎重新计算，{verdict.equal} 个与本程序的准确数相同"
        console.print(f"{told_equal}。", markup=False, soft_wrap=True)
    if verdict.whole and manifest is not None:
        console.print(f"没有改动：文件与清单相符，重新计算的 {verdict.compared} 个数全部相同。", markup=False)
    elif verdict.whole:
        console.print("没有改动：每个单元格都与方案和收表重新评分的结果相同。", markup=False)
    print_findings(verdict.about_it)
    raise typer.Exit(verdict.exit_code)


@command("history", "历次")
def history(folder: Folder, unit: Annotated[str, typer.Argument(help="单位名称", metavar="单位")]) -> None:
    """一个单位的得分和名次在历次评分中何时变了、因为哪一项"""
    from kaohe_xl import api
    from kaohe_xl.screen import console

    find_job(folder)
    done = api.history(folder, unit)
    tell(done.found)
    if done.exit_code == 1:
        console.print(f"历次评分中没有“{unit}”。", markup=False)
    found = done.runs
    for run in found:
        state = "，阶段性" if run.provisional else ""
        console.print(f"{run.at} 第{run.number}次（校验码 {run.check_code}{state}）", markup=False, soft_wrap=True)
        first = run is found[0]
        for name, (before, now) in run.figures.items():
            what = name.replace(f"/{unit}", "").replace("/", " ")
            if first and not name.startswith(("总分", "名次", "等次", "奖惩")):
                continue
            change = now or "没有了" if before is None else f"{before} → {now or '没有了'}"
            console.print(f"  {what}：{change}", markup=False, soft_wrap=True)
    raise typer.Exit(done.exit_code)
