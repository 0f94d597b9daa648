"""The engine's result in the shape of the independent calculation, so that the two can be compared figure by figure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.tidy import Record, State, to_frame
from kaohe_xl.expr.parse import serial
from kaohe_xl.reading.read import read_book
from kaohe_xl.reward import settle
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.read import read_scheme
from kaohe_xl.scoring.assess import OVERALL, Assessment, assess
from kaohe_xl.scoring.score import ScoreStatus

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
Data = Mapping[str, Mapping[str, Mapping[str, Fraction | datetime.date | str | None]]]


def load_scheme(path: Path) -> Scheme:
    """A scheme that must be free of errors."""
    scheme, findings = read_scheme(read_book(path))
    assert scheme is not None, "\n".join(str(f) for f in findings)
    return scheme


def folder_of(name: str) -> Path:
    """The folder of a sample, by its number: s4."""
    return next(SAMPLES.glob(f"{name.upper()}-*"))


@cache
def scheme_of(name: str) -> Scheme:
    """The scheme of a sample; read once."""
    return load_scheme(folder_of(name) / "方案.xlsx")


def tidy_of(scheme: Scheme, data: Data) -> pd.DataFrame:
    """Data of the independent calculation as the tidy table that reading would give."""
    records = []
    for leaf in scheme.calendar.leaves:
        given = data.get(leaf.name, {})
        for unit in scheme.unit_names:
            for item in scheme.items.values():
                if not item.derived:
                    records.append(_record(leaf.name, unit, item.name, given.get(unit)))
    return to_frame(records)


def _record(period: str, unit: str, item: str, values: Mapping[str, Any] | None) -> Record:
    if values is None:
        return Record(period, unit, item, "", None, State.UNRETURNED)
    value = values.get(item)
    if value is None:
        return Record(period, unit, item, "", None, State.BLANK)
    if value == "不适用":
        return Record(period, unit, item, value, None, State.NOT_APPLICABLE)
    if isinstance(value, datetime.date):
        return Record(period, unit, item, value.isoformat(), Fraction(serial(value)), State.REPORTED)
    return Record(period, unit, item, str(value), value, State.REPORTED)


def evaluate(scheme: Scheme, data: Data) -> tuple[dict[str, Any], list[Finding]]:
    """Run the engine and put its result into the independent calculation's shape."""
    assessment, findings = assess(scheme, tidy_of(scheme, data))
    payments, more = settle(assessment)
    return as_result(assessment, payments), [*findings, *more]


def as_result(assessment: Assessment, payments: list[Any]) -> dict[str, Any]:
    scheme = assessment.scheme
    units, digits = scheme.unit_names, scheme.settings.digits
    result: dict[str, Any] = {"indicators": {}, "totals": {}, "ranks": {}, "vetoes": {}}
    lines: dict[str, Any] = {}
    for name, period in assessment.periods.items():
        if period.score is not None and period.score.indicators:
            result["indicators"][name] = {
                unit: found
                for row, unit in enumerate(units)
                if (found := _indicators(period.score.indicators, row, digits))
            }
        if scheme.indicators:
            result["totals"][name] = {unit: _text(period.total[row], digits) for row, unit in enumerate(units)}
            result["ranks"][name] = {
                basis: {units[row]: ranking.ranks[row] for ranking in rankings for row in ranking.members}
                for basis, rankings in period.rankings.items()
                if basis == OVERALL or basis in {line.name for line in scheme.lines}
            }
        lines[name] = {
            unit: {key: _text(column[row], digits) for key, column in period.lines.items() if column.ok[row]}
            for row, unit in enumerate(units)
        }
        fell = {
            unit: list(period.consequences[row].names)
            for row, unit in enumerate(units)
            if period.consequences[row].names
        }
        if fell:
            result["vetoes"][name] = fell
    if scheme.lines[0].name != OVERALL:
        result["lines"] = lines
    result["grades"] = dict(zip(units, assessment.grades, strict=True)) if scheme.grades else {}
    result["payments"] = [
        {
            "period": p.period,
            "unit": units[p.unit],
            "reward": p.reward.name,
            "to": p.reward.to,
            "amount": _text(p.amount, 2),
            "sources": {name: _text(share, 2) for name, share in p.sources.items()},
        }
        for p in payments
    ]
    return result


def _text(value: Fraction | None, digits: int) -> str | None:
    return None if value is None else decimal_text(value, digits)


def _indicators(scores: Mapping[str, Any], row: int, digits: int) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for key, score in scores.items():
        if score.status[row] is ScoreStatus.NOT_APPLICABLE:
            found[key] = "不适用"
        elif score.status[row] is not ScoreStatus.ABSENT:
            found[key] = _text(score.score[row], digits)
    return found
