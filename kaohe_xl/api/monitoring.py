"""监视: score again whenever a folder changes."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Unpack

from kaohe_xl import pipeline
from kaohe_xl.api.answers import Outcome
from kaohe_xl.api.computing import Folder
from kaohe_xl.api.options import AS_USUAL, CannotWorkError, Options, OptionWords, at_work
from kaohe_xl.reading.read import UnreadableError
from kaohe_xl.watching.watch import Settling, WatchState
from kaohe_xl.watching.watch import watch as keep_watching


def watch(
    folder: Folder,
    show: Callable[[WatchState], None],
    *,
    settle: float = 2.0,
    closed: bool = False,
    options: Options = AS_USUAL,
    **words: Unpack[OptionWords],
) -> Outcome:
    """Score now and after every change of the inputs, until Ctrl-C.

    Args:
        folder: the assessment's folder, or a workbook that is complete in itself.
        show: called whenever there is something new to see; ``result`` of what it gets is the last report.
        settle: seconds without any change before files count as completely written.
        closed: no more forms are waited for.
        options: how it goes about it; ``words`` (``jobs=2``, ``tell=…``) count before it.

    ``exit_code`` 2: it could not watch, and ``findings`` say why.
    """
    job, findings = pipeline.locate(Path(folder))
    if job is None:
        return Outcome(findings, 2)
    options = options.with_words(words)
    found = keep_watching(
        job.scheme if job.single else job.root,
        lambda: _once(Path(folder), options, closed=closed),
        show,
        Settling(settle),
    )
    return Outcome(found, 2 if found else 0)


def _once(folder: Path, options: Options, *, closed: bool) -> pipeline.Report:
    """A run. As an OSError, a scheme that is away or half saved is told and tried again; it does not end the watch.

    Raises:
        OSError: what is needed is not there, or cannot be read, just now.
    """
    job, findings = pipeline.locate(folder)
    if job is None:
        raise FileNotFoundError(errno.ENOENT, findings[0].text, str(folder))
    try:
        with at_work(job, options) as (reading, _):
            report = pipeline.run(job, reading, options.tell, choices=pipeline.RunChoices(closed))
    except UnreadableError as error:
        raise OSError(errno.EBADMSG, error.finding.text, str(job.scheme)) from error
    except CannotWorkError as error:
        raise OSError(errno.EBADMSG, error.found[-1].text, str(folder)) from error
    gone = next((found for found in report.findings if found.code in pipeline.NOT_THERE), None)
    if gone is not None:
        raise FileNotFoundError(errno.ENOENT, gone.text, str(job.returns))
    return report
