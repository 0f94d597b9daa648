"""The terminal: where everything is printed, and how far a run has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

from kaohe_xl.pipeline import ProgressListener

console = Console(highlight=False)


def say(text: str) -> None:
    """One line; where it is too long the terminal breaks it, so that a place can be copied whole."""
    console.print(text, soft_wrap=True)


@contextmanager
def progress() -> Iterator[ProgressListener]:
    """A line that says how far the run has come; quiet when the output is not a terminal."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int = 0, of: int = 0) -> None:
            if stage not in tasks:
                for task in tasks.values():
                    bar.update(task, visible=False)
                tasks[stage] = bar.add_task(stage, total=of or None)
            bar.update(tasks[stage], completed=done, total=of or None)

        yield tell
