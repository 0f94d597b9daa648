"""What all commands share: the app, its options, finding the assessment, and stopping with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kaohe_xl import __version__

if TYPE_CHECKING:
    from kaohe_xl.api import Job, Reply
    from kaohe_xl.base.finding import Finding

app = typer.Typer(
    name="kaohe",
    help="目标管理责任制考核：收回填报表，评分、排名、奖惩、通报。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Folder = Annotated[Path, typer.Argument(help="考核文件夹（里面有 方案.xlsx），或一个完整的工作簿", metavar="目录")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", help="同时用几个进程读表、写结果，0 = 按处理器个数", min=0, max=64)]
Seconds = Annotated[float, typer.Option("--timeout", help="读一个文件最多几秒，超过就拒收", min=1)]
Memory = Annotated[int, typer.Option("--memory", help="读一个文件最多用多少 MB 内存", min=128)]
Password = Annotated[
    list[str] | None, typer.Option("--password", help="加密工作簿的密码，可写几次；也可用环境变量 KAOHE_PASSWORD")
]

Scheduler = Annotated[
    str,
    typer.Option("--scheduler", help="交给 dask 集群读表、算分：调度器的地址，如 tcp://10.0.0.5:8786", metavar="地址"),
]
Closed = Annotated[bool, typer.Option("--closed", help="不再等没交的表：按缺报处理评定")]
Returns = Annotated[
    str, typer.Option("--returns", help="收表不在考核文件夹里：另一个文件夹，或 s3://、sftp:// 等网址", metavar="位置")
]


def command(name: str, chinese: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command under its English name and its Chinese alias."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        told = _telling(function)
        app.command(name, help=f"{function.__doc__}（也可写作 {chinese}）")(told)
        app.command(chinese, hidden=True, help=function.__doc__)(told)
        return function

    return register


def _telling(function: Callable[..., None]) -> Callable[..., None]:
    """The command; a disk that is full, read-only or gone is told, and exit 2, whatever the command was doing."""

    @wraps(function)
    def told(*words: object, **options: object) -> None:
        try:
            function(*words, **options)
        except BrokenPipeError:  # who read our output has gone: nobody is left to tell
            raise
        except OSError as error:
            from kaohe_xl.base.place import Place
            from kaohe_xl.base.system import said
            from kaohe_xl.messages import finding

            path = Path(error.filename) if isinstance(error.filename, str) else Path()
            tell(
                [finding("R107", Place(str(path) if path.name else ""), name=path.name or "文件", problem=said(error))]
            )
            raise typer.Exit(2) from error

    return told


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"kaohe_xl {__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[bool, typer.Option("--version", help="显示版本", callback=_show_version, is_eager=True)] = False,
) -> None:
    """目标管理责任制考核：收回填报表，评分、排名、奖惩、通报。"""


def find_job(folder: Path) -> Job:
    """The assessment that the words mean, or exit 2 with the reason."""
    from kaohe_xl import api

    job, findings = api.locate(folder)
    if job is None:
        tell(findings)
        raise typer.Exit(2)
    return job


def refuse(done: Reply) -> NoReturn:
    """Say why there is no answer, and exit 2."""
    tell(done.found)
    if done.scheme is None:
        stop("方案有错误，改好以前不能继续。")
    raise typer.Exit(2)


def tell(findings: Sequence[Finding]) -> None:
    """Print all findings."""
    from kaohe_xl.screen import print_findings

    print_findings(findings, every=True)


def stop(text: str, code: int = 2) -> NoReturn:
    """Say why, and exit."""
    from kaohe_xl.screen import console

    console.print(text, style="red")
    raise typer.Exit(code)


def stop_on_errors(findings: Sequence[Finding]) -> None:
    """Print the findings; exit 2 if any is an error."""
    from kaohe_xl.base.finding import has_errors

    tell(findings)
    if has_errors(findings):
        raise typer.Exit(2)
