"""How a place stands to the one before: from 结果/历次结果.sqlite, in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from kaohe_xl import api
from kaohe_xl.archive import History
from kaohe_xl.archive.outcome import ranking


def moves(path: Path, result: api.Result) -> Mapping[str, str]:
    """By unit: 升2（原第5） and the like, against the newest kept place that was another one."""
    if result.assessment is None:
        return {}
    try:
        before = History(path).places(result.assessment.final.period.name)
    except sqlite3.Error:  # being written, or damaged: R906 says so when the result is written
        return {}
    told: dict[str, str] = {}
    for row in ranking(result.assessment, result.rewards):
        other = next((place for place in reversed(before.get(row.unit, ())) if place != row.place), None)
        if other is not None:
            told[row.unit] = _said(other, row.place)
    return told


def _said(before: str, now: str) -> str:
    if not (before.isdigit() and now.isdigit()):
        return f"原{before}"
    steps = int(before) - int(now)
    return f"{'↑升' if steps > 0 else '↓降'}{abs(steps)}（原第{before}）"
