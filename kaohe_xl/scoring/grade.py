"""等次: grade bands with lowest score, last rank and a ratio that is never exceeded."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from kaohe_xl.base.finding import Finding
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.scoring.veto import Consequences


def grade_units(
    scheme: m.Scheme, rankings: Sequence[Ranking], told: Sequence[Consequences]
) -> tuple[tuple[str | None, ...], list[Finding]]:
    """Grades in unit order; None for a unit without a rank, or that no grade takes.

    Units are served in rank order. A grade with 比例上限 takes at most ⌊ratio × ranked units of the scope⌋; a tie that
    does not fit as a whole falls through together, and is reported.
    """
    grades: list[str | None] = [None] * len(scheme.units)
    findings: list[Finding] = []
    if scheme.grades:
        for ranking in rankings:
            _grade_scope(scheme, ranking, told, grades, findings)
    return tuple(grades), findings


def _grade_scope(
    scheme: m.Scheme,
    ranking: Ranking,
    told: Sequence[Consequences],
    grades: list[str | None],
    findings: list[Finding],
) -> None:
    ranked = sorted(ranking.ranked, key=lambda row: (ranking.ranks[row] or 0, row))
    room = {grade.name: floor(grade.ratio * len(ranked)) for grade in scheme.grades if grade.ratio is not None}
    for tie in _ties(ranking, ranked):
        wanted: dict[int, str] = {}
        closed: set[str] = set()
        while True:  # grades that cannot take the whole tie are closed to it, until all of it has settled
            wanted = {
                row: name for row in tie if (name := _first_grade(scheme, ranking, row, told[row], closed)) is not None
            }
            full = {name for name in wanted.values() if name in room and list(wanted.values()).count(name) > room[name]}
            if not full:
                break
            findings.extend(_split_tie(scheme, name, tie, ranking) for name in full if room[name] > 0)
            room.update(dict.fromkeys(full, 0))  # nobody below may have what those above did not get
            closed |= full
        for row, name in wanted.items():
            grades[row] = name
            if name in room:
                room[name] -= 1


def _split_tie(scheme: m.Scheme, grade: str, tie: Sequence[int], ranking: Ranking) -> Finding:
    units = "、".join(scheme.units[row].name for row in tie)
    place = next(each.place for each in scheme.grades if each.name == grade)
    return finding("R201", place, grade=grade, units=units, rank=ranking.ranks[tie[0]] or 0)


def _ties(ranking: Ranking, ranked: Sequence[int]) -> list[list[int]]:
    groups: dict[int | None, list[int]] = {}
    for row in ranked:
        groups.setdefault(ranking.ranks[row], []).append(row)
    return list(groups.values())


def _first_grade(scheme: m.Scheme, ranking: Ranking, row: int, told: Consequences, closed: set[str]) -> str | None:
    score, rank = ranking.scores[row] or Fraction(0), ranking.ranks[row] or 0
    names = [grade.name for grade in scheme.grades]
    best = names.index(told.grade_cap) if told.grade_cap else 0
    for position, grade in enumerate(scheme.grades):
        if position < best or grade.name in closed:
            continue
        if grade.groups and scheme.units[row].group not in grade.groups:
            continue
        if grade.lowest is not None and score < grade.lowest:
            continue
        if grade.last_rank is not None and rank > grade.last_rank:
            continue
        return grade.name
    return None
