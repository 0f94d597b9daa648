"""How much one returned file may cost, and how a reader says that it will not read one.

This module, like all that a reading process loads, imports nothing heavy, dataclasses included (they bring inspect and
ast, and each class is compiled): a fresh process must start in a blink.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

MEBIBYTE = 1 << 20


class Limits(NamedTuple):
    """Bounds on one file; a file beyond them is refused by name. Sizes in bytes, time in seconds."""

    seconds: float = 60.0  # wall-clock time for one file
    memory: int = 1024 * MEBIBYTE  # address space of a reading process (where the system can limit it)
    file: int = 50 * MEBIBYTE  # the file as it lies on disk
    unpacked: int = 200 * MEBIBYTE  # all parts of a zip package together, unpacked
    ratio: int = 100  # unpacked : packed of a part beyond 10 MiB
    parts: int = 5_000  # entries in a package
    sheets: int = 256
    cells: int = 2_000_000  # cells in use in a workbook
    area: int = 8_000_000  # cells of the rectangles up to the last cell in use, empty ones included
    bundle_files: int = 5_000  # files in a .zip of returned files
    bundle_unpacked: int = 2048 * MEBIBYTE  # and their size unpacked


class Refused(Exception):  # noqa: N818 - not an error of the program: the file is refused, with a catalogue entry
    """This file is not read. Carries a code of the message catalogue and its details, as plain data."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


def amount(size: float) -> str:
    """A size as people say it: 350 KB, 12.5 MB."""
    if size < MEBIBYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / MEBIBYTE:.1f}".rstrip("0").rstrip(".") + " MB"


@contextmanager
def third_party() -> Iterator[None]:
    """Around a parser written by others: they answer a broken file with whatever exception they stumble over.

    Raises:
        Refused: instead of any exception but running out of memory, which is told apart.
    """
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("D105", problem="文件内部结构有错，读不出来") from error
