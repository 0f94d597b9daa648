"""Is a workbook still as the program wrote it? What somebody has saved since is never overwritten.

Every spreadsheet program, and openpyxl, sets the time of the last change when it saves; ours was changed when it
was made, and names the application of xlsxwriter.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from datetime import datetime
from pathlib import Path

_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)<")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")
_OWN_APPLICATION = b"<AppVersion>12.0000</AppVersion>"
OLD = "旧稿"


def is_untouched(path: Path) -> bool:
    """True for what the program wrote and nobody has saved since; False also for what cannot be told."""
    try:
        with zipfile.ZipFile(path) as package:
            core, application = package.read("docProps/core.xml"), package.read("docProps/app.xml")
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    created, modified = _CREATED.search(core), _MODIFIED.search(core)
    return bool(created and modified and created[1] == modified[1] and _OWN_APPLICATION in application)


def move_away(path: Path) -> Path:
    """Put an edited workbook into 旧稿/ beside it, under a name with the time of its last change.

    Raises:
        OSError: it is open, or the folder cannot be written to.
    """
    old = path.parent / OLD
    old.mkdir(exist_ok=True)
    when = datetime.fromtimestamp(path.stat().st_mtime)
    target, number = old / f"{path.stem}_{when:%Y%m%d-%H%M%S}{path.suffix}", 2
    while target.exists():
        target, number = old / f"{path.stem}_{when:%Y%m%d-%H%M%S}({number}){path.suffix}", number + 1
    return path.replace(target)


def sweep(folder: Path) -> None:
    """Take away what killed runs left half written. Only under the folder's lock: nobody is writing."""
    for draft in (*folder.glob(".kaohe-*.tmp"), *folder.glob("*/.kaohe-*.tmp")):
        with contextlib.suppress(OSError):
            draft.unlink()
