"""Findings of the kind 填报."""

from __future__ import annotations

from kaohe_xl.finding import Audience, Message, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.FILLER, title, text, remedy)


FILLING: tuple[Message, ...] = ()
