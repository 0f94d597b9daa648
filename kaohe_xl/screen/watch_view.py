"""The live picture of a watched folder: who has returned, what is wrong, and the top of the ranking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from kaohe_xl.base.finding import Finding
from kaohe_xl.watching.watch import Phase, WatchState

_NAMED = 8
_COLOURS = {Phase.FAILED: "red", Phase.GONE: "red", Phase.SETTLING: "yellow", Phase.RUNNING: "yellow"}


@dataclass(frozen=True)
class RunSummary:
    """What one run came to, in a few lines."""

    returned: int
    of: int
    missing: tuple[str, ...] = ()
    problems: int = 0
    top: tuple[tuple[str, str, str], ...] = ()  # 名次, 单位名称, 总分
    output: str = ""


class LiveView:
    """Give it to :func:`kaohe_xl.watching.watch.watch` as ``show``; ``describe`` puts a run's result into a few lines.

    Draws over itself in a terminal, and writes one line per change elsewhere.
    """

    def __init__(self, describe: Callable[[object], RunSummary], console: Console) -> None:
        self._describe, self._console = describe, console
        self._told: Finding | None = None
        self._live = Live(console=console, auto_refresh=False, transient=False)

    def __call__(self, state: WatchState) -> None:
        glance = None if state.result is None else self._describe(state.result)
        if self._console.is_terminal:
            self._live.update(picture(state, glance), refresh=True)
        else:
            self._console.print(_line(state), soft_wrap=True)
            if state.finding is not None and state.finding != self._told:
                self._console.print(_trouble(state.finding), soft_wrap=True)
            self._told = state.finding

    def __enter__(self) -> LiveView:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()


def picture(state: WatchState, glance: RunSummary | None) -> RenderableType:
    """Everything on one screen."""
    parts: list[RenderableType] = [_line(state)]
    if state.finding is not None:
        parts.append(_trouble(state.finding))
    if glance is not None:
        parts += [_returned(glance), _top(glance)]
        if glance.output:
            parts.append(Text(f"结果：{glance.output}"))
    return Group(*parts)


def _trouble(found: Finding) -> Text:
    return Text.from_markup(f"[red]{escape(found.text)}[/]　→ {escape(found.remedy)}")


def _line(state: WatchState) -> Text:
    when = f"，上次 {state.finished:%H:%M:%S}" if state.finished else ""
    moving = f"：{_some(state.moving)}" if state.moving else ""
    text = f"{state.phase.value}{moving}　文件 {state.files} 个，评分 {state.runs} 次{when}（Ctrl-C 停止）"
    return Text(text, style=_COLOURS.get(state.phase, "green"))


def _returned(glance: RunSummary) -> Table:
    table = Table(show_header=False)
    table.add_row("已报", f"{glance.returned} / {glance.of}")
    table.add_row("未报", escape(_some(glance.missing)) or "无")
    table.add_row("需要留意", str(glance.problems))
    return table


def _top(glance: RunSummary) -> Table:
    table = Table(title="排名前列")
    for heading in ("名次", "单位名称", "总分"):
        table.add_column(heading, justify="left" if heading == "单位名称" else "right")
    for row in glance.top:
        table.add_row(*(escape(cell) for cell in row))
    return table


def _some(names: tuple[str, ...]) -> str:
    shown = "、".join(names[:_NAMED])
    return f"{shown}等 {len(names)} 个" if len(names) > _NAMED else shown
