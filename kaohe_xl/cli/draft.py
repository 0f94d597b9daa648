"""起草: a scheme from the office's own text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kaohe_xl.cli.options import command, find_job, refuse, stop, stop_on_errors


@command("draft", "起草")
def draft(
    source: Annotated[
        str, typer.Argument(help="考核细则（Word、表格、文本、PDF）；- 是从标准输入粘贴", metavar="细则")
    ],
    folder: Annotated[Path, typer.Argument(help="要建的考核文件夹", metavar="目录")],
    units: Annotated[Path | None, typer.Option("--units", help="单位名单（Excel）")] = None,
    into: Annotated[bool, typer.Option("--into", help="目录里已有方案：先看修订后的细则改了什么")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="与 --into 同用：不再问，写出修订草稿")] = False,
) -> None:
    """起草方案：把考核细则的文字变成 方案.xlsx，每一条都写明有多大把握"""
    from kaohe_xl import api
    from kaohe_xl.screen import console

    given: Path | str = sys.stdin.read() if source == "-" else Path(source)
    if into:
        _into(given, folder, units, yes)
        return
    done = api.draft(given, folder, units)
    stop_on_errors(done.found)
    made = done.made
    if made is None:
        stop("没有写出方案。")
    from kaohe_xl.base.sheet_names import RUBRIC
    from kaohe_xl.drafting.drafted import Confidence

    sure = "，".join(
        f"{each.value} {made.count(RUBRIC, each)} 条" for each in Confidence if made.count("评分细则", each)
    )
    console.print(f"已起草 {folder / '方案.xlsx'}：评分细则 {sure}；要定的事 {len(made.questions)} 件。", markup=False)
    for question in made.questions[:5]:
        console.print(f"  · {question.place}：{question.text}", markup=False, soft_wrap=True)
    console.print("下一步：打开 方案.xlsx，先看“起草说明”，改完运行 kaohe check 体检。")
    raise typer.Exit(done.exit_code)


def _into(given: Path | str, folder: Path, units: Path | None, yes: bool) -> None:
    """What a revised text changes in a scheme; the revision is written beside it, never over it."""
    from kaohe_xl import api
    from kaohe_xl.screen import console, print_changes

    find_job(folder)
    done = api.revise(given, folder, units)
    if done.scheme is None:
        refuse(done)
    stop_on_errors(done.found)
    revision = done.revision
    if revision is None:
        stop("没有读出细则。")
    print_changes(revision.changes, revision.notes)
    if not revision.changes:
        console.print(f"没有差别，不用改（对照了 {revision.kept} 行）。")
        return
    console.print(f"共 {len(revision.changes)} 处；其余 {revision.kept} 行照原来的方案，不动。")
    if not yes and isinstance(given, str):
        stop("细则是从标准输入粘贴的，不能再问；要写出修订草稿，加 --yes 再运行一次。", 1)
    if yes or typer.confirm("把这些改动另写一份草稿？原来的方案不动"):
        console.print(f"已写 {done.save()}；核对后用它换下 方案.xlsx。", markup=False, soft_wrap=True)
