"""填报数据 of the scheme's workbook counts beside the returned files; where both have a figure, the file wins.

The two are compared figure by figure, and every figure that both have is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.tidy import State
from kaohe_xl.messages import finding

_KEY = ["期次", "单位", "数据项"]
_ABSENT = (State.BLANK.value, State.UNRETURNED.value)
Key = tuple[str, str, str]


def given_keys(tidy: pd.DataFrame) -> frozenset[Key]:
    """期次, 单位, 数据项 of every figure that somebody gave."""
    given = tidy[~tidy["状态"].isin(_ABSENT)]
    return frozenset(zip(*(given[name] for name in _KEY), strict=True))


def beside(returned: pd.DataFrame, inline: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Both tidy tables as one, and a finding for each figure that stands in both (F403 they differ, F404 they agree).

    A figure of 填报数据 takes the place of an absence; so does a blank cell there of a form that never came.
    """
    theirs, ours = given_keys(returned), given_keys(inline)
    keys = list(zip(*(returned[name] for name in _KEY), strict=True))
    absent = returned["状态"].isin(_ABSENT)
    gone = [key in ours and missing for key, missing in zip(keys, absent, strict=True)]
    taken = [key in ours and key not in theirs for key in zip(*(inline[name] for name in _KEY), strict=True)]
    merged = pd.concat([returned[[not each for each in gone]], inline[taken]], ignore_index=True)
    return merged, list(_twice(returned, inline, theirs & ours))


def _twice(returned: pd.DataFrame, inline: pd.DataFrame, both: frozenset[Key]) -> Iterator[Finding]:
    theirs, ours = _said(returned, both), _said(inline, both)
    same: dict[str, int] = {}
    for key, (place, other) in ours.items():
        file, kept = theirs[key]
        period, unit, item = key
        if kept == other:
            same[unit] = same.get(unit, 0) + 1
        else:
            details = {"item": item, "kept": kept, "other": other, "where": str(file)}
            yield finding("F403", place, unit=unit, period=period, **details)
    for unit, count in same.items():
        yield finding("F404", unit=unit, count=count)


def _said(tidy: pd.DataFrame, keys: frozenset[Key]) -> dict[Key, tuple[Place, str]]:
    """Figure → the first cell that gives it, and what all of them come to."""
    found: dict[Key, tuple[Place, list[str]]] = {}
    fields = (*_KEY, "值", "状态", "文件", "工作表", "单元格")
    for period, unit, item, value, state, *where in zip(*(tidy[name] for name in fields), strict=True):
        key = (period, unit, item)
        if key in keys and state not in _ABSENT:
            words = decimal_text(value) if isinstance(value, Fraction) else str(value or state)
            found.setdefault(key, (Place(*where), []))[1].append(words)
    return {key: (place, "、".join(dict.fromkeys(words))) for key, (place, words) in found.items()}
