"""申诉表 of every unit, written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kaohe_xl.base.filenames import APPEALS, unit_file
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.messages import finding
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.forms.appeal_form import FORM, appeal_workbook
from kaohe_xl.writing.untouched import is_untouched
from kaohe_xl.writing.write import write_workbook


def issue_appeals(
    assessment: Assessment, folder: Path, tell: Callable[[int, int], None] = lambda done, of: None
) -> tuple[list[Path], list[Finding]]:
    """Write ``folder/申诉/<单位>_申诉表.xlsx`` for every unit, as :func:`kaohe_xl.writing.issue.issue` writes forms.

    Raises:
        OSError: the folder cannot be written to.
    """
    paths: list[Path] = []
    findings: list[Finding] = []
    units = assessment.scheme.units
    for row, unit in enumerate(units):
        tell(row, len(units))
        path = folder / APPEALS / unit_file(unit.name, FORM, suffix=".xlsx")
        if path.exists() and not is_untouched(path):
            findings.append(finding("D503", Place(f"{APPEALS}/{path.name}"), name=path.name))
            continue
        written = write_workbook(appeal_workbook(assessment, row), path)
        if written != path:
            findings.append(finding("D501", Place(path.name), name=written.name))
        paths.append(written)
    tell(len(units), len(units))
    return paths, findings
