"""What came back → the scored assessment; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import Protocol

from kaohe_xl.appeals import Appealed, appealed
from kaohe_xl.base.filenames import RETURNS
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.intake.reader import ReadOptions
from kaohe_xl.messages import finding
from kaohe_xl.parallel.executor import here
from kaohe_xl.pipeline.job import Job
from kaohe_xl.returns.inline_data import inline_data
from kaohe_xl.returns.model import Received, Returned
from kaohe_xl.returns.receive import ReturnsOpening, opening, receive
from kaohe_xl.reward import Payment, settle
from kaohe_xl.scheme.closing import with_returns_closed
from kaohe_xl.scheme.model import Collection, Scheme
from kaohe_xl.scoring.assess import Assessment, assess
from kaohe_xl.suspicion import second_look

PROVISIONAL = "（阶段性）"  # behind the assessment's name, wherever that is printed
_NAMED = 12
UNREVIEWED = "F726"  # a 评分表 that nobody signed off
STILL_OPEN = ("R113", "R710")  # findings that say why a result is provisional


class ProgressListener(Protocol):
    """How far a run has come; the screen shows it."""

    def __call__(self, stage: str, done: int = 0, of: int = 0) -> None: ...


def silent(stage: str, done: int = 0, of: int = 0) -> None:
    """Tell nobody."""


def collect(
    job: Job,
    scheme: Scheme,
    options: ReadOptions,
    tell: ProgressListener = silent,
    under_way: ReturnsOpening | None = None,
) -> Returned:
    """Read what came back: the files in 收表/, or 填报数据 of a single workbook.

    ``under_way``: reading that began before; who began it ends it.

    Raises:
        pool.PoolError: reading processes do not start at all.
        UnreadableError: ``options.returns`` is a URL that cannot be listed.
    """
    if job.single:
        return inline_data(scheme)
    reading = nullcontext(under_way) if under_way is not None else opening(job.returns, options, job.appeals)
    with reading as under_way:
        returned = receive(scheme, under_way, lambda done, of: tell("读取收表", done, of))
    if options.noted is not None and not options.returns and any(file.reading for file in returned.files):
        with suppress(OSError):  # nothing that is asked for now depends on it
            options.noted.parent.mkdir(exist_ok=True)
            options.noted.touch()
    return returned


def calculate(
    job: Job, scheme: Scheme, options: ReadOptions, tell: ProgressListener = silent, *, closed: bool = False
) -> tuple[Assessment, list[Payment], Returned, list[Finding]]:
    """Read what came back, and what it comes to. ``closed``: no more forms are waited for, whatever 考核设置 says."""
    returned = collect(job, scheme, options, tell)
    tell("评分排名")
    assessment, payments, findings = score_returned(job, scheme, returned, options, closed=closed)
    return assessment, payments, returned, findings


def score_returned(
    job: Job, scheme: Scheme, returned: Returned, options: ReadOptions, *, closed: bool = False
) -> tuple[Assessment, list[Payment], list[Finding]]:
    """Score what came back and settle the consequences; the findings of reading come first."""
    task_runner = options.task_runner
    if closed:
        scheme = with_returns_closed(scheme)
    unsigned = [each for each in returned.findings if each.code == UNREVIEWED]
    waiting = [_still_open(job, returned)] if returned.waiting else []
    waiting += [_unreviewed(scheme, unsigned)] if unsigned or scheme.unreviewed else []
    provisional = bool(waiting) and scheme.settings.collection is not Collection.CLOSED
    still_open = waiting if provisional else []
    if provisional:
        title = f"{scheme.settings.title}{PROVISIONAL}"
        scheme = replace(scheme, settings=replace(scheme.settings, title=title))
    assessment, found = assess(
        scheme,
        returned.tidy,
        task_runner.map if task_runner is not None else here,
        waiting="".join(found.text for found in still_open),
    )
    payments, more = settle(assessment)
    about = appeals_of(assessment, payments, returned)
    more += [*still_open, *(about.findings if about is not None else ())]
    told = task_runner.told() if task_runner is not None else []
    noted = second_look(scheme, returned)
    return assessment, payments, [*returned.findings, *found, *more, *told, *noted]


def appeals_of(assessment: Assessment, payments: Sequence[Payment], returned: Returned) -> Appealed | None:
    """Cases and effects; None where nobody appealed and nothing was decided."""
    if not returned.appeals and not assessment.scheme.decisions:
        return None
    return appealed(assessment, payments, returned.appeals)


def _still_open(job: Job, returned: Returned) -> Finding:
    """What is still to come in, and from whom."""
    states = [each.received for each in returned.waiting]
    named = list(dict.fromkeys(f"{each.filler}（{each.period}）" for each in returned.waiting))
    who = "、".join(named[:_NAMED]) + (f" 等 {len(named)} 份" if len(named) > _NAMED else "")
    missing, partly = states.count(Received.MISSING), states.count(Received.PARTLY)
    place = Place(job.scheme.name if job.single else RETURNS)
    return finding("R113", place, of=len(returned.fillers), missing=missing, partly=partly, who=who)


def _unreviewed(scheme: Scheme, unsigned: Sequence[Finding]) -> Finding:
    """考核线 and 评分表 that nobody has signed off."""
    names = [f"考核线“{line.name}”" for line in scheme.unreviewed]
    names += [each.place.file or each.place.sheet for each in unsigned]
    named = list(dict.fromkeys(names))
    what = "、".join(named[:_NAMED]) + (f" 等 {len(named)} 处" if len(named) > _NAMED else "")
    return finding("R710", Place(RETURNS), what=what)
