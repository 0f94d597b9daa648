"""Several files of one filler for one period: the newest wins, the others are listed, and nothing is lost unsaid.

Newest by 版本号, then by the day it was filled in (填报时间, else when the file was saved), then by when it was saved,
then by file name. A value that the newest file has no cell for — a supplement of two items, a deleted row — still
counts from the file before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State, Value
from kaohe_xl.messages import finding
from kaohe_xl.returns.answers import Answers, PeriodUnit
from kaohe_xl.returns.names.name_lookup import Filler
from kaohe_xl.returns.submission import Submission

_SHOWN = 6
Told = tuple[Value, State]


@dataclass
class Adopted:
    """What came of the files of one filler: the answers that count, and of each file how many of its values do."""

    answers: dict[PeriodUnit, Answers] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)  # file → values that count
    superseded: dict[str, str] = field(default_factory=dict)  # file → the newer file
    reasons: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def adopt(submissions: Iterable[Submission]) -> dict[Filler, Adopted]:
    """Choose among the accepted submissions of each filler, period by period."""
    adopted: dict[Filler, Adopted] = {}
    for (filler, period), found in accepted(submissions).items():
        _adopt_period(period, sorted(found, key=_age), adopted.setdefault(filler, Adopted()))
    return adopted


def accepted(submissions: Iterable[Submission]) -> dict[tuple[Filler, str], list[Submission]]:
    """Accepted files by filler and period."""
    found: dict[tuple[Filler, str], list[Submission]] = {}
    for submission in submissions:
        if submission.filler is not None and submission.refusal is None:
            for period in submission.periods:
                found.setdefault((submission.filler, period), []).append(submission)
    return found


def _age(submission: Submission) -> tuple[Fraction, date, datetime, str]:
    """Sort key, oldest first."""
    version = submission.version if submission.version is not None else Fraction(0)
    saved = submission.saved or datetime.min
    return version, submission.day or date.min, saved, submission.name


def _adopt_period(period: str, oldest_first: Sequence[Submission], result: Adopted) -> None:
    newest = oldest_first[-1]
    for submission in reversed(oldest_first):
        kept: list[Answers] = []
        for subject, answers in submission.answers.items():
            if subject[0] == period:
                newer = result.answers.get(subject)
                rest = answers.beyond(newer)
                result.answers[subject] = newer.joined(rest) if newer is not None else rest
                kept.append(rest)
        filled = [item for answers in kept for item in answers.filled]
        unusable = sum(len(answers.invalid) for answers in kept)
        result.counted[submission.name] = result.counted.get(submission.name, 0) + len(filled) - unusable
        if submission is not newest:
            _tell_older(submission, newest, period, filled, result)


def _tell_older(older: Submission, newest: Submission, period: str, filled: Sequence[str], result: Adopted) -> None:
    """Why the older file does not count, and what of it still does (``filled``: its items that do)."""
    place = Place(older.name)
    now, before = _understood(newest, period), _understood(older, period)
    why = _why(older, newest)
    changed = _side_by_side(before, now)
    if older.fingerprint is not None and newest.fingerprint is None and changed:
        details = {"other": older.name, "changed": changed}
        result.findings.append(finding("D525", Place(newest.name), unit=_unit(newest), period=period, **details))
    if not filled and all(now[key] == before[key] for key in now.keys() & before.keys()):
        why = "内容相同"
    elif older.version == newest.version and older.day == newest.day:
        result.findings.append(finding("D522", Place(newest.name), other=older.name, kept=newest.name))
    elif older.filled_at and newest.filled_at and older.filled_at > newest.filled_at:
        result.findings.append(finding("D523", Place(newest.name), other=older.name))
    if filled:
        items = "、".join(dict.fromkeys(filled[:_SHOWN]))
        result.findings.append(finding("D524", place, newer=newest.name, count=len(filled), items=items))
    else:
        result.findings.append(finding("D521", place, newer=newest.name, why=why))
    result.superseded.setdefault(older.name, newest.name)
    result.reasons.setdefault(older.name, why)


def _unit(submission: Submission) -> str:
    filler = submission.filler
    return filler.name if filler is not None and not filler.department else ""


def _side_by_side(before: Mapping[tuple[str, str], Told], now: Mapping[tuple[str, str], Told]) -> str:
    """登记差错 3 → 0：what two files say that differs."""
    told = [
        f"{item} {_shown(before[unit, item])} → {_shown(now[unit, item])}"
        for unit, item in now
        if (unit, item) in before and now[unit, item] != before[unit, item] and _shown(now[unit, item])
    ]
    return "；".join(told[:_SHOWN]) + (f" 等 {len(told)} 处" if len(told) > _SHOWN else "")


def _shown(told: Told) -> str:
    value, state = told
    return decimal_text(value) if isinstance(value, Fraction) else str(value or state.value)


def _understood(submission: Submission, period: str) -> dict[tuple[str, str], Told]:
    """(unit, item) → value and state, of one period."""
    return {
        (answers.unit, item): (reading.value, reading.state)
        for answers in submission.answers.values()
        if answers.period == period
        for item, reading in zip(answers.items, answers.readings, strict=True)
    }


def _why(older: Submission, newest: Submission) -> str:
    if older.version != newest.version:
        return f"版本号 {_number(newest.version)} 大于 {_number(older.version)}"
    if older.day != newest.day:
        return f"{'填报' if newest.filled_at else '保存'}时间较晚：{newest.day}"
    return "文件保存较晚"


def _number(version: Fraction | None) -> str:
    return "（没填）" if version is None else f"{float(version):g}"
