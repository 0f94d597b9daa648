"""The grades that each unit may get; 比例上限 by who may and who surely does stand before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor

from kaohe_xl.bounds.period_bounds import FallenSpans, PeriodBounds
from kaohe_xl.bounds.places import Contender, PlaceSpan
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL

Grades = tuple[frozenset[str | None], ...]


def grade_spans(scheme: m.Scheme, bounds: PeriodBounds) -> Grades:
    """Per unit, every grade that some completion may give it; None: it may get none."""
    found: list[frozenset[str | None]] = [frozenset({None})] * len(scheme.units)
    if scheme.grades:
        places = bounds.places.get(OVERALL, {})
        for group in bounds.contenders.get(OVERALL, ()):
            taking = [each for each in group if each.may]
            for row, names in _in_scope(scheme, bounds.fallen, taking, places).items():
                found[row] = names
    return tuple(found)


def _in_scope(
    scheme: m.Scheme, fallen: FallenSpans, taking: Sequence[Contender], places: Mapping[int, PlaceSpan]
) -> dict[int, frozenset[str | None]]:
    options: dict[int, set[str | None]] = {each.row: set() for each in taking}
    settled: set[int] = set()  # surely have a grade at or above the one looked at
    least, most = sum(each.must for each in taking), len(taking)
    for position, grade in enumerate(scheme.grades):
        can, sure = set(), set()
        for each in taking:
            may, must = _eligible(scheme, fallen, grade, position, each, places[each.row])
            if may and each.row not in settled:
                can.add(each.row)
                if must and not options[each.row] and each.must:
                    sure.add(each.row)
        gets = set(can)
        keeps = set(sure)
        if grade.ratio is not None:
            room_most, room_least = floor(grade.ratio * most), floor(grade.ratio * least)
            for each in taking:
                here = places[each.row]
                if each.row in can:  # those that are surely before it, and surely want it
                    before = sum(places[row].worst < here.best for row in sure if row != each.row)
                    if before >= room_most:
                        gets.discard(each.row)
                if each.row in sure:  # those that may be before it or tie with it, and may want it
                    rivals = sum(places[row].best <= here.worst for row in can if row != each.row)
                    if rivals + 1 > room_least:
                        keeps.discard(each.row)
        for row in gets:
            options[row].add(grade.name)
        settled |= keeps
    return {
        each.row: frozenset(options[each.row] if each.row in settled else {*options[each.row], None}) for each in taking
    }


def _eligible(
    scheme: m.Scheme, fallen: FallenSpans, grade: m.Grade, position: int, each: Contender, place: PlaceSpan
) -> tuple[bool, bool]:
    if grade.groups and scheme.units[each.row].group not in grade.groups:
        return False, False
    may = must = True
    if grade.lowest is not None:
        may, must = each.high >= grade.lowest, each.low >= grade.lowest
    if grade.last_rank is not None:
        may, must = may and place.best <= grade.last_rank, must and place.worst <= grade.last_rank
    names = [each.name for each in scheme.grades]
    for veto in scheme.vetoes:
        for effect in veto.effects:
            capped = effect.consequence is m.Consequence.GRADE_CAP and position < names.index(effect.grade)
            if capped and veto.name in fallen:
                may = may and not fallen[veto.name][1][each.row]
                must = must and not fallen[veto.name][0][each.row]
    return may, must
