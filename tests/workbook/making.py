"""Workbooks for the tests of reading: made by real writers, then damaged by hand."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path


def edit_part(path: Path, part: str, old: str, new: str) -> None:
    """Replace text in one part of a zip package; the text must be there."""
    edited = BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(edited, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            data = before.read(info)
            if info.filename == part:
                assert old.encode() in data, f"{old} is not in {part}"
                data = data.replace(old.encode(), new.encode())
            after.writestr(info.filename, data)
    path.write_bytes(edited.getvalue())
