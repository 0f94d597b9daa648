"""The one catalogue of findings. ``finding("S101", place, …)`` makes one; a wrong code or detail is our own bug.

Codes: S = the scheme (方案), F = what was filled in (填报), D = a file (文件), R = a run or its mail (运行).
"""

from __future__ import annotations

from string import Formatter

from kaohe_xl.base.finding import Finding, Message
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.messages.appealing import APPEALING
from kaohe_xl.messages.files import FILES
from kaohe_xl.messages.filling import FILLING
from kaohe_xl.messages.running import RUNNING
from kaohe_xl.messages.scheme import SCHEME
from kaohe_xl.messages.scoring import SCORING
from kaohe_xl.messages.second_look import SECOND_LOOK

CATALOGUE: dict[str, Message] = {}
for _message in (*SCHEME, *FILLING, *FILES, *SCORING, *RUNNING, *SECOND_LOOK, *APPEALING):
    if _message.code in CATALOGUE:
        raise ValueError(f"message code {_message.code} is used twice")
    CATALOGUE[_message.code] = _message


def placeholders(message: Message) -> set[str]:
    """Names of the details that a message's text and remedy need."""
    return {name for _, name, _, _ in Formatter().parse(message.text + message.remedy) if name}


def finding(code: str, place: Place = NOWHERE, /, *, unit: str = "", period: str = "", **details: object) -> Finding:
    """Make a finding from the catalogue.

    Raises:
        KeyError: an unknown code, or a detail that the message needs and was not given (a programmer's mistake).
    """
    message = CATALOGUE[code]
    missing = placeholders(message) - details.keys()
    if missing:
        raise KeyError(f"{code} needs {', '.join(sorted(missing))}")
    return Finding(message, place, details, unit, period)
