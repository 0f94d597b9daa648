"""Processes of their own that need no second of imports each: forked from one that has imported what they all need.

Not from the one that runs the tests, whose threads (a client of dask, a browser's loop) would not come along.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess

if sys.platform == "win32":  # knows no fork: there each imports for itself
    CONTEXT = multiprocessing.get_context("spawn")
else:
    CONTEXT = multiprocessing.get_context("forkserver")
_needed: list[str] = []


def needs(*modules: str) -> None:
    """Import these once for all; to be said before the first process is started."""
    _needed.extend(modules)
    CONTEXT.set_forkserver_preload(_needed)


def started(task: Callable[..., None], *given: object) -> BaseProcess:
    """A process that does ``task``. Kill it, or wait until it is done."""
    process = CONTEXT.Process(target=task, args=given)
    process.start()
    return process
