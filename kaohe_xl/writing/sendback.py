"""结果/退回修改: the forms to be corrected are written; those of an earlier run that need none any more are removed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kaohe_xl.base.finding import Finding
from kaohe_xl.forms.blanks import blanks
from kaohe_xl.returns.model import Returned
from kaohe_xl.returns.sendback import corrections
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.sheets.forms.blank_forms import form_workbook
from kaohe_xl.writing.issue import form_name
from kaohe_xl.writing.untouched import keep_edited
from kaohe_xl.writing.write import write_workbook


def send_back(
    scheme: Scheme, returned: Returned, findings: Sequence[Finding], folder: Path
) -> tuple[list[Path], list[Finding]]:
    """Write a form for each filler whose return has faults, as ``<填报者>_<期次>.xlsx`` in ``folder``.

    A form that somebody edited is kept aside before it is replaced or removed, and that is a finding.

    Raises:
        OSError: the folder cannot be written to.
    """
    told: list[Finding] = []
    keep = partial(keep_edited, told)
    paths = [
        write_workbook(form_workbook(blank, scheme.book), folder / form_name(blank, scheme), before=keep)
        for blank in corrections(scheme, returned, findings)
    ]
    written = {path.name for path in paths}
    for blank in blanks(scheme):
        if form_name(blank, scheme) not in written:
            keep(folder / form_name(blank, scheme))
            (folder / form_name(blank, scheme)).unlink(missing_ok=True)
    return paths, told
