"""When Python looks for objects that only hold each other: rarely in a run, whose millions of objects stay to its end.

Left to itself it goes through all of them again and again, for a fifth of the time that a large run takes, and finds
nothing. What a run does throw away in circles (a workbook once it is written) is swept up at the places that know.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG, _OLDER = 200_000, 50


@contextmanager
def rarely_swept() -> Iterator[None]:
    """Look through new objects now and then, and through all others only when told."""
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG, _OLDER, _OLDER)
    try:
        yield
    finally:
        gc.freeze()  # or the new objects would all be looked through on the spot
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def in_steps() -> Iterator[None]:
    """Around steps that end with :func:`sweep`: what is there before is left out, however much it is."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def sweep() -> None:
    """Free what only circles hold: after a step that made many objects and needs none of them any more."""
    gc.collect()
