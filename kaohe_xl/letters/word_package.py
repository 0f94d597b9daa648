"""A Word file as the parts of its zip package."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

EPOCH = (2022, 1, 1, 0, 0, 0)
SIGNATURE = b"kaohe-xl"  # comment of the package: gone as soon as somebody saves the file in a word processor
STANDARD = "公文纸.docx"  # the standard page, laid out


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a package with our signature, and without a time: the same content is the same file."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
        file.comment = SIGNATURE
    return output.getvalue()
