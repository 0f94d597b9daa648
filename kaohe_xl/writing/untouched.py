"""Is a workbook still as the program wrote it? What somebody has saved since is never overwritten.

Every spreadsheet program, and openpyxl, sets the time of the last change when it saves; ours was changed when it
was made, and names the application of xlsxwriter.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import zipfile
from pathlib import Path

from kaohe_xl.base.filenames import OLD
from kaohe_xl.base.files import DRAFTS, dated, replacing
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding

_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)<")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")
_OWN_APPLICATION = b"<AppVersion>12.0000</AppVersion>"


def is_untouched(path: Path) -> bool:
    """True for what the program wrote and nobody has saved since; False also for what cannot be told."""
    try:
        with zipfile.ZipFile(path) as package:
            core, application = package.read("docProps/core.xml"), package.read("docProps/app.xml")
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    created, modified = _CREATED.search(core), _MODIFIED.search(core)
    return bool(created and modified and created[1] == modified[1] and _OWN_APPLICATION in application)


def keep_copy(path: Path) -> Path:
    """Copy an edited workbook into 旧稿/ beside it, under a name with the time of its last change.

    A copy, so that there is a result at every moment: what is to take its place may still fail to come.

    Raises:
        OSError: the folder cannot be written to.
    """
    old = path.parent / OLD
    old.mkdir(exist_ok=True)
    target = dated(path, old)
    with replacing(target) as draft:
        shutil.copy2(path, draft)
    return target


def keep_edited(told: list[Finding], path: Path) -> None:
    """What somebody changed by hand is kept under another name before it is replaced or removed, and told (R114)."""
    if path.exists() and not is_untouched(path):
        kept = keep_copy(path)
        told.append(finding("R114", Place(path.name), name=path.name, folder=OLD, kept=kept.name))


def sweep(folder: Path) -> None:
    """Take away what killed runs left half written. Only under the folder's lock: nobody is writing."""
    for draft in (each for depth in ("", "*/", "*/*/") for each in folder.glob(f"{depth}{DRAFTS}")):
        with contextlib.suppress(OSError):
            draft.unlink()
