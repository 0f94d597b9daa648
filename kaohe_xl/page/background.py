"""Long work in a thread of its own: how far it is, how to stop it, and what it came to."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kaohe_xl.api import ProgressListener
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.system import said


class StoppedError(Exception):
    """Somebody pressed 停止: raised inside the work, at the next step that it tells of."""


@dataclass(frozen=True)
class Done:
    """What the work came to: a sentence, and what there is to say. ``to``: the tab that shows it."""

    text: str
    found: Sequence[Finding] = ()
    to: str = ""
    failed: bool = False


@dataclass
class BackgroundJob:
    """One piece of work."""

    number: int
    owner: str
    title: str
    back: str  # the tab it was started from
    stage: str = "开始"
    done: int = 0
    of: int = 0
    outcome: Done | None = None
    trouble: BaseException | None = None
    told: bool = False  # its outcome was handed to the tab
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def finished(self) -> bool:
        return self.outcome is not None or self.trouble is not None

    def tell(self, stage: str, done: int = 0, of: int = 0) -> None:
        """How far it is; this is also where it ends if it is to be stopped."""
        if self._stop.is_set():
            raise StoppedError
        self.stage, self.done, self.of = stage, done, of

    def stop(self) -> None:
        """End at the next step. What is written is whole or not there."""
        self._stop.set()


class BackgroundJobs:
    """All work of this page, the newest last. One piece at a time for each assessment."""

    def __init__(self) -> None:
        self._all: dict[int, BackgroundJob] = {}
        self._numbers = itertools.count(1)
        self._busy: dict[str, BackgroundJob] = {}
        self._lock = threading.Lock()

    def start(self, owner: str, title: str, back: str, task: Callable[[ProgressListener], Done]) -> BackgroundJob:
        """Begin; where work for ``owner`` is going on, that one is given back instead."""
        with self._lock:
            going = self._busy.get(owner)
            if going is not None and not going.finished:
                return going
            work = BackgroundJob(next(self._numbers), owner, title, back)
            self._all[work.number] = self._busy[owner] = work
        threading.Thread(target=self._run, args=(work, task), name=f"kaohe-{title}", daemon=True).start()
        return work

    def find(self, number: int) -> BackgroundJob | None:
        return self._all.get(number)

    @property
    def busy(self) -> bool:
        """Is anything going on?"""
        return any(not each.finished for each in self._busy.values())

    def stop_all(self) -> None:
        """The page ends."""
        for each in self._busy.values():
            each.stop()

    @staticmethod
    def _run(work: BackgroundJob, task: Callable[[ProgressListener], Done]) -> None:
        try:
            work.outcome = task(work.tell)
        except StoppedError:
            work.outcome = Done(f"{work.title}：已停止。原来的文件没有动。", to=work.back, failed=True)
        except OSError as error:
            name = error.filename if isinstance(error.filename, str) else ""
            work.outcome = Done(f"{work.title}没有完成：{said(error)} {name}", to=work.back, failed=True)
        except BaseException as error:  # shown on the page, with its trace on the terminal: never swallowed
            work.trouble = error
            raise
