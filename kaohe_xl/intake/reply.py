"""What a reading process answers about a file, as bytes: the book that was read, or why it is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

_BOOK, _REFUSED = b"B", b"R"


class RefusedReply(NamedTuple):
    """Why a file is refused: a code and what its message tells, and what is known of the file all the same."""

    code: str
    details: Mapping[str, Any]
    facts: Mapping[str, Any] = {}


def encode_book(packed: bytes) -> bytes:
    """The answer that holds a book, packed by :mod:`kaohe_xl.reading.packed`."""
    return _BOOK + packed


def encode_refusal(refused: RefusedReply) -> bytes:
    """The answer that refuses a file; what it tells must be plain JSON data."""
    return _REFUSED + json.dumps(refused._asdict()).encode()


def book_in(reply: bytes) -> bytes:
    """The packed book.

    Raises:
        ValueError: there is none in the reply.
    """
    if not reply.startswith(_BOOK):
        raise ValueError("no reply with a book")
    return reply[1:]


def refusal_in(reply: bytes) -> RefusedReply | None:
    """Why the file is refused; None: it is not, by this reply."""
    return RefusedReply(**json.loads(reply[1:])) if reply.startswith(_REFUSED) else None
