"""The command line. Each command parses its words, asks ``api``, prints, and says how it went by exit status.

0 all fine, 1 finished but something was refused or needs attention, 2 could not run. Heavy imports wait until a command
needs them, so that ``kaohe --help`` answers at once.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

from kaohe_xl.cli import appeals, archive, draft, dropped, mail, page, score, setup, watch
from kaohe_xl.cli.options import app

# as a year goes, not as the alphabet does
_ORDER = (
    "open",
    "new",
    "draft",
    "check",
    "issue",
    "run",
    "status",
    "watch",
    "explain",
    "doubt",
    "diff",
    "mail",
    "decide",
    "seal",
    "verify",
    "history",
)
app.registered_commands.sort(key=lambda command: _ORDER.index(command.name) if command.name in _ORDER else len(_ORDER))

__all__ = ["app", "appeals", "archive", "draft", "dropped", "mail", "main", "page", "score", "setup", "watch"]


def main() -> None:
    """Entry point of the ``kaohe`` command. A rare character in a name must not end it where output goes out in GBK."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()
