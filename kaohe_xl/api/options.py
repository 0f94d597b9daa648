"""How a function goes about it: processes, limits, passwords, workers, where returned files lie, and who is told.

Every function that reads takes these as words (``jobs=2``), or as one :class:`Options` that serves several calls.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from kaohe_xl.base.finding import Finding, has_errors
from kaohe_xl.intake.password_list import find_password_list
from kaohe_xl.intake.passwords import Passwords
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.pipeline import Job, ProgressListener, silent
from kaohe_xl.reading.limits import MEBIBYTE, Limits
from kaohe_xl.reading.read import UnreadableError

if TYPE_CHECKING:
    from kaohe_xl.parallel.cluster import TaskRunner
    from kaohe_xl.templating.render import Renderer


class OptionWords(TypedDict, total=False):
    """The fields of :class:`Options` that a call may say as words."""

    jobs: int
    timeout: float
    memory: int
    passwords: Sequence[str]
    scheduler: str
    returns: str
    tell: ProgressListener


@dataclass(frozen=True)
class Options:
    """How returned files are read, and who is told how far that is.

    Args:
        jobs: processes that read and write, 0 = as many as processors.
        timeout: seconds for a file; what takes longer is refused.
        memory: MB for a file.
        passwords: of encrypted files; KAOHE_PASSWORD and a 密码表 beside the scheme are used too.
        scheduler: address of a dask scheduler whose workers read and score, ``tcp://10.0.0.5:8786``.
        returns: another folder that the returned files lie in, or a URL.
        tell: called with (stage, done, of) as the work goes on.
        renderer: fills in templates; one that was started before comes up while all the rest is imported.
    """

    jobs: int = 0
    timeout: float = 60.0
    memory: int = 1024
    passwords: Sequence[str] = field(default=(), repr=False)
    scheduler: str = ""
    returns: str = ""
    tell: ProgressListener = field(default=silent, repr=False)
    renderer: Renderer | None = field(default=None, repr=False)

    def with_words(self, words: OptionWords) -> Options:
        """These options, but for what a call says in words.

        Raises:
            TypeError: there is no such word.
        """
        return replace(self, **words)

    def for_reading(self, job: Job) -> tuple[ReadOptions, list[Finding]]:
        """As reading wants them, with the environment and a 密码表 beside the scheme; what is wrong with that."""
        by_unit, findings = find_password_list(job.root) if not job.single else ({}, [])
        return ReadOptions(
            limits=Limits(seconds=self.timeout, memory=self.memory * MEBIBYTE),
            jobs=self.jobs,
            passwords=Passwords.gathered(tuple(self.passwords), os.environ, by_unit),
            noted=job.noted,
            returns=self.returns,
        ), findings


AS_USUAL = Options()


class CannotWorkError(Exception):
    """Workers or returned files that were asked for are not there: why, as findings. It never leaves the door."""

    def __init__(self, found: Sequence[Finding]) -> None:
        super().__init__(found)
        self.found = found


@contextmanager
def at_work(job: Job, options: Options) -> Iterator[tuple[ReadOptions, list[Finding]]]:
    """Options for reading, with workers that stay as long as this is open, and what the 密码表 has wrong.

    Raises:
        CannotWorkError: no such workers, or no such place of returned files.
    """
    reading, listed = options.for_reading(job)
    if not options.scheduler and not options.returns:
        yield reading, listed
        return
    task_runner, found = _workers(job, options)
    if has_errors(found):
        raise CannotWorkError([*listed, *found])
    with task_runner or nullcontext():
        try:
            yield replace(reading, task_runner=task_runner), [*listed, *found]
        except UnreadableError as error:
            raise CannotWorkError([*listed, error.finding]) from error


def _workers(job: Job, options: Options) -> tuple[TaskRunner | None, list[Finding]]:
    """Who reads and scores, if it is not done here; or what is wrong with where that, or the files, should be."""
    from kaohe_xl.intake.remote import is_url
    from kaohe_xl.parallel.cluster import TaskRunner, ThreadBackend, connect

    returns = options.returns
    if returns and job.single:
        return None, [finding("R169", problem="完整的工作簿里已经有填报数据，不能再写 --returns")]
    if returns and not is_url(returns) and not Path(returns).is_dir():
        return None, [finding("R169", problem=f"没有“{returns}”这个文件夹")]
    if options.scheduler:
        return connect(options.scheduler)
    return TaskRunner(ThreadBackend(options.jobs)) if is_url(returns) else None, []
