"""Pieces of work that a worker can be given in tests."""

from __future__ import annotations

import os
import time

import psutil


def slow(number: int) -> tuple[int, int]:
    """The number, and the process that did it."""
    time.sleep(0.1)
    return number, os.getpid()


def deadly(home: int) -> int:
    """Ends the process that does it, unless that is the one that asked."""
    if os.getpid() != home:
        os._exit(1)
    return os.getpid()


def children() -> int:
    """How many processes the one that is asked has started and not ended."""
    return len(psutil.Process().children())


def wrong(number: int) -> int:
    """A mistake of the program."""
    raise ZeroDivisionError(f"number {number}")
