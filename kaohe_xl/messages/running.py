"""Findings of the kind 运行."""

from __future__ import annotations

from kaohe_xl.finding import Audience, Message, Severity
from kaohe_xl.messages.mailing import MAILING

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.CLERK, title, text, remedy)


RUNNING: tuple[Message, ...] = (*MAILING,)
