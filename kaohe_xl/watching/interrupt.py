"""Ctrl-C that is not lost.

Python raises KeyboardInterrupt wherever the program happens to be, and where that is inside a destructor or a library
that swallows everything, it disappears. What runs for days notes it down as well, and looks at the note.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType


class Interrupts:
    """While the block lasts, ``asked`` says whether Ctrl-C was pressed; it is still raised as usual."""

    def __init__(self) -> None:
        self.asked = False
        self._before: signal._HANDLER = None

    def __enter__(self) -> Interrupts:
        before = signal.getsignal(signal.SIGINT)
        if threading.current_thread() is threading.main_thread() and callable(before):
            self._before = before
            signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True  # a plain flag: an Event could be locked by the very code that is interrupted
        if callable(self._before):
            self._before(number, frame)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None


class Stop:
    """Whether to stop: the caller's event, or Ctrl-C."""

    def __init__(self, event: threading.Event, interrupts: Interrupts) -> None:
        self._event, self._interrupts = event, interrupts

    def is_set(self) -> bool:
        return self._interrupts.asked or self._event.is_set()

    def set(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Sleep so long, or until the event is set."""
        if not self.is_set():
            self._event.wait(seconds)
