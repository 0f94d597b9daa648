"""What the worker is asked to do. Light to import: the parent needs no jinja2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Task:
    """One text to make: ``data`` on top of the job's common data."""

    template: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RenderJob:
    """Sources by template name, data for all, and the tasks from ``start`` on.

    ``files``: templates that are not text (Word), filled in by ``filler``, a function named ``module:function`` that
    takes the file, the data and the sandbox and returns the filled file.
    """

    sources: Mapping[str, str]
    common: Mapping[str, Any]
    tasks: Sequence[Task]
    start: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    filler: str = ""
