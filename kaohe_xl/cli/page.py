"""打开: the page in the browser."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kaohe_xl.cli.options import command, stop, stop_on_errors


@command("open", "打开")
def open_page(
    folder: Annotated[Path | None, typer.Argument(help="考核文件夹；不写则列出最近的", metavar="目录")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="用样例 S4 的副本先看一看")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="打开浏览器；不打开则只写出链接")] = True,
    port: Annotated[int, typer.Option("--port", help="端口，0 = 任意空闲的", min=0, max=65535)] = 0,
) -> None:
    """在浏览器里做考核：方案、发表、收表、结果、核定、通报、发送，不用命令"""
    from kaohe_xl.base.system import said
    from kaohe_xl.page import serve

    if demo:
        from kaohe_xl import api

        folder = Path(tempfile.mkdtemp(prefix="kaohe-样例-")) / "S4-2022镇街考核"
        stop_on_errors(api.new(folder, "S4").found)
    elif folder is not None:
        from kaohe_xl.cli.options import find_job

        job = find_job(folder)
        folder = job.scheme if job.single else job.root
    try:
        serve(folder, port=port, browser=browser, tell=typer.echo)
    except OSError as error:
        stop(f"页面没有打开：{said(error)}（端口 {port}）。换一个 --port，或不写。")
