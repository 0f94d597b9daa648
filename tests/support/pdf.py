"""What a page of a PDF shows, line by line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def page_lines(path: Path, page: int) -> list[str]:
    """Lines of a page (1-based) as pdftotext finds them; blanks are taken out."""
    program = shutil.which("pdftotext")
    if program is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("pdftotext (poppler-utils) is missing in CI")
        pytest.skip("pdftotext (poppler-utils) is not installed")
    shown = subprocess.run(
        [program, "-layout", "-f", str(page), "-l", str(page), str(path), "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    return [line.replace(" ", "") for line in shown.splitlines() if line.strip()]
