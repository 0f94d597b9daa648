"""Findings: what went wrong, where, and what to do about it — data, never an exception.

A user's mistake is a :class:`Finding`. The sentence shown for it lives in :mod:`kaohe_xl.messages`, which is the only
place where the wording of findings is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from kaohe_xl.base.place import NOWHERE, Place


class Severity(Enum):
    """How bad: an error stops (scheme) or refuses (file, value); a warning needs attention; a note is only told."""

    ERROR = "错误"
    WARNING = "注意"
    NOTE = "说明"


class Audience(Enum):
    """Who can fix it."""

    AUTHOR = "方案"
    FILLER = "填报"
    FILE = "文件"
    CLERK = "运行"


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue. ``text`` and ``remedy`` are format strings over the finding's details."""

    code: str
    severity: Severity
    audience: Audience
    title: str
    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should know: a catalogue entry, a place, and the figures that fill its sentence."""

    message: Message
    place: Place = NOWHERE
    details: Mapping[str, object] = field(default_factory=dict)
    unit: str = ""
    period: str = ""

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def severity(self) -> Severity:
        return self.message.severity

    @property
    def text(self) -> str:
        return self.message.text.format(**self.details)

    @property
    def remedy(self) -> str:
        return self.message.remedy.format(**self.details)

    def __str__(self) -> str:
        place = f"{self.place}：" if str(self.place) else ""
        return f"[{self.code}{self.severity.value}] {place}{self.text}　→ {self.remedy}"


def has_errors(findings: Iterable[Finding]) -> bool:
    """True if any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The errors among the findings, in order."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
