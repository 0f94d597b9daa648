"""发放: the blank forms of a scheme, written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kaohe_xl.base.filenames import safe_name, unit_file
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.forms.blanks import Blank, blanks
from kaohe_xl.messages import finding
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.forms.blank_forms import form_workbook
from kaohe_xl.writing.untouched import is_untouched
from kaohe_xl.writing.write import write_workbook

SUFFIX = ".xlsx"


def form_name(blank: Blank, scheme: Scheme) -> str:
    """``<填报者>_<期次>.xlsx``; an office that is assessed and also fills in items for others has two forms."""
    more = ("代填",) if blank.by_department and blank.filler in scheme.unit_names else ()
    return unit_file(blank.filler, blank.period, *more, suffix=SUFFIX)


def issue(
    scheme: Scheme, folder: Path, tell: Callable[[int, int], None] = lambda done, of: None
) -> tuple[list[Path], list[Finding]]:
    """Write every blank form as ``folder/<期次>/<填报者>_<期次>.xlsx``, each whole or not at all.

    A form that is open in a spreadsheet program is written beside it under a new name, and that is a finding. One that
    somebody has filled in stays as it is.

    Raises:
        OSError: the folder cannot be written to.
    """
    forms = list(blanks(scheme))
    paths: list[Path] = []
    findings: list[Finding] = []
    for number, blank in enumerate(forms):
        tell(number, len(forms))
        path = folder / safe_name(blank.period) / form_name(blank, scheme)
        if path.exists() and not is_untouched(path):
            findings.append(finding("D503", Place(f"{path.parent.name}/{path.name}"), name=path.name))
            continue
        written = write_workbook(form_workbook(blank, scheme.book), path)
        if written != path:
            findings.append(finding("D501", Place(path.name), name=written.name))
        paths.append(written)
    tell(len(forms), len(forms))
    if not forms:
        findings.append(finding("D502"))
    return paths, findings
