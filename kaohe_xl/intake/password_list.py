"""密码表: the passwords that units put on their files, a small table 单位名称, 密码 in any workbook or .csv."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.table import find_table
from kaohe_xl.base.text import fold
from kaohe_xl.messages import finding
from kaohe_xl.reading.read import UnreadableError, read_book

NAME = "密码表"
UNIT, PASSWORD = "单位名称", "密码"
_ALIASES = {fold("单位"): UNIT, fold("填报单位"): UNIT, fold("打开密码"): PASSWORD}


def find_password_list(folder: Path) -> tuple[dict[str, str], list[Finding]]:
    """Passwords by unit from 密码表.xlsx (or .csv, .xls …) beside the scheme; none if there is no such file."""
    found = next((path for path in sorted(folder.glob(f"{NAME}.*")) if path.is_file()), None)
    return read_password_list(found) if found is not None else ({}, [])


def read_password_list(path: Path) -> tuple[dict[str, str], list[Finding]]:
    """Passwords by unit, for :class:`~kaohe_xl.intake.passwords.Passwords`; no finding ever shows one."""
    try:
        book = read_book(path)
    except UnreadableError as error:
        return {}, [error.finding]
    for grid in book.grids:
        table = find_table(grid, (UNIT, PASSWORD), (UNIT, PASSWORD), _ALIASES)
        if table is not None:
            rows = [(row.text(UNIT), row.text(PASSWORD)) for row in table]
            below = [finding("S119", r.place, sheet=grid.name, value=r.text(UNIT)) for r in table.below_notes((UNIT,))]
            return {unit: password for unit, password in rows if unit and password}, below
    return {}, [finding("D306", Place(path.name), columns=f"{UNIT}、{PASSWORD}")]
