"""What an accepted 不适用 is worth: the points that the unit would have fewer if the value counted as missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from kaohe_xl.base.exact import BoolArray, Exact, decimal_text, total
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.tidy import State
from kaohe_xl.messages import finding
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme.references import derived_from
from kaohe_xl.scoring.data_preparation import derive
from kaohe_xl.scoring.figures import Figures
from kaohe_xl.scoring.score import PeriodScore, score_again

Worths = dict[tuple[str, int], list[tuple[str, Fraction]]]  # (item, unit) → period, points


def to_confirm(scheme: m.Scheme, figures: Mapping[str, Figures], scores: Mapping[str, PeriodScore]) -> list[Finding]:
    """One finding for each 不适用 that somebody typed into an item of which 可不适用 does not say that it may be so."""
    typed = {leaf.name: _typed(scheme, figures[leaf.name]) for leaf in scheme.calendar.leaves}
    items = {name for rows in typed.values() for name in rows}
    worths = {period: _worths(scheme, score, items, figures) for period, score in scores.items() if items}
    return [
        _finding(scheme, figures[leaf], name, int(row), worths)
        for leaf, found in typed.items()
        for name, rows in found.items()
        for row in np.flatnonzero(rows)
    ]


def _typed(scheme: m.Scheme, figures: Figures) -> dict[str, BoolArray]:
    """Items of a leaf period in which units typed 不适用 that nobody has allowed or approved."""
    found = {}
    for name, item in scheme.items.items():
        figure = figures.items[name]
        if item.derived or item.may_not_apply:
            continue
        rows = figure.is_state(State.NOT_APPLICABLE) & np.asarray(figure.raw != "", dtype=np.bool_)
        rows[[row for row in figure.approved if rows[row]]] = False
        if rows.any():
            found[name] = rows
    return found


def _worths(
    scheme: m.Scheme, score: PeriodScore, items: set[str], done: Mapping[str, Figures]
) -> dict[str, list[Fraction]]:
    """For each item: what each unit's total of the period would lose if the unit's 不适用 were a blank."""
    if score.source is None:
        return {}
    before = _points(scheme, score)
    found = {}
    for name in sorted(items):
        figure = score.figures.items[name]
        dropped = figure.is_state(State.NOT_APPLICABLE)
        if not dropped.any():
            continue
        states = np.where(dropped, np.asarray(State.BLANK, dtype=object), figure.states)
        changed = replace(score.figures, items={**score.figures.items, name: replace(figure, states=states)})
        source = replace(score.source, figures=derive(scheme, changed, done))
        after = _points(scheme, score_again(score, source, derived_from(scheme, {name})))
        found[name] = [value or Fraction(0) for value in (before - after).to_list()]
    return found


def _points(scheme: m.Scheme, score: PeriodScore) -> Exact:
    size = score.figures.size
    parts = [score.lines[line.name].score.fill(0) * Exact.full(line.weight, size) for line in scheme.lines]
    return total([*parts, score.on_total], size)


def _finding(
    scheme: m.Scheme, figures: Figures, name: str, row: int, worths: Mapping[str, Mapping[str, list[Fraction]]]
) -> Finding:
    above = [period.name for period in scheme.calendar.at_or_above(figures.period)]
    told = [
        (period, worth[name][row]) for period in above if name in (worth := worths.get(period, {})) and worth[name][row]
    ]
    places = figures.items[name].sources[row]
    unit = scheme.units[row].name
    digits = scheme.settings.digits
    points = "、".join(
        f"{period}的总分{'少' if value > 0 else '多'}{decimal_text(abs(value), most=digits)}分"
        for period, value in told
    )
    return finding(
        "R211",
        places[0] if places else NOWHERE,
        unit=unit,
        period=figures.period,
        name=unit,
        when=figures.period,
        item=name,
        worth=points or "总分不变",
    )
