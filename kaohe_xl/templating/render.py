"""The parent's side: start the worker, watch its time, turn what goes wrong into findings."""

from __future__ import annotations

import base64
import json
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import did_you_mean
from kaohe_xl.messages import finding
from kaohe_xl.templating.job import RenderJob, Task

SECONDS = 10.0  # for one text
_STARTING = 30.0  # for the worker to come up, on a busy machine
LIMIT_WORDS = "40 万字"


def render_all(
    sources: Mapping[str, str], common: Mapping[str, Any], tasks: Sequence[Task], seconds: float = SECONDS
) -> tuple[list[str | None], list[Finding]]:
    """Fill in templates of text; see :func:`render_job`."""
    results, findings = render_job(RenderJob(sources, common, tuple(tasks)), seconds)
    return [result if isinstance(result, str) else None for result in results], findings


def render_job(job: RenderJob, seconds: float = SECONDS) -> tuple[list[str | bytes | None], list[Finding]]:
    """Fill in templates. Returns a text, a file or None for each task, and a finding for every None.

    ``job``: its sources are named as findings shall call them; its data holds plain values only (texts, numbers, lists,
    mappings). ``seconds``: how long one text may take before it is given up.
    """
    with Renderer() as renderer:
        return renderer.render(job, seconds)


class Renderer:
    """Fills in templates, in a process that may come up before there is anything to do; use as a context manager."""

    def __init__(self) -> None:
        self._waiting: _Worker | None = None

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        worker, self._waiting = self._waiting, None
        if worker is not None:
            worker.end()

    def start(self) -> None:
        """Have a worker come up while something else is done."""
        self._waiting = self._waiting or _start()

    def render(self, job: RenderJob, seconds: float = SECONDS) -> tuple[list[str | bytes | None], list[Finding]]:
        """See :func:`render_job`."""
        results: list[str | bytes | None] = [None] * len(job.tasks)
        findings: list[Finding] = []
        todo = list(range(len(job.tasks)))
        while todo:
            worker, self._waiting = self._waiting or _start(), None
            part = replace(job, tasks=tuple(job.tasks[number] for number in todo), start=0)
            made: list[str | bytes | None] = [None] * len(todo)
            told = len(findings)
            settled = _run(worker, part, made, findings, seconds)
            for number, result in zip(todo[:settled], made[:settled], strict=True):
                results[number] = result
            # one that ran too long for one unit would for every other: it is not tried again
            endless = {found.place.file for found in findings[told:] if found.code == "R403"}
            todo = [number for number in todo[settled:] if job.tasks[number].template not in endless]
        return results, findings


@dataclass(frozen=True)
class _Worker:
    """A worker's process, and what it says of its own accord."""

    process: subprocess.Popen[bytes]
    trouble: IO[bytes]

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.trouble.close()


def _run(
    worker: _Worker, job: RenderJob, results: list[str | bytes | None], findings: list[Finding], seconds: float
) -> int:
    """One life of a worker; returns the first task that it did not settle."""
    process, trouble = worker.process, worker.trouble
    # written by a thread: a worker that dies early must not leave us waiting on a full pipe
    threading.Thread(target=_hand_over, args=(process, pickle.dumps(job)), daemon=True).start()
    lines = _lines_of(process)
    current, settled = job.start, job.start
    wait = _STARTING
    try:
        while settled < len(job.tasks):
            line = lines.get(timeout=wait)
            if line is None:
                _look_into(process, trouble)
                findings.append(_too_long(job.tasks[current].template))
                return current + 1
            message = json.loads(line)
            if "begin" in message:
                current, wait = message["begin"], seconds
                continue
            settled, wait = message["done"] + 1, _STARTING
            if "text" in message:
                results[message["done"]] = message["text"]
            elif "file" in message:
                results[message["done"]] = base64.b64decode(message["file"])
            else:
                findings.append(_finding_of(message["error"], {**job.common, **job.tasks[current].data}))
        return settled
    except queue.Empty:
        name = job.tasks[current].template
        findings.append(finding("R403", Place(name), template=name, seconds=f"{wait:g}"))
        return current + 1
    finally:
        process.kill()
        process.wait()
        trouble.close()


def _look_into(process: subprocess.Popen[bytes], trouble: IO[bytes]) -> None:
    """A worker that died for want of memory cost one text; one that died of our own mistake is ours to see.

    Raises:
        RuntimeError: with what the worker said last.
    """
    code = process.wait()
    trouble.seek(0)
    said = trouble.read().decode("utf-8", "replace")
    if code == 1 and "MemoryError" not in said:
        raise RuntimeError(f"the template worker failed:\n{said}")


def _start() -> _Worker:
    trouble = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
    home = str(Path(__file__).parents[2])
    paths = [home, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    # a password that mailing needs is nothing to a template's process
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")}
    environment = {**inherited, "PYTHONPATH": os.pathsep.join(path for path in paths if path), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "kaohe_xl.templating.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=trouble,
        env=environment,
    )
    return _Worker(process, trouble)


def _hand_over(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(data)
        process.stdin.close()
    except OSError:  # the worker is gone; the reading side finds out and says so
        return


def _lines_of(process: subprocess.Popen[bytes]) -> queue.Queue[bytes | None]:
    """Lines of the worker as they come; None when it has ended."""
    lines: queue.Queue[bytes | None] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _too_long(name: str) -> Finding:
    return finding("R404", Place(name), template=name, limit=LIMIT_WORDS)


_CODES = {"syntax": "R401", "forbidden": "R405", "failed": "R406"}


def _finding_of(error: Mapping[str, Any], data: Mapping[str, Any]) -> Finding:
    name, line = error["template"], error["line"]
    place = Place(name, "", f"第{line}行" if line else "")
    if error["kind"] == "long":
        return _too_long(name)
    if error["kind"] == "unknown":
        variable = error["variable"]
        hint = _hint(variable, sorted(_names(data)))
        return finding("R402", place, template=name, line=line, variable=variable, hint=hint)
    return finding(_CODES[error["kind"]], place, template=name, line=line, problem=error["problem"])


def _hint(variable: str, names: Sequence[str]) -> str:
    """Near misses; for the short names of templates also those that share a character."""
    akin = [name for name in names if set(name) & set(variable)][:6]
    return did_you_mean(variable, names) or (f"相近的有：{'、'.join(akin)}" if akin else "名称见通报模板一页")


def _names(data: object, depth: int = 3) -> set[str]:
    """Names that a template could use, a few levels down."""
    if depth == 0:
        return set()
    if isinstance(data, Mapping):
        return {str(key) for key in data} | {name for value in data.values() for name in _names(value, depth - 1)}
    if isinstance(data, list | tuple) and data:
        return _names(data[0], depth)
    return set()
