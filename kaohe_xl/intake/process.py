"""One reading process, seen from here: started, asked, answered, and ended when it is past its time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import kaohe_xl
from kaohe_xl.intake.worker import receive, send, unticket

ReadTask = dict[str, Any]
_HOME = Path(kaohe_xl.__file__).resolve().parent.parent
# This very package, wherever it was imported from, and nothing else of its folder: another version may be installed
_START = """
import sys
sys.path.insert(0, sys.argv[1])
import kaohe_xl
del sys.path[0]
from kaohe_xl.intake.worker import main
main()
"""


@dataclass(eq=False)
class Process:
    """One reading process and when it must have answered."""

    popen: subprocess.Popen[bytes]
    errors: IO[bytes]
    job: object = None  # what it works for
    ready: bool = False
    asked: int = 0  # tasks handed over so far
    deadline: float | None = None
    overdue: bool = False

    @property
    def requests(self) -> IO[bytes]:
        assert self.popen.stdin is not None
        return self.popen.stdin

    @property
    def replies(self) -> IO[bytes]:
        assert self.popen.stdout is not None
        return self.popen.stdout

    def tell(self, payload: bytes, seconds: float) -> bool:
        """Hand over a message; False if the process is gone."""
        self.deadline, self.overdue = time.monotonic() + seconds, False
        try:
            send(self.requests, payload)
        except OSError:
            return False
        finally:
            self.deadline = None
        return True

    def answer(self, seconds: float) -> bytes | None:
        """The next reply; None if the process died or had to be ended."""
        self.deadline, self.overdue = time.monotonic() + seconds, False
        try:
            return receive(self.replies)
        finally:
            self.deadline = None

    def ask(self, tasks: Sequence[ReadTask], seconds: float) -> list[int]:
        """Hand over tasks; a ticket for each, by which its reply is known. None if the process is gone."""
        tickets = list(range(self.asked, self.asked + len(tasks)))
        self.asked += len(tasks)
        numbered = [{**task, "ticket": ticket} for task, ticket in zip(tasks, tickets, strict=True)]
        return tickets if self.tell(json.dumps(numbered).encode(), seconds) else []

    def reply(self, ticket: int, seconds: float) -> bytes | None:
        """The reply for a ticket; None if the process died or had to be ended.

        Raises:
            AssertionError: the reply belongs to another file, which must never pass for this one.
        """
        answer = self.answer(seconds)
        if answer is None:
            return None
        number, reply = unticket(answer)
        if number != ticket:
            raise AssertionError(f"asked for reply {ticket}, got {number}")
        return reply

    def end(self) -> int:
        """End it, whatever it is doing; its exit status."""
        self.popen.kill()
        with suppress(OSError):  # what it was not told any more
            self.requests.close()
        self.replies.close()
        self.errors.close()
        return self.popen.wait()


def spawn() -> Process:
    """Start a reading process; it is ready when it says so."""
    errors = TemporaryFile()  # noqa: SIM115 - closed with the process
    options: dict[str, Any] = {"start_new_session": True}  # Ctrl-C is for us alone, who then ends them
    if sys.platform == "win32":
        options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    # with a backtrace to print, calamine does not die when memory runs out: it waits for ever for a lock
    environment = {**os.environ, "RUST_BACKTRACE": "0"}
    command = [sys.executable, "-P", "-X", "utf8", "-c", _START, str(_HOME)]
    popen = subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, **options
    )
    return Process(popen, errors)
