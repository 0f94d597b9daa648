"""A PDF of a workbook or document, by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kaohe_xl.base.files import replacing
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding

_PROGRAMS = ("soffice", "libreoffice")
_WINDOWS = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_SECONDS = 300.0


def to_pdf(path: Path) -> tuple[Path | None, list[Finding]]:
    """Write ``path`` as a PDF beside it. Returns None and a finding where LibreOffice is missing or fails.

    It runs with a profile of its own, so that an open LibreOffice does not get in the way.
    """
    program = next((found for name in (*_PROGRAMS, *_WINDOWS) if (found := shutil.which(name))), None)
    if program is None:
        return None, [finding("R108", Place(path.name))]
    with tempfile.TemporaryDirectory(prefix="kaohe-") as scratch:
        profile = (Path(scratch) / "profile").as_uri()
        words = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", scratch]
        try:
            done = subprocess.run(  # noqa: S603 - our own words, no shell
                [*words, os.fspath(path)], capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return None, [finding("R109", Place(path.name), problem=f"超过 {_SECONDS:.0f} 秒")]
        made = Path(scratch) / f"{path.stem}.pdf"
        if not made.is_file():
            return None, [finding("R109", Place(path.name), problem=(done.stderr or done.stdout).strip()[-200:])]
        target = path.with_suffix(".pdf")
        with replacing(target) as draft:  # from one disk to another it is copied, which may break off
            shutil.copyfile(made, draft)
    return target, []
