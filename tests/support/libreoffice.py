"""Recalculate a workbook with LibreOffice, as a person would by opening and saving it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.missing import missing

TIMEOUT = 120  # seconds
# recalculate always (0), whoever wrote the file: by default cached values are believed
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
# fields by commas, texts in double quotes, UTF-8, cells as they are shown; a bare "csv" writes what is stored
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
PROGRAMS = ("soffice", "libreoffice")
_BOOK = "xl/workbook.xml"
_PRINT_TITLES = re.compile(rb'<definedName name="_xlnm\.Print_Titles"[^>]*>[^<]*</definedName>')


def find_program() -> str | None:
    """Path of LibreOffice, or None."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of its own, so that it shares nothing with one that somebody has open."""

    program: str

    def recalculate(self, path: Path, to: str = "xlsx") -> Path:
        """The workbook with every formula calculated anew, whatever values are cached in it, in a new file.

        ``to``: xlsx, pdf, csv, AS_SHOWN … One retry, because a cold start sometimes fails.

        Raises:
            RuntimeError: LibreOffice did not write the file in time, twice; with what it said.
        """
        return self.recalculate_all([path], to)[0]

    def recalculate_all(self, paths: Sequence[Path], to: str = "xlsx") -> list[Path]:
        """The same for several workbooks of different names in one start of LibreOffice."""
        target = Path(tempfile.mkdtemp(prefix="recalculated-", dir=paths[0].parent))
        results = [target / f"{path.stem}.{to.partition(':')[0]}" for path in paths]
        said = ""
        for _ in range(2):
            missing = [path for path, result in zip(paths, results, strict=True) if not result.exists()]
            if missing and to == "xlsx":
                with tempfile.TemporaryDirectory(prefix="plain-", dir=target) as folder:
                    said = self._convert([_without_print_titles(each, Path(folder)) for each in missing], to, target)
            elif missing:
                said = self._convert(missing, to, target)
        missing = [path for path, result in zip(paths, results, strict=True) if not result.exists()]
        if missing:
            raise RuntimeError(f"LibreOffice did not convert {', '.join(path.name for path in missing)}: {said}")
        return results

    def _convert(self, paths: Sequence[Path], to: str, target: Path) -> str:
        with tempfile.TemporaryDirectory(prefix="profile-", ignore_cleanup_errors=True) as profile:
            settings = Path(profile) / "user" / "registrymodifications.xcu"
            settings.parent.mkdir()
            settings.write_text(_SETTINGS, encoding="utf-8")
            command = [self.program, "--headless", "--norestore", "--nolockcheck"]
            command += [f"-env:UserInstallation={Path(profile).as_uri()}"]
            command += ["--convert-to", to, "--outdir", str(target), *map(str, paths)]
            # a group of its own: soffice starts a second process, and both have to go when time is up
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
            )
            try:
                said, _ = process.communicate(timeout=TIMEOUT + 20 * len(paths))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                said, _ = process.communicate()
                said = f"no answer in {TIMEOUT} s. {said}"
            return said


def _without_print_titles(path: Path, folder: Path) -> Path:
    """A copy without the rows that repeat on every printed page, or the workbook itself where it has none.

    No formula reads them, and LibreOffice takes longer over them than over all that it calculates (2 s for 20 sheets).
    """
    if not zipfile.is_zipfile(path):
        return path
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    plain = _PRINT_TITLES.sub(b"", parts.get(_BOOK, b"")).replace(b"<definedNames></definedNames>", b"")
    if plain == parts.get(_BOOK, b""):
        return path
    with zipfile.ZipFile(folder / path.name, "w") as out:
        for name, data in {**parts, _BOOK: plain}.items():
            out.writestr(name, data)
    return folder / path.name


def require_office() -> Office:
    """LibreOffice, a failure in CI when it is missing, a visible skip elsewhere."""
    program = find_program()
    if program is None:
        missing("LibreOffice (soffice) is not installed: formulas are not recalculated here")
    return Office(program)
