"""When it is decided: seal, verify, history."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kaohe_xl.cli.options import Closed, Folder, Jobs, Password, command, find_job, read_options, tell


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
    from kaohe_xl import sealing
    from kaohe_xl.screen import console, print_findings, progress

    job = find_job(folder)
    options = read_options(job, jobs, password=password)
    with progress() as told:
        sealed = sealing.seal(job, options, sealing.SealingOrder(by, reason, closed), told)
    if sealed.path is None:
        print_findings(sealed.findings)
        raise typer.Exit(2)
    console.print(f"已定稿：第{sealed.edition}版 {sealed.path}", markup=False, soft_wrap=True)
    console.print(
        f"封存码 {sealed.package_code}（请记在签字的排名页上；以后用 kaohe verify 包 --code 核对是不是原来那一份）",
        markup=False,
        soft_wrap=True,
    )
    tell([each for each in sealed.findings if each.code == "R975"])
    console.print(f"校验码 {sealed.check_code}（印在排名页末尾，签字盖章后以那一页为准）", markup=False, soft_wrap=True)


@command("verify", "验证")
def verify(
    file: Annotated[Path, typer.Argument(help="定稿包（定稿/第N版.zip），或评分结果工作簿", metavar="文件")],
    closed: Closed = False,
    code: Annotated[str, typer.Option("--code", help="定稿时记下的封存码：包是不是原来那一份", metavar="封存码")] = "",
    password: Password = None,
) -> None:
    """核对定稿包或评分结果：有没有被改动，重新计算是不是同样的结果"""
    from kaohe_xl.intake.password_list import find_password_list
    from kaohe_xl.intake.passwords import Passwords
    from kaohe_xl.screen import console, print_findings, progress
    from kaohe_xl.sealing import PackageVerification
    from kaohe_xl.workbook_check import verify_any

    by_unit, listed = find_password_list(file.parent)
    tell(listed)
    passwords = Passwords.gathered(tuple(password or ()), os.environ, by_unit)
    with progress() as told:
        verdict = verify_any(file, told, closed=closed, passwords=passwords, code=code)
    if isinstance(verdict, PackageVerification):
        manifest = verdict.manifest
        if manifest is not None:
            console.print(
                f"{manifest.title} 第{manifest.edition}版，{manifest.sealed_by} 于 {manifest.sealed_at} 定稿，"
                f"版本 {manifest.version}，校验码 {manifest.check_code}，封存码 {verdict.package_code}",
                markup=False,
                soft_wrap=True,
            )
        if verdict.whole:
            console.print(f"没有改动：文件与清单相符，重新计算的 {verdict.compared} 个数全部相同。", markup=False)
            return
        print_findings(verdict.findings)
        raise typer.Exit(1 if manifest is not None else 2)
    if verdict.formulas:
        told_equal = f"{verdict.formulas} 个公式用另一个引擎重新计算，{verdict.equal} 个与本程序的准确数相同"
        console.print(f"{told_equal}。", markup=False, soft_wrap=True)
    if verdict.whole:
        console.print("没有改动：每个单元格都与方案和收表重新评分的结果相同。", markup=False)
    print_findings(verdict.findings)
    if not verdict.whole:
        raise typer.Exit(2 if any(each.code in ("R910", "R901") for each in verdict.findings) else 1)


@command("history", "历次")
def history(folder: Folder, unit: Annotated[str, typer.Argument(help="单位名称", metavar="单位")]) -> None:
    """一个单位的得分和名次在历次评分中何时变了、因为哪一项"""
    import sqlite3

    from kaohe_xl.archive import History
    from kaohe_xl.archive.history import NAME
    from kaohe_xl.base.place import Place
    from kaohe_xl.messages import finding
    from kaohe_xl.screen import console

    job = find_job(folder)
    path = job.results / NAME
    try:
        found = History(path).of(unit)
    except sqlite3.Error as error:
        tell([finding("R906", Place(str(path)), problem=str(error), name=path.name)])
        raise typer.Exit(2) from error
    if not found:
        console.print(f"历次评分中没有“{unit}”。", markup=False)
        raise typer.Exit(1)
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
