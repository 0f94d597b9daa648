"""A volume of a very large result: the units of a 上级单位, and the sign of the scoring that it is part of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kaohe_xl.base.filenames import SCORED, safe_name
from kaohe_xl.reward import Payment
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scoring.assess import Assessment

MOST_UNITS = 2_000  # in one workbook: beyond that no program opens it quickly, and writing it takes much memory
FOLDER = "分册"


@dataclass(frozen=True)
class Volume:
    """``units``: rows of the scheme, in its order. ``file``: its name, in the folder of volumes."""

    name: str
    units: tuple[int, ...]
    saved_as: str = ""  # where the file's own name was taken

    @property
    def file(self) -> str:
        return self.saved_as or f"{safe_name(self.name)}{SCORED}.xlsx"


def volumes_of(scheme: Scheme, most: int = MOST_UNITS) -> list[Volume]:
    """Every unit in exactly one volume; none if one workbook takes them all.

    A volume holds the units of a 上级单位, in several parts where these are more than ``most``; units without one go
    by ``most`` at a time.
    """
    if len(scheme.units) <= most:
        return []
    groups: dict[str, list[int]] = {}
    for row, unit in enumerate(scheme.units):
        groups.setdefault(unit.parent, []).append(row)
    found = []
    for parent, rows in groups.items():
        parts = [rows[start : start + most] for start in range(0, len(rows), most)]
        for number, part in enumerate(parts, start=1):
            name = parent or ("其它" if len(groups) > 1 else "单位")
            found.append(Volume(f"{name}（{number}）" if len(parts) > 1 else name, tuple(part)))
    return found


def scoring_stamp(assessment: Assessment, payments: Sequence[Payment]) -> str:
    """A short sign of a result: volumes and summary that bear the same one are of the same scoring.

    A run that is killed between two files leaves volumes of one scoring beside the summary of another.
    """
    totals = assessment.final.total.to_list()
    told = [f"{unit.name}|{total}" for unit, total in zip(assessment.scheme.units, totals, strict=True)]
    told += [f"{payment.unit}|{payment.reward.name}|{payment.amount}" for payment in payments]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:8]
