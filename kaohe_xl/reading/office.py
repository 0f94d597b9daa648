"""LibreOffice, where it is installed: a file in another format."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_PROGRAMS = ("soffice", "libreoffice")
_WINDOWS = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_SECONDS = 120.0


class NoOfficeError(Exception):
    """It is not installed."""


class ConversionError(Exception):
    """It did not convert the file; the text says why, in Chinese."""


def converted(data: bytes, suffix: str, to: str, reader: str = "") -> bytes:
    """The bytes of a file (``suffix`` .doc) in another format (``to`` docx). ``reader``: the import filter to take.

    It runs on a copy with a profile of its own: macros are off, and an open LibreOffice does not get in the way.

    Raises:
        NoOfficeError, ConversionError
    """
    program = next((found for name in (*_PROGRAMS, *_WINDOWS) if (found := shutil.which(name))), None)
    if program is None:
        raise NoOfficeError
    with tempfile.TemporaryDirectory(prefix="kaohe-") as scratch:
        source = Path(scratch) / f"source{suffix}"
        source.write_bytes(data)
        profile = (Path(scratch) / "profile").as_uri()
        words = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to]
        words += [f"--infilter={reader}"] if reader else []
        try:
            done = subprocess.run(  # noqa: S603 - our own words, no shell
                [*words, "--outdir", scratch, os.fspath(source)],
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ConversionError(f"超过 {_SECONDS:.0f} 秒") from error
        made = source.with_suffix(f".{to}")
        if not made.is_file():
            raise ConversionError((done.stderr or done.stdout).strip()[-200:] or "没有生成文件")
        return made.read_bytes()
