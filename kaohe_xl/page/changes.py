"""How a place stands to the one before: from 结果/历次结果.sqlite, in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from kaohe_xl import api
from kaohe_xl.archive import History
from kaohe_xl.archive.outcome import ranking


def moves(path: Path, result: api.Result) -> Mapping[str, str]:
    """By unit: 升2（原第5） and the like, against the newest kept result whose place or total is another one."""
    if result.assessment is None or not path.is_file():
        return {}
    told: dict[str, str] = {}
    now = {row.unit: row for row in ranking(result.assessment, result.rewards)}
    final = result.assessment.final.period.name
    for unit, row in now.items():
        try:
            places = _before(History(path), unit, final)
        except sqlite3.Error:  # being written, or damaged: R906 says so when the result is written
            return {}
        before = next((place for place in reversed(places) if place != row.place), None)
        if before is not None and places:
            told[unit] = _said(before, row.place)
    return told


def _before(history: History, unit: str, period: str) -> list[str]:
    """Every place that the unit had in the final ranking, oldest first."""
    return [
        value
        for moved in history.of(unit)
        for name, (_, value) in moved.figures.items()
        if name.startswith("名次/") and period in name.split("/")
    ]


def _said(before: str, now: str) -> str:
    if not (before.isdigit() and now.isdigit()):
        return f"原{before}"
    steps = int(before) - int(now)
    return f"{'↑升' if steps > 0 else '↓降'}{abs(steps)}（原第{before}）"
