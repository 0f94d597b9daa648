"""The process that renders: a pickled job on standard input, one line of JSON per step on standard output.

Run as ``python -m kaohe_xl.templating.worker``. The job comes from our own parent process; what goes back is plain
JSON, so that nothing a template does can reach the parent as anything but text.
"""

from __future__ import annotations

import base64
import importlib
import json
import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Any

from kaohe_xl.templating.filters import FILTERS
from kaohe_xl.templating.job import RenderJob
from kaohe_xl.templating.sandbox import FAILURES, LONGEST_FILE, Sandbox, describe, render

_MEMORY = 1 << 30  # bytes of address space; the worker itself needs about a tenth


def main() -> None:
    _limit_memory()

    job: RenderJob = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent process
    sandbox = Sandbox(job.sources, FILTERS)
    for number in range(job.start, len(job.tasks)):
        _tell({"begin": number})
        task = job.tasks[number]
        data = {**job.common, **task.data}
        try:
            if task.template in job.files:
                made = _filler(job)(job.files[task.template], data, Sandbox({}, FILTERS, LONGEST_FILE, escape=True))
                result: dict[str, Any] = {"file": base64.b64encode(made).decode()}
            else:
                result = {"text": render(sandbox, task.template, data)}
        except FAILURES as error:
            result = {"error": describe(error, task.template, job.sources)}
        _tell({"done": number, **result})


def _filler(job: RenderJob) -> Callable[[bytes, Mapping[str, Any], Sandbox], bytes]:
    module, _, function = job.filler.partition(":")
    found: Callable[[bytes, Mapping[str, Any], Sandbox], bytes] = (
        getattr(importlib.import_module(module), function) if module else _no_filler
    )
    return found


def _no_filler(file: bytes, data: Mapping[str, Any], sandbox: Sandbox) -> bytes:
    raise LookupError("there are files to fill in, and nothing to fill them in with")


def _tell(message: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    """Where the system can: Linux and macOS."""
    try:
        import resource
    except ImportError:  # Windows: time and length limits remain
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


if __name__ == "__main__":
    main()
