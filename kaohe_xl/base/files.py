"""Files put in place in one step: they appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from kaohe_xl.base.filenames import numbered

DRAFTS = ".kaohe-*.tmp"  # what a killed run leaves; taken away under the folder's lock
_START, _END = DRAFTS.split("*")


@contextmanager
def draft_beside(path: Path) -> Iterator[Path]:
    """An empty file in the folder of ``path``, for what gets its name only when it is filled.

    To be filled and moved; what was not moved is gone with the block. Where the name is known: :func:`replacing`.

    Raises:
        OSError: the folder cannot be written to.
    """
    handle, name = tempfile.mkstemp(prefix=_START, suffix=_END, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        draft.chmod(0o644)  # for those that the folder is for, not for us alone
        yield draft
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """An empty file to be filled, which takes the place of ``path`` at the end of the block, unless that is broken off.

    Raises:
        OSError: the folder cannot be written to, or a program holds the file open (Windows).
    """
    with draft_beside(path) as draft:
        yield draft
        draft.replace(path)


def put_in_place(path: Path, content: bytes) -> None:
    """Write ``content``; at no moment is there half a file.

    Raises:
        OSError: the folder cannot be written to, or a program holds the file open (Windows).
    """
    with replacing(path) as draft:
        draft.write_bytes(content)


def dated(path: Path, folder: Path) -> Path:
    """A free name in ``folder`` for what stands at ``path``: 排名_20260116-093000.xlsx, by its last change."""
    stem = f"{path.stem}_{datetime.fromtimestamp(path.stat().st_mtime):%Y%m%d-%H%M%S}"
    return next(free for free in numbered(folder / f"{stem}{path.suffix}") if not free.exists())
