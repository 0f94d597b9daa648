"""Letters as files: the page is laid out once, then only the text differs; the same letters give the same bytes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from kaohe_xl.base import resources
from kaohe_xl.letters.letter import letter_xml
from kaohe_xl.letters.word_package import EPOCH, SIGNATURE, STANDARD, packed, parts_of
from kaohe_xl.notice.document import OfficialLetter

_MAIN = "word/document.xml"


class Paper:
    """A laid-out page to write letters on. ``letterhead``: an office's own 公文.docx, whose page and head are kept.

    Raises:
        ValueError: the letterhead is not a sound Word file.
    """

    def __init__(self, letterhead: bytes | None = None) -> None:
        if letterhead is None:
            laid = (resources.templates() / STANDARD).read_bytes()
        else:
            from kaohe_xl.letters.page_setup import laid_out  # python-docx takes a while to import

            laid = laid_out(letterhead)
        self._parts = parts_of(laid)
        whole = self._parts[_MAIN].decode("utf-8")
        start, end = whole.index(">", whole.index("<w:body")) + 1, whole.rindex("<w:sectPr")
        close = whole.rindex("</w:body>")
        self._others = packed({name: data for name, data in self._parts.items() if name != _MAIN})
        self._before, self._head, self._section = whole[:start], whole[start:end], whole[end:close]
        self._after = whole[close:]

    def write(self, letters: Sequence[OfficialLetter]) -> bytes:
        """A .docx: each letter on pages of its own, counted from 1."""
        section = _numbered_from_one(self._section)
        between = f"<w:p><w:pPr>{section}</w:pPr></w:p>"
        body = between.join(self._head + letter_xml(letter) for letter in letters)
        main = f"{self._before}{body}{section}{self._after}".encode()
        return _with(self._others, _MAIN, main)


@cache
def standard_paper() -> Paper:
    """The page that comes with the program."""
    return Paper()


def _numbered_from_one(section: str) -> str:
    """The section's properties with page numbers that start anew."""
    plain = re.sub(r"<w:pgNumType[^>]*/>", "", section)
    number = '<w:pgNumType w:start="1"/>'
    for follower in ("<w:cols", "<w:docGrid", "</w:sectPr>"):
        if follower in plain:
            return plain.replace(follower, number + follower, 1)
    raise ValueError("a section without an end")


def _with(package: bytes, name: str, data: bytes) -> bytes:
    """A package with one more part; the others are not compressed again."""
    output = BytesIO(package)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
        file.comment = SIGNATURE
    return output.getvalue()


def repacked(package: bytes) -> bytes:
    """A filled-in Word template in the same shape."""
    return packed(parts_of(package))


def is_untouched(path: Path) -> bool:
    """Did we write this file, and has nobody saved it since?"""
    try:
        with zipfile.ZipFile(path) as file:
            return file.comment == SIGNATURE
    except (OSError, zipfile.BadZipFile):
        return False
