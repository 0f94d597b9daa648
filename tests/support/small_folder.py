"""The small assessment as a folder, with forms that came back: where a sample's forty forms would prove no more."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import openpyxl

import kaohe_xl
from kaohe_xl.base.filenames import BLANKS, RETURNS, SCHEME_FILE
from tests.support import markdown
from tests.support.small import DATA, TEXT, Values

NO_WORKBOOK = "坏了的.xlsx"  # among what came back


def write(folder: Path) -> Path:
    """方案.xlsx and 收表/: what each unit says, nothing from 新城街道 for 下半年, and a file that is no workbook."""
    markdown.write(TEXT, folder / SCHEME_FILE)
    for path in kaohe_xl.issue(folder).paths:
        target = folder / RETURNS / path.relative_to(folder / BLANKS)
        period, unit = _whose(path)
        values = DATA.get(period, {}).get(unit)
        if values is not None:
            _fill(path, values, target)
    (folder / RETURNS / NO_WORKBOOK).write_bytes(b"no workbook")
    shutil.rmtree(folder / BLANKS)
    return folder


def _whose(path: Path) -> tuple[str, str]:
    period = next((each for each in DATA if each in str(path)), "")
    return period, next((each for each in DATA.get(period, {}) if each in path.name), "")


def _fill(blank: Path, values: Values, target: Path) -> None:
    book = openpyxl.load_workbook(blank)
    for row in book["填报表"].iter_rows(max_col=3):
        value = values.get(str(row[0].value))
        if value is not None:
            row[2].value = float(Fraction(value)) if _is_number(value) else value
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def _is_number(value: str | int) -> bool:
    return isinstance(value, int) or value not in ("是", "否")
