"""Work in pieces that need nothing of one another: done here one after the other, or handed to other machines.

What works in pieces takes a ``Executor`` and neither knows nor cares where they are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Any, Protocol, TypeVar

P = TypeVar("P")
R = TypeVar("R")


class Executor(Protocol):
    """As ``map``: a result for every piece, in their order. Pickle must take the function and the pieces."""

    def __call__(self, function: Callable[[P], R], pieces: Iterable[P], /) -> Iterator[R]: ...


def here(function: Callable[[P], R], pieces: Iterable[P], /) -> Iterator[R]:
    """In this process, one after the other."""
    return map(function, pieces)


def fields_of(instance: Any) -> dict[str, object]:
    """The state of a dataclass without what it has worked out and kept: that may be large, or not fit for pickle."""
    return {field.name: getattr(instance, field.name) for field in fields(instance)}
