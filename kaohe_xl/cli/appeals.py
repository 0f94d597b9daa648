"""After the result is public: decisions on appeals."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kaohe_xl.base import contract_words
from kaohe_xl.cli.options import Folder, Jobs, Password, command, find_job, tell


class RulingWord(StrEnum):
    """裁定 on the command line."""

    GRANTED = contract_words.GRANTED
    PARTLY = contract_words.PARTLY
    REFUSED = contract_words.REFUSED
    NOT_ADMITTED = contract_words.NOT_ADMITTED


@command("decide", "裁定")
def decide(
    folder: Folder,
    unit: Annotated[str, typer.Argument(help="申诉的单位", metavar="单位")],
    key: Annotated[str, typer.Argument(help="申诉的编号，或否决项", metavar="编号")],
    word: Annotated[RulingWord, typer.Argument(help="采纳、部分采纳、不采纳 或 不予受理", metavar="裁定")],
    reason: Annotated[str, typer.Option("--reason", help="裁定的依据，会写进答复")],
    by: Annotated[str, typer.Option("--by", help="由谁裁定")],
    value: Annotated[str, typer.Option("--value", help="核定值：改后的得分；写了 --item 的，是数据项改后的数")] = "",
    item: Annotated[str, typer.Option("--item", help="改的是哪个数据项；不写就是改得分")] = "",
    period: Annotated[str, typer.Option("--period", help="哪一期；只有一期的不写")] = "",
    paper: Annotated[bool, typer.Option("--paper", help="没有用申诉表，另有书面申诉")] = False,
    only_try: Annotated[bool, typer.Option("--try", help="只看会怎么变，不写进方案")] = False,
    jobs: Jobs = 0,
    password: Password = None,
) -> None:
    """裁定一件申诉：先算对各单位名次、等次、奖惩的影响，再写进方案的核定调整"""
    from kaohe_xl import api
    from kaohe_xl.base.exact import decimal_text
    from kaohe_xl.screen import console, progress
    from kaohe_xl.screen.tables import plain_table

    job = find_job(folder)
    said = api.RulingWords(reason=reason, by=by, value=value, item=item, period=period)
    with progress() as told:
        options = api.Options(jobs, passwords=password or (), tell=told)
        done = api.decide(folder, unit, key, word.value, on_paper=paper, write=not only_try, options=options, **said)
    tell(done.beside)
    if done.before is not None and done.now is not None:
        console.print(f"{unit} {key}：{decimal_text(done.before)} 分 → {decimal_text(done.now)} 分", markup=False)
    if done.rows:
        console.print(plain_table("裁定对各单位的影响", [str(each) for each in done.moved.columns], done.rows))
    elif done.exit_code == 0:
        console.print("各单位的总分、名次、等次、奖惩都不变。")
    tell(done.about_it)
    if done.exit_code == 2:
        raise typer.Exit(2)
    if only_try:
        console.print("这是试算，方案没有动。")
        return
    then = (
        "结果已经定稿：用 kaohe seal --reason 另出一版。"
        if done.sealed
        else "再运行 kaohe run，结果、答复和公示随之更新。"
    )
    console.print(f"已写入 {job.scheme.name} 的 核定调整。{then}", markup=False)
