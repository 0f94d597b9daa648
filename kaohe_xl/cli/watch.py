"""watch: run again whenever 收表/ changes."""

from __future__ import annotations

from typing import Annotated

import typer

from kaohe_xl.cli.options import Closed, Folder, Jobs, Memory, Password, Seconds, command, find_job, tell


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
    from kaohe_xl import api
    from kaohe_xl.screen import console
    from kaohe_xl.screen.glance import glance
    from kaohe_xl.screen.watch_view import LiveView

    find_job(folder)
    options = api.Options(jobs, timeout, memory, password or ())
    with LiveView(glance, console) as view:
        done = api.watch(folder, view, settle=settle, closed=closed, options=options)
    tell(done.found)
    raise typer.Exit(done.exit_code)
