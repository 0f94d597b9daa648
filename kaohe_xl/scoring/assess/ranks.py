"""Rankings of a period: the total by scope, each line, and each 编号 that a reward rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import Exact
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess.model import OVERALL, PeriodResult, Scope
from kaohe_xl.scoring.rank import Key, Moves, Ranking, rank_units


def ranked(result: PeriodResult, scheme: m.Scheme, scopes: tuple[Scope, ...], provisional: bool) -> PeriodResult:
    """The rankings of a period. A unit of which nothing came in has no place while forms may still come in
    (``provisional``); after that 缺报处理 decides, but it never stands before a unit that did report.
    """
    taking_part = result.total.ok & np.array([not told.unranked for told in result.consequences], dtype=np.bool_)
    if scheme.settings.unreturned is not m.Unreturned.ZERO:
        taking_part &= ~result.figures.unreturned
    if provisional:
        taking_part &= ~result.figures.silent
    for scope in scopes:  # where nobody reported, nobody is first
        members = list(scope.members)
        if not (taking_part & ~result.figures.silent)[members].any():
            taking_part[[row for row in members if result.figures.silent[row]]] = False
    result = replace(result, taking_part=taking_part)
    rankings: dict[str, tuple[Ranking, ...]] = {}
    if scheme.indicators:
        rankings[OVERALL] = tuple(_overall(result, scheme, scope) for scope in scopes)
    for line in scheme.lines if len(scheme.lines) > 1 or scheme.lines[0].name != OVERALL else ():
        rankings[line.name] = tuple(
            ranking
            for scope in scopes
            if (ranking := _plain(result, scheme, line.name, scope, result.lines[line.name])).members
        )
    for key in dict.fromkeys(reward.basis for reward in scheme.rewards):
        if key in result.indicators:
            rankings[key] = tuple(_plain(result, scheme, key, scope, result.indicators[key]) for scope in scopes)
    return replace(result, rankings=rankings)


def _overall(result: PeriodResult, scheme: m.Scheme, scope: Scope) -> Ranking:
    """By total, then by 并列比较 in turn; moved by vetoes."""
    breaks = [
        column.fill(0)
        for name in scheme.settings.tie_breaks
        if (column := result.lines.get(name, result.indicators.get(name))) is not None
    ]
    keys: dict[int, Key | None] = {}
    for row in scope.members:
        value = result.total[row] if result.taking_part[row] else None
        keys[row] = None if value is None else (value, *(b[row] or Fraction(0) for b in breaks))
    moves = {row: result.consequences[row].moves for row in scope.members}
    moves |= _put_last(result, keys, moves)
    return rank_units(OVERALL, scope.name, scope.members, keys, scheme.settings.ties, moves)


def _plain(result: PeriodResult, scheme: m.Scheme, basis: str, scope: Scope, column: Exact) -> Ranking:
    members = [row for row in scope.members if column.ok[row]]
    values = {row: column[row] for row in members}
    keys: dict[int, Key | None] = {
        row: (value,) if value is not None and result.taking_part[row] else None for row, value in values.items()
    }
    keys |= dict.fromkeys(_too_high(result, keys))
    return rank_units(basis, scope.name, members, keys, scheme.settings.ties)


def _too_high(result: PeriodResult, keys: Mapping[int, Key | None]) -> list[int]:
    """Units of which nothing came in, where they would stand before one that reported, or share the first place."""
    known = {row: key for row, key in keys.items() if key is not None}
    reported = [key for row, key in known.items() if not result.figures.silent[row]]
    quiet = [row for row in known if result.figures.silent[row]]
    if not reported or not quiet:
        return []
    highest = max(known[row] for row in quiet)
    return quiet if highest > min(reported) or highest >= max(reported) else []


def _put_last(result: PeriodResult, keys: Mapping[int, Key | None], moves: Mapping[int, Moves]) -> dict[int, Moves]:
    """Their places: the last ones."""
    quiet = _too_high(result, keys)
    return {row: replace(moves[row], bottom=len(quiet)) for row in quiet}
