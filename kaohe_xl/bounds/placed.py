"""Who may take part in every ranking of a period, and in which places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from kaohe_xl.bounds.period_bounds import FallenSpans, PeriodBounds
from kaohe_xl.bounds.places import Contender, PlaceSpan, place_spans
from kaohe_xl.bounds.span import Span
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import OVERALL, Assessment


def placed(assessment: Assessment, bounds: PeriodBounds) -> PeriodBounds:
    """With the places in every ranking."""
    scheme, figures, total = assessment.scheme, bounds.figures, bounds.total
    out_can, out_sure = bounds.effect(scheme, m.Consequence.UNRANKED)
    may, must = total.may & ~out_sure, total.must & ~out_can
    if scheme.settings.unreturned is not m.Unreturned.ZERO:
        may, must = may & ~figures.unreturned[1], must & ~figures.unreturned[0]
    for scope in assessment.scopes:  # where nobody reports, nobody is first
        members = list(scope.members)
        if not (must & ~figures.silent[0])[members].any():
            must = must & ~np.isin(np.arange(len(must)), [row for row in members if figures.silent[0][row]])
    bounds = replace(bounds, taking_part=(may, must))
    bases: dict[str, Span] = {}
    if scheme.indicators:
        bases[OVERALL] = total
    if len(scheme.lines) > 1 or scheme.lines[0].name != OVERALL:
        bases |= {line.name: bounds.lines[line.name] for line in scheme.lines}
    for reward in scheme.rewards:
        if reward.basis in bounds.indicators:
            bases[reward.basis] = bounds.indicators[reward.basis]
    places: dict[str, dict[int, PlaceSpan]] = {}
    contenders: dict[str, list[list[Contender]]] = {}
    for basis, span in bases.items():
        places[basis], contenders[basis] = {}, []
        for scope in assessment.scopes:
            group = _contenders(assessment, bounds, basis, span, scope.members)
            contenders[basis].append(group)
            places[basis] |= place_spans(group, scheme.settings.ties)
    return replace(bounds, places=places, contenders=contenders)


def _contenders(
    assessment: Assessment, bounds: PeriodBounds, basis: str, span: Span, members: Sequence[int]
) -> list[Contender]:
    scheme = assessment.scheme
    may, must = bounds.taking_part
    lows, highs = span.low.to_list(), span.high.to_list()
    breaks: list[tuple[list[Fraction | None], list[Fraction | None]]] = []
    moves: dict[int, tuple[tuple[int, int], tuple[bool, bool], int]] = {}
    if basis == OVERALL:
        for name in scheme.settings.tie_breaks:
            column = bounds.lines.get(name, bounds.indicators.get(name))
            if column is not None:
                filled = column.fill(0)
                breaks.append((filled.low.to_list(), filled.high.to_list()))
        moves = {row: _moves(scheme, bounds.fallen, row) for row in members}
    quiet = [row for row in members if bounds.figures.silent[0][row]]
    found = []
    for row in members:
        shift, bottom, last = moves.get(row, ((0, 0), (False, False), 0))
        sure = bool(must[row] & span.must[row])
        if row in quiet and len(quiet) < len(
            members
        ):  # put last, or out, where it would stand before one that reported
            bottom = (True, bottom[1])
            sure = sure and basis == OVERALL
        found.append(
            Contender(
                row,
                lows[row] or Fraction(0),
                highs[row] or Fraction(0),
                bool(may[row] & span.may[row]),
                sure,
                tuple((a[row] or Fraction(0), b[row] or Fraction(0)) for a, b in breaks),
                shift,
                bottom,
                last,
            )
        )
    return found


def _moves(scheme: m.Scheme, fallen: FallenSpans, row: int) -> tuple[tuple[int, int], tuple[bool, bool], int]:
    """名次后移 and 列入倒数 of one unit: least and most; a 否决组 counts each effect once."""
    sums = []
    bottom = [False, False]
    last = 0
    for sure in (1, 0):
        shift = 0
        done: set[tuple[str, m.Effects]] = set()
        for veto in scheme.vetoes:
            if veto.name not in fallen or not fallen[veto.name][sure][row]:
                continue
            for each in veto.effects:
                if veto.group and (veto.group, each) in done:
                    continue
                done.add((veto.group, each))
                if each.consequence is m.Consequence.SHIFT:
                    shift += each.places
                elif each.consequence is m.Consequence.BOTTOM:
                    bottom[sure] = True
                    if sure:
                        last = max(last, each.places)
        sums.append(shift)
    return (sums[0], sums[1]), (bottom[0], bottom[1]), last
