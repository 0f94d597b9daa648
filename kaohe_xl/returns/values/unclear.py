"""How the value readers say that a cell cannot be taken as it stands, and what they noted on the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """A finding to be: its code and details, without the cell (the caller knows it)."""

    code: str
    details: dict[str, object]


class UnclearError(Exception):
    """The text has no single plain meaning. :func:`.values.read_value` catches it, nothing further up."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.remark = Remark(code, details)


def ambiguous(first: str, second: str, how: str) -> UnclearError:
    """Two readings are equally good."""
    return UnclearError("F117", first=first, second=second, how=how)
